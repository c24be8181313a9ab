"""The mixer: the only door between the register and the answers.

Words go in when a conversation ends (`deposit`), people read them (`storage.reading_room`,
`storage.safety_reads`, `storage.translating`, all met here), and a release carries whole batches
across, after which nothing can be joined to a phone any more.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import SystemRandom

from sqlalchemy import Connection, insert, select, text
from sqlalchemy.exc import IntegrityError

from config.data import ReleaseRules
from storage import keys, tally
from storage.answers import codings, tallies
from storage.answers.tables import answer, batch
from storage.atoms import Atom, atoms_of
from storage.crypto import new_id
from storage.entering import Entered, enter
from storage.office.reading_work import count_changes
from storage.reading_room import (
    Changed,
    HeldText,
    Queue,
    Redact,
    decide,
    held_texts,
    not_my_language,
    plainly,
    prepare_decision,
    queue,
    shown,
    take,
    undo,
)
from storage.register import chat_links, freezing, held, notices, reads, sessions
from storage.register.held import Deposit, Ready
from storage.register.sessions import Conflict
from storage.rooms import Rooms
from storage.safety_reads import (
    Look,
    SafetyRead,
    escalate,
    looked,
    looks,
    next_for_safety,
    read_for_safety,
    worry,
)
from storage.times import days_left_in_quarter, london_day, quarter
from storage.translating import ToTranslate, in_language, next_to_translate, translate

# The pages of staff meet held words here and nowhere else.
__all__ = [
    "Changed", "Entered", "HeldText", "LANES", "LaneReport", "Look", "Queue", "Redact",
    "SafetyRead", "ToTranslate", "count_changes", "decide", "deposit", "empty_logs", "enter",
    "escalate", "held_texts", "in_language", "looked", "looks", "next_for_safety",
    "next_to_translate", "not_my_language", "plainly", "prepare_decision", "queue",
    "read_for_safety", "release", "shown", "sweep_orphans", "take", "translate", "undo",
    "worry",
]  # fmt: skip

LANES = ("registered", "web", "entered")
"""Conversations of test phones have a lane of their own, `test`, which never leaves."""

ENTERED = "entered"
QUARTER_END_PEOPLE = 5
QUARTER_END_DAYS = 2
ORPHAN_AFTER = timedelta(days=1)


@dataclass(frozen=True)
class LaneReport:
    """What a release did in one lane: how many conversations went, or why none did."""

    lane: str
    conversations: int
    why: str


def deposit(conn: Connection, ended: Deposit) -> None:
    """Put an ended conversation into the hold, in the turn's own transaction."""
    held.put(conn, ended)


def _keys_of(rooms: Rooms, conversations: Sequence[str]) -> dict[str, bytes]:
    with rooms.keys.read() as conn:
        return keys.find_many(conn, rooms.vault, conversations)


def release(rooms: Rooms, rules: ReleaseRules, now: datetime) -> list[LaneReport]:
    """Carry every lane's batch across, if it is large and old enough; finish a broken one first.

    A saga: mark the held rows with a batch id → one answers transaction with the batch row and
    the shuffled atoms → destroy the keys → delete the held rows. A batch that was marked is
    always finished under the same id, and that id can be inserted only once: so no atom comes
    twice and none is lost, whenever it is killed and however many releases run.
    """
    with rooms.register.read() as conn:
        unfinished = held.batches(conn)
    for batch_id, _ in unfinished:
        _carry(rooms, rules, batch_id, now)
    reports = []
    for lane in LANES:
        try:
            reports.append(_release_lane(rooms, rules, lane, now))
        except Conflict:
            reports.append(LaneReport(lane, 0, "another release is running"))
    sweep_orphans(rooms, now)
    empty_logs(rooms)
    return reports


def _release_lane(rooms: Rooms, rules: ReleaseRules, lane: str, now: datetime) -> LaneReport:
    batch_id = new_id()
    with rooms.register.write() as conn:
        held.hold_still(conn)
        kept_back = freezing.frozen(conn)
        waiting = [one for one in held.ready(conn, lane, now) if one.id not in kept_back]
        why = _why_not(conn, rules, lane, _people(waiting), now)
        if why:
            return LaneReport(lane, 0, why)
        ids = [one.id for one in waiting]
        if held.mark_batch(conn, ids, batch_id) != len(ids):
            raise Conflict  # another release has just taken some: leave them all to it
        notices.put(conn, f"released-{lane}", london_day(now).isoformat())
        if lane == "registered":
            tally.add(conn, rooms, waiting)
            chat_links.next_period(conn, now)
    _carry(rooms, rules, batch_id, now)
    return LaneReport(lane, len(ids), "")


def _people(waiting: Sequence[Ready]) -> int:
    """Distinct people of whom something leaves: those whose words are withheld hide nobody.

    A conversation without a number counts as one.
    """
    return len({one.contact_id or one.id for one in waiting if one.gives})


def _why_not(
    conn: Connection, rules: ReleaseRules, lane: str, people: int, now: datetime
) -> str | None:
    if people == 0:
        return "nothing is read and ready"
    if lane == ENTERED:
        return None  # no phone is behind these, and nobody is counted towards the others' number
    at_end = days_left_in_quarter(now) <= QUARTER_END_DAYS
    if at_end and people >= min(QUARTER_END_PEOPLE, rules.min_people):
        return None
    if people < rules.min_people:
        return f"{people} of at least {rules.min_people} people"
    last = notices.get(conn, f"released-{lane}")
    days = (london_day(now) - date.fromisoformat(last)).days if last else rules.min_days
    if days < rules.min_days:
        return f"the last release was {days} of at least {rules.min_days} days ago"
    return None


def _carry(rooms: Rooms, rules: ReleaseRules, batch_id: str, now: datetime) -> None:
    with rooms.register.read() as conn:
        ids = held.in_batch(conn, batch_id)
    atoms = _atoms(rooms, rules, ids, quarter(now))
    # Whoever says DELETE meanwhile waits until this is over, and is told that it has left.
    with rooms.register.write() as conn:
        still = held.in_batch(conn, batch_id, locked=True)
        if set(still) != set(ids):
            atoms = _atoms(rooms, rules, still, quarter(now))
        if not _has_batch(rooms, batch_id):
            _insert(rooms, batch_id, atoms, quarter(now))
        # Only now are the atoms durable: the keys may go, and after them the rows.
        with rooms.keys.write() as kept:
            keys.destroy(kept, still)
        held.destroy(conn, still)


def _has_batch(rooms: Rooms, batch_id: str) -> bool:
    with rooms.answers.read() as conn:
        return conn.execute(select(batch.c.id).where(batch.c.id == batch_id)).first() is not None


def _atoms(rooms: Rooms, rules: ReleaseRules, ids: Sequence[str], period: str) -> list[Atom]:
    found = _keys_of(rooms, ids)
    with rooms.register.read() as conn:
        conversations = {one.id: one for one in held.conversations(conn, found)}
        answers = held.answers_of(conn, found)
    giving = [conversations[one.conversation_id] for one in answers if one.leaves]
    few = len({one.person for one in giving}) < rules.min_people
    # Only registered people are described; the other lanes go at county level.
    plain = few or any(one.lane != "registered" for one in giving)
    return atoms_of(conversations, answers, period, rules.k_inside, plain=plain)


def _insert(rooms: Rooms, batch_id: str, atoms: list[Atom], period: str) -> None:
    SystemRandom().shuffle(atoms)
    try:
        with rooms.answers.write() as conn:
            if not rooms.answers.sqlite:  # or the rewriting brings back what others just erase
                conn.execute(text("LOCK TABLE answer IN EXCLUSIVE MODE"))
            conn.execute(insert(batch).values(id=batch_id, quarter=period))
            if atoms:
                conn.execute(insert(answer), atoms)
                tallies.mark(conn, ((period, atom["question"]) for atom in atoms))
                codings.enqueue(conn, (atom["id"] for atom in atoms if atom["text"] is not None))
            if not rooms.answers.sqlite:
                _rewrite_in_random_order(conn)
    except IntegrityError:
        if not _has_batch(rooms, batch_id):
            raise  # not the race with another release, which is harmless


def _rewrite_in_random_order(conn: Connection) -> None:
    """PostgreSQL keeps rows where they were put; on SQLite the random key is the place."""
    conn.execute(text("CREATE TEMPORARY TABLE answer_again ON COMMIT DROP AS TABLE answer"))
    conn.execute(text("TRUNCATE answer"))
    conn.execute(text("INSERT INTO answer SELECT * FROM answer_again ORDER BY random()"))


def sweep_orphans(rooms: Rooms, now: datetime) -> int:
    """Destroy keys that no conversation has: the session that was to follow never came."""
    with rooms.keys.read() as conn:
        old = keys.made_before(conn, now - ORPHAN_AFTER)
    with rooms.register.read() as conn:
        # In this order: a conversation goes from the sessions to the hold, never back.
        orphans = set(old) - sessions.ids(conn) - held.ids(conn)
    with rooms.keys.write() as conn:
        keys.destroy(conn, orphans)
    _sweep_looked_at(rooms)
    return len(orphans)


def _sweep_looked_at(rooms: Rooms) -> None:
    """Rows of looks whose key is destroyed already: the deletion was cut short."""
    with rooms.register.read() as conn:
        waiting = reads.looks(conn, limit=10_000)
    found = _keys_of(rooms, waiting)
    with rooms.register.write() as conn:
        held.destroy(conn, [one for one in waiting if one not in found])


def empty_logs(rooms: Rooms, tries: int = 20) -> bool:
    """Empty the write-ahead logs, which still hold what was deleted; True when they are empty."""
    for _ in range(tries):
        if all([rooms.register.checkpoint(), rooms.answers.checkpoint()]):
            return True
        time.sleep(0.1)  # a reader is busy; it will be gone in a moment
    return False
