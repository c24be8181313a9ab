"""How a protected table reads on a page and in a file: its blanks stay blank, and are explained."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from collation.publishing import EVERY_QUESTION
from collation.reach import Group, most_heard, protected
from staff.charts import BLANK, Bar, Bars, Pair, bars, pairs
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
class Reach:
    """One attribute: how many there are, how many were heard, group by group."""

    title: str
    source: str
    groups: tuple[Group, ...]
    drawn: tuple[Pair, ...]

    @classmethod
    def of(cls, by: str, source: str, groups: Iterable[Group], names: Mapping[str, str]) -> "Reach":
        """With every group under the name that staff read."""
        named = tuple(one.called(names.get(one.value, one.value)) for one in groups)
        drawn = [(one.value, one.of_everybody, one.of_heard) for one in named
                 if one.of_everybody is not None]  # fmt: skip
        return cls(by.capitalize(), source, named, pairs(drawn))


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
    reach: Reach | None = None

    @property
    def blanks(self) -> int:
        """How many numbers are blank."""
        heard = self.base if self.reach else ()
        return sum(each is None for row in self.rows for each in row.said) + heard.count(None)


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
        if one.reach:
            yield from _reach_rows(found, one)
        start = (found.period, LANES.get(one.lane, one.lane), one.asked, BY.get(one.breakdown))
        for row in one.rows:
            for group, said, base in zip(one.groups, row.said, one.base, strict=True):
                note = "" if said is not None else "left blank to protect people"
                yield (*start, group, row.label, said, base, note)


def _reach_rows(found: Publication, one: Shown) -> Iterator[tuple[object, ...]]:
    """`of`: how many there are."""
    for group, heard, people in zip(one.groups, one.base, one.cells["people"], strict=True):
        note = "heard from" if heard is not None else "left blank to protect people"
        yield (found.period, LANES.get(one.lane, one.lane), one.asked, BY.get(one.breakdown),
               group, "", heard, people, note)  # fmt: skip


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
    reach = None
    if "people" in one.cells:
        people = dict(zip(groups, one.cells["people"], strict=True))
        heard = most_heard([(groups, one.cells["everyone"])])
        reach = Reach.of(one.breakdown, one.cells["source"], protected(people, heard), values)
    lines = tuple(sorted(lines, key=lambda row: (-max((n or 0 for n in row.said), default=0),
                                                 row.label)))  # fmt: skip
    return Shown(
        one.name, one.quarter, one.lane, one.question, _asked(one, questions),
        one.breakdown, tuple(values.get(group, group) for group in groups),
        tuple(one.cells["everyone"]), lines, one.cells,
        _chart(one, lines) if not one.breakdown else None, reach,
    )  # fmt: skip


def _asked(one: PublishedTable, questions: Mapping[str, Question]) -> str:
    if "people" in one.cells:
        return "Who have we not heard from?"
    if one.question == EVERY_QUESTION:
        return "Every question: each theme where most spoke of it"
    return questions[one.question].text if one.question in questions else one.question


def _chart(one: PublishedTable, rows: Sequence[Row]) -> Bars:
    title = f"{quarter_name(one.quarter)}: young people by theme"
    drawn = [
        Bar(row.label, row.said[0], BLANK if row.said[0] is None else f"{row.said[0]:,}")
        for row in rows
    ]
    return bars(title, drawn, "young people")
