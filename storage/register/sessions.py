"""Sessions: where each open conversation stands, sealed under a key of its own."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, delete, insert, literal, select, update

from storage.crypto import Vault
from storage.register import contacts
from storage.register.contacts import Contact
from storage.register.tables import contact, seen, session
from storage.times import stamp


class Conflict(Exception):
    """Another message of the same person was faster. Read again and do it again."""


@dataclass(frozen=True)
class Session:
    """One open conversation; `body` is sealed under the key named by `id`."""

    id: str
    contact_id: str | None
    version: int
    body: bytes


@dataclass(frozen=True)
class Standing:
    """All that one turn must know before it starts, from one query."""

    contact: Contact | None
    session: Session | None
    seen: bool
    reply: bytes | None  # what was answered to this very message before, sealed
    silence: str | None


def standing(
    conn: Connection, vault: Vault, tag: str, *, number: str | None, token_tag: str | None
) -> Standing:
    """Whether this message was seen, whose phone (or browser) it is, and what is open there."""
    row = conn.execute(_standing_query(vault, tag, number, token_tag)).mappings().one()
    found = row["session_id"] is not None
    return Standing(
        contact=contacts.of(row) if row["id"] is not None else None,
        session=Session(row["session_id"], row["contact_id"], row["version"], row["session_body"])
        if found
        else None,
        seen=row["tag"] is not None,
        reply=row["reply"],
        silence=row["silence"],
    )


def _standing_query(
    vault: Vault, tag: str, number: str | None, token_tag: str | None
) -> Select[Any]:
    one = select(literal(1).label("one")).subquery()
    lookups = vault.lookups(number) if number else ("",)
    owner = session.c.contact_id == contact.c.id if number else session.c.token_tag == token_tag
    return select(
        *contacts.COLUMNS,
        session.c.id.label("session_id"),
        session.c.contact_id,
        session.c.version,
        session.c.body.label("session_body"),
        seen.c.tag,
        seen.c.reply,
        seen.c.silence,
    ).select_from(
        one.outerjoin(seen, seen.c.tag == tag)
        .outerjoin(contact, contact.c.lookup.in_(lookups))
        .outerjoin(session, owner)
    )


def by_token(conn: Connection, token_tag: str) -> Session | None:
    """The open web conversation of one browser."""
    return _one(conn, select(session).where(session.c.token_tag == token_tag))


def by_id(conn: Connection, session_id: str) -> Session | None:
    """One open conversation."""
    return _one(conn, select(session).where(session.c.id == session_id))


def expired(conn: Connection, now: datetime, limit: int) -> list[str]:
    """Ids of conversations whose wait has run out."""
    query = select(session.c.id).where(session.c.expires_at <= stamp(now)).limit(limit)
    return list(conn.execute(query).scalars())


def ids(conn: Connection) -> set[str]:
    """Every open conversation's id."""
    return set(conn.execute(select(session.c.id)).scalars())


def owner(conn: Connection, session_id: str) -> Contact | None:
    """The contact a conversation belongs to; None for web chat."""
    query = select(*contacts.COLUMNS).join(session, session.c.contact_id == contact.c.id)
    row = conn.execute(query.where(session.c.id == session_id)).mappings().first()
    return contacts.of(row) if row else None


def create(conn: Connection, values: dict[str, Any]) -> None:
    """Open a conversation at version 1. Its key must be durable already."""
    conn.execute(insert(session).values(version=1, **values))


def save(
    conn: Connection, session_id: str, version: int, body: bytes, expires_at: datetime
) -> None:
    """Compare-and-set: keep the next state, or raise `Conflict` if the version has moved on."""
    done = conn.execute(
        update(session)
        .where(session.c.id == session_id, session.c.version == version)
        .values(version=version + 1, body=body, expires_at=stamp(expires_at))
    )
    if done.rowcount != 1:
        raise Conflict


def close(conn: Connection, session_id: str, version: int) -> None:
    """Remove an ended conversation; raise `Conflict` if it has moved on."""
    done = conn.execute(
        delete(session).where(session.c.id == session_id, session.c.version == version)
    )
    if done.rowcount != 1:
        raise Conflict


def _one(conn: Connection, query: Select[Any]) -> Session | None:
    row = conn.execute(query).first()
    return Session(row.id, row.contact_id, row.version, row.body) if row else None
