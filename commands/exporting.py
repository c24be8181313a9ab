"""Writes out what was published, and nothing else: `export themes`."""

import csv
import json
import sys
from argparse import Namespace
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from storage.answers import publications
from storage.answers.publications import Publication, PublishedTable
from storage.rooms import Rooms

COLUMNS = (
    "period", "audience", "lane", "question", "by", "group", "theme", "said", "everyone", "percent",
)  # fmt: skip


def export(arguments: Namespace, rooms: Rooms) -> int:
    """Print the published tables as CSV or JSON; blanks stay blank."""
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
