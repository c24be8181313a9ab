"""Brings a file of young people in from the terminal: the same checks, all or nothing."""

import sys
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from sqlalchemy.exc import IntegrityError

from config.data import County
from staff.contacts.importing import NEEDED, WANTED
from staff.spreadsheet import as_csv
from storage import audit, suppression
from storage.crypto import new_id
from storage.office import accounts, team_keys
from storage.register import imports, spreadsheets
from storage.register.imports import Bad, Plan
from storage.register.spreadsheets import Sheet, Unusable
from storage.rooms import Rooms
from storage.times import london_day

TRIES = 3
NO_KEY = "The team's key pair is missing. Run `python manage.py migrate` first."


def import_file(
    rooms: Rooms, county: County, file: Path, now: datetime, *, skip: bool, errors: Path | None
) -> int:
    """Read, check, and write everything or nothing; 0 when it is in, 1 when it is not."""
    try:
        sheet = spreadsheets.read(file.read_bytes(), WANTED, NEEDED)
    except (Unusable, OSError) as problem:
        why = problem if isinstance(problem, Unusable) else type(problem).__name__
        print(f"{file.name}: {why}", file=sys.stderr)
        return 1
    mode = imports.SKIP if skip else imports.UPDATE
    for _ in range(TRIES):
        found = _plan(rooms, county, sheet, now, mode)
        if found.bad:
            return _refuse(sheet, found.bad, errors)
        try:
            _write(rooms, found, now)
        except (imports.Overtaken, IntegrityError):
            continue
        print(
            f"Imported: {len(found.new):,} new, {len(found.changed):,} changed, "
            f"{found.same + found.skipped:,} left as they were."
        )
        print("Nobody is asked anything until their worker has told them.")
        return 0
    print("Others were changing the register. Nothing was imported: try again.", file=sys.stderr)
    return 1


def _plan(rooms: Rooms, county: County, sheet: Sheet, now: datetime, mode: str) -> Plan:
    with rooms.register.read() as conn:
        workers = {one.name: one.id for one in accounts.listing(conn) if one.role == "worker"}
    checked = imports.check(sheet, county, london_day(now), workers, _progress)
    _progress(len(sheet.rows), len(sheet.rows))
    with rooms.keys.read() as conn:
        listed: Mapping[str, Mapping[str, datetime]] = suppression.everything(conn)
    with rooms.register.read() as conn:
        there = imports.known(conn, listed)
    return imports.plan(checked, there, rooms.vault, mode)


def _write(rooms: Rooms, found: Plan, now: datetime) -> None:
    with rooms.register.read() as conn:
        key = team_keys.find(conn)
    if key is None:
        raise SystemExit(NO_KEY)
    writes = imports.sealed(found, rooms.vault, key.public, None)
    with rooms.register.write() as conn:
        imports.write(conn, writes)
        how_many = f"{len(found.new)} new, {len(found.changed)} changed"
        audit.record(conn, now, "manage", "contacts.imported", new_id(), how_many)


def _refuse(sheet: Sheet, bad: list[Bad], errors: Path | None) -> int:
    for one in bad:
        for fault in one.faults:
            shape = f" ({fault.shape})" if fault.shape else ""
            print(f"row {one.row.line}: {fault.column}{shape}: {fault.what}")
    if errors is not None:
        errors.touch(mode=0o600)
        errors.write_text(as_csv(*imports.to_correct(sheet, bad)), encoding="utf-8")
        print(f"The rows to correct are in {errors.name}: delete it when you are done.")
    print(f"Nothing was imported: {len(bad):,} of {len(sheet.rows):,} rows must be put right.")
    return 1


def _progress(done: int, of: int) -> None:
    if sys.stderr.isatty():
        end = "\n" if done == of else ""
        print(f"\rchecked {done:,} of {of:,} rows", end=end, file=sys.stderr, flush=True)
