"""The young people's councils: they propose, look at wording, set agenda lines, and challenge."""

from dataclasses import dataclass
from datetime import date, timedelta

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from config.board import Board, load_board
from config.data import AUDIENCES, Wording
from conversations.text import clean
from staff.actions.plain import page_hints
from staff.campaigns import words
from staff.desk import desk, now, person, told, warned
from staff.judging import redacted
from staff.roles import may
from storage import audit
from storage.office import accounts, proposals
from storage.office.proposals import AGENDA, CHALLENGE, NO, QUESTION, WORDING, YES, Proposal
from storage.times import london_day

pages = Blueprint("council", __name__, url_prefix="/council")

LONGEST, REPLY_MAX = 300, 500
MOST_SENT = 5000
REPLY_DAYS = 28
NAMES = {
    CHALLENGE: "Challenge cards",
    QUESTION: "Questions we should ask",
    WORDING: "Better wording",
    AGENDA: "Lines for the Board’s agenda",
}
MEANS = {
    CHALLENGE: "The people in charge answer within 28 days, yes or no, with the reason.",
    QUESTION: "What should young people be asked? Write it as you would say it.",
    WORDING: "How it should be said instead.",
    AGENDA: "What the Board should talk about. These lines stand on its paper.",
}


@dataclass(frozen=True)
class Said:
    """One text of a flow as each kind of reader gets it."""

    id: str
    asks: bool
    readers: tuple[tuple[str, str], ...]  # (who, words); readers with the same words are one


@pages.get("")
@may("council", "officer", "board")
def show() -> str:
    """What was proposed, what came back, and what is late."""
    return _page({}, {})


@pages.post("/propose/<kind>")
@may("council", "officer")
def propose(kind: str) -> ResponseReturnValue:
    """Keep a proposal. The officer enters challenge cards that came on paper."""
    if kind not in NAMES:
        abort(404)
    text, about = _line("text", LONGEST + 1), request.form.get("about", "")
    problems = _problems(kind, text, about)
    if problems:
        return _page({f"text-{kind}": text, "about": about}, problems), 400
    due = london_day(now()) + timedelta(days=REPLY_DAYS)
    made = Proposal(kind, text, person().id, now(), about, due)
    with desk().rooms.register.write() as conn:
        proposals.add(conn, made)
        audit.record(conn, now(), person().id, f"proposal.{kind}", made.id)
    told(f"Kept. An answer comes by {due:%-d %B %Y} at the latest.")
    if kind == QUESTION and (hint := page_hints(text, "usual")):
        warned(f"It is kept. Could it be easier to read? {hint}")
    return redirect(url_for(".show", _anchor=kind))


@pages.post("/<proposal_id>/reply")
@may("officer")
def reply(proposal_id: str) -> ResponseReturnValue:
    """Yes or no, always with the reason. What cannot be kept stays in its field."""
    text, state = _line("reply", REPLY_MAX + 1), request.form.get("state", "")
    key = f"r-{proposal_id}"
    if len(text) > REPLY_MAX:
        whole = _line("reply", MOST_SENT)
        return _page({key: whole}, {key: f"Use at most {REPLY_MAX} letters"}), 400
    if state not in (YES, NO) or not text:
        return _page({key: text}, {key: "Write the reason too: a no without one is no answer"}), 400
    with desk().rooms.register.write() as conn:
        done = proposals.reply(conn, proposal_id, state, text, person().id, now())
        if done:
            audit.record(conn, now(), person().id, f"proposal.{state}", proposal_id)
    if not done:
        abort(404)
    told("Answered. The councils see it now.")
    return redirect(url_for(".show", _anchor=f"p-{proposal_id}"))


@pages.get("/wording")
@may("council", "officer")
def wording() -> str:
    """What young people are asked, word by word, as each kind of reader gets it."""
    flows = sorted(words.book().flows.values(), key=lambda one: one.title.casefold())
    wanted = request.args.get("flow", "check-in")
    flow = next((one for one in flows if one.id == wanted), flows[0])
    said = [Said(node.id, bool(node.asks), _readers(node.text)) for node in flow.nodes.values()]
    return render_template("council/wording.html", flows=flows, flow=flow, said=said)


def _readers(text: Wording) -> tuple[tuple[str, str], ...]:
    by_words: dict[str, list[str]] = {}
    for easy, audience in [(False, each) for each in AUDIENCES] + [(True, "11-15")]:
        shown = text.pick(audience, easy, "sms")
        by_words.setdefault(shown, []).append("easy read" if easy else audience)
    return tuple((", ".join(who), shown) for shown, who in by_words.items())


def _problems(kind: str, text: str, about: str) -> dict[str, str]:
    found = {}
    key = f"text-{kind}"
    if not text:
        found[key] = "Write it down first"
    elif len(text) > LONGEST:
        found[key] = f"Use at most {LONGEST} letters"
    elif redacted(text, "").removed:
        found[key] = "Leave out names, numbers and addresses of people"
    if kind == AGENDA and about not in [each.isoformat() for each in _coming()]:
        found["about"] = "Choose a meeting of the Board that is still to come"
    if kind == WORDING and about not in words.book().flows:
        found[key] = "Open the questions it is about, under “What we ask”, and write it there"
    return found


def _line(name: str, most: int) -> str:
    return " ".join(clean(request.form.get(name, "")).split())[:most]


def _coming() -> list[date]:
    today = london_day(now())
    return [each for each in _board().dates if each >= today]


def _board() -> Board:
    return load_board(desk().settings.county_dir)


def _page(typed: dict[str, str], problems: dict[str, str]) -> str:
    with desk().rooms.register.read() as conn:
        found = proposals.listing(conn)
        people = {one.id: one.name for one in accounts.listing(conn)}
    role = person().role
    shown = (CHALLENGE, AGENDA) if role == "board" else tuple(NAMES)
    return render_template(
        "council/council.html",
        kinds={kind: NAMES[kind] for kind in shown},
        means=MEANS,
        found={kind: [one for one in found if one.kind == kind] for kind in shown},
        clock=proposals.clock(found, london_day(now())),
        days=REPLY_DAYS,
        people=people,
        may_propose={"council": tuple(NAMES), "officer": (CHALLENGE,)}.get(role, ()),
        officer=role == "officer",
        dates=_coming(),
        board=_board().name,
        today=london_day(now()),
        typed=typed,
        problems=problems,
    )
