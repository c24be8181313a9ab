"""Codings: what waits to be coded, and what the machine made of each answer."""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache, partial
from typing import Any

from sqlalchemy import Connection, Select, delete, func, insert, select, update

from storage.answers import worked_out
from storage.answers.tables import (
    answer,
    answer_state,
    coding,
    coding_change,
    to_code,
    to_count,
)
from storage.database import alone, among, insert_many, inserting
from storage.times import quarter as quarter_of

MACHINE, LEARNED, PERSON = "machine", "learned", "person"
COUNTED, SUGGESTED, REJECTED = "counted", "suggested", "rejected"
UNCODED, CODED, NON_ANSWER, SUBSTANTIVE = "uncoded", "coded", "non_answer", "substantive"
WAITING = "waiting"
"""Where answers stand in the counts that no machine has looked at yet."""

_as_json = lru_cache(4_096)(partial(json.dumps, ensure_ascii=False))
_ONE_AT_A_TIME = 4_207  # on PostgreSQL nights and officers write in turn; on SQLite all do


@dataclass(frozen=True)
class ToCode:
    """An answer in words that no machine has read yet."""

    id: str
    quarter: str
    question: str
    text: str


@dataclass(frozen=True)
class Coding:
    """One theme of one answer: who or what put it there, by which terms, of which version."""

    theme: str
    coded_by: str
    state: str = COUNTED
    terms: tuple[str, ...] = ()
    score: float | None = None
    frame_version: int = 0
    account: str | None = None


@dataclass(frozen=True)
class Made:
    """What the machine makes of one answer. `doubted`: by terms that people kept refusing."""

    answer_id: str
    kind: str
    codings: tuple[Coding, ...]
    doubted: tuple[str, ...] = ()


@dataclass(frozen=True)
class State:
    """How one answer stands; checked means that a person has confirmed its codings."""

    answer_id: str
    quarter: str
    question: str
    kind: str
    standing: str
    frame_version: int
    checked_by: str | None = None
    checked_in: str | None = None
    flagged_by: str | None = None

    @property
    def checked(self) -> bool:
        return self.checked_in is not None


def enqueue(conn: Connection, ids: Iterable[str]) -> None:
    """Let the next night code these answers."""
    if rows := [{"answer_id": one} for one in ids]:
        conn.execute(inserting(conn, to_code).on_conflict_do_nothing(), rows)


def waiting(conn: Connection, limit: int, after: str = "") -> list[ToCode]:
    """Answers that wait to be coded, by their random ids; perhaps fewer, none only at the end."""
    here = to_code.c.answer_id
    next_ones = select(here).order_by(here).limit(limit)
    while ids := list(conn.execute(next_ones.where(here > after)).scalars()):
        query = select(*answer.c["id", "quarter", "question", "text"]).order_by(answer.c.id)
        this = among(conn, answer.c.id, ids) & answer.c.text.is_not(None)
        if found := [ToCode(*row) for row in conn.execute(query.where(this))]:
            return found
        after = ids[-1]
    return []


def how_many_wait(conn: Connection, quarter: str | None = None, question: str | None = None) -> int:
    """How many answers wait to be coded: all, or those to a question of a quarter."""
    query = select(func.count()).select_from(to_code)
    if quarter is not None:
        here = (answer.c.quarter == quarter) & (answer.c.question == question)
        query = query.join(answer, answer.c.id == to_code.c.answer_id).where(here)
    return conn.execute(query).scalar_one()


def enqueue_changed(conn: Connection, version: int) -> int:
    """A definition has changed: every answer that an older version coded is coded again."""
    by = answer_state.c.frame_version
    old = select(answer_state.c.answer_id).where((by < version) | (by > version))  # by its index
    return _enqueue_from(conn, old)


def enqueue_learned(conn: Connection, learned: str, quarters: Sequence[str]) -> int:
    """Corrections have changed: what nobody has checked yet, of these quarters, is coded again."""
    open_ones = select(answer_state.c.answer_id).where(
        answer_state.c.checked_in.is_(None),
        answer_state.c.quarter.in_(list(quarters)),
        answer_state.c.learned.is_distinct_from(learned),
    )
    return _enqueue_from(conn, open_ones)


def put(
    conn: Connection,
    made: Sequence[Made],
    *,
    version: int,
    learned: str,
    moved: Mapping[str, str],
    now: datetime,
) -> set[str]:
    """Write what the machine made of some answers, and take them out of the queue; the quarters
    in which something was written. Where all is as it was, only by which version is noted.

    What nobody has checked is replaced. What a person has checked stays theirs; only where a
    changed definition now says something else does it wait for a person again. `moved`: themes
    that were merged, and into which; "" for those that are no longer used.
    """
    in_turn(conn)
    ids = [one.answer_id for one in made]
    about = _about(conn, ids)
    known = stand(conn, ids)
    were = codings_of(conn, known)
    states, codings, alike = [], [], []
    for one in made:
        if one.answer_id not in about:  # erased meanwhile
            continue
        before, had = known.get(one.answer_id), were.get(one.answer_id, ())
        stands = standing(one.kind, one.codings)
        fresh = State(one.answer_id, *about[one.answer_id], one.kind, stands, version)
        state, themes = _again(conn, one, fresh, before, had, moved, now)
        if before and _alike(before, had, state, themes):
            alike.append(before)
        else:
            states.append(state)
            codings += [(one.answer_id, theme) for theme in themes]
    old = known.keys() - {one.answer_id for one in alike}
    write(conn, states, codings, learned=learned, old=old)
    _note(conn, alike, version, learned)
    conn.execute(delete(to_code).where(among(conn, to_code.c.answer_id, ids)))
    return {one.quarter for one in states}


def _alike(
    before: State, had: Collection[Coding], after: State, themes: Collection[Coding]
) -> bool:
    """Whether a coding says what it said before; by an older version that said so first."""

    def said(codings: Collection[Coding]) -> list[Coding]:
        return sorted((replace(one, frame_version=0) for one in codings), key=lambda one: one.theme)

    same = replace(before, frame_version=after.frame_version) == after
    return same and said(had) == said(themes)


def _note(conn: Connection, alike: Sequence[State], version: int, learned: str) -> None:
    """These answers were looked at, and nothing about them changed."""
    older = [one.answer_id for one in alike if one.frame_version != version]
    unchecked = [one.answer_id for one in alike if not one.checked]
    for ids, values in ((older, {"frame_version": version}), (unchecked, {"learned": learned})):
        if ids:
            this = answer_state.c.answer_id.in_(ids)
            conn.execute(update(answer_state).where(this).values(**values))


def _again(
    conn: Connection,
    made: Made,
    fresh: State,
    before: State | None,
    theirs: Sequence[Coding],
    moved: Mapping[str, str],
    now: datetime,
) -> tuple[State, tuple[Coding, ...]]:
    """How an answer stands after the machine has read it: as `fresh` if for the first time."""
    if before is None:
        return fresh, made.codings
    if not before.checked:
        return replace(fresh, flagged_by=before.flagged_by), made.codings
    themes, agrees = settle(made.codings, theirs, moved, made.doubted)
    same = replace(before, frame_version=fresh.frame_version)
    if agrees:
        return same, themes
    log(conn, [(before, theirs)], "recoded", None, now)
    where = standing(before.kind, themes)
    return replace(same, standing=where, checked_by=None, checked_in=None), themes


def settle(
    made: Sequence[Coding],
    theirs: Sequence[Coding],
    moved: Mapping[str, str],
    doubted: Collection[str] = (),
) -> tuple[tuple[Coding, ...], bool]:
    """What is left of checked codings when the machine has read the answer again, and whether
    it says the same as before: then they stay checked. What people decided about other answers
    takes nothing from them: only a term that is gone does."""
    now = {one.theme: one for one in made if one.state == COUNTED}
    kept: dict[str, Coding] = {}
    for one in sorted(theirs, key=lambda each: each.state != COUNTED):  # the counted ones win
        one = replace(one, theme=moved.get(one.theme, one.theme))
        kept.setdefault(one.theme, one)
    unused = kept.pop("", None)
    gone = {
        theme
        for theme, one in kept.items()
        if one.coded_by == MACHINE and one.state == COUNTED and theme not in {*now, *doubted}
    }
    new = {theme for theme in now if theme not in kept and now[theme].coded_by == MACHINE}
    left = [one for theme, one in kept.items() if theme not in gone]
    return (*left, *(now[theme] for theme in sorted(new))), not (
        gone or new or (unused and unused.state == COUNTED)
    )


def standing(kind: str, codings: Collection[Coding]) -> str:
    """Where an answer stands in the list to review."""
    if kind == NON_ANSWER:
        return NON_ANSWER
    states = {one.state for one in codings}
    return CODED if COUNTED in states else SUGGESTED if SUGGESTED in states else UNCODED


def in_turn(conn: Connection) -> None:
    """Before codings are written: nights and officers take turns, until the transaction ends."""
    alone(conn, _ONE_AT_A_TIME)


def write(
    conn: Connection,
    states: Sequence[State],
    codings: Sequence[tuple[str, Coding]],
    *,
    learned: str | None,
    old: Collection[str],
) -> None:
    """Put answers and codings in place of `old` ones, and have their questions counted again."""
    if not states:
        return
    if old:
        gone = list(old)
        conn.execute(delete(coding).where(coding.c.answer_id.in_(gone)))
        conn.execute(delete(answer_state).where(answer_state.c.answer_id.in_(gone)))
    rows = [{**vars(one), "learned": None if one.checked else learned} for one in states]
    insert_many(conn, answer_state, rows)
    if codings:
        insert_many(conn, coding, [_row(answer_id, one) for answer_id, one in codings])
    units = sorted({(one.quarter, one.question) for one in states})
    stale = [{"quarter": at, "question": question} for at, question in units]
    conn.execute(inserting(conn, to_count).on_conflict_do_nothing(), stale)
    worked_out.touch(conn, {at for at, _ in units})


def log(
    conn: Connection,
    before: Sequence[tuple[State, Collection[Coding]]],
    did: str,
    by: str | None,
    now: datetime,
) -> None:
    """Add a line to each answer's history, with how it stood before."""
    ids = [state.answer_id for state, _ in before]
    if not ids:
        return
    last = (
        select(coding_change.c.answer_id, func.max(coding_change.c.number))
        .where(coding_change.c.answer_id.in_(ids))
        .group_by(coding_change.c.answer_id)
    )
    numbers = {answer_id: number for answer_id, number in conn.execute(last)}
    lines = []
    for state, themes in before:
        stood = {"state": vars(state), "codings": [vars(one) for one in themes]}
        number = numbers.get(state.answer_id, 0) + 1
        lines.append({"answer_id": state.answer_id, "number": number, "did": did, "account": by,
                      "quarter": quarter_of(now), "undone": False,
                      "before": json.dumps(stood, ensure_ascii=False)})  # fmt: skip
    conn.execute(insert(coding_change), lines)


def stand(conn: Connection, ids: Collection[str]) -> dict[str, State]:
    """How some answers stand; those that were never coded are absent."""
    if not ids:
        return {}
    query = select(*STATE).where(among(conn, answer_state.c.answer_id, ids))
    return {row["answer_id"]: State(**row) for row in conn.execute(query).mappings()}


def codings_of(conn: Connection, ids: Collection[str]) -> dict[str, tuple[Coding, ...]]:
    """The codings of some answers, by theme."""
    if not ids:
        return {}
    query = select(coding).where(among(conn, coding.c.answer_id, ids)).order_by(coding.c.theme)
    found: dict[str, tuple[Coding, ...]] = {}
    for row in conn.execute(query):
        one = Coding(row.theme, row.coded_by, row.state, tuple(json.loads(row.term or "[]")),
                     row.score, row.frame_version, row.account)  # fmt: skip
        found[row.answer_id] = (*found.get(row.answer_id, ()), one)
    return found


STATE = answer_state.c[
    "answer_id", "quarter", "question", "kind", "standing", "frame_version",
    "checked_by", "checked_in", "flagged_by",
]  # fmt: skip


def _about(conn: Connection, ids: Collection[str]) -> dict[str, tuple[str, str]]:
    query = select(*answer.c["id", "quarter", "question"]).where(among(conn, answer.c.id, ids))
    return {one: (at, question) for one, at, question in conn.execute(query)}


def _row(answer_id: str, one: Coding) -> dict[str, Any]:
    terms = _as_json(one.terms) if one.terms else None
    return {"answer_id": answer_id, "theme": one.theme, "coded_by": one.coded_by,
            "account": one.account, "term": terms, "score": one.score,
            "frame_version": one.frame_version, "state": one.state}  # fmt: skip


def _enqueue_from(conn: Connection, ids: Select[tuple[str]]) -> int:
    into = inserting(conn, to_code).from_select(["answer_id"], ids).on_conflict_do_nothing()
    return conn.execute(into.execution_options(preserve_rowcount=True)).rowcount
