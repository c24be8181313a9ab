"""Codings: what waits to be coded, and what the machine made of each answer."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Select, func, select

from storage.answers.tables import answer, answer_state, to_code
from storage.database import inserting

MACHINE, LEARNED, PERSON = "machine", "learned", "person"
COUNTED, SUGGESTED, REJECTED = "counted", "suggested", "rejected"
UNCODED, CODED, NON_ANSWER = "uncoded", "coded", "non_answer"

_ONE_AT_A_TIME = 4_207
"""On PostgreSQL a night and an officer write codings in turn; SQLite's writers always do."""


@dataclass(frozen=True)
class ToCode:
    """An answer in words that no machine has read yet."""

    id: str
    quarter: str
    question: str
    text: str


@dataclass(frozen=True)
class Coding:
    """One theme of one answer: who or what put it there, by which terms, of which version."""

    theme: str
    coded_by: str
    state: str = COUNTED
    terms: tuple[str, ...] = ()
    score: float | None = None
    frame_version: int = 0
    account: str | None = None


@dataclass(frozen=True)
class Made:
    """What the machine makes of one answer."""

    answer_id: str
    kind: str
    codings: tuple[Coding, ...]


@dataclass(frozen=True)
class State:
    """How one answer stands; checked means that a person has confirmed its codings."""

    answer_id: str
    quarter: str
    question: str
    kind: str
    standing: str
    frame_version: int
    checked_by: str | None
    checked_on: str | None
    flagged_by: str | None

    @property
    def checked(self) -> bool:
        return self.checked_on is not None


def enqueue(conn: Connection, ids: Iterable[str]) -> None:
    """Let the next night code these answers."""
    rows = [{"answer_id": one} for one in ids]
    if rows:
        conn.execute(inserting(conn, to_code).on_conflict_do_nothing(), rows)


def waiting(conn: Connection, limit: int, after: str = "") -> list[ToCode]:
    """Answers that wait to be coded, by their random ids."""
    query = (
        select(answer.c["id", "quarter", "question", "text"])
        .join(to_code, to_code.c.answer_id == answer.c.id)
        .where(to_code.c.answer_id > after, answer.c.text.is_not(None))
        .order_by(to_code.c.answer_id)
        .limit(limit)
    )
    return [ToCode(row.id, row.quarter, row.question, row.text) for row in conn.execute(query)]


def how_many_wait(conn: Connection) -> int:
    """How many answers wait to be coded."""
    return conn.execute(select(func.count()).select_from(to_code)).scalar_one()


def enqueue_changed(conn: Connection, version: int) -> int:
    """A definition has changed: every answer that an older version coded is coded again."""
    old = select(answer_state.c.answer_id).where(answer_state.c.frame_version != version)
    return _enqueue_from(conn, old)


def enqueue_learned(conn: Connection, learned: str, quarters: Sequence[str]) -> int:
    """Corrections have changed: what nobody has checked yet, of these quarters, is coded again."""
    open_ones = select(answer_state.c.answer_id).where(
        answer_state.c.checked_on.is_(None),
        answer_state.c.quarter.in_(list(quarters)),
        answer_state.c.learned.is_distinct_from(learned),
    )
    return _enqueue_from(conn, open_ones)


def put(
    conn: Connection,
    made: Sequence[Made],
    *,
    version: int,
    learned: str,
    moved: Mapping[str, str],
    now: datetime,
) -> None:
    """Write what the machine made of some answers, and take them out of the queue.

    What nobody has checked is replaced. What a person has checked stays theirs; only where a
    changed definition now says something else does it wait for a person again. `moved`: themes
    that were merged, and into which.
    """
    raise NotImplementedError


def stand(conn: Connection, ids: Collection[str]) -> dict[str, State]:
    """How some answers stand; those that were never coded are absent."""
    raise NotImplementedError


def codings_of(conn: Connection, ids: Collection[str]) -> dict[str, tuple[Coding, ...]]:
    """The codings of some answers, by theme."""
    raise NotImplementedError


def corrections(
    conn: Connection, quarters: Sequence[str]
) -> Iterator[tuple[str, str, frozenset[str]]]:
    """Text, question and themes of every answer of these quarters that a person has checked."""
    raise NotImplementedError


def _enqueue_from(conn: Connection, ids: Select[tuple[str]]) -> int:
    into = inserting(conn, to_code).from_select(["answer_id"], ids).on_conflict_do_nothing()
    return conn.execute(into.execution_options(preserve_rowcount=True)).rowcount
