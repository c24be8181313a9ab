"""The reading room's own numbers: who may read, today's progress, how well the machine does."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Column, ColumnElement, Connection, case, delete, select

from conversations.redaction_change import Change
from storage.database import inserting
from storage.office.tables import reading_day, reading_practice, redaction_month
from storage.times import london_day


@dataclass(frozen=True)
class Practice:
    """How somebody did with the made-up texts."""

    tries: int = 0
    best: int = 0
    passed_on: date | None = None


@dataclass(frozen=True)
class Month:
    """One month of what people changed after the machine."""

    month: str
    texts: int
    untouched: int
    kept: int
    restored: int
    more: int


def practice(conn: Connection, account_id: str) -> Practice:
    """How somebody did so far."""
    row = conn.execute(
        select(reading_practice).where(reading_practice.c.account_id == account_id)
    ).first()
    if row is None:
        return Practice()
    passed = date.fromisoformat(row.passed_on) if row.passed_on else None
    return Practice(row.tries, row.best, passed)


def practised(conn: Connection, account_id: str, right: int, passed: bool, today: date) -> None:
    """Note one try. Who has passed once has passed."""
    known = practice(conn, account_id)
    passed_on = known.passed_on or (today if passed else None)
    values = {
        "tries": known.tries + 1,
        "best": max(known.best, right),
        "passed_on": passed_on.isoformat() if passed_on else None,
    }
    put = inserting(conn, reading_practice).values(account_id=account_id, **values)
    conn.execute(
        put.on_conflict_do_update(index_elements=[reading_practice.c.account_id], set_=values)
    )


def read_today(conn: Connection, account_id: str, now: datetime) -> tuple[int, int]:
    """How many texts this person has decided today, and everybody together."""
    today = london_day(now).isoformat()
    rows = conn.execute(select(reading_day).where(reading_day.c.day == today)).all()
    mine = sum(row.texts for row in rows if row.account_id == account_id)
    return mine, sum(row.texts for row in rows)


def count_text(conn: Connection, account_id: str, now: datetime, by: int = 1) -> None:
    """One text more (or, taken back, one less) today."""
    row = {"day": london_day(now).isoformat(), "account_id": account_id}
    put = inserting(conn, reading_day).values(**row, texts=max(0, by))
    key, more = [reading_day.c.day, reading_day.c.account_id], _plus(reading_day.c.texts, by)
    conn.execute(put.on_conflict_do_update(index_elements=key, set_={"texts": more}))


def count_changes(conn: Connection, changes: Sequence[Change], now: datetime, by: int = 1) -> None:
    """Add what people changed in some texts to the month, or take it out again."""
    month = london_day(now).isoformat()[:7]
    numbers = {
        "texts": len(changes),
        "untouched": sum(one.untouched for one in changes),
        "kept": sum(one.kept for one in changes),
        "restored": sum(one.restored for one in changes),
        "more": sum(one.more for one in changes),
    }
    put = inserting(conn, redaction_month).values(
        month=month, **{name: max(0, by * value) for name, value in numbers.items()}
    )
    sums = {name: _plus(redaction_month.c[name], by * value) for name, value in numbers.items()}
    conn.execute(put.on_conflict_do_update(index_elements=[redaction_month.c.month], set_=sums))


def _plus(column: Column[int], number: int) -> ColumnElement[int]:
    """Never below nothing: what was counted last month may be taken back this month."""
    return case((column + number < 0, 0), else_=column + number)


def months(conn: Connection, limit: int = 12) -> list[Month]:
    """The last months, the newest first."""
    query = select(redaction_month).order_by(redaction_month.c.month.desc()).limit(limit)
    return [Month(**row) for row in conn.execute(query).mappings()]


def forget_old(conn: Connection, now: datetime) -> None:
    """Days that are over, and months of more than seven years ago."""
    today = london_day(now)
    conn.execute(delete(reading_day).where(reading_day.c.day < today.isoformat()))
    oldest = f"{today.year - 7}-{today.month:02d}"
    conn.execute(delete(redaction_month).where(redaction_month.c.month < oldest))
