"""One report: what is left to do, its places to fill, its preview, Word, and making it final."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from flask import Blueprint, Response, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from collation.reports import html, template, writing
from collation.reports.slips import Slip
from collation.reports.slots import SLOTS, Slot
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
    was: str
    saved: bool
    proposed: bool
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
        since=date.fromisoformat(one.final_on or one.made_on),
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
    return _page(one, open_it(one), {}, {})


@pages.post("/write")
@may("officer")
def save(report_id: str) -> AnyResponse | tuple[str, int]:
    """Keep every place that was changed. What is refused stays in the form; the rest is kept."""
    one = find(report_id)
    before = open_it(one)
    refused: dict[str, tuple[str, ...]] = {}
    for place in SLOTS[one.kind]:
        try:
            _save(one, place, before)
        except NotDone as why:
            refused[place.id] = why.why
    after = open_it(one)
    if refused:
        return _page(one, after, refused, dict(request.form)), 422
    if after.slips:
        warned("Saved. Something in it is to be looked at: it is named beside each text.")
    else:
        told("Saved.")
    return redirect(url_for(".write", report_id=report_id))


def _save(one: Kept, place: Slot, before: Opened) -> None:
    """One place, if somebody wrote in it: not what stood there, nor a mere proposal."""
    typed = request.form.get(f"t-{place.id}")
    if typed is None:
        return
    stands = request.form.get(f"stands-{place.id}") == "yes"
    kept = before.written.get(place.id)
    shown = kept.text if kept else _offered(place, before)
    same = _plain(typed) == _plain(shown)
    if same and not stands:
        return
    was = request.form.get(f"was-{place.id}", "")
    if kept and was != writing.digest(kept.text) and not same:
        raise NotDone(f"Somebody else changed this since you opened the page. It says: {kept.text}")
    with desk().rooms.register.write() as conn:
        writing.save(conn, one, place.id, typed, person().id, now(), stands=stands)


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
    one: Kept, opened: Opened, refused: Mapping[str, tuple[str, ...]], typed: Mapping[str, str]
) -> str:
    return render_template(
        "reports/write.html", one=one, title=title(one), final=one.state == FINAL,
        places=[_place(each, opened, refused, typed) for each in SLOTS[one.kind]],
        problems={f"t-{which}": why[0] for which, why in refused.items()},
    )  # fmt: skip


def _place(
    each: Slot, opened: Opened, refused: Mapping[str, tuple[str, ...]], typed: Mapping[str, str]
) -> Place:
    kept = opened.written.get(each.id)
    text = kept.text if kept else _offered(each, opened)
    if each.id in refused:
        text = typed.get(f"t-{each.id}", "")
    return Place(
        slot=each,
        name=each.name.format(county=desk().county.name),
        text=text,
        was=writing.digest(kept.text) if kept else "",
        saved=bool(kept and kept.text),
        proposed=kept is None and bool(text) and each.required,
        slips=opened.slips.get(each.id, ()),
        wrong=refused.get(each.id, ()),
    )


def _offered(each: Slot, opened: Opened) -> str:
    """What stands there until somebody writes: what is usual, or what the computer proposes."""
    proposed = writing.proposals(opened.report) if opened.report else {}
    return each.usual or proposed.get(each.id, "")


def _plain(text: str) -> str:
    return "\n".join(line.rstrip() for line in text.replace("\r", "").split("\n")).strip()


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
