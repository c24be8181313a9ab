"""Words for young people about an action: the public page, and the text to all who were asked."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from conversations.text import clean
from staff.actions.plain import FOR, page_errors, page_hints, text_errors
from staff.desk import desk, now, person, told
from staff.roles import may
from storage import audit
from storage.office import actions, public_texts
from storage.office.actions import CANNOT, Action
from storage.office.public_texts import ACTION, TOLD, PublicText

pages = Blueprint("public_texts", __name__, url_prefix="/texts")

LONGEST, TITLE_MAX = 400, 80
PARTS = {"said": "You said", "did": "We did, we will, or why we can’t"}
TELLABLE = ("decided", "did")


@pages.get("/action/<action_id>")
@may("officer")
def action(action_id: str) -> str:
    """The words of the public page, by audience; the action's own words are there to begin with."""
    one = _action(action_id)
    known = latest(ACTION, one.id)
    return _action_page(one, known.body if known else _from(one), {})


@pages.post("/action/<action_id>")
@may("officer")
def keep_action(action_id: str) -> ResponseReturnValue:
    """Keep them for two people to sign."""
    one = _action(action_id)
    body = {
        who: {part: _line(f"{who}-{part}", LONGEST + 1) for part in PARTS}
        for who in FOR
    }  # fmt: skip
    problems = _wrong(body)
    if problems:
        return _action_page(one, body, problems), 400
    written = {who: words for who, words in body.items() if any(words.values())}
    keep(ACTION, one.id, body["usual"]["said"][:TITLE_MAX], written)
    return redirect(url_for("signing.show"))


@pages.get("/told")
@may("officer")
def tell() -> str:
    """A text to everybody who was asked, about one action or several."""
    found = _tellable()
    return _told_page(found, {}, "", tuple(one.id for one in found), {})


@pages.post("/told")
@may("officer")
def keep_told() -> ResponseReturnValue:
    """Keep it for two people to sign; after that it can be sent."""
    found = _tellable()
    chosen = tuple(request.form.getlist("about"))
    about = [one for one in found if one.id in chosen]
    asked = sorted({each for one in about for each in one.asked_in})
    texts = {code: clean(request.form.get(f"text-{code}", "")) for code in _languages()}
    title = _line("title", TITLE_MAX)
    problems = _wrong_told(texts, about, asked, title)
    if problems:
        return _told_page(found, texts, title, chosen, problems), 400
    body = {
        "texts": {code: text for code, text in texts.items() if text},
        "about": [one.id for one in about],
        "asked_in": asked,
    }
    keep(TOLD, "+".join(sorted(one.code for one in about)), title, body)
    return redirect(url_for("signing.show"))


def keep(kind: str, subject: str, title: str, body: Mapping[str, Any]) -> str:
    """Keep a text; it waits for two signatures."""
    made = PublicText(kind, subject, title, body, person().id, now())
    with desk().rooms.register.write() as conn:
        public_texts.put(conn, made)
        audit.record(conn, now(), person().id, f"public_text.{kind}", made.id)
    told("Kept. Two people sign it: it is in this week’s batch.")
    return made.id


def latest(kind: str, subject: str) -> PublicText | None:
    """The newest text on a subject that was not taken down."""
    with desk().rooms.register.read() as conn:
        found = public_texts.listing(conn, kinds=(kind,))
    return next((one for one in found if one.subject == subject and one.state != "withdrawn"), None)


def _action(action_id: str) -> Action:
    with desk().rooms.register.read() as conn:
        found = actions.find(conn, action_id)
    if found is None or not found.kind:
        abort(404)
    return found


def _from(one: Action) -> dict[str, dict[str, str]]:
    answer = one.answer
    if one.kind == CANNOT and not answer.casefold().startswith(("we can", "we’re sorry")):
        answer = f"We can’t. {answer}"
    return {"usual": {"said": one.heard, "did": answer}}


def _wrong(body: Mapping[str, Mapping[str, str]]) -> dict[str, str]:
    found = {}
    for who, words in body.items():
        if who != "usual" and not any(words.values()):
            continue  # then the usual words stand in
        for part, text in words.items():
            too_long = f"Use at most {LONGEST} letters." if len(text) > LONGEST else ""
            if why := " ".join(filter(None, (too_long, page_errors(text, who)))):
                found[f"{who}-{part}"] = why
    return found


def _wrong_told(
    texts: Mapping[str, str], about: list[Action], asked: list[str], title: str
) -> dict[str, str]:
    found = {}
    if not title:
        found["title"] = "Give it a name for your list. Young people do not see it."
    if not about:
        found["about-0"] = "Choose at least one action to tell about."
    elif not asked:
        found["about-0"] = (
            "Nobody was asked about these, so there is nobody to text: the public page tells it. "
            "If a check-in asked about it, tick that on the action."
        )
    if not texts.get("en"):
        found["text-en"] = "Write what came of it, in English at least."
    for code, text in texts.items():
        if text and (why := text_errors(text, code)):
            found[f"text-{code}"] = why
    return found


def _tellable() -> list[Action]:
    with desk().rooms.register.read() as conn:
        known = actions.listing(conn, states=TELLABLE)
    return [one for one in known if one.told_on is None]


def _languages() -> tuple[str, ...]:
    return desk().county.languages_on


def _line(name: str, most: int) -> str:
    return " ".join(clean(request.form.get(name, "")).split())[:most]


def _action_page(one: Action, body: Mapping[str, Any], problems: dict[str, str]) -> str:
    hints = {
        f"{who}-{part}": page_hints(text, who)
        for who, words in body.items()
        for part, text in words.items()
        if text
    }
    return render_template(
        "actions/write.html", action=one, body=body, problems=problems, hints=hints,
        audiences=FOR, parts=PARTS, known=latest(ACTION, one.id),
    )  # fmt: skip


def _told_page(
    found: list[Action], texts: Mapping[str, str], title: str, chosen: tuple[str, ...],
    problems: dict[str, str],
) -> str:  # fmt: skip
    address = f"{desk().settings.public_base_url.rstrip('/')}/you-said-we-did"
    return render_template(
        "actions/write_told.html", actions=found, texts=texts, title=title, chosen=chosen,
        problems=problems, languages=_languages(), address=address,
    )  # fmt: skip
