"""Who can open sealed cases: an own passphrase, being let in by a lead, and a leaver's access."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from staff.desk import desk, now, person, told, warned
from staff.roles import may
from staff.safeguarding.cases import right_try, take_a_try
from storage import cases
from storage.crypto import Unreadable
from storage.office import accounts, team_keys
from storage.office.team_keys import SHORTEST_PASSPHRASE

pages = Blueprint("case_keys", __name__)

LONGEST = 1000
NOT_RIGHT = "This passphrase is not right. Nothing was changed."


@pages.get("/case-keys")
@may("safeguarding")
def show() -> str:
    """My passphrase, who waits to be let in, and who is in."""
    return _page()


@pages.post("/case-keys/passphrase")
@may("safeguarding")
def choose() -> ResponseReturnValue:
    """A first passphrase, or another one for the same key."""
    before, new = _typed("before"), _typed("new")
    if len(new) < SHORTEST_PASSPHRASE:
        return _page({"new": f"At least {SHORTEST_PASSPHRASE} letters: four words do."}), 400
    if new != _typed("again"):
        return _page({"again": "The two are not the same."}), 400
    rooms, me, at = desk().rooms, person().id, now()
    with rooms.register.read() as conn:
        known = me in team_keys.admitted(conn)
    if not known:
        cases.choose_passphrase(rooms, me, new, at)
        told("Chosen. Now somebody who is in, or the two custodians, let you in.")
        return redirect(url_for(".show"))
    if not take_a_try(me):
        return render_template("too_many_tries.html"), 429
    try:
        cases.change_passphrase(rooms, me, before, new, at)
    except Unreadable:
        return _page({"before": NOT_RIGHT}), 401
    right_try(me)
    told("Your passphrase is changed.")
    return redirect(url_for(".show"))


@pages.post("/case-keys/admit")
@may("safeguarding")
def admit() -> ResponseReturnValue:
    """A lead who is in lets another in, after the digits were compared in person."""
    new, me = request.form.get("account", ""), person().id
    if request.form.get("compared") != "yes":
        return _page({"compared": "Compare the digits with them first, in person."}), 400
    if not take_a_try(me):
        return render_template("too_many_tries.html"), 429
    try:
        done = cases.admit(desk().rooms, me, _typed("passphrase"), new, now())
    except Unreadable:
        return _page({"passphrase": NOT_RIGHT}), 401
    right_try(me)
    if done:
        told("They can open cases now, with their own passphrase.")
    else:
        warned("They have chosen no passphrase yet. Nothing was changed.")
    return redirect(url_for(".show"))


@pages.post("/case-keys/recover")
@may("safeguarding")
def recover() -> ResponseReturnValue:
    """Both custodians type their half: the first lead comes in, or one when all have forgotten."""
    me = person().id
    if not take_a_try(me):
        return render_template("too_many_tries.html"), 429
    whole = f"{_typed('first')}-{_typed('second')}".strip("-")
    try:
        done = cases.admit_by_recovery(desk().rooms, whole, me, now())
    except Unreadable:
        return _page({"first": "This is not the recovery key. Nothing was changed."}), 401
    right_try(me)
    if done:
        told("You can open cases now.")
    else:
        warned("Choose your passphrase first.")
    return redirect(url_for(".show"))


@pages.post("/case-keys/end")
@may("safeguarding")
def end() -> ResponseReturnValue:
    """A leaver: a new key for what comes, and what is kept is sealed to it."""
    leaver, me = request.form.get("account", ""), person().id
    if leaver in ("", me):
        return _page({"leaver": "Choose whose access ends; a colleague ends yours."}), 400
    if not take_a_try(me):
        return render_template("too_many_tries.html"), 429
    try:
        recovery = cases.end_access(desk().rooms, me, _typed("passphrase"), leaver, now())
    except Unreadable:
        return _page({"end-passphrase": NOT_RIGHT}), 401
    right_try(me)
    if recovery is not None:
        return _page(recovery=recovery)
    told("Ended. Everything that is kept is sealed anew; they can open none of it.")
    return redirect(url_for(".show"))


def _typed(name: str) -> str:
    return request.form.get(name, "")[:LONGEST].strip()


def _page(problems: dict[str, str] | None = None, recovery: str | None = None) -> str:
    with desk().rooms.register.read() as conn:
        people = {one.id: one for one in accounts.listing(conn)}
        inside = team_keys.admitted(conn)
        waiting = team_keys.waiting(conn)
        tests = team_keys.last_tests(conn)
        chosen = team_keys.has_passphrase(conn, person().id)
        made = team_keys.find(conn) is not None
    return render_template(
        "cases/keys.html",
        people=people,
        inside=sorted(inside, key=lambda one: people[one].name if one in people else ""),
        waiting=[(people[one], digits) for one, digits in waiting if one in people],
        tests=tests,
        me=person().id,
        me_name=person().name,
        chosen=chosen,
        made=made,
        problems=problems or {},
        recovery=recovery,
        shortest=SHORTEST_PASSPHRASE,
    )
