"""Two signatures for words that become public: one person proposes them, another one signs."""

from dataclasses import dataclass

from flask import Blueprint, abort, redirect, render_template, url_for
from werkzeug.wrappers import Response

from staff.desk import desk, now, person, told, warned
from staff.roles import may
from storage import audit
from storage.answers import read
from storage.office import accounts, signatures
from storage.office.signatures import SamePerson

pages = Blueprint("publishing", __name__)


@dataclass(frozen=True)
class Proposed:
    """Words that wait for their second signature, or have it."""

    id: str
    text: str
    question: str
    proposed_by: str
    signed_by: str | None
    mine: bool


@pages.get("/public-words")
@may("officer", "district_lead", "council")
def show() -> str:
    """What is proposed and what is signed, with the words themselves."""
    rooms = desk().rooms
    with rooms.register.read() as conn:
        found = signatures.listing(conn)
        names = {one.id: one.name for one in accounts.listing(conn)}
    with rooms.answers.read() as conn:
        texts = read.words_by_id(conn, [one.answer_id for one in found])
    proposed = [
        Proposed(
            id=one.answer_id,
            text=texts[one.answer_id].text,
            question=texts[one.answer_id].question,
            proposed_by=names.get(one.marked_by, "somebody who has left"),
            signed_by=names.get(one.signed_by, "somebody who has left") if one.signed_by else None,
            mine=one.marked_by == person().id,
        )
        for one in found
        if one.answer_id in texts
    ]
    return render_template("public_words.html", proposed=proposed, questions=desk().questions)


@pages.post("/public-words/<answer_id>")
@may("officer")
def propose(answer_id: str) -> Response:
    """The first signature, of the officer. Only words that may be quoted."""
    words = _words(answer_id)
    if words is None or not words.may_quote:
        abort(404)
    with desk().rooms.register.write() as conn:
        new = signatures.mark(conn, answer_id, words.text, person().id, now())
        if new:
            audit.record(conn, now(), person().id, "public.proposed", answer_id)
    if new:
        told("Proposed. Somebody else must sign before it can be published.")
    else:
        warned("These words are proposed already.")
    return redirect(url_for(".show"))


@pages.post("/public-words/<answer_id>/sign")
@may("officer", "district_lead", "council")
def sign(answer_id: str) -> Response:
    """The second signature, of another person than the first."""
    words, signed = _words(answer_id), False
    try:
        with desk().rooms.register.write() as conn:
            signed = bool(words) and signatures.sign(
                conn, answer_id, words.text if words else "", person().id, now()
            )
            if signed:
                audit.record(conn, now(), person().id, "public.signed", answer_id)
    except SamePerson:
        warned("You proposed these words yourself. Somebody else must sign them.")
        return redirect(url_for(".show"))
    if signed:
        told("Signed. These words may be published now.")
    else:
        warned("These words cannot be signed: they are signed already, or are not here any more.")
    return redirect(url_for(".show"))


@pages.post("/public-words/<answer_id>/take-back")
@may("officer", "district_lead", "council")
def take_back(answer_id: str) -> Response:
    """Anybody who may sign may also say no; both signatures go."""
    with desk().rooms.register.write() as conn:
        gone = signatures.take_back(conn, answer_id)
        if gone:
            audit.record(conn, now(), person().id, "public.taken_back", answer_id)
    if gone:
        told("Taken back. It is not published from now on.")
    else:
        warned("These words are not proposed any more.")
    return redirect(url_for(".show"))


def _words(answer_id: str) -> read.Words | None:
    with desk().rooms.answers.read() as conn:
        return read.words_by_id(conn, [answer_id]).get(answer_id)
