"""What the pages of reports share: the county as reports name it, and opening one of them."""

from flask import abort

from collation.reports import writing
from collation.reports.gathering import AUDIENCES, Around
from collation.reports.periods import Period, period_of
from collation.reports.slots import TITLES
from collation.reports.writing import Opened
from staff.desk import desk, now, person
from storage.office import reports
from storage.office.reports import FINAL, Kept

FOR_THE_BOARD = tuple(AUDIENCES)
"""The kinds that Board members may open, once they are final."""

NAMES = {
    "quarterly": "Quarterly thematic report", "board": "Board report",
    "csdmt": "Management team report", "annual": "Annual report",
}  # fmt: skip


def around() -> Around:
    """The county of this desk."""
    questions = {one.id: one.text for one in desk().questions.values()}
    settings = desk().settings
    return Around(desk().county, settings.county_dir, questions, settings.public_base_url)


def title(one: Kept) -> str:
    """What a report is called in a list."""
    return f"{TITLES[one.kind]}, {period(one)}"


def period(one: Kept) -> Period:
    """What it is about."""
    return period_of(one.kind, one.period)


def may_see(one: Kept | None) -> bool:
    """The officer sees all; Board members what is final and made for them."""
    if one is None:
        return False
    return person().role == "officer" or (one.kind in FOR_THE_BOARD and one.state == FINAL)


def find(report_id: str) -> Kept:
    """A report that this person may see; others are not found."""
    with desk().rooms.register.read() as conn:
        one = reports.find(conn, report_id)
    if one is None or not may_see(one):
        abort(404)
    return one


def open_it(one: Kept) -> Opened:
    """The same with everything in it."""
    rooms = desk().rooms
    with rooms.answers.read() as answers, rooms.register.read() as office:
        return writing.open_report(answers, office, around(), one, now())
