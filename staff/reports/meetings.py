"""The calendar of meetings and of the work programme: when papers are due, whom each hears."""

import csv
import io
from collections.abc import Mapping
from datetime import date

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from conversations.text import clean
from staff.desk import desk, now, person, told, warned
from staff.roles import may
from storage import audit
from storage.office import calendar
from storage.office.calendar import KINDS, Day
from storage.times import london_day

pages = Blueprint("meetings", __name__, url_prefix="/reports/calendar")

KIND_NAMES = {
    "board": "Board, four times a year", "management": "Management team",
    "group": "Quarterly group", "other": "Work programme",
}  # fmt: skip
COLUMNS = ("day", "kind", "title", "papers_due", "cohort")
LONGEST, MOST = 120, 400


class NoDate(ValueError):
    """A date that cannot be entered; the words say what to change."""


@pages.get("")
@may("officer", "board")
def show() -> str:
    """What is to come; for the officer also the forms."""
    return _page({}, [])


@pages.post("")
@may("officer")
def add() -> Response | tuple[str, int]:
    """Enter one date."""
    typed = {name: request.form.get(name, "") for name in COLUMNS}
    try:
        day = _day(typed)
    except NoDate as wrong:
        return _page(typed, [str(wrong)]), 422
    _enter([day])
    return redirect(url_for(".show"))


@pages.post("/import")
@may("officer")
def take() -> Response | tuple[str, int]:
    """Enter many dates: every line, or none."""
    text = request.form.get("lines", "")
    days, wrong = read_lines(text)
    if wrong or not days:
        return _page({"lines": text}, wrong or ["There is no line with a date in it."]), 422
    _enter(days)
    return redirect(url_for(".show"))


@pages.post("/<which>/remove")
@may("officer")
def remove(which: str) -> Response:
    """Take a date out."""
    with desk().rooms.register.write() as conn:
        gone = calendar.remove(conn, which)
        if gone:
            audit.record(conn, now(), person().id, "calendar.removed", which)
    (told if gone else warned)("The date is gone." if gone else "That date is not there any more.")
    return redirect(url_for(".show"))


def read_lines(text: str) -> tuple[list[Day], list[str]]:
    """Lines of a spreadsheet, with commas, semicolons or tabs; and what is wrong, line by line."""
    between = max(",;\t", key=text.count)
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=between))
    except csv.Error:
        return [], [
            "These lines cannot be read: a quotation mark may be missing. Paste them again."
        ]
    days: list[Day] = []
    wrong: list[str] = []
    for at, row in enumerate(rows, 1):
        cells = [each.strip() for each in row]
        if not any(cells) or (at == 1 and cells[0].lower() in ("day", "date")):
            continue
        if len(days) >= MOST:
            wrong.append(f"At most {MOST} dates at once.")
            break
        try:
            days.append(_day(dict(zip(COLUMNS, cells, strict=False))))
        except NoDate as problem:
            wrong.append(f"Line {at}: {problem}")
    return days, wrong


def _day(typed: Mapping[str, str]) -> Day:
    day = _date(typed.get("day", ""))
    if day is None:
        raise NoDate("Write the day as 2026-12-10 or 10/12/2026.")
    kind = typed.get("kind", "").strip().lower() or calendar.OTHER
    if kind not in KINDS:
        raise NoDate(f"“{kind}” is no kind of date. There are: {', '.join(KINDS)}.")
    title = " ".join(clean(typed.get("title", "")).split())
    if not 0 < len(title) <= LONGEST:
        raise NoDate(f"Give it a title of at most {LONGEST} letters.")
    papers = typed.get("papers_due", "").strip()
    due = _date(papers) if papers else None
    if papers and due is None:
        raise NoDate("Write the day on which papers are due as 2026-12-03 or 3/12/2026.")
    if due and due > day:
        raise NoDate("Papers are due before the meeting, not after it.")
    cohort = " ".join(clean(typed.get("cohort", "")).split())[:LONGEST]
    return Day(day, kind, title, due, cohort)


def _date(text: str) -> date | None:
    """ISO, or day/month/year as it is written here."""
    text = text.strip()
    try:
        if "/" in text:
            day, month, year = map(int, text.split("/"))
            return date(year + 2000 if year < 100 else year, month, day)
        return date.fromisoformat(text)
    except ValueError:
        return None


def _enter(days: list[Day]) -> None:
    with desk().rooms.register.write() as conn:
        new = calendar.add(conn, days, person().id, now())
        audit.record(conn, now(), person().id, "calendar.entered", str(new))
    if new == len(days):
        told("1 date is entered." if new == 1 else f"{new} dates are entered.")
    else:
        told(f"{new} of {len(days)} dates are entered; the others were there already.")


def _page(typed: Mapping[str, str], wrong: list[str]) -> str:
    with desk().rooms.register.read() as conn:
        days = calendar.listing(conn, london_day(now()))
    return render_template(
        "reports/calendar.html", days=days, kinds=KIND_NAMES, typed=typed, wrong=wrong,
        problems={"day": wrong[0]} if wrong and "lines" not in typed
        else {"lines": wrong[0]} if wrong else {},
    )  # fmt: skip
