"""The quarterly newsletter and the Chair's letter: made of signed answers, signed as a whole."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from io import BytesIO
from typing import Any

from flask import Blueprint, Response, abort, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue

from config.board import load_board
from config.letter import Letter, load_letter
from config.marked import DataError
from conversations.text import clean
from staff.actions import word
from staff.actions.plain import FOR, page_errors
from staff.actions.writing import keep
from staff.desk import desk, now, person, warned
from staff.roles import may
from staff.words_on_page import day as day_text
from staff.words_on_page import quarter_name
from storage.office import actions, public_texts
from storage.office.actions import CANNOT, Action
from storage.office.public_texts import ACTION, LETTER, NEWSLETTER, OUT, SIGNED, WAITING, PublicText
from storage.times import london_day, quarters_before

pages = Blueprint("papers", __name__, url_prefix="/papers")

INTRO_MAX = 600
QUARTERS_BACK = 5
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@pages.get("")
@may("officer", "district_lead", "council", "board")
def show() -> str:
    """Newsletters and letters: what there is, and what can be made."""
    return _page({}, {})


@pages.post("/newsletter")
@may("officer")
def newsletter() -> ResponseReturnValue:
    """Make a quarter's newsletter from the answers that are signed; it is signed as a whole."""
    period = request.form.get("period", "")
    if period not in quarters_before(now(), QUARTERS_BACK):
        abort(400)
    intro = " ".join(clean(request.form.get("intro", "")).split())
    problems = {}
    if len(intro) > INTRO_MAX:
        problems["intro"] = f"Use at most {INTRO_MAX} letters: this has {len(intro)}"
    elif intro and (why := page_errors(intro, "usual")):
        problems["intro"] = why
    items = _items(one for one in _signed() if _in_quarter(one[0], period))
    if not items["usual"]:
        problems["period"] = (
            "No signed answer was decided, done or told in that quarter, so there is nothing to "
            "put into a newsletter. Sign the answers first."
        )
    if problems:
        return _page({"period": period, "intro": intro}, problems), 400
    body = {"paragraphs": [intro] if intro else [], "items": items}
    keep(NEWSLETTER, period, f"You said, we did: {quarter_name(period)}", body)
    return redirect(url_for("signing.show"))


@pages.post("/letter")
@may("officer")
def letter() -> ResponseReturnValue:
    """Make the Chair's letter for a meeting of the Board."""
    board = load_board(desk().settings.county_dir)
    chosen = request.form.get("day", "")
    days = {each.isoformat(): each for each in board.dates}
    if chosen not in days:
        return _page({}, {"day": "Choose a meeting of the Board. Its days are in board.yaml"}), 400
    try:
        template = load_letter(desk().settings.county_dir)
    except DataError as broken:
        warned(f"The letter cannot be made: {broken}. Nothing was kept.")
        return _page({"day": chosen}, {"day": "The letter’s template must be put right first"}), 400
    after = max((each for each in board.dates if each < days[chosen]), default=date.min)
    items = _items(one for one in _signed() if _since(one[0], after))
    title, body = _letter_body(template, days[chosen], items)
    keep(LETTER, chosen, title, body)
    return redirect(url_for("signing.show"))


@pages.get("/<text_id>")
@may("officer", "district_lead", "council", "board")
def one(text_id: str) -> str:
    """A newsletter or a letter as a page."""
    return render_template("actions/paper.html", text=_found(text_id), who=_who(), audiences=FOR)


@pages.get("/<text_id>.docx")
@may("officer", "district_lead", "council", "board")
def docx(text_id: str) -> Response:
    """The same for Word."""
    text = _found(text_id)
    made = word.document(text, _who(), signed=text.state in (SIGNED, OUT))
    name = f"{text.kind}-{text.subject}-{_who()}.docx"
    return send_file(BytesIO(made), mimetype=DOCX, as_attachment=True, download_name=name)


def state_line(one: Action, today: date) -> str:
    """What is true of an action on the day the paper is made; a late one says so."""
    if one.did_on:
        return f"Done in {one.did_on:%B %Y}."
    if one.kind == CANNOT or one.by_when is None:
        return ""
    if one.overdue(today):
        return f"We said it would be done by {day_text(one.by_when)}. It is not. We are sorry."
    return f"It will be done by {day_text(one.by_when)}."


def _letter_body(
    template: Letter, when: date, items: Mapping[str, Any]
) -> tuple[str, dict[str, Any]]:
    board = load_board(desk().settings.county_dir)
    filled = {"board": board.name, "day": day_text(when), "county": desk().county.name,
              "period": f"{when:%B %Y}"}  # fmt: skip
    before = [*template.opening, template.items if items["usual"] else template.nothing]
    return template.title.format(**filled), {
        "paragraphs": [line.format(**filled) for line in before],
        "items": items,
        "closing": [line.format(**filled) for line in template.closing],
    }


def _signed() -> list[tuple[Action, PublicText]]:
    with desk().rooms.register.read() as conn:
        known = {one.id: one for one in actions.listing(conn)}
        texts = public_texts.public(conn, ACTION)
    return [(known[one.subject], one) for one in texts if one.subject in known]


def _items(found: Iterable[tuple[Action, PublicText]]) -> dict[str, list[dict[str, str]]]:
    today, items = london_day(now()), {who: list[dict[str, str]]() for who in FOR}
    for action, text in found:
        for who, lines in items.items():
            words = text.body.get(who) or text.body["usual"]
            lines.append({**words, "state": state_line(action, today)})
    return items


def _in_quarter(one: Action, period: str) -> bool:
    days = (one.decided_on, one.did_on, one.told_on)
    return any(day is not None and _quarter(day) == period for day in days)


def _quarter(day: date) -> str:
    return f"{day.year}-Q{(day.month + 2) // 3}"


def _since(one: Action, after: date) -> bool:
    days = (one.decided_on, one.did_on, one.told_on)
    return any(day is not None and day > after for day in days)


def _found(text_id: str) -> PublicText:
    with desk().rooms.register.read() as conn:
        found = public_texts.find(conn, text_id)
    if found is None or found.kind not in (NEWSLETTER, LETTER):
        abort(404)
    if person().role == "board" and found.state not in (SIGNED, OUT):
        abort(404)
    return found


def _who() -> str:
    wanted = request.args.get("for", "usual")
    return wanted if wanted in FOR else "usual"


def _latest(dates: Sequence[date]) -> str:
    """The last meeting that has been, as a form carries it."""
    been = [each for each in dates if each <= london_day(now())]
    return max(been).isoformat() if been else ""


def _page(typed: Mapping[str, str], problems: dict[str, str]) -> str:
    with desk().rooms.register.read() as conn:
        found = public_texts.listing(conn, kinds=(NEWSLETTER, LETTER))
    board = load_board(desk().settings.county_dir)
    seen = (SIGNED, OUT) if person().role == "board" else (SIGNED, OUT, WAITING)
    return render_template(
        "actions/papers.html", found=[one for one in found if one.state in seen],
        quarters=quarters_before(now(), QUARTERS_BACK), dates=board.dates, board=board.name,
        problems=problems, typed={"day": _latest(board.dates), **typed},
    )  # fmt: skip
