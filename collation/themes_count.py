"""Voices by theme: counted again where codings changed, and only those that a person checked."""

from collections import defaultdict
from collections.abc import Iterable

from sqlalchemy import Connection

from storage.answers import codings, reviewing, tallies
from storage.answers.tallies import EVERYONE, Cell
from storage.database import Database
from storage.disclosure_said import Exact

AT_ONCE = 20
"""Questions of a quarter counted in one transaction, so that others get their turn to write."""


class Unchecked(Exception):
    """A report would show a count that nobody has checked; the words are for the officer."""

    def __init__(self, quarter: str, question: str, left: int) -> None:
        self.quarter, self.question, self.left = quarter, question, left
        what = "1 answer is" if left == 1 else f"{left} answers are"
        super().__init__(f"{what} not checked yet ({quarter}, {question}).")


def freshen(answers: Database) -> int:
    """Count again what changed since the last count; how many quarters' questions."""
    with answers.look() as conn:
        units = tallies.stale(conn)
    for start in range(0, len(units), AT_ONCE):
        with answers.write() as conn:
            tallies.recount(conn, units[start : start + AT_ONCE])
    return len(units)


def require_checked(conn: Connection, quarter: str, question: str) -> None:
    """Raise `Unchecked` unless a person has checked every answer to a question of a quarter."""
    left = sum(
        one.answers - one.checked
        for one in reviewing.progress(conn, quarter)
        if one.question == question
    )
    left = max(left, codings.how_many_wait(conn, quarter, question))  # counted before it came
    if left or (quarter, question) in tallies.stale(conn):
        raise Unchecked(quarter, question, left)


def exact(conn: Connection, quarter: str, question: str, lane: str, by: str = "") -> Exact:
    """The exact counts of one question, quarter and lane, in all or by place, age or status.

    Raises `Unchecked`. What comes out of here leaves only through `storage.disclosure_guard`.
    """
    require_checked(conn, quarter, question)
    return table_of(tallies.cells(conn, quarter=quarter, question=question, lane=lane), by)


def table_of(cells: Iterable[Cell], by: str = "") -> Exact:
    """Cells of one question, quarter and lane added up, in all or by place, age or status."""
    sums: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for cell in cells:
        sums[cell.theme][getattr(cell, by) if by else ""] += cell.voices
    everyone = sums.pop(EVERYONE, {})
    values = tuple(sorted(everyone)) if by else ("",)
    said = {
        theme: tuple(row.get(value, 0) for value in values)
        for theme, row in sorted(sums.items())
        if any(row.values())
    }
    return Exact(values, tuple(everyone.get(value, 0) for value in values), said)


def units(conn: Connection, quarter: str) -> list[tuple[str, str]]:
    """Every question of a quarter with each lane in which somebody said something to it."""
    return tallies.units(conn, quarter)


def quarters(conn: Connection) -> list[str]:
    """The quarters in which something was said, the earliest first."""
    return sorted({one.quarter for one in reviewing.progress(conn)})
