"""What is new in a quarter against the one before: worked out by the night and kept for pages.

Whatever else is worked out from many answers for a page is kept in the same way.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy import Connection

from collation.frame import Frame
from collation.rising import RISING, Question, what_is_new
from collation.voices import Said
from collation.wall_words import by_voices, plain_words
from storage.answers import read, texts, worked_out
from storage.answers.codings import in_turn
from storage.answers.worked_out import NEWS, WORDS, About
from storage.database import Database

MOST_READ = 5_000
"""Of a larger quarter a sample is read: the ids are random, so the first ones are one."""

ON_A_WALL = 40

_Found = TypeVar("_Found")


@dataclass(frozen=True)
class News:
    """`since`: answers were coded or checked anew after it was worked out."""

    questions: tuple[Question, ...]
    since: bool


def news(conn: Connection, frame: Frame, quarter: str, earlier: str | None) -> list[Question]:
    """The questions to ask the officer about a quarter, worked out from its answers now."""
    now, then = (_said(conn, one) if one else [] for one in (quarter, earlier))
    known = {word for theme in frame.active for term in theme.terms
             for word in plain_words(term.text)}  # fmt: skip
    found = what_is_new(now, then, known)
    return [one for one in found if then or one.kind != RISING]  # all is new at first


def kept_news(answers: Database, frame: Frame, quarter: str, earlier: str | None) -> News:
    """As the night left it; worked out and kept now where nothing is: a quarter long over, or one
    of which an answer was erased."""
    about = _about(quarter, earlier)
    with answers.look() as conn:
        kept = worked_out.find(conn, about)
    if kept is None or kept.found is None:
        return News(tuple(_work_out(answers, frame, about)), since=False)
    found = (Question(**{**one, "answers": tuple(one["answers"])}) for one in kept.found)
    return News(tuple(found), kept.changed is not None)


def freshen_news(answers: Database, frame: Frame, open_ones: Sequence[str]) -> int:
    """What the night does: works out anew what changed in the newest quarter and the open ones,
    and forgets it of the others, for whoever looks; how many questions were newly asked."""
    with answers.read() as conn:
        quarters = read.quarters(conn)
        kept = {one.about.quarter: one for one in worked_out.news(conn)}
    fresh = {each for each, one in kept.items()
             if one.found is not None and one.changed is None and one.made_with == _by(frame)
             and one.about == _about(each, before(quarters, each))}  # fmt: skip
    new = 0
    for quarter in [one for one in quarters if one in {*open_ones, quarters[0]} - fresh]:
        were = {_gist(one) for one in (kept[quarter].found or () if quarter in kept else ())}
        found = _work_out(answers, frame, _about(quarter, before(quarters, quarter)))
        new += sum(_gist(vars(one)) not in were for one in found)
    over = kept.keys() - fresh - {*open_ones, *quarters[:1]}
    if over:
        with answers.write() as conn:
            in_turn(conn)
            worked_out.forget_news(conn, over)
    return new


def wall_words(
    answers: Database, question: str, quarter: str, lane: str, *, least: int, texts_there: int
) -> list[tuple[str, int]]:
    """The words that most voices used, kept until answers come or go; none of fewer voices than
    `least`. `texts_there`: how many texts were counted, so that later ones are seen."""
    about, by = About(WORDS, quarter, question, lane), f"{least} of {texts_there}"
    with answers.look() as conn:
        kept = worked_out.find(conn, about)
    if kept is None or kept.found is None or kept.made_with != by:

        def work(conn: Connection) -> list[tuple[str, int]]:
            return by_voices(texts.said(conn, question, quarter, lane), least)[:ON_A_WALL]

        return _keep(answers, about, by, work, lambda found: found)
    return [(word, voices) for word, voices in kept.found]


def before(quarters: Sequence[str], quarter: str) -> str | None:
    """The last quarter with answers before this one."""
    return max((one for one in quarters if one < quarter), default=None)


def _work_out(answers: Database, frame: Frame, about: About) -> list[Question]:
    def work(conn: Connection) -> list[Question]:
        return news(conn, frame, about.quarter, about.earlier or None)

    return _keep(answers, about, _by(frame), work, lambda found: [vars(one) for one in found])


def _keep(
    answers: Database,
    about: About,
    by: str,
    work: Callable[[Connection], _Found],
    plain: Callable[[_Found], Any],
) -> _Found:
    """Work something out without holding the lock, and keep it if its answers stayed as they were.

    Whoever writes answers takes turns with `begin` and `finish`, and tells what it changed.
    """
    with answers.write() as conn:
        in_turn(conn)
        begun = worked_out.begin(conn, about)
    with answers.read() as conn:
        found = work(conn)
    with answers.write() as conn:
        in_turn(conn)
        worked_out.finish(conn, begun, by, plain(found))
    return found


def _about(quarter: str, earlier: str | None) -> About:
    return About(NEWS, quarter, earlier=earlier or "")


def _by(frame: Frame) -> str:
    return f"frame {frame.version}"


def _gist(one: Any) -> tuple[str, ...]:
    """By what a question is the same as yesterday's, whatever its numbers are today."""
    return tuple(one[each] for each in ("kind", "question", "theme", "other", "words"))


def _said(conn: Connection, quarter: str) -> list[Said]:
    return [
        Said(one.id, one.voice, one.question, " ".join(plain_words(one.text)), one.themes,
             one.substantive)
        for one in texts.of_quarter(conn, quarter, MOST_READ)
    ]  # fmt: skip
