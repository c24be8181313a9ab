"""Signing in and out, and changing one's own password."""

import re

from flask import (
    Blueprint,
    Response,
    g,
    make_response,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from werkzeug.wrappers import Response as BaseResponse

from staff.desk import desk, now, person, told
from staff.guard import COOKIE, COOKIE_PATH
from staff.roles import may_everybody_signed_in, open_to_all
from storage import audit
from storage.office import accounts, signins

pages = Blueprint("signing_in", __name__)

WRONG = "That account name and password do not go together. Check both and try again."

_SAFE_PATH = re.compile(r"/(?![/\\])[A-Za-z0-9/_.?=&%-]*")
"""A path of this console; never another host."""

_NOBODY = accounts.hash_password("no account has this hash")
"""Looked at when there is no such account, so that the answer takes as long."""


@pages.get("/login")
@open_to_all("this is where people sign in")
def enter() -> str | BaseResponse:
    """The form."""
    if g.account is not None:
        return redirect(url_for("front.show"))
    return render_template("sign_in.html", then=_safe(request.args.get("then")), name="")


@pages.post("/login")
@open_to_all("this is where people sign in")
def check() -> str | BaseResponse | tuple[str, int]:
    """Count the try, look at the password outside any transaction, then let in or not."""
    name, password = request.form.get("name", "")[:200], request.form.get("password", "")[:1000]
    then = _safe(request.form.get("then"))
    rooms, at = desk().rooms, desk().session_clock.now()
    buckets = _buckets(name)
    with rooms.register.write() as conn:
        signins.sweep(conn, at)
        allowed = signins.take_try(conn, *buckets, at)
        found = accounts.find_by_name(conn, name)
    if not allowed:
        return render_template("too_many_tries.html"), 429
    account, password_hash = found or (None, _NOBODY)
    right = accounts.password_matches(password_hash, password)
    if not right or account is None or not account.active:
        page = render_template("sign_in.html", then=then, name=name, problem=WRONG)
        return page, 401
    with rooms.register.write() as conn:
        signins.give_back(conn, *buckets)
        token = signins.start(conn, account.id, at)
        audit.record(conn, now(), account.id, "account.signed_in", account.id)
    session.clear()  # a new form token too: nothing from before signing in is good after it
    response = redirect(request.script_root + then if then else url_for("front.show"))
    return _with_cookie(make_response(response), token)


@pages.post("/logout")
@may_everybody_signed_in()
def leave() -> BaseResponse:
    """End the sign-in on the server, not only in the browser."""
    with desk().rooms.register.write() as conn:
        signins.end(conn, g.signin_id)
    session.clear()
    told("You are signed out.")
    response = make_response(redirect(url_for("signing_in.enter")))
    response.delete_cookie(COOKIE, path=COOKIE_PATH)
    return response


@pages.get("/password")
@may_everybody_signed_in()
def password() -> str:
    """The form to choose a new password."""
    return render_template("password.html", must=person().must_change)


@pages.post("/password")
@may_everybody_signed_in()
def change_password() -> str | BaseResponse | tuple[str, int]:
    """Keep a new password and sign in afresh with it."""
    who, form = person(), request.form
    old, new = form.get("old", "")[:1000], form.get("new", "")[:1000]
    rooms, at, buckets = desk().rooms, desk().session_clock.now(), _buckets(who.name)
    with rooms.register.write() as conn:  # whoever sits at an open screen may not guess either
        allowed = signins.take_try(conn, *buckets, at)
    if not allowed:
        return render_template("too_many_tries.html"), 429
    problems = _problems(old, new, form.get("again", ""))
    if problems:
        page = render_template("password.html", must=who.must_change, problems=problems)
        return page, 400
    kept = accounts.hash_password(new)
    with rooms.register.write() as conn:
        signins.give_back(conn, *buckets)
        accounts.set_password(conn, who.id, kept)
        token = signins.start(conn, who.id, at)
        audit.record(conn, now(), who.id, "account.password_changed", who.id)
    session.clear()
    told("Your password is changed. Anywhere else you were signed in, you are signed out.")
    return _with_cookie(make_response(redirect(url_for("front.show"))), token)


def _problems(old: str, new: str, again: str) -> dict[str, str]:
    """What is wrong, by field."""
    who = person()
    with desk().rooms.register.read() as conn:
        found = accounts.find_by_name(conn, who.name)
    problems = {}
    if found is None or not accounts.password_matches(found[1], old):
        problems["old"] = "That is not your password now. Type it again."
    weak = accounts.weakness(new, who.name)
    if weak:
        problems["new"] = weak
    elif new == old:
        problems["new"] = "Choose a password that is different from the one you have now."
    elif new != again:
        problems["again"] = "The two new passwords are different. Type the same one twice."
    return problems


def _buckets(name: str) -> tuple[str, str]:
    """Keyed hashes: the counters name neither the account nor the address."""
    vault = desk().rooms.vault
    return (
        vault.tag("signin-name", accounts.plain_name(name)),
        vault.tag("signin-address", request.remote_addr or "unknown"),
    )


def _safe(then: str | None) -> str:
    return then if then and _SAFE_PATH.fullmatch(then) else ""


def _with_cookie(response: Response, token: str) -> Response:
    response.set_cookie(
        COOKIE,
        token,
        path=COOKIE_PATH,
        httponly=True,
        samesite="Lax",
        secure=not desk().settings.demo,
    )
    return response
