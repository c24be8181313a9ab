"""The safety read: a whole conversation, within hours; never who wrote it or where they live."""

from datetime import timedelta

from flask import Blueprint, render_template
from werkzeug.wrappers import Response

from staff import verdict
from staff.desk import desk, now, person
from staff.practice import refuse_without_practice
from staff.roles import may
from staff.verdict import Said
from storage import mixer

pages = Blueprint("safety_read", __name__)
pages.before_request(refuse_without_practice)

HELPED = {
    "alone": "answered alone",
    "carer": "with a carer's help",
    "worker": "with a worker's help",
}
SAID = Said(
    "Read. Thank you.",
    "Somebody else has just read this one. Nothing was lost; here is the next.",
    "This conversation is not here any more, so your worry was not saved. Ring the duty number now "
    "and say what you read.",
)


@pages.get("/safety-read")
@may("reader", "safeguarding")
def show() -> str:
    """One conversation, the one that has waited longest; nobody else has it now."""
    one = mixer.next_for_safety(desk().rooms, person().id, now())
    hold = timedelta(hours=desk().county.release.hold_hours)
    waiting = mixer.queue(desk().rooms, now())
    oldest = waiting.oldest_conversation
    return render_template(
        "safety_read.html",
        one=one,
        left=waiting.conversations,
        oldest=oldest - hold if oldest else None,
        HELPED=HELPED,
    )


@pages.post("/safety-read/<conversation_id>")
@may("reader", "safeguarding")
def decide(conversation_id: str) -> Response:
    """`fine` or `worry`."""
    rooms, me, at = desk().rooms, person().id, now()
    return verdict.keep(
        "safety_read",
        conversation_id,
        lambda worried: mixer.read_for_safety(rooms, conversation_id, me, at, worried=worried),
        SAID,
    )
