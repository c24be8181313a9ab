"""Telling everybody who was asked what came of it: the officer's own words, checked, then sent."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import Connection

from config.data import load_jargon
from conversations import lint
from conversations.lint_outgoing import outgoing
from conversations.text import clean
from staff.campaigns import calendar, choosing, reach, words
from staff.desk import desk, now, person, told, warned
from staff.roles import may
from storage import audit, check_ins
from storage.office import campaigns, glossary, public_texts
from storage.office.campaigns import Campaign
from storage.office.public_texts import PublicText
from storage.register import audiences, notices
from storage.register.audiences import Audience

pages = Blueprint("telling", __name__)

OPEN_DAYS = 7
_WENT_OUT = ("running", "paused", "closed")


@dataclass(frozen=True)
class Typed:
    """What was typed: the words by language, and the check-ins whose people are told."""

    title: str
    texts: dict[str, str]
    of: tuple[str, ...]

    @property
    def mark(self) -> str:
        """Changes with every letter: what goes out is what was looked at."""
        return hashlib.sha256(repr((self.texts, self.of)).encode()).hexdigest()[:16]


@pages.get("/tell")
@may("officer", "district_lead")
def show() -> str:
    """The words, whom they go to, and what they cost."""
    ticked = tuple(one.id for one in _askable()[1])
    return _page(Typed("", {}, ticked), {})


@pages.post("/tell")
@may("officer", "district_lead")
def send() -> ResponseReturnValue:
    """Show what phones will get, and on the second press send it."""
    typed = Typed(
        clean(request.form.get("title", ""))[:80],
        {code: clean(request.form.get(f"text-{code}", "")) for code in desk().county.languages_on},
        tuple(request.form.getlist("of")),
    )
    asked = [one for one in _askable()[0] if one.id in typed.of]
    problems = _problems(typed, asked)
    if problems:
        return _page(typed, problems), 400
    if request.form.get("do") != "send" or request.form.get("mark") != typed.mark:
        return _page(typed, {}, checked=True)
    made = Campaign(
        title=typed.title,
        kind="told",
        made_by=person().id,
        audience=audiences.to_json(_audience(asked)),
        starts_at=now(),
        closes_at=now() + timedelta(days=OPEN_DAYS),
        told={code: text for code, text in typed.texts.items() if text},
        state="draft",  # two people answer for what young people read
    )
    with desk().rooms.register.write() as conn:
        campaigns.add(conn, made)
        audit.record(conn, now(), person().id, "campaign.told", made.id, made.state)
    told("Kept, and waiting for a second person. They find it under Check-ins.")
    return redirect(url_for("progress.show", campaign_id=made.id))


@pages.post("/tell/signed/<text_id>")
@may("officer")
def send_signed(text_id: str) -> ResponseReturnValue:
    """Send a text that two people have signed, to everybody who was asked about its actions."""
    with desk().rooms.register.write() as conn:
        text = public_texts.find(conn, text_id)
        if text is None or text.kind != public_texts.TOLD or text.state != public_texts.SIGNED:
            made = None
        else:
            made = _campaign_of(conn, text)
            campaigns.add(conn, made)
            public_texts.go_out(conn, text.id, made.id)
            _leave_the_news(conn, text)
            audit.record(conn, now(), person().id, "campaign.told", made.id, "signed twice")
    if made is None:
        warned("It is not signed by two people, or it is out already. Nothing was sent.")
        return redirect(url_for(".show"))
    told("On its way to everybody who was asked, whether or not they answered.")
    return redirect(url_for("progress.show", campaign_id=made.id))


def _campaign_of(conn: Connection, text: PublicText) -> Campaign:
    return Campaign(
        title=text.title,
        kind="told",
        made_by=text.made_by or person().id,
        audience=audiences.to_json(check_ins.everyone_asked(conn, text.body["asked_in"])),
        starts_at=now(),
        closes_at=now() + timedelta(days=OPEN_DAYS),
        told=text.body["texts"],
        state="planned",
    )


def _leave_the_news(conn: Connection, text: PublicText) -> None:
    """What the next chat begins with: signed words of the page, about what was just told."""
    on_page = {one.subject: one.body for one in public_texts.public(conn, public_texts.ACTION)}
    for about in text.body["about"]:
        if about in on_page:
            usual = on_page[about]["usual"]
            news = {"en": f"{usual['said']} {usual['did']}"}
            notices.put(conn, notices.SINCE, json.dumps(news, ensure_ascii=False))
            return


def _signed() -> list[PublicText]:
    """Texts about actions that two people have signed, and that have not gone out."""
    with desk().rooms.register.read() as conn:
        return public_texts.listing(conn, kinds=(public_texts.TOLD,), states=(public_texts.SIGNED,))


def _askable() -> tuple[list[Campaign], list[Campaign]]:
    """Check-ins that went out, and those of them that nobody was told about."""
    with desk().rooms.register.read() as conn:
        found = reach.listed(conn)
        silent = calendar.untold(conn, found)
    return [one for one in found if one.kind == "prompt" and one.state in _WENT_OUT], silent


def _audience(asked: list[Campaign]) -> Audience:
    """Everybody who was asked: who answered is not known, and makes no difference."""
    with desk().rooms.register.read() as conn:
        everyone = check_ins.everyone_asked(conn, [one.id for one in asked])
    lead = person().role == "district_lead"
    return replace(everyone, places=(person().district or "",)) if lead else everyone


def _problems(typed: Typed, asked: list[Campaign]) -> dict[str, str]:
    found = {}
    if not typed.title:
        found["title"] = "Give it a name for your calendar. Young people do not see it."
    if not asked:
        found["of-0"] = "Tick at least one check-in: everybody who was asked then is told."
    if not typed.texts.get("en"):
        found["text-en"] = "Write what came of it, in English at least."
    for code, text in typed.texts.items():
        wrong = [why for severity, why in _linted(text, code) if severity == "error"]
        if wrong:
            found[f"text-{code}"] = " ".join(_sentence(why) for why in wrong)
    return found


def _linted(text: str, code: str) -> list[tuple[str, str]]:
    if not text:
        return []
    with desk().rooms.register.read() as conn:
        theirs = glossary.approved(conn)
    return list(outgoing(text, code, load_jargon(desk().settings.county_dir), theirs))


def _hints(texts: Mapping[str, str]) -> list[str]:
    """What would make it kinder to read, and does not stop it."""
    found = [
        _sentence(why)
        for code, text in texts.items()
        for severity, why in _linted(text, code)
        if severity == "warning"
    ]
    if age := lint.too_hard(texts.get("en", "")):
        found.append(f"It reads like a text for age {age:.0f}: shorter sentences, everyday words.")
    return found


def _sentence(why: str) -> str:
    return f"{why[:1].upper()}{why[1:]}."


def _page(typed: Typed, problems: dict[str, str], *, checked: bool = False) -> str:
    asked, open_ones = _askable()
    chosen = [one for one in asked if one.id in typed.of]
    number = choosing.size(_audience(chosen)) if chosen else 0
    shown = {code: words.plain(text) for code, text in typed.texts.items() if text}
    price = words.rules().price["told"]
    parts = max((text.segments for text in shown.values()), default=0)
    return render_template(
        "campaigns/telling.html",
        typed=typed,
        problems=problems,
        checked=checked,
        asked=asked,
        untold={one.id for one in open_ones},
        number=choosing.about(number),
        shown=shown,
        hints=_hints(typed.texts) if checked else [],
        per_person=parts * price,
        altogether=parts * price * max(5, round(number / 5) * 5),
        languages=desk().county.languages_on,
        title_of=words.title_of,
        signed=_signed(),
    )
