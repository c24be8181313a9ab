"""Changing the secrets: everything that is sealed or hashed goes under the newest key or pepper.

Both may be stopped at any moment and begun again: each small batch is a transaction of its own,
and what is done already is seen from the value itself. The service goes on meanwhile, since it
reads under every key and pepper that it is given.
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import (
    Column,
    LargeBinary,
    MetaData,
    Row,
    Table,
    Update,
    delete,
    func,
    insert,
    select,
    tuple_,
    update,
)
from sqlalchemy.exc import IntegrityError

from storage.crypto import Vault
from storage.database import Database
from storage.office import accounts
from storage.register import case_hiding, contacts, notices
from storage.register.outbox import SID
from storage.register.sending_tables import outbox
from storage.register.tables import contact
from storage.rooms import Rooms
from storage.schema import keys_metadata, register_metadata
from storage.suppression import suppression

AT_ONCE = 200
PASSES = 10

Told = Callable[[str], None]
"""Hears how far it is, in numbers."""

HASHED: Mapping[str, str] = {
    "contact.lookup": "made anew from the number",
    "contact.cohort": "made anew: there are few cohorts",
    "contact.record_tag": "made anew by the next import of contacts; until then under its own",
    "do_not_ask.record_tag": "made anew by the next list, which is asked for at once",
    "outbox.sid_tag": "made anew from the provider's id",
    "case_hidden.tag": "made anew: there are few accounts",
    "notice.value": "the names of staff: made anew within a minute, by the check of alerts",
    "suppression.tag": "made anew where the number is in the register; else under its own",
    "session.token_tag": "under its own, 14 days at most",
    "seen.tag": "under its own, 90 days; nothing comes again after a week",
    "chat_link.tag": "under its own, until the release after its own",
    "demo_inbox.lookup": "under its own, in the demo only",
    "return_code.tag": "under its own, six months at most",
    "code_try.bucket": "forgotten: a quarter of an hour",
    "signin_try.bucket": "forgotten: a quarter of an hour",
}
"""Every column of keyed hashes, and how it gets over a new pepper."""

SEALED: Mapping[str, str] = {
    "conversation_key.key": "sealed anew: all that lies under these keys stays as it is",
    **dict.fromkeys(
        ("concern.body", "contact.number", "contact.open_concern", "demo_inbox.body",
         "duty_person.body", "import_draft.body", "outbox.body", "outbox.sid", "outbox_text.body",
         "request.body", "seen.reply", "shadow_look.body"), "sealed anew"),
    **dict.fromkeys(
        ("held_answer.body", "held_conversation.body", "session.body"),
        "under its conversation's key"),
    "return_code.pointer": "under a key that only the four words make",
    **dict.fromkeys(
        ("case_part.body", "contact.record_number"),
        "to the safeguarding team: sealed anew when a lead leaves"),
    **dict.fromkeys(
        ("lead_key.public", "lead_key.locked", "lead_key.salt", "team_copy.sealed",
         "team_key.public", "team_key.wrapped", "team_key.salt", "team_key.recovery_public"),
        "the safeguarding team's own keys, under passphrases"),
}  # fmt: skip
"""Every column of sealed values, and whether it needs the register's keys."""


@dataclass
class Rotated:
    """What a rotation did. `older`: values that still need an older key or pepper, by column."""

    changed: int = 0
    older: dict[str, int] = field(default_factory=dict)

    @property
    def finished(self) -> bool:
        """Whether nothing needs the older ones any more."""
        return not any(self.older.values())


# ------------------------------------------------------------------------------ register keys


def register_keys(rooms: Rooms, told: Told) -> Rotated:
    """Seal everything anew that an older register key has sealed, conversation keys first."""
    done = Rotated()
    for database, metadata in ((rooms.keys, keys_metadata), (rooms.register, register_metadata)):
        for table, column in _sealed_columns(metadata):
            for _ in range(PASSES):  # a turn that goes on meanwhile may seal under what it has
                changed, missed = _reseal(database, table, column, rooms.vault, told)
                done.changed += changed
                if not missed:
                    break
            done.older[f"{table.name}.{column.name}"] = missed
    rooms.register.checkpoint()  # the log holds them as they were
    return done


def _sealed_columns(metadata: MetaData) -> Iterator[tuple[Table, Column[Any]]]:
    for table in metadata.sorted_tables:
        yield from ((table, one) for one in table.c if isinstance(one.type, LargeBinary))


def _reseal(
    database: Database, table: Table, column: Column[Any], vault: Vault, told: Told
) -> tuple[int, int]:
    """(changed, changed by somebody else meanwhile). What is not under our keys stays as it is."""
    changed = missed = seen = 0
    for rows in _in_batches(database, table, [column]):
        seen += len(rows)
        sealed = [(row, vault.resealed(row[-1]) if row[-1] else None) for row in rows]
        work = [(row, token) for row, token in sealed if token]
        if not work:
            continue
        with database.write() as conn:
            for row, token in work:
                here = _is(table, row[:-1]) & (column == row[-1])
                done = conn.execute(update(table).where(here).values({column: token})).rowcount
                changed += done
                missed += 1 - done
        told(f"{table.name}.{column.name}: {changed} of {seen} sealed anew")
    return changed, missed


def _in_batches(
    database: Database, table: Table, columns: Sequence[Column[Any]]
) -> Iterator[Sequence[Row[Any]]]:
    """Rows with their primary key first, in its order, a few at a time, each few by themselves."""
    own = list(table.primary_key.columns)
    query = select(*own, *columns).order_by(*own).limit(AT_ONCE)
    after: tuple[Any, ...] | None = None
    while True:
        with database.read() as conn:
            further = query if after is None else query.where(tuple_(*own) > after)
            rows = conn.execute(further).all()
        if not rows:
            return
        yield rows
        after = tuple(rows[-1][: len(own)])


def _is(table: Table, key: Sequence[Any]) -> Any:
    return tuple_(*table.primary_key.columns) == tuple(key)


# ------------------------------------------------------------------------------------ peppers


def peppers(rooms: Rooms, told: Told) -> Rotated:
    """Make keyed hashes anew wherever we have what they are of; the rest says itself how long.

    The do-not-ask list counts as out of date from now on: whoever is imported under the new pepper
    could not be found on it.
    """
    done = Rotated()
    _contacts(rooms, done, told)
    _texts(rooms, done, told)
    _hidden(rooms, done)
    done.older["suppression.tag"] = _unmatched(rooms)
    with rooms.register.read() as conn:
        tagged = select(func.count()).where(contact.c.record_tag.is_not(None))
        done.older["contact.record_tag"] = conn.execute(tagged).scalar_one()
    rooms.register.checkpoint()
    return done


def _contacts(rooms: Rooms, done: Rotated, told: Told) -> None:
    """Numbers and cohorts, and beside the keys what these numbers said."""
    vault, years, seen, twice = rooms.vault, contacts.cohort_years(rooms.vault), 0, 0
    columns = [contact.c.number, contact.c.lookup, contact.c.cohort]
    for rows in _in_batches(rooms.register, contact, columns):
        seen += len(rows)
        lookups = {row.id: vault.lookups(vault.open(row.number)) for row in rows}
        _suppressed(rooms, list(lookups.values()))
        work = []
        for row in rows:
            year = years.get(row.cohort or "")
            cohort = contacts.cohort_code(vault, year) if year else row.cohort
            wanted = {"lookup": lookups[row.id][0], "cohort": cohort}
            if wanted != {"lookup": row.lookup, "cohort": row.cohort}:
                here = (contact.c.id == row.id) & (contact.c.lookup == row.lookup)
                work.append(update(contact).where(here).values(wanted))
        if not _write(rooms, work, done):
            twice += sum(not _write(rooms, [one], done) for one in work)
        told(f"contact: {seen} looked at, {done.changed} hashed anew")
    done.older["contact.lookup"] = twice


def _write(rooms: Rooms, work: Sequence[Update], done: Rotated) -> bool:
    """Together; False where a number stands twice, because it came in anew under the new pepper."""
    if not work:
        return True
    try:
        with rooms.register.write() as conn:
            notices.put(conn, notices.DO_NOT_ASK, json.dumps(None))
            done.changed += sum(conn.execute(one).rowcount for one in work)
    except IntegrityError:
        return False
    return True


def _suppressed(rooms: Rooms, lookups: Sequence[tuple[str, ...]]) -> None:
    older = {tag: each[0] for each in lookups for tag in each[1:]}
    with rooms.keys.read() as conn:
        found = conn.execute(select(suppression).where(suppression.c.tag.in_(older))).all()
    if not found:
        return
    with rooms.keys.write() as conn:
        for row in found:
            key = (suppression.c.tag == older[row.tag]) & (suppression.c.why == row.why)
            if conn.execute(select(suppression.c.tag).where(key)).first() is None:
                values = {"tag": older[row.tag], "why": row.why, "at": row.at}
                conn.execute(insert(suppression).values(values))
            gone = (suppression.c.tag == row.tag) & (suppression.c.why == row.why)
            conn.execute(delete(suppression).where(gone))


def _texts(rooms: Rooms, done: Rotated, told: Told) -> None:
    """What the provider's reports are found by."""
    vault, changed = rooms.vault, 0
    for rows in _in_batches(rooms.register, outbox, [outbox.c.sid, outbox.c.sid_tag]):
        work = [
            (row.id, row.sid_tag, vault.tag(SID, vault.open(row.sid)))
            for row in rows
            if row.sid and row.sid_tag
        ]
        with rooms.register.write() as conn:
            for which, old, new in work:
                if old != new:
                    here = (outbox.c.id == which) & (outbox.c.sid_tag == old)
                    moved = update(outbox).where(here).values(sid_tag=new)
                    changed += conn.execute(moved).rowcount
        told(f"outbox: {changed} hashed anew")
    done.changed += changed


def _hidden(rooms: Rooms, done: Rotated) -> None:
    """Which cases are about whom: with the old pepper gone they would see that these exist."""
    with rooms.register.write() as conn:
        everybody = [one.id for one in accounts.listing(conn)]
        changed, done.older["case_hidden.tag"] = case_hiding.rehash(conn, rooms.vault, everybody)
    done.changed += changed


def _unmatched(rooms: Rooms) -> int:
    """Rows beside the keys of numbers that are not in the register: nobody can hash them anew."""
    with rooms.register.read() as conn:
        known = set(conn.execute(select(contact.c.lookup)).scalars())
    with rooms.keys.read() as conn:
        return sum(one not in known for one in conn.execute(select(suppression.c.tag)).scalars())
