"""The sender against the fake Twilio, over HTTP with the real client: errors, silence, reports."""

import logging
from contextlib import closing
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import insert, select
from werkzeug.datastructures import MultiDict

from bot.app import create_bot_app
from bot.sending import twilio_sender
from bot.sending.sender import Sender, send_due
from bot.sending.status import report
from bot.sending.twilio_sender import TwilioSender
from storage.register import contacts, notices, outbox
from storage.register.sending_tables import asked, told
from tests.bot.sending.conftest import TEXT, queue, queue_one, row, states
from tests.conftest import NOW
from tests.factories import a_contact, a_phone, some_contacts
from tests.fake_twilio import behaviour
from tests.fake_twilio.serving import serve
from tests.phone import Phone

CALL = '{"to": "+447700900321", "text": "Somebody needs you & waits.", "by": "call"}'


@pytest.fixture
def fake(fake_twilio, monkeypatch, clock):
    """Impatient, and on the test's clock."""
    monkeypatch.setattr(twilio_sender, "LONGEST_WAIT_SECONDS", 0.5)
    fake_twilio.dated_by(clock.now)
    return fake_twilio


@pytest.fixture
def settings(bot_settings, fake):
    return replace(
        bot_settings,
        twilio_account_sid=fake.account.sid,
        twilio_auth_tokens=tuple(fake.account.tokens),
        twilio_messaging_service_sid=fake.account.service,
        twilio_from=fake.account.numbers[0],
        twilio_api_base_url=fake.url,
    )


@pytest.fixture
def through(quick, settings):
    """A sender whose provider is the fake."""
    channel = TwilioSender(settings, quick.sending)
    with closing(channel._client.http_client.session):
        yield Sender(quick, channel)


@pytest.fixture
def listening(through, settings, fake, clock):
    """Our app, where the fake posts its reports to."""
    app = create_bot_app(through.service, settings, clock)
    with serve(app) as url:
        fake.connect(url, public_url=settings.public_base_url)
        yield app
        fake.settle()


def texts(fake, number):
    return [one.body for one in fake.sent if one.to == number]


def later(through, minutes):
    for minute in range(1, minutes + 1):
        send_due(through, NOW + timedelta(minutes=minute))


def test_a_text_arrives_and_its_report_finds_its_row(through, listening, fake, number_of):
    who = a_contact(through.service.rooms)
    queue(through.service.rooms, [who])
    send_due(through, NOW)
    fake.settle()
    assert fake.phone(number_of(who)).texts == [TEXT]
    assert states(through.service.rooms) == {"delivered": 1}


@pytest.mark.parametrize("accepted", [True, False])
@pytest.mark.parametrize("how", ["hang", "drop", "500", "503"])
def test_when_nobody_can_know_the_list_is_asked(through, fake, number_of, how, accepted):
    """Reports do not come here: nothing but the provider's list resolves it."""
    what = {
        "hang": behaviour.Hang(accepted=accepted),
        "drop": behaviour.Drop(accepted=accepted),
        "500": behaviour.Refuse(20500, accepted=accepted),
        "503": behaviour.Refuse(20503, status=503, accepted=accepted),
    }[how]
    who = a_contact(through.service.rooms)
    queue(through.service.rooms, [who])
    fake.next(what)
    send_due(through, NOW)
    later(through, 17)
    assert texts(fake, number_of(who)) == [TEXT]
    assert states(through.service.rooms) == {"sent": 1}


def test_a_report_settles_what_the_answer_did_not(through, listening, fake, number_of):
    who = a_contact(through.service.rooms)
    queue(through.service.rooms, [who])
    fake.next(behaviour.Hang(accepted=True))
    send_due(through, NOW)
    fake.settle()
    assert states(through.service.rooms) == {"delivered": 1}
    later(through, 17)
    assert texts(fake, number_of(who)) == [TEXT]


@pytest.mark.parametrize(("kind", "counted"), [("prompt", asked), ("told", told)])
def test_a_report_that_comes_when_it_was_thought_absent_keeps_it_from_going_twice(
    through, listening, fake, number_of, monkeypatch, kind, counted
):
    """And what was taken back is counted again, so that the next limit holds."""
    rooms = through.service.rooms
    who = a_contact(rooms)
    if kind == "told":  # nobody is told who was not asked
        with rooms.register.write() as conn:
            ask = {"contact_id": who.id, "flow": "wall", "part": "", "month": "2026-04"}
            conn.execute(insert(asked).values(**ask))
    queue(rooms, [who], kind)
    fake.next(behaviour.Hang(accepted=True, delivery=behaviour.DELIVERED.tells("delivered").held()))
    monkeypatch.setattr(through.channel, "find", lambda *_: ())
    send_due(through, NOW)
    with rooms.register.write() as conn:
        assert outbox.again(conn, str(row(rooms)["id"]), 1, NOW + timedelta(minutes=30))
        assert conn.execute(select(counted)).all() == []
    fake.release()
    assert states(rooms) == {"delivered": 1}
    later(through, 40)
    assert texts(fake, number_of(who)) == [TEXT]
    with rooms.register.read() as conn:
        assert len(conn.execute(select(counted)).all()) == 1


def test_reports_late_twice_and_out_of_order_never_go_back(through, listening, fake):
    queue(through.service.rooms, some_contacts(through.service.rooms, [a_phone(), a_phone()]))
    fake.next(
        behaviour.Accept(behaviour.DELIVERED.twice().out_of_order()),
        behaviour.Accept(behaviour.DELIVERED.twice(), early=True),
    )
    send_due(through, NOW)
    fake.settle()
    assert states(through.service.rooms) == {"delivered": 2}


@pytest.mark.parametrize("final", ["delivered", "undelivered"])
def test_a_final_state_stays(through, fake, final):
    service = through.service
    queue(service.rooms, [a_contact(service.rooms)])
    send_due(through, NOW)
    sid, token = fake.sent[0].sid, str(row(service.rooms)["token"])
    report(service, final, sid, NOW, token=token, code=30005)
    for status in ("sent", "failed", "delivered", "undelivered", "queued", "nonsense"):
        report(service, status, sid, NOW, token=token, code=30003)
        report(service, status, sid, NOW, token=None, code=None)
        assert row(service.rooms)["state"] == final


def test_who_told_the_network_stop_told_us(through, fake, number_of):
    rooms = through.service.rooms
    who = a_contact(rooms)
    queue(rooms, [who])
    fake.next(behaviour.OPTED_OUT)
    send_due(through, NOW)
    assert states(rooms) == {"failed": 1}
    with rooms.register.read() as conn:
        found = contacts.by_number(conn, rooms.vault, number_of(who))
    assert found is not None
    assert found.stopped


@pytest.mark.parametrize(
    ("delivery", "became", "told"),
    [
        (behaviour.UNREACHABLE, "due", False),
        (behaviour.UNKNOWN_ERROR, "due", False),
        (behaviour.LANDLINE, "undelivered", False),
        (behaviour.FILTERED, "undelivered", True),
    ],
)
def test_what_a_failed_delivery_leads_to(through, listening, fake, delivery, became, told):
    rooms = through.service.rooms
    queue(rooms, [a_contact(rooms)])
    fake.next(behaviour.Accept(delivery))
    send_due(through, NOW)
    fake.settle()
    assert states(rooms) == {became: 1}
    with rooms.register.read() as conn:
        assert (notices.get(conn, notices.PROBLEMS) is not None) is told


def test_a_phone_that_is_off_is_tried_again_a_few_times(through, listening, fake, number_of):
    rooms = through.service.rooms
    who = a_contact(rooms)
    queue(rooms, [who])
    fake.rules.usual = behaviour.Accept(behaviour.UNREACHABLE)
    for minutes in (0, 31, 95, 200, 300):
        moment = NOW + timedelta(minutes=minutes)
        if minutes > 80:
            moment = NOW + timedelta(days=minutes // 90)  # within the window again
        send_due(through, moment)
        fake.settle()
    assert len(texts(fake, number_of(who))) == 3
    assert states(rooms) == {"undelivered": 1}


def test_an_alert_rings_and_a_key_says_that_it_was_heard(through, listening, fake):
    rooms = through.service.rooms
    which = queue_one(rooms, "alert", CALL)
    fake.phone("+447700900321").when_called(behaviour.presses("1"))
    send_due(through, NOW)
    fake.settle()
    assert row(rooms, which)["state"] == "delivered"
    assert "waits" in " ".join(fake.calls[0].heard)


def test_an_alert_that_nobody_answers_says_so(through, listening, fake):
    rooms = through.service.rooms
    which = queue_one(rooms, "alert", CALL)
    fake.phone("+447700900321").when_called(behaviour.NEVER_ANSWERS)
    send_due(through, NOW)
    fake.settle()
    assert row(rooms, which)["state"] == "undelivered"


def test_an_unsigned_report_changes_nothing(through, listening, settings, fake):
    rooms = through.service.rooms
    queue(rooms, [a_contact(rooms)])
    fake.next(behaviour.Accept(behaviour.NO_RECEIPT))
    send_due(through, NOW)
    fake.settle()
    phone = Phone(listening, settings)
    form = MultiDict({"MessageSid": "SM" + "0" * 32, "MessageStatus": "delivered"})
    address = f"/sms/status/{row(rooms)['token']}"
    before = row(rooms)
    for path in (address, "/sms/status", address.replace("status", "call")):
        assert phone.raw(path, form, signed=False).status_code == 403
    # Signed, but about another text than the one that this row became.
    assert phone.raw(address, form).status_code == 204
    assert row(rooms)["state"] == before["state"]


def test_nothing_of_it_stands_in_a_log(through, fake, caplog):
    caplog.set_level(logging.DEBUG)
    who = a_contact(through.service.rooms)
    queue(through.service.rooms, [who])
    fake.next(behaviour.Drop(accepted=True))
    send_due(through, NOW)
    later(through, 3)
    assert "447700900" not in caplog.text
    assert TEXT not in caplog.text
