"""What was published, to whom, and everything ever published: no count comes back from there."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

INSIDE, BOARD, PUBLIC = AUDIENCES = ("inside", "board", "public")
DRAFT, PUBLISHED, WITHDRAWN = "draft", "published", "withdrawn"


@dataclass(frozen=True)
class PublishedTable:
    """One protected table: `cells` is what is shown, `exact` is for the guard alone.

    `cells`: {"columns": ["said", "asked"], "rows": [{"theme": id, "value": "", "said": 25,
    "asked": 60}, …]}; null is a blank.
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
    raise NotImplementedError


def publish(conn: Connection, publication_id: str, by: str, now: datetime) -> bool:
    """Publish a draft; False when it is none (any more)."""
    raise NotImplementedError


def withdraw(conn: Connection, publication_id: str, by: str, now: datetime) -> bool:
    """Take it down. What it showed still counts as known."""
    raise NotImplementedError


def discard(conn: Connection, publication_id: str) -> bool:
    """Throw a draft away; False when it is no draft."""
    raise NotImplementedError


def retitle(conn: Connection, publication_id: str, title: str) -> bool:
    """Another title for a draft."""
    raise NotImplementedError


def find(conn: Connection, publication_id: str) -> Publication | None:
    """One publication."""
    raise NotImplementedError


def listing(
    conn: Connection, *, audiences: Sequence[str] = AUDIENCES, states: Sequence[str] = (PUBLISHED,)
) -> list[Publication]:
    """Publications, the latest period first."""
    raise NotImplementedError


def tables_of(conn: Connection, publication_id: str) -> list[PublishedTable]:
    """Its tables, by name."""
    raise NotImplementedError


def published_before(
    conn: Connection, quarter: str, question: str, lane: str
) -> list[PublishedTable]:
    """All that was ever published from the same answers, withdrawn or not, for any audience."""
    raise NotImplementedError


def add_quote(conn: Connection, publication_id: str, quote: Quote) -> int | None:
    """Put words into a draft; their number, or None when it is no draft."""
    raise NotImplementedError


def drop_quote(conn: Connection, publication_id: str, number: int) -> bool:
    """Take words out of a draft."""
    raise NotImplementedError


def quotes_of(conn: Connection, publication_id: str) -> list[Quote]:
    """The words in it."""
    raise NotImplementedError
