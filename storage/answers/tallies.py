"""Voices by theme, counted once and kept: only the questions that changed are counted again."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

from sqlalchemy import ColumnElement, Connection, case, delete, distinct, func, insert, select

from storage.answers import read, worked_out
from storage.answers.codings import COUNTED, MACHINE, REJECTED, SUBSTANTIVE, WAITING, in_turn
from storage.answers.read import CLOSED
from storage.answers.tables import (
    answer,
    answer_state,
    answer_tally,
    coding,
    review_progress,
    theme_cell,
    theme_tally,
    to_count,
)
from storage.database import inserting

EVERYONE = "*"
"""In place of a theme: everyone who said something to the question."""


@dataclass(frozen=True)
class Cell:
    """Distinct voices of one theme, question, lane and quarter, as finely as the answers say.

    Exact: for the officer's own screen. `voices` are of checked answers; `unchecked` voices have
    an answer that nobody has checked yet.
    """

    quarter: str
    question: str
    lane: str
    theme: str
    place: str
    age: str
    status: str
    voices: int
    unchecked: int


def stale(conn: Connection) -> list[tuple[str, str]]:
    """Quarters with questions whose codings changed since they were counted."""
    query = select(to_count).order_by(to_count.c.quarter, to_count.c.question)
    return [(row.quarter, row.question) for row in conn.execute(query)]


def mark(conn: Connection, units: Iterable[tuple[str, str]]) -> None:
    """Have some quarters' questions counted again: answers came or went."""
    these = sorted(set(units))
    worked_out.forget_words(conn, these)
    rows = [{"quarter": quarter, "question": question} for quarter, question in these]
    if rows:
        conn.execute(inserting(conn, to_count).on_conflict_do_nothing(), rows)


def recount(conn: Connection, units: Sequence[tuple[str, str]]) -> None:
    """Count the voices of some quarters' questions again."""
    in_turn(conn)
    for quarter, question in units:
        for table in (theme_cell, theme_tally, review_progress, answer_tally, to_count):
            this = (table.c.quarter == quarter) & (table.c.question == question)
            conn.execute(delete(table).where(this))
        about = (answer.c.quarter == quarter) & (answer.c.question == question)
        here = {"quarter": quarter, "question": question}
        found = [*_everyone(conn, about), *_by_theme(conn, about)]
        if found:
            conn.execute(insert(theme_cell), [{**here, **one} for one in found])
        if sums := _sums(found, _judged(conn, quarter, question)):
            conn.execute(insert(theme_tally), [{**here, **one} for one in sums])
        if tally := list(_tally(conn, quarter, question)):
            conn.execute(insert(answer_tally), [{**here, **one} for one in tally])
        if standings := _standings(conn, about):
            conn.execute(insert(review_progress), [{**here, **one} for one in standings])


def _tally(conn: Connection, quarter: str, question: str) -> Iterator[dict[str, Any]]:
    """Voices to a question by lane, and by option where options were on offer."""
    kinds = {}
    for one in read.counted(conn, question, quarter):
        kinds[one.lane] = one.kind
        yield {"lane": one.lane, "option": "", "kind": one.kind, "voices": one.voices,
               "texts": one.texts}  # fmt: skip
    voices: dict[tuple[str, str], set[str]] = defaultdict(set)
    for each in read.closed(conn, question, quarter):
        for option in (CLOSED, *read.options_of(each.value)):
            voices[each.lane, option].add(each.voice)
    for (lane, option), heard in voices.items():
        yield {"lane": lane, "option": option, "kind": kinds[lane], "voices": len(heard),
               "texts": 0}  # fmt: skip


def cells(
    conn: Connection,
    *,
    quarter: str | None = None,
    question: str | None = None,
    lane: str | None = None,
) -> list[Cell]:
    """The counts as they are kept."""
    query = select(theme_cell).order_by(*theme_cell.primary_key.columns)
    for column, value in (
        (theme_cell.c.quarter, quarter),
        (theme_cell.c.question, question),
        (theme_cell.c.lane, lane),
    ):
        if value is not None:
            query = query.where(column == value)
    return [Cell(**row) for row in conn.execute(query).mappings()]


def everyone(conn: Connection, quarter: str, lane: str) -> list[Cell]:
    """Who said something at all in a quarter, by place, age and status."""
    this = (theme_cell.c.quarter == quarter) & (theme_cell.c.theme == EVERYONE)
    query = select(theme_cell).where(this, theme_cell.c.lane == lane)
    return [Cell(**row) for row in conn.execute(query).mappings()]


def summed(conn: Connection, quarters: Sequence[str], lane: str) -> list[Cell]:
    """The same counts of some quarters, over all places, ages and statuses."""
    query = (
        select(theme_tally)
        .where(theme_tally.c.quarter.in_(list(quarters)), theme_tally.c.lane == lane)
        .where(theme_tally.c.voices + theme_tally.c.unchecked > 0)
        .order_by(*theme_tally.primary_key.columns)
    )
    return [
        Cell(one.quarter, one.question, one.lane, one.theme, "", "", "", one.voices, one.unchecked)
        for one in conn.execute(query)
    ]


def units(conn: Connection, quarter: str) -> list[tuple[str, str]]:
    """Every question of a quarter with each lane in which somebody said something to it."""
    these = (theme_tally.c.quarter == quarter) & (theme_tally.c.theme == EVERYONE)
    query = select(*theme_tally.c["question", "lane"]).where(these)
    return sorted((one.question, one.lane) for one in conn.execute(query))


def agreement(conn: Connection, quarter: str | None) -> tuple[int, int]:
    """Of themes by the machine in checked answers: how many stand, out of how many."""
    query = select(*(func.coalesce(func.sum(theme_tally.c[one]), 0) for one in ("stood", "judged")))
    if quarter is not None:
        query = query.where(theme_tally.c.quarter == quarter)
    stood, judged = conn.execute(query).one()
    return int(stood), int(judged)


_WORDS = answer.join(answer_state, answer_state.c.answer_id == answer.c.id, isouter=True)
_CHECKED = answer_state.c.checked_in.is_not(None)
_GROUP = (
    answer.c.lane.label("lane"),
    func.coalesce(answer.c.place, "").label("place"),
    func.coalesce(answer.c.age, "").label("age"),
    func.coalesce(answer.c.status, "").label("status"),
)
_SUMMED = ("voices", "unchecked", "judged", "stood")
_VOICES = (
    func.count(distinct(case((_CHECKED, answer.c.voice)))).label("voices"),
    func.count(distinct(case((~_CHECKED, answer.c.voice)))).label("unchecked"),
)


def _everyone(conn: Connection, about: ColumnElement[bool]) -> list[dict[str, Any]]:
    """All who said something; one who has not been coded yet may have."""
    said = (answer_state.c.kind == SUBSTANTIVE) | answer_state.c.kind.is_(None)
    query = (
        select(*_GROUP, *_VOICES)
        .select_from(_WORDS)
        .where(about, answer.c.text.is_not(None), said)
        .group_by(*_GROUP)
    )
    return [{**row, "theme": EVERYONE} for row in conn.execute(query).mappings()]


def _by_theme(conn: Connection, about: ColumnElement[bool]) -> list[dict[str, Any]]:
    counted = (coding.c.answer_id == answer.c.id) & (coding.c.state == COUNTED)
    query = (
        select(coding.c.theme, *_GROUP, *_VOICES)
        .select_from(_WORDS.join(coding, counted))
        .where(about, answer_state.c.kind == SUBSTANTIVE)
        .group_by(coding.c.theme, *_GROUP)
    )
    return [dict(row) for row in conn.execute(query).mappings()]


def _judged(conn: Connection, quarter: str, question: str) -> list[dict[str, Any]]:
    """What the machine coded and a person has checked, right or wrong. By the index of what is
    checked: while a quarter is new that is next to nothing."""
    here = (answer_state.c.quarter == quarter) & (answer_state.c.question == question)
    stands = func.sum(case((coding.c.state == COUNTED, 1), else_=0))
    query = (
        select(coding.c.theme, answer.c.lane, func.count().label("judged"), stands.label("stood"))
        .select_from(
            answer_state.join(answer, answer.c.id == answer_state.c.answer_id).join(
                coding, coding.c.answer_id == answer_state.c.answer_id
            )
        )
        .where(here, _CHECKED, coding.c.coded_by == MACHINE)
        .where(coding.c.state.in_((COUNTED, REJECTED)))
        .group_by(coding.c.theme, answer.c.lane)
    )
    return [dict(row) for row in conn.execute(query).mappings()]


def _sums(*some: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    sums: dict[tuple[str, str], dict[str, Any]] = {}
    for one in chain(*some):
        nothing = dict.fromkeys(_SUMMED, 0)
        row = sums.setdefault(
            (one["lane"], one["theme"]), {"lane": one["lane"], "theme": one["theme"], **nothing}
        )
        for each in _SUMMED:
            row[each] += one.get(each, 0)
    return list(sums.values())


def _standings(conn: Connection, about: ColumnElement[bool]) -> list[dict[str, Any]]:
    where = func.coalesce(answer_state.c.standing, WAITING).label("standing")
    counts = (func.count().label("answers"), func.count(answer_state.c.checked_in).label("checked"))
    query = (
        select(where, *counts)
        .select_from(_WORDS)
        .where(about, answer.c.text.is_not(None))
        .group_by(where)
    )
    return [dict(row) for row in conn.execute(query).mappings()]
