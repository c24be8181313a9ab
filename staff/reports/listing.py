"""Reports: drafts that wait, what is due and cannot be drafted yet, what is final."""

from dataclasses import dataclass
from datetime import date

from flask import Blueprint, Response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from collation.reports import due, html
from collation.reports.due import last_quarter
from collation.reports.periods import NoPeriod, back, period_of
from collation.reports.slots import KINDS, TITLES
from staff.desk import desk, now, person, told, warned
from staff.reports.around import FOR_THE_BOARD, NAMES, title
from staff.roles import may
from storage import audit
from storage.office import reports
from storage.office.reports import DRAFT, FINAL, Kept
from storage.times import london_day

pages = Blueprint("reports", __name__, url_prefix="/reports")

QUARTERS_BACK = 8


@dataclass(frozen=True)
class Line:
    """One report in a list. `clock`: nobody made it, the calendar did."""

    id: str
    title: str
    kind: str
    day: date
    clock: bool


@dataclass(frozen=True)
class Waits:
    """A report that is due, of whose period nothing is published."""

    title: str
    meeting: str


@pages.get("")
@may("officer", "board")
def show() -> str:
    """The officer's drafts and what waits; for the Board what is final."""
    officer = person().role == "officer"
    with desk().rooms.register.read() as conn:
        known = reports.listing(conn, kinds=None if officer else FOR_THE_BOARD,
                                states=(DRAFT, FINAL) if officer else (FINAL,))  # fmt: skip
    last = last_quarter(london_day(now()))
    return render_template(
        "reports/list.html",
        drafts=[_line(one) for one in known if one.state == DRAFT],
        final=[_line(one) for one in known if one.state == FINAL],
        waits=_waits() if officer else [],
        kinds={kind: NAMES[kind] for kind in KINDS},
        quarters=[back(last, by) for by in range(QUARTERS_BACK)],
    )


@pages.post("")
@may("officer")
def make() -> AnyResponse:
    """A new draft. Of a quarter that is not over, or without a publication, it says so inside."""
    kind, period = request.form.get("kind", ""), request.form.get("period", "")
    try:
        if kind not in KINDS or period_of(kind, period).last > last_quarter(london_day(now())):
            raise NoPeriod("Choose which report it is, and a quarter that is over.")
    except NoPeriod as wrong:
        warned(str(wrong))
        return redirect(url_for(".show"))
    with desk().rooms.register.write() as conn:
        which = reports.make(conn, kind, period, now(), by=person().id)
        audit.record(conn, now(), person().id, "report.made", which)
    told("A draft. Fill what is missing; only you see it until it is final.")
    return redirect(url_for("report.show", report_id=which))


@pages.get("/style.css")
@may("officer", "board")
def style() -> Response:
    """How a report looks on a screen and on paper."""
    return Response(html.STYLE, mimetype="text/css")


def drafts_waiting() -> int:
    """How many drafts nobody has finished, for the first page."""
    with desk().rooms.register.read() as conn:
        return len(reports.listing(conn, states=(DRAFT,)))


def _line(one: Kept) -> Line:
    day = one.final_on if one.state == FINAL else one.made_on
    return Line(one.id, title(one), NAMES[one.kind], date.fromisoformat(day or one.made_on),
                one.made_by is None)  # fmt: skip


def _waits() -> list[Waits]:
    rooms = desk().rooms
    with rooms.answers.read() as answers, rooms.register.read() as office:
        found = due.due(answers, office, now())
    return [
        Waits(
            f"{TITLES[one.kind]}, {period_of(one.kind, one.period)}",
            f"{one.meeting.title}, {one.meeting.day.day} {one.meeting.day:%B %Y}"
            if one.meeting else "",
        )
        for one in found
        if one.made is None and not one.ready
    ]  # fmt: skip
