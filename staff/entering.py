"""Lines from paper walls and events: typed in by staff, assessed at once, read like all others."""

from datetime import timedelta

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from conversations.text import clean
from staff.desk import desk, now, person, told, warned
from staff.judging import assess, redacted
from staff.roles import may
from staff.wording import Question
from storage import audit, mixer
from storage.mixer import Entered

pages = Blueprint("entering", __name__)

OPEN_KINDS = ("words", "wall", "sentence", "rename")
MOST_LINES = 60
EVENT_MAX = 60


@pages.get("/enter")
@may("officer", "district_lead", "reader")
def show() -> str:
    """Which question, where, and the lines."""
    return _page({}, {})


@pages.post("/enter")
@may("officer", "district_lead", "reader")
def enter() -> Response | str:
    """Assess every line, raise what must be raised, and put all of them into the reading room."""
    question = _questions().get(request.form.get("question", ""))
    event = " ".join(clean(request.form.get("event", "")).split())
    lines = [each for each in map(clean, request.form.get("lines", "").splitlines()) if each]
    problems = _problems(question, event, lines)
    if question is None or problems:
        return _page(dict(request.form), problems)
    judged = [(line, assess(line)) for line in lines]
    entered = Entered(
        question=question.id,
        asked=question.text,
        kind=question.kind,
        lines=judged,
        by=person().name,
        event=event,
        one_person=request.form.get("one_person") == "yes",
        may_quote=request.form.get("may_quote") == "yes",
    )
    ready_at = now() + timedelta(hours=desk().county.release.hold_hours)
    raised = mixer.enter(desk().rooms, entered, now(), ready_at)
    with desk().rooms.register.write() as conn:
        audit.record(conn, now(), person().id, "lines.entered", question.id)
    _say(len(lines), raised, urgent=any(one.level == "urgent" for _, one in judged))
    return redirect(url_for(".show"))


def _say(lines: int, raised: int, *, urgent: bool) -> None:
    how_many = "1 line is" if lines == 1 else f"{lines} lines are"
    told(f"{how_many} in the reading room, marked as entered by staff.")
    if urgent:
        warned(
            "Somebody may be in danger: the safeguarding lead has it now. You were there and know "
            "who wrote it, so ring the duty number now."
        )
    elif raised:
        warned(
            "The safeguarding lead has been told about some of it, and may ask you who wrote it."
        )


def _problems(question: Question | None, event: str, lines: list[str]) -> dict[str, str]:
    found = {}
    if question is None:
        found["question"] = "Choose the question that was on the wall"
    if len(event) > EVENT_MAX:
        found["event"] = f"Use at most {EVENT_MAX} characters"
    elif redacted(event, "").removed:
        found["event"] = "Name the event or place without anybody's name, number or address"
    if not lines:
        found["lines"] = "Type at least one line"
    elif len(lines) > MOST_LINES:
        found["lines"] = f"Enter at most {MOST_LINES} lines at once; save the rest afterwards"
    return found


def _questions() -> dict[str, Question]:
    return {one.id: one for one in desk().questions.values() if one.kind in OPEN_KINDS}


def _page(filled: dict[str, str], problems: dict[str, str]) -> str:
    by_flow: dict[str, list[Question]] = {}
    for one in _questions().values():
        by_flow.setdefault(one.id.split(".")[0], []).append(one)
    return render_template(
        "enter.html", by_flow=by_flow, filled=filled, problems=problems, most=MOST_LINES
    )
