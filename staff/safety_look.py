"""Words that will be destroyed after one look: a person says whether somebody may be at risk."""

from flask import Blueprint, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from staff.desk import desk, now, told, warned
from staff.reading import record
from staff.roles import may
from storage import mixer

pages = Blueprint("looks", __name__)

WHY: dict[str, str] = {
    "deleted": "they sent DELETE",
    "delete": "they sent DELETE",
    "leave": "they sent LEAVE",
    "unconfirmed": "they never said yes to being asked",
    "stopped": "they sent STOP",
    "stopped_before": "they wrote after STOP",
    "timed_out": "they wrote something and then went quiet",
}

_TOO_LATE = "Somebody else has just looked at this one. Nothing of yours was saved."
_TOO_LATE_TO_WORRY = (
    "Somebody else has just looked at this one and decided, so your worry was not saved and the "
    "words may be gone. Ring the duty number now and say what you read."
)


@pages.get("/look-at-once")
@may("reader", "safeguarding")
def show() -> str:
    """One at a time, so that none is passed over."""
    waiting = mixer.looks(desk().rooms)
    left = mixer.queue(desk().rooms).looks
    return render_template("looks.html", look=waiting[0] if waiting else None, left=left, why=WHY)


@pages.post("/look-at-once/<look_id>")
@may("reader", "safeguarding")
def decide(look_id: str) -> Response:
    """`fine` or `worry`; nothing else, and never by default."""
    verdict = request.form.get("verdict")
    if verdict not in ("fine", "worry"):
        abort(400)
    worry = verdict == "worry"
    if not mixer.looked(desk().rooms, look_id, now(), worried=worry):
        warned(_TOO_LATE_TO_WORRY if worry else _TOO_LATE)
        return redirect(url_for(".show"))
    record(f"look.{verdict}", look_id)
    if worry:
        told("The safeguarding lead has it now, as a concern.")
    else:
        told("Noted. The words are destroyed.")
    return redirect(url_for(".show"))
