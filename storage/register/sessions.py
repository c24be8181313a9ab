"""Sessions: where each open conversation stands, sealed under a key of its own."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    bindparam,
    delete,
    false,
    insert,
    literal,
    select,
    update,
)

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
    conn: Connection,
    vault: Vault,
    tags: Sequence[str],
    *,
    number: str | None,
    token_tags: Sequence[str] = (),
) -> Standing:
    """Whether this message was seen, whose phone (or browser) it is, and what is open there.

    `tags` and `token_tags` under every pepper still in use, as many as there are peppers.
    """
    whose = vault.lookups(number) if number else token_tags
    query = _standing_of(len(tags), len(whose), "phone" if number else "browser")
    asked = {f"tag_{place}": tag for place, tag in enumerate(tags)}
    asked |= {f"whose_{place}": one for place, one in enumerate(whose)}
    row = conn.execute(query, asked).mappings().one()
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


@cache  # putting a statement together costs more than running it
def _standing_of(tags: int, whose: int, channel: str) -> Any:
    theirs: list[Any] = [bindparam(f"whose_{place}") for place in range(whose)]
    if channel == "phone":
        return _standing_query(tags, contact.c.lookup.in_(theirs), _OF_CONTACT)
    return _standing_query(tags, false(), session.c.token_tag.in_(theirs))


_OF_CONTACT = session.c.contact_id == contact.c.id


def _standing_query(
    tags: int, whose_contact: ColumnElement[bool], whose_session: ColumnElement[bool]
) -> Any:
    one = select(literal(1).label("one")).subquery()
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
        one.outerjoin(seen, seen.c.tag.in_([bindparam(f"tag_{place}") for place in range(tags)]))
        .outerjoin(contact, whose_contact)
        .outerjoin(session, whose_session)
    )


def by_token(conn: Connection, token_tags: Sequence[str]) -> Session | None:
    """The open web conversation of one browser; its tag under every pepper still in use."""
    return _one(conn, select(session).where(session.c.token_tag.in_(token_tags)))


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
    values = {"is_id": session_id, "was": version, "is_now": version + 1}
    done = conn.execute(_SAVE, {**values, "body": body, "expires_at": stamp(expires_at)})
    if done.rowcount != 1:
        raise Conflict


_SAVE = (
    update(session)
    .where(session.c.id == bindparam("is_id"), session.c.version == bindparam("was"))
    .values(version=bindparam("is_now"), body=bindparam("body"), expires_at=bindparam("expires_at"))
)


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
