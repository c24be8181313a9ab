"""An answer that goes takes along all that was made of it."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import Connection, Table, delete, exists, select, update

from storage.answers import worked_out
from storage.answers.codings import in_turn
from storage.answers.tables import (
    answer,
    answer_state,
    answer_tally,
    coding,
    coding_change,
    publication,
    published_quote,
    published_table,
    review_progress,
    theme_cell,
    theme_tally,
    to_code,
    to_count,
)
from storage.answers.tables import worked_out as kept
from storage.database import inserting

_OF_AN_ANSWER: tuple[Table, ...] = (
    coding,
    coding_change,
    answer_state,
    to_code,
    published_quote,
)
_OF_A_QUARTER: tuple[Table, ...] = (
    theme_cell,
    theme_tally,
    review_progress,
    answer_tally,
    to_count,
    kept,
)


@dataclass(frozen=True)
class Found:
    """Released words that hold a quote."""

    id: str
    text: str
    question: str
    quarter: str
    published: bool


def find_quote(conn: Connection, quote: str, most: int) -> list[Found]:
    """Released answers that hold these words, or from which a published quote does."""
    quoted = published_quote.c.answer_id == answer.c.id
    out = exists().where(quoted).label("published")
    edited = exists().where(quoted, published_quote.c.text.icontains(quote, autoescape=True))
    here = answer.c.text.icontains(quote, autoescape=True) | edited
    query = select(*answer.c["id", "text", "question", "quarter"], out).where(here)
    rows = conn.execute(query.order_by(answer.c.id).limit(most))
    return [Found(*row[:4], bool(row.published)) for row in rows]


def erase(conn: Connection, ids: Collection[str]) -> int:
    """Delete answers with their codings, history and quotes; how many answers there were.

    What was published from them stays as it is; the next count leaves them out.
    """
    in_turn(conn)
    which = list(ids)
    units = select(*answer.c["quarter", "question"]).where(answer.c.id.in_(which)).distinct()
    found = [dict(row) for row in conn.execute(units).mappings()]
    if not found:
        return 0
    for table in _OF_AN_ANSWER:
        conn.execute(delete(table).where(table.c.answer_id.in_(which)))
    gone = conn.execute(delete(answer).where(answer.c.id.in_(which))).rowcount
    worked_out.forget(conn, {one["quarter"] for one in found})
    conn.execute(inserting(conn, to_count).on_conflict_do_nothing(), found)
    return gone


def forget_old(conn: Connection, before: str) -> int:
    """Delete the answers of quarters before this one, and all that was counted from them."""
    in_turn(conn)
    old = select(answer.c.id).where(answer.c.quarter < before)
    for table in _OF_AN_ANSWER:
        conn.execute(delete(table).where(table.c.answer_id.in_(old)))
    for table in _OF_A_QUARTER:
        conn.execute(delete(table).where(table.c.quarter < before))
    conn.execute(delete(kept).where(kept.c.earlier != "", kept.c.earlier < before))
    since = published_table.c.quarter < before
    conn.execute(update(published_table).where(since).values(exact=None))
    return conn.execute(delete(answer).where(answer.c.quarter < before)).rowcount


def forget_lost(conn: Connection) -> None:
    """Delete what was made of answers that are gone in another way."""
    in_turn(conn)
    there = select(answer.c.id)
    lost = 0
    for table in (coding, coding_change, answer_state, to_code):
        lost += conn.execute(delete(table).where(table.c.answer_id.not_in(there))).rowcount
    if lost:
        worked_out.forget_all(conn)
    quotes = published_quote.c.answer_id
    conn.execute(delete(published_quote).where(quotes.is_not(None), quotes.not_in(there)))


def forget_publications(conn: Connection, before: str) -> None:
    """Delete publications that were made before a day."""
    old = select(publication.c.id).where(publication.c.made_on < before)
    for table in (published_table, published_quote):
        conn.execute(delete(table).where(table.c.publication_id.in_(old)))
    conn.execute(delete(publication).where(publication.c.made_on < before))
