"""The calendar of the county's own year: meetings, when their papers are due, whom they hear."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, delete, insert, select

from storage.crypto import new_id
from storage.database import inserting
from storage.office.report_tables import calendar_day
from storage.times import london_day

BOARD, MANAGEMENT, GROUP, OTHER = KINDS = ("board", "management", "group", "other")


@dataclass(frozen=True)
class Day:
    """One meeting, or another date of the work programme."""

    day: date
    kind: str
    title: str
    papers_due: date | None = None
    cohort: str = ""
    id: str = ""

    @property
    def due(self) -> date:
        """By when its papers are wanted."""
        return self.papers_due or self.day


def add(conn: Connection, days: Sequence[Day], by: str | None, now: datetime) -> int:
    """Enter dates; those that are there already stay as they are. How many were new."""
    rows = [
        {"id": new_id(), "day": one.day.isoformat(), "kind": one.kind, "title": one.title,
         "papers_due": one.papers_due.isoformat() if one.papers_due else None,
         "cohort": one.cohort, "entered_by": by, "entered_on": london_day(now).isoformat()}
        for one in days
    ]  # fmt: skip
    new = 0
    for row in rows:
        once = inserting(conn, calendar_day).values(row).on_conflict_do_nothing()
        new += conn.execute(once.returning(calendar_day.c.id)).first() is not None
    return new


def replace(conn: Connection, which: str, one: Day, by: str, now: datetime) -> bool:
    """Correct a date, in place; False when it is not there, or another one is like it."""
    alike = select(calendar_day.c.id).where(
        calendar_day.c.day == one.day.isoformat(), calendar_day.c.kind == one.kind,
        calendar_day.c.title == one.title, calendar_day.c.id != which,
    )  # fmt: skip
    if conn.execute(alike).first() or not remove(conn, which):
        return False
    conn.execute(insert(calendar_day).values(
        id=which, day=one.day.isoformat(), kind=one.kind, title=one.title,
        papers_due=one.papers_due.isoformat() if one.papers_due else None, cohort=one.cohort,
        entered_by=by, entered_on=london_day(now).isoformat(),
    ))  # fmt: skip
    return True


def remove(conn: Connection, which: str) -> bool:
    """Take a date out."""
    return conn.execute(delete(calendar_day).where(calendar_day.c.id == which)).rowcount == 1


def find(conn: Connection, which: str) -> Day | None:
    """One date."""
    row = conn.execute(select(calendar_day).where(calendar_day.c.id == which)).mappings().first()
    return _of(dict(row)) if row else None


def listing(conn: Connection, since: date, until: date | None = None) -> list[Day]:
    """Dates, the nearest first."""
    query = select(calendar_day).where(calendar_day.c.day >= since.isoformat())
    if until is not None:
        query = query.where(calendar_day.c.day <= until.isoformat())
    rows = conn.execute(query.order_by(calendar_day.c.day, calendar_day.c.title)).mappings()
    return [_of(dict(row)) for row in rows]


def forget_old(conn: Connection, before: datetime) -> None:
    """Delete dates that lie before a day."""
    conn.execute(delete(calendar_day).where(calendar_day.c.day < london_day(before).isoformat()))


def _of(row: dict[str, str]) -> Day:
    due = row["papers_due"]
    return Day(
        date.fromisoformat(row["day"]), row["kind"], row["title"],
        date.fromisoformat(due) if due else None, row["cohort"], row["id"],
    )  # fmt: skip
