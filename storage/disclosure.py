"""Disclosure control, pure: blank small cells, and as many more as it takes to keep them secret.

A table with totals is a network in which every published number is a flow along an edge: a cell
runs from its row to its column, a row's total into the row, a column's total out of the column,
the grand total back round. What an outsider can still believe about a hidden number is then the
range in which its flow can move while every published number stays as it is, which is asked of
the network itself instead of being argued about.
"""

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass

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


@dataclass(frozen=True)
class _Edge:
    tail: int
    head: int
    value: int
    published: bool


def suppress(table: Table, k: int) -> Protected:
    """Blank every count under k, zero included, and others until no blank can be worked out.

    Of each blank an outsider who knows the published numbers cannot tell k neighbouring values
    apart: the range of values that fit them is at least k wide.
    """
    edges = _edges(table)
    hidden = {i for i, edge in enumerate(edges) if not edge.published or edge.value < k}
    while (exposed := _exposed(edges, hidden, k)) is not None:
        hidden.add(_next_to(edges, hidden, exposed))
    return _protected(table, edges, hidden)


def suppress_options(counts: Sequence[int], base: int, k: int) -> tuple[int | None, ...]:
    """For a question where one voice may choose several options: counts that do not add up.

    Each option is its own small table: those who chose it, and those of the base who did not.
    """
    return tuple(None if base < k or count < k or base - count < k else count for count in counts)


FEWEST_ASKED = 20
FEWEST_ON_A_SIDE = 5


def response(asked: int, answered: int) -> int | None:
    """How many of a campaign's people have answered, to the nearest 5; None: too few to say.

    Who did not answer is as few people as who did, from the other side.
    """
    if asked < FEWEST_ASKED or min(answered, asked - answered) < FEWEST_ON_A_SIDE:
        return None
    return round(answered / FEWEST_ON_A_SIDE) * FEWEST_ON_A_SIDE


def _edges(table: Table) -> list[_Edge]:
    """Cells row by row, then row totals, column totals, and the grand total last."""
    rows, columns = len(table.cells), len(table.cells[0]) if table.cells else 0
    source, sink = rows + columns, rows + columns + 1
    edges = [
        _Edge(r, rows + c, value, True)
        for r, row in enumerate(table.cells)
        for c, value in enumerate(row)
    ]
    edges += [_Edge(source, r, sum(row), table.row_totals) for r, row in enumerate(table.cells)]
    edges += [
        _Edge(rows + c, sink, sum(row[c] for row in table.cells), table.column_totals)
        for c in range(columns)
    ]
    total = sum(map(sum, table.cells))
    return [*edges, _Edge(sink, source, total, table.grand_total)]


def _exposed(edges: Sequence[_Edge], hidden: set[int], k: int) -> int | None:
    """A hidden number whose range is too narrow. Totals nobody meant to publish may be known."""
    for i in sorted(hidden):
        if edges[i].published and _width(edges, hidden, i, k) < k:
            return i
    return None


def _width(edges: Sequence[_Edge], hidden: set[int], wanted: int, enough: int) -> int:
    """How far one hidden flow can move up and down together, counted no further than `enough`."""
    edge = edges[wanted]
    others = [edges[i] for i in hidden if i != wanted]
    up = _most(others, edge.head, edge.tail, enough)
    if up >= enough:
        return up
    return up + _most(others, edge.tail, edge.head, min(enough, edge.value))


def _most(edges: Sequence[_Edge], start: int, goal: int, limit: int) -> int:
    """The largest flow from start to goal, up to `limit`: forwards without bound, backwards at
    most what flows there now (a count is never below nothing)."""
    if start == goal:
        return limit
    flows = [edge.value for edge in edges]
    moved = 0
    while moved < limit:
        path = _path(edges, flows, start, goal)
        if path is None:
            break
        backwards = [flows[i] for i, forward in path if not forward]
        step = min([limit - moved, *backwards])
        for i, forward in path:
            flows[i] += step if forward else -step
        moved += step
    return moved


def _path(
    edges: Sequence[_Edge], flows: Sequence[int], start: int, goal: int
) -> list[tuple[int, bool]] | None:
    came: dict[int, tuple[int, int, bool]] = {}
    queue = deque([start])
    while queue and goal not in came:
        at = queue.popleft()
        for i, edge in enumerate(edges):
            for here, there, forward in (
                (edge.tail, edge.head, True),
                (edge.head, edge.tail, False),
            ):
                if here != at or there in came or there == start:
                    continue
                if forward or flows[i] > 0:
                    came[there] = (at, i, forward)
                    queue.append(there)
    if goal not in came:
        return None
    path, at = [], goal
    while at != start:
        before, i, forward = came[at]
        path.append((i, forward))
        at = before
    return path


def _next_to(edges: Sequence[_Edge], hidden: set[int], exposed: int) -> int:
    """The published number to blank next: the smallest in the same row or column, cells before
    totals; when there is none left there, the smallest of all."""
    ends = {edges[exposed].tail, edges[exposed].head}
    cells = _cell_count(edges)
    free = [i for i in range(len(edges)) if i not in hidden]
    near = [i for i in free if {edges[i].tail, edges[i].head} & ends]
    return min(near or free, key=lambda i: (i >= cells, edges[i].value, i))


def _cell_count(edges: Sequence[_Edge]) -> int:
    source = edges[-1].head
    return next(i for i, edge in enumerate(edges) if edge.tail == source)


def _protected(table: Table, edges: Sequence[_Edge], hidden: set[int]) -> Protected:
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
