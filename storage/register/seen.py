"""Messages already received: a keyed hash each, and for 72 hours the reply that was given."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from storage.register.sessions import Conflict
from storage.register.tables import seen
from storage.times import stamp

REPLY_KEPT = timedelta(hours=72)
HASH_KEPT = timedelta(days=90)


def add(
    conn: Connection, tag: str, now: datetime, *, reply: bytes | None, silence: str | None
) -> None:
    """Note a message with its reply; `Conflict` if another worker has just received it."""
    try:
        row = {"tag": tag, "at": stamp(now), "reply": reply, "silence": silence}
        conn.execute(_ADD, row)
    except IntegrityError as error:
        raise Conflict from error


_ADD = insert(seen)  # built once: every turn runs it


def is_known(conn: Connection, tags: Sequence[str]) -> bool:
    """Whether a message was received before; its tag under every pepper still in use."""
    return conn.execute(select(seen.c.tag).where(seen.c.tag.in_(tags))).first() is not None


def fade(conn: Connection, now: datetime) -> None:
    """Drop replies after 72 hours and hashes after 90 days."""
    conn.execute(
        update(seen)
        .where(seen.c.at < stamp(now - REPLY_KEPT), seen.c.reply.is_not(None))
        .values(reply=None)
    )
    conn.execute(delete(seen).where(seen.c.at < stamp(now - HASH_KEPT)))
