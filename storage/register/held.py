"""Held conversations: ended, sealed, waiting for a person to read them."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Select, delete, exists, insert, select, text, update

from conversations.written_in import ENGLISH, written_in
from storage.crypto import new_id, open_with, seal_with
from storage.register.concerns import Lines
from storage.register.tables import held_answer, held_conversation
from storage.times import stamp

TESTS_KEPT = timedelta(days=30)
_CHUNK = 500
_IN_BODY = ("value", "text", "cleared", "translation", "change")


@dataclass(frozen=True)
class Kept:
    """One answer of a conversation: a closed value, or words, or both."""

    question: str
    kind: str
    value: Any
    text: str | None


@dataclass(frozen=True)
class Ending:
    """All that stays of a conversation when it ends."""

    conversation_id: str
    contact_id: str | None
    lane: str
    how: str
    answers: Sequence[Kept]
    lines: Lines
    attributes: Mapping[str, str]
    may_quote: bool | None
    ready_at: datetime
    look_only: bool
    language: str = ENGLISH
    """What the conversation was held in; a text's own script wins."""
    campaign: str | None = None  # what it answers; kept inside the sealed body only
    raised: bool = False  # something in it was raised: it is read for safety before others


@dataclass(frozen=True)
class Deposit:
    """Rows ready to be written: everything in them is sealed already."""

    conversation: dict[str, Any]
    answers: list[dict[str, Any]]


@dataclass(frozen=True)
class HeldAnswer:
    """One held answer, opened. `cleared` is, letter for letter, what a person let out."""

    id: str
    conversation_id: str
    question: str
    kind: str
    decision: str | None
    value: Any
    text: str | None
    cleared: str | None = None
    translation: str | None = None
    language: str | None = None
    change: tuple[int, int, int] | None = None  # as counted at the decision, to be taken back

    @property
    def to_read(self) -> str:
        """What a reader reads: the translation where there is one."""
        return self.translation or self.text or ""

    @property
    def words(self) -> str | None:
        """The words that may leave: as a person saw and cleared them, never as they came in."""
        return self.cleared if self.decision in ("clear", "edit") else None

    @property
    def leaves(self) -> bool:
        """Whether anything of it may leave: cleared words, or a closed value."""
        return self.words is not None or self.value is not None


@dataclass(frozen=True)
class Held:
    """One held conversation, opened."""

    id: str
    contact_id: str | None
    lane: str
    why: str
    lines: Lines
    attributes: dict[str, str]
    may_quote: bool | None
    campaign: str | None = None

    @property
    def person(self) -> str:
        """Whom to count: the contact; a conversation without one is somebody of its own."""
        return self.contact_id or self.id


@dataclass(frozen=True)
class Ready:
    """One conversation that may be released, and whether anything of it will leave."""

    id: str
    contact_id: str | None
    gives: bool


def prepare(ending: Ending, key: bytes) -> Deposit:
    """Seal an ended conversation under its key. Do it before the write lock is taken."""
    body = {
        "lines": ending.lines,
        "attributes": dict(ending.attributes),
        "may_quote": ending.may_quote,
        "campaign": ending.campaign,
    }
    conversation = {
        "id": ending.conversation_id,
        "contact_id": ending.contact_id,
        "lane": ending.lane,
        "state": "look" if ending.look_only else "waiting",
        "why": ending.how,
        "ready_at": stamp(ending.ready_at),
        "body": seal_with(key, json.dumps(body, ensure_ascii=False)),
        "safety": "due" if _must_be_read(ending) else "none",
        "raised": ending.raised,
    }
    given = [kept for kept in ending.answers if kept.text or kept.value is not None]
    answers = [] if ending.look_only else [_answer_row(ending, kept, key) for kept in given]
    return Deposit(conversation, answers)


def _must_be_read(ending: Ending) -> bool:
    """Whether there are words in it: as an answer, or beside the closed answers."""
    closed = sum(kept.text is None for kept in ending.answers)
    lettered = (who == "you" and any(map(str.isalpha, what)) for who, what in ending.lines)
    return any(kept.text for kept in ending.answers) or sum(lettered) > closed


def _answer_row(ending: Ending, kept: Kept, key: bytes) -> dict[str, Any]:
    decision = None if kept.text else "closed"
    one = HeldAnswer(
        id=new_id(),
        conversation_id=ending.conversation_id,
        question=kept.question,
        kind=kept.kind,
        decision=decision,
        value=kept.value,
        text=kept.text,
        language=written_in(kept.text, ending.language) if kept.text else None,
    )
    names = ("id", "conversation_id", "question", "kind", "decision", "language")
    return {name: getattr(one, name) for name in names} | {"body": sealed(one, key)}


def put(conn: Connection, deposit: Deposit) -> None:
    """Write a deposit, in the turn's own transaction."""
    conn.execute(insert(held_conversation).values(**deposit.conversation))
    if deposit.answers:
        conn.execute(insert(held_answer), deposit.answers)


def answer(conn: Connection, answer_id: str, key: bytes | None = None) -> HeldAnswer | None:
    """One held answer; opened only when its key is given."""
    row = conn.execute(select(held_answer).where(held_answer.c.id == answer_id)).first()
    return _answer_of(row, key) if row else None


def answers_of(conn: Connection, keys: Mapping[str, bytes]) -> list[HeldAnswer]:
    """Every answer of the conversations whose keys are given, opened."""
    rows = _in_chunks(conn, select(held_answer), held_answer.c.conversation_id, keys)
    return [_answer_of(row, keys[row.conversation_id]) for row in rows]


def conversations(conn: Connection, keys: Mapping[str, bytes]) -> list[Held]:
    """The conversations whose keys are given, opened."""
    found = _in_chunks(conn, select(held_conversation), held_conversation.c.id, keys)
    return [_held_of(row, keys[row.id]) for row in found]


def sealed(one: HeldAnswer, key: bytes) -> bytes:
    """The body of an answer: what came in, and what people made of it, side by side."""
    body = {name: getattr(one, name) for name in _IN_BODY}
    return seal_with(key, json.dumps(body, ensure_ascii=False))


def hold_still(conn: Connection) -> None:
    """Until the transaction ends nobody deposits, decides or deletes; SQLite has that anyway."""
    if conn.dialect.name == "postgresql":
        conn.execute(text("LOCK TABLE held_conversation, held_answer IN SHARE ROW EXCLUSIVE MODE"))


def ready(conn: Connection, lane: str, now: datetime) -> list[Ready]:
    """All that may be released: both reads done, and held long enough."""
    undecided = select(held_answer.c.conversation_id).where(held_answer.c.decision.is_(None))
    leaving = (held_answer.c.conversation_id == held_conversation.c.id) & (
        held_answer.c.decision != "withhold"
    )
    gives = exists().where(leaving).label("gives")
    query = select(*held_conversation.c["id", "contact_id"], gives).where(
        held_conversation.c.lane == lane,
        held_conversation.c.state == "waiting",
        held_conversation.c.batch_id.is_(None),
        held_conversation.c.ready_at <= stamp(now),
        held_conversation.c.safety != "due",
        held_conversation.c.id.not_in(undecided),
    )
    return [Ready(row.id, row.contact_id, bool(row.gives)) for row in conn.execute(query)]


def mark_batch(conn: Connection, ids: Sequence[str], batch_id: str) -> int:
    """Mark conversations as belonging to a release; how many could be marked."""
    marked = 0
    for some in _chunks(ids):
        free = held_conversation.c.id.in_(some) & held_conversation.c.batch_id.is_(None)
        change = update(held_conversation).where(free, held_conversation.c.state == "waiting")
        marked += conn.execute(change.values(batch_id=batch_id)).rowcount
    return marked


def batches(conn: Connection) -> list[tuple[str, str]]:
    """(batch id, lane) of releases that began and did not finish."""
    query = select(held_conversation.c.batch_id, held_conversation.c.lane).distinct()
    found = conn.execute(query.where(held_conversation.c.batch_id.is_not(None)))
    return [(row.batch_id, row.lane) for row in found]


def in_batch(conn: Connection, batch_id: str, *, locked: bool = False) -> list[str]:
    """The conversations of one release. `locked`: nobody takes one out until this ends."""
    query = select(held_conversation.c.id).where(held_conversation.c.batch_id == batch_id)
    if locked:
        query = query.with_for_update()
    return list(conn.execute(query).scalars())


def destroy(conn: Connection, ids: Iterable[str]) -> None:
    """Delete conversations and their answers."""
    for some in _chunks(list(ids)):
        conn.execute(delete(held_answer).where(held_answer.c.conversation_id.in_(some)))
        conn.execute(delete(held_conversation).where(held_conversation.c.id.in_(some)))


def forget_tests(conn: Connection, now: datetime) -> None:
    """Delete what test phones said: no release ever takes it, so nothing else would."""
    old = (held_conversation.c.lane == "test") & (
        held_conversation.c.ready_at < stamp(now - TESTS_KEPT)
    )
    destroy(conn, conn.execute(select(held_conversation.c.id).where(old)).scalars())


def ids(conn: Connection) -> set[str]:
    """Every held conversation's id."""
    return set(conn.execute(select(held_conversation.c.id)).scalars())


def _answer_of(row: Any, key: bytes | None) -> HeldAnswer:
    body = json.loads(open_with(key, row.body)) if key else {}
    return HeldAnswer(
        id=row.id,
        conversation_id=row.conversation_id,
        question=row.question,
        kind=row.kind,
        decision=row.decision,
        language=row.language,
        **{name: body.get(name) for name in _IN_BODY},
    )


def _held_of(row: Any, key: bytes) -> Held:
    body = json.loads(open_with(key, row.body))
    lines = tuple((who, what) for who, what in body["lines"])
    known = {name: body.get(name) for name in ("attributes", "may_quote", "campaign")}
    return Held(row.id, row.contact_id, row.lane, row.why, lines, **known)


def _chunks(ids: Sequence[str]) -> Iterable[Sequence[str]]:
    return (ids[start : start + _CHUNK] for start in range(0, len(ids), _CHUNK))


def _in_chunks(
    conn: Connection, query: Select[Any], column: Any, wanted: Iterable[str]
) -> Iterable[Any]:
    for some in _chunks(list(wanted)):
        yield from conn.execute(query.where(column.in_(some)))
