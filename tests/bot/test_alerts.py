"""Alerts: at once by every road, passed on while nobody hears."""

from datetime import UTC, datetime, timedelta

import pytest

from bot import alerting
from bot.sending.at_once import NoTexts
from bot.sending.channel import Sent, Unreachable
from bot.sending.sender import Sender, send_due
from bot.sending.status import heard
from bot.service import Service
from storage import cases
from storage.register import alerts, case_hiding, money
from storage.register import cases as kept
from tests.bot.duty_office import FIRST, STANDIN, THIRD, Office, an_office
from tests.bot.sending.network import Network
from tests.bot.texting import URGENT, text
from tests.factories import a_concern, a_contact, a_phone

AT_THREE = datetime(2026, 5, 13, 2, 0, tzinfo=UTC)
CHRISTMAS = datetime(2026, 12, 25, 3, 0, tzinfo=UTC)

# ------------------------------------------------------------------------------ at once


def test_who_is_on_duty_is_called_texted_and_mailed_without_content(office: Office) -> None:
    number = a_phone()
    office.disclose(number)
    office.send()
    assert office.rung() == [FIRST]
    assert [one.number for one in office.network.taken] == [FIRST]
    assert [to for to, *_ in office.post.sent] == ["801@duty.example.org"]
    said = [one.text for one in (*office.network.calls, *office.network.taken)]
    said += [f"{subject} {body}" for _, subject, body, _ in office.post.sent]
    for one in said:
        assert URGENT not in one
        assert number not in one
        assert "urgent case" in one or "sign in" in one


@pytest.mark.parametrize("when", [AT_THREE, CHRISTMAS])
def test_alerts_and_safety_texts_go_out_at_night_on_christmas_day_with_the_money_spent(
    service: Service, when: datetime
) -> None:
    office = an_office(service, when)
    with service.rooms.register.write() as conn:
        for kind in ("prompt", "reply", "safety", "alert"):
            money.count(conn, f"{when:%Y-%m}", kind, 10**6, 10**9)
    child = a_phone()
    a_contact(service.rooms, child)
    office.disclose(child, now=when)
    office.send()
    assert office.rung() == [FIRST]
    for _ in range(3):
        office.check(5)
    told = [one for one in office.network.taken if one.number == child]
    assert len(told) == 1
    assert "nobody has picked it up" in told[0].text
    assert service.county.phone["night"] in told[0].text


def test_with_the_road_of_texts_down_calls_and_e_mail_still_go(office: Office) -> None:
    office.disclose()
    texts = office.network

    class NoSms(Network):
        def send(self, number: str, text: str, token: str) -> Sent:
            raise Unreachable

    office.network = NoSms()
    office.send()
    assert office.rung() == [FIRST]
    assert len(office.post.sent) == 1
    office.network = texts
    office.send(office.now + timedelta(minutes=2))
    assert [one.number for one in texts.taken] == [FIRST]  # and the text, once the road is open


def test_without_any_provider_of_texts_e_mail_goes(office: Office) -> None:
    office.disclose()
    sender = Sender(office.service, NoTexts(), mailer=office.post, alerts_only=True)
    send_due(sender, office.now)
    assert len(office.post.sent) == 1


def test_a_flag_wakes_nobody_and_a_concern_waits_for_its_clock(office: Office) -> None:
    text(office.service, a_phone(), "everyone at school bullies me every day")
    office.send()
    assert not office.rung()
    office.check(60)
    assert not office.rung()
    office.check(480)
    assert office.rung() == [FIRST]
    assert "waited too long" in office.network.calls[0].text


# ---------------------------------------------------------------------- nobody hears, somebody does


def test_unheard_it_goes_to_the_stand_in_then_to_everybody_then_the_child_is_told(
    office: Office,
) -> None:
    child = a_phone()
    office.disclose(child)
    office.send()
    office.check(4)
    assert office.rung() == [FIRST]
    office.check(2)
    assert sorted(office.rung()) == [FIRST, FIRST, STANDIN]
    office.check(5)
    assert sorted(set(office.rung())) == [FIRST, STANDIN, THIRD]
    assert not [one for one in office.network.taken if one.number == child]
    assert office.check(5).told == 1
    honest = [one.text for one in office.network.taken if one.number == child]
    assert len(honest) == 1
    assert "999" in honest[0]
    before = len(office.rung())
    office.check(14)
    assert len(office.rung()) == before
    office.check(2)  # everybody again, and the child is not told twice
    assert len(office.rung()) == before + 3
    assert len([one for one in office.network.taken if one.number == child]) == 1


def test_a_shared_phone_is_told_in_neutral_words(office: Office) -> None:
    child = a_phone()
    a_contact(office.rooms, child, phone_of="carer")
    office.disclose(child)
    for _ in range(4):
        office.check(5)
    (honest,) = [one.text for one in office.network.taken if one.number == child]
    assert "staff" not in honest
    assert "nobody has read it yet" in honest.casefold()


def test_a_key_pressed_stops_the_ringing_until_nobody_opens_it(office: Office) -> None:
    office.disclose()
    office.send()
    assert heard(office.service, office.network.calls[0].token, "1", office.now)
    office.check(6)
    office.check(6)
    assert office.rung() == [FIRST]
    office.check(6)  # the clock "seen" has run out
    assert STANDIN in office.rung()


def test_opening_the_case_ends_the_alert(office: Office) -> None:
    case_id = office.disclose()
    office.team.open(case_id)
    for _ in range(5):
        office.check(10)
    assert not [one for one in office.rung() if one != FIRST]
    with office.rooms.register.read() as conn:
        assert alerts.waiting(conn) == []


def test_new_words_in_an_opened_case_wake_somebody_again(office: Office) -> None:
    child = a_phone()
    case_id = office.disclose(child)
    office.send()
    office.team.open(case_id)
    office.now += timedelta(minutes=1)
    assert office.disclose(child) == case_id
    office.send()
    assert office.rung() == [FIRST, FIRST]


# ------------------------------------------------------------------------- many at once


def test_a_flood_is_one_alert_and_every_case_is_in_it(office: Office) -> None:
    found = {office.disclose() for _ in range(12)}
    office.send()
    assert len(found) == 12
    assert office.rung() == [FIRST]
    office.check(6)
    assert "12 urgent cases" in office.network.calls[-1].text
    assert {one.id for one in cases.queue(office.rooms, office.team.lead.id)} == found


def test_whoever_heard_of_one_is_told_that_there_are_more(office: Office) -> None:
    office.disclose()
    office.send()
    office.disclose()
    assert heard(office.service, office.network.calls[0].token, "1", office.now)
    office.send()
    assert "2 urgent cases" in office.network.taken[-1].text
    assert office.rung() == [FIRST]
    office.disclose()  # what comes after that has an alert of its own
    office.send()
    assert office.rung() == [FIRST, FIRST]


def test_a_case_about_somebody_on_duty_rings_the_others(office: Office) -> None:
    with office.rooms.register.write() as conn:
        case_hiding.hide(conn, office.rooms.vault, "about-the-lead", office.team.lead.id)
        new = a_concern(id="about-the-lead", level="urgent", raised_at=office.now)
        kept.take_in(conn, office.rooms.vault, new, None)
    office.send()
    assert FIRST not in office.rung()
    assert office.rung()
    for _ in range(4):
        office.check(10)
    assert FIRST not in office.rung()


def test_a_gap_is_told_to_everybody_once_a_day(office: Office) -> None:
    later = office.now + timedelta(days=20)
    office.now = later
    assert office.check(0).gap
    assert sorted(office.rung()) == [FIRST, STANDIN, THIRD]
    assert "Nobody is on duty" in office.network.calls[0].text
    alerting.check(office.service, later + timedelta(minutes=1))
    with office.rooms.register.read() as conn:
        assert len([one for one in alerts.latest(conn, 9) if one.gist == "gap"]) == 1


def test_with_nobody_down_for_this_hour_everybody_is_rung(office: Office) -> None:
    office.now += timedelta(days=20)
    office.disclose()
    office.send()
    assert sorted(office.rung()) == [FIRST, STANDIN, THIRD]
