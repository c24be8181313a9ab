"""What is new in a quarter against the one before, from the answers as they are coded now."""

from collections.abc import Mapping, Sequence

from sqlalchemy import Connection

from collation.frame import Frame
from collation.rising import RISING, Question, what_is_new
from collation.voices import Said
from collation.wall_words import plain_words
from storage.answers import read, texts
from storage.database import Database

MOST_READ = 5_000
"""Of a larger quarter a sample is read: the ids are random, so the first ones are one."""


def news(
    conn: Connection, frame: Frame, quarter: str, earlier: str | None, asked: Mapping[str, str]
) -> list[Question]:
    """The questions to ask the officer about a quarter. `asked`: what each question says."""
    now, then = (_said(conn, one, asked) if one else [] for one in (quarter, earlier))
    known = {word for theme in frame.active for term in theme.terms
             for word in plain_words(term.text)}  # fmt: skip
    labels = {one.id: one.label for one in frame.themes}
    found = what_is_new(now, then, labels, known)
    return [one for one in found if then or one.kind != RISING]  # all is new at first


def newest(answers: Database, frame: Frame) -> list[Question]:
    """The same for the newest quarter with answers: what the night looks at."""
    with answers.read() as conn:
        quarters = read.quarters(conn)
        if not quarters:
            return []
        return news(conn, frame, quarters[0], before(quarters, quarters[0]), {})


def before(quarters: Sequence[str], quarter: str) -> str | None:
    """The last quarter with answers before this one."""
    return max((one for one in quarters if one < quarter), default=None)


def _said(conn: Connection, quarter: str, asked: Mapping[str, str]) -> list[Said]:
    return [
        Said(one.id, one.voice, asked.get(one.question, one.question),
             " ".join(plain_words(one.text)), one.themes, one.substantive)
        for one in texts.of_quarter(conn, quarter, MOST_READ)
    ]  # fmt: skip
