"""Writes out what was published, and what the office records of it: `export themes|actions|log`."""

import csv
import json
import sys
from argparse import Namespace
from collections.abc import Iterator
from dataclasses import asdict
from datetime import date
from typing import Any

from sqlalchemy import Connection

from config.data import County
from staff.spreadsheet import as_csv
from storage.answers import publications
from storage.answers.publications import Publication, PublishedTable
from storage.clock import Clock
from storage.office import actions, log
from storage.rooms import Rooms
from storage.times import london_day

COLUMNS = (
    "period", "audience", "lane", "question", "by", "group", "theme", "said", "everyone", "percent",
)  # fmt: skip


ACTION_COLUMNS = (
    "code", "period", "theme", "heard", "kind", "answer", "who", "by_when", "state", "asked_on",
    "released_on", "decided_on", "did_on", "told_on", "checked_on", "overdue", "not_kept",
    "quip_ref", "principle", "pledge", "in_our_power", "place",
)  # fmt: skip
LOG_COLUMNS = (
    "kind", "day", "place", "title", "young_people", "adults", "lines", "did", "effect",
    "managers", "told_back_on",
)  # fmt: skip


def command(arguments: Namespace, rooms: Rooms, county: County, clock: Clock) -> int:
    """The same, of today."""
    return export(arguments, rooms, county.release.k_inside, london_day(clock.now()))


def export(arguments: Namespace, rooms: Rooms, k: int, today: date) -> int:
    """Print what is asked for, as CSV or JSON. `k`: the smallest group that is shown inside."""
    if arguments.what == "themes":
        return _themes(arguments, rooms)
    with rooms.register.read() as office:
        found = (
            list(_actions(office, arguments.period, today))
            if arguments.what == "actions"
            else list(_log(office, arguments.period, k))
        )
    columns = ACTION_COLUMNS if arguments.what == "actions" else LOG_COLUMNS
    if arguments.json:
        json.dump([dict(zip(columns, row, strict=True)) for row in found], sys.stdout,
                  ensure_ascii=False, indent=1, default=str)  # fmt: skip
        sys.stdout.write("\n")
    else:
        sys.stdout.write(as_csv(columns, found).lstrip("\ufeff"))
    return 0


def _actions(office: Connection, period: str | None, today: date) -> Iterator[tuple[object, ...]]:
    """Every promise with its days; what is overdue or was not kept says so."""
    who = actions.owners(office)
    for one in actions.listing(office):
        if period in (None, one.period):
            owner = who.get(one.owner_id or "")
            yield (
                one.code, one.period, one.theme, one.heard, one.kind, one.answer,
                owner.name if owner else "", one.by_when, one.state, one.asked_on,
                one.released_on, one.decided_on, one.did_on, one.told_on, one.checked_on,
                one.overdue(today), one.broken(today), one.quip_ref, one.principle, one.pledge,
                one.in_power, one.place or "",
            )  # fmt: skip


def _log(office: Connection, period: str | None, k: int) -> Iterator[tuple[object, ...]]:
    """Events without codes and without anybody's words; numbers under k are blank."""
    for one in log.listing(office):
        quarter = f"{one.day.year}-Q{(one.day.month + 2) // 3}"
        if period in (None, quarter):
            yield (
                one.kind, one.day, one.place, one.title,
                one.young_people if one.young_people >= k else None, one.adults,
                one.lines if one.lines >= k else None, one.did, ", ".join(one.effect),
                one.managers, one.told_back_on,
            )  # fmt: skip


def _themes(arguments: Namespace, rooms: Rooms) -> int:
    """The published tables; blanks stay blank."""
    found = published(rooms, arguments.period, arguments.audience)
    if arguments.json:
        whole = [
            {**asdict(publication), "tables": [_without_exact(table) for table in tables]}
            for publication, tables in found
        ]
        json.dump(whole, sys.stdout, ensure_ascii=False, indent=1)
        sys.stdout.write("\n")
        return 0
    out = csv.writer(sys.stdout)
    out.writerow(COLUMNS)
    for publication, tables in found:
        for table in tables:
            out.writerows(rows(publication, table))
    return 0


def published(
    rooms: Rooms, period: str | None, audience: str | None
) -> list[tuple[Publication, list[PublishedTable]]]:
    """What is published now (not a draft, not withdrawn), with its tables."""
    with rooms.answers.read() as conn:
        audiences = [audience] if audience else publications.AUDIENCES
        return [
            (one, publications.tables_of(conn, one.id))
            for one in publications.listing(conn, audiences=audiences)
            if period in (None, one.period)
        ]


def rows(publication: Publication, table: PublishedTable) -> Iterator[tuple[object, ...]]:
    """A table, one line a number."""
    start = (publication.period, publication.audience, table.lane, table.question, table.breakdown)
    for theme, row in sorted(table.cells["themes"].items()):
        for at, group in enumerate(table.cells["values"]):
            everyone = row.get("everyone", table.cells["everyone"][at])
            yield (*start, group, theme, row["said"][at], everyone, row["percent"][at])


def _without_exact(table: PublishedTable) -> dict[str, Any]:
    return {name: value for name, value in asdict(table).items() if name != "exact"}
