"""The release ladder, pure: how finely may each answer be described without pointing at anyone?"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

Attributes = Mapping[str, str]

RUNGS: tuple[tuple[str, ...], ...] = (
    ("place", "age", "status", "helper"),
    ("place", "age", "status"),
    ("place", "age"),
    ("age", "status"),
    ("age",),
)
"""From fine to coarse; below the last one an answer goes at county level, without attributes."""

Cell = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Described:
    """One answer to one question: who gave it (never kept), and what is known about them.

    People are counted, not conversations: somebody who writes every day is no crowd.
    """

    person: str
    attributes: Attributes


def describe(answers: Sequence[Described], k: int) -> list[dict[str, str]]:
    """The attributes each answer to *one* question may keep, in the order given.

    Every set of answers that ends with the same attributes holds at least `k` distinct people,
    or it is the whole question without attributes (DESIGN §3, "Release").
    """
    cells = _climb(answers, k)
    _no_small_rest(answers, cells, k)
    _add_language(answers, cells, k)
    return [dict(cell) for cell in cells]


def _climb(answers: Sequence[Described], k: int) -> list[Cell]:
    cells: list[Cell] = [()] * len(answers)
    left = list(range(len(answers)))
    for rung in RUNGS:
        for cell, members in _grouped(answers, left, rung).items():
            if _people(answers, members) >= k:
                for index in members:
                    cells[index] = cell
        left = [index for index in left if not cells[index]]
    return cells


def _grouped(
    answers: Sequence[Described], indexes: Sequence[int], rung: tuple[str, ...]
) -> dict[Cell, list[int]]:
    groups: dict[Cell, list[int]] = defaultdict(list)
    for index in indexes:
        known = answers[index].attributes
        if all(known.get(name) for name in rung):
            groups[tuple((name, known[name]) for name in rung)].append(index)
    return groups


def _no_small_rest(answers: Sequence[Described], cells: list[Cell], k: int) -> None:
    """A few answers alone at county level would be known to come from the small cells."""
    while 0 < _people(answers, _members(cells, ())) < k:
        described = {cell for cell in cells if cell}
        if not described:
            return
        smallest = min(described, key=lambda cell: (_people(answers, _members(cells, cell)), cell))
        for index in _members(cells, smallest):
            cells[index] = ()


def _add_language(answers: Sequence[Described], cells: list[Cell], k: int) -> None:
    """Language only where k in the cell share it and as many of the rest remain beside them."""
    for cell in set(cells):
        members = _members(cells, cell)
        by_language: dict[str, list[int]] = defaultdict(list)
        for index in members:
            by_language[answers[index].attributes.get("language", "")].append(index)
        shared = {
            language: some
            for language, some in by_language.items()
            if language and _people(answers, some) >= k
        }
        rest = [index for index in members if index not in {i for s in shared.values() for i in s}]
        if 0 < _people(answers, rest) < k:
            continue
        for language, some in shared.items():
            for index in some:
                cells[index] = (*cell, ("language", language))


def _members(cells: Sequence[Cell], cell: Cell) -> list[int]:
    return [index for index, each in enumerate(cells) if each == cell]


def _people(answers: Sequence[Described], indexes: Sequence[int]) -> int:
    return len({answers[index].person for index in indexes})
