"""A person looks at codings: lists to review, confirming, changing, flagging, undoing, history."""

import json
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, select, update

from storage.answers.codings import (
    COUNTED,
    NON_ANSWER,
    PERSON,
    REJECTED,
    STATE,
    SUBSTANTIVE,
    SUGGESTED,
    Coding,
    State,
    codings_of,
    enqueue,
    in_turn,
    log,
    stand,
    standing,
    write,
)
from storage.answers.tables import answer, answer_state, coding, coding_change, review_progress
from storage.times import quarter

UNDONE = "undone"


@dataclass(frozen=True)
class Review:
    """One answer as the officer sees it: the words, how they stand, and why they were coded."""

    answer_id: str
    text: str
    lane: str
    may_quote: bool
    state: State
    codings: tuple[Coding, ...]


@dataclass(frozen=True)
class Change:
    """A line of an answer's history. `account` None: the machine. Nothing finer than the quarter:
    a day would tell in which release the answer came."""

    number: int
    did: str
    account: str | None
    quarter: str
    undone: bool


@dataclass(frozen=True)
class Progress:
    """How many answers in words there are of one quarter, question and standing; and checked."""

    quarter: str
    question: str
    standing: str
    answers: int
    checked: int


@dataclass(frozen=True)
class Sought:
    """Which answers to list. `checked` None: both."""

    standing: str | None = None
    theme: str | None = None
    question: str | None = None
    quarter: str | None = None
    checked: bool | None = False
    flagged: bool = False


def listing(conn: Connection, sought: Sought, limit: int, after: str = "") -> list[Review]:
    """Answers to review, by their random ids; `after` is the last id of the page before."""
    query = _sought(sought).where(answer_state.c.answer_id > after)
    return _reviews(conn, query.order_by(answer_state.c.answer_id).limit(limit))


def find(conn: Connection, answer_id: str) -> Review | None:
    """One answer with its codings; None when it is gone, or not coded yet."""
    found = _reviews(conn, _ALL.where(answer_state.c.answer_id == answer_id))
    return found[0] if found else None


def set_themes(
    conn: Connection,
    answer_id: str,
    themes: Collection[str],
    by: str,
    now: datetime,
    *,
    kind: str | None = None,
) -> bool:
    """These are its themes, says a person: it is checked. False when the answer is gone.

    What the machine counted and the person left out is kept as rejected. `kind` "non_answer":
    it says nothing, and has no themes.
    """
    in_turn(conn)
    review = find(conn, answer_id)
    if review is None:
        return False
    wanted = set() if kind == NON_ANSWER else set(themes)
    codings = _decided(review.codings, wanted, review.state.frame_version, by)
    kind = kind or (SUBSTANTIVE if wanted else review.state.kind)
    log(conn, [(review.state, review.codings)], "themes", by, now)
    state = _checked(replace(review.state, kind=kind), codings, by, now)
    _put_back(conn, state, codings)
    return True


def confirm(conn: Connection, ids: Collection[str], by: str, now: datetime) -> int:
    """Some answers are coded rightly as they stand; how many were not checked before."""
    in_turn(conn)
    coded = codings_of(conn, ids)
    todo = [state for state in stand(conn, ids).values() if not state.checked]
    before = [(state, coded.get(state.answer_id, ())) for state in todo]
    log(conn, before, "confirmed", by, now)
    kept = {s.answer_id: [one for one in some if one.state != SUGGESTED] for s, some in before}
    after = [_checked(state, kept[state.answer_id], by, now) for state in todo]
    codings = [(which, one) for which, some in kept.items() for one in some]
    write(conn, after, codings, learned=None, old=list(kept))
    return len(todo)


def flag(conn: Connection, answer_id: str, by: str, now: datetime, *, on: bool = True) -> bool:
    """Ask for a second opinion, or say that it is given."""
    in_turn(conn)
    state = stand(conn, [answer_id]).get(answer_id)
    if state is None or (state.flagged_by is not None) == on:
        return False
    codings = codings_of(conn, [answer_id]).get(answer_id, ())
    log(conn, [(state, codings)], "flagged" if on else "unflagged", by, now)
    _put_back(conn, replace(state, flagged_by=by if on else None), codings)
    return True


def undo(conn: Connection, answer_id: str, by: str, now: datetime) -> bool:
    """Take the latest change back that is not taken back yet; False when there is none."""
    in_turn(conn)
    review = find(conn, answer_id)
    latest = (
        select(coding_change)
        .where(coding_change.c.answer_id == answer_id, coding_change.c.undone.is_(False))
        .where(coding_change.c.did != UNDONE)
        .order_by(coding_change.c.number.desc())
        .limit(1)
    )
    line = conn.execute(latest).first()
    if line is None or review is None:
        return False
    this = (coding_change.c.answer_id == answer_id) & (coding_change.c.number == line.number)
    conn.execute(update(coding_change).where(this).values(undone=True))
    log(conn, [(review.state, review.codings)], UNDONE, by, now)
    before = json.loads(line.before)
    codings = [Coding(**{**one, "terms": tuple(one["terms"])}) for one in before["codings"]]
    _put_back(conn, State(**before["state"]), codings)
    enqueue(conn, [answer_id])  # the frame may have changed since
    return True


def history(conn: Connection, answer_id: str) -> list[Change]:
    """All changes of an answer, the latest first."""
    query = (
        select(*coding_change.c["number", "did", "account", "quarter", "undone"])
        .where(coding_change.c.answer_id == answer_id)
        .order_by(coding_change.c.number.desc())
    )
    return [Change(**row) for row in conn.execute(query).mappings()]


def progress(conn: Connection, quarter: str | None = None) -> list[Progress]:
    """How far the review is, as of the last count (`collation.themes_count.freshen`)."""
    query = select(review_progress).order_by(
        review_progress.c.quarter, review_progress.c.question, review_progress.c.standing
    )
    if quarter is not None:
        query = query.where(review_progress.c.quarter == quarter)
    return [Progress(**row) for row in conn.execute(query).mappings()]


_ALL: Select[Any] = select(*STATE, *answer.c["text", "lane", "may_quote"]).join(
    answer, answer.c.id == answer_state.c.answer_id
)


def _sought(sought: Sought) -> Select[Any]:
    query = _ALL
    if sought.checked is not None:
        nobody = answer_state.c.checked_in.is_(None)
        query = query.where(~nobody if sought.checked else nobody)
    for column, value in (
        (answer_state.c.standing, sought.standing),
        (answer_state.c.question, sought.question),
        (answer_state.c.quarter, sought.quarter),
    ):
        if value is not None:
            query = query.where(column == value)
    if sought.flagged:
        query = query.where(answer_state.c.flagged_by.is_not(None))
    if sought.theme is not None:
        mine = (coding.c.theme == sought.theme) & (coding.c.state == COUNTED)
        query = query.join(coding, (coding.c.answer_id == answer_state.c.answer_id) & mine)
    return query


def _reviews(conn: Connection, query: Select[Any]) -> list[Review]:
    rows = conn.execute(query).mappings().all()
    coded = codings_of(conn, [row["answer_id"] for row in rows])
    return [
        Review(
            row["answer_id"],
            row["text"] or "",
            row["lane"],
            bool(row["may_quote"]),
            State(**{column.key: row[column.key] for column in STATE}),
            coded.get(row["answer_id"], ()),
        )
        for row in rows
    ]


def _decided(codings: Collection[Coding], wanted: set[str], version: int, by: str) -> list[Coding]:
    """Codings as a person wants them; what the machine found rightly stays the machine's."""
    kept = []
    for one in codings:
        if one.theme not in wanted:
            if one.state != SUGGESTED:
                kept.append(replace(one, state=REJECTED, account=by))
        elif one.state == COUNTED:
            kept.append(one)
        else:
            kept.append(replace(one, state=COUNTED, coded_by=PERSON, account=by))
    there = {one.theme for one in kept}
    added = (Coding(theme, PERSON, frame_version=version, account=by)
             for theme in sorted(wanted - there))  # fmt: skip
    return [*kept, *added]


def _checked(state: State, codings: Collection[Coding], by: str, now: datetime) -> State:
    where = standing(state.kind, codings)
    return replace(state, standing=where, checked_by=by, checked_in=quarter(now), flagged_by=None)


def _put_back(conn: Connection, state: State, codings: Collection[Coding]) -> None:
    which = state.answer_id
    write(conn, [state], [(which, one) for one in codings], learned=None, old=[which])
