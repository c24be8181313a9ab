"""The themes themselves: every change is shown with the answers it changes before it is saved."""

from collections.abc import Iterable

from flask import Blueprint, Response, abort, redirect, render_template, request, url_for
from sqlalchemy import Connection
from werkzeug.wrappers import Response as AnyResponse

from collation.frame import Frame, FrameError, Theme, from_json
from collation.frame_files import to_yaml
from collation.frame_lint import ERROR, lint
from collation.preview import Preview, Said, merged, only, preview, touched_by
from staff.desk import desk, now, person, told, warned
from staff.roles import may
from staff.themes import changing
from staff.themes.changing import Asked
from staff.themes.framing import frame_in_use, keep, labels, newest
from staff.themes.sheet import counted
from storage import audit
from storage.answers import reviewing, texts
from storage.office import accounts, frames

pages = Blueprint("theme_frame", __name__, url_prefix="/themes/frame")

MOST_SHOWN = 100
_PATTERN = frozenset("(<[|{")
_ROOM = 1024 * 1024  # a frame of a hundred themes


@pages.url_value_preprocessor
def _let_a_frame_in(endpoint: str | None, _values: dict[str, object] | None) -> None:
    """Before anything reads the form: a whole frame is larger than a form may be."""
    if request.method == "POST" and endpoint != "theme_frame.preview_change":
        request.max_content_length = request.max_form_memory_size = _ROOM


@pages.get("")
@may("officer")
def show() -> str:
    """Every theme in use, and the door to a new one."""
    frame = frame_in_use()
    return render_template("themes/frame.html", frame=frame, labels=labels(frame))


@pages.get("/theme/<theme_id>")
@may("officer")
def theme(theme_id: str) -> str:
    """One theme: its terms, and everything that can be changed about it."""
    frame = frame_in_use()
    one = _theme(frame, theme_id)
    others = [each for each in frame.active if each.id != theme_id]
    return render_template(
        "themes/theme.html",
        theme=one,
        others=others,
        findings=(),
        plain=[term for term in one.terms if not set(term.text) & _PATTERN],
        patterns=[term for term in one.terms if set(term.text) & _PATTERN],
    )


@pages.get("/history")
@may("officer")
def history() -> str:
    """Who changed what, when and why."""
    with desk().rooms.register.read() as conn:
        found = frames.history(conn)
        names = {one.id: one.name for one in accounts.listing(conn)}
    kept = [from_json(one.frame) for one in found]
    versions = [
        {
            "version": one.version,
            "on": one.made_on,
            "by": names.get(one.made_by, "somebody who has left") if one.made_by else "the county",
            "why": one.why,
            "what": _differences(before, after) if before else ["The first version."],
        }
        for one, after, before in zip(found, kept, [*kept[1:], None], strict=False)
    ]
    return render_template("themes/frame_history.html", versions=versions)


@pages.get("/export")
@may("officer")
def export() -> Response:
    """The frame as a file that this page takes back."""
    frame = frame_in_use()
    name = f'attachment; filename="code-frame-{frame.version}.yaml"'
    return Response(
        to_yaml(frame), mimetype="application/yaml", headers={"Content-Disposition": name}
    )


@pages.get("/term/<answer_id>")
@may("officer")
def term_from(answer_id: str) -> str:
    """Add a term, with the answer that calls for it in sight."""
    with desk().rooms.answers.read() as conn:
        found = reviewing.find(conn, answer_id)
    if found is None:
        abort(404)
    frame, names = frame_in_use(), labels(frame_in_use())
    coded = sorted(each.theme for each in found.codings)
    return render_template(
        "themes/term.html",
        text=found.text,
        now_in=[names.get(each, each) for each in sorted(counted(found.codings))],
        themes=frame.active,
        chosen=coded[0] if coded else "",
        words=request.args.get("words", "")[:80],
    )


@pages.post("/preview")
@may("officer")
def preview_change() -> str | AnyResponse:
    """What a change would do: exactly which answers, and nothing is saved."""
    try:
        asked = changing.read(request.form.to_dict(flat=False))
        return _page(asked)
    except FrameError as problem:
        warned(str(problem))
        return redirect(_where(request.form.get("theme", "")))


@pages.post("/import")
@may("officer")
def bring_in() -> str | AnyResponse:
    """The same for a whole frame from a file."""
    sent = request.files.get("file")
    found = sent.read(_ROOM).decode("utf-8", "replace") if sent else ""
    try:
        return _page(changing.read({"op": ["import"], "frame": [found]}))
    except FrameError as problem:
        warned(str(problem))
        return redirect(url_for(".show"))


@pages.post("/save")
@may("officer")
def save() -> AnyResponse:
    """Save a change that was looked at, unless somebody changed the frame in between."""
    try:
        asked = changing.read(request.form.to_dict(flat=False))
        with desk().rooms.register.write() as conn:
            after = _kept(conn, asked)
    except FrameError as problem:
        warned(str(problem))
        return redirect(_where(request.form.get("theme", "")))
    told(
        f"Saved as version {after.version}. The coming night codes every answer by it; checked "
        "ones that it says something else about wait for you again."
    )
    return redirect(_where(asked.field("into") or asked.field("theme")))


def _kept(conn: Connection, asked: Asked) -> Frame:
    before = newest(conn)
    if request.form.get("base") != str(before.version):
        raise FrameError(
            "Somebody else has changed the themes since you looked. Nothing of yours was saved; "
            "look at your change again."
        )
    after = changing.make(before, asked)
    if any(one.severity == ERROR for one in lint(only(after, touched_by(before, after)))):
        raise FrameError("This change makes a theme that cannot be used. Nothing was saved.")
    why = changing.read({"op": [asked.op], "label": [request.form.get("why", "")]}).field("label")
    said = changing.in_words(before, asked)
    if not keep(conn, after, f"{said}. {why}" if why else said, person().id):
        raise FrameError("Somebody else has changed the themes just now. Look again.")
    audit.record(conn, now(), person().id, f"frame.{asked.op}", str(after.version))
    return after


def _page(asked: Asked) -> str:
    before = frame_in_use()
    after = changing.make(before, asked)
    findings = lint(only(after, touched_by(before, after)))
    if wrong := [one for one in findings if one.severity == ERROR]:
        raise FrameError(" ".join(f"“{one.term}”: {one.message}" for one in wrong[:3]))
    with desk().rooms.answers.read() as conn:
        found = _preview(conn, before, after)
    names = labels(before) | labels(after)
    more, fewer = found.gained(), found.lost()
    touched = sorted(more.keys() | fewer.keys(), key=lambda one: -more.get(one, 0))
    return render_template(
        "themes/change.html",
        title=changing.in_words(before, asked),
        asked=asked,
        base=before.version,
        preview=found,
        effects=[(names.get(one, one), more.get(one, 0), fewer.get(one, 0)) for one in touched],
        findings=[one.message for one in findings if one.term in asked.listed("term")],
        labels=names,
        back=_where(asked.field("theme")),
        most=MOST_SHOWN,
        problems={},
    )


def _preview(conn: Connection, before: Frame, after: Frame) -> Preview:
    """Only answers that a person may look at are read; a new name alone changes none."""
    if not touched_by(before, after) and not merged(before, after):
        return Preview(())
    return preview(before, after, _answers(conn))


def _answers(conn: Connection) -> Iterable[Said]:
    for one in texts.coded(conn):
        yield Said(one.answer_id, one.text, one.question, one.counted, one.by_machine,
                   one.by_question, one.refused, one.checked)  # fmt: skip


def _differences(before: Frame, after: Frame) -> list[str]:
    was, names = {one.id: one for one in before.themes}, labels(after)
    said = []
    for one in after.themes:
        old = was.get(one.id)
        if old is None:
            said.append(f"New theme: {one.label}.")
            continue
        if old.label != one.label:
            said.append(f"{old.label} is called {one.label}.")
        if old.definition != one.definition:
            said.append(f"{one.label} is said anew.")
        if one.into and not old.into:
            said.append(f"{one.label} is part of {names.get(one.into, one.into)}.")
        said += _term_differences(old, one)
    return said


def _term_differences(old: Theme, new: Theme) -> list[str]:
    was, has = {one.text for one in old.terms}, {one.text for one in new.terms}
    if new.into:
        return []
    changes = (
        ("gained the terms", has - was),
        ("lost the terms", was - has),
        ("is ruled out by", set(new.excludes) - set(old.excludes)),
        ("is no longer ruled out by", set(old.excludes) - set(new.excludes)),
    )
    return [
        f"{new.label} {what} {', '.join(f'“{one}”' for one in sorted(which))}."
        for what, which in changes
        if which
    ]


def _theme(frame: Frame, theme_id: str) -> Theme:
    try:
        return frame.theme(theme_id)
    except KeyError:
        abort(404)


def _where(theme_id: str) -> str:
    known = {one.id for one in frame_in_use().themes}
    return url_for(".theme", theme_id=theme_id) if theme_id in known else url_for(".show")
