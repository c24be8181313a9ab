"""Every coded answer in words, one after the other: what a change of the frame is tried on."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from sqlalchemy import Connection, select

from storage.answers.codings import COUNTED, SUBSTANTIVE, Coding, codings_of
from storage.answers.tables import answer, answer_state, coding

_AT_ONCE = 500


@dataclass(frozen=True)
class Coded:
    """One answer and how it stands."""

    answer_id: str
    text: str
    question: str
    checked: bool
    codings: tuple[Coding, ...]


def coded(conn: Connection) -> Iterator[Coded]:
    """All of them by their random ids, a couple of thousand in memory at a time."""
    after = ""
    while rows := _rows(conn, after):
        its = codings_of(conn, [row.id for row in rows])
        for row in rows:
            checked = row.checked_in is not None
            yield Coded(row.id, row.text, row.question, checked, its.get(row.id, ()))
        after = rows[-1].id


def _rows(conn: Connection, after: str) -> list[Any]:
    query = (
        select(*answer.c["id", "text", "question"], answer_state.c.checked_in)
        .join(answer_state, answer_state.c.answer_id == answer.c.id)
        .where(answer.c.id > after, answer.c.text.is_not(None))
        .order_by(answer.c.id)
        .limit(_AT_ONCE)
    )
    return list(conn.execute(query))


def said(
    conn: Connection, question: str, quarter: str, lane: str, most: int = 20_000
) -> list[tuple[str, str]]:
    """Voice and text of one question's answers in a quarter, for counting words by voices."""
    query = (
        select(*answer.c["voice", "text"])
        .where(answer.c.question == question, answer.c.quarter == quarter)
        .where(answer.c.lane == lane, answer.c.text.is_not(None))
        .limit(most)
    )
    return [(row.voice, row.text) for row in conn.execute(query)]


@dataclass(frozen=True)
class Heard:
    """One answer as the look for news needs it."""

    id: str
    voice: str
    question: str
    text: str
    themes: frozenset[str]
    substantive: bool


def of_quarter(conn: Connection, quarter: str, most: int) -> list[Heard]:
    """The answers of a quarter with the themes that count, at most so many."""
    query = (
        select(*answer.c["id", "voice", "question", "text"], answer_state.c.kind)
        .join(answer_state, answer_state.c.answer_id == answer.c.id)
        .where(answer_state.c.quarter == quarter, answer.c.text.is_not(None))
        .order_by(answer_state.c.answer_id)
        .limit(most)
    )
    rows = conn.execute(query).all()
    first = query.with_only_columns(answer_state.c.answer_id).subquery()
    its = select(*coding.c["answer_id", "theme"]).where(coding.c.state == COUNTED)
    themes: dict[str, set[str]] = defaultdict(set)
    for answer_id, theme in conn.execute(its.join(first, first.c.answer_id == coding.c.answer_id)):
        themes[answer_id].add(theme)
    return [
        Heard(row.id, row.voice, row.question, row.text, frozenset(themes.get(row.id, ())),
              row.kind == SUBSTANTIVE)
        for row in rows
    ]  # fmt: skip


def renamed(conn: Connection, flow: str, most: int = 20_000) -> list[tuple[str, str, str, str]]:
    """Id, voice, question and text of all answers to the questions of one flow."""
    query = (
        select(*answer.c["id", "voice", "question", "text"])
        .where(answer.c.question.startswith(flow), answer.c.text.is_not(None))
        .limit(most)
    )
    return [(row.id, row.voice, row.question, row.text) for row in conn.execute(query)]


def corrections(
    conn: Connection, quarters: Sequence[str]
) -> Iterator[tuple[str, str, list[tuple[str, str, str]]]]:
    """Text and question of every answer of these quarters that a person has checked, with each
    theme: its name, by whom, and whether it counts or was taken off."""
    query = (
        select(*answer.c["id", "text", "question"], *coding.c["theme", "coded_by", "state"])
        .join(answer_state, answer_state.c.answer_id == answer.c.id)
        .outerjoin(coding, coding.c.answer_id == answer.c.id)
        .where(
            answer_state.c.quarter.in_(list(quarters)),
            answer_state.c.checked_in.is_not(None),
            answer_state.c.kind == SUBSTANTIVE,
            answer.c.text.is_not(None),
        )
        .order_by(answer.c.id, coding.c.theme)
    )
    rows = conn.execute(query)
    for (_, text, question), some in groupby(rows, key=lambda row: tuple(row[:3])):
        themes = [(row.theme, row.coded_by, row.state) for row in some if row.theme is not None]
        yield text, question, themes
