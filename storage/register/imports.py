"""Brings a file of young people into the register: checked, compared, then all or nothing."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from sqlalchemy import Connection, RowMapping, bindparam, insert, select, update

from config.data import County
from storage.crypto import Vault
from storage.register import contacts, entries, records
from storage.register.entries import Entry, Fault
from storage.register.people import TYPED, as_kept
from storage.register.tables import contact
from storage.spreadsheets import LINE, WHAT, Row, Sheet

UPDATE, SKIP = "update", "skip"
_AT_ONCE = 1000

Workers = Mapping[str, str]
"""Account names of workers -> account ids."""


@dataclass(frozen=True)
class Bad:
    """A row that cannot be used as it is."""

    row: Row
    faults: tuple[Fault, ...]


@dataclass(frozen=True)
class Checked:
    """A file's rows, each by itself and beside the others."""

    good: tuple[tuple[Row, Entry], ...]
    bad: tuple[Bad, ...]


@dataclass(frozen=True)
class Known:
    """What the register has already, to compare with."""

    by_lookup: Mapping[str, RowMapping]
    by_record: Mapping[str, RowMapping]
    left: frozenset[str]  # keyed hashes of numbers whose people asked to be taken off
    stopped: frozenset[str]
    state: int  # changes whenever somebody is added, removed or gets another number


@dataclass
class Plan:
    """What an import would do, row by row."""

    new: list[tuple[Entry, bool]] = field(default_factory=list)  # and whether they said STOP
    changed: list[tuple[str, Entry, dict[str, Any]]] = field(default_factory=list)
    same: int = 0
    skipped: int = 0
    bad: list[Bad] = field(default_factory=list)
    state: int = 0


@dataclass(frozen=True)
class Writes:
    """The rows of an import, sealed and ready."""

    new: Sequence[Mapping[str, Any]]
    changed: Sequence[tuple[str, Mapping[str, Any]]]
    state: int


class Overtaken(Exception):
    """The register changed while the import was made ready. Nothing was kept; do it again."""


def check(
    sheet: Sheet,
    county: County,
    today: date,
    workers: Workers,
    progress: Callable[[int, int], None] | None = None,
) -> Checked:
    """Read every row; a number or a record number may stand in the file only once."""
    good: list[tuple[Row, Entry]] = []
    bad: list[Bad] = []
    numbers: dict[str, int] = {}
    kept_records: dict[str, int] = {}
    seen: dict[tuple[str, str], Any] = {}
    for done, row in enumerate(sheet.rows):
        read = entries.read(sheet.named(row), county, today, seen)
        if isinstance(read, Entry):
            faults = _beside_others(read, row.line, numbers, kept_records)
            read = faults or _with_worker(read, workers)
        if isinstance(read, Entry):
            good.append((row, read))
        else:
            bad.append(Bad(row, read))
        if progress and done % _AT_ONCE == 0:
            progress(done, len(sheet.rows))
    if progress:
        progress(len(sheet.rows), len(sheet.rows))
    return Checked(tuple(good), tuple(bad))


def _beside_others(
    entry: Entry, line: int, numbers: dict[str, int], kept_records: dict[str, int]
) -> tuple[Fault, ...]:
    faults = []
    before = numbers.setdefault(entry.number, line)
    if before != line:
        faults.append(Fault("number", _TWICE, f"the same as in row {before}"))
    if entry.record_number:
        before = kept_records.setdefault(records.plain(entry.record_number), line)
        if before != line:
            faults.append(Fault("record_number", _RECORD_TWICE, f"the same as in row {before}"))
    return tuple(faults)


def _with_worker(entry: Entry, workers: Workers) -> Entry | tuple[Fault, ...]:
    if entry.worker is None:
        return entry
    if entry.worker not in workers:
        return (Fault("worker", _NO_WORKER, entries.shape(entry.worker)),)
    return replace(entry, worker=workers[entry.worker])


# ----------------------------------------------------------------------- beside the register


def known(conn: Connection, listed: Mapping[str, Iterable[str]]) -> Known:
    """Everybody in the register; `listed` is who said what beside the keys, by keyed hash."""
    rows = conn.execute(select(*_COMPARED).order_by(contact.c.id)).mappings().all()
    return Known(
        by_lookup={row["lookup"]: row for row in rows},
        by_record={row["record_tag"]: row for row in rows if row["record_tag"]},
        left=frozenset(tag for tag, why in listed.items() if "leave" in why),
        stopped=frozenset(tag for tag, why in listed.items() if "stop" in why),
        state=_state(rows),
    )


def plan(checked: Checked, there: Known, vault: Vault, mode: str = UPDATE) -> Plan:
    """What becomes of each row. Matched by record number first, then by number."""
    found = Plan(bad=list(checked.bad), state=there.state)
    for row, entry in checked.good:
        lookups = vault.lookups(entry.number)
        if fault := _refused(entry, lookups, there, vault):
            found.bad.append(Bad(row, (fault,)))
            continue
        match = _match(entry, lookups, there, vault)
        if match is None:
            found.new.append((entry, not there.stopped.isdisjoint(lookups)))
        elif mode == SKIP and match["kind"] == "registered":
            found.skipped += 1
        elif changes := _changes(entry, match, lookups, vault):
            if "lookup" in changes and not there.stopped.isdisjoint(lookups):
                changes["consent"] = "stopped"
            found.changed.append((match["id"], entry, changes))
        else:
            found.same += 1
    found.bad.sort(key=lambda one: one.row.line)
    return found


def _match(entry: Entry, lookups: Sequence[str], there: Known, vault: Vault) -> RowMapping | None:
    return _by_record(entry, there, vault) or _by_number(lookups, there)


def _by_record(entry: Entry, there: Known, vault: Vault) -> RowMapping | None:
    tags = records.tags(vault, entry.record_number) if entry.record_number else ()
    return next((there.by_record[tag] for tag in tags if tag in there.by_record), None)


def _by_number(lookups: Sequence[str], there: Known) -> RowMapping | None:
    return next((there.by_lookup[one] for one in lookups if one in there.by_lookup), None)


def _refused(entry: Entry, lookups: Sequence[str], there: Known, vault: Vault) -> Fault | None:
    if not there.left.isdisjoint(lookups):
        return Fault("number", _LEFT)
    same_record, same_number = _by_record(entry, there, vault), _by_number(lookups, there)
    if same_number is not None and same_number["kind"] == "staff_test":
        return Fault("number", _TEST_PHONE)
    if same_record is not None and same_number is not None and same_record != same_number:
        return Fault("number", _SOMEBODY_ELSES)
    if same_record is None and entry.record_number and _has_a_record(same_number):
        return Fault("record_number", _OTHER_RECORD)
    return None


def _has_a_record(row: RowMapping | None) -> bool:
    return row is not None and row["kind"] == "registered" and bool(row["record_tag"])


def _changes(entry: Entry, row: RowMapping, lookups: Sequence[str], vault: Vault) -> dict[str, Any]:
    """What differs. An empty cell changes nothing, and what they chose themselves stays."""
    wanted: dict[str, Any] = {
        column: getattr(entry, column) for column in TYPED if column in entry.given
    }
    if entry.record_number:  # anew under a new pepper too
        wanted["record_tag"] = records.tag(vault, entry.record_number)
    if entry.worker:
        wanted["worker_id"] = entry.worker
    if row["cohort"] not in vault.tags("cohort", str(entry.first_year)):
        wanted["cohort"] = contacts.cohort_code(vault, entry.first_year)
    if row["lookup"] not in lookups:  # another phone: they are told again before they are asked
        wanted |= {"lookup": lookups[0], "onboarded": False}
    if row["kind"] == "unknown":
        wanted |= {"kind": "registered", "language": entry.language, "easy_read": entry.easy_read}
        wanted |= {"onboarded": False}
    return {name: value for name, value in wanted.items() if row[name] != value}


def to_correct(sheet: Sheet, bad: Sequence[Bad]) -> tuple[list[str], list[list[object]]]:
    """The bad rows as they stand in the file, each with its number and what to do."""
    own = [name for name in sheet.header if name not in (LINE, WHAT)]
    rows = []
    for one in bad:
        cells = sheet.named(one.row)
        what = "; ".join(f"{fault.column}: {fault.what}" for fault in one.faults)
        rows.append([*(cells.get(name, "") for name in own), one.row.line, what])
    return [*own, LINE, WHAT], rows


# --------------------------------------------------------------------------------- writing it


def sealed(found: Plan, vault: Vault, public_key: bytes, worker_id: str | None) -> Writes:
    """The rows as they are kept. Slow, so before the write; `worker_id` where a row names none."""
    new = [
        contacts.new_row(
            vault,
            entry.number,
            "registered",
            consent="stopped" if stopped else "new",
            onboarded=False,
            **as_kept(entry, vault, public_key),
            worker_id=entry.worker or worker_id,
        )
        for entry, stopped in found.new
    ]
    changed = []
    for which, entry, changes in found.changed:
        if "lookup" in changes:
            changes = {**changes, "number": vault.seal(entry.number)}
        if "record_tag" in changes and entry.record_number:
            record = records.sealed(public_key, entry.record_number)
            changes = {**changes, "record_number": record}
        changed.append((which, changes))
    return Writes(new, changed, found.state)


def write(conn: Connection, writes: Writes) -> None:
    """Everything, inside the caller's one transaction. `Overtaken` when it no longer fits."""
    rows = conn.execute(select(*_STATE).order_by(contact.c.id)).mappings().all()
    if _state(rows) != writes.state:
        raise Overtaken
    if writes.new:
        conn.execute(insert(contact), [dict(row) for row in writes.new])
    by_columns: dict[tuple[str, ...], list[dict[str, Any]]] = {}
    for which, changes in writes.changed:
        same = by_columns.setdefault(tuple(sorted(changes)), [])
        same.append({"its_id": which, **{f"new_{name}": value for name, value in changes.items()}})
    for columns, values in by_columns.items():
        change = update(contact).where(contact.c.id == bindparam("its_id"))
        conn.execute(change.values({name: bindparam(f"new_{name}") for name in columns}), values)


def _state(rows: Sequence[RowMapping]) -> int:
    return hash(tuple(tuple(row[column] for column in _STATE) for row in rows))


_STATE = contact.c["id", "lookup", "kind", "record_tag"]
_COMPARED = (
    *contact.c["id", "lookup", "kind", "cohort", "record_tag", "worker_id", "onboarded"],
    *contact.c["language", "easy_read"],
    *(contact.c[name] for name in TYPED),
)
_TWICE = (
    "This number stands in the file twice. Where two young people share a phone, keep one row "
    "with phone_of shared and the younger one's age_cohort."
)
_RECORD_TWICE = "This record number stands in the file twice. Keep one row for each young person."
_NO_WORKER = "There is no worker's account of this name. Correct it, or leave the cell empty."
_LEFT = (
    "Whoever has this number asked to be taken off. Leave the row out; they can come back by "
    "texting JOIN themselves."
)
_TEST_PHONE = "This number is a test phone of staff. Leave the row out."
_SOMEBODY_ELSES = (
    "The record belongs to one contact and the number to another. Find out whose phone it is."
)
_OTHER_RECORD = (
    "This number is registered under another record number. Where two share a phone, keep the "
    "one that is there; otherwise find out whose phone it is."
)
