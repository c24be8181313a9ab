"""Requests: a young person asked for a person, or about their words; who dealt with it."""

from flask import Blueprint, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from conversations.text import clean
from staff.desk import desk, now, person, told, warned
from staff.roles import may
from storage import audit
from storage.register import requests

pages = Blueprint("requests", __name__)

KINDS: dict[str, tuple[str, str]] = {
    "person": ("Wants to talk to a person", "Ring or text back the same day if you can."),
    "advocate": ("Wants an advocate", "Pass it to the advocacy service, with their number."),
    "manager": ("Wants a manager", "Tell the manager of the team, and the young person when."),
    "complain": ("Wants to complain", "Start the complaints procedure; tell them it has started."),
    "see": ("Wants to see what we hold", "Answer within one month. Ask the data protection team."),
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


@pages.get("/requests")
@may("safeguarding")
def show() -> str:
    """Open requests, the oldest first; those done on request."""
    with_done = request.args.get("done") == "1"
    rooms = desk().rooms
    with rooms.register.read() as conn:
        found = requests.listing(conn, rooms.vault, open_only=not with_done)
    return render_template("requests.html", requests=found, kinds=KINDS, with_done=with_done)


@pages.post("/requests/<request_id>")
@may("safeguarding")
def mark(request_id: str) -> Response:
    """Note what was done, or open it again."""
    state, note = request.form.get("state", ""), clean(request.form.get("note", ""))
    if state not in ("open", "done"):
        abort(400)
    rooms, at = desk().rooms, now()
    with rooms.register.write() as conn:
        known = requests.find(conn, rooms.vault, request_id)
        if known is None:
            abort(404)
        seen = request.form.get("was") == known.state
        if seen:
            requests.mark(conn, rooms.vault, request_id, state, note, at)
            audit.record(conn, at, person().id, f"request.{state}", request_id)
    if seen:
        told("Saved. What was done is in the audit log.")
    else:
        warned(
            "Somebody else has just changed this request. Nothing of yours was saved: look again."
        )
    return redirect(url_for(".show"))


@pages.post("/requests/<request_id>/number")
@may("safeguarding")
def number(request_id: str) -> str:
    """Show the number to answer to; the log says who looked."""
    rooms, at = desk().rooms, now()
    with rooms.register.write() as conn:
        found = requests.find(conn, rooms.vault, request_id)
        if found is None:
            abort(404)
        if found.number:
            audit.record(
                conn, at, person().id, "request.number_shown", request_id, "To answer the request"
            )
    if not found.number:
        warned("They wrote without a number (web chat). There is none to show.")
    with rooms.register.read() as conn:
        listed = requests.listing(conn, rooms.vault, open_only=found.state == "open")
    return render_template(
        "requests.html",
        requests=listed,
        kinds=KINDS,
        with_done=found.state == "done",
        shown={found.id: found.number} if found.number else {},
    )
