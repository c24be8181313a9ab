"""An answer as the county may look at it, and how many people stand behind a set of them."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from collation.counts import people


@dataclass(frozen=True)
class Said:
    """One answer in words. `normal`: as coding reads it (`coding.normal`); themes as counted."""

    id: str
    voice: str
    question: str
    normal: str
    themes: frozenset[str] = frozenset()
    substantive: bool = True


def voices(answers: Iterable[Said]) -> int:
    """Distinct voices to one question; across questions the largest, never the sum."""
    heard: dict[str, set[str]] = defaultdict(set)
    for one in answers:
        heard[one.question].add(one.voice)
    return people(len(some) for some in heard.values())


def ids(answers: Iterable[Said]) -> tuple[str, ...]:
    return tuple(sorted({one.id for one in answers}))
