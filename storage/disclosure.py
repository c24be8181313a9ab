"""Disclosure control, pure: blank small cells, and as many more as it takes to keep them secret.

What goes out is then rounded besides. Whether a blank can be worked out is asked of the network
that a table is (`storage.disclosure_network`) instead of being argued about; whether it can be
worked out from several publications is for `storage.disclosure_guard`.
"""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from storage.disclosure_network import Edge, hide

Cells = tuple[tuple[int, ...], ...]
Hidden = tuple[tuple[int | None, ...], ...]


@dataclass(frozen=True)
class Table:
    """Counts that add up: no voice is in two cells. The flags say which totals are published."""

    cells: Cells
    row_totals: bool = True
    column_totals: bool = True
    grand_total: bool = True


@dataclass(frozen=True)
class Protected:
    """What may be published; None is a blank."""

    cells: Hidden
    row_totals: tuple[int | None, ...]
    column_totals: tuple[int | None, ...]
    grand_total: int | None


def suppress(table: Table, k: int) -> Protected:
    """Blank every count under k, zero included, and others until no blank can be worked out.

    Of each blank an outsider who knows the published numbers cannot tell k neighbouring values
    apart: the range of values that fit them is at least k wide.
    """
    edges = edges_of(table)
    hidden = hide(edges, k, sum(map(len, table.cells)))
    # Nothing is known yet that would have to stay, so there is always something left to hide.
    return _protected(table, edges, hidden if hidden is not None else set(range(len(edges))))


def suppress_options(counts: Sequence[int], base: int, k: int) -> tuple[int | None, ...]:
    """For a question where one voice may choose several options: counts that do not add up.

    Each option is its own small table: those who chose it, and those of the base who did not.
    """
    return tuple(None if base < k or count < k or base - count < k else count for count in counts)


ROUNDED_TO = 5

PERCENT_FROM = 30
"""No percentage on a smaller base: one voice more or less would move it by several points."""


def rounded(count: int | None) -> int | None:
    """A count as it goes out: to the nearest 5, each by itself, totals too. None stays blank."""
    return None if count is None else round(count / ROUNDED_TO) * ROUNDED_TO


def percent(part: int | None, base: int | None) -> int | None:
    """A whole percentage of numbers that are shown already, so that it tells nothing more."""
    if part is None or base is None or base < PERCENT_FROM:
        return None
    return min(100, round(100 * part / base))


FEWEST_ASKED = 20
FEWEST_ON_A_SIDE = 5


def response(asked: int, answered: int) -> int | None:
    """How many of a campaign's people have answered, to the nearest 5; None: too few to say.

    Who did not answer is as few people as who did, from the other side.
    """
    if asked < FEWEST_ASKED or min(answered, asked - answered) < FEWEST_ON_A_SIDE:
        return None
    return rounded(answered)


def edges_of(table: Table) -> list[Edge]:
    """Cells row by row, then row totals, column totals, and the grand total last."""
    rows, columns = len(table.cells), len(table.cells[0]) if table.cells else 0
    source, sink = rows + columns, rows + columns + 1
    edges = [
        Edge(r, rows + c, value, True)
        for r, row in enumerate(table.cells)
        for c, value in enumerate(row)
    ]
    edges += [Edge(source, r, sum(row), table.row_totals) for r, row in enumerate(table.cells)]
    edges += [
        Edge(rows + c, sink, sum(row[c] for row in table.cells), table.column_totals)
        for c in range(columns)
    ]
    total = sum(map(sum, table.cells))
    return [*edges, Edge(sink, source, total, table.grand_total)]


def _protected(table: Table, edges: Sequence[Edge], hidden: AbstractSet[int]) -> Protected:
    shown = [None if i in hidden else edge.value for i, edge in enumerate(edges)]
    rows, columns = len(table.cells), len(table.cells[0]) if table.cells else 0
    cells = tuple(tuple(shown[r * columns : (r + 1) * columns]) for r in range(rows))
    after = rows * columns
    return Protected(
        cells=cells,
        row_totals=tuple(shown[after : after + rows]),
        column_totals=tuple(shown[after + rows : after + rows + columns]),
        grand_total=shown[-1],
    )
