"""How many voices a theme has, pure: within one question; across questions the largest."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import sqrt

from storage.answers.tallies import EVERYONE, Cell

_SURE = 1.96  # nineteen times in twenty


@dataclass(frozen=True)
class Heard:
    """One theme: voices of the question in which it has most, out of everyone who answered that.

    `unchecked` voices of the same question have an answer that nobody has checked yet.
    """

    theme: str
    question: str
    voices: int
    base: int
    unchecked: int = 0


def heard(cells: Iterable[Cell], lane: str, questions: Sequence[str] | None = None) -> list[Heard]:
    """Every theme of a lane, the one with most voices first. Never a sum across questions."""
    voices: dict[tuple[str, str], int] = defaultdict(int)
    unchecked: dict[tuple[str, str], int] = defaultdict(int)
    for cell in cells:
        if cell.lane == lane and (questions is None or cell.question in questions):
            voices[cell.theme, cell.question] += cell.voices
            unchecked[cell.theme, cell.question] += cell.unchecked
    most: dict[str, Heard] = {}
    for (theme, question), said in sorted(voices.items()):
        if theme != EVERYONE and (theme not in most or said > most[theme].voices):
            key = (EVERYONE, question)
            most[theme] = Heard(theme, question, said, voices[key], unchecked[theme, question])
    return sorted(most.values(), key=lambda one: (-one.voices, one.theme))


def base(cells: Iterable[Cell], lane: str) -> tuple[int, int]:
    """People heard in a lane whose answers are checked, and unchecked voices: the largest."""
    checked: dict[str, int] = defaultdict(int)
    unchecked: dict[str, int] = defaultdict(int)
    for cell in cells:
        if cell.lane == lane and cell.theme == EVERYONE:
            checked[cell.question] += cell.voices
            unchecked[cell.question] += cell.unchecked
    return max(checked.values(), default=0), max(unchecked.values(), default=0)


def interval(voices: int, base: int) -> tuple[float, float]:
    """Between which shares the true one lies, nineteen times in twenty (Wilson): 0 to 1 each."""
    if not base:
        return 0.0, 1.0
    part, z = min(1.0, voices / base), _SURE
    middle = part + z * z / (2 * base)
    half = z * sqrt(part * (1 - part) / base + z * z / (4 * base * base))
    whole = 1 + z * z / base
    return max(0.0, (middle - half) / whole), min(1.0, (middle + half) / whole)
