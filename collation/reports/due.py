"""Which reports are due, and drafts of them: they wait on the officer's page."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from sqlalchemy import Connection

from collation.reports.gathering import anything_published
from collation.reports.periods import back, period_of
from collation.reports.slots import ANNUAL, BOARD, CSDMT, QUARTERLY
from config.board import load_board
from storage.answers import publications
from storage.database import Database
from storage.office import calendar, reports
from storage.office.calendar import Day
from storage.times import london_day, quarter

AHEAD = timedelta(days=28)
"""So long before its papers are due a meeting's report is drafted."""

KIND_OF = {calendar.BOARD: BOARD, calendar.MANAGEMENT: CSDMT, calendar.GROUP: QUARTERLY}


@dataclass(frozen=True)
class Due:
    """A report that somebody waits for. `ready`: something of its period is published."""

    kind: str
    period: str
    meeting: Day | None
    ready: bool
    made: str | None


@dataclass(frozen=True)
class Drafted:
    """What the clock did, in numbers."""

    made: int
    waiting: int

    def __str__(self) -> str:
        return f"{self.made} reports drafted, {self.waiting} wait for a publication"


def run(answers: Database, office: Database, county_dir: Path, now: datetime) -> Drafted:
    """Draft what is due and not there yet; never twice, and never over what somebody wrote."""
    with answers.read() as said, office.write() as conn:
        _dates_of_the_county(conn, county_dir, now)
        wanted = [one for one in due(said, conn, now) if one.made is None]
        for one in wanted:
            if one.ready:
                meeting = one.meeting.id if one.meeting else None
                reports.make(conn, one.kind, one.period, now, meeting_id=meeting)
    ready = sum(one.ready for one in wanted)
    return Drafted(ready, len(wanted) - ready)


def due(answers: Connection, office: Connection, now: datetime) -> list[Due]:
    """What the calendar wants soon, and what follows from a publication by itself."""
    known = reports.listing(office)
    found = [*_for_meetings(office, now), *_by_themselves(answers, now)]
    done = []
    for kind, period, meeting in found:
        made = next(
            (one.id for one in known if (one.kind, one.period) == (kind, period)
             and (meeting is None or one.meeting_id in (meeting.id, None))), None,
        )  # fmt: skip
        ready = anything_published(answers, kind, period_of(kind, period))
        done.append(Due(kind, period, meeting, ready, made))
    return _once(done)


def last_quarter(day: date) -> str:
    """The last quarter that is over on a day."""
    return back(f"{day.year}-Q{(day.month + 2) // 3}", 1)


def _for_meetings(office: Connection, now: datetime) -> Iterator[tuple[str, str, Day | None]]:
    today = london_day(now)
    for one in calendar.listing(office, today):
        if one.kind in KIND_OF and one.due - AHEAD <= today:
            yield KIND_OF[one.kind], last_quarter(one.due - AHEAD), one


def _by_themselves(answers: Connection, now: datetime) -> Iterator[tuple[str, str, Day | None]]:
    """The quarterly report of the newest published quarter, and the year's when it is its last."""
    over = [one.period for one in publications.listing(answers) if one.period < quarter(now)]
    if over:
        newest = max(over)
        yield QUARTERLY, newest, None
        if newest.endswith("-Q4"):
            yield ANNUAL, newest, None


def _once(found: list[Due]) -> list[Due]:
    """A quarterly report for a meeting is not drafted a second time for its quarter."""
    seen: set[tuple[str, str, str]] = set()
    kept = []
    for one in found:
        key = (one.kind, one.period, one.meeting.id if one.meeting else "")
        again = one.meeting is None and any(key[:2] == other[:2] for other in seen)
        if key not in seen and not again:
            seen.add(key)
            kept.append(one)
    return kept


def _dates_of_the_county(conn: Connection, county_dir: Path, now: datetime) -> None:
    """The Board's dates from board.yaml, as long as nobody has entered any that are to come."""
    today = london_day(now)
    if any(one.kind == calendar.BOARD for one in calendar.listing(conn, today)):
        return
    board = load_board(county_dir)
    days = [Day(day, calendar.BOARD, board.name) for day in board.dates if day >= today]
    calendar.add(conn, days, None, now)
