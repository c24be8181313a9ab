"""Words that will be destroyed after one look: a person says whether somebody may be at risk."""

from flask import Blueprint, render_template
from werkzeug.wrappers import Response

from staff import verdict
from staff.desk import desk, now, person
from staff.roles import may
from staff.verdict import Said
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

SAID = Said(
    "Noted. The words are destroyed.",
    "Somebody else has just looked at this one. Nothing of yours was saved.",
    "Somebody else has just looked at this one and decided, so your worry was not saved and the "
    "words may be gone. Ring the duty number now and say what you read.",
)


@pages.get("/look-at-once")
@may("reader", "safeguarding")
def show() -> str:
    """One at a time, so that none is passed over."""
    waiting = mixer.looks(desk().rooms, by=person().id)
    left = mixer.queue(desk().rooms, now()).looks if waiting else 0
    return render_template("looks.html", look=waiting[0] if waiting else None, left=left, why=WHY)


@pages.post("/look-at-once/<look_id>")
@may("reader", "safeguarding")
def decide(look_id: str) -> Response:
    """`fine` or `worry`."""
    rooms, at = desk().rooms, now()
    return verdict.keep(
        "look",
        look_id,
        lambda worried: mixer.looked(rooms, look_id, at, worried=worried),
        SAID,
    )
