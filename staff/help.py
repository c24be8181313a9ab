"""Help: how it works in one minute, what to say aloud, and a poster and wallet cards to print."""

from pathlib import Path

from flask import Blueprint, abort, render_template, request

from config.data import AUDIENCES, DataError, Wording, wording
from config.marked import read
from conversations.book import Person
from conversations.qr import code
from conversations.scene import Scene
from staff.campaigns import words
from staff.desk import desk, now
from staff.errors import page as error_page
from staff.roles import may_everybody_signed_in

pages = Blueprint("help", __name__)

EASY = "easy-read"
NAMES = {
    "8-11": "Ages 8 to 11",
    "11-15": "Ages 11 to 15",
    "16-17": "Ages 16 and 17",
    "18-25": "Ages 18 to 25",
    EASY: "Easy read",
}
USUAL = "11-15"
CARDS = 8


@pages.get("/help")
@may_everybody_signed_in()
def show() -> str | tuple[str, int]:
    """The one-minute guide, the words to say aloud, and what can be printed."""
    who = _who(request.args.get("who", USUAL))
    try:
        return render_template(
            "help/guide.html", who=who, names=NAMES, say=spoken(who, "say"), county=desk().county
        )
    except words.NoFlows:
        return _no_words("a flow file")
    except DataError as problem:
        return _no_words(f"{problem.file}, line {problem.line or 1}")


@pages.get("/help/<what>/<who>")
@may_everybody_signed_in()
def printed(what: str, who: str) -> str | tuple[str, int]:
    """A poster or a sheet of wallet cards, for one audience."""
    if what not in ("poster", "cards") or who not in NAMES:
        abort(404)
    number = desk().settings.twilio_from
    try:
        return render_template(
            f"help/{what}.html",
            who=who,
            names=NAMES,
            texts=spoken(who, "poster") | spoken(who, "card"),
            web=code(desk().settings.public_base_url.rstrip("/") + "/"),
            number=number,
            sms=code(f"sms:{number}?&body=hello") if number else None,
            cards=CARDS,
        )
    except words.NoFlows:
        return _no_words("a flow file")
    except DataError as problem:
        return _no_words(f"{problem.file}, line {problem.line or 1}")


def load_welcome(county_dir: Path) -> dict[str, Wording]:
    """Read welcome.yaml."""
    item = read(county_dir / "welcome.yaml")
    return {key: wording(item, key) for key in item}


def spoken(who: str, part: str) -> dict[str, str]:
    """The texts of one part (`say`, `poster`, `card`) in the words of one audience."""
    person = Person(audience=USUAL if who == EASY else who, easy_read=who == EASY, mode="web")
    scene = Scene(words.book(), person, now())
    texts = load_welcome(desk().settings.county_dir)
    return {key: scene.fill(text) for key, text in texts.items() if key.startswith(f"{part}.")}


def _who(wanted: str) -> str:
    return wanted if wanted in (*AUDIENCES, EASY) else USUAL


def _no_words(where: str) -> tuple[str, int]:
    return error_page(
        503,
        "The help cannot be read",
        f"A file with its words is broken ({where}). Tell an administrator: “python manage.py "
        "lint-flows” names what is wrong in the flows and texts.",
    )
