"""A young person is added by an adult they know: facts, the notice read aloud, one test text."""

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError

from config.data import Translations, Wording, load_texts, load_translations
from config.reading_aloud import load_notices, notice_for
from conversations.audience import audience
from conversations.segments import count
from conversations.speech import Speaker
from staff.contacts import choices, own
from staff.desk import desk, now, person, told, warned
from staff.roles import may
from storage import audit, suppression
from storage.office import team_keys
from storage.register import contacts, entries, outbox, people
from storage.register.entries import Entry
from storage.register.outbox import OneOff
from storage.times import london_day

pages = Blueprint("onboarding", __name__)

_SENT = {
    "due": "It waits to be sent. Load this page again in a moment.",
    "claimed": "It is being sent. Load this page again in a moment.",
    "sent": "Sent.",
    "delivered": "Arrived.",
}
_NOT_SENT = "It did not arrive. Check the number with them."


@pages.get("/contacts/new")
@may("worker")
def begin() -> str:
    """The form, empty."""
    return _form({})


@pages.post("/contacts/new")
@may("worker")
def add() -> ResponseReturnValue:
    """Add a young person to one's own; nobody is asked anything yet."""
    typed, today = choices.typed(), london_day(now())
    read = entries.read(typed, desk().county, today)
    if not isinstance(read, Entry):
        return _form(typed, choices.problems(read)), 400
    if request.form.get("may_ask") not in ("yes", "no"):
        return _form(typed, {"may_ask": "Say whether they may be asked."}), 400
    rooms = desk().rooms
    with rooms.keys.read() as conn:
        said = suppression.of_number(conn, rooms.vault, read.number)
    if "leave" in said:
        return _form(typed, {"number": _LEFT}), 409
    with rooms.register.read() as conn:
        there = people.found(conn, rooms.vault, read.number, contacts.cohort_years(rooms.vault))
    if there is not None:
        return _taken(typed, there, read)
    added = _added(read, stop="stop" in said)
    if added is None:
        return _form(typed, {"number": "Somebody has just added this number. Try again."}), 409
    if "stop" in said:
        warned(
            "This phone told us STOP, so nothing is sent to it until somebody texts START from it."
        )
    return redirect(url_for(".welcome", contact_id=added))


def _added(entry: Entry, *, stop: bool) -> str | None:
    rooms, mine = desk().rooms, person().id
    try:
        with rooms.register.write() as conn:
            key = team_keys.find(conn)
            if entry.record_number and key is None:
                abort(503)
            public = key.public if key else b""
            added = people.register(conn, rooms.vault, entry, mine, public, stop=stop)
            audit.record(conn, now(), mine, "contact.added", added)
    except IntegrityError:
        return None
    return added


def _taken(typed: dict[str, str], there: people.Found, entry: Entry) -> tuple[str, int]:
    if there.kind == "staff_test":
        return _form(typed, {"number": "This number is a test phone of staff."}), 409
    mine = there.worker_id == person().id
    return render_template(
        "contact_shared.html", typed=typed, mine=there.id if mine else None, number=entry.number
    ), 409


@pages.post("/contacts/shared")
@may("worker")
def share() -> ResponseReturnValue:
    """Two young people use one phone: it becomes a shared one, with the younger one's wording."""
    rooms, today = desk().rooms, london_day(now())
    number = entries.number(request.form.get("number", ""))
    year = entries.first_year(request.form.get("age_cohort", ""), today)
    if number is None or year is None:
        abort(400)
    with rooms.register.write() as conn:
        there = people.found(conn, rooms.vault, number, contacts.cohort_years(rooms.vault))
        if there is None or there.kind != "registered":
            abort(404)
        people.share(conn, rooms.vault, there, year)
        audit.record(conn, now(), person().id, "contact.shared", there.id)
    told(
        "The phone is kept as shared. It is one contact: questions come once, in the words for "
        "the younger of the two, and the worker who added it first goes on looking after it. "
        "Tell both young people."
    )
    return redirect(url_for("contacts.show"))


# ------------------------------------------------------------------------ before they are asked


@pages.get("/contacts/<contact_id>/welcome")
@may("worker")
def welcome(contact_id: str) -> str:
    """What to read aloud, the test text, and the tick that lets questions come."""
    return _welcome(contact_id)


@pages.post("/contacts/<contact_id>/test-text")
@may("worker")
def send_test(contact_id: str) -> ResponseReturnValue:
    """Queue the one test text."""
    rooms, known = desk().rooms, own.found(contact_id)
    with rooms.keys.read() as conn:
        epoch = suppression.current(conn).number
    with rooms.register.write() as conn:
        new = _test_id(conn, contact_id)
        queued = people.text_state(conn, new) is None
        if queued:
            text = _test_text(conn, contact_id, known)
            one = OneOff("reply", text, count(text).segments, now(), contact_id, new)
            outbox.queue_one(conn, rooms.vault, one, epoch)
            audit.record(conn, now(), person().id, "contact.test_text", contact_id)
    if queued:
        told("The test text is on its way. Look at the phone together.")
    else:
        warned("The test text was sent before. There is only one.")
    return redirect(url_for(".welcome", contact_id=contact_id))


@pages.post("/contacts/<contact_id>/told")
@may("worker")
def have_told(contact_id: str) -> ResponseReturnValue:
    """An adult has told them: from now on they may be asked."""
    own.found(contact_id)
    if request.form.get("told") != "yes":
        problem = {"told": "Tick this once you have read it to them and they know."}
        return _welcome(contact_id, problem), 400
    with desk().rooms.register.write() as conn:
        for each in people.mark_told(conn, [contact_id], person().id):
            audit.record(conn, now(), person().id, "contact.told", each)
    told("They are set up. Check-ins can come to them now, within the limits.")
    return redirect(url_for("contacts.show"))


def _form(typed: dict[str, str], problems: dict[str, str] | None = None) -> str:
    county, today = desk().county, london_day(now())
    return render_template(
        "contact_new.html",
        typed=typed,
        problems=problems or {},
        offered=choices.offered(county, today),
    )


def _welcome(contact_id: str, problems: dict[str, str] | None = None) -> str:
    known, county = own.found(contact_id), desk().county
    with desk().rooms.register.read() as conn:
        state = people.text_state(conn, _test_id(conn, contact_id))
    folder = desk().settings.county_dir
    return render_template(
        "contact_welcome.html",
        known=known,
        problems=problems or {},
        notice=notice_for(load_notices(folder), known.status),
        test=_SENT.get(state, _NOT_SENT) if state else None,
        test_text=_texts(folder)[0]["test_text"].plain.replace("{county}", county.name),
        **choices.names(county, london_day(now())),
    )


def _test_id(conn: Connection, contact_id: str) -> str:
    """The same for the same phone: so there is one test text, however often it is pressed."""
    lookup = people.lookup_of(conn, contact_id)
    return desk().rooms.vault.tag("test text", f"{contact_id} {lookup}")[:32]


def _test_text(conn: Connection, contact_id: str, known: people.Known) -> str:
    texts, translations = _texts(desk().settings.county_dir)
    language, easy = people.reads(conn, contact_id)
    band = audience(str(known.first_year), london_day(now()))
    speaker = Speaker(translations, language, band, "sms", easy)
    return speaker.word(texts["test_text"], {"county": desk().county.name})


@lru_cache(maxsize=2)
def _texts(folder: Path) -> tuple[Mapping[str, Wording], Translations]:
    return load_texts(folder), load_translations(folder)


_LEFT = (
    "Whoever has this number asked to be taken off, so it cannot be added. If they want to come "
    "back, let them text the word JOIN from this phone; then add it here."
)
