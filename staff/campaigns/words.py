"""The exact words of a check-in as phones get them, what they take, and what they cost."""

from dataclasses import dataclass, replace
from datetime import datetime

from flask import current_app

from config.data import AUDIENCES, DataError, SendingRules, load_sending
from conversations import prompting
from conversations.book import Book, load_book
from conversations.flows import Flow
from conversations.segments import count
from staff.desk import desk
from storage.office.campaigns import Campaign

_KEY = "golden_thread_book"
USUAL_BAND = "11-15"
SHOWN_LINK = "{address}/c/…"


class NoFlows(Exception):
    """The county's flows cannot be read, so no check-in can be shown or sent."""


@dataclass(frozen=True)
class Text:
    """One text as a phone gets it, with what it takes."""

    words: str
    segments: int


@dataclass(frozen=True)
class Reader:
    """What one kind of reader gets: if they were never asked before, and otherwise."""

    language: str
    bands: tuple[str, ...]
    easy_read: bool
    first: tuple[Text, ...]
    later: tuple[Text, ...]


@dataclass(frozen=True)
class Question:
    """Something that can be sent: a flow, or one part of a flow that has several."""

    flow: str
    part: str
    title: str
    about: str

    @property
    def key(self) -> str:
        """As a form carries it."""
        return f"{self.flow}:{self.part}" if self.part else self.flow


def book() -> Book:
    """The county's flows and texts, read once. NoFlows where a file of the county is broken."""
    kept = current_app.extensions.get(_KEY)
    if not isinstance(kept, Book):
        try:
            kept = replace(load_book(desk().settings.county_dir, {}), county=desk().county)
        except DataError as problem:
            raise NoFlows from problem
        current_app.extensions[_KEY] = kept
    return kept


def rules() -> SendingRules:
    """The county's rules on sending."""
    return load_sending(desk().settings.county_dir)


def questions() -> list[Question]:
    """All that can be asked, by title. Where nothing is kept there is nothing to ask for."""
    asked = [flow for flow in book().flows.values() if flow.keeps == "answers"]
    found = [one for flow in asked for one in _of_flow(flow)]
    return sorted(found, key=lambda one: (one.flow != "check-in", one.title.casefold(), one.part))


def question(key: str) -> Question | None:
    """The one that a form names."""
    return next((one for one in questions() if one.key == key), None)


def title_of(flow: str | None, part: str) -> str:
    """How a campaign's questions read; a flow that is gone is named by its id."""
    try:
        found = question(f"{flow}:{part}" if part else flow or "")
    except NoFlows:
        found = None
    return found.title if found else flow or ""


def named(one: Campaign) -> str:
    """How a campaign is called: by its questions, or as somebody named what they tell."""
    return title_of(one.flow, one.part) if one.flow else one.title


def readers(asked: Question, bands: tuple[str, ...], now: datetime) -> list[Reader]:
    """Everybody's texts, the usual wording first; bands that get the same words are one."""
    by_words: dict[tuple[object, ...], Reader] = {}
    for who in prompting.readers(book()):
        if bands and who.audience not in bands:
            continue
        first, later = (
            tuple(
                _text(words)
                for words in prompting.texts_for(
                    book(), asked.flow, who, new, now=now, part=asked.part
                )
            )
            for new in (True, False)
        )
        key = (who.language, who.easy_read, first, later)
        same = by_words.get(key)
        shared = (*same.bands, who.audience) if same else (who.audience,)
        by_words[key] = Reader(who.language, shared, who.easy_read, first, later)
    usual = USUAL_BAND if not bands or USUAL_BAND in bands else bands[0]
    return sorted(by_words.values(), key=lambda one: _order(one, usual))


def plain(words: str) -> Text:
    """A text that somebody typed."""
    return Text(words, count(words).segments)


def span(found: list[Reader], price: int) -> tuple[int, int]:
    """The least and the most that one person's texts cost, in thousandths of a penny."""
    parts = [sum(text.segments for text in one.later) for one in found]
    most = [sum(text.segments for text in one.first) for one in found]
    return min(parts, default=0) * price, max(parts + most, default=0) * price


def _text(words: str) -> Text:
    shown = SHOWN_LINK.format(address=desk().settings.public_base_url.rstrip("/"))
    return Text(words.replace(prompting.LINK, shown), prompting.segments(words))


def _order(one: Reader, usual: str) -> tuple[object, ...]:
    return (
        one.language != "en",
        one.language,
        one.easy_read,
        usual not in one.bands,
        AUDIENCES.index(one.bands[0]),
    )


def _of_flow(flow: Flow) -> list[Question]:
    if not flow.parts:
        return [Question(flow.id, "", flow.title, flow.about)]
    return [
        Question(flow.id, str(number), f"{flow.title}: {part.title}", flow.about)
        for number, part in enumerate(flow.parts, 1)
    ]
