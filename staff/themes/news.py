"""What is new, as questions with the answers beneath; nothing is made without a person."""

from dataclasses import dataclass
from fnmatch import fnmatchcase

from flask import url_for
from sqlalchemy import Connection

from collation.frame import Frame
from collation.news import news
from collation.rising import MERGE, RISING, SPIKE, UNCODED, Question
from config.meanings import load_meanings
from staff.desk import desk
from storage.answers import read

TEXTS_SHOWN, TEXTS_TRIED = 4, 20


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


def questions(
    conn: Connection, frame: Frame, quarter: str | None, earlier: str | None, most: int
) -> list[Card]:
    """The cards of a quarter, against the quarter before: one of each kind before a second."""
    if quarter is None:
        return []
    asked = {one: known.text for one, known in desk().questions.items()}
    kept = news(conn, frame, quarter, earlier, asked)[:most]
    shown = {each for one in kept for each in one.answers[:TEXTS_TRIED]}
    words = read.words_by_id(conn, sorted(shown))
    said = {each: its.text for each, its in words.items()}
    return [_card(one, said, quarter) for one in kept]


def sides() -> Sides:
    """From the county's file: the question decides, never the words."""
    meanings, asked = load_meanings(desk().settings.county_dir), desk().questions
    more, less = (
        tuple(one for one in asked if any(fnmatchcase(one, each) for each in meanings[side]))
        for side in ("more", "less")
    )
    return Sides(more, less)


def _card(one: Question, words: dict[str, str], quarter: str) -> Card:
    its = (words[each] for each in one.answers[:TEXTS_TRIED] if each in words)
    shown = tuple(dict.fromkeys(its))[:TEXTS_SHOWN]  # the same words once
    return Card(one.text, shown, max(0, len(one.answers) - len(shown)), _links(one, quarter))


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
