"""The demo county's reports: a calendar, one that is final, drafts that wait."""

from datetime import datetime, timedelta
from pathlib import Path

from collation.reports import due, writing
from collation.reports.gathering import Around
from collation.reports.slots import BOARD, CHOICE, SLOTS
from commands.reporting import wording
from config.board import load_board
from config.data import County
from storage.answers import publications
from storage.office import calendar, reports
from storage.office.calendar import GROUP, MANAGEMENT, OTHER, Day
from storage.rooms import Rooms
from storage.times import london_day

_TEXTS = {
    "contact": "Demo officer, Participation Officer",
    "email": "participation@example.org",
    "recommendation": "That the Corporate Parenting Board note the content of this report.",
    "finance": "There is nothing to pay beside the budget for participation.",
    "consultation": "The report is made of what young people said. The Children in Care Council "
    "read it before the Board did.",
    "conclusion": "Young people answer when they hear back. The Board is asked to say what it "
    "will do, and by when.",
    "equality": "The report has no impact on groups with protected characteristics by itself. "
    "Groups from which few came are named under Performance.",
}


def load(rooms: Rooms, county: County, county_dir: Path, officer: str, now: datetime) -> None:
    """Once; what was broken off goes on."""
    with rooms.register.read() as conn:
        if reports.listing(conn):
            return
    with rooms.register.write() as conn:
        calendar.add(conn, list(_days(now)), officer, now)
    _final(rooms, Around(county, county_dir, wording(county_dir)), officer, now)
    due.run(rooms.answers, rooms.register, county_dir, now)


def _days(now: datetime) -> list[Day]:
    """The work programme of the next months; the Board's own dates come from board.yaml."""
    today = london_day(now)
    return [
        Day(today + timedelta(days=9), OTHER, "Members’ workshop", cohort="Care leavers"),
        Day(today + timedelta(days=20), GROUP, "County participation group",
            today + timedelta(days=13)),
        Day(today + timedelta(days=48), OTHER, "Members’ workshop", cohort="Foster carers"),
        Day(today + timedelta(days=76), OTHER, "Members’ workshop", cohort="Out of county"),
        Day(today + timedelta(days=160), MANAGEMENT, "Children’s Services management team",
            today + timedelta(days=150)),
    ]  # fmt: skip


def _final(rooms: Rooms, around: Around, officer: str, now: datetime) -> None:
    """The Board's report of the newest quarter that is published for everybody."""
    with rooms.answers.read() as conn:
        found = publications.listing(conn, audiences=("board", "public"))
    if not found:
        return
    texts = _TEXTS | {"date": _last_board(around.county_dir, now)}
    with rooms.register.write() as conn:
        which = reports.make(conn, BOARD, found[0].period, now, by=officer)
        one = reports.find(conn, which)
        for slot in SLOTS[BOARD] if one else ():
            text = "Yes" if slot.kind == CHOICE else texts.get(slot.id)
            if one and text:
                writing.save(conn, one, slot.id, text, officer, now)
    writing.finish(rooms.answers, rooms.register, around, which, officer, now)


def _last_board(county_dir: Path, now: datetime) -> str:
    """The day on which the Board sat last."""
    today = london_day(now)
    days = [day for day in load_board(county_dir).dates if day <= today] or [today]
    return f"{days[-1].day} {days[-1]:%B %Y}"
