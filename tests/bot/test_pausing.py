"""A pause by text is theirs: kept beside the keys, ended by their START, and by no old backup."""

from datetime import datetime, timedelta

from bot.message import InboundMessage
from bot.receive import Service, receive
from bot.sending.restore import after_restore
from storage import suppression
from storage.register import contacts
from storage.register.contacts import Contact
from tests.factories import a_contact

NUMBER = "+447700900321"


def text(service: Service, words: str, at: datetime) -> tuple[str, ...]:
    return receive(service, InboundMessage("sms", NUMBER, f"{words} {at}", words), at).texts


def kept(service: Service) -> tuple[Contact, set[str]]:
    rooms = service.rooms
    with rooms.register.read() as conn:
        found = contacts.by_number(conn, rooms.vault, NUMBER)
    assert found is not None
    with rooms.keys.read() as conn:
        return found, set(suppression.of_number(conn, rooms.vault, NUMBER))


def test_pause_and_start(service: Service, now: datetime) -> None:
    a_contact(service.rooms, NUMBER)
    assert "no questions for now" in text(service, "PAUSE", now)[0]
    paused, listed = kept(service)
    assert (paused.paused, paused.consent, listed) == (True, "agreed", {"pause"})
    assert text(service, "START", now + timedelta(days=1))
    back, listed = kept(service)
    assert (back.paused, listed) == (False, set())


def test_an_unknown_phone_can_pause_too(service: Service, now: datetime) -> None:
    text(service, "pause", now)
    paused, listed = kept(service)
    assert (paused.kind, paused.paused, listed) == ("unknown", True, {"pause"})


def test_an_old_backup_does_not_end_a_pause(service: Service, now: datetime) -> None:
    known = a_contact(service.rooms, NUMBER)
    text(service, "pause", now)
    with service.rooms.register.write() as conn:  # the register as it was yesterday
        contacts.change(conn, known.id, {"paused": False})
    after_restore(service.rooms, timedelta(0), now)
    assert kept(service)[0].paused


def test_join_lifts_their_leave_and_wrong_number_asks_an_adult(
    service: Service, now: datetime
) -> None:
    a_contact(service.rooms, NUMBER, onboarded=True)
    text(service, "leave", now)
    assert "leave" in kept(service)[1]
    text(service, "join", now + timedelta(hours=1))
    assert "leave" not in kept(service)[1]
    text(service, "wrong number", now + timedelta(hours=2))
    assert kept(service)[0].onboarded is False
