"""Phones that want to join, and phones that are somebody else's: the officer finds their worker."""

from flask import Blueprint, abort, redirect, render_template, url_for
from werkzeug.wrappers import Response

from staff.desk import desk, now, person, told
from staff.roles import may
from storage import audit
from storage.register import requests
from storage.register.requests import Request

pages = Blueprint("joining", __name__)

KINDS = ("join", "wrong-number")


@pages.get("/joining")
@may("officer")
def show() -> str:
    """Who texted JOIN, and which phones said that they are not who we meant."""
    return _page()


@pages.post("/joining/<request_id>/number")
@may("officer")
def number(request_id: str) -> str:
    """Show the number, so that a worker who knows them can add it; the log says who looked."""
    found = _found(request_id)
    with desk().rooms.register.write() as conn:
        why = "To find the worker who knows them"
        audit.record(conn, now(), person().id, "request.number_shown", request_id, why)
    return _page({found.id: found.number or ""})


@pages.post("/joining/<request_id>/done")
@may("officer")
def done(request_id: str) -> Response:
    """Somebody deals with it."""
    rooms, found = desk().rooms, _found(request_id)
    with rooms.register.write() as conn:
        requests.mark(conn, rooms.vault, request_id, "done", found.note, now())
        audit.record(conn, now(), person().id, "request.done", request_id)
    told("Done. It is off this page.")
    return redirect(url_for(".show"))


def _found(request_id: str) -> Request:
    rooms = desk().rooms
    with rooms.register.read() as conn:
        found = requests.find(conn, rooms.vault, request_id)
    if found is None or found.kind not in KINDS or found.state != "open":
        abort(404)
    return found


def _page(shown: dict[str, str] | None = None) -> str:
    rooms = desk().rooms
    with rooms.register.read() as conn:
        found = [one for one in requests.listing(conn, rooms.vault) if one.kind in KINDS]
    return render_template("joining.html", requests=found, shown=shown or {})
