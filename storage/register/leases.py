"""Who is reading what just now, so that two readers get different texts."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Select, delete, select

from storage.database import inserting
from storage.register.tables import read_lease
from storage.times import stamp

LASTS = timedelta(minutes=10)
"""Longer than anybody thinks about one text; short enough after somebody has gone home."""


def by_others(by: str, now: datetime) -> Select[Any]:
    """What other people are reading at this moment."""
    mine_or_over = (read_lease.c.account_id != by) & (read_lease.c.until > stamp(now))
    return select(read_lease.c.object_id).where(mine_or_over)


def take(conn: Connection, wanted: Sequence[str], by: str, now: datetime, count: int) -> list[str]:
    """Take the first `count` of these that nobody else has; what one had before is given back."""
    over = (read_lease.c.account_id == by) | (read_lease.c.until <= stamp(now))
    conn.execute(delete(read_lease).where(over))
    taken: list[str] = []
    for one in wanted:
        if len(taken) == count:
            break
        row = {"object_id": one, "account_id": by, "until": stamp(now + LASTS)}
        put = inserting(conn, read_lease).values(**row).on_conflict_do_nothing()
        # What was put is returned, or nothing: a count of rows is not sure on PostgreSQL.
        taken += conn.execute(put.returning(read_lease.c.object_id)).scalars()
    return taken


def give_back(conn: Connection, object_id: str) -> None:
    """It was decided: nobody reads it any more."""
    conn.execute(delete(read_lease).where(read_lease.c.object_id == object_id))


def forget_over(conn: Connection, now: datetime) -> int:
    """Delete leases that are over."""
    return conn.execute(delete(read_lease).where(read_lease.c.until <= stamp(now))).rowcount
