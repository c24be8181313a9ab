"""Did it work? What young people said of what was done, protected, once the quarter is over."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection

from storage.answers import read
from storage.answers.read import CLOSED
from storage.database import Database
from storage.disclosure import Table, rounded, suppress
from storage.office import actions
from storage.office.actions import TOLD
from storage.times import quarter

QUESTION = "did-it-work.worked"
OPTIONS = ("yes", "a_bit", "no", "not_seen")
REGISTERED = "registered"
QUARTERS = 2
"""The quarter in which they were told, and the one after it."""


def close_checked(answers: Database, office: Database, k: int, now: datetime) -> int:
    """Close every action that was told and that enough young people have judged; how many.

    The question does not name an action: what is said in a quarter is said of all that was told.
    """
    with office.read() as conn:
        told = [one for one in actions.listing(conn, states=(TOLD,)) if one.told_on]
    closed = 0
    for one in told:
        with answers.read() as conn:
            said = next(_said(conn, one.told_on, k, now), None) if one.told_on else None
        if said is not None:
            with office.write() as conn:
                closed += actions.check(conn, one.id, dict(said), None, now)
    return closed


def published(counts: Mapping[str, int], k: int) -> dict[str, Any] | None:
    """What may be shown of the answers; None where too few have answered."""
    row = tuple(counts.get(option, 0) for option in OPTIONS)
    if sum(row) < k:
        return None
    safe = suppress(Table((row,), row_totals=False, column_totals=False), k)
    if safe.grand_total is None:
        return None
    shown = {option: rounded(n) for option, n in zip(OPTIONS, safe.cells[0], strict=True)}
    return {"base": rounded(safe.grand_total), **shown}


def _said(conn: Connection, told_on: date, k: int, now: datetime) -> Iterator[dict[str, Any]]:
    """The answers of the quarters after telling that are over: they do not grow any more."""
    for period in _quarters(told_on):
        if period >= quarter(now):
            return
        chosen = read.chosen(conn, QUESTION, period)
        counts = {
            one.option: one.voices
            for one in chosen
            if one.lane == REGISTERED and one.option != CLOSED
        }
        if (shown := published(counts, k)) is not None:
            yield {"quarter": period, **shown}


def _quarters(day: date) -> list[str]:
    first = day.year * 4 + (day.month - 1) // 3
    return [f"{at // 4}-Q{at % 4 + 1}" for at in range(first, first + QUARTERS)]
