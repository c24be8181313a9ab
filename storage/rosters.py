"""From the roster to what sending must know: how long duty is covered, when readers are there.

Office and register meet here: the office keeps the shifts, and the register only how far they
reach. Run hourly and after each change of the roster.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import Connection, delete, insert, select

from storage.crypto import new_id
from storage.database import Database
from storage.office.tables import roster
from storage.register import rota
from storage.times import london_day, moment, stamp

AHEAD = timedelta(days=14)
KEPT = timedelta(days=90)


@dataclass(frozen=True)
class Shift:
    """Somebody is there from one moment to another. `languages`: what a reader reads."""

    duty: str  # duty | reader
    starts_at: datetime
    ends_at: datetime
    languages: tuple[str, ...] = ("en",)


@dataclass(frozen=True)
class Cover:
    """How far a roster reaches, seen from a moment."""

    duty_until: datetime | None
    reader_until: datetime | None
    reader_days: frozenset[date]
    languages: frozenset[str]


def tell(conn: Connection, now: datetime) -> Cover:
    """Read the roster and leave the register its notices; what they say."""
    found = cover(shifts(conn, now), now)
    rota.say_shifts(
        conn,
        duty_until=found.duty_until,
        readers=found.reader_days,
        reader_until=found.reader_until,
        languages=found.languages,
        today=london_day(now),
    )
    return found


def refresh(register: Database, now: datetime) -> bool:
    """The same, writing only where something has changed. Whether somebody is on duty now."""
    with register.read() as conn:
        found, said = cover(shifts(conn, now), now), rota.office(conn, now)
    known = Cover(
        said.duty_until, said.reader_until, said.readers or frozenset(), said.reads or frozenset()
    )
    if found != known:
        with register.write() as conn:
            tell(conn, now)
    return found.duty_until is not None


def add(conn: Connection, one: Shift, account_id: str | None = None) -> str:
    """Put a shift on the roster; its id. No account: a team that is not signed in here."""
    shift_id = new_id()
    conn.execute(
        insert(roster).values(
            id=shift_id,
            duty=one.duty,
            account_id=account_id,
            starts_at=stamp(one.starts_at),
            ends_at=stamp(one.ends_at),
            languages=" ".join(one.languages),
        )
    )
    return shift_id


def forget_old(conn: Connection, now: datetime) -> None:
    """Delete shifts that were over 90 days ago."""
    conn.execute(delete(roster).where(roster.c.ends_at < stamp(now - KEPT)))


def shifts(conn: Connection, now: datetime) -> list[Shift]:
    """The shifts of today and the days after."""
    midnight, last = stamp(now - timedelta(days=1)), stamp(now + AHEAD)
    query = select(roster).where(roster.c.ends_at > midnight, roster.c.starts_at < last)
    return [
        Shift(row.duty, moment(row.starts_at), moment(row.ends_at), _codes(row.languages))
        for row in conn.execute(query)
    ]


def cover(known: Sequence[Shift], now: datetime) -> Cover:
    """How far the shifts reach: without a gap from now on, and on which days somebody reads."""
    readers = [one for one in known if one.duty == "reader"]
    today = [one for one in readers if london_day(now) in _days(one)]
    return Cover(
        duty_until=_without_gap((one for one in known if one.duty == "duty"), now),
        reader_until=_without_gap(readers, now),
        reader_days=frozenset(day for one in readers for day in _days(one)),
        languages=frozenset(code for one in today for code in one.languages),
    )


def _without_gap(some: Iterable[Shift], now: datetime) -> datetime | None:
    until = now
    for one in sorted(some, key=lambda shift: shift.starts_at):
        if one.starts_at > until:
            break
        until = max(until, one.ends_at)
    return until if until > now else None


def _days(one: Shift) -> list[date]:
    first, last = london_day(one.starts_at), london_day(one.ends_at - timedelta(seconds=1))
    return [first + timedelta(days=ahead) for ahead in range((last - first).days + 1)]


def _codes(kept: str) -> tuple[str, ...]:
    return tuple(code for code in kept.replace(",", " ").split() if code)
