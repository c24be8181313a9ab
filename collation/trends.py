"""Whether something is said more or less than before, or too few said anything to tell."""

import math
from dataclasses import dataclass

from collation.heard import interval

UP, DOWN, LEVEL, TOO_FEW = "up", "down", "no clear change", "too few to tell"
FEWEST = 10
"""Under so many people in either period nothing is said about a change."""


@dataclass(frozen=True)
class Part:
    """So many voices of a base."""

    voices: int
    base: int

    @property
    def share(self) -> float:
        return self.voices / self.base if self.base else 0.0

    def interval(self) -> tuple[float, float]:
        return interval(self.voices, self.base)


@dataclass(frozen=True)
class Trend:
    """`points`: percentage points between the shares, with the ends of their interval."""

    direction: str
    before: Part
    now: Part
    points: float
    low: float
    high: float


def trend(before: Part, now: Part) -> Trend:
    """By Newcombe's interval of the difference, made of both Wilson intervals.

    Both periods must be coded by the same version of the frame: a changed definition re-codes both.
    """
    (low_before, high_before), (low_now, high_now) = before.interval(), now.interval()
    change = now.share - before.share
    low = change - math.hypot(now.share - low_now, high_before - before.share)
    high = change + math.hypot(high_now - now.share, before.share - low_before)
    direction = LEVEL
    if min(before.base, now.base) < FEWEST:
        direction = TOO_FEW
    elif low > 0:
        direction = UP
    elif high < 0:
        direction = DOWN
    return Trend(direction, before, now, *(round(100 * one, 1) for one in (change, low, high)))
