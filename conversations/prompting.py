"""The texts of a check-in as phones get them: the two opening texts once, one text later on."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from config.data import AUDIENCES
from conversations import dialogue, opening
from conversations.book import Book, Person
from conversations.dialogue import Turn
from conversations.engine import State
from conversations.events import Said
from conversations.safeguarding import Assessment
from conversations.scene import Scene
from conversations.segments import count
from conversations.speech import DEFAULT

LINK = "{link}"
LINK_UNITS = 56
"""What a link may take of a text: an address of 34 letters and what follows it."""

_GO = "1"


@dataclass(frozen=True)
class Prompt:
    """What a phone gets, in order, and where its owner then stands without having said a word.

    `noted` is what whoever reads the conversation later finds before the first reply.
    """

    texts: tuple[str, ...]
    state: State | None
    noted: tuple[str, ...]


@dataclass(frozen=True)
class Variant:
    """What one kind of reader gets; `first`: who was never asked before."""

    language: str
    band: str
    easy_read: bool
    first: bool
    texts: tuple[str, ...]


def prompt(
    book: Book, flow_id: str, person: Person, *, first: bool, now: datetime, part: str = ""
) -> Prompt:
    """A check-in's prompt: the opening texts, or the first question, or where that is too long
    for one text with its link, an invitation to go on."""
    scene = Scene(book, person, now)
    begun = _begun(book, flow_id, person, part, now)
    if first:
        opened = _said(begun)
        return Prompt((*opened, scene.say("prompt.link")), begun.state, opened)
    on = _gone_on(book, begun, person, now)
    said = _said(on)
    if len(said) == 1:
        whole = scene.say("prompt.question", question=said[0])
        if segments(whole) == 1 or (person.language != DEFAULT and segments(whole) <= 3):
            return Prompt((whole,), on.state, said)
    invited = scene.say("prompt.invite")
    return Prompt((invited,), begun.state, (invited.replace(LINK, "").strip(),))


def reminder(book: Book, flow_id: str, person: Person, *, now: datetime, part: str = "") -> Prompt:
    """The one reminder. It thanks those who answered: nobody knows who they are."""
    said = Scene(book, person, now).say("prompt.reminder")
    begun = _begun(book, flow_id, person, part, now)
    return Prompt((said,), begun.state, (said.replace(LINK, "").strip(),))


def texts_for(
    book: Book, flow_id: str, person: Person, first_contact: bool, *, now: datetime, part: str = ""
) -> tuple[str, ...]:
    """The exact texts of a prompt, with `{link}` where the sender puts each one's own."""
    return prompt(book, flow_id, person, first=first_contact, now=now, part=part).texts


def prompt_variants(book: Book, flow_id: str, part: str, now: datetime) -> tuple[Variant, ...]:
    """A prompt for every kind of reader there can be."""
    return _for_all(
        book,
        lambda who, first: texts_for(book, flow_id, who, first, now=now, part=part),
    )


def reminder_variants(book: Book, flow_id: str, part: str, now: datetime) -> tuple[Variant, ...]:
    """A reminder for every kind of reader."""
    return _for_all(
        book, lambda who, _first: reminder(book, flow_id, who, now=now, part=part).texts
    )


def segments(text: str) -> int:
    """What a text takes once the link is in it."""
    return count(text.replace(LINK, "x" * LINK_UNITS)).segments


def readers(book: Book) -> list[Person]:
    """Every language that is on, every wording."""
    on = (DEFAULT, *(code for code in book.county.languages_on if code != DEFAULT))
    return [
        Person(language=code, audience=band, easy_read=easy, contact_known=True)
        for code in on
        for band in AUDIENCES
        for easy in (False, True)
    ]


def _for_all(book: Book, texts: Callable[[Person, bool], tuple[str, ...]]) -> tuple[Variant, ...]:
    return tuple(
        Variant(who.language, who.audience, who.easy_read, first, texts(who, first))
        for who in readers(book)
        for first in (False, True)
    )


def _begun(book: Book, flow_id: str, person: Person, part: str, now: datetime) -> Turn:
    person = replace(person, mode="sms", stopped=False, contact_known=True)
    number = int(part) if part.isdecimal() else None
    return dialogue.begin(book, flow_id, person, now, part=number)


def _gone_on(book: Book, begun: Turn, person: Person, now: datetime) -> Turn:
    if begun.state is None or begun.state["at"] != opening.AT:
        return Turn(begun.state, ())
    return dialogue.turn(book, begun.state, person, _GO, Assessment(), now)


def _said(turn: Turn) -> tuple[str, ...]:
    return tuple(event.text for event in turn.events if isinstance(event, Said))
