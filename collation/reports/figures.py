"""Figures of published tables, each with its base and its period; nothing is counted again."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from collation.meaning import meaning_of
from collation.reports.material import Quarter
from collation.reports.model import BLANK, NONE
from collation.reports.periods import in_words
from collation.trends import DOWN, TOO_FEW, UP, Part, trend
from storage.answers.publications import PublishedTable

EVERY_QUESTION = "*"
REGISTERED, WEB, ENTERED = LANES = ("registered", "web", "entered")


@dataclass(frozen=True)
class Figure:
    """So many of so many, in which quarter, to which question."""

    theme: str
    said: int
    base: int
    percent: int | None
    question: str
    quarter: str

    def __str__(self) -> str:
        share = f" ({self.percent}%)" if self.percent is not None else ""
        return f"{self.said:,} of {self.base:,} young people{share}"

    @property
    def inside(self) -> str:
        """The same within brackets."""
        share = f", {self.percent}%" if self.percent is not None else ""
        return f"{self.said:,} of {self.base:,} young people{share}"


@dataclass(frozen=True)
class Change:
    """A theme in two quarters, asked the same question."""

    now: Figure
    before: Figure
    direction: str

    @property
    def points(self) -> int | None:
        """Between the two shares as they are shown."""
        if self.now.percent is None or self.before.percent is None:
            return None
        return self.now.percent - self.before.percent

    def __str__(self) -> str:
        """The change as a sentence says it: points are points, with both shares and both bases."""
        then = in_words(self.before.quarter)
        if self.direction == TOO_FEW or self.points is None:
            return f"too few to tell a change from {then} ({self.before.inside})"
        if self.direction not in (UP, DOWN):
            return f"no clear change from {then} ({self.before.inside})"
        word = "up" if self.direction == UP else "down"
        return f"{word} {points(self.points)} from {then} ({self.before.inside})"


def points(change: int) -> str:
    """`12 percentage points`: never `12%`, which would be something else."""
    return f"{abs(change)} percentage {'point' if abs(change) == 1 else 'points'}"


def heard(quarter: Quarter | None, lane: str = REGISTERED) -> int | None:
    """Those who answered in words the question that most of them answered."""
    table = _over_all(quarter, lane)
    return table.base if table else None


def themes(quarter: Quarter | None, lane: str = REGISTERED) -> list[Figure]:
    """Every theme that may be shown, in the question where most said it; the largest first."""
    table = _over_all(quarter, lane)
    if table is None:
        return []
    found = [
        Figure(theme, row["said"][0], row["everyone"], row["percent"][0], row["question"],
               table.quarter)
        for theme, row in table.cells["themes"].items()
        if row["said"][0] is not None and row["everyone"]
    ]  # fmt: skip
    return sorted(found, key=lambda one: (-one.said, one.theme))


def to_question(quarter: Quarter, question: str, lane: str = REGISTERED) -> dict[str, Figure]:
    """Every theme of one question."""
    table = table_of(quarter, question, lane)
    if table is None or not table.base:
        return {}
    return {
        theme: Figure(theme, row["said"][0], table.base, row["percent"][0], question, table.quarter)
        for theme, row in table.cells["themes"].items()
        if row["said"][0] is not None
    }


def table_of(
    quarter: Quarter, question: str, lane: str = REGISTERED, by: str = ""
) -> PublishedTable | None:
    """One published table."""
    wanted = (question, lane, by)
    found = (one for one in quarter.tables if (one.question, one.lane, one.breakdown) == wanted)
    return next(found, None)


def change(now: Figure, before: Quarter | None) -> Change | None:
    """Against an earlier quarter, where the same question was asked and the theme shown."""
    then = to_question(before, now.question).get(now.theme) if before else None
    if then is None:
        return None
    parts = Part(then.said, then.base), Part(now.said, now.base)
    return Change(now, then, trend(*parts).direction)


@dataclass(frozen=True)
class Camps:
    """Those who want more of something and those who want less: two questions, side by side."""

    theme: str
    more: Figure | None
    less: Figure | None


def camps(quarter: Quarter | None, meanings: Mapping[str, Iterable[str]]) -> list[Camps]:
    """Both camps of every theme that has one, each in the question where it is largest."""
    if quarter is None:
        return []
    sides: dict[str, dict[str, Figure]] = {"more": {}, "less": {}}
    for table in quarter.tables:
        side = sides.get(meaning_of(table.question, meanings))
        if side is None or table.breakdown or table.lane != REGISTERED:
            continue
        for theme, figure in to_question(quarter, table.question).items():
            if theme not in side or side[theme].said < figure.said:
                side[theme] = figure
    more, less = sides["more"], sides["less"]
    found = [Camps(one, more.get(one), less.get(one)) for one in {*more, *less}]
    return sorted(found, key=lambda one: (-_said(one.more) - _said(one.less), one.theme))


def shown(number: int | None) -> str:
    """A number of a table; a blank is a star, which the notes explain."""
    return BLANK if number is None else f"{number:,}"


def share(percent: int | None) -> str:
    """A share in a column; a dash where its base is too small for one."""
    return NONE if percent is None else f"{percent}%"


def _said(figure: Figure | None) -> int:
    return figure.said if figure else 0


def _over_all(quarter: Quarter | None, lane: str) -> PublishedTable | None:
    return table_of(quarter, EVERY_QUESTION, lane) if quarter else None
