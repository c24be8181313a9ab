"""Sealed cases: the queue in clear, one case on one page behind a passphrase and a reason."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import Connection

from config.data import load_jargon
from conversations.lint_outgoing import outgoing
from conversations.segments import count
from conversations.text import clean
from staff.desk import desk, now, person, told, warned
from staff.roles import may
from storage import audit, cases, suppression
from storage.cases import Opened
from storage.crypto import Unreadable
from storage.office import accounts, signins, team_keys
from storage.office.accounts import Account
from storage.register import case_hiding, case_work, freezing, outbox
from storage.register import cases as kept
from storage.register.case_work import Case
from storage.register.outbox import OneOff

pages = Blueprint("cases", __name__)

WHY: dict[str, str] = {
    "read": "To read what was said and decide",
    "reach": "To ring or text the young person",
    "find": "To find out who they are, so that somebody can go to them",
    "pass-on": "To pass it to the police, the ambulance service or the county's own system",
    "check": "To check what was done",
}
"""A fixed list: what a person types freely could bring a name into the log."""

OUTCOMES: dict[str, str] = {
    "999": "Rang 999, or had somebody go to them now",
    "spoke": "Spoke to them; a plan is agreed",
    "referred": "Referred: section 47, strategy discussion, or the designated officer (LADO)",
    "worker": "Their worker or the duty team acts on it today",
    "support": "Support is arranged; not a matter of safety",
    "nothing": "Looked into it: nobody is at risk",
}
ROUTES = {"child": "Young person", "allegation": "Allegation about staff or a carer"}
STATES = {"new": "Not opened", "seen": "Opened", "decided": "Decided", "closed": "Closed"}
PHONES = {"own": "their own", "shared": "shared with others", "carer": "a carer's"}
WHAT = {
    "words": "Note from whoever raised it", "note": "Note", "outcome": "Decided",
    "text": "Texted to them", "handed": "Moved to our own system", "closed": "Closed",
    "frozen": "Frozen", "thawed": "No longer frozen",
}  # fmt: skip


@dataclass(frozen=True)
class Clock:
    """One of the two clocks of a case."""

    name: str
    stopped_at: datetime | None
    due_at: datetime
    late: bool


@pages.get("/cases")
@may("safeguarding")
def show() -> str:
    """The queue: the most urgent first, then the oldest; nothing that anybody said."""
    with_closed = request.args.get("closed") == "1"
    found = cases.queue(desk().rooms, person().id, open_only=not with_closed)
    with desk().rooms.register.read() as conn:
        inside = person().id in team_keys.admitted(conn)
    return render_template(
        "cases/queue.html",
        cases=[(one, clocks(one)) for one in found],
        with_closed=with_closed,
        inside=inside,
        ROUTES=ROUTES,
        STATES=STATES,
    )


@pages.get("/cases/<case_id>")
@may("safeguarding")
def one(case_id: str) -> str:
    """What stands in clear of one case, and the way to open it."""
    return _locked(_mine(case_id))


@pages.post("/cases/<case_id>/open")
@may("safeguarding")
def open_one(case_id: str) -> ResponseReturnValue:
    """Open it, once the reason is in the log; nothing of it stays on this machine."""
    known, why = _mine(case_id), request.form.get("why", "")
    if why not in WHY:
        return _locked(known, {"why": "Choose why you open it."}), 400
    rooms, me, at = desk().rooms, person().id, now()
    if not take_a_try(me):
        return render_template("too_many_tries.html"), 429
    try:
        passphrase = request.form.get("passphrase", "")[:1000]
        opened = cases.open_case(rooms, case_id, me, passphrase, WHY[why], at)
    except Unreadable:
        return _locked(known, {"passphrase": "This passphrase does not open it."}), 401
    right_try(me)
    return _unlocked(opened or abort(404))


@pages.post("/cases/<case_id>/note")
@may("safeguarding")
def note(case_id: str) -> ResponseReturnValue:
    """Add a note; it is sealed like the rest."""
    known, text = _mine(case_id), clean(request.form.get("note", ""))
    if not text:
        return _locked(known, {"note": "Write the note before you save it."}), 400
    return _added(known, "note", {"text": text}, "The note is sealed with the case.")


@pages.post("/cases/<case_id>/decide")
@may("safeguarding")
def decide(case_id: str) -> ResponseReturnValue:
    """Say what is done: the second clock stops."""
    known, outcome = _mine(case_id), request.form.get("outcome", "")
    if outcome not in OUTCOMES:
        return _locked(known, {"outcome": "Choose what is done."}), 400
    if known.state not in ("seen", "decided"):
        return _locked(known, {"outcome": "Something new was said. Open and read it first."}), 409
    text = clean(request.form.get("text", ""))
    with desk().rooms.register.write() as conn:
        if not case_work.mark_decided(conn, case_id, now()):
            abort(409)
    said = {"outcome": outcome, "text": text}
    return _added(known, "outcome", said, "Decided. Its clock has stopped.")


@pages.post("/cases/<case_id>/hand-over")
@may("safeguarding")
def hand_over(case_id: str) -> ResponseReturnValue:
    """The county's own system has it under a reference; here it goes 30 days later."""
    known, reference = _mine(case_id), clean(request.form.get("reference", ""))
    nothing = request.form.get("nothing") == "yes"
    if known.state != "decided":
        return _locked(known, {"reference": "Decide what is done before you close it."}), 409
    if not nothing and (not reference or request.form.get("confirmed") != "yes"):
        problem = "Give the reference, and confirm that you saw the case there."
        return _locked(known, {"reference": problem}), 400
    kind = "closed" if nothing else "handed"
    said = {"text": "Nothing to hand over"} if nothing else {"text": reference}
    with desk().rooms.register.write() as conn:
        kept.add_note(conn, case_id, kind, {**said, "by": person().name}, now())
        closed = case_work.close(conn, case_id, now())
        if closed:
            audit.record(conn, now(), person().id, f"case.{kind}", case_id)
    if not closed:
        return _locked(known, {"reference": "It changed meanwhile. Open it again."}), 409
    told("Closed. It is deleted here in 30 days.")
    return redirect(url_for(".show"))


@pages.post("/cases/<case_id>/text")
@may("safeguarding")
def text_back(case_id: str) -> ResponseReturnValue:
    """Queue a text to them, by the id that their own row keeps; the case need not be opened."""
    known, text = _mine(case_id), clean(request.form.get("text", ""))
    wrong = _wrong_with(text)
    if wrong:
        return _locked(known, {"text": wrong}), 400
    rooms, at = desk().rooms, now()
    with rooms.keys.read() as conn:
        epoch = suppression.current(conn).number
    with rooms.register.write() as conn:
        whose = case_work.contact_of(conn, rooms.vault, case_id)
        can = whose is not None and whose["consent"] != "stopped"
        if whose is not None and can:
            new = OneOff("safety", text, count(text).segments, at, whose["id"])
            outbox.queue_one(conn, rooms.vault, new, epoch)
            kept.add_note(conn, case_id, "text", {"text": text, "by": person().name}, at)
            audit.record(conn, at, person().id, "case.texted", case_id)
    if not can:
        problem = "They cannot be texted: they said STOP, or wrote without a number. Ring them."
        return _locked(known, {"text": problem}), 409
    told("The text is on its way. What they answer joins this case.")
    return redirect(url_for(".one", case_id=case_id))


@pages.post("/cases/<case_id>/hide")
@may("safeguarding")
def hide(case_id: str) -> ResponseReturnValue:
    """It is about a colleague: for them there is no such case any more."""
    known, about = _mine(case_id), request.form.get("about", "")
    with desk().rooms.register.write() as conn:
        found = about in {one.id for one in _colleagues(conn)}
        if found:
            case_hiding.hide(conn, desk().rooms.vault, case_id, about)
            audit.record(conn, now(), person().id, "case.hidden", case_id)
    if not found:
        return _locked(known, {"about": "Choose whom it is about."}), 400
    told("Hidden. For that person there is no such case, and they are not rung about it.")
    return redirect(url_for(".one", case_id=case_id))


@pages.post("/cases/<case_id>/freeze")
@may("safeguarding")
def freeze(case_id: str) -> ResponseReturnValue:
    """What they said stays in the hold, whole, until somebody lets it go; the reason is logged."""
    known, why = _mine(case_id), request.form.get("why", "")
    talks = [one for one in request.form.getlist("conversation") if one.isalnum()][:50]
    if why not in FREEZE_WHY or not talks:
        return _locked(known, {"passphrase": "Open the case and choose why you freeze it."}), 400
    on = request.form.get("freeze") != "no"
    with desk().rooms.register.write() as conn:
        if on:
            freezing.freeze(conn, talks, now())
        else:
            freezing.thaw(conn, talks)
        for one in talks:
            action = "conversation.frozen" if on else "conversation.thawed"
            audit.record(conn, now(), person().id, action, one, FREEZE_WHY[why])
    kind, reason = ("frozen" if on else "thawed"), FREEZE_WHY[why]
    done = "Frozen: no release takes it." if on else "It may be released like any other."
    return _added(known, kind, {"text": reason}, done)


FREEZE_WHY = {
    "police": "The police or a court may need the words as they are",
    "enquiry": "An enquiry is going on",
    "over": "It is not needed any more",
}


def _added(known: Case, kind: str, said: dict[str, str], done: str) -> ResponseReturnValue:
    with desk().rooms.register.write() as conn:
        there = kept.add_note(conn, known.id, kind, {**said, "by": person().name}, now())
        if there:
            audit.record(conn, now(), person().id, f"case.{kind}", known.id)
    if there:
        told(done)
    else:
        warned("This case is not here any more. Nothing was saved.")
    return redirect(url_for(".one", case_id=known.id))


def clocks(known: Case) -> tuple[Clock, Clock]:
    """ "Seen" and "decided", each with when it is due and whether it is late."""
    rules = desk().county.alerts
    return (
        _clock("Opened", known, known.seen_at, rules.seen(known.level, known.route)),
        _clock("Decided", known, known.decided_at, rules.decided(known.level, known.route)),
    )


def waiting() -> list[tuple[Case, tuple[Clock, Clock]]]:
    """Open cases with their clocks, for the first page."""
    return [(one, clocks(one)) for one in cases.queue(desk().rooms, person().id)]


def _clock(name: str, known: Case, stopped: datetime | None, within: timedelta) -> Clock:
    due = known.fresh_at + within
    return Clock(name, stopped, due, (stopped or now()) > due)


def take_a_try(account_id: str) -> bool:
    """Count a try of a passphrase before it is looked at."""
    bucket = desk().rooms.vault.tag("passphrase", account_id)
    with desk().rooms.register.write() as conn:
        return signins.take_try(conn, bucket, bucket + "-", desk().session_clock.now())


def right_try(account_id: str) -> None:
    """It was right: the wrong tries before it are forgotten."""
    bucket = desk().rooms.vault.tag("passphrase", account_id)
    with desk().rooms.register.write() as conn:
        signins.give_back(conn, bucket, bucket + "-")


def _wrong_with(text: str) -> str:
    jargon = load_jargon(desk().settings.county_dir)
    wrong = [why for how, why in outgoing(text, jargon=jargon) if how == "error"]
    return f"Not sent: {wrong[0]}." if wrong else ""


def _mine(case_id: str) -> Case:
    """The case, unless it is about the person at the desk: then there is none."""
    with desk().rooms.register.read() as conn:
        return cases.visible(conn, desk().rooms, case_id, person().id) or abort(404)


def _colleagues(conn: Connection) -> list[Account]:
    able = [one for one in accounts.listing(conn) if one.role == "safeguarding" and one.active]
    return [one for one in able if one.id != person().id]


def _locked(known: Case, problems: dict[str, str] | None = None) -> str:
    return _page(known, None, problems or {})


def _unlocked(opened: Opened) -> str:
    return _page(opened.case, opened, {})


def _page(known: Case, opened: Opened | None, problems: dict[str, str]) -> str:
    with desk().rooms.register.read() as conn:
        names = {one.id: one.name for one in accounts.listing(conn)}
        colleagues = _colleagues(conn)
        frozen = set(freezing.frozen(conn))
    places = {one.id: one.name for one in desk().county.places}
    return render_template(
        "cases/one.html",
        case=known,
        me_name=person().name,
        clocks=clocks(known),
        opened=opened,
        problems=problems,
        typed=request.form,
        names=names,
        places=places,
        colleagues=colleagues,
        frozen=frozen,
        WHY=WHY,
        FREEZE_WHY=FREEZE_WHY,
        OUTCOMES=OUTCOMES,
        ROUTES=ROUTES,
        STATES=STATES,
        PHONES=PHONES,
        WHAT=WHAT,
    )
