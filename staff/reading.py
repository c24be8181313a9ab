"""The privacy read: a person clears, edits or withholds each text before anybody else sees it."""

from datetime import date, timedelta

from flask import Blueprint, abort, redirect, render_template, request, session, url_for
from werkzeug.wrappers import Response

from conversations.text import clean
from staff.desk import desk, now, person, told, warned
from staff.judging import redacted
from staff.practice import refuse_without_practice
from staff.reading_marks import fingerprint, pieces, removed
from staff.roles import may
from storage import audit, mixer
from storage.mixer import HeldText, Queue
from storage.office import reading_work
from storage.times import london_day

pages = Blueprint("reading", __name__)
pages.before_request(refuse_without_practice)

AT_ONCE = (1, 10)
REMEMBERED = 20
"""So many of one's own decisions can be taken back, the last one first."""

_DONE = {
    "clear": "Cleared.",
    "edit": "Saved with your changes.",
    "withhold": "Withheld. It will be destroyed.",
}
_TOO_LATE = "Somebody else has just decided this one. Nothing of yours was saved; here is another."
_READ_AGAIN = (
    "This text looks different now from what you saw, so it was not cleared. Please read it again."
)


@pages.get("/reading")
@may("reader", "officer")
def show() -> str:
    """Texts in no order, without age, place, time or who wrote them; nobody else has them now."""
    rooms, shown = desk().rooms, _at_once(request.args.get("show"))
    texts = mixer.take(
        rooms, person().id, now(), shown, after=request.args.get("after", ""), redact=redacted
    )
    waiting = mixer.queue(rooms, now())
    with rooms.register.read() as conn:
        mine, everybody = reading_work.read_today(conn, person().id, now())
    return render_template(
        "reading.html",
        texts=texts,
        marked={one.id: pieces(one) for one in texts},
        removed={one.id: removed(one) for one in texts},
        seen={one.id: fingerprint(one.text) for one in texts},
        questions=desk().questions,
        queue=waiting,
        promised=promised(waiting),
        show=shown,
        mine=mine,
        everybody=everybody,
        undoable=len(_mine()),
        may_look=person().role == "reader",
    )


@pages.post("/reading/<text_id>")
@may("reader", "officer")
def decide(text_id: str) -> Response:
    """One decision about one text. Two readers never both decide the same one."""
    decision = request.form.get("decision", "")
    if decision not in _DONE:
        abort(400)
    leaves = None
    if decision != "withhold":
        found = mixer.shown(desk().rooms, [text_id], redacted)
        leaves = _leaving(found[0], decision) if found else ""
        if leaves is None:
            return _on()
        if found and leaves == found[0].text:
            decision = "clear"
    if leaves != "" and _decided(text_id, decision, leaves):
        record(f"text.{decision}", text_id)
        session["last_read"] = [*_mine(), text_id][-REMEMBERED:]
        told(_DONE[decision])
    else:
        warned(_TOO_LATE)
    return _on()


def _leaving(shown: HeldText, decision: str) -> str | None:
    """What a click lets out: what the reader saw, or wrote; None (said why) where neither."""
    if decision == "clear":
        if request.form.get("seen") == fingerprint(shown.text):
            return shown.text
        warned(_READ_AGAIN)
        return None
    edited = clean(request.form.get("edited", "").replace("\r\n", "\n"))
    if not edited:
        warned("Nothing was changed: there were no words left. To keep it back, use Withhold.")
    return edited or None


def _decided(text_id: str, decision: str, leaves: str | None) -> bool:
    rooms, by = desk().rooms, person().id
    try:
        return mixer.decide(rooms, text_id, decision, by, now(), leaves, redact=redacted)
    except mixer.Changed:
        return False


@pages.post("/reading/undo")
@may("reader", "officer")
def undo() -> Response:
    """Take the last decision back, while the conversation is still here."""
    *before, text_id = _mine() or [""]
    session["last_read"] = before
    if text_id and mixer.undo(desk().rooms, text_id, person().id, now()):
        record("text.undone", text_id)
        told("Taken back. The text is in the queue again.")
    else:
        warned(
            "That decision cannot be taken back any more: its conversation was released, or "
            "somebody else has decided it since. If words went out that should not have, tell "
            "the data protection officer."
        )
    return _on()


@pages.post("/reading/<text_id>/escalate")
@may("reader", "officer")
def escalate(text_id: str) -> Response:
    """Pass the whole conversation to the safeguarding lead; the text leaves the room for good."""
    if mixer.escalate(desk().rooms, text_id, person().id, now()):
        record("text.escalated", text_id)
        told(
            "The safeguarding lead has the whole conversation now, as a concern. This text is out "
            "of the queue and is not published. That cannot be undone."
        )
    else:
        warned(
            "This text is not here any more: its conversation was released or deleted. If you "
            "are worried, ring the duty number and say what you read."
        )
    return _on()


@pages.post("/reading/<text_id>/language")
@may("reader", "officer")
def not_my_language(text_id: str) -> Response:
    """Nobody here can read it: a translator gets it."""
    if mixer.not_my_language(desk().rooms, text_id):
        record("text.to_translator", text_id)
        told("A translator gets it. Its translation comes back here to be read.")
    else:
        warned(_TOO_LATE)
    return _on()


def record(action: str, object_id: str) -> None:
    """Put a reader's decision into the audit log: what kind, about which id, never the words."""
    with desk().rooms.register.write() as conn:
        audit.record(conn, now(), person().id, action, object_id)


def promised(waiting: Queue) -> date | None:
    """The day by which young people were promised an answer, for the text that waits longest."""
    if waiting.oldest is None:
        return None
    county = desk().county
    ended = london_day(waiting.oldest - timedelta(hours=county.release.hold_hours))
    return ended + timedelta(days=county.promise.reply_days)


def _mine() -> list[str]:
    kept = session.get("last_read")
    return list(kept) if isinstance(kept, list) else []


def _on() -> Response:
    return redirect(url_for(".show", show=_at_once(request.form.get("show"))))


def _at_once(asked: str | None) -> int:
    return int(asked) if asked in {str(size) for size in AT_ONCE} else AT_ONCE[0]
