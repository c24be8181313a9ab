"""Concerns and requests: sealed, listed by urgency, never made less urgent by a later message."""

import itertools
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial

import pytest
from sqlalchemy import text

from storage.crypto import Vault
from storage.register import concerns, contacts, requests
from storage.rooms import Rooms
from tests.at_once import at_once
from tests.factories import a_concern, a_contact, a_request


def _kept(rooms: Rooms, **changes: object) -> str:
    one = a_concern(**changes)
    with rooms.register.write() as conn:
        concerns.add(conn, rooms.vault, one)
    return one.id


def _found(rooms: Rooms, concern_id: str) -> concerns.Concern:
    with rooms.register.read() as conn:
        found = concerns.find(conn, rooms.vault, concern_id)
    assert found is not None
    return found


def test_a_concern_comes_back_as_it_was(rooms: Rooms) -> None:
    one = a_concern(text="he hits me 😢", needs_person=True)
    with rooms.register.write() as conn:
        concerns.add(conn, rooms.vault, one)
    assert _found(rooms, one.id) == one


def test_the_row_shows_neither_words_nor_number(rooms: Rooms) -> None:
    _kept(rooms, text="secret words", number="+447700900123", note="secret note")
    with rooms.register.read() as conn:
        row = str(conn.execute(text("SELECT * FROM concern")).mappings().one())
    for hidden in ("secret", "7700900123", "being hurt"):
        assert hidden not in row


@pytest.mark.parametrize("before", concerns.LEVELS)
@pytest.mark.parametrize("later", concerns.LEVELS)
def test_joining_raises_the_level_and_never_lowers_it(
    sqlite_rooms: Rooms, before: str, later: str
) -> None:
    known = _kept(sqlite_rooms, level=before)
    with sqlite_rooms.register.write() as conn:
        assert concerns.join(conn, sqlite_rooms.vault, known, a_concern(level=later))
    order = concerns.LEVELS.index
    assert order(_found(sqlite_rooms, known).level) == max(order(before), order(later))


def test_joining_keeps_all_that_was_said(rooms: Rooms, now: datetime) -> None:
    known = _kept(rooms, text="first", reasons=("a",), needs_person=True, note="rang her")
    with rooms.register.write() as conn:
        concerns.mark(conn, rooms.vault, known, "seen", "rang her", now)
    later = a_concern(
        text="that was a joke", reasons=("a", "b"), lines=(("you", "that was a joke"),)
    )
    with rooms.register.write() as conn:
        assert concerns.join(conn, rooms.vault, known, later)
    found = _found(rooms, known)
    assert found.text == "first\nthat was a joke"
    assert found.reasons == ("a", "b")
    assert found.needs_person
    assert (found.state, found.note) == ("new", "rang her")
    assert found.raised_at == now


def test_a_closed_or_forgotten_concern_is_not_joined(rooms: Rooms, now: datetime) -> None:
    known = _kept(rooms)
    with rooms.register.write() as conn:
        concerns.mark(conn, rooms.vault, known, "closed", "done", now)
        assert not concerns.join(conn, rooms.vault, known, a_concern())
        assert not concerns.join(conn, rooms.vault, "gone", a_concern())
        assert not concerns.mark(conn, rooms.vault, "gone", "seen", "", now)


def test_the_most_urgent_first_and_among_those_the_oldest(rooms: Rooms, now: datetime) -> None:
    minutes = (timedelta(minutes=n) for n in itertools.count())
    for level in ("flag", "urgent", "concern", "urgent", "flag", "concern"):
        _kept(rooms, level=level, raised_at=now + next(minutes))
    closed = _kept(rooms, level="urgent", raised_at=now)
    with rooms.register.write() as conn:
        concerns.mark(conn, rooms.vault, closed, "closed", "", now)
    with rooms.register.read() as conn:
        listed = concerns.listing(conn, rooms.vault)
        everything = concerns.listing(conn, rooms.vault, open_only=False)
    assert [(one.level, int((one.raised_at - now).total_seconds()) // 60) for one in listed] == [
        ("urgent", 1), ("urgent", 3), ("concern", 2), ("concern", 5), ("flag", 0), ("flag", 4),
    ]  # fmt: skip
    assert len(everything) == 7


def test_what_a_child_adds_while_staff_write_a_note_is_not_lost(
    rooms: Rooms, reopened: Callable[[Rooms], Rooms], now: datetime
) -> None:
    known = _kept(rooms, text="start")

    def child(own: Rooms, said: str) -> None:
        for number in range(5):
            with own.register.write() as conn:
                concerns.join(conn, own.vault, known, a_concern(text=f"{said}{number}"))

    def staff(own: Rooms) -> None:
        for number in range(5):
            with own.register.write() as conn:
                concerns.mark(conn, own.vault, known, "seen", f"note {number}", now)

    at_once(
        partial(child, reopened(rooms), "a"),
        partial(child, reopened(rooms), "b"),
        partial(staff, reopened(rooms)),
    )
    found = _found(rooms, known)
    assert sorted(found.text.split("\n")) == sorted(
        ["start", *(f"{who}{number}" for who in "ab" for number in range(5))]
    )
    assert found.note == "note 4"


def test_closed_concerns_are_forgotten_after_a_month(
    rooms: Rooms, vault: Vault, now: datetime
) -> None:
    closed, still_open = _kept(rooms), _kept(rooms)
    person = a_contact(rooms, open_concern=vault.seal(closed))
    other = a_contact(rooms, open_concern=vault.seal(still_open))
    with rooms.register.write() as conn:
        concerns.mark(conn, vault, closed, "closed", "", now)
    for days, expected in ((30, 0), (31, 1), (90, 0)):
        with rooms.register.write() as conn:
            assert concerns.forget_closed(conn, vault, now + timedelta(days=days)) == expected
    with rooms.register.read() as conn:
        left = {one.id: one.open_concern for one in contacts.listing(conn, "registered", 10)}
        assert concerns.find(conn, vault, closed) is None
        assert concerns.find(conn, vault, still_open) is not None
    assert left == {person.id: None, other.id: other.open_concern}


def test_a_concern_opened_again_is_kept(rooms: Rooms, vault: Vault, now: datetime) -> None:
    known = _kept(rooms)
    with rooms.register.write() as conn:
        concerns.mark(conn, vault, known, "closed", "", now)
        concerns.mark(conn, vault, known, "seen", "not over", now + timedelta(days=1))
        assert concerns.forget_closed(conn, vault, now + timedelta(days=400)) == 0
    assert _found(rooms, known).closed_at is None


def test_requests_oldest_first_and_sealed(rooms: Rooms, vault: Vault, now: datetime) -> None:
    later = a_request(kind="advocate", made_at=now + timedelta(hours=1), number=None)
    earlier = a_request(kind="person")
    with rooms.register.write() as conn:
        requests.add(conn, vault, later)
        requests.add(conn, vault, earlier)
    with rooms.register.read() as conn:
        assert requests.listing(conn, vault) == [earlier, later]
        rows = str(conn.execute(text("SELECT * FROM request")).mappings().all())
    assert "7700900123" not in rows


def test_done_requests_are_forgotten_after_a_month(
    rooms: Rooms, vault: Vault, now: datetime
) -> None:
    one = a_request()
    with rooms.register.write() as conn:
        requests.add(conn, vault, one)
        assert requests.mark(conn, vault, one.id, "done", "rang", now)
        assert not requests.mark(conn, vault, "gone", "done", "", now)
    with rooms.register.read() as conn:
        assert requests.listing(conn, vault) == []
        found = requests.find(conn, vault, one.id)
    assert found == replace(one, state="done", note="rang", done_at=found.done_at)
    for days, expected in ((30, 0), (31, 1)):
        with rooms.register.write() as conn:
            assert requests.forget_done(conn, vault, now + timedelta(days=days)) == expected
