"""The safety read: a whole conversation, within hours; never who wrote it or where they live."""

from datetime import timedelta

from flask import Blueprint, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from staff.desk import desk, now, person, told, warned
from staff.practice import refuse_without_practice
from staff.reading import record
from staff.roles import may
from storage import mixer

pages = Blueprint("safety_read", __name__)
pages.before_request(refuse_without_practice)

HELPED = {
    "alone": "answered alone",
    "carer": "with a carer's help",
    "worker": "with a worker's help",
}


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
    """`fine` or `worry`; nothing else, and never by default."""
    verdict = request.form.get("verdict")
    if verdict not in ("fine", "worry"):
        abort(400)
    worry = verdict == "worry"
    done = mixer.read_for_safety(desk().rooms, conversation_id, person().id, now(), worried=worry)
    if done:
        record(f"safety_read.{verdict}", conversation_id)
        told("The safeguarding lead has it now, as a concern." if worry else "Read. Thank you.")
    elif worry:
        warned(
            "This conversation is not here any more, so your worry was not saved. Ring the duty "
            "number now and say what you read."
        )
    else:
        warned("Somebody else has just read this one. Nothing was lost; here is the next.")
    return redirect(url_for(".show"))
