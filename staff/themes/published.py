"""How a protected table reads on a page and in a file: its blanks stay blank, and are explained."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from staff.charts import BLANK, Bar, Bars, bars
from staff.wording import Question
from staff.words_on_page import LANES, quarter_name
from storage.answers.publications import Publication, PublishedTable

BY = {"": "everyone", "place": "place", "age": "age", "status": "status"}


@dataclass(frozen=True)
class Row:
    """One theme: in all, or group by group. None is a blank."""

    theme: str
    label: str
    said: tuple[int | None, ...]
    percent: int | None


@dataclass(frozen=True)
class Shown:
    """One table as it goes out."""

    name: str
    quarter: str
    lane: str
    question: str
    asked: str
    breakdown: str
    groups: tuple[str, ...]
    base: tuple[int | None, ...]
    rows: tuple[Row, ...]
    cells: Mapping[str, Any]
    chart: Bars | None

    @property
    def blanks(self) -> int:
        """How many numbers are blank."""
        return sum(each is None for row in self.rows for each in row.said)


def for_page(
    tables: Iterable[PublishedTable],
    names: Mapping[str, str],
    questions: Mapping[str, Question],
    values: Mapping[str, str],
) -> list[Shown]:
    """Tables by question, everyone before the groups."""
    shown = [_shown(one, names, questions, values) for one in tables]
    return sorted(shown, key=lambda one: (one.lane, one.asked, one.breakdown, one.name))


def as_rows(found: Publication, shown: Sequence[Shown]) -> Iterator[tuple[object, ...]]:
    """For a spreadsheet: one line a number."""
    for one in shown:
        start = (found.period, LANES.get(one.lane, one.lane), one.asked, BY.get(one.breakdown))
        for row in one.rows:
            for group, said, base in zip(one.groups, row.said, one.base, strict=True):
                note = "" if said is not None else "left blank to protect people"
                yield (*start, group, row.label, said, base, note)


def _shown(
    one: PublishedTable,
    names: Mapping[str, str],
    questions: Mapping[str, Question],
    values: Mapping[str, str],
) -> Shown:
    groups, themes = tuple(one.cells["values"]), one.cells["themes"]
    lines = tuple(
        Row(theme, names.get(theme, theme), tuple(its["said"]), its.get("of_all"))
        for theme, its in themes.items()
    )
    known = questions.get(one.question)
    lines = tuple(sorted(lines, key=lambda row: (-max((n or 0 for n in row.said), default=0),
                                                 row.label)))  # fmt: skip
    return Shown(
        one.name, one.quarter, one.lane, one.question, known.text if known else one.question,
        one.breakdown, tuple(values.get(group, group) for group in groups),
        tuple(one.cells["everyone"]), lines, one.cells,
        _chart(one, lines) if not one.breakdown else None,
    )  # fmt: skip


def _chart(one: PublishedTable, rows: Sequence[Row]) -> Bars:
    title = f"{quarter_name(one.quarter)}: young people by theme"
    drawn = [
        Bar(row.label, row.said[0], BLANK if row.said[0] is None else f"{row.said[0]:,}")
        for row in rows
    ]
    return bars(title, drawn, "young people")
