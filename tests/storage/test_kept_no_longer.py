"""Nothing outlives its line in docs/privacy.md: a clock is moved, and the tables are looked at."""

import json
import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Integer, LargeBinary, Table, func, insert, select

from storage import audit, retention
from storage.crypto import Vault, new_id
from storage.rooms import Rooms
from storage.schema import answers_metadata, keys_metadata, register_metadata
from storage.times import stamp
from tests.conftest import NOW, ROOT

LINE = re.compile(r"^\| (`[a-z_`, ]+) \| .+ \| ([^|]+) \| [^|]+ \|$", re.MULTILINE)
LENGTH = {"day": 1, "days": 1, "months": 31}

TIMES: Mapping[str, Any] = {
    **dict.fromkeys(
        ("at", "seen_at", "started_at", "window_start", "due", "due_at", "closes_at", "starts_at",
         "ends_at", "last_served", "signed_at", "marked_at", "made_at", "ready_at", "raised_at",
         "planted_at"), stamp(NOW)),
    "day": "2026-05-12", "first_on": "2026-05-12", "made_on": "2026-05-12", "month": "2026-05",
    "quarter": "2026-Q2", "year": 2026,
}  # fmt: skip
CHOSEN: Mapping[str, Mapping[str, Any]] = {
    "outbox": {"kind": "prompt", "state": "delivered"},
    "return_code": {"until": "2026-11"},
    "read_lease": {"until": stamp(NOW)},
    "campaign": {"kind": "prompt", "state": "closed"},
    "campaign_tally": {"campaign_id": "one"},
    "roster": {"duty": "duty"},
    "sign_off": {"kind": "flow"},
    "population": {"attribute": "place"},
    "suppression": {"why": "leave"},
    "public_candidate": {"marked_by": "ann"},
}
TOGETHER = {
    "campaign_tally": ("campaign", {"id": "one"}),
    **dict.fromkeys(("answer_state", "coding", "coding_change"), ("answer", {"id": "one"})),
    **dict.fromkeys(
        ("published_table", "published_quote"), ("publication", {"id": "one"})),
    **dict.fromkeys(("alert_case", "alert_way"), ("alert", {"id": "one"})),
    "action_change": ("action", {"id": "one"}),
    "report_text": ("report", {"id": "one"}),
}  # fmt: skip

OWNERS = ("answer_id", "publication_id", "campaign_id", "alert_id", "action_id", "report_id")


def _lines() -> dict[str, str]:
    """Every table that the page names, and the longest that it says."""
    page = (ROOT / "docs" / "privacy.md").read_text(encoding="utf-8")
    part = page.split("## What is kept where")[1].split("\n## ")[0]
    return {
        name: most.strip()
        for names, most in LINE.findall(part)
        for name in re.findall(r"`([a-z_]+)`", names)
    }


LINES = _lines()
DATED = sorted(name for name, most in LINES.items() if most != "event")
TABLES = {
    table.name: table
    for metadata in (register_metadata, keys_metadata, answers_metadata)
    for table in metadata.tables.values()
}


def _longest(name: str) -> timedelta:
    number, unit = LINES[name].split()
    return timedelta(days=int(number) * LENGTH[unit])


def _row(table: Table, vault: Vault, **given: Any) -> dict[str, Any]:
    """A row of that table as it would be today; what is not given is filled with anything."""
    chosen = {**CHOSEN.get(table.name, {}), **given}
    row: dict[str, Any] = {}
    for column in table.c:
        if column.name in chosen:
            row[column.name] = chosen[column.name]
        elif column.name in TIMES and not isinstance(column.type, Integer):
            row[column.name] = TIMES[column.name]
        elif column.name == "year":
            row[column.name] = TIMES["year"]
        elif column.nullable or column.server_default is not None:
            continue
        elif isinstance(column.type, LargeBinary):
            row[column.name] = vault.seal(json.dumps({}))
        else:
            kind = column.type.python_type
            row[column.name] = True if kind is bool else 1 if kind is int else new_id()
    return row


def _put(rooms: Rooms, name: str, **given: Any) -> None:
    table = TABLES[name]
    checks = [one.sqltext.text for one in table.constraints if hasattr(one, "sqltext")]
    values = _row(table, rooms.vault, **given)
    for check in checks:  # "state IN ('a', 'b')": any of them
        found = re.fullmatch(r"(\w+) IN \('([^']+)'.*", check, re.DOTALL)
        if found and found[1] in values and len(str(values[found[1]])) == 32:
            values[found[1]] = found[2]
    with _room(rooms, table).write() as conn:
        conn.execute(insert(table).values(values))


def _room(rooms: Rooms, table: Table) -> Any:
    named = {register_metadata: rooms.register, keys_metadata: rooms.keys}
    return named.get(table.metadata, rooms.answers)


def _count(rooms: Rooms, name: str) -> int:
    table = TABLES[name]
    with _room(rooms, table).read() as conn:
        return int(conn.execute(select(func.count()).select_from(table)).scalar_one())


def _planted(rooms: Rooms, name: str) -> int:
    """A row of today, with the one that it belongs to; how many rows may stay for good."""
    if name in TOGETHER:
        other, given = TOGETHER[name]
        _put(rooms, other, **given)
        own = {column: "one" for column in OWNERS if column in TABLES[name].c}  # fmt: skip
        _put(rooms, name, **own)
        return 0
    if name == "job_run":
        _put(rooms, name, job="release")
        _put(rooms, name, job="release", due=stamp(NOW + timedelta(days=1)))
        return 1
    if name == "audit_log":
        with rooms.register.write() as conn:
            for row in range(3):
                audit.record(conn, NOW, "ann", "opened", f"c{row}")
        return 1  # that something was forgotten is in the log itself
    _put(rooms, name)
    return 0


def test_every_table_has_its_line_and_every_line_its_table() -> None:
    assert set(LINES) == set(TABLES)


@pytest.mark.parametrize("name", DATED)
def test_nothing_is_kept_longer_than_its_line_says(sqlite_rooms: Rooms, name: str) -> None:
    stay = _planted(sqlite_rooms, name)
    assert _count(sqlite_rooms, name) > stay
    retention.purge(sqlite_rooms, NOW + _longest(name) + timedelta(hours=1))
    assert _count(sqlite_rooms, name) <= stay


@pytest.mark.parametrize("name", ["outbox", "audit_log", "suppression", "return_code", "campaign"])
def test_nor_is_it_gone_before_its_time(sqlite_rooms: Rooms, name: str) -> None:
    _planted(sqlite_rooms, name)
    retention.purge(sqlite_rooms, NOW + _longest(name) * 0.8)
    assert _count(sqlite_rooms, name) >= 1


@pytest.mark.postgres
@pytest.mark.parametrize("name", ["audit_log", "answer", "outbox", "suppression"])
def test_on_postgresql_too(postgres_rooms: Rooms, name: str, now: datetime) -> None:
    stay = _planted(postgres_rooms, name)
    retention.purge(postgres_rooms, now + _longest(name) + timedelta(hours=1))
    assert _count(postgres_rooms, name) <= stay
