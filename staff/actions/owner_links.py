"""The owner's monthly link: no log-in, their own promises, two buttons: done and stuck."""

import base64
import hashlib
import hmac
import smtplib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from urllib.parse import unquote, urlsplit

import structlog
from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from config.settings import Settings
from conversations.text import clean
from staff.desk import desk, now, told, warned
from staff.errors import page as error_page
from staff.roles import may, open_to_all
from storage import audit
from storage.crypto import derived_secret
from storage.database import Database
from storage.office import actions
from storage.office.actions import WILL, Action, Owner
from storage.times import london_day

pages = Blueprint("action_owners", __name__)
log = structlog.get_logger()

GOOD_FOR = timedelta(days=35)
"""A little more than a month: the next link comes before this one is over."""
WHY_MAX = 200
_MAC_CHARS = 32
_SECONDS = 20

Post = Callable[[EmailMessage], None]


@dataclass(frozen=True)
class Sent:
    """What a month's round did."""

    gone: int
    without_address: int
    failed: int

    def __str__(self) -> str:
        text = f"{self.gone} links sent, {self.without_address} owners without an address"
        return f"{text}, {self.failed} not sent" if self.failed else text


def link_of(settings: Settings, owner_id: str, at: datetime) -> str:
    """An address that is good for a month and shows nothing but this owner's promises."""
    until = f"{at + GOOD_FOR:%Y%m%d}"
    token = f"{owner_id}.{until}.{_mac(settings, owner_id, until)}"
    return f"{settings.public_base_url.rstrip('/')}/staff/promises/{token}"


def owner_of(settings: Settings, token: str, at: datetime) -> str | None:
    """Whose link it is. None: not one of ours. Raises `Over` once it is out of date."""
    owner_id, _, rest = token.partition(".")
    until, _, mac = rest.partition(".")
    right = _mac(settings, owner_id, until)
    if not hmac.compare_digest(mac.encode("utf-8", "replace"), right.encode()):
        return None
    if f"{at.astimezone(UTC):%Y%m%d}" > until:
        raise Over
    return owner_id


class Over(Exception):
    """The link is out of date."""


def send_links(register: Database, settings: Settings, at: datetime, post: Post | None) -> Sent:
    """This month's link to every owner of something that is not done; once a month each."""
    month = f"{london_day(at):%Y-%m}"
    with register.read() as conn:
        waiting = _waiting(actions.listing(conn, states=("decided",)), actions.owners(conn))
    gone = failed = 0
    for owner in waiting:
        if not owner.email or owner.link_month == month or post is None:
            continue
        try:
            post(_letter(settings, owner, at))
        except (OSError, smtplib.SMTPException) as problem:
            log.warning("owner_link_not_sent", id=owner.id, error=type(problem).__name__)
            failed += 1
            continue
        with register.write() as conn:
            gone += actions.link_gone(conn, owner.id, month)
    return Sent(gone, sum(not owner.email for owner in waiting), failed)


def post_by_smtp(settings: Settings) -> Post | None:
    """How letters go out; None where no mail server is set up."""
    if not settings.smtp_url:
        return None
    parts = urlsplit(settings.smtp_url)

    def post(letter: EmailMessage) -> None:
        kind = smtplib.SMTP_SSL if parts.scheme == "smtps" else smtplib.SMTP
        with kind(parts.hostname or "", parts.port or 0, timeout=_SECONDS) as server:
            if parts.username:
                if parts.scheme == "smtp":
                    server.starttls()
                server.login(unquote(parts.username), unquote(parts.password or ""))
            server.send_message(letter)

    return post


@pages.get("/owners")
@may("officer")
def show() -> str:
    """Every owner with what is theirs, and their link where no mail goes out."""
    with desk().rooms.register.read() as conn:
        known = actions.listing(conn, states=("decided",))
        owners = actions.owners(conn)
    lines = [
        (owner, [one for one in known if one.owner_id == owner.id and one.kind == WILL],
         link_of(desk().settings, owner.id, now()))
        for owner in _waiting(known, owners)
    ]  # fmt: skip
    return render_template(
        "actions/owners.html", lines=lines, mail=bool(desk().settings.smtp_url),
        today=london_day(now()),
    )  # fmt: skip


@pages.get("/promises/<token>")
@open_to_all("the signed link in the owner's letter is the key; it shows their promises only")
def promises(token: str) -> ResponseReturnValue:
    """What this owner promised, with the two buttons."""
    owner, mine = _theirs(token)
    if owner is None:
        return _over()
    return render_template(
        "actions/promises.html", token=token, owner=owner, mine=mine, today=london_day(now())
    )


@pages.post("/promises/<token>/<action_id>")
@open_to_all("the signed link in the owner's letter is the key; it changes their promises only")
def answer(token: str, action_id: str) -> ResponseReturnValue:
    """Done, or stuck and why."""
    owner, mine = _theirs(token)
    if owner is None:
        return _over()
    if action_id not in {one.id for one in mine}:
        warned("That is not open any more. Below is what is.")
        return redirect(url_for(".promises", token=token))
    why = " ".join(clean(request.form.get("why", "")).split())[:WHY_MAX]
    done = request.form.get("do") == "done"
    if not done and not why:
        warned("Say in a few words what it hangs on, then press Stuck again.")
        return redirect(url_for(".promises", token=token, _anchor=f"why-{action_id}"))
    with desk().rooms.register.write() as conn:
        kept = (
            actions.did(conn, action_id, None, now())
            if done
            else actions.stuck(conn, action_id, why, None, now())
        )
        if kept:
            what = "action.done" if done else "action.stuck"
            audit.record(conn, now(), f"owner:{owner.id}", what, action_id)
    told("Thank you. The participation team tells the young people." if done
         else "Thank you. The participation team sees it, and will ring you.")  # fmt: skip
    return redirect(url_for(".promises", token=token))


def _theirs(token: str) -> tuple[Owner | None, list[Action]]:
    try:
        owner_id = owner_of(desk().settings, token, now())
    except Over:
        return None, []
    with desk().rooms.register.read() as conn:
        owner = actions.owners(conn).get(owner_id or "")
        mine = actions.listing(conn, states=("decided",), owner_id=owner_id or "")
    if owner is None:
        abort(404)
    return owner, [one for one in mine if one.kind == WILL]


def _over() -> tuple[str, int]:
    return error_page(
        410,
        "This link is over",
        "A new one comes every month. If you need it before, ask the participation team.",
    )


def _waiting(known: list[Action], owners: dict[str, Owner]) -> list[Owner]:
    owing = {one.owner_id for one in known if one.kind == WILL}
    return [owner for owner in owners.values() if owner.id in owing]


def _letter(settings: Settings, owner: Owner, at: datetime) -> EmailMessage:
    letter = EmailMessage()
    host = urlsplit(settings.public_base_url).hostname or "localhost"
    letter["Subject"] = "What you promised young people: done, or stuck?"
    letter["From"] = f"Golden Thread <golden-thread@{host}>"
    letter["To"] = owner.email or ""
    letter.set_content(
        f"To {owner.name}\n\nYou promised young people in care something. Please say how it is "
        f"going. It takes a minute and needs no log-in:\n\n{link_of(settings, owner.id, at)}\n\n"
        "The link is good for five weeks. Whoever has it can answer for you: do not pass it on.\n"
    )
    return letter


def _mac(settings: Settings, owner_id: str, until: str) -> str:
    key = derived_secret(settings.secret_key, "owner-link").encode()
    digest = hmac.new(key, f"{owner_id}.{until}".encode(), hashlib.sha256).digest()
    return base64.b32encode(digest).decode().lower()[:_MAC_CHARS]
