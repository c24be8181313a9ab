"""The web chat behind a link in a text: no credit, no app, and nobody knows whose it is."""

import json
from typing import Any

import phonenumbers
from flask import Blueprint, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError

from bot import page_language
from bot.routes import public
from bot.wiring import wiring
from conversations.words import global_word
from storage import suppression
from storage.register import chat_links, contacts, notices, requests
from storage.register.contacts import Contact
from storage.register.requests import Request
from storage.rooms import Rooms

blueprint = Blueprint("linked", __name__)

KEY = "linked"
STOP = "stop"
LONGEST = 40


@blueprint.get("/c/<token>")
@public("the link in a text; it opens an ordinary chat, whoever holds it, and consumes nothing")
def come(token: str) -> ResponseReturnValue:
    """Begin the chat that this link is for. Looking changes nothing in the database."""
    rooms = wiring().service.rooms
    written, code = chat_links.parted(token[:LONGEST])
    with rooms.register.read() as conn:
        tag = chat_links.known(conn, rooms.vault, written)
        running = _running(conn).get(code, {})
    before = session.get(KEY)
    if not (isinstance(before, dict) and tag and before.get("tag") == tag):
        session.pop("chat", None)
        session.pop("round", None)
    session[KEY] = {
        "tag": tag,
        "flow": running.get("flow"),
        "part": running.get("part"),
        "campaign": running.get("id"),
    }
    return redirect(url_for("web.show", flow=running.get("flow")), 303)


@blueprint.app_context_processor
def _for_templates() -> dict[str, object]:
    return {"by_link": KEY in session}


@blueprint.get("/c/stop")
@public("whoever holds a link may stop the texts to the phone it came to")
def stop() -> ResponseReturnValue:
    """Ask for the number: nobody can tell it from the link."""
    if KEY not in session:
        return redirect(url_for("web.show"), 303)
    return _stop_page()


@blueprint.post("/c/stop")
@public("the form carries a CSRF token; without a link in this browser it does nothing")
def stop_number() -> ResponseReturnValue:
    """Stop texting the number, if the link came to it; a person looks where it did not."""
    if KEY not in session:
        return redirect(url_for("web.show"), 303)
    number = _number(request.form.get("number", ""))
    if number is None:
        told = _("That does not look like a phone number. Try it like 07700 900123.")
        return _stop_page(told), 400
    _stop_texting(number, session[KEY].get("tag"))
    # The same words whether it was theirs or not: a link tells nobody's number.
    return _stop_page(done=True)


def given(flow: str | None) -> dict[str, Any]:
    """What a chat that starts now by this browser's link carries, if it is about that."""
    linked = session.get(KEY)
    if not isinstance(linked, dict) or not flow or linked.get("flow") != flow:
        return {}
    part = str(linked.get("part") or "")
    return {
        "link": linked.get("tag"),
        "campaign": linked.get("campaign"),
        "part": int(part) if part.isdecimal() else None,
    }


def wants_stop(messages: tuple[str, ...]) -> bool:
    """Whether somebody who came by a link says STOP: then they mean the texts too."""
    words = wiring().service.book.words
    return KEY in session and any(global_word(text, words) == "STOP" for text in messages)


def _stop_page(notice: str = "", *, done: bool = False) -> str:
    language = page_language.page_language()
    return render_template(
        "linked_stop.html",
        notice=notice,
        done=done,
        language=language,
        direction=page_language.direction(language),
    )


def _stop_texting(number: str, tag: str | None) -> None:
    here = wiring()
    rooms, now = here.service.rooms, here.clock.now()
    with rooms.register.read() as conn:
        known = contacts.by_number(conn, rooms.vault, number)
        theirs = _came_to(conn, rooms, known, tag)
    if known is None or not theirs:
        asked = rooms.vault.tag("stop by link", f"{tag}:{number}")[:32]  # once a link and number
        made = Request(asked, STOP, now, "web", "open", number)
        try:
            with rooms.register.write() as conn:
                requests.add(conn, rooms.vault, made)
        except IntegrityError:
            return
        return
    with rooms.register.write() as conn:
        contacts.change(conn, known.id, {"consent": "stopped"})
    with rooms.keys.write() as conn:
        suppression.add(conn, rooms.vault.lookups(number)[0], "stop", now)


def _came_to(conn: Connection, rooms: Rooms, known: Contact | None, tag: str | None) -> bool:
    if known is None or tag is None:
        return False
    return chat_links.belongs_to(rooms.vault, tag, known.id, chat_links.period(conn))


def _running(conn: Connection) -> dict[str, dict[str, Any]]:
    kept = notices.get(conn, notices.RUNNING)
    found = json.loads(kept) if kept else {}
    return found if isinstance(found, dict) else {}


def _number(typed: str) -> str | None:
    try:
        parsed = phonenumbers.parse(typed[:LONGEST], "GB")
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(parsed):
        return None
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)
