"""A checked file of young people goes into the register, all or nothing: from a page or a shell."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError

from config.data import County
from storage import audit, suppression
from storage.office import accounts, team_keys
from storage.register import imports
from storage.register.entries import COLUMNS, EXTRA
from storage.register.imports import Plan
from storage.rooms import Rooms
from storage.spreadsheets import Sheet
from storage.times import london_day

WANTED = (*COLUMNS, *EXTRA)
NEEDED = ("number", "age_cohort")
TRIES = 3


class NoKey(Exception):
    """The team's key pair is missing, so no record number can be sealed."""


@dataclass(frozen=True)
class Import:
    """A file, and what it is compared with."""

    rooms: Rooms
    county: County
    sheet: Sheet
    now: datetime
    mode: str = imports.UPDATE
    progress: Callable[[int, int], None] | None = None


def workers(rooms: Rooms) -> dict[str, str]:
    """Whom a row may name: account names of workers who still work here -> account ids."""
    with rooms.register.read() as conn:
        everybody = accounts.listing(conn)
    return {one.name: one.id for one in everybody if one.role == "worker" and one.active}


def plan(one: Import) -> Plan:
    """What would become of each row."""
    here = workers(one.rooms)
    checked = imports.check(one.sheet, one.county, london_day(one.now), here, one.progress)
    with one.rooms.keys.read() as conn:
        listed = suppression.everything(conn)
    with one.rooms.register.read() as conn:
        there = imports.known(conn, listed)
    return imports.plan(checked, there, one.rooms.vault, one.mode)


def write(
    one: Import,
    by: str,
    which: str,
    worker: str | None = None,
    besides: Callable[[Connection], object] = lambda _conn: None,
) -> Plan | None:
    """Everything in one transaction, with what belongs to it. A plan with bad rows was not written;
    None where others kept changing the register."""
    for _ in range(TRIES):
        found = plan(one)
        if found.bad:
            return found
        try:
            _write(one, found, by, which, worker, besides)
        except (imports.Overtaken, IntegrityError):
            continue
        return found
    return None


def in_words(found: Plan) -> str:
    """What was done, for whoever did it."""
    return (
        f"Imported: {len(found.new):,} new, {len(found.changed):,} changed, "
        f"{found.same + found.skipped:,} left as they were. Nobody is asked anything until "
        "their worker has told them."
    )


def _write(
    one: Import,
    found: Plan,
    by: str,
    which: str,
    worker: str | None,
    besides: Callable[[Connection], object],
) -> None:
    with one.rooms.register.read() as conn:
        key = team_keys.find(conn)
    if key is None:
        raise NoKey
    rows = imports.sealed(found, one.rooms.vault, key.public, worker)
    with one.rooms.register.write() as conn:
        imports.write(conn, rows)
        besides(conn)
        how_many = f"{len(found.new)} new, {len(found.changed)} changed"
        audit.record(conn, one.now, by, "contacts.imported", which, how_many)
