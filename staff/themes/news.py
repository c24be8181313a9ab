"""What is new, as questions with the answers beneath; nothing is made without a person."""

from dataclasses import dataclass
from fnmatch import fnmatchcase

from flask import url_for

from collation.news import kept_news
from collation.rising import MERGE, RISING, SPIKE, UNCODED, Question, in_words
from config.meanings import load_meanings
from staff.desk import desk
from staff.themes.framing import frame_in_use, labels
from staff.words_on_page import london
from storage.answers import read
from storage.office import job_runs

TEXTS_SHOWN = 4


@dataclass(frozen=True)
class Link:
    """Something to do about it."""

    text: str
    href: str


@dataclass(frozen=True)
class Card:
    """One question, what it rests on, and some of the answers."""

    asks: str
    texts: tuple[str, ...]
    more: int
    links: tuple[Link, ...]


@dataclass(frozen=True)
class Sides:
    """Which questions ask for more of something, and which for less."""

    more: tuple[str, ...]
    less: tuple[str, ...]


def questions(quarter: str | None, earlier: str | None, most: int) -> tuple[list[Card], str]:
    """The cards of a quarter, against the quarter before; and what was not yet in them."""
    if quarter is None:
        return [], ""
    answers, frame = desk().rooms.answers, frame_in_use()
    kept = kept_news(answers, frame, quarter, earlier)
    chosen = kept.questions[:most]
    with answers.read() as conn:
        words = read.words_by_id(conn, sorted({each for one in chosen for each in one.answers}))
    said = {each: its.text for each, its in words.items()}
    asked = {one: known.text for one, known in desk().questions.items()}
    cards = [_card(one, said, quarter, in_words(one, labels(frame), asked)) for one in chosen]
    return cards, _since() if kept.since else ""


def _since() -> str:
    """That the cards are older than what was checked: other numbers of the page are of now."""
    with desk().rooms.register.look() as conn:
        night = job_runs.last_done(conn, "nightly")
    when = f" The last night’s work ended on {london(night)}." if night else ""
    return (
        "Since this was worked out, answers of this quarter or the one before were checked, or "
        f"coded anew; the coming night looks at all of them again.{when}"
    )


def sides() -> Sides:
    """From the county's file: the question decides, never the words."""
    meanings, asked = load_meanings(desk().settings.county_dir), desk().questions
    more, less = (
        tuple(one for one in asked if any(fnmatchcase(one, each) for each in meanings[side]))
        for side in ("more", "less")
    )
    return Sides(more, less)


def _card(one: Question, words: dict[str, str], quarter: str, asks: str) -> Card:
    its = (words[each] for each in one.answers if each in words)
    shown = tuple(dict.fromkeys(its))[:TEXTS_SHOWN]  # the same words once
    return Card(asks, shown, max(0, one.many - len(shown)), _links(one, quarter))


def _links(one: Question, quarter: str) -> tuple[Link, ...]:
    first = one.answers[0] if one.answers else ""
    if one.kind == UNCODED:
        look = url_for("theme_review.show", pile="uncoded", quarter=quarter)
        return (Link("Look at them", look), Link("New theme", url_for("theme_frame.show")))
    if one.kind == RISING:
        term = url_for("theme_frame.term_from", answer_id=first, words=one.words)
        return (Link("Add it to a theme", term), Link("New theme", url_for("theme_frame.show")))
    if one.kind in (SPIKE, MERGE):
        theme = url_for("theme_frame.theme", theme_id=one.theme)
        answers = url_for("theme_review.show", pile="all", theme=one.theme, quarter=quarter)
        return (Link("Its answers", answers), Link("The theme", theme))
    return ()
