"""Reading released answers: which questions were answered, how, and in which words."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Select, case, distinct, func, select

from storage.answers.tables import answer, answer_tally

Value = str | int | list[str]

CLOSED = "*"
"""In place of an option: everyone who gave a closed answer."""


@dataclass(frozen=True)
class Asked:
    """One question in one lane: how many distinct voices, and how many texts."""

    question: str
    lane: str
    kind: str
    voices: int
    texts: int


@dataclass(frozen=True)
class Closed:
    """One closed answer."""

    lane: str
    quarter: str
    voice: str
    value: Value


@dataclass(frozen=True)
class Chosen:
    """How many voices of one lane gave one closed answer; `CLOSED`: any."""

    lane: str
    option: str
    voices: int


@dataclass(frozen=True)
class Words:
    """One cleared text, without anything about who wrote it."""

    text: str
    may_quote: bool
    kind: str
    id: str = ""
    question: str = ""


def quarters(conn: Connection) -> list[str]:
    """The quarters that have answers, the newest first; as of the last count."""
    query = select(answer_tally.c.quarter).distinct().order_by(answer_tally.c.quarter.desc())
    return list(conn.execute(query).scalars())


def asked(conn: Connection, quarter: str | None = None, question: str | None = None) -> list[Asked]:
    """Every question that was answered, by lane; as of the last count
    (`collation.themes_count.freshen`), so that it costs the same however many answers there are.

    No voice is in two quarters, so their voices add up.
    """
    understood = case((answer_tally.c.kind != "unclear", answer_tally.c.kind))
    query = (
        select(
            answer_tally.c.question,
            answer_tally.c.lane,
            func.coalesce(func.min(understood), "unclear").label("kind"),
            func.sum(answer_tally.c.voices).label("voices"),
            func.sum(answer_tally.c.texts).label("texts"),
        )
        .where(answer_tally.c.option == "")
        .group_by(answer_tally.c.question, answer_tally.c.lane)
        .order_by(answer_tally.c.question, answer_tally.c.lane)
    )
    if quarter is not None:
        query = query.where(answer_tally.c.quarter == quarter)
    if question is not None:
        query = query.where(answer_tally.c.question == question)
    return [Asked(**row) for row in conn.execute(query).mappings()]


def texts_there(conn: Connection, question: str, quarter: str, lane: str) -> int:
    """How many texts to a question of a quarter there are in a lane; as of the last count."""
    key = answer_tally.c
    this = (key.question == question) & (key.quarter == quarter) & (key.lane == lane)
    found = conn.execute(select(key.texts).where(this, key.option == "")).scalar()
    return int(found or 0)


def chosen(conn: Connection, question: str, quarter: str | None = None) -> list[Chosen]:
    """How many voices gave each closed answer, by lane; as of the last count."""
    query = (
        select(
            answer_tally.c.lane,
            answer_tally.c.option,
            func.sum(answer_tally.c.voices).label("voices"),
        )
        .where(answer_tally.c.question == question, answer_tally.c.option != "")
        .group_by(answer_tally.c.lane, answer_tally.c.option)
        .order_by(answer_tally.c.lane, answer_tally.c.option)
    )
    if quarter is not None:
        query = query.where(answer_tally.c.quarter == quarter)
    return [Chosen(**row) for row in conn.execute(query).mappings()]


def counted(conn: Connection, question: str, quarter: str) -> list[Asked]:
    """The answers to one question of one quarter by lane, counted now."""
    understood = case((answer.c.kind != "unclear", answer.c.kind))
    query = (
        select(
            answer.c.question,
            answer.c.lane,
            func.coalesce(func.min(understood), "unclear").label("kind"),
            func.count(distinct(answer.c.voice)).label("voices"),
            func.count(answer.c.text).label("texts"),
        )
        .where(answer.c.question == question, answer.c.quarter == quarter)
        .group_by(answer.c.question, answer.c.lane)
    )
    return [Asked(**row) for row in conn.execute(query).mappings()]


def closed(conn: Connection, question: str, quarter: str | None = None) -> list[Closed]:
    """The closed answers to one question."""
    query = select(answer.c.lane, answer.c.quarter, answer.c.voice, answer.c.value).where(
        answer.c.question == question, answer.c.value.is_not(None)
    )
    return [
        Closed(row.lane, row.quarter, row.voice, json.loads(row.value))
        for row in conn.execute(_in_quarter(query, quarter))
    ]


def words(
    conn: Connection,
    question: str,
    *,
    quarter: str | None = None,
    lane: str | None = None,
    limit: int | None = None,
    offset: int = 0,
) -> list[Words]:
    """The texts to one question. Ids are random, so their order says nothing and stays put."""
    query = (
        select(*_WORDS)
        .where(answer.c.question == question, answer.c.text.is_not(None))
        .order_by(answer.c.id)
        .limit(limit)
        .offset(offset)
    )
    if lane is not None:
        query = query.where(answer.c.lane == lane)
    rows = conn.execute(_in_quarter(query, quarter))
    return [_words(row) for row in rows]


def who_wrote(conn: Connection, question: str) -> dict[str, int]:
    """How many distinct voices wrote words to a question, by quarter."""
    query = (
        select(answer.c.quarter, func.count(distinct(answer.c.voice)).label("voices"))
        .where(answer.c.question == question, answer.c.text.is_not(None))
        .group_by(answer.c.quarter)
    )
    return {row.quarter: row.voices for row in conn.execute(query)}


def words_by_id(conn: Connection, ids: Sequence[str]) -> dict[str, Words]:
    """Some texts by their ids; those that are gone are absent."""
    query = select(*_WORDS).where(answer.c.id.in_(list(ids)), answer.c.text.is_not(None))
    return {row.id: _words(row) for row in conn.execute(query)}


_WORDS = answer.c["text", "may_quote", "kind", "id", "question"]


def options_of(value: Value) -> tuple[str, ...]:
    """An answer's options as text."""
    return tuple(map(str, value)) if isinstance(value, list) else (str(value),)


def _words(row: Any) -> Words:
    return Words(row.text, bool(row.may_quote), row.kind, row.id, row.question)


def _in_quarter(query: Select[Any], quarter: str | None) -> Select[Any]:
    return query if quarter is None else query.where(answer.c.quarter == quarter)
