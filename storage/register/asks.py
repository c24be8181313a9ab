"""What the limits remember of asking: who was asked what in which month, and who was then told."""

from typing import Any

from sqlalchemy import Connection, RowMapping, ScalarSelect, delete, func, select

from storage.database import inserting
from storage.register.sending_tables import asked, told


def count(conn: Connection, row: RowMapping, month: str) -> None:
    """A text of the outbox goes out, or went out after all."""
    if row["place"] > 1:
        return  # of an ask that is counted
    who: dict[str, Any] = {"contact_id": row["contact_id"], "month": month}
    if row["kind"] == "prompt":
        new = inserting(conn, asked).values(flow=row["flow"], part=row["part"], **who)
    elif row["kind"] == "told":
        new = inserting(conn, told).values(asks=_asks_of(row["contact_id"], month), **who)
    else:
        return
    conn.execute(new.on_conflict_do_nothing())


def take_back(conn: Connection, row: RowMapping, month: str) -> None:
    """It surely never went out. What they chose themselves stays counted."""
    if row["place"] > 1:
        return
    who = row["contact_id"]
    if row["kind"] == "prompt" and not row["chosen"]:
        here = (asked.c.contact_id == who) & (asked.c.month == month)
        this = (asked.c.flow == row["flow"]) & (asked.c.part == row["part"])
        conn.execute(delete(asked).where(here, this))
    elif row["kind"] == "told":
        conn.execute(delete(told).where(told.c.contact_id == who, told.c.month == month))


def _asks_of(contact_id: str, month: str) -> ScalarSelect[int]:
    """How often somebody was asked in a month: a `told` follows that many."""
    here = (asked.c.contact_id == contact_id) & (asked.c.month == month)
    return select(func.count()).select_from(asked).where(here).scalar_subquery()
