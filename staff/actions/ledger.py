"""The actions of the county: by state, what is overdue and broken, and each one with its fields."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from flask import Blueprint, abort, redirect, render_template, request, url_for
from sqlalchemy import Connection
from werkzeug.wrappers import Response

from collation.frame import Frame
from config.loop import Loop, load_loop
from conversations.text import clean
from staff.actions import findings
from staff.actions.fields import KINDS, POWER, Typed, of_action, problems, typed
from staff.desk import desk, now, person, told, warned
from staff.judging import redacted
from staff.roles import may
from staff.themes.framing import frame_in_use, labels, newest
from storage import audit
from storage.answers.findings import Finding
from storage.answers.publications import AUDIENCES, BOARD, PUBLIC
from storage.office import accounts, actions, campaigns, proposals, reply_clock
from storage.office.actions import CANNOT, STATES, WILL, Action
from storage.office.proposals import CHALLENGE
from storage.office.reply_clock import ReplyClock
from storage.times import london_day

pages = Blueprint("actions", __name__, url_prefix="/actions")

FIRST = ("did", "decided", "themed", "said", "asked")
SHOWN = ("overdue", "broken", *STATES)
STATE_NAMES = {
    "asked": "Asked", "said": "Said", "themed": "Themed", "decided": "Decided", "did": "Did",
    "told": "Told", "checked": "Checked", "overdue": "Overdue", "broken": "Promise not kept",
}  # fmt: skip
STATE_MEANS = {
    "asked": "Young people were asked; nothing has come back yet.",
    "said": "They have spoken; the words are not sorted yet.",
    "themed": "It is a finding. Nobody has decided what happens.",
    "decided": "It is decided, and not done yet.",
    "did": "It is done. They have not been told.",
    "told": "They were told. Whether it worked is being asked.",
    "checked": "They have said whether it worked.",
    "overdue": "The promised day is over, and it is not done.",
    "broken": "Not done by the day that was first promised, or given up. It stays in this list.",
}
MAY_CHANGE = ("officer", "district_lead")


@dataclass(frozen=True)
class Line:
    """One action as the list shows it."""

    action: Action
    theme: str
    owner: str
    overdue: bool
    broken: bool


@pages.get("")
@may("officer", "district_lead", "board", "council")
def show() -> str:
    """Every promise, how many are in which state, and how long young people wait."""
    known, today = _mine(), london_day(now())
    wanted = request.args.get("state", "")
    lines = _lines(known)
    with desk().rooms.answers.read() as conn:
        found = findings.published(conn, _audiences())
    frame = frame_in_use()
    open_ones = findings.unanswered(found, known, [one.id for one in frame.active])
    return render_template(
        "actions/ledger.html",
        lines=[one for one in lines if not wanted or _is(one, wanted)],
        wanted=wanted if wanted in SHOWN else "",
        counts={name: sum(_is(one, name) for one in lines) for name in SHOWN},
        names=STATE_NAMES,
        means=STATE_MEANS,
        clock=clock_of(known),
        unanswered=[(labels(frame).get(one.theme, one.theme), one) for one in open_ones],
        may_change=person().role in MAY_CHANGE,
        today=today,
    )


@pages.get("/new")
@may("officer", "district_lead")
def new() -> str:
    """An empty form; with what a finding says, or a challenge card, already filled in."""
    theme, finding = request.args.get("theme", ""), request.args.get("finding", "")
    frame = frame_in_use()
    power = next((one.power for one in frame.active if one.id == theme), "")
    with desk().rooms.register.look() as conn:
        cards = {one.id: one.text for one in proposals.listing(conn, (CHALLENGE,))}
    heard = cards.get(request.args.get("card", ""), "")
    return _page(None, Typed(heard=heard, theme=theme, finding=finding, in_power=power), {})


@pages.post("/new")
@may("officer", "district_lead")
def make() -> Response | tuple[str, int]:
    """Keep a new action, or show the form again with all that was typed."""
    return _keep(None)


@pages.get("/<action_id>")
@may("officer", "district_lead", "board", "council")
def one(action_id: str) -> str:
    """One action: to change, or for those who only read, to read."""
    found = _found(action_id)
    with desk().rooms.register.read() as conn:
        owner = actions.owners(conn).get(found.owner_id or "")
    filled = of_action(found, owner.name if owner else "", owner.email or "" if owner else "")
    return _page(found, filled, {})


@pages.post("/<action_id>")
@may("officer", "district_lead")
def change(action_id: str) -> Response | tuple[str, int]:
    """Change its fields."""
    return _keep(_found(action_id))


@pages.post("/<action_id>/<what>")
@may("officer", "district_lead")
def mark(action_id: str, what: str) -> Response:
    """Done, stuck, or closed without an answer of young people."""
    if what not in ("done", "stuck", "close"):
        abort(404)
    _found(action_id)
    why = " ".join(clean(request.form.get("why", "")).split())[:200]
    with desk().rooms.register.write() as conn:
        if what == "done":
            moved = actions.did(conn, action_id, person().id, now())
        elif what == "stuck":
            moved = actions.stuck(conn, action_id, why, person().id, now())
        else:
            moved = actions.check(conn, action_id, None, person().id, now())
        if moved:
            audit.record(conn, now(), person().id, f"action.{what}", action_id)
    if moved:
        told({"done": "Done. Now tell the young people who were asked.",
              "stuck": "Kept. It stays on the list until it goes on.",
              "close": "Closed, without an answer of young people."}[what])  # fmt: skip
    else:
        warned("That was not done: the action is not in that state any more. Look again.")
    return redirect(url_for(".one", action_id=action_id))


def clock_of(known: list[Action]) -> ReplyClock:
    """The reply clock, today."""
    return reply_clock.reply_clock(known, london_day(now()))


def overdue_now() -> tuple[int, int]:
    """(overdue, waiting to be told), for the first page."""
    known, today = _mine(), london_day(now())
    return sum(one.overdue(today) for one in known), sum(one.state == "did" for one in known)


def _keep(before: Action | None) -> Response | tuple[str, int]:
    filled = typed(request.form, request.form.getlist("asked_in"))
    found = _findings()
    wrong = problems(filled, london_day(now()), before)
    if filled.finding and (filled.finding, filled.theme) not in found:
        wrong["finding"] = "This theme is not in that publication. Choose another, or none"
    if wrong:
        return _page(before, filled, wrong), 400
    with desk().rooms.register.write() as conn:
        kept = _changed(conn, before, filled, found)
        if before is None:
            actions.add(conn, kept, person().id, now())
        else:
            actions.save(conn, kept, person().id, now(), _what(before, kept))
        audit.record(conn, now(), person().id, "action.kept", kept.id)
    told("Kept.")
    if redacted(f"{filled.heard} {filled.answer}", "").removed:
        warned("It may name somebody or a school. Look again: it is shown to others.")
    return redirect(url_for(".one", action_id=kept.id))


def _changed(
    conn: Connection, before: Action | None, new: Typed, found: Mapping[tuple[str, str], Finding]
) -> Action:
    today, lead = london_day(now()), person().role == "district_lead"
    one = before or Action(
        heard="", made_on=today, made_by=person().id, place=person().district if lead else None
    )
    owner = actions.put_owner(conn, new.who, new.email or None) if new.who else None
    finding = found.get((new.finding, new.theme))
    period = finding.publication.period if finding else one.period
    one = replace(
        one, heard=new.heard, theme=new.theme or None, asked_in=new.asked_in,
        publication_id=new.finding or None, period=period, quip_ref=new.quip_ref,
        principle=new.principle, pledge=new.pledge, in_power=new.in_power,
        asked_on=_asked_on(conn, new.asked_in) or one.asked_on,
        released_on=(reply_clock.released_on(conn, period) if period else None) or one.released_on,
    )  # fmt: skip
    return actions.decide(one, new.kind, new.answer, owner, new.day, today)


def _asked_on(conn: Connection, asked_in: tuple[str, ...]) -> date | None:
    days = [london_day(one.starts_at) for one in campaigns.listing(conn) if one.id in asked_in]
    return min(days, default=None)


def _what(before: Action, kept: Action) -> str:
    if kept.moved > before.moved:
        return "moved"
    if kept.given_up_on and not before.given_up_on:
        return "given up"
    return "decided" if kept.kind and not before.kind else "changed"


def _page(one: Action | None, filled: Typed, wrong: dict[str, str]) -> str:
    frame, loop, today = frame_in_use(), load_loop(desk().settings.county_dir), london_day(now())
    with desk().rooms.register.read() as conn:
        owners = actions.owners(conn)
        history = actions.changes_of(conn, one.id) if one else []
        people = {each.id: each.name for each in accounts.listing(conn)}
        asked = [each for each in campaigns.listing(conn) if each.kind == "prompt"]
    return render_template(
        "actions/action.html",
        action=one, typed=filled, problems=wrong, kinds=KINDS, power=POWER, helps=loop,
        themes=frame.active, labels=labels(frame), findings=list(_findings().values()),
        suggested=_suggested(frame, loop, filled.theme), names=STATE_NAMES, states=STATES,
        people=people, history=history, asked=asked, owner_names=_owner_names(frame, owners),
        overdue=one.overdue(today) if one else False, broken=one.broken(today) if one else False,
        may_change=person().role in MAY_CHANGE, WILL=WILL, CANNOT=CANNOT,
    )  # fmt: skip


def _suggested(frame: Frame, loop: Loop, theme: str) -> dict[str, object]:
    known = next((one for one in frame.active if one.id == theme), None)
    return {
        "who": known.acts if known else (),
        "done": [one for one in loop.done if one.theme == theme],
    }


def _owner_names(frame: Frame, owners: Mapping[str, actions.Owner]) -> list[str]:
    acting = {name for one in frame.active for name in one.acts}
    return sorted(acting | {one.name for one in owners.values()})


def _findings() -> dict[tuple[str, str], Finding]:
    with desk().rooms.answers.read() as conn:
        return findings.published(conn, _audiences())


def _audiences() -> tuple[str, ...]:
    return AUDIENCES if person().role in MAY_CHANGE else (BOARD, PUBLIC)


def _mine() -> list[Action]:
    with desk().rooms.register.read() as conn:
        return actions.listing(conn, place=_district())


def _district() -> str | None:
    """A district lead sees and changes what is their district's own."""
    return (person().district or "-") if person().role == "district_lead" else None


def _found(action_id: str) -> Action:
    with desk().rooms.register.read() as conn:
        found = actions.find(conn, action_id)
    if found is None or _district() not in (None, found.place):
        abort(404)
    return found


def _lines(known: list[Action]) -> list[Line]:
    today = london_day(now())
    with desk().rooms.register.read() as conn:
        owners, names = actions.owners(conn), labels(newest(conn))
    lines = [
        Line(
            one,
            names.get(one.theme or "", "No theme yet"),
            owners[one.owner_id].name if one.owner_id in owners else "Nobody yet",
            one.overdue(today),
            one.broken(today),
        )
        for one in known
    ]
    return sorted(lines, key=_urgency)


def _urgency(line: Line) -> int:
    """What somebody must do something about comes first; what is over comes last."""
    if line.overdue or line.action.stuck_on:
        return 0
    return 1 + (*FIRST, *STATES).index(line.action.state)


def _is(line: Line, wanted: str) -> bool:
    return bool(getattr(line, wanted)) if wanted in ("overdue", "broken") else (
        line.action.state == wanted
    )  # fmt: skip
