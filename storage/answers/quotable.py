"""Words that may be quoted: their young person said yes, and a person has checked their themes."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Select, select

from storage.answers.codings import COUNTED
from storage.answers.tables import answer, answer_state, coding

MOST = 5_000


@dataclass(frozen=True)
class Quotable:
    """One answer with one of its themes; nothing about who said it."""

    answer_id: str
    theme: str
    text: str
    voice: str
    may_quote: bool


def words(conn: Connection, quarter: str, themes: Sequence[str]) -> list[Quotable]:
    """Checked words of a quarter's themes, by their random ids; each says if it may be quoted."""
    query = _checked(quarter).where(coding.c.theme.in_(list(themes))).limit(MOST)
    return [_read(row) for row in conn.execute(query).mappings()]


def one(conn: Connection, quarter: str, theme: str, answer_id: str) -> Quotable | None:
    """One of them; None where it may not be quoted (any more)."""
    query = _checked(quarter).where(coding.c.theme == theme, answer.c.id == answer_id)
    row = conn.execute(query.where(answer.c.may_quote.is_(True))).mappings().first()
    return _read(row) if row else None


def _read(row: Any) -> Quotable:
    return Quotable(**{**row, "may_quote": bool(row["may_quote"])})


def _checked(quarter: str) -> Select[Any]:
    return (
        select(
            answer.c.id.label("answer_id"), coding.c.theme, *answer.c["text", "voice", "may_quote"]
        )
        .join(answer_state, answer_state.c.answer_id == answer.c.id)
        .join(coding, coding.c.answer_id == answer.c.id)
        .where(
            answer.c.quarter == quarter,
            answer.c.text.is_not(None),
            answer_state.c.checked_in.is_not(None),
            answer_state.c.flagged_by.is_(None),
            coding.c.state == COUNTED,
        )
        .order_by(answer.c.id)
    )
