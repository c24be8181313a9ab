"""Their words for our words: what young people call things, and what the officer made of it."""

from collections import defaultdict

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from collation.glossary import FLOW, proposals
from collation.wall_words import plain_words
from conversations.text import clean
from staff.desk import desk, now, person, told, warned
from staff.roles import may
from storage import audit
from storage.answers import texts
from storage.office import accounts, glossary
from storage.office.glossary import APPROVED, PROPOSED, REFUSED, Entry

pages = Blueprint("theme_words", __name__, url_prefix="/themes/words")

LONGEST = 60


@pages.get("")
@may("officer")
def show() -> str:
    """What is proposed first; then what is in use, and what was refused."""
    _propose()
    with desk().rooms.register.read() as conn:
        entries = glossary.listing(conn)
        names = {one.id: one.name for one in accounts.listing(conn)}
    by_state: dict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        by_state[entry.state].append(entry)
    return render_template(
        "themes/glossary.html",
        proposed=by_state[PROPOSED],
        approved=by_state[APPROVED],
        refused=by_state[REFUSED],
        names=names,
    )


@pages.post("")
@may("officer")
def decide() -> Response:
    """Approve or refuse one; or take a decision back."""
    theirs, ours = request.form.get("theirs", ""), request.form.get("ours", "")
    state = {"approve": APPROVED, "refuse": REFUSED, "back": PROPOSED}.get(
        request.form.get("do", "")
    )
    done = False
    if state:
        with desk().rooms.register.write() as conn:
            done = glossary.decide(conn, theirs, ours, state, person().id, now())
            if done:
                audit.record(conn, now(), person().id, f"word.{state}", "glossary")
    if not done:
        warned("These words are not in the list any more.")
    elif state == APPROVED:
        told(f"From now on the drafts and the check of flows say “{theirs}” for “{ours}”.")
    else:
        told("Refused. It is not proposed again." if state == REFUSED else "Back in the list.")
    return redirect(url_for(".show"))


@pages.post("/add")
@may("officer")
def add() -> Response:
    """Words that the officer heard somewhere else."""
    theirs, ours = (
        " ".join(clean(request.form.get(one, "")).split()) for one in ("theirs", "ours")
    )
    if not theirs or not ours or max(len(theirs), len(ours)) > LONGEST:
        warned(f"Write both words, each at most {LONGEST} letters long. Nothing was saved.")
        return redirect(url_for(".show"))
    with desk().rooms.register.write() as conn:
        glossary.propose(conn, [(theirs, ours)])
    told("Proposed. Approve it below, so that drafts use it.")
    return redirect(url_for(".show"))


def _propose() -> None:
    """What several voices would call it; what was decided is not proposed again."""
    with desk().rooms.answers.read() as conn:
        said = texts.renamed(conn, FLOW)
    said_by = ((one, voice, asked, _folded(text)) for one, voice, asked, text in said)
    found = proposals(said_by, {})
    with desk().rooms.register.read() as conn:
        known = {(one.theirs, one.ours) for one in glossary.listing(conn)}
    new = [(one.theirs, one.ours) for one in found if (one.theirs, one.ours) not in known]
    if new:
        with desk().rooms.register.write() as conn:
            glossary.propose(conn, new)


def _folded(text: str) -> str:
    return " ".join(plain_words(text))
