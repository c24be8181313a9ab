"""Medians with their range, rounds that alternate, and how busy the machine was meanwhile."""

import os
import statistics
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TypeVar

Sample = TypeVar("Sample")


@dataclass(frozen=True)
class Size:
    """How long to measure. The defaults take about two minutes in all."""

    rounds: int = 5
    seconds: float = 2.0
    warm_up: float = 3.0  # Node needs about as long to reach its speed


@dataclass(frozen=True)
class Spread:
    """A median and the lowest and highest round."""

    median: float
    low: float
    high: float

    def show(self, form: str = ",.0f") -> str:
        """In words: "1,204 (1,101–1,290)"."""
        low, high = format(self.low, form), format(self.high, form)
        return f"{format(self.median, form)} ({low}–{high})"


def spread(values: Iterable[float]) -> Spread:
    """The median and range of some rounds."""
    known = sorted(values)
    return Spread(statistics.median(known), known[0], known[-1])


def ratios(ours: Iterable[float], theirs: Iterable[float]) -> Spread:
    """Ours over theirs, round by round: both halves of a round had the same machine."""
    return spread(mine / other for mine, other in zip(ours, theirs, strict=True))


def interleaved(runs: Mapping[str, Callable[[], Sample]], rounds: int) -> dict[str, list[Sample]]:
    """Every run once a round; every second round backwards, so that no place is the better."""
    found: dict[str, list[Sample]] = {name: [] for name in runs}
    for at in range(rounds):
        for name in list(runs) if at % 2 == 0 else reversed(list(runs)):
            found[name].append(runs[name]())
    return found


def percentile(values: Iterable[float], share: float) -> float:
    """The value that this share of all values does not exceed."""
    known = sorted(values)
    return known[min(len(known) - 1, int(len(known) * share))]


def load() -> float:
    """How many programs wanted a core, on average over the last minute."""
    return os.getloadavg()[0]
