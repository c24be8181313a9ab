"""Contacts: the young people (and test phones) that a number leads to."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

from sqlalchemy import Connection, RowMapping, Select, delete, insert, select, update

from storage.crypto import Vault, new_id
from storage.register.tables import contact, held_conversation, session

COHORT_YEARS = range(1995, 2030)
"""First years of school-year cohorts that a contact may belong to (born from that September)."""


@dataclass(frozen=True)
class Contact:
    """One row of the register, its number still sealed."""

    id: str
    number: bytes
    kind: str
    cohort: str | None
    place: str | None
    status: str | None
    language: str
    easy_read: bool
    phone_of: str
    consent: str
    may_ask: bool
    open_concern: bytes | None
    onboarded: bool = False
    paused: bool = False

    @property
    def registered(self) -> bool:
        """Whether this is a young person whom the county registered."""
        return self.kind == "registered"

    @property
    def stopped(self) -> bool:
        """Whether this phone told us to stop texting it."""
        return self.consent == "stopped"


COLUMNS = tuple(contact.c[field.name] for field in fields(Contact))


def of(row: RowMapping | Mapping[str, Any]) -> Contact:
    """The contact in a row that carries its columns."""
    return Contact(**{column.name: row[column.name] for column in COLUMNS})


def by_number(conn: Connection, vault: Vault, number: str) -> Contact | None:
    """Find a contact by E.164 number, under any pepper still in use."""
    query = _select().where(contact.c.lookup.in_(vault.lookups(number)))
    row = conn.execute(query).mappings().first()
    return of(row) if row else None


def new_row(vault: Vault, number: str, kind: str, **known: Any) -> dict[str, Any]:
    """The values of a new contact, sealed. `known` are columns of the register's table."""
    return {
        "id": new_id(),
        "lookup": vault.lookups(number)[0],
        "number": vault.seal(number),
        "kind": kind,
        "cohort": None,
        "place": None,
        "status": None,
        "language": "en",
        "easy_read": False,
        "phone_of": "own",
        "consent": "new",
        "consent_source": None,
        "may_ask": False,
        "open_concern": None,
        "onboarded": False,
        "paused": False,
        "preferred_time": None,
        "worker_id": None,
        "record_tag": None,
        "record_number": None,
        **known,
    }


def add(conn: Connection, row: dict[str, Any]) -> None:
    """Insert a row that `new_row` made."""
    conn.execute(insert(contact).values(row))


def change(conn: Connection, contact_id: str, changes: Mapping[str, Any]) -> None:
    """Change columns of one contact."""
    conn.execute(update(contact).where(contact.c.id == contact_id).values(**changes))


def sealed_number(conn: Connection, contact_id: str | None) -> bytes | None:
    """The sealed number of a contact; None for web chat and for a contact that is gone."""
    return conn.execute(select(contact.c.number).where(contact.c.id == contact_id)).scalar()


def listing(conn: Connection, kind: str, limit: int) -> list[Contact]:
    """Some contacts of one kind, in no meaningful order."""
    rows = conn.execute(_select().where(contact.c.kind == kind).limit(limit)).mappings()
    return [of(row) for row in rows]


def forget_unknown(conn: Connection) -> int:
    """Remove unknown numbers of which nothing is open or held; those that said STOP stay."""
    busy = select(session.c.contact_id).where(session.c.contact_id.is_not(None))
    held = select(held_conversation.c.contact_id).where(held_conversation.c.contact_id.is_not(None))
    gone = conn.execute(
        delete(contact).where(
            contact.c.kind == "unknown",
            contact.c.consent != "stopped",
            contact.c.open_concern.is_(None),
            contact.c.id.not_in(busy),
            contact.c.id.not_in(held),
        )
    )
    return gone.rowcount


def cohort_code(vault: Vault, first_year: int) -> str:
    """The keyed code under which a school-year cohort is kept, so that SQL can filter by it."""
    return vault.tag("cohort", str(first_year))


def cohort_years(vault: Vault) -> dict[str, int]:
    """Every code, under every pepper, with the cohort's first year."""
    return {code: year for year in COHORT_YEARS for code in vault.tags("cohort", str(year))}


def _select() -> Select[Any]:
    return select(*COLUMNS)
