"""Requests: a young person asked for a person, or about their words; who deals with it, by when."""

import hashlib
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from flask import Blueprint, abort, redirect, render_template, request, url_for
from sqlalchemy import Connection
from werkzeug.wrappers import Response

from conversations.text import clean, folded
from staff.desk import desk, now, person, told, warned
from staff.roles import may
from storage import audit
from storage.office import accounts
from storage.office.accounts import Account
from storage.register import requests
from storage.register.requests import Request

pages = Blueprint("requests", __name__)

KINDS: dict[str, tuple[str, str]] = {
    "person": ("Wants to talk to a person", "Answer in the way that they said is safe."),
    "advocate": ("Wants an advocate", "Pass it to the advocacy service, with what they said."),
    "manager": ("Wants a manager", "Tell the manager of the team, and the young person when."),
    "complain": ("Wants to complain", "Start the complaints procedure; tell them it has started."),
    "see": (
        "Wants to see what we hold",
        "Answer within one month. The data protection officer makes the file.",
    ),
    "delete": ("Wants their words deleted", "What was not yet released is out of the count."),
    "challenge": ("Wants an answer to a challenge card", "Text them what the council answers."),
    "join": ("Wants to join", "The participation officer finds a worker who knows them."),
    "wrong-number": (
        "Says it is the wrong number",
        "Nothing is sent to this phone. Its worker checks the number.",
    ),
    "stop": (
        "Wants no more texts, through a web chat",
        "The number is not the one their link went to. Find out whose it is, and stop its texts.",
    ),
    "leave": ("Wants to be taken off the list", "Check that no more check-ins are sent."),
}
OUTCOMES: dict[str, str] = {
    "spoke": "Spoke to them",
    "passed": "Passed to somebody who answers them, and they know",
    "not-reached": "Could not reach them, in any way that they said is safe",
    "not-wanted": "They do not want it any more",
    "settled": "Nothing more to do",
}
SAFE: dict[str, str] = {
    "ring": "Ring them",
    "text": "Text them: do not ring",
    "not": "Do not use this number at all",
}
SAID: dict[str, str] = {"who": "Who", "way": "How to reach them", "when": "When, and what to know"}
_SHORTEST_NAME = 3
_WORD = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True)
class Standing:
    """How the requests stand, for the first page. `unseen`: those that nobody may see."""

    open: int
    overdue: int
    unseen: int = 0


@pages.get("/requests")
@may("safeguarding")
def show() -> str:
    """Open requests, the oldest first; those done on request."""
    return _page(with_done=request.args.get("done") == "1", kind=request.args.get("kind", ""))


@pages.post("/requests/<request_id>")
@may("safeguarding")
def mark(request_id: str) -> Response:
    """Note what was done, or open it again. Done needs an outcome, for whoever asks later."""
    state, note = request.form.get("state", ""), clean(request.form.get("note", ""))
    outcome = request.form.get("outcome", "")
    if state not in ("open", "done"):
        abort(400)
    if state == "done" and outcome not in OUTCOMES:
        warned("Choose what came of it before you press Done. Your note was not saved.")
        return redirect(url_for(".show", _anchor=f"r-{request_id}"))
    with desk().rooms.register.write() as conn:
        known = _mine(conn, request_id)
        seen = request.form.get("was") == mark_of(known)
        if seen:
            vault = desk().rooms.vault
            requests.mark(conn, vault, request_id, state, note, now(), outcome)
            audit.record(conn, now(), person().id, f"request.{state}", request_id)
    return _back(seen, "Saved. What was done is in the audit log.")


@pages.post("/requests/<request_id>/take")
@may("safeguarding")
def take(request_id: str) -> Response:
    """I deal with it; or nobody does, so that somebody else can."""
    mine = request.form.get("take") == "yes"
    with desk().rooms.register.write() as conn:
        known = _mine(conn, request_id)
        seen = request.form.get("was") == mark_of(known) and known.state == "open"
        if seen:
            by = person().id if mine else None
            requests.take(conn, desk().rooms.vault, request_id, by)
            action = "request.taken" if mine else "request.given_back"
            audit.record(conn, now(), person().id, action, request_id)
    return _back(seen, "It is yours now." if mine else "It waits for somebody again.")


@pages.post("/requests/<request_id>/hide")
@may("safeguarding")
def hide(request_id: str) -> Response:
    """It is about somebody who works here: they do not see it any more."""
    about = request.form.get("about", "")
    with desk().rooms.register.write() as conn:
        _mine(conn, request_id)
        known = {one.id for one in _who_could_see(conn)}
        found = about in known
        if found:
            requests.hide(conn, desk().rooms.vault, request_id, about)
            audit.record(conn, now(), person().id, "request.hidden", request_id)
    if found:
        told("Hidden. That person does not see it any more.")
    else:
        warned("Choose whom it is about. Nothing was changed.")
    return redirect(url_for(".show"))


@pages.post("/requests/<request_id>/number")
@may("safeguarding")
def number(request_id: str) -> str:
    """Show the number to answer to; the log says who looked."""
    with desk().rooms.register.write() as conn:
        found = _mine(conn, request_id)
        if found.number:
            why = "To answer the request"
            audit.record(conn, now(), person().id, "request.number_shown", request_id, why)
    if not found.number:
        warned("They wrote without a number (web chat). There is none to show.")
    shown = {found.id: found.number} if found.number else {}
    return _page(with_done=found.state == "done", shown=shown)


def standing() -> Standing:
    """What is open and overdue, as far as the person at the desk may see it."""
    rooms, at = desk().rooms, now()
    with rooms.register.read() as conn:
        everything = requests.listing(conn, rooms.vault)
        staff = _who_could_see(conn)
    seen = [one for one in everything if not hidden(one, person())]
    unseen = [one for one in everything if all(hidden(one, each) for each in staff)]
    return Standing(len(seen), sum(one.overdue(at) for one in seen), len(unseen))


def hidden(one: Request, account: Account) -> bool:
    """Whether a request is about this person: so marked, or a complaint that has their name."""
    if account.id in one.hidden_from:
        return True
    if one.kind != "complain":
        return False
    said = set(_WORD.findall(folded(" ".join(one.details.values()))))
    names = (name for name in _WORD.findall(folded(account.name)) if len(name) >= _SHORTEST_NAME)
    return not said.isdisjoint(names)


def mark_of(one: Request) -> str:
    """Changes whenever somebody does something about a request, or they say more."""
    shown = (one.state, one.taken_by, one.note, tuple(one.details.items()), one.hidden_from)
    return hashlib.sha256(repr(shown).encode("utf-8", "surrogatepass")).hexdigest()[:16]


def _mine(conn: Connection, request_id: str) -> Request:
    """The request, if the person at the desk may see it; else there is none."""
    found = requests.find(conn, desk().rooms.vault, request_id)
    if found is None or hidden(found, person()):
        abort(404)
    return found


def _who_could_see(conn: Connection) -> list[Account]:
    return [one for one in accounts.listing(conn) if one.role == "safeguarding" and one.active]


def _back(seen: bool, done: str) -> Response:
    if seen:
        told(done)
    else:
        warned(
            "Somebody else has just changed this request. Nothing of yours was saved: look again."
        )
    return redirect(url_for(".show"))


def _page(*, with_done: bool, kind: str = "", shown: dict[str, str] | None = None) -> str:
    rooms, me = desk().rooms, person()
    with rooms.register.read() as conn:
        listed = requests.listing(conn, rooms.vault, open_only=not with_done)
        staff = {one.id: one for one in accounts.listing(conn)}
        colleagues = [one for one in _who_could_see(conn) if one.id != me.id]
    found = [one for one in listed if not hidden(one, me)]
    return render_template(
        "requests.html",
        requests=[one for one in found if kind in ("", one.kind)],
        kinds=KINDS,
        kind=kind if kind in KINDS else "",
        counts=_counted(found),
        with_done=with_done,
        shown=shown or {},
        staff={account_id: one.name for account_id, one in staff.items()},
        colleagues=colleagues,
        marks={one.id: mark_of(one) for one in found},
        at=now(),
        me=me.id,
        outcomes=OUTCOMES,
        safe=SAFE,
        said=SAID,
    )


def _counted(found: Iterable[Request]) -> list[tuple[str, int]]:
    """(kind, how many), in the order of the kinds."""
    counts = Counter(one.kind for one in found)
    return [(kind, counts[kind]) for kind in KINDS if counts[kind]]
