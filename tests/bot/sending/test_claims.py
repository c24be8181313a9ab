"""Limits hold at the moment of sending, counted with the claim; what is urgent goes out anyway."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from bot.sending.sender import Sender, send_due
from storage import suppression
from storage.register import contacts, money, notices, rota
from storage.register.outbox import Campaign, Wording, queue_campaign
from storage.register.sending_tables import asked, outbox, spend, told
from storage.register.tables import contact
from storage.times import stamp
from tests.bot.sending.conftest import good_office, queue, queue_one, row, states
from tests.bot.sending.network import DOWN
from tests.conftest import NOW
from tests.factories import a_contact, a_phone, some_contacts

ALERT = '{"to": "+447700900321", "text": "Somebody needs you. Ring the desk."}'
NIGHT = datetime(2026, 5, 13, 2, 0, tzinfo=UTC)
CHRISTMAS = datetime(2026, 12, 25, 15, 50, tzinfo=UTC)


def all_kinds(rooms):
    """One text of every kind that could go out, each to somebody of their own."""
    people = some_contacts(rooms, [a_phone() for _ in range(5)])
    with rooms.register.write() as conn:
        for who in people[1:3]:
            conn.execute(
                asked.insert().values(contact_id=who.id, flow="wall", part="", month="2026-01")
            )
    campaign = queue(rooms, people[:1])
    send_prompt_row(rooms, people[1], campaign_id=queue(rooms, [people[1]], "reminder"))
    queue(rooms, [people[2]], "told")
    for kind, who in (("reply", people[3]), ("safety", people[4])):
        queue_one(rooms, kind, f"a {kind} text", who)
    queue_one(rooms, "alert", ALERT)
    return campaign


def send_prompt_row(rooms, who, campaign_id):
    """The prompt that a reminder follows, long sent."""
    with rooms.register.write() as conn:
        conn.execute(
            outbox.insert().values(
                id="p" * 32, token="p" * 32, kind="prompt", state="sent", due_at="2026-01-01",
                contact_id=who.id, campaign_id=campaign_id, segments=1, epoch=0,
            )
        )  # fmt: skip


def kinds_sent(rooms) -> set[str]:
    with rooms.register.read() as conn:
        query = select(outbox.c.kind).where(outbox.c.state == "sent", outbox.c.id != "p" * 32)
        return set(conn.execute(query).scalars())


LIMITED, URGENT = {"prompt", "reminder", "told"}, {"reply", "safety", "alert"}


def test_by_day_everything_goes_out(sender):
    all_kinds(sender.service.rooms)
    send_due(sender, NOW)
    assert kinds_sent(sender.service.rooms) == LIMITED | URGENT


def paused(rooms):
    with rooms.register.write() as conn:
        rota.pause(conn, True)


def nobody_said(name):
    def hide(rooms):
        with rooms.register.write() as conn:
            notices.put(conn, name, "nonsense")

    return hide


def all_spent(rooms):
    with rooms.register.write() as conn:
        money.count(conn, "2026-05", "prompt", 1, 10**9)


HELD_BACK = {
    "paused": paused,
    "nobody on duty": nobody_said(notices.DUTY),
    "no reader": nobody_said(notices.READERS),
    "no do-not-ask list": nobody_said(notices.DO_NOT_ASK),
    "no languages": nobody_said(notices.READABLE),
    "budget spent": all_spent,
}


@pytest.mark.parametrize("what", HELD_BACK)
def test_what_holds_prompts_back_lets_safety_through(sender, what):
    all_kinds(sender.service.rooms)
    HELD_BACK[what](sender.service.rooms)
    send_due(sender, NOW)
    assert kinds_sent(sender.service.rooms) == URGENT


def test_a_full_day_holds_prompts_back_and_lets_safety_through(sender):
    rooms = sender.service.rooms
    sender.service = replace(sender.service, sending=replace(sender.service.sending, most_a_day=1))
    queue(rooms, some_contacts(rooms, [a_phone()]))
    send_due(sender, NOW)
    all_kinds(rooms)
    send_due(sender, NOW + timedelta(hours=1))
    assert states(rooms)["due"] == len(LIMITED)
    assert kinds_sent(rooms) == URGENT | {"prompt"}


@pytest.mark.parametrize("when", [NIGHT, CHRISTMAS])
def test_at_night_and_on_christmas_day_safety_goes_through(sender, when):
    rooms = sender.service.rooms
    good_office(rooms, when)
    all_kinds(rooms)
    send_due(sender, when)
    assert kinds_sent(rooms) == URGENT


def test_while_the_provider_is_down_nothing_is_lost_and_safety_goes_first(sender, network):
    rooms = sender.service.rooms
    all_kinds(rooms)
    network.default = DOWN
    send_due(sender, NOW)
    assert kinds_sent(rooms) == set()
    network.default = "ok"
    send_due(sender, NOW + timedelta(minutes=2))
    assert kinds_sent(rooms) == LIMITED | URGENT
    urgent = ("a reply text", "a safety text", "Somebody needs you. Ring the desk.")
    assert network.taken[0].text in urgent


def test_a_stop_after_queueing_holds(sender, network):
    rooms = sender.service.rooms
    who = a_contact(rooms)
    queue(rooms, [who])
    queue_one(rooms, "safety", "a safety text", who)
    with rooms.register.write() as conn:
        contacts.change(conn, who.id, {"consent": "stopped"})
    send_due(sender, NOW)
    assert network.taken == []
    assert states(rooms) == {"refused": 2}
    with rooms.register.read() as conn:
        assert set(conn.execute(select(outbox.c.body)).scalars()) == {None}


def test_what_is_counted_in_one_batch_counts_for_the_next_text(sender, network):
    """Three campaigns to one person, due at once: one ask, since no `told` followed it."""
    rooms = sender.service.rooms
    who = a_contact(rooms)
    for part in "abc":
        queue(rooms, [who], part=part)
    send_due(sender, NOW)
    assert len(network.taken) == 1
    assert states(rooms) == {"sent": 1, "refused": 2}


def test_the_last_pound_is_spent_once(sender, network):
    rooms = sender.service.rooms
    rules = replace(sender.service.sending, month=3 * 5000)
    sender.service = replace(sender.service, sending=rules)
    queue(rooms, some_contacts(rooms, [a_phone() for _ in range(5)]))
    sender.batch = 2
    other = Sender(sender.service, network, owner="another", batch=2)
    network.before_each = lambda: send_due(other, NOW, rounds=1) and None
    send_due(sender, NOW)
    assert len(network.taken) == 3
    with rooms.register.read() as conn:
        assert money.so_far(conn, "2026-05", rules).month == 15000


def test_the_rate_holds_for_all_workers_together(sender, network):
    rooms = sender.service.rooms
    rules = replace(sender.service.sending, per_second=1)
    sender.service = replace(sender.service, sending=rules)
    other = Sender(sender.service, network, owner="another")
    queue(rooms, some_contacts(rooms, [a_phone() for _ in range(25)]))
    queue_one(rooms, "alert", ALERT)
    send_due(sender, NOW)
    send_due(other, NOW + timedelta(seconds=5))
    assert len(network.taken) == 11
    send_due(other, NOW + timedelta(seconds=11))
    assert len(network.taken) == 21


def test_a_told_lets_them_be_asked_again(sender, network):
    rooms = sender.service.rooms
    who = a_contact(rooms)
    queue(rooms, [who], part="a")
    send_due(sender, NOW)
    queue(rooms, [who], part="b")
    send_due(sender, NOW)
    queue(rooms, [who], "told")
    send_due(sender, NOW)
    queue(rooms, [who], part="c")
    send_due(sender, NOW)
    assert [one.number for one in network.taken] == [network.taken[0].number] * 3
    with rooms.register.read() as conn:
        assert set(conn.execute(select(asked.c.part)).scalars()) == {"a", "c"}
        assert conn.execute(select(told.c.asks)).scalar() == 1


def test_a_text_in_their_language_and_english_for_the_rest(sender, network, number_of):
    rooms = sender.service.rooms
    english, arabic = a_contact(rooms), a_contact(rooms, language="ar")
    wordings = (Wording("en", "Hello there", 1), Wording("ar", "مرحبا", 2))
    campaign = Campaign("c" * 32, "prompt", wordings, NOW, flow="check-in", part="a")
    with rooms.register.write() as conn:
        assert queue_campaign(conn, rooms.vault, campaign, select(contact.c.id), 0) == 2
    send_due(sender, NOW)
    assert network.each == {(number_of(english), "Hello there"): 1, (number_of(arabic), "مرحبا"): 1}
    with rooms.register.read() as conn:
        assert conn.execute(select(spend.c.segments)).scalar() == 3


# ------------------------------------------------------------------------- an old register


def test_a_register_from_a_backup_sends_nothing_until_somebody_says_so(sender, network):
    """What detects it is the keys database, which was not put back."""
    rooms = sender.service.rooms
    queue(rooms, some_contacts(rooms, [a_phone() for _ in range(3)]))
    with rooms.register.read() as conn:
        backup = conn.execute(select(outbox)).mappings().all()
        before = notices.get(conn, notices.SENDINGS) or "0"
    assert send_due(sender, NOW).sent == 3
    with rooms.register.write() as conn:  # the backup is put back
        conn.execute(outbox.delete())
        conn.execute(outbox.insert(), [dict(one) for one in backup])
        notices.put(conn, notices.SENDINGS, before)
    queue_one(rooms, "alert", ALERT)
    went = send_due(sender, NOW + timedelta(minutes=1))
    assert went.old_register
    assert went.sent == 1  # the alert
    assert len(network.taken) == 4


def test_rows_of_an_earlier_epoch_are_never_sent(sender, network):
    rooms = sender.service.rooms
    queue(rooms, [a_contact(rooms)])
    with rooms.keys.write() as conn:
        suppression.next_epoch(conn)
    send_due(sender, NOW)
    assert network.taken == []
    assert row(rooms)["state"] == "due"


def asked_before(*rows):
    def fill(rooms, who):
        with rooms.register.write() as conn:
            for flow, part, month in rows:
                conn.execute(
                    asked.insert().values(contact_id=who.id, flow=flow, part=part, month=month)
                )

    return fill


def known(**columns):
    def change(rooms, who):
        with rooms.register.write() as conn:
            contacts.change(conn, who.id, columns)

    return change


NOT_THEM = {
    "asked twice in 90 days": asked_before(("wall", "", "2026-03"), ("wall", "b", "2026-04")),
    "the same question within a year": asked_before(("check-in", "a", "2025-09")),
    "not told since the last time": asked_before(("wall", "", "2026-01")),
    "may not be asked": known(may_ask=False),
    "a shared phone, and nobody knows how old": known(phone_of="shared", cohort=None),
    "a language that nobody reads today": known(language="ti"),
    "a number from outside": known(kind="unknown"),
}


@pytest.mark.parametrize("what", NOT_THEM)
def test_who_may_not_be_asked_still_gets_a_safety_text(sender, network, what):
    rooms = sender.service.rooms
    who = a_contact(rooms)
    NOT_THEM[what](rooms, who)
    queue(rooms, [who])
    queue_one(rooms, "safety", "A person will ring you today.", who)
    send_due(sender, NOW)
    assert [one.text for one in network.taken] == ["A person will ring you today."]
    assert kinds_sent(rooms) == {"safety"}


def test_a_year_that_is_spent_holds_prompts_back_for_the_year_only(sender, network):
    rooms = sender.service.rooms
    all_kinds(rooms)
    with rooms.register.write() as conn:
        money.count(conn, "2026-04", "prompt", 1, sender.service.sending.year)
    send_due(sender, NOW)
    assert kinds_sent(rooms) == URGENT


def test_a_provider_that_is_down_into_the_night_keeps_prompts_for_the_day(sender, network):
    """Nothing is lost while it is down; when it is back at 03:00, only what is urgent goes out."""
    rooms = sender.service.rooms
    good_office(rooms, NIGHT)
    all_kinds(rooms)
    network.default = DOWN
    for minutes in range(0, 60, 10):
        send_due(sender, NOW + timedelta(minutes=minutes))
    assert network.taken == network.calls == []
    assert set(states(rooms)) <= {"due", "sent"}
    network.default = "ok"
    send_due(sender, NIGHT)
    assert kinds_sent(rooms) == URGENT
    send_due(sender, NOW + timedelta(days=1))
    assert kinds_sent(rooms) == LIMITED | URGENT


def test_a_text_that_never_went_out_uses_up_no_day(sender):
    """Given back by a sender that broke off: the day's number still has room for it."""
    rules = replace(sender.service.sending, most_a_day=1)
    sender.service = replace(sender.service, sending=rules)
    rooms = sender.service.rooms
    queue(rooms, some_contacts(rooms, [a_phone()]))
    with rooms.register.write() as conn:
        values = {"claimed_at": stamp(NOW - timedelta(minutes=30)), "attempts": 1}
        conn.execute(outbox.update().values(**values))
    assert send_due(sender, NOW).sent == 1
