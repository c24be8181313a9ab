"""Every night what has outlived its line is deleted, and nothing before."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import insert, select, text

from config.data import ReleaseRules
from storage import mixer, retention
from storage.answers.tables import batch
from storage.crypto import Vault, new_id
from storage.register import concerns, contacts, flow_sources, outbox, requests, seen, sessions
from storage.register.outbox import OneOff
from storage.register.sending_tables import outbox as outbox_table
from storage.register.tables import contact
from storage.register.tables import seen as seen_table
from storage.rooms import Rooms
from storage.times import stamp
from tests.factories import (
    Talk,
    a_concern,
    a_contact,
    a_held_conversation,
    a_request,
    closed,
    hold,
    words,
)


def _days_until_gone(
    rooms: Rooms, now: datetime, there: Callable[[Rooms], bool], days: int
) -> None:
    """Still there when its line is reached, gone a day after."""
    assert there(rooms)
    retention.purge(rooms, now + timedelta(days=days))
    assert there(rooms)
    retention.purge(rooms, now + timedelta(days=days + 1))
    assert not there(rooms)


def test_replies_go_after_three_days_and_hashes_after_ninety(rooms: Rooms, now: datetime) -> None:
    with rooms.register.write() as conn:
        seen.add(conn, "t", now, reply=b"sealed reply", silence=None)

    def reply(own: Rooms) -> bool:
        with own.register.read() as conn:
            return bool(conn.execute(select(seen_table.c.reply)).scalar())

    def known(own: Rooms) -> bool:
        with own.register.read() as conn:
            return seen.is_known(conn, ["t"])

    _days_until_gone(rooms, now, reply, 3)
    _days_until_gone(rooms, now, known, 90)


def test_closed_concerns_and_done_requests_go_after_thirty_days(
    rooms: Rooms, vault: Vault, now: datetime
) -> None:
    concern, request = a_concern(), a_request()
    with rooms.register.write() as conn:
        concerns.add(conn, vault, concern)
        requests.add(conn, vault, request)
    retention.purge(rooms, now + timedelta(days=1000))  # while they are open: for ever
    with rooms.register.write() as conn:
        assert concerns.mark(conn, vault, concern.id, "closed", "", now)
        assert requests.mark(conn, vault, request.id, "done", "", now)

    def there(own: Rooms) -> bool:
        with own.register.read() as conn:
            found = (
                concerns.find(conn, vault, concern.id),
                requests.find(conn, vault, request.id),
            )
        assert (found[0] is None) == (found[1] is None)
        return found[0] is not None

    _days_until_gone(rooms, now, there, 30)


def test_flows_that_are_no_longer_served_go_after_ninety_days(rooms: Rooms, now: datetime) -> None:
    with rooms.register.write() as conn:
        flow_sources.serve(conn, [("wall", "v1", "old")], now - timedelta(days=50))
        flow_sources.serve(conn, [("wall", "v1", "old"), ("wall", "v2", "new")], now)
        flow_sources.serve(conn, [("wall", "v2", "new")], now + timedelta(days=90))

    def there(own: Rooms) -> bool:
        with own.register.read() as conn:
            assert flow_sources.find(conn, "wall", "v2") == "new"
            return flow_sources.find(conn, "wall", "v1") == "old"

    _days_until_gone(rooms, now, there, 90)


def test_an_unknown_number_goes_when_nothing_of_it_is_left(
    rooms: Rooms, vault: Vault, now: datetime
) -> None:
    gone = a_contact(rooms, kind="unknown")
    talking, waiting = (a_contact(rooms, kind="unknown") for _ in range(2))
    worried = a_contact(rooms, kind="unknown", open_concern=vault.seal("c"))
    stopped = a_contact(rooms, kind="unknown", consent="stopped")
    registered, tester = a_contact(rooms), a_contact(rooms, kind="staff_test")
    a_held_conversation(rooms, waiting)
    with rooms.register.write() as conn:
        sessions.create(conn, {"id": "s", "contact_id": talking.id, "token_tag": None,
                               "expires_at": stamp(now), "body": b""})  # fmt: skip
    retention.purge(rooms, now)
    with rooms.register.read() as conn:
        left = set(conn.execute(select(contact.c.id)).scalars())
    kept = {one.id for one in (talking, waiting, worried, stopped, registered, tester)}
    assert left == kept
    assert gone.id not in left


def test_an_unknown_number_goes_after_its_release(rooms: Rooms, now: datetime) -> None:
    person = a_contact(rooms, kind="unknown")
    a_held_conversation(rooms, person, answers=[closed("yes")])
    mixer.release(rooms, ReleaseRules(1, 0, 0), now)
    retention.purge(rooms, now)
    with rooms.register.read() as conn:
        assert contacts.listing(conn, "unknown", 9) == []


def test_marks_of_finished_releases_go_after_their_quarter_and_the_next(
    rooms: Rooms, now: datetime
) -> None:
    with rooms.answers.write() as conn:
        conn.execute(insert(batch).values(id="b", quarter="2026-Q2"))

    def there(own: Rooms) -> bool:
        with own.answers.read() as conn:
            return conn.execute(select(batch.c.id)).scalar() == "b"

    last_day_of_the_next = (datetime(2026, 12, 30, tzinfo=now.tzinfo) - now).days
    retention.purge(rooms, now + timedelta(days=last_day_of_the_next - 60))
    assert there(rooms)
    retention.purge(rooms, now + timedelta(days=last_day_of_the_next + 30))
    assert not there(rooms)


def test_what_test_phones_said_goes_after_a_month(rooms: Rooms, now: datetime) -> None:
    """It never leaves by a release, so nothing else would ever delete it."""
    tester = a_contact(rooms, kind="staff_test")
    hold(rooms, [Talk(tester, [words("test")], ready_at=now), Talk(None, ready_at=now)])

    def there(own: Rooms) -> bool:
        with own.register.read() as conn:
            lanes = set(conn.execute(text("SELECT lane FROM held_conversation")).scalars())
            answers = conn.execute(text("SELECT count(*) FROM held_answer")).scalar()
        assert "web" in lanes
        assert answers == len(lanes)
        return "test" in lanes

    _days_until_gone(rooms, now, there, 30)


def test_nothing_that_waits_to_be_read_is_ever_purged(rooms: Rooms, now: datetime) -> None:
    a_held_conversation(rooms, a_contact(rooms))
    a_held_conversation(rooms, a_contact(rooms), look_only=True)
    retention.purge(rooms, now + timedelta(days=3650))
    assert (mixer.queue(rooms, now).texts, mixer.queue(rooms, now).looks) == (1, 1)


@pytest.mark.parametrize("kind", ["reply", "safety"])
def test_whom_a_direct_text_went_to_is_forgotten_after_three_days(
    rooms: Rooms, now: datetime, kind: str
) -> None:
    """It says that somebody wrote to us, and when; of a safety text, that there is a case."""
    person = a_contact(rooms)
    one = OneOff(kind, "take care", 1, now, person.id)
    with rooms.register.write() as conn:
        went = outbox.queue_one(conn, rooms.vault, one, 0)
        waits = outbox.queue_one(conn, rooms.vault, replace(one, id=new_id()), 0)
        assert outbox.sent(conn, rooms.vault, went, "SM1")
    for hours, left in ((71, {went, waits}), (73, {waits})):
        retention.purge(rooms, now + timedelta(hours=hours))
        with rooms.register.read() as conn:
            query = select(outbox_table.c.id).where(outbox_table.c.contact_id == person.id)
            assert set(conn.execute(query).scalars()) == left
