"""Brings a file of young people in from the terminal: the same checks, all or nothing."""

import sys
from datetime import datetime
from pathlib import Path

from config.data import County
from staff.contacts import bringing_in
from staff.contacts.bringing_in import NEEDED, WANTED, Import, NoKey
from staff.spreadsheet import as_csv
from storage import spreadsheets
from storage.crypto import new_id
from storage.register import imports
from storage.register.imports import Bad
from storage.rooms import Rooms
from storage.spreadsheets import Sheet, Unusable

BY = "manage"
OVERTAKEN = "Others were changing the register. Nothing was imported: try again."
NO_KEY = "The team's key pair is missing. Run `python manage.py migrate` first."


def import_file(
    rooms: Rooms, county: County, file: Path, now: datetime, *, skip: bool, errors: Path | None
) -> int:
    """Read, check, and write everything or nothing; 0 when it is in, 1 when it is not."""
    try:
        sheet = spreadsheets.read(file.read_bytes(), WANTED, NEEDED)
    except (Unusable, OSError) as problem:
        why = problem if isinstance(problem, Unusable) else problem.strerror
        print(f"{file.name}: {why}", file=sys.stderr)
        return 1
    mode = imports.SKIP if skip else imports.UPDATE
    try:
        found = bringing_in.write(Import(rooms, county, sheet, now, mode, _progress), BY, new_id())
    except NoKey:
        raise SystemExit(NO_KEY) from None
    if found is None:
        print(OVERTAKEN, file=sys.stderr)
        return 1
    if found.bad:
        return _refuse(sheet, found.bad, errors)
    print(bringing_in.in_words(found))
    return 0


def _refuse(sheet: Sheet, bad: list[Bad], errors: Path | None) -> int:
    for one in bad:
        for fault in one.faults:
            shape = f" ({fault.shape})" if fault.shape else ""
            print(f"row {one.row.line}: {fault.column}{shape}: {fault.what}")
    if errors is not None:
        errors.touch(mode=0o600)
        errors.write_text(as_csv(*imports.to_correct(sheet, bad)), encoding="utf-8")
        print(f"The rows to correct are in {errors.name}: delete it when you are done.")
    print(f"Nothing was imported. To put right: {len(bad):,} of {len(sheet.rows):,} rows.")
    return 1


def _progress(done: int, of: int) -> None:
    if sys.stderr.isatty():
        end = "\n" if done == of else ""
        print(f"\rchecked {done:,} of {of:,} rows", end=end, file=sys.stderr, flush=True)
