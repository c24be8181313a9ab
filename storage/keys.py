"""One key per conversation, in a database of its own; destroying it destroys the conversation."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Column, Connection, LargeBinary, Text, bindparam, delete, insert, select

from storage.crypto import Vault, new_conversation_key
from storage.schema import keys_metadata, table
from storage.times import stamp

_CHUNK = 500

conversation_key = table(
    keys_metadata,
    "conversation_key",
    Column("id", Text, primary_key=True),
    Column("key", LargeBinary, nullable=False),  # sealed under the register keys
    Column("made_at", Text, nullable=False),  # orphans are swept after a day
    room="keys",
    kept="as long as its conversation; destroyed at release",
)


def make(conn: Connection, vault: Vault, conversation_id: str, now: datetime) -> bytes:
    """Make and keep a key. Commit it before the session that uses it."""
    key = new_conversation_key()
    conn.execute(
        insert(conversation_key).values(
            id=conversation_id, key=vault.seal(key.decode()), made_at=stamp(now)
        )
    )
    return key


def find(conn: Connection, vault: Vault, conversation_id: str) -> bytes | None:
    """A conversation's key, or None when it was destroyed."""
    token = conn.execute(_FIND, {"wanted": conversation_id}).scalar()
    return vault.open(token).encode() if token else None


# Built once: every turn runs it.
_FIND = select(conversation_key.c.key).where(conversation_key.c.id == bindparam("wanted"))


def find_many(conn: Connection, vault: Vault, ids: Iterable[str]) -> dict[str, bytes]:
    """The keys of several conversations; those destroyed are absent."""
    wanted, found = list(ids), {}
    for start in range(0, len(wanted), _CHUNK):
        some = wanted[start : start + _CHUNK]
        query = select(conversation_key.c.id, conversation_key.c.key)
        for row in conn.execute(query.where(conversation_key.c.id.in_(some))):
            found[row.id] = vault.open(row.key).encode()
    return found


def destroy(conn: Connection, ids: Iterable[str]) -> None:
    """Destroy keys; what they sealed is gone with them, in every backup of the register too."""
    wanted = list(ids)
    for start in range(0, len(wanted), _CHUNK):
        some = wanted[start : start + _CHUNK]
        conn.execute(delete(conversation_key).where(conversation_key.c.id.in_(some)))


def made_before(conn: Connection, when: datetime) -> list[str]:
    """The ids of keys old enough to be orphans, if no conversation has them."""
    query = select(conversation_key.c.id).where(conversation_key.c.made_at < stamp(when))
    return list(conn.execute(query).scalars())
