"""A person looks at codings: lists to review, confirming, changing, flagging, undoing, history."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from storage.answers.codings import Coding, State


@dataclass(frozen=True)
class Review:
    """One answer as the officer sees it: the words, how they stand, and why they were coded."""

    answer_id: str
    text: str
    lane: str
    may_quote: bool
    state: State
    codings: tuple[Coding, ...]


@dataclass(frozen=True)
class Change:
    """A line of an answer's history. `account` None: the machine."""

    number: int
    did: str
    account: str | None
    day: str
    undone: bool


@dataclass(frozen=True)
class Progress:
    """How many answers in words there are of one quarter, question and standing; and checked."""

    quarter: str
    question: str
    standing: str
    answers: int
    checked: int


@dataclass(frozen=True)
class Sought:
    """Which answers to list. `checked` None: both."""

    standing: str | None = None
    theme: str | None = None
    question: str | None = None
    quarter: str | None = None
    checked: bool | None = False
    flagged: bool = False


def listing(conn: Connection, sought: Sought, limit: int, after: str = "") -> list[Review]:
    """Answers to review, by their random ids; `after` is the last id of the page before."""
    raise NotImplementedError


def find(conn: Connection, answer_id: str) -> Review | None:
    """One answer with its codings; None when it is gone, or not coded yet."""
    raise NotImplementedError


def set_themes(
    conn: Connection,
    answer_id: str,
    themes: Collection[str],
    by: str,
    now: datetime,
    *,
    kind: str | None = None,
) -> bool:
    """These are its themes, says a person: it is checked. False when the answer is gone.

    What the machine counted and the person left out is kept as rejected. `kind` "non_answer":
    it says nothing, and has no themes.
    """
    raise NotImplementedError


def confirm(conn: Connection, ids: Collection[str], by: str, now: datetime) -> int:
    """Some answers are coded rightly as they stand; how many were not checked before."""
    raise NotImplementedError


def flag(conn: Connection, answer_id: str, by: str, now: datetime, *, on: bool = True) -> bool:
    """Ask for a second opinion, or say that it is given."""
    raise NotImplementedError


def undo(conn: Connection, answer_id: str, by: str, now: datetime) -> bool:
    """Take the latest change back that is not taken back yet; False when there is none."""
    raise NotImplementedError


def history(conn: Connection, answer_id: str) -> list[Change]:
    """All changes of an answer, the latest first."""
    raise NotImplementedError


def progress(conn: Connection, quarter: str | None = None) -> list[Progress]:
    """How far the review is; as of the last count (`collation.themes_count.freshen`)."""
    raise NotImplementedError
