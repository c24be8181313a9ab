"""Words that their owner takes out: never released, looked at once for safety, then destroyed."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, delete, select, update

from storage.register.tables import held_answer, held_conversation
from storage.times import stamp


def never_release(
    conn: Connection, contact_id: str, why: str, ready_before: datetime | None = None
) -> int:
    """DELETE and LEAVE: what is held of them, marked by a release or not, gets one safety look."""
    mine = held_conversation.c.contact_id == contact_id
    if ready_before:
        mine &= held_conversation.c.ready_at <= stamp(ready_before)
    return _look_only(conn, mine, why)


def never_release_these(conn: Connection, conversations: Sequence[str], why: str) -> int:
    """The same for a browser that has just ended them; nothing else says whose they are."""
    return _look_only(conn, held_conversation.c.id.in_(conversations), why)


def _look_only(conn: Connection, mine: ColumnElement[bool], why: str) -> int:
    change = update(held_conversation).where(mine)  # first: a release may hold these very rows
    taken = conn.execute(change.values(state="look", why=why, batch_id=None)).rowcount
    ids = select(held_conversation.c.id).where(mine)
    conn.execute(delete(held_answer).where(held_answer.c.conversation_id.in_(ids)))
    return taken
