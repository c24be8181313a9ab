"""Voices by theme, counted once and kept: only the questions that changed are counted again."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

EVERYONE = "*"
"""In place of a theme: everyone who said something to the question."""


@dataclass(frozen=True)
class Cell:
    """Distinct voices of one theme, question, lane and quarter, as finely as the answers say.

    Exact: for the officer's own screen. `voices` are of checked answers; `unchecked` voices have
    an answer that nobody has checked yet.
    """

    quarter: str
    question: str
    lane: str
    theme: str
    place: str
    age: str
    status: str
    voices: int
    unchecked: int


def stale(conn: Connection) -> list[tuple[str, str]]:
    """Quarters with questions whose codings changed since they were counted."""
    raise NotImplementedError


def recount(conn: Connection, units: Sequence[tuple[str, str]]) -> None:
    """Count the voices of some quarters' questions again."""
    raise NotImplementedError


def cells(
    conn: Connection,
    *,
    quarter: str | None = None,
    question: str | None = None,
    lane: str | None = None,
) -> list[Cell]:
    """The counts as they are kept."""
    raise NotImplementedError
