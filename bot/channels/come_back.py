"""Coming back to a web chat that is over: four words, shown once, and what happened since."""

import json

from flask import Blueprint, g, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from bot import page_language
from bot.chat_view import ended_and_waiting
from bot.pages.happened import happened_since
from bot.routes import public
from bot.wiring import wiring
from config.return_words import load_return_words
from storage.crypto import new_id
from storage.register import notices, requests, return_codes, withdrawn
from storage.register.requests import Request
from storage.register.return_codes import TRIES_OF_ALL, TRIES_PER_ADDRESS

blueprint = Blueprint("come_back", __name__)

CODES_PER_BROWSER = 3


@blueprint.post("/chat/words-to-come-back")
@public("only the browser whose chat has just ended has the token that finds it")
def give() -> ResponseReturnValue:
    """Make four words for the chat that has just ended, and show them this once."""
    here, token = wiring(), session.get("chat", "")
    vault, now = here.service.rooms.vault, here.clock.now()
    ended = ended_and_waiting(here.service, str(token))
    with here.service.rooms.register.write() as conn:
        bucket = vault.tag("return code for", str(token))
        enough = return_codes.take_try(conn, bucket, CODES_PER_BROWSER, now)
        pointer = return_codes.pointer_of(conn, ended, now) if ended and enough else None
    if pointer is None:
        return redirect(url_for("web.show"), 303)
    code = return_codes.new_words(load_return_words(here.settings.county_dir))
    row = return_codes.prepare(vault, code, pointer, now)
    with here.service.rooms.register.write() as conn:
        return_codes.add(conn, row)
    return _page(code=code.split())


@blueprint.get("/come-back")
@public("whoever has four words may ask what happened since; looking changes nothing")
def ask() -> ResponseReturnValue:
    """Ask for the four words."""
    return _page()


@blueprint.post("/come-back")
@public("the form carries a CSRF token; tries are counted in the database before anything is read")
def come() -> ResponseReturnValue:
    """What happened since; or take the words out while they can still be found."""
    here = wiring()
    rooms, now = here.service.rooms, here.clock.now()
    address = rooms.vault.tag("return code from", _address())
    with rooms.register.write() as conn:
        may = [
            return_codes.take_try(conn, address, TRIES_PER_ADDRESS, now),
            return_codes.take_try(conn, "all", TRIES_OF_ALL, now),
        ]
    if not all(may):
        return _page(problem="wait"), 429
    code = return_codes.plain(request.form.get("words", "")) or "these are not four"
    tags = return_codes.tags_of(rooms.vault, code)
    with rooms.register.read() as conn:
        sealed = return_codes.find(conn, tags, now)
    if sealed is None:
        # The same for words that never were and for words whose time is over.
        return _page(problem="unknown"), 404
    pointer = return_codes.opened(code, sealed)
    with rooms.register.write() as conn:
        return_codes.give_back(conn, (address, "all"))
        there = return_codes.waiting(conn, pointer)
        taken_out = bool(there) and "delete" in request.form
        if taken_out:
            withdrawn.never_release_these(conn, there, "delete")
            requests.add(conn, rooms.vault, Request(new_id(), "delete", now, "web", "open", None))
        news = notices.get(conn, notices.SINCE)
    since = happened_since(rooms.register, rooms.answers, pointer.flows, pointer.quarter)
    since = since or _in_language(news)
    return _page(found="taken-out" if taken_out else "waiting" if there else "gone", since=since)


def _address() -> str:
    """Where a try comes from; behind a proxy of this machine, as the proxy says.

    Whoever could make that up is still counted with everybody together.
    """
    here = request.remote_addr or "unknown"
    if here in ("127.0.0.1", "::1"):
        return request.headers.get("X-Forwarded-For", here).rpartition(",")[2].strip()
    return here


def _in_language(news: str | None) -> list[str]:
    """What was last told to everybody, signed by two people, in this language or in English."""
    texts = json.loads(news) if news else {}
    said = texts.get(page_language.page_language()) or texts.get("en")
    return [said] if said else []


def _page(**what: object) -> str:
    language = page_language.page_language()
    g.chat_language = language
    return render_template(
        "come_back.html",
        language=language,
        direction=page_language.direction(language),
        months=return_codes.MONTHS,
        **what,
    )
