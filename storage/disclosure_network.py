"""How much an outsider still knows about a blank, asked of the network that a table is.

A table with totals is a network in which every published number is a flow along an edge: a cell
runs from its row to its column, a row's total into the row, a column's total out of the column,
the grand total back round. What an outsider can still believe about a hidden number is then the
range in which its flow can move while every published number stays as it is.
"""

from collections import deque
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass


@dataclass(frozen=True)
class Edge:
    """One number of a table. `published`: it goes out unless it is hidden."""

    tail: int
    head: int
    value: int
    published: bool


def hide(
    edges: Sequence[Edge],
    k: int,
    cells: int,
    hidden: AbstractSet[int] = frozenset(),
    known: AbstractSet[int] = frozenset(),
) -> set[int] | None:
    """Which numbers to hide; the first `cells` edges are the table's inside.

    `hidden` are blank already and stay so; `known` are published already and cannot be hidden any
    more. None: too much is known.
    """
    small = {i for i, edge in enumerate(edges) if not edge.published or edge.value < k}
    chosen = small | set(hidden)
    if chosen & known:
        return None
    while (exposed := _exposed(edges, chosen, k)) is not None:
        following = _next_to(edges, chosen | known, exposed, cells)
        if following is None:
            return None
        chosen.add(following)
    return chosen


def _exposed(edges: Sequence[Edge], hidden: set[int], k: int) -> int | None:
    """A hidden number whose range is too narrow. Totals nobody meant to publish may be known."""
    for i in sorted(hidden):
        if edges[i].published and _width(edges, hidden, i, k) < k:
            return i
    return None


def _width(edges: Sequence[Edge], hidden: set[int], wanted: int, enough: int) -> int:
    """How far one hidden flow can move up and down together, counted no further than `enough`."""
    edge = edges[wanted]
    others = [edges[i] for i in hidden if i != wanted]
    up = _most(others, edge.head, edge.tail, enough)
    if up >= enough:
        return up
    return up + _most(others, edge.tail, edge.head, min(enough, edge.value))


def _most(edges: Sequence[Edge], start: int, goal: int, limit: int) -> int:
    """The largest flow from start to goal, up to `limit`: forwards without bound, backwards at
    most what flows there now (a count is never below nothing)."""
    if start == goal:
        return limit
    flows = [edge.value for edge in edges]
    ways = _ways(edges)
    moved = 0
    while moved < limit:
        path = _path(ways, flows, start, goal)
        if path is None:
            break
        backwards = [flows[i] for i, forward in path if not forward]
        step = min([limit - moved, *backwards])
        for i, forward in path:
            flows[i] += step if forward else -step
        moved += step
    return moved


Ways = dict[int, list[tuple[int, int, bool]]]


def _ways(edges: Sequence[Edge]) -> Ways:
    """From each point: which edge leads where, forwards or backwards."""
    ways: Ways = {}
    for i, edge in enumerate(edges):
        ways.setdefault(edge.tail, []).append((i, edge.head, True))
        ways.setdefault(edge.head, []).append((i, edge.tail, False))
    return ways


def _path(ways: Ways, flows: Sequence[int], start: int, goal: int) -> list[tuple[int, bool]] | None:
    came: dict[int, tuple[int, int, bool]] = {}
    queue = deque([start])
    while queue and goal not in came:
        at = queue.popleft()
        for i, there, forward in ways.get(at, ()):
            if there not in came and there != start and (forward or flows[i] > 0):
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


def _next_to(
    edges: Sequence[Edge], taken: AbstractSet[int], exposed: int, cells: int
) -> int | None:
    """The published number to blank next: the smallest in the same row or column, cells before
    totals; when there is none left there, the smallest of all."""
    ends = {edges[exposed].tail, edges[exposed].head}
    free = [i for i in range(len(edges)) if i not in taken]
    near = [i for i in free if {edges[i].tail, edges[i].head} & ends]
    return min(near or free, key=lambda i: (i >= cells, edges[i].value, i), default=None)
