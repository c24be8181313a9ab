"""The week's batch: every public text read once, signed with one press, by two people."""

from flask import Blueprint, abort, redirect, render_template, request, url_for
from sqlalchemy import Connection
from werkzeug.wrappers import Response

from conversations.text import clean
from staff.actions.plain import FOR
from staff.desk import desk, now, person, told, warned
from staff.roles import may
from staff.words_on_page import counted
from storage import audit
from storage.office import accounts, actions, public_texts
from storage.office.public_texts import ACTION, SIGNED, WAITING, PublicText, SamePerson

pages = Blueprint("signing", __name__, url_prefix="/to-sign")

KINDS = {"action": "Public page", "told": "Text to everybody who was asked",
         "newsletter": "Newsletter", "letter": "The Chair’s letter"}  # fmt: skip
WHY_MAX = 300


@pages.get("")
@may("officer", "district_lead", "council")
def show() -> str:
    """What waits for this person's signature, as it will stand; and what waits for others'."""
    with desk().rooms.register.read() as conn:
        waiting = public_texts.listing(conn, states=(WAITING,))
        done = public_texts.listing(conn, states=(SIGNED, "out"))
        names = {one.id: one.name for one in accounts.listing(conn)}
        codes = {one.id: one.code for one in actions.listing(conn)}
    me = person()
    return render_template(
        "actions/signing.html",
        mine=[one for one in waiting if one.may_sign(me.id)],
        others=[one for one in waiting if not one.may_sign(me.id)],
        done=done[:20],
        names=names,
        codes=codes,
        kinds=KINDS,
        audiences=FOR,
        officer=me.role == "officer",
    )


@pages.post("")
@may("officer", "district_lead", "council")
def sign() -> Response:
    """Sign all that is ticked; each only as it was on the page."""
    ticked = request.form.getlist("sign")
    signed, finished, missed = 0, 0, 0
    for text_id in ticked[:200]:
        state = _sign(text_id, request.form.get(f"digest-{text_id}", ""))
        signed += state is not None
        finished += state == SIGNED
        missed += state is None
    if signed:
        told(f"{counted(signed, 'text', 'texts')} signed; {finished} of them may go out now.")
    if missed:
        warned(f"{counted(missed, 'text was', 'texts were')} not signed: changed or signed by "
               "somebody meanwhile, or by you already. Read again what is left.")  # fmt: skip
    if not ticked:
        warned("Nothing was ticked, so nothing was signed.")
    return redirect(url_for(".show"))


@pages.post("/<text_id>/back")
@may("officer", "district_lead", "council")
def back(text_id: str) -> Response:
    """Not like this: it goes back to who wrote it, with the reason."""
    why = " ".join(clean(request.form.get("why", "")).split())[:WHY_MAX]
    if not why:
        warned("Say what should be different, then press it again. Nothing was changed.")
        return redirect(url_for(".show", _anchor=f"t-{text_id}"))
    with desk().rooms.register.write() as conn:
        done = public_texts.send_back(conn, text_id, why)
        if done:
            audit.record(conn, now(), person().id, "public_text.sent_back", text_id)
    if done:
        told("Sent back.")
    else:
        warned("It does not wait any more. Nothing was changed.")
    return redirect(url_for(".show"))


@pages.post("/<text_id>/withdraw")
@may("officer", "council")
def withdraw(text_id: str) -> Response:
    """Take a text down from the public page."""
    with desk().rooms.register.write() as conn:
        known = public_texts.find(conn, text_id)
        if known is None:
            abort(404)
        done = public_texts.withdraw(conn, text_id)
        if done:
            audit.record(conn, now(), person().id, "public_text.withdrawn", text_id)
    if done:
        told("Taken down. What was sent by text stays sent.")
    else:
        warned("It was taken down before. Nothing was changed.")
    return redirect(url_for(".show"))


def waiting_for_me() -> int:
    """How many texts want this person's signature, for the first page."""
    with desk().rooms.register.read() as conn:
        waiting = public_texts.listing(conn, states=(WAITING,))
    return sum(one.may_sign(person().id) for one in waiting)


def _sign(text_id: str, digest: str) -> str | None:
    try:
        with desk().rooms.register.write() as conn:
            state = public_texts.sign(conn, text_id, digest, person().id, now())
            if state is not None:
                audit.record(conn, now(), person().id, "public_text.signed", text_id)
            known = public_texts.find(conn, text_id)
            if state == SIGNED and known is not None and known.kind == ACTION:
                _on_the_page(conn, known)
    except SamePerson:
        return None
    return state


def _on_the_page(conn: Connection, one: PublicText) -> None:
    """Where nobody was asked, the public page is how they are told; all others get a text."""
    about = actions.find(conn, one.subject)
    if about is not None and not about.asked_in:
        actions.tell(conn, [about.id], None, now())
