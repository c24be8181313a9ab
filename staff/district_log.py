"""The district log: an event in six fields on a phone, its code and poster, what came of it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import Connection

from conversations.qr import code
from conversations.text import clean
from staff.campaigns import words
from staff.desk import desk, now, person, told, warned
from staff.entering import MOST_LINES, OPEN_KINDS
from staff.judging import assess
from staff.log_fields import DID_MAX, EFFECT_NAMES, KIND_NAMES, Typed, problems, typed
from staff.roles import may
from staff.wording import Question
from storage import audit, mixer
from storage.mixer import Entered
from storage.office import log
from storage.office.log import EFFECTS, LogEntry
from storage.times import london_day

pages = Blueprint("district_log", __name__, url_prefix="/log")

THERE = "This event is in the log already. If it is another one, give it another name"


@pages.get("")
@may("officer", "district_lead")
def show() -> str:
    """Every event, the latest first."""
    with desk().rooms.register.read() as conn:
        found = log.listing(conn, place=_district())
    return render_template(
        "log/log.html", found=found, kinds=KIND_NAMES, places=places(), effects=EFFECT_NAMES
    )


@pages.get("/new")
@may("officer", "district_lead")
def new() -> str:
    """An empty form, for today."""
    day = london_day(now()).isoformat()
    return _form({"day": day, "place": _district() or "", "kind": "event"}, {})


@pages.post("/new")
@may("officer", "district_lead")
def make() -> ResponseReturnValue:
    """Keep the entry; what was said goes into the reading room, line by line."""
    filled = dict(request.form) | ({"place": _district() or ""} if _district() else {})
    entry = typed(filled, request.form.getlist("effect"))
    today = london_day(now())
    found = problems(entry, today, places(), questions(), MOST_LINES)
    flow = request.form.get("flow") or None
    if flow is not None and flow not in flows():
        found["flow"] = "Choose one of these"
    if found or entry.day is None:
        return _form(filled, found), 400
    made = entry_of(entry, entry.day, today, person().id)
    made = replace(
        made, flow=flow, consent_words=request.form.get("consent_words") == "yes",
        consent_photos=request.form.get("consent_photos") == "yes",
    )  # fmt: skip

    def keep(conn: Connection) -> None:
        log.add_once(conn, made)
        audit.record(conn, now(), person().id, "log.kept", made.id)

    try:
        raised = say(made, entry.question, entry.lines, person().name, keep)
    except log.Known:
        return _form(filled, {"title": THERE}), 400
    told("Kept." if not entry.lines else f"Kept; {len(entry.lines)} lines wait to be read.")
    if raised:
        warned("Somebody may be in danger: the safeguarding lead has been told. You were there, so "
               "ring the duty number now.")  # fmt: skip
    return redirect(url_for(".one", entry_id=made.id))


@pages.get("/<entry_id>")
@may("officer", "district_lead")
def one(entry_id: str) -> str:
    """One entry, with the code that opens its chat."""
    found = _found(entry_id)
    return render_template(
        "log/entry.html", entry=found, kinds=KIND_NAMES, places=places(), effects=EFFECT_NAMES,
        flows=flows(), join=_address(found), today=london_day(now()),
    )  # fmt: skip


@pages.get("/<entry_id>/poster")
@may("officer", "district_lead")
def poster(entry_id: str) -> str:
    """The code and its QR, to hang up or to show."""
    found = _found(entry_id)
    if found.flow is None:
        abort(404)
    return render_template("log/poster.html", entry=found, join=code(_address(found)))


@pages.post("/<entry_id>")
@may("officer", "district_lead")
def change(entry_id: str) -> ResponseReturnValue:
    """What was done, what it changed, and that they were told."""
    found = _found(entry_id)
    did = " ".join(clean(request.form.get("did", "")).split())
    if len(did) > DID_MAX:
        warned(f"Use at most {DID_MAX} letters for what was done. Nothing was changed.")
        return redirect(url_for(".one", entry_id=entry_id))
    back = request.form.get("told_back") == "yes"
    effect = request.form.getlist("effect")
    changed = replace(
        found, did=did, effect=tuple(each for each in EFFECTS if each in effect),
        told_back_on=(found.told_back_on or london_day(now())) if back else None,
    )  # fmt: skip
    with desk().rooms.register.write() as conn:
        log.save(conn, changed)
        audit.record(conn, now(), person().id, "log.changed", entry_id)
    told("Kept.")
    return redirect(url_for(".one", entry_id=entry_id))


def entry_of(new: Typed, day: date, today: date, by: str) -> LogEntry:
    """The entry that was typed."""
    return LogEntry(
        kind=new.kind, day=day, place=new.place, title=new.title,
        young_people=new.young_people or 0, adults=new.adults or 0, made_on=today,
        lines=len(new.lines), did=new.did, effect=new.effect, managers=new.managers, made_by=by,
    )  # fmt: skip


def say(
    entry: LogEntry, question_id: str, lines: Sequence[str], by: str,
    keep: Callable[[Connection], None],
) -> int:  # fmt: skip
    """Judge every line at once and put all of them into the reading room; how many concerns.

    `keep` puts the entry into the log in the same transaction: both are kept, or nothing is.
    """
    question = questions().get(question_id)
    if question is None or not lines:
        with desk().rooms.register.write() as conn:
            keep(conn)
        return 0
    entered = Entered(
        question=question.id,
        asked=question.text,
        kind=question.kind,
        lines=[(line, assess(line)) for line in lines],
        by=by,
        event=f"{entry.title}, {entry.day.isoformat()}",
        may_quote=entry.consent_words,
    )
    ready_at = now() + timedelta(hours=desk().county.release.hold_hours)
    return mixer.enter(desk().rooms, entered, now(), ready_at, keep)


def questions() -> Mapping[str, Question]:
    """What lines can answer: open questions, and the two of adults."""
    return {one.id: one for one in desk().questions.values() if one.kind in OPEN_KINDS}


def places() -> dict[str, str]:
    """The districts."""
    return {one.id: one.name for one in desk().county.places}


def flows() -> dict[str, str]:
    """What an event's code can open."""
    try:
        return {one.flow: one.title for one in words.questions() if not one.part}
    except words.NoFlows:
        return {}


def _form(filled: Mapping[str, str], found: dict[str, str]) -> str:
    asked = [one for one in questions().values() if not one.id.startswith("log.")]
    return render_template(
        "log/new.html", filled=filled, problems=found, kinds=KIND_NAMES, effects=EFFECT_NAMES,
        places=places(), own=_district(), questions=asked, flows=flows(), most=MOST_LINES,
        effect=request.form.getlist("effect"),
    )  # fmt: skip


def _address(entry: LogEntry) -> str:
    return f"{desk().settings.public_base_url.rstrip('/')}/join/{entry.code}"


def _district() -> str | None:
    return (person().district or "-") if person().role == "district_lead" else None


def _found(entry_id: str) -> LogEntry:
    with desk().rooms.register.read() as conn:
        found = log.find(conn, entry_id)
    if found is None or _district() not in (None, found.place):
        abort(404)
    return found
