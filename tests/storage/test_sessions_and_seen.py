"""Sessions and messages already received: of two at the same moment, one must try again."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import pytest
from sqlalchemy.exc import IntegrityError

from storage.crypto import Vault, new_id
from storage.register import contacts, seen, sessions
from storage.register.sessions import Conflict
from storage.rooms import Rooms
from storage.times import stamp
from tests.at_once import at_once
from tests.factories import a_contact, a_phone


def _values(now: datetime, **owner: Any) -> dict[str, Any]:
    return {
        "id": new_id(),
        "contact_id": None,
        "token_tag": None,
        "expires_at": stamp(now + timedelta(days=3)),
        "body": b"sealed",
        **owner,
    }


def _opened(rooms: Rooms, now: datetime, **owner: Any) -> str:
    values = _values(now, **owner)
    with rooms.register.write() as conn:
        sessions.create(conn, values)
    return str(values["id"])


def _both(
    rooms: Rooms, reopened: Callable[[Rooms], Rooms], work: Callable[[Rooms], None]
) -> list[str]:
    """The same work in two processes' stead, at the same moment; how each ended."""

    def one(own: Rooms) -> str:
        try:
            work(own)
        except (Conflict, IntegrityError):
            return "conflict"
        return "done"

    return sorted(at_once(*(partial(one, reopened(rooms)) for _ in range(2))))


def test_each_save_is_one_version_on(rooms: Rooms, now: datetime) -> None:
    session = _opened(rooms, now, token_tag="t")
    for version in (1, 2, 3):
        with rooms.register.write() as conn:
            sessions.save(conn, session, version, f"body {version}".encode(), now)
    with rooms.register.read() as conn:
        found = sessions.by_id(conn, session)
    assert found is not None
    assert (found.version, found.body) == (4, b"body 3")


@pytest.mark.parametrize("version", [0, 2, 99])
def test_another_version_conflicts_and_changes_nothing(
    rooms: Rooms, now: datetime, version: int
) -> None:
    session = _opened(rooms, now, token_tag="t")
    with pytest.raises(Conflict), rooms.register.write() as conn:
        sessions.save(conn, session, version, b"mine", now)
    with pytest.raises(Conflict), rooms.register.write() as conn:
        sessions.close(conn, session, version)
    with rooms.register.read() as conn:
        found = sessions.by_id(conn, session)
    assert found is not None
    assert (found.version, found.body) == (1, b"sealed")


def test_of_two_at_once_one_saves(
    rooms: Rooms, reopened: Callable[[Rooms], Rooms], now: datetime
) -> None:
    session = _opened(rooms, now, token_tag="t")

    def save(own: Rooms) -> None:
        with own.register.write() as conn:
            sessions.save(conn, session, 1, b"next", now)

    assert _both(rooms, reopened, save) == ["conflict", "done"]
    with rooms.register.read() as conn:
        found = sessions.by_id(conn, session)
    assert found is not None
    assert found.version == 2


def test_of_a_save_and_a_close_at_once_one_wins(
    rooms: Rooms, reopened: Callable[[Rooms], Rooms], now: datetime
) -> None:
    session = _opened(rooms, now, token_tag="t")
    names = iter(("save", "close"))

    def work(own: Rooms) -> None:
        name = next(names)
        with own.register.write() as conn:
            if name == "save":
                sessions.save(conn, session, 1, b"next", now)
            else:
                sessions.close(conn, session, 1)

    assert _both(rooms, reopened, work) == ["conflict", "done"]


def test_one_phone_has_one_open_conversation(
    rooms: Rooms, reopened: Callable[[Rooms], Rooms], now: datetime
) -> None:
    person = a_contact(rooms)

    def create(own: Rooms) -> None:
        with own.register.write() as conn:
            sessions.create(conn, _values(now, contact_id=person.id))

    assert _both(rooms, reopened, create) == ["conflict", "done"]


def test_a_session_has_exactly_one_owner(rooms: Rooms, now: datetime) -> None:
    for owner in ({}, {"contact_id": "c", "token_tag": "t"}):
        with pytest.raises(IntegrityError), rooms.register.write() as conn:
            sessions.create(conn, _values(now, **owner))


def test_the_same_message_twice_conflicts(rooms: Rooms, now: datetime) -> None:
    with rooms.register.write() as conn:
        seen.add(conn, "tag", now, reply=b"hello", silence=None)
    with pytest.raises(Conflict), rooms.register.write() as conn:
        seen.add(conn, "tag", now, reply=b"other", silence=None)
    with rooms.register.read() as conn:
        assert seen.is_known(conn, ["tag"])
        assert not seen.is_known(conn, ["another"])


def test_the_same_message_twice_at_once(
    rooms: Rooms, reopened: Callable[[Rooms], Rooms], now: datetime
) -> None:
    def add(own: Rooms) -> None:
        with own.register.write() as conn:
            seen.add(conn, "tag", now, reply=None, silence="why")

    assert _both(rooms, reopened, add) == ["conflict", "done"]


def test_standing_is_all_that_a_turn_needs(rooms: Rooms, vault: Vault, now: datetime) -> None:
    number = a_phone()
    with rooms.register.read() as conn:
        nothing = sessions.standing(conn, vault, ["tag"], number=number)
    assert (nothing.contact, nothing.session, nothing.seen) == (None, None, False)
    person = a_contact(rooms, number)
    session = _opened(rooms, now, contact_id=person.id)
    others = _opened(rooms, now, token_tag="browser")
    with rooms.register.write() as conn:
        seen.add(conn, "tag", now, reply=b"what we said", silence=None)
    with rooms.register.read() as conn:
        phone = sessions.standing(conn, vault, ["tag"], number=number)
        browser = sessions.standing(conn, vault, ["new"], number=None, token_tags=["browser"])
        nobody = sessions.standing(conn, vault, ["new"], number=a_phone())
        owner = sessions.owner(conn, session)
    assert phone.contact == person == owner
    assert (phone.session.id, phone.seen, phone.reply) == (session, True, b"what we said")
    assert (browser.contact, browser.session.id, browser.seen) == (None, others, False)
    assert (nobody.contact, nobody.session, nobody.seen) == (None, None, False)


def test_a_number_kept_under_an_old_pepper_is_found(rooms: Rooms, now: datetime) -> None:
    number = a_phone()
    person = a_contact(rooms, number)
    rotated = Vault(("Z" * 43 + "=",), ("a newer pepper", "a pepper only for tests, long enough"))
    with rooms.register.read() as conn:
        found = sessions.standing(conn, rotated, ["tag"], number=number)
        assert contacts.by_number(conn, rotated, number) == person
    assert found.contact == person


def test_expired_are_those_whose_wait_is_over(rooms: Rooms, now: datetime) -> None:
    session = _opened(rooms, now, token_tag="t")
    with rooms.register.read() as conn:
        assert sessions.expired(conn, now + timedelta(days=3, seconds=-1), 10) == []
        assert sessions.expired(conn, now + timedelta(days=3), 10) == [session]
