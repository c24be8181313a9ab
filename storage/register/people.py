"""Young people as the adult who looks after them knows them: added, told, moved, paused, gone.

What they did themselves (STOP, PAUSE, their language, an answer) is not read here, so that no page
can show it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, RowMapping, delete, func, select, update

from conversations.audience import audience
from storage.crypto import Vault
from storage.register import contacts, records
from storage.register.contacts import COHORT_YEARS
from storage.register.entries import LEAVING_AGE, Entry
from storage.register.sending_tables import asked, outbox, told
from storage.register.tables import contact, held_conversation, session

LISTED = 500
"""More than any worker looks after; a longer list says that it is cut off."""

TYPED = ("place", "status", "phone_of", "may_ask", "consent_source", "preferred_time")
"""Columns that are kept as they were typed."""


@dataclass(frozen=True)
class Known:
    """One young person on a worker's page: no number in full, and nothing that they did."""

    id: str
    ends_with: str
    first_year: int | None
    place: str | None
    status: str | None
    phone_of: str
    may_ask: bool
    onboarded: bool
    preferred_time: str | None
    consent_source: str | None

    def band(self, today: date) -> str:
        """The age band of their wording; empty when the cohort is not known."""
        return audience(str(self.first_year), today) if self.first_year else ""


@dataclass(frozen=True)
class Found:
    """What the register has under a number that somebody wants to add."""

    id: str
    kind: str
    worker_id: str | None
    first_year: int | None


def register(
    conn: Connection, vault: Vault, entry: Entry, worker_id: str, public_key: bytes, *, stop: bool
) -> str:
    """Add a young person, or make a number that wrote to us before into one; the contact's id.

    Nobody is asked anything before an adult has told them. Raises `IntegrityError` where the
    number is registered already.
    """
    values = as_kept(entry, vault, public_key) | {"onboarded": False, "worker_id": worker_id}
    here = contact.c.lookup.in_(vault.lookups(entry.number)) & (contact.c.kind == "unknown")
    unknown = conn.execute(select(contact.c.id).where(here)).scalar()
    if unknown is not None:
        contacts.change(conn, unknown, {**values, "kind": "registered"})
        return str(unknown)
    consent = "stopped" if stop else "new"
    row = contacts.new_row(vault, entry.number, "registered", **values, consent=consent)
    contacts.add(conn, row)
    return str(row["id"])


def as_kept(entry: Entry, vault: Vault, public_key: bytes) -> dict[str, Any]:
    """What the register keeps of what was typed, by column. The number is not among it."""
    record = entry.record_number
    return {
        "cohort": contacts.cohort_code(vault, entry.first_year),
        **{column: getattr(entry, column) for column in TYPED},
        "language": entry.language,
        "easy_read": entry.easy_read,
        "record_tag": records.tag(vault, record) if record else None,
        "record_number": records.sealed(public_key, record) if record else None,
    }


def found(conn: Connection, vault: Vault, number: str, cohorts: Mapping[str, int]) -> Found | None:
    """Whether a number is here already; a number that only wrote to us does not count."""
    query = select(*contact.c["id", "kind", "worker_id", "cohort"]).where(
        contact.c.lookup.in_(vault.lookups(number)), contact.c.kind != "unknown"
    )
    row = conn.execute(query).first()
    return Found(row.id, row.kind, row.worker_id, cohorts.get(row.cohort or "")) if row else None


def share(conn: Connection, vault: Vault, there: Found, first_year: int) -> None:
    """Another young person uses the same phone: the wording of the younger one holds."""
    youngest = max(first_year, there.first_year or first_year)
    cohort = contacts.cohort_code(vault, youngest)
    contacts.change(conn, there.id, {"phone_of": "shared", "cohort": cohort})


def of_worker(
    conn: Connection, vault: Vault, worker_id: str, cohorts: Mapping[str, int]
) -> list[Known]:
    """Everybody whom a worker looks after, the youngest first, then in an order of no meaning."""
    query = select(*_SHOWN).where(_theirs(worker_id)).order_by(contact.c.id).limit(LISTED)
    people = [_known(row, vault, cohorts) for row in conn.execute(query).mappings()]
    return sorted(people, key=lambda one: -(one.first_year or 0))


def one(
    conn: Connection, vault: Vault, contact_id: str, worker_id: str, cohorts: Mapping[str, int]
) -> Known | None:
    """One young person of this worker's own; None for anybody else's."""
    query = select(*_SHOWN).where(_theirs(worker_id), contact.c.id == contact_id)
    row = conn.execute(query).mappings().first()
    return _known(row, vault, cohorts) if row else None


def count(conn: Connection, worker_id: str) -> int:
    """How many young people a worker looks after."""
    return int(conn.execute(select(func.count()).where(_theirs(worker_id))).scalar_one())


def change(conn: Connection, contact_id: str, worker_id: str, changes: Mapping[str, Any]) -> bool:
    """Change what the worker knows of one of theirs. False where it is not theirs."""
    mine = _theirs(worker_id) & (contact.c.id == contact_id)
    return conn.execute(update(contact).where(mine).values(**changes)).rowcount == 1


def mark_told(conn: Connection, contact_ids: Sequence[str], worker_id: str) -> list[str]:
    """An adult has told these young people what this is: from now on they may be asked."""
    waiting = _theirs(worker_id) & contact.c.id.in_(contact_ids) & contact.c.onboarded.is_(False)
    ids = list(conn.execute(select(contact.c.id).where(waiting)).scalars())
    conn.execute(update(contact).where(contact.c.id.in_(ids)).values(onboarded=True))
    return ids


def lookup_of(conn: Connection, contact_id: str) -> str | None:
    """The keyed hash that a contact's number is found by."""
    return conn.execute(select(contact.c.lookup).where(contact.c.id == contact_id)).scalar()


def text_state(conn: Connection, outbox_id: str) -> str | None:
    """What became of one text so far; None when there is none."""
    return conn.execute(select(outbox.c.state).where(outbox.c.id == outbox_id)).scalar()


def reads(conn: Connection, contact_id: str) -> tuple[str, bool]:
    """The language to write in, and whether in easy read. For texts to them, never for a page."""
    query = select(contact.c.language, contact.c.easy_read).where(contact.c.id == contact_id)
    row = conn.execute(query).one()
    return row.language, row.easy_read


# ---------------------------------------------------------------------------- who leaves


def grown_up(conn: Connection, vault: Vault, today: date) -> list[tuple[str, str]]:
    """Contacts (id, keyed hash) whose whole school-year cohort is 25; they are asked no more.

    Nobody leaves before their 25th birthday: a cohort goes on 1 September of the year in which
    its youngest turned 25 the day before.
    """
    began = today.year if today.month >= 9 else today.year - 1
    old = [year for year in COHORT_YEARS if year < began - LEAVING_AGE]
    codes = [code for year in old for code in vault.tags("cohort", str(year))]
    grown = (contact.c.kind == "registered") & contact.c.cohort.in_(codes)
    conn.execute(update(contact).where(grown, contact.c.may_ask).values(may_ask=False))
    return _ids_and_lookups(conn, grown & _nothing_open())


def gone(conn: Connection, lookups: Sequence[str]) -> list[tuple[str, str]]:
    """Contacts (id, keyed hash) of numbers that asked to be taken off, with nothing open."""
    left = (contact.c.kind == "registered") & contact.c.lookup.in_(lookups)
    return _ids_and_lookups(conn, left & _nothing_open())


def remove(conn: Connection, contact_ids: Sequence[str]) -> None:
    """Take contacts off the register, with what was asked of them and what waits to be sent."""
    for each in (asked, told):
        conn.execute(delete(each).where(each.c.contact_id.in_(contact_ids)))
    waiting = outbox.c.contact_id.in_(contact_ids) & (outbox.c.state == "due")
    conn.execute(update(outbox).where(waiting).values(state="cancelled", body=None))
    conn.execute(delete(contact).where(contact.c.id.in_(contact_ids)))


def _ids_and_lookups(conn: Connection, which: ColumnElement[bool]) -> list[tuple[str, str]]:
    query = select(contact.c.id, contact.c.lookup).where(which)
    return [(row.id, row.lookup) for row in conn.execute(query)]


def _nothing_open() -> ColumnElement[bool]:
    busy = select(session.c.contact_id).where(session.c.contact_id.is_not(None))
    held = select(held_conversation.c.contact_id).where(held_conversation.c.contact_id.is_not(None))
    return contact.c.open_concern.is_(None) & contact.c.id.not_in(busy) & contact.c.id.not_in(held)


_SHOWN = contact.c[
    "id", "number", "cohort", "place", "status", "phone_of", "may_ask", "onboarded",
    "preferred_time", "consent_source",
]  # fmt: skip


def _theirs(worker_id: str) -> ColumnElement[bool]:
    return (contact.c.worker_id == worker_id) & (contact.c.kind == "registered")


def _known(row: RowMapping, vault: Vault, cohorts: Mapping[str, int]) -> Known:
    return Known(
        id=row["id"],
        ends_with=vault.open(row["number"])[-2:],
        first_year=cohorts.get(row["cohort"] or ""),
        place=row["place"],
        status=row["status"],
        phone_of=row["phone_of"],
        may_ask=row["may_ask"],
        onboarded=row["onboarded"],
        preferred_time=row["preferred_time"],
        consent_source=row["consent_source"],
    )
