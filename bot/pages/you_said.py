"""You said, we did: every signed answer, what came of it, and how long young people wait."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import Blueprint, abort, render_template, request

from bot.routes import public
from bot.shelf import shelf
from conversations.lint_outgoing import AUDIENCES, EASY, USUAL
from conversations.qr import code
from storage.answers import findings
from storage.answers.findings import Finding
from storage.office import actions, public_texts
from storage.office.actions import CANNOT, Action, Owner
from storage.office.public_texts import ACTION, NEWSLETTER, PublicText
from storage.office.reply_clock import ReplyClock, reply_clock
from storage.times import london_day

blueprint = Blueprint("you_said", __name__, url_prefix="/you-said-we-did")

ON_A_POSTER = 4
_ACRONYM = re.compile(r"\b[A-Z]{2,}\b")


@dataclass(frozen=True)
class Card:
    """One answer: the signed words, and beside them what is true today."""

    code: str
    said: str
    did: str
    cannot: bool
    done: date | None
    by_when: date | None
    late: bool
    moved: bool
    who: str
    finding: Finding | None
    worked: Mapping[str, Any] | None


@blueprint.get("")
@public("what was done is published for everybody")
def show() -> str:
    """What was done, what is promised, what cannot be done and why, for one kind of reader."""
    who = _who()
    cards, clock = _cards(who)
    return render_template(
        "you_said_we_did.html", who=who, done=[one for one in cards if one.done],
        promised=[one for one in cards if not one.done and not one.cannot],
        cannot=[one for one in cards if one.cannot], clock=clock, news=_news(),
    )  # fmt: skip


@blueprint.get("/poster")
@public("a poster of what is published anyway")
def poster() -> str:
    """The latest answers on a sheet of paper, with a QR code that leads to all of them."""
    who = _who()
    cards, _ = _cards(who)
    best = sorted(cards, key=lambda one: (one.done is None, one.cannot))[:ON_A_POSTER]
    web = code(f"{shelf().address.rstrip('/')}/you-said-we-did")
    return render_template("you_said_poster.html", who=who, cards=best, web=web)


@blueprint.get("/news/<period>")
@public("the newsletter is for everybody, once two people have signed it")
def news(period: str) -> str:
    """One quarter's newsletter."""
    found = next((one for one in _news() if one.subject == period), None)
    if found is None:
        abort(404)
    who = _who()
    items = found.body["items"]
    return render_template(
        "you_said_news.html", text=found, who=who, items=items.get(who) or items.get(USUAL, ())
    )


def _cards(who: str) -> tuple[list[Card], ReplyClock]:
    today = london_day(shelf().now())
    with shelf().office.read() as conn:
        known = {one.id: one for one in actions.listing(conn)}
        owners = actions.owners(conn)
        signed = public_texts.public(conn, ACTION)
    shown = [(known[one.subject], one) for one in signed if one.subject in known]
    said = _findings([one for one, _ in shown])
    cards = [_card(one, text, who, owners, said, today) for one, text in shown]
    return cards, reply_clock(known.values(), today)


def _card(
    one: Action, text: PublicText, who: str, owners: Mapping[str, Owner],
    said: Mapping[str, Finding], today: date,
) -> Card:  # fmt: skip
    words = text.body.get(who) or text.body[USUAL]
    owner = owners[one.owner_id].name if one.owner_id and one.owner_id in owners else ""
    return Card(
        code=one.code,
        said=words["said"],
        did=words["did"],
        cannot=one.kind == CANNOT,
        done=one.did_on,
        by_when=one.by_when,
        late=one.overdue(today),
        moved=one.broken(today),
        who="" if who == EASY or _ACRONYM.search(owner) else owner,
        finding=said.get(f"{one.publication_id} {one.theme}"),
        worked=one.worked,
    )


def _findings(shown: Sequence[Action]) -> dict[str, Finding]:
    wanted = [(one.publication_id, one.theme) for one in shown if one.publication_id and one.theme]
    with shelf().answers.read() as conn:
        return findings.for_everybody(conn, [(str(a), str(b)) for a, b in wanted])


def _news() -> list[PublicText]:
    with shelf().office.read() as conn:
        return public_texts.public(conn, NEWSLETTER)


def _who() -> str:
    wanted = request.args.get("for", USUAL)
    return wanted if wanted in AUDIENCES else USUAL
