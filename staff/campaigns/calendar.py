"""Check-ins on the board's year: what was asked when, what waits for somebody, whom to tell."""

from dataclasses import dataclass
from datetime import date, datetime

from flask import Blueprint, render_template, request
from sqlalchemy import Connection

from config.board import Board, load_board
from conversations.campaign_rules import SENDERS
from staff.campaigns import reach, words
from staff.campaigns.progress import STATES
from staff.desk import desk, now, person
from staff.roles import may
from storage import check_ins
from storage.office.campaigns import Campaign
from storage.register import audiences
from storage.times import london_day

pages = Blueprint("calendar", __name__)

KINDS = {"prompt": "Check-in", "told": "Told"}


@dataclass(frozen=True)
class Line:
    """One campaign on the year: where its bar lies, in percent, and what it is."""

    one: Campaign
    title: str
    state: str
    left: float
    width: float


@dataclass(frozen=True)
class Named:
    """A campaign as a line of a list."""

    id: str
    title: str
    state: str
    starts_at: datetime


@dataclass(frozen=True)
class Year:
    """Twelve months from the county's first one."""

    first: date
    last: date  # the day after

    def at(self, day: date) -> float:
        """How far into the year a day lies, in percent."""
        days = (min(max(day, self.first), self.last) - self.first).days
        return round(100 * days / (self.last - self.first).days, 2)

    @property
    def months(self) -> list[date]:
        """The first day of each."""
        return [_month(self.first, ahead) for ahead in range(12)]

    def holds(self, day: date) -> bool:
        """Whether a day is in it."""
        return self.first <= day < self.last


@pages.get("/check-ins")
@may(*SENDERS)
def show() -> str:
    """The year as a picture, then each campaign, with what needs somebody first."""
    this = _year_of(london_day(now()))
    wanted = request.args.get("year", "")
    year = _year(int(wanted), this.first.month) if wanted.isdecimal() and len(wanted) == 4 else this
    board = load_board(desk().settings.county_dir)
    with desk().rooms.register.read() as conn:
        found, waiting = reach.listed(conn), reach.to_agree(conn)
        silent = untold(conn, found) if person().role in reach.STEERS else []
    return render_template(
        "campaigns/calendar.html",
        year=year,
        this=this,
        before=_year(year.first.year - 1, year.first.month),
        after=year.last,
        today=london_day(now()),
        lines=[_line(one, year) for one in found if _touches(one, year)],
        waiting=waiting,
        untold=silent,
        board=board,
        sittings=[day for day in board.dates if year.holds(day)],
        next_sitting=_next(board),
        title_of=words.title_of,
        STATES=STATES,
        KINDS=KINDS,
    )


@dataclass(frozen=True)
class Today:
    """What of the check-ins the first page shows: what is under way, and what waits for them."""

    under_way: tuple[Named, ...]
    to_agree: tuple[Named, ...]
    untold: int


def today() -> Today:
    """For whoever sends check-ins."""
    with desk().rooms.register.read() as conn:
        found, waiting = reach.listed(conn), reach.to_agree(conn)
        silent = untold(conn, found) if person().role in reach.STEERS else []
    running = [one for one in found if one.state in ("planned", "running", "paused")]
    return Today(
        tuple(_named(one) for one in running[:5]),
        tuple(_named(one) for one in waiting),
        len(silent),
    )


def _named(one: Campaign) -> Named:
    return Named(one.id, words.named(one), STATES[one.state], one.starts_at)


def untold(conn: Connection, found: list[Campaign]) -> list[Campaign]:
    """Check-ins that are over and whose people no later text has told what came of it."""
    said = {
        asked
        for one in found
        if one.kind == "told" and one.state != "cancelled"
        for asked in audiences.from_json(one.audience).asked or ()
    }
    over = [one for one in found if one.kind == "prompt" and one.state == "closed"]
    return [
        one
        for one in over
        if not said.intersection(check_ins.everyone_asked(conn, [one.id]).asked or ())
    ]


def _line(one: Campaign, year: Year) -> Line:
    left = year.at(london_day(one.starts_at))
    width = max(0.8, year.at(london_day(one.closes_at)) - left)
    return Line(one, words.named(one), STATES[one.state], min(left, 99.2), width)


def _touches(one: Campaign, year: Year) -> bool:
    return london_day(one.starts_at) < year.last and london_day(one.closes_at) >= year.first


def _next(board: Board) -> date | None:
    today = london_day(now())
    return next((day for day in board.dates if day >= today), None)


def _year_of(day: date) -> Year:
    starts = words.rules().year_starts
    return _year(day.year if day.month >= starts else day.year - 1, starts)


def _year(year: int, month: int) -> Year:
    first = date(max(2000, min(year, 2200)), month, 1)
    return Year(first, _month(first, 12))


def _month(first: date, ahead: int) -> date:
    years, month = divmod(first.month - 1 + ahead, 12)
    return date(first.year + years, month + 1, 1)
