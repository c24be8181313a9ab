"""From the roster to what sending must know: how long duty is covered, when readers are there.

Office and register meet here: the office keeps the shifts, and the register only how far they
reach. Run hourly and after each change of the roster.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import Connection

from conversations.cover import Roster, Spans
from storage.database import Database
from storage.office import duty_list
from storage.office.rosters import DUTY, READER, Shift, add, between, duties_kept
from storage.register import duty_people, rota
from storage.register.duty_people import Turn
from storage.times import london_day

__all__ = [
    "Cover",
    "Shift",
    "add",
    "between",
    "cover",
    "gaps",
    "new_gaps",
    "refresh",
    "shifts",
    "tell",
]

AHEAD = timedelta(days=14)


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
    rota.say_roster(conn, roster_of(conn, now))
    tell_who_is_rung(conn, now)
    return found


def tell_who_is_rung(conn: Connection, now: datetime) -> None:
    """Leave the alerts their list: who is rung at which hours, the addresses still sealed."""
    listed = duty_list.listing(conn)
    ids = {one.account_id: one.id for one in listed}
    turns = [
        Turn(one.starts_at, one.ends_at, ids[one.account_id], one.standin)
        for one in shifts(conn, now)
        if one.duty == DUTY and one.account_id in ids
    ]
    duty_people.say(conn, [(one.id, one.account_id, one.body) for one in listed], turns)


def refresh(register: Database, now: datetime) -> bool:
    """The same, writing only where something has changed. Whether somebody is on duty now."""
    with register.read() as conn:
        found, said = cover(shifts(conn, now), now), rota.office(conn, now)
        there = rota.who_is_there(conn) == roster_of(conn, now)
    known = Cover(
        said.duty_until, said.reader_until, said.readers or frozenset(), said.reads or frozenset()
    )
    if found != known or not there:
        with register.write() as conn:
            tell(conn, now)
    return found.duty_until is not None


def roster_of(conn: Connection, now: datetime) -> Roster:
    """When somebody is there; None of a duty that nobody was ever put on."""
    known = shifts(conn, now)
    kept = duties_kept(conn)
    duty, readers = (
        _joined(one for one in known if one.duty == duty and not one.standin)
        if duty in kept
        else None
        for duty in (DUTY, READER)
    )
    return Roster(duty, readers)


def _joined(some: Iterable[Shift]) -> Spans:
    """The shifts as spans: those that touch or overlap are one."""
    spans: list[tuple[datetime, datetime]] = []
    for one in sorted(some, key=lambda shift: shift.starts_at):
        if spans and one.starts_at <= spans[-1][1]:
            spans[-1] = spans[-1][0], max(spans[-1][1], one.ends_at)
        else:
            spans.append((one.starts_at, one.ends_at))
    return tuple(spans)


def shifts(conn: Connection, now: datetime) -> list[Shift]:
    """The shifts of today and the days after."""
    return between(conn, now - timedelta(days=1), now + AHEAD)


def cover(known: Sequence[Shift], now: datetime) -> Cover:
    """How far the shifts reach: without a gap from now on, and on which days somebody reads."""
    readers = [one for one in known if one.duty == READER]
    today = [one for one in readers if london_day(now) in one.days()]
    return Cover(
        duty_until=_without_gap(
            (one for one in known if one.duty == DUTY and not one.standin), now
        ),
        reader_until=_without_gap(readers, now),
        reader_days=frozenset(day for one in readers for day in one.days()),
        languages=frozenset(code for one in today for code in one.languages),
    )


def _without_gap(some: Iterable[Shift], now: datetime) -> datetime | None:
    until = now
    for one in sorted(some, key=lambda shift: shift.starts_at):
        if one.starts_at > until:
            break
        until = max(until, one.ends_at)
    return until if until > now else None


def gaps(known: Iterable[Shift], now: datetime) -> list[tuple[datetime, datetime]]:
    """Where nobody is on duty, between now and the end of the last shift."""
    spans = _joined(one for one in known if one.duty == DUTY and not one.standin)
    found, until = [], now
    for begins, ends in spans:
        if begins > until:
            found.append((until, begins))
        until = max(until, ends)
    return found


def new_gaps(
    before: Iterable[Shift], after: Iterable[Shift], now: datetime
) -> list[tuple[datetime, datetime]]:
    """Gaps that a change would make; one that only gets smaller is none."""
    old = gaps(before, now)
    return [
        (begins, ends)
        for begins, ends in gaps(after, now)
        if not any(was <= begins and ends <= over for was, over in old)
    ]
