"""A worker's own young people: who they are, whether they were told, moved, paused."""

from typing import Any

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from staff.contacts import choices, own
from staff.desk import desk, now, person, told, warned
from staff.roles import may
from storage import audit, suppression
from storage.office import accounts, team_keys
from storage.register import contacts, entries, people, records
from storage.register.entries import COLUMNS, Entry
from storage.times import london_day

pages = Blueprint("contacts", __name__)


@pages.get("/contacts")
@may("worker")
def show() -> str:
    """Everybody, those first who were not told yet. Nothing here changes when somebody answers."""
    rooms, mine = desk().rooms, person().id
    with rooms.register.read() as conn:
        found = people.of_worker(conn, rooms.vault, mine, contacts.cohort_years(rooms.vault))
        many = people.count(conn, mine)
    return render_template(
        "contacts.html",
        waiting=[one for one in found if not one.onboarded],
        told=[one for one in found if one.onboarded],
        many=many,
        **choices.names(desk().county, london_day(now())),
    )


@pages.post("/contacts/told")
@may("worker")
def have_told() -> Response:
    """Several at once, for those whom a file brought."""
    ids = request.form.getlist("contact")[: people.LISTED]
    with desk().rooms.register.write() as conn:
        done = people.mark_told(conn, ids, person().id)
        for each in done:
            audit.record(conn, now(), person().id, "contact.told", each)
    if done:
        told(f"{len(done)} marked as told. Check-ins can come to them now, within the limits.")
    else:
        warned("Nobody was ticked, so nothing was changed.")
    return redirect(url_for(".show"))


@pages.get("/contacts/<contact_id>")
@may("worker")
def one(contact_id: str) -> str:
    """One young person, and the form to change what is kept."""
    return _page(own.found(contact_id))


@pages.post("/contacts/<contact_id>")
@may("worker")
def change(contact_id: str) -> ResponseReturnValue:
    """They moved, their status changed, the phone is another's now."""
    known, rooms = own.found(contact_id), desk().rooms
    typed = choices.typed()
    new_number = bool(typed["number"])
    typed["number"] = typed["number"] or _ANY_NUMBER
    read = entries.read(typed, desk().county, london_day(now()))
    if not isinstance(read, Entry):
        return _page(known, choices.problems(read)), 400
    moved = _other_number(contact_id, read.number) if new_number else {}
    if moved is None:
        return _page(known, {"number": _TAKEN}), 409
    with rooms.register.write() as conn:
        changes: dict[str, Any] = {
            "cohort": contacts.cohort_code(rooms.vault, read.first_year),
            "place": read.place,
            "status": read.status,
            "phone_of": read.phone_of,
            "may_ask": read.may_ask,
            "preferred_time": read.preferred_time,
        }
        changes |= moved
        changes |= {name: getattr(read, name) for name in _IF_CHOSEN if name in read.given}
        if read.record_number:
            key = team_keys.find(conn) or abort(503)
            changes["record_tag"] = records.tag(rooms.vault, read.record_number)
            changes["record_number"] = records.sealed(key.public, read.record_number)
        people.change(conn, contact_id, person().id, changes)
        audit.record(conn, now(), person().id, "contact.changed", contact_id)
    told("Saved.")
    return redirect(url_for(".one", contact_id=contact_id))


@pages.post("/contacts/<contact_id>/pause")
@may("worker")
def pause(contact_id: str) -> Response:
    """No texts for now, or again; nobody asks why. A pause of their own is theirs to end."""
    own.found(contact_id)
    on, rooms = request.form.get("pause") == "yes", desk().rooms
    with rooms.keys.read() as conn:
        theirs = suppression.listed(conn, "pause")
    with rooms.register.write() as conn:
        by_text = people.lookup_of(conn, contact_id) in theirs
        people.change(conn, contact_id, person().id, {"paused": on or by_text})
        action = "contact.paused" if on else "contact.resumed"
        audit.record(conn, now(), person().id, action, contact_id)
    told(
        "Paused. No check-ins come to them until you let them."
        if on
        else "Check-ins can come to them again, unless they paused them by text themselves."
    )
    return redirect(url_for(".one", contact_id=contact_id))


@pages.post("/contacts/<contact_id>/hand-over")
@may("worker")
def hand_over(contact_id: str) -> ResponseReturnValue:
    """Another worker looks after them from now on."""
    known, rooms = own.found(contact_id), desk().rooms
    name = request.form.get("worker", "")
    with rooms.register.read() as conn:
        found = accounts.find_by_name(conn, name)
    if found is None or found[0].role != "worker" or not found[0].active:
        return _page(known, {"worker": "There is no worker's account of this name."}), 400
    with rooms.register.write() as conn:
        people.change(conn, contact_id, person().id, {"worker_id": found[0].id})
        audit.record(conn, now(), person().id, "contact.handed_over", contact_id)
    told(f"{found[0].name} looks after them now. They are off your list.")
    return redirect(url_for(".show"))


def _other_number(contact_id: str, number: str) -> dict[str, Any] | None:
    """Another phone of the same young person: they are told again. None where it is taken."""
    rooms = desk().rooms
    with rooms.keys.read() as conn:
        said = suppression.of_number(conn, rooms.vault, number)
    with rooms.register.read() as conn:
        there = contacts.by_number(conn, rooms.vault, number)
    if there is not None and there.id == contact_id:
        return {}
    if there is not None or "leave" in said:
        return None
    changes: dict[str, Any] = {
        "lookup": rooms.vault.lookups(number)[0],
        "number": rooms.vault.seal(number),
        "onboarded": False,
    }
    return changes | ({"consent": "stopped"} if "stop" in said else {})


def _page(known: people.Known, problems: dict[str, str] | None = None) -> str:
    county, today = desk().county, london_day(now())
    typed = choices.typed() if problems else _as_kept(known)
    return render_template(
        "contact.html",
        known=known,
        typed=typed,
        problems=problems or {},
        offered=choices.offered(county, today),
        **choices.names(county, today),
    )


def _as_kept(known: people.Known) -> dict[str, str]:
    """The form as it stands; what they can change by text themselves is left open."""
    return dict.fromkeys(COLUMNS, "") | {
        "age_cohort": choices.cohort(known.first_year) if known.first_year else "",
        "place": known.place or "",
        "status": known.status or "",
        "phone_of": known.phone_of,
        "may_ask": "yes" if known.may_ask else "no",
        "consent_source": known.consent_source or "",
        "preferred_time": known.preferred_time or "",
    }


_TAKEN = (
    "This number is here already, or whoever has it asked to be taken off. Add it as a new young "
    "person: that page says more."
)
_ANY_NUMBER = "+447700900000"  # stands in where the form changes no number
_IF_CHOSEN = ("language", "easy_read", "consent_source")
