"""An event's chat: its code, read out or as a QR, opens what is asked there, on its day."""

from flask import Blueprint, redirect, render_template, session, url_for
from flask.typing import ResponseReturnValue

from bot.routes import public
from bot.shelf import shelf
from storage.office import log
from storage.office.log import CODE_LENGTH
from storage.times import london_day

blueprint = Blueprint("events", __name__)

KEY = "event"


@blueprint.get("/join/<code>")
@public("whoever is at the event has the code; it opens an ordinary web chat")
def join(code: str) -> ResponseReturnValue:
    """Begin the chat of an event, if it is today's; kept is the event's name, in this browser."""
    with shelf().office.read() as conn:
        found = log.by_code(conn, code[:CODE_LENGTH])
    if found is None or len(code) != CODE_LENGTH or not found.joined_on(london_day(shelf().now())):
        session.pop(KEY, None)
        return render_template("join_over.html"), 404
    session.pop("chat", None)
    session.pop("round", None)
    session[KEY] = {"name": f"{found.title}, {found.day.isoformat()}", "flow": found.flow}
    return redirect(url_for("web.show", flow=found.flow), 303)


def given(flow: str | None) -> str | None:
    """The event that a chat about this flow belongs to, if it was opened by its code."""
    event = session.get(KEY)
    return event["name"] if isinstance(event, dict) and event.get("flow") == flow else None
