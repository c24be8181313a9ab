"""Every coded answer in words, one after the other: what a change of the frame is tried on."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select

from storage.answers.codings import COUNTED, MACHINE, REJECTED, SUBSTANTIVE
from storage.answers.tables import answer, answer_state, coding

_AT_ONCE = 500
_BY_QUESTION = '["*"]'
"""The term of a theme that rests on the question alone, as it is kept."""


@dataclass(frozen=True)
class Coded:
    """One answer with the themes that count, those of them by a term or by the
    question alone, and those taken off."""

    answer_id: str
    text: str
    question: str
    checked: bool
    counted: frozenset[str]
    by_machine: frozenset[str]
    by_question: frozenset[str]
    refused: frozenset[str]


def coded(conn: Connection) -> Iterator[Coded]:
    """All of them by their random ids, a couple of thousand in memory at a time."""
    after = ""
    while rows := _rows(conn, after):
        its = _codings(conn, [row.id for row in rows])
        for row in rows:
            codings = its.get(row.id, [])
            counted = [one for one in codings if one.state == COUNTED]
            yield Coded(
                row.id,
                row.text,
                row.question,
                row.checked_in is not None,
                frozenset(one.theme for one in counted),
                frozenset(one.theme for one in counted if one.coded_by == MACHINE),
                frozenset(one.theme for one in counted if one.term == _BY_QUESTION),
                frozenset(one.theme for one in codings if one.state == REJECTED),
            )
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


def _codings(conn: Connection, ids: list[str]) -> dict[str, list[Any]]:
    query = select(*coding.c["answer_id", "theme", "state", "coded_by", "term"]).where(
        coding.c.answer_id.in_(ids)
    )
    found: dict[str, list[Any]] = {}
    for row in conn.execute(query):
        found.setdefault(row.answer_id, []).append(row)
    return found


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
        .where(answer.c.quarter == quarter, answer.c.text.is_not(None))
        .order_by(answer.c.id)
        .limit(most)
    )
    rows = conn.execute(query).all()
    themes: dict[str, set[str]] = {}
    for at in range(0, len(rows), _AT_ONCE):
        for answer_id, its in _codings(conn, [row.id for row in rows[at : at + _AT_ONCE]]).items():
            themes[answer_id] = {one.theme for one in its if one.state == COUNTED}
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
