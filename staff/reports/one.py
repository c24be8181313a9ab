"""One report: what is left to do, its places to fill, its preview, Word, and making it final."""

from dataclasses import dataclass

from flask import Blueprint, Response, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from collation.reports import html, template, writing
from collation.reports.slips import Slip
from collation.reports.slots import SLOTS, Slot, slot
from collation.reports.template import LARGEST, TemplateWrong
from collation.reports.writing import NotDone, Opened
from staff.desk import desk, now, person, told, warned
from staff.reports.around import NAMES, around, find, open_it, title
from staff.roles import may
from storage import audit
from storage.office import reports
from storage.office.reports import FINAL, Kept

pages = Blueprint("report", __name__, url_prefix="/reports/<report_id>")

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
TEMPLATES = ("report-template.dotx", "report-template.docx")
_MORE, _IN_HAND = 64 * 1024, 512 * 1024


@dataclass(frozen=True)
class Place:
    """One place to fill as its form shows it."""

    slot: Slot
    name: str
    text: str
    saved: bool
    slips: tuple[Slip, ...] = ()
    wrong: tuple[str, ...] = ()


@pages.url_value_preprocessor
def let_a_template_in(endpoint: str | None, _values: dict[str, object] | None) -> None:
    """Before anything reads the form: a Word template is larger than one."""
    if endpoint == "report.in_template":
        request.max_content_length = LARGEST + _MORE
        request.max_form_memory_size = _IN_HAND


@pages.get("")
@may("officer", "board")
def show(report_id: str) -> str:
    """What it is, what is left, and where to read it."""
    one = find(report_id)
    opened = open_it(one)
    return render_template(
        "reports/one.html", opened=opened, one=one, title=title(one), kind=NAMES[one.kind],
        left=opened.left() if one.state != FINAL else [],
    )  # fmt: skip


@pages.get("/preview")
@may("officer", "board")
def preview(report_id: str) -> AnyResponse:
    """The report as a page of its own, as it is printed."""
    one = find(report_id)
    opened = open_it(one)
    if opened.report is None:
        warned(opened.why)
        return redirect(url_for(".show", report_id=report_id))
    away = url_for(".show", report_id=report_id)
    made = html.page(opened.report, opened.quotes, style=url_for("reports.style"), away=away)
    return Response(made, mimetype="text/html")


@pages.get("/report.html")
@may("officer", "board")
def as_html(report_id: str) -> AnyResponse:
    """The same as a file that needs nothing else."""
    one, opened = _written(report_id)
    if opened.report is None:
        return redirect(url_for(".show", report_id=report_id))
    made = html.page(opened.report, opened.quotes)
    return _file(made.encode(), one, "html", "text/html; charset=utf-8")


@pages.get("/report.docx")
@may("officer", "board")
def as_word(report_id: str) -> AnyResponse:
    """The same as Word: in the county's own template, where there is one."""
    one, opened = _written(report_id)
    if opened.report is None:
        return redirect(url_for(".show", report_id=report_id))
    try:
        made = template.docx(opened.report, opened.quotes, _own_template())
    except TemplateWrong as wrong:
        warned(f"The county’s template was not used, so this was not made. {wrong}")
        return redirect(url_for(".show", report_id=report_id))
    return _file(made, one, "docx", WORD)


@pages.post("/report.docx")
@may("officer")
def in_template(report_id: str) -> AnyResponse:
    """The same in a template that is sent along; the template is not kept."""
    one, opened = _written(report_id)
    sent = request.files.get("file")
    data = sent.read(LARGEST + 1) if sent else b""
    if opened.report is None or not data:
        warned("Choose a template first: a Word file that ends in .dotx or .docx.")
        return redirect(url_for(".show", report_id=report_id))
    try:
        made = template.docx(opened.report, opened.quotes, data)
    except TemplateWrong as wrong:
        warned(str(wrong))
        return redirect(url_for(".show", report_id=report_id))
    return _file(made, one, "docx", WORD)


@pages.get("/write")
@may("officer")
def write(report_id: str) -> AnyResponse | str:
    """Every place that a person fills."""
    one = find(report_id)
    return _page(one, open_it(one))


@pages.post("/write/<which>")
@may("officer")
def save(report_id: str, which: str) -> AnyResponse | tuple[str, int]:
    """Keep one place. What is refused stays in the form."""
    one = find(report_id)
    text, stands = request.form.get("text", ""), request.form.get("stands") == "yes"
    if slot(one.kind, which) is None:
        abort(404)
    try:
        with desk().rooms.register.write() as conn:
            writing.save(conn, one, which, text, person().id, now(), stands=stands)
    except NotDone as refused:
        return _page(one, open_it(one), which, text, refused.why), 422
    found = open_it(one).slips.get(which, ())
    if found:
        warned("Saved. Something in it is to be looked at: it is named beside the text.")
    else:
        told("Saved.")
    return redirect(url_for(".write", report_id=report_id, _anchor=which))


@pages.post("/<what>")
@may("officer")
def change(report_id: str, what: str) -> AnyResponse:
    """Make it final, open it again, or throw the draft away."""
    acts = {"finish": _finish, "reopen": _reopen, "discard": _discard}
    if what not in acts:
        abort(404)
    gone = acts[what](find(report_id))
    return redirect(url_for("reports.show") if gone else url_for(".show", report_id=report_id))


def _finish(one: Kept) -> bool:
    rooms = desk().rooms
    try:
        writing.finish(rooms.answers, rooms.register, around(), one.id, person().id, now())
    except NotDone as refused:
        warned(f"It is not final: {len(refused.why)} left to do. They are listed below.")
        return False
    _noted(one, "final", "Final. Its figures and texts stay as they are now.")
    return False


def _reopen(one: Kept) -> bool:
    with desk().rooms.register.write() as conn:
        done = reports.reopen(conn, one.id)
    if done:
        _noted(one, "reopened", "A draft again. Its figures are those of today.")
    else:
        warned("It is not final.")
    return False


def _discard(one: Kept) -> bool:
    with desk().rooms.register.write() as conn:
        done = reports.discard(conn, one.id)
    if done:
        _noted(one, "discarded", "The draft is gone.")
    else:
        warned("A final report is not thrown away. Open it again first.")
    return done


def _noted(one: Kept, what: str, said: str) -> None:
    with desk().rooms.register.write() as conn:
        audit.record(conn, now(), person().id, f"report.{what}", one.id)
    told(said)


def _page(
    one: Kept, opened: Opened, refused: str = "", typed: str = "", why: tuple[str, ...] = ()
) -> str:
    places = []
    for each in SLOTS[one.kind]:
        kept = opened.written.get(each.id)
        text = kept.text if kept else each.usual
        name = each.name.format(county=desk().county.name)
        if each.id == refused:
            places.append(Place(each, name, typed, kept is not None, (), why))
        else:
            places.append(
                Place(each, name, text, bool(kept and kept.text), opened.slips.get(each.id, ()))
            )
    return render_template(
        "reports/write.html", one=one, title=title(one), places=places, refused=refused,
        problems={f"t-{refused}": why[0]} if refused else {}, final=one.state == FINAL,
        proposals=_proposals(opened),
    )  # fmt: skip


def _proposals(opened: Opened) -> dict[str, str]:
    """What the computer proposes below each gap, to be taken over."""
    found: dict[str, str] = {}
    return found if opened.report is None else writing.proposals(opened.report)


def _written(report_id: str) -> tuple[Kept, Opened]:
    one = find(report_id)
    opened = open_it(one)
    if opened.report is None:
        warned(opened.why)
    return one, opened


def _own_template() -> bytes | None:
    folder = desk().settings.county_dir
    there = (folder / name for name in TEMPLATES if (folder / name).is_file())
    found = next(there, None)
    return found.read_bytes() if found else None


def _file(data: bytes, one: Kept, ending: str, kind: str) -> Response:
    name = f"{one.period}-{one.kind}{'-draft' if one.state != FINAL else ''}.{ending}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(data, mimetype=kind, headers=headers)
