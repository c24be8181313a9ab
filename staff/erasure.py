"""Released words that say who somebody is: found by a quote of them, and erased."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from staff.desk import desk, now, person, told, warned
from staff.reference import reference_of
from staff.roles import may
from storage import audit
from storage.answers import erasing
from storage.office import signatures

pages = Blueprint("erasure", __name__)

SHORTEST, MOST = 6, 20


@pages.get("/find-words")
@may("dpo")
def show() -> str:
    """Ask for the words, as they were heard or read."""
    return _page()


@pages.post("/find-words")
@may("dpo")
def find() -> ResponseReturnValue:
    """Released answers that hold these words. What is held is not searched, by anybody."""
    quote = " ".join(request.form.get("quote", "").split())
    if len(quote) < SHORTEST:
        return _page(quote=quote, problem=f"Write {SHORTEST} letters or more of the words."), 400
    with desk().rooms.answers.read() as conn:
        found = erasing.find_quote(conn, quote, MOST + 1)
    with desk().rooms.register.write() as conn:
        audit.record(conn, now(), person().id, "answers.searched", str(len(found[:MOST])))
    return _page(quote=quote, found=found[:MOST], more=len(found) > MOST)


@pages.post("/find-words/erase")
@may("dpo")
def erase() -> ResponseReturnValue:
    """Erase the ticked ones, with all that was made of them, and their published quotes."""
    ids = request.form.getlist("answer")
    reference = reference_of(request.form.get("reference", ""))
    if not ids or not reference:
        warned("Nothing was erased. Tick the words, and write your reference, like ER-2026-7.")
        return redirect(url_for(".show"))
    rooms = desk().rooms
    with rooms.register.write() as conn:  # first: what is erased is surely in the log
        for one in ids:
            audit.record(conn, now(), person().id, "answer.erased", one, reference)
            signatures.take_back(conn, one)
    with rooms.answers.write() as conn:
        gone = erasing.erase(conn, ids)
    rooms.answers.checkpoint()
    told(f"{gone} erased, with their themes and quotes. Published numbers stay as they are.")
    return redirect(url_for(".show"))


def _page(**what: object) -> str:
    return render_template("erasure.html", **{"quote": "", "found": None, "problem": "", **what})
