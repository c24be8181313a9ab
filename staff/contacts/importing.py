"""A file of young people: looked at, put right, then brought in whole; nobody is asked by it."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace

from flask import Blueprint, Response, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from staff.contacts import bringing_in
from staff.contacts.bringing_in import NEEDED, WANTED, Import
from staff.contacts.uploads import content, let_larger_in
from staff.desk import desk, now, person, told
from staff.progress import End, Report, shown
from staff.roles import may
from staff.spreadsheet import as_csv
from storage import spreadsheets
from storage.register import drafts, imports
from storage.register.imports import Bad, Plan
from storage.spreadsheets import LINE, Sheet, Unusable

pages = Blueprint("importing", __name__)
pages.url_value_preprocessor(let_larger_in)

SHOWN = 50


@dataclass(frozen=True)
class Reason:
    """One thing to put right, and where it stands."""

    column: str
    what: str
    lines: list[int]


@pages.get("/contacts-import")
@may("admin")
def show() -> str:
    """Choose a file."""
    return _start()


@pages.post("/contacts-import")
@may("admin")
def upload() -> ResponseReturnValue:
    """Keep the file's rows, sealed, for the preview."""
    try:
        sheet = spreadsheets.read(content(), WANTED, NEEDED)
    except Unusable as problem:
        return _start(str(problem)), 400
    rooms = desk().rooms
    with rooms.register.write() as conn:
        drafts.forget_old(conn, now())
        draft = drafts.add(conn, rooms.vault, person().id, sheet, now())
    return redirect(url_for(".preview", draft=draft))


@pages.get("/contacts-import/<draft>")
@may("admin")
def preview(draft: str) -> str:
    """What the import would do, and what must be put right first."""
    return _preview(draft, _sheet(draft))


@pages.get("/contacts-import/<draft>/rows-to-correct.csv")
@may("admin")
def bad_rows(draft: str) -> Response:
    """The bad rows as they stand in the file, each with its number and what to do."""
    sheet = _sheet(draft)
    text = as_csv(*imports.to_correct(sheet, _plan(sheet).bad))
    return Response(
        text,
        mimetype="text/csv",
        headers={"Content-Disposition": "attachment; filename=rows-to-correct.csv"},
    )


@pages.post("/contacts-import/<draft>/corrections")
@may("admin")
def correct(draft: str) -> ResponseReturnValue:
    """The same rows, put right: they take the place of those that were wrong."""
    sheet = _sheet(draft)
    wrong = frozenset(one.row.line for one in _plan(sheet).bad)
    try:
        better = spreadsheets.read(content(), WANTED, (*NEEDED, LINE))
    except Unusable as problem:
        return _preview(draft, sheet, {"file": str(problem)}), 400
    if wrong.isdisjoint(row.line for row in better.rows):
        what = "None of these rows is one that must be put right. Send the file you were given."
        return _preview(draft, sheet, {"file": what}), 400
    _keep(draft, drafts.corrected(sheet, better, wrong))
    return redirect(url_for(".preview", draft=draft))


@pages.post("/contacts-import/<draft>/leave-out")
@may("admin")
def leave_out(draft: str) -> ResponseReturnValue:
    """Go on without the bad rows; the administrator says so."""
    sheet = _sheet(draft)
    wrong = frozenset(one.row.line for one in _plan(sheet).bad)
    _keep(draft, drafts.without(sheet, wrong))
    told(f"{len(wrong):,} rows are left out. Nothing is imported yet.")
    return redirect(url_for(".preview", draft=draft))


@pages.post("/contacts-import/<draft>/throw-away")
@may("admin")
def throw_away(draft: str) -> ResponseReturnValue:
    """Start again."""
    with desk().rooms.register.write() as conn:
        drafts.throw_away(conn, draft, person().id) or abort(404)
    told("The file is thrown away. Nothing was imported.")
    return redirect(url_for(".show"))


@pages.post("/contacts-import/<draft>/import")
@may("admin")
def write(draft: str) -> ResponseReturnValue:
    """All rows in one transaction, or none."""
    sheet = _sheet(draft)
    mode = imports.SKIP if request.form.get("mode") == imports.SKIP else imports.UPDATE
    worker = request.form.get("worker") or None
    if worker is not None and worker not in _workers().values():
        abort(400)
    who, asked = person().id, _import(sheet, mode)
    again, after = url_for(".preview", draft=draft), url_for(".show")

    def work(report: Report) -> End:
        found = bringing_in.write(
            replace(asked, progress=report),
            who,
            draft,
            worker,
            lambda conn: drafts.throw_away(conn, draft, who),
        )
        return _ended(found, again, after)

    failed = End(_FAILED, False, "Back to the preview", again)
    return shown("Importing young people", "rows", work, failed)


def _ended(found: Plan | None, again: str, after: str) -> End:
    if found is None:
        what = "Others were changing the register. Nothing was imported: press the button again."
        return End(what, False, "Back to the preview", again)
    if found.bad:
        what = "Something has changed since: some rows must be put right. Nothing was imported."
        return End(what, False, "See which", again)
    return End(bringing_in.in_words(found), True, "Go on", after)


_FAILED = "Something went wrong on our side. Nothing was imported: tell whoever runs this service."


def _import(sheet: Sheet, mode: str = imports.UPDATE) -> Import:
    return Import(desk().rooms, desk().county, sheet, now(), mode)


def _plan(sheet: Sheet) -> Plan:
    return bringing_in.plan(_import(sheet))


def _workers() -> dict[str, str]:
    return bringing_in.workers(desk().rooms)


def _sheet(draft: str) -> Sheet:
    rooms = desk().rooms
    with rooms.register.read() as conn:
        found = drafts.find(conn, rooms.vault, draft, person().id, now())
    return found or abort(404)


def _keep(draft: str, sheet: Sheet) -> None:
    rooms = desk().rooms
    with rooms.register.write() as conn:
        drafts.replace(conn, rooms.vault, draft, sheet)


def _reasons(bad: Iterable[Bad]) -> list[Reason]:
    """What is wrong, the most frequent first, instead of three hundred lines."""
    places: dict[tuple[str, str], list[int]] = {}
    for one in bad:
        for fault in one.faults:
            places.setdefault((fault.column, fault.what), []).append(one.row.line)
    found = [Reason(column, what, lines) for (column, what), lines in places.items()]
    return sorted(found, key=lambda one: -len(one.lines))


def _start(problem: str | None = None) -> str:
    problems = {"file": problem} if problem else {}
    return render_template("import.html", problems=problems, columns=WANTED, most=_LIMITS)


def _preview(draft: str, sheet: Sheet, problems: dict[str, str] | None = None) -> str:
    found = _plan(sheet)
    shapes = Counter(one.column for bad in found.bad for one in bad.faults)
    return render_template(
        "import_preview.html",
        draft=draft,
        rows=len(sheet.rows),
        found=found,
        reasons=_reasons(found.bad),
        bad=found.bad[:SHOWN],
        columns_wrong=shapes,
        workers=sorted(_workers().items()),
        problems=problems or {},
    )


_LIMITS = f"{spreadsheets.MOST_ROWS:,} rows and {spreadsheets.MOST_BYTES // 1024 // 1024} MB"
