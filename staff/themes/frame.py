"""The themes themselves: every change is shown with the answers it changes before it is saved."""

from flask import Blueprint, Response, abort, redirect, render_template, request, url_for
from sqlalchemy import Connection
from werkzeug.wrappers import Response as AnyResponse

from collation.frame import Frame, FrameError, Theme, from_json
from collation.frame_files import to_yaml
from collation.frame_lint import ERROR, Finding, lint
from collation.nightly import corrections, moved
from collation.preview import Coder, Preview, Said, only, preview, touched_by
from staff.desk import desk, now, person, told
from staff.roles import may
from staff.themes import changing
from staff.themes.changing import Asked
from staff.themes.framing import frame_in_use, keep, labels, newest
from staff.themes.refused import NOTHING, Refused, refused
from staff.themes.sheet import counted
from storage import audit
from storage.answers import reviewing, texts
from storage.office import accounts, frames

pages = Blueprint("theme_frame", __name__, url_prefix="/themes/frame")

MOST_SHOWN = 100
_PATTERN = frozenset("(<[|{")
_Page = str | AnyResponse | tuple[str, int]
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
    return _all_themes(NOTHING)


@pages.get("/theme/<theme_id>")
@may("officer")
def theme(theme_id: str) -> str:
    """One theme: its terms, and everything that can be changed about it."""
    return _one_theme(_theme(frame_in_use(), theme_id), NOTHING)


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
        proposed=request.args.get("words", "")[:80],
    )


@pages.post("/preview")
@may("officer")
def preview_change() -> _Page:
    """What a change would do: exactly which answers, and nothing is saved."""
    form = request.form.to_dict(flat=False)
    try:
        return _page(changing.read(form))
    except FrameError as problem:
        return _again(form, problem)


@pages.post("/import")
@may("officer")
def bring_in() -> _Page:
    """The same for a whole frame from a file."""
    sent = request.files.get("file")
    found = sent.read(_ROOM).decode("utf-8", "replace") if sent else ""
    try:
        return _page(changing.read({"op": ["import"], "frame": [found]}))
    except FrameError as problem:
        return _again({"op": ["import"]}, problem)


@pages.post("/save")
@may("officer")
def save() -> _Page:
    """Save a change that was looked at, unless somebody changed the frame in between."""
    form = request.form.to_dict(flat=False)
    try:
        asked = changing.read(form)
        with desk().rooms.register.write() as conn:
            after = _kept(conn, asked)
    except FrameError as problem:
        return _again(form, problem)
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
    after, _ = _checked(before, asked)
    why, said = asked.field("why"), changing.in_words(before, asked)
    if not keep(conn, after, f"{said}. {why}" if why else said, person().id):
        raise FrameError("Somebody else has changed the themes just now. Look again.")
    audit.record(conn, now(), person().id, f"frame.{asked.op}", str(after.version))
    return after


def _checked(before: Frame, asked: Asked) -> tuple[Frame, list[Finding]]:
    """The frame as it would be, and what the linter says of what changes; refused on an error."""
    after = changing.make(before, asked)
    whole = asked.op == "import"
    findings = lint(after if whole else only(after, touched_by(before, after)))
    if wrong := [one for one in findings if one.severity == ERROR]:
        said = " ".join(f"“{one.term or one.theme}”: {one.message}" for one in wrong[:3])
        raise FrameError(said, changing.field_of(asked))
    return after, findings


def _page(asked: Asked) -> str:
    before = frame_in_use()
    after, findings = _checked(before, asked)
    found = _preview(before, after)
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
    )


def _again(form: dict[str, list[str]], problem: FrameError) -> tuple[str, int]:
    """The page that the form was on, with what is wrong at its field. Nothing was changed."""
    how = refused(form, problem)
    theme_id = request.form.get("theme", "")
    theme = next((one for one in frame_in_use().active if one.id == theme_id), None)
    return (_one_theme(theme, how) if theme else _all_themes(how)), 400


def _all_themes(how: Refused) -> str:
    frame = frame_in_use()
    return render_template("themes/frame.html", frame=frame, labels=labels(frame), **vars(how))


def _one_theme(theme: Theme, how: Refused) -> str:
    return render_template(
        "themes/theme.html",
        theme=theme,
        others=[each for each in frame_in_use().active if each.id != theme.id],
        findings=(),
        plain=[term for term in theme.terms if not set(term.text) & _PATTERN],
        patterns=[term for term in theme.terms if set(term.text) & _PATTERN],
        **vars(how),
    )


def _preview(before: Frame, after: Frame) -> Preview:
    """Only answers that a person may look at are read; a new name alone changes none."""
    if not touched_by(before, after):
        return Preview(())
    answers = desk().rooms.answers
    without, with_it = (
        Coder(frame, list(corrections(answers, moved(frame), now())), moved(frame))
        for frame in (before, after)
    )
    with answers.read() as conn:
        return preview(
            without,
            with_it,
            (Said(one.answer_id, one.text, one.question, one.codings, one.checked)
             for one in texts.coded(conn)),
        )  # fmt: skip


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
