"""What was published, to whom, and everything ever published: no count comes back from there."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, func, insert, select, update

from storage.answers.tables import publication, published_quote, published_table
from storage.database import inserting
from storage.times import london_day, stamp

INSIDE, BOARD, PUBLIC = AUDIENCES = ("inside", "board", "public")
DRAFT, PUBLISHED, WITHDRAWN = "draft", "published", "withdrawn"


@dataclass(frozen=True)
class PublishedTable:
    """One protected table: `cells` is what is shown, `exact` is for the guard alone.

    `cells` of themes: {"values": ["north", …], "everyone": [40, null, …], "total": 95, "themes":
    {id: {"said": [10, null, …], "total": 25, "percent": [25, null, …], "of_all": 26}}}. Null is a
    blank; a theme that is absent has too few voices to be shown, or none. Without a breakdown
    there is one value, "".
    """

    name: str
    quarter: str
    lane: str
    question: str
    breakdown: str
    definition: dict[str, Any]
    cells: dict[str, Any]
    base: int | None
    exact: dict[str, Any] | None = None


@dataclass(frozen=True)
class Quote:
    """Words that go out under a theme: the officer's paraphrase, or a young person's own."""

    theme: str
    kind: str
    text: str
    chosen_by: str
    answer_id: str | None = None
    number: int = 0


@dataclass(frozen=True)
class Publication:
    """A draft, or what was published."""

    id: str
    title: str
    audience: str
    period: str
    state: str
    made_by: str | None
    made_on: str
    published_by: str | None
    published_on: str | None


def draft(
    conn: Connection,
    publication_id: str,
    title: str,
    audience: str,
    period: str,
    tables: Sequence[PublishedTable],
    now: datetime,
    *,
    by: str | None = None,
) -> bool:
    """Keep a draft with its protected tables; False when this id is there already."""
    new = inserting(conn, publication).values(
        id=publication_id, title=title, audience=audience, period=period, state=DRAFT,
        made_by=by, made_on=london_day(now).isoformat(),
    )  # fmt: skip
    once = new.on_conflict_do_nothing().returning(publication.c.id)
    if conn.execute(once).first() is None:
        return False
    put_tables(conn, publication_id, tables)
    return True


def put_tables(conn: Connection, publication_id: str, tables: Sequence[PublishedTable]) -> None:
    """These are a draft's tables, in place of those it had."""
    mine = published_table.c.publication_id == publication_id
    conn.execute(delete(published_table).where(mine))
    if tables:
        rows = [{"publication_id": publication_id, **_row(one)} for one in tables]
        conn.execute(insert(published_table), rows)


def publish(conn: Connection, publication_id: str, by: str, now: datetime) -> bool:
    """Publish a draft; False when it is none (any more). Its tables must be of this moment:
    `collation.publishing.publish` makes them again and then calls this."""
    values = {"published_by": by, "published_on": stamp(now)}
    return _move(conn, publication_id, DRAFT, PUBLISHED, values)


def withdraw(conn: Connection, publication_id: str) -> bool:
    """Take it down. What it showed still counts as known."""
    return _move(conn, publication_id, PUBLISHED, WITHDRAWN, {})


def discard(conn: Connection, publication_id: str) -> bool:
    """Throw a draft away; False when it is no draft."""
    this = (publication.c.id == publication_id) & (publication.c.state == DRAFT)
    if conn.execute(delete(publication).where(this)).rowcount == 0:
        return False
    for table in (published_table, published_quote):
        conn.execute(delete(table).where(table.c.publication_id == publication_id))
    return True


def retitle(conn: Connection, publication_id: str, title: str) -> bool:
    """Another title for a draft."""
    return _move(conn, publication_id, DRAFT, DRAFT, {"title": title})


def find(conn: Connection, publication_id: str) -> Publication | None:
    """One publication."""
    row = conn.execute(select(publication).where(publication.c.id == publication_id)).mappings()
    found = row.first()
    return Publication(**found) if found else None


def listing(
    conn: Connection, *, audiences: Sequence[str] = AUDIENCES, states: Sequence[str] = (PUBLISHED,)
) -> list[Publication]:
    """Publications, the latest period first."""
    query = (
        select(publication)
        .where(publication.c.audience.in_(list(audiences)), publication.c.state.in_(list(states)))
        .order_by(publication.c.period.desc(), publication.c.audience, publication.c.id)
    )
    return [Publication(**row) for row in conn.execute(query).mappings()]


def tables_of(conn: Connection, publication_id: str) -> list[PublishedTable]:
    """Its tables, by name. What they were counted from is left out: only the guard sees that."""
    query = (
        select(published_table)
        .where(published_table.c.publication_id == publication_id)
        .order_by(published_table.c.name)
    )
    return [_table(row, exact=False) for row in conn.execute(query)]


def published_before(
    conn: Connection, quarter: str, *, question: str | None = None, lane: str | None = None
) -> list[PublishedTable]:
    """All that was ever published from a quarter's answers, withdrawn or not, for any audience,
    in the order of publication; with what it was counted from."""
    query = (
        select(published_table)
        .join(publication, publication.c.id == published_table.c.publication_id)
        .where(published_table.c.quarter == quarter, publication.c.state != DRAFT)
        .order_by(publication.c.published_on, publication.c.id, published_table.c.name)
    )
    if question is not None:
        query = query.where(published_table.c.question == question)
    if lane is not None:
        query = query.where(published_table.c.lane == lane)
    return [_table(row, exact=True) for row in conn.execute(query)]


def add_quote(conn: Connection, publication_id: str, quote: Quote) -> int | None:
    """Put words into a draft; their number, or None when it is no draft."""
    known = find(conn, publication_id)
    if known is None or known.state != DRAFT:
        return None
    mine = published_quote.c.publication_id == publication_id
    last = conn.execute(select(func.max(published_quote.c.number)).where(mine)).scalar()
    number = (last or 0) + 1
    row = {**vars(quote), "publication_id": publication_id, "number": number}
    conn.execute(insert(published_quote).values(**row))
    return number


def drop_quote(conn: Connection, publication_id: str, number: int) -> bool:
    """Take words out of a draft."""
    known = find(conn, publication_id)
    if known is None or known.state != DRAFT:
        return False
    this = published_quote.c.publication_id == publication_id
    gone = delete(published_quote).where(this, published_quote.c.number == number)
    return conn.execute(gone).rowcount == 1


def quotes_of(conn: Connection, publication_id: str) -> list[Quote]:
    """The words in it."""
    columns = published_quote.c["theme", "kind", "text", "chosen_by", "answer_id", "number"]
    mine = published_quote.c.publication_id == publication_id
    query = select(*columns).where(mine).order_by(published_quote.c.theme, published_quote.c.number)
    return [Quote(**row) for row in conn.execute(query).mappings()]


def _move(
    conn: Connection, publication_id: str, state: str, into: str, values: dict[str, str]
) -> bool:
    this = (publication.c.id == publication_id) & (publication.c.state == state)
    moved = update(publication).where(this).values(state=into, **values)
    return conn.execute(moved).rowcount == 1


def _row(one: PublishedTable) -> dict[str, Any]:
    written = {"definition": one.definition, "cells": one.cells, "exact": one.exact}
    return {**vars(one), **{name: _json(value) for name, value in written.items()}}


def _json(value: dict[str, Any] | None) -> str | None:
    return None if value is None else json.dumps(value, ensure_ascii=False, sort_keys=True)


def _table(row: Any, *, exact: bool) -> PublishedTable:
    return PublishedTable(
        row.name,
        row.quarter,
        row.lane,
        row.question,
        row.breakdown,
        json.loads(row.definition),
        json.loads(row.cells),
        row.base,
        json.loads(row.exact) if exact and row.exact else None,
    )
