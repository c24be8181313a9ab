"""Accounts: an administrator opens them, disables them and hands out one-time passwords."""

import re

from flask import Blueprint, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from staff.desk import desk, now, person, told, warned
from staff.roles import ROLES, may
from storage import audit
from storage.office import accounts
from storage.times import london_day

pages = Blueprint("accounts", __name__)

_NAME = re.compile(r"[a-z0-9][a-z0-9._@-]{1,79}")


@pages.get("/accounts")
@may("admin")
def show() -> str:
    """Everybody who can or could sign in, and the form for a new account."""
    return _page()


@pages.post("/accounts")
@may("admin")
def create() -> str | tuple[str, int]:
    """Open an account; its one-time password is shown on this one page and kept nowhere."""
    name, role = accounts.plain_name(request.form.get("name", "")), request.form.get("role", "")
    places = {one.id for one in desk().county.places}
    district = request.form.get("district") if request.form.get("district") in places else None
    problems = _problems(name, role)
    if role == "district_lead" and district is None:
        problems["district"] = "Choose the district that they lead."
    if problems:
        return _page(problems=problems, typed={"name": name, "role": role}), 400
    password, at = accounts.one_time_password(), now()
    kept = accounts.hash_password(password)
    try:
        with desk().rooms.register.write() as conn:
            made = accounts.create(conn, name, role, kept, london_day(at), district=district)
            audit.record(conn, at, person().id, "account.created", made.id, role)
    except accounts.NameTaken:
        taken = {"name": "There is an account of that name already. Choose another name."}
        return _page(problems=taken, typed={"name": name, "role": role}), 400
    return _page(handed={"name": made.name, "password": password})


@pages.post("/accounts/<account_id>/password")
@may("admin")
def renew(account_id: str) -> str:
    """A new one-time password for somebody who lost theirs; they are signed out everywhere."""
    password, at = accounts.one_time_password(), now()
    kept = accounts.hash_password(password)
    with desk().rooms.register.write() as conn:
        found = accounts.find(conn, account_id)
        if found is None:
            abort(404)
        accounts.set_password(conn, account_id, kept, one_time=True)
        audit.record(conn, at, person().id, "account.password_renewed", account_id)
    return _page(handed={"name": found.name, "password": password})


@pages.post("/accounts/<account_id>/active")
@may("admin")
def set_active(account_id: str) -> Response:
    """Disable an account, which signs it out at once, or open it again."""
    wanted = request.form.get("active")
    if wanted not in ("yes", "no"):
        abort(400)
    active, at = wanted == "yes", now()
    with desk().rooms.register.write() as conn:
        found = accounts.find(conn, account_id)
        if found is None:
            abort(404)
        last = found.role == "admin" and accounts.active_with_role(conn, "admin") <= 1
        kept_open = last and not active
        if not kept_open and accounts.set_active(conn, account_id, active):
            action = "account.opened" if active else "account.disabled"
            audit.record(conn, at, person().id, action, account_id)
    if kept_open:
        warned(
            "This is the last administrator, so it stays open: with none left, nobody could "
            "open accounts. Make another administrator first."
        )
    elif active:
        told(f"{found.name} can sign in again.")
    else:
        told(f"{found.name} is signed out and cannot sign in.")
    return redirect(url_for(".show"))


def _problems(name: str, role: str) -> dict[str, str]:
    problems = {}
    if not _NAME.fullmatch(name):
        problems["name"] = (
            "Use 2 to 80 small letters, digits, dots, hyphens or @, starting with a letter or "
            "digit. A work e-mail address is a good name."
        )
    if role not in ROLES:
        problems["role"] = "Choose a role."
    return problems


def _page(**more: object) -> str:
    with desk().rooms.register.read() as conn:
        listed = accounts.listing(conn)
    return render_template("accounts.html", accounts=listed, roles=ROLES, **more)
