"""A small linear score over words, learnt from our own labelled texts; it can only raise."""

import math
from collections.abc import Mapping, Sequence

from config.data import Trained

# A longer text is scored in stretches, so that one sentence is not drowned by a page.
STRETCH, STEP = 36, 18


def features(words: Sequence[str], classes: Mapping[str, str]) -> set[str]:
    """Words, neighbours of up to four, and the same with each word's class in its place."""
    plain = ("^", *words, "$")
    general = tuple([classes.get(word, word) for word in plain])
    found = {*plain, *general}
    for row in (plain, general):
        found.update(map(" ".join, zip(row, row[1:], strict=False)))
        found.update(map(" ".join, zip(row, row[1:], row[2:], strict=False)))
    found.update([f"{a} _ {b}" for a, b in zip(general, general[2:], strict=False)])
    found.update([f"{a} _ _ {b}" for a, b in zip(general, general[3:], strict=False)])
    return found


class TrainedScore:
    """Turns words into a level, by the thresholds of the county's file."""

    def __init__(self, trained: Trained) -> None:
        self._trained = trained

    def level(self, words: Sequence[str]) -> str:
        values = self._values(words)
        if any(self._urgent(risk, urgency) for risk, urgency in values):
            return "urgent"
        risk = max(risk for risk, _ in values)
        for level in ("concern", "flag"):
            if risk >= self._trained.thresholds[level]:
                return level
        return "none"

    def bears_out(self, words: Sequence[str]) -> bool:
        """Whether it sees enough to make a concern of a rule's flag."""
        least = self._trained.thresholds["beside"]
        return any(risk >= least for risk, _ in self._values(words))

    def _values(self, words: Sequence[str]) -> list[tuple[float, float]]:
        starts = range(0, max(1, len(words) - STRETCH + STEP), STEP)
        return [self.value(words[at : at + STRETCH]) for at in starts]

    def value(self, words: Sequence[str]) -> tuple[float, float]:
        """(risk, urgency), each 0 where it could be either."""
        found = features(words, self._trained.classes)
        weights = [self._trained.weights[one] for one in found if one in self._trained.weights]
        scale = 1 / math.sqrt(len(found))
        return (
            self._trained.bias[0] + scale * math.fsum(risk for risk, _ in weights),
            self._trained.bias[1] + scale * math.fsum(urgency for _, urgency in weights),
        )

    def _urgent(self, risk: float, urgency: float) -> bool:
        thresholds = self._trained.thresholds
        return risk >= thresholds["concern"] and urgency >= thresholds["urgent"]
