"""Protects one table of who said what: by place, age or status, everyone and those who said it.

Themes do not add up (an answer may have several), so each is a table of its own: those who said
it and those who did not, value by value. What they share is everyone who was counted, which is
therefore protected first, and once.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from storage.disclosure import Table, edges_of, rounded
from storage.disclosure_network import hide

Numbers = tuple[int, ...]
Shown = tuple[int | None, ...]


@dataclass(frozen=True)
class Exact:
    """Voices as they were counted. `values` of a place, age or status; one empty one: no attribute.

    `base[i]` is everyone of `values[i]`, `said[theme][i]` those of them who said the theme.
    """

    values: tuple[str, ...]
    base: Numbers
    said: Mapping[str, Numbers]

    def with_values(self, values: Sequence[str]) -> "Exact":
        """The same counts for these values, with noughts where there are none."""
        if tuple(values) == self.values:
            return self
        at = {value: i for i, value in enumerate(self.values)}

        def row(numbers: Numbers) -> Numbers:
            return tuple(numbers[at[value]] if value in at else 0 for value in values)

        said = {theme: row(numbers) for theme, numbers in self.said.items()}
        return Exact(tuple(values), row(self.base), said)

    def json(self) -> dict[str, Any]:
        said = {theme: list(row) for theme, row in sorted(self.said.items())}
        return {"values": list(self.values), "base": list(self.base), "said": said}

    @staticmethod
    def read(found: Mapping[str, Any]) -> "Exact":
        said = {theme: tuple(row) for theme, row in found["said"].items()}
        return Exact(tuple(found["values"]), tuple(found["base"]), said)


@dataclass(frozen=True)
class Blanks:
    """Which numbers are blank: a value's base by value, a theme's cell by theme and value."""

    bases: frozenset[str] = frozenset()
    cells: frozenset[tuple[str, str]] = frozenset()


@dataclass(frozen=True)
class Line:
    """One theme: those who said it, by value and in all. None is a blank."""

    theme: str
    said: Shown
    total: int | None


@dataclass(frozen=True)
class Safe:
    """What may go out of one table. `exact` says what it was made from, for the guard alone."""

    values: tuple[str, ...]
    base: Shown
    total: int | None
    lines: tuple[Line, ...]
    exact: Exact = field(repr=False)
    blanks: Blanks = field(repr=False)

    def rounded(self) -> "Safe":
        """Every number to the nearest 5, each by itself."""
        lines = tuple(
            Line(one.theme, tuple(map(rounded, one.said)), rounded(one.total)) for one in self.lines
        )
        base = tuple(map(rounded, self.base))
        return Safe(self.values, base, rounded(self.total), lines, self.exact, self.blanks)


def protect(exact: Exact, levels: Sequence[int], blank: Blanks | None = None) -> Safe:
    """Blank what is small at every level, the lowest first, so that a stricter audience only ever
    sees less. `blank`: what was blank before, and stays so."""
    bases = _bases(exact, levels, blank or Blanks())
    lines = [_line(exact, theme, levels, bases, blank or Blanks()) for theme in sorted(exact.said)]
    blanks = Blanks(
        frozenset(bases.blank),
        frozenset(
            (one.theme, value)
            for one in lines
            for value, shown in zip(exact.values, one.said, strict=True)
            if shown is None
        ),
    )
    return Safe(exact.values, bases.shown, bases.total, tuple(lines), exact, blanks)


@dataclass(frozen=True)
class _Bases:
    shown: Shown
    total: int | None
    blank: frozenset[str]


def _bases(exact: Exact, levels: Sequence[int], blank: Blanks) -> _Bases:
    """Everyone, by value: one row of cells with its total."""
    edges = edges_of(Table((exact.base,), column_totals=False, grand_total=False))
    count = len(exact.values)
    hidden = {i for i, value in enumerate(exact.values) if value in blank.bases}
    for k in levels:
        found = hide(edges, k, count, hidden)
        hidden = set(range(len(edges))) if found is None else found
    total = None if count in hidden else sum(exact.base)
    if total is None:
        hidden = set(range(len(edges)))  # without everyone in all, nothing beneath it
    shown = tuple(None if i in hidden else number for i, number in enumerate(exact.base))
    names = (value for i, value in enumerate(exact.values) if i in hidden)
    return _Bases(shown, total, frozenset(names))


def _line(exact: Exact, theme: str, levels: Sequence[int], bases: _Bases, blank: Blanks) -> Line:
    said = exact.said[theme]
    everyone, heard = sum(exact.base), sum(said)
    nothing: Shown = (None,) * len(said)
    if bases.total is None or min(heard, everyone - heard) < max(levels):
        return Line(theme, nothing, None)
    if len(exact.values) == 1:
        return Line(theme, (heard,), heard)
    hidden = _cells(exact, said, levels, bases, _blank_cells(exact, theme, blank))
    shown = tuple(None if i in hidden else number for i, number in enumerate(said))
    return Line(theme, shown, heard)


def _blank_cells(exact: Exact, theme: str, blank: Blanks) -> set[int]:
    return {i for i, value in enumerate(exact.values) if (theme, value) in blank.cells}


def _cells(
    exact: Exact, said: Numbers, levels: Sequence[int], bases: _Bases, blank: set[int]
) -> set[int]:
    """Which cells of a theme are blank; its total, and everyone by value, are known already."""
    count = len(said)
    rows = tuple((yes, all_ - yes) for yes, all_ in zip(said, exact.base, strict=True))
    edges = edges_of(Table(rows))
    hidden = {2 * i for i in blank}
    hidden |= {2 * count + i for i, shown in enumerate(bases.shown) if shown is None}
    known = set(range(2 * count, len(edges))) - hidden
    for k in levels:
        found = hide(edges, k, 2 * count, hidden, known)
        if found is None:
            return set(range(count))
        hidden = found
    # Who did not say it is everyone less who did: where one is blank, so is the other.
    return {i for i in range(count) if {2 * i, 2 * i + 1} & hidden}
