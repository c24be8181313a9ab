"""The privacy read: a person clears, edits or withholds each text before anybody else sees it."""

from random import SystemRandom

from flask import Blueprint, abort, redirect, render_template, request, session, url_for
from werkzeug.wrappers import Response

from conversations.text import clean
from staff.desk import desk, now, person, told, warned
from staff.roles import may
from storage import audit, mixer

pages = Blueprint("reading", __name__)

AT_ONCE = (1, 10)

_DRAWN_FROM = 20
"""Readers draw from the first few in the queue, so that two at once seldom see the same text."""

_DONE = {
    "clear": "Cleared.",
    "edit": "Saved with your changes.",
    "withhold": "Withheld. It will be destroyed.",
}


@pages.get("/reading")
@may("reader", "officer")
def show() -> str:
    """Texts in no order, without age, place, time or who wrote them."""
    rooms, shown = desk().rooms, _at_once(request.args.get("show"))
    waiting = mixer.held_texts(rooms, limit=_DRAWN_FROM)
    SystemRandom().shuffle(waiting)
    return render_template(
        "reading.html",
        texts=waiting[:shown],
        questions=desk().questions,
        queue=mixer.queue(rooms),
        show=shown,
        done=session.get("read", 0),
        last=session.get("last_read"),
        may_look=person().role == "reader",
    )


@pages.post("/reading/<text_id>")
@may("reader", "officer")
def decide(text_id: str) -> Response:
    """One decision about one text. Two readers never both decide the same one."""
    decision, edited = request.form.get("decision", ""), None
    if decision not in _DONE:
        abort(400)
    if decision == "edit":
        edited = clean(request.form.get("edited", ""))
        if not edited:
            warned("Nothing was changed: there were no words left. To keep it back, use Withhold.")
            return _on()
    if mixer.decide(desk().rooms, text_id, decision, person().id, edited):
        record(f"text.{decision}", text_id)
        session["read"] = session.get("read", 0) + 1
        session["last_read"] = text_id
        told(_DONE[decision])
    else:
        warned("Somebody else has just decided this one. Nothing of yours was saved.")
    return _on()


@pages.post("/reading/undo")
@may("reader", "officer")
def undo() -> Response:
    """Take the last decision back, while the conversation is still here."""
    text_id = session.pop("last_read", None)
    if text_id and mixer.undo(desk().rooms, text_id, person().id):
        record("text.undone", text_id)
        session["read"] = max(0, session.get("read", 0) - 1)
        told("Taken back. The text is in the queue again.")
    else:
        warned(
            "That decision cannot be taken back any more: its conversation was released, or "
            "somebody else has decided it since. If words went out that should not have, tell "
            "the data protection officer."
        )
    return _on()


@pages.post("/reading/<text_id>/worry")
@may("reader", "officer")
def worry(text_id: str) -> Response:
    """Pass the whole conversation to the safeguarding lead; the text still waits for a decision."""
    if mixer.worry(desk().rooms, text_id, now()):
        record("text.worry", text_id)
        told(
            "The safeguarding lead has the whole conversation now, as a concern. This text still "
            "waits to be cleared, edited or withheld."
        )
    else:
        warned(
            "This text is not here any more: its conversation was released or deleted. If you "
            "are worried, ring the duty number and say what you read."
        )
    return _on()


def record(action: str, object_id: str) -> None:
    """Put a reader's decision into the audit log: what kind, about which id, never the words."""
    with desk().rooms.register.write() as conn:
        audit.record(conn, now(), person().id, action, object_id)


def _on() -> Response:
    return redirect(url_for(".show", show=_at_once(request.form.get("show"))))


def _at_once(asked: str | None) -> int:
    return int(asked) if asked in {str(size) for size in AT_ONCE} else AT_ONCE[0]
