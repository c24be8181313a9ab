"""Small facts one process leaves for the others: the worker's heartbeat, the demo's clock."""

from datetime import datetime

from sqlalchemy import Connection, delete, insert, select

from storage.register.tables import notice
from storage.times import moment, stamp

HEARTBEAT = "heartbeat"
DEMO_CLOCK = "demo-clock-offset-seconds"


def put(conn: Connection, name: str, value: str) -> None:
    """Leave a notice, replacing the one before."""
    conn.execute(delete(notice).where(notice.c.name == name))
    conn.execute(insert(notice).values(name=name, value=value))


def get(conn: Connection, name: str) -> str | None:
    """Read a notice."""
    return conn.execute(select(notice.c.value).where(notice.c.name == name)).scalar()


def beat(conn: Connection, now: datetime) -> None:
    """The worker is alive."""
    put(conn, HEARTBEAT, stamp(now))


def last_beat(conn: Connection) -> datetime | None:
    """When the worker last said that it is alive."""
    value = get(conn, HEARTBEAT)
    return moment(value) if value else None
