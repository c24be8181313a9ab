"""Concerns: words that may mean somebody is not safe, for the safeguarding lead to act on."""

import hashlib
from dataclasses import replace

from flask import Blueprint, abort, redirect, render_template, request, url_for
from sqlalchemy import Connection
from werkzeug.wrappers import Response

from conversations.text import clean
from staff.desk import desk, now, person, told, warned
from staff.roles import may
from storage import audit
from storage.register import case_hiding, concerns
from storage.register.concerns import Concern

pages = Blueprint("safeguarding", __name__)

WHY_NUMBER: dict[str, str] = {
    "ring": "To ring or text the young person",
    "find": "To find out who they are, so that somebody can go to them",
    "pass-on": "To pass it to the police or the ambulance service",
    "check": "To check whether it is the same person as in another concern",
}
"""A fixed list: what a person types freely could bring a name into the log."""

STATES: dict[str, str] = {
    "new": "New: nobody has acted yet",
    "seen": "Seen: somebody is dealing with it",
    "closed": "Closed: nothing more to do",
}


def open_concerns() -> list[Concern]:
    """What is open, the most urgent first."""
    with desk().rooms.register.read() as conn:
        return _listing(conn, open_only=True)


def _listing(conn: Connection, *, open_only: bool) -> list[Concern]:
    vault = desk().rooms.vault
    found = concerns.listing(conn, vault, open_only=open_only)
    return [without_number(one) for one in found if not _about_me(conn, one)]


def _about_me(conn: Connection, one: Concern) -> bool:
    """Whether the words name the person at the desk: then somebody else reads them."""
    said = case_hiding.in_their_words(one.text, one.lines)
    return case_hiding.is_named(conn, desk().rooms.vault, person().id, said)


def _mine(conn: Connection, concern_id: str) -> Concern:
    found = concerns.find(conn, desk().rooms.vault, concern_id)
    if found is None or _about_me(conn, found):
        abort(404)
    return found


def without_number(concern: Concern) -> Concern:
    """What a page may hold: a number gets onto one only through `number`, which is logged."""
    return replace(concern, number=None)


def mark_of(concern: Concern) -> str:
    """Changes whenever something is added to a concern or done about it.

    Sent back with the form, so that nobody closes a concern that got worse while they read it.
    """
    shown = (concern.level, concern.state, concern.text, concern.note, len(concern.lines))
    return hashlib.sha256(repr(shown).encode("utf-8", "surrogatepass")).hexdigest()[:16]


@pages.get("/concerns")
@may("safeguarding", "reader")
def show() -> str:
    """Open concerns; closed ones on request."""
    with_closed = request.args.get("closed") == "1"
    with desk().rooms.register.read() as conn:
        found = _listing(conn, open_only=not with_closed)
    return render_template("concerns.html", concerns=found, with_closed=with_closed)


@pages.get("/concerns/<concern_id>")
@may("safeguarding", "reader")
def one(concern_id: str) -> str:
    """One concern with the lines around it, without the number."""
    return _page(_found(concern_id))


@pages.post("/concerns/<concern_id>")
@may("safeguarding")
def mark(concern_id: str) -> Response | tuple[str, int]:
    """Note what was done."""
    state = request.form.get("state", "")
    note = clean(request.form.get("note", ""))
    if state not in STATES:
        abort(400)
    if state == "closed" and not note:
        problem = "Say in the note what was done before you close it."
        return _page(_found(concern_id), problem=problem), 400
    rooms, at = desk().rooms, now()
    with rooms.register.write() as conn:
        known = _mine(conn, concern_id)
        changed = mark_of(known) != request.form.get("mark")
        if not changed:
            concerns.mark(conn, rooms.vault, concern_id, state, note, at)
            audit.record(conn, at, person().id, f"concern.{state}", concern_id)
    if changed:
        problem = (
            "This concern changed while you were reading it. Your note was not saved: it is still "
            "below. Read what is new first, then save again."
        )
        return _page(known, problem=problem, note=note), 409
    told("Saved. What was done is in the audit log.")
    return redirect(url_for(".show"))


@pages.post("/concerns/<concern_id>/number")
@may("safeguarding")
def number(concern_id: str) -> str | tuple[str, int]:
    """Show the number behind a concern, once the reason is in the log."""
    why = request.form.get("why", "")
    if why not in WHY_NUMBER:
        return _page(_found(concern_id), number_problem="Choose why you need the number."), 400
    rooms, at = desk().rooms, now()
    with rooms.register.write() as conn:
        found = _mine(conn, concern_id)
        if found.number:
            audit.record(conn, at, person().id, "concern.number_shown", concern_id, WHY_NUMBER[why])
    if not found.number:
        warned("They wrote without a number (web chat). There is none to show.")
    return _page(found, number=found.number)


def _found(concern_id: str) -> Concern:
    with desk().rooms.register.read() as conn:
        return _mine(conn, concern_id)


def _page(concern: Concern, **more: str | None) -> str:
    return render_template(
        "concern.html",
        concern=without_number(concern),
        mark=mark_of(concern),
        reasons_for_number=WHY_NUMBER,
        states=STATES,
        may_act=person().role == "safeguarding",
        **more,
    )
