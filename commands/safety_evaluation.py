"""Scores safeguarding against labelled text: who is seen, and how often it cries wolf."""

import hashlib
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from commands.evaluation import Share
from config.data import DataError
from config.tab_separated import rows_of
from conversations.safeguarding import LEVELS, Assessment

Assess = Callable[[str], Assessment]
RISKS = ("concern", "urgent")
RAISED = LEVELS.index("concern")


@dataclass(frozen=True)
class Disclosure:
    """A text and what a person says of it: a level, and of what kind it is."""

    text: str
    label: str
    category: str = ""
    age: str = ""


@dataclass(frozen=True)
class Judged:
    texts: tuple[tuple[Disclosure, Assessment], ...]
    per_second: float
    slowest: float


def read_disclosures(path: Path) -> tuple[Disclosure, ...]:
    """Columns `text` and `label` (a level), and where given `category` and `age`."""
    rows = rows_of(path, "text", "label")
    return tuple(_disclosure(row, path.name, line) for line, row in enumerate(rows, start=2))


def _disclosure(row: dict[str, str], file: str, line: int) -> Disclosure:
    label = (row["label"] or "").strip().lower()
    if label not in LEVELS:
        raise DataError(file, line, f"'label' must be one of {', '.join(LEVELS)}")
    category, age = ((row.get(name) or "").strip() for name in ("category", "age"))
    return Disclosure(row["text"] or "", label, category, age)


def seen(text: str) -> bool:
    """Whether rules and score may be fitted to a text: two thirds of them, by their own hash."""
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()
    return digest[0] % 2 == 0 or digest[1] % 3 == 0


def half(texts: Sequence[Disclosure], which: str) -> tuple[Disclosure, ...]:
    return tuple(one for one in texts if which == "all" or seen(one.text) == (which == "seen"))


def judge(texts: Sequence[Disclosure], assess: Assess) -> Judged:
    judged, took = [], []
    for one in texts:
        begun = time.process_time()  # of one core, whatever else runs
        judged.append((one, assess(one.text)))
        took.append(time.process_time() - begun)
    seconds = sum(took)
    return Judged(tuple(judged), len(texts) / seconds if seconds else 0.0, max(took, default=0.0))


def shares(found: Judged) -> dict[str, Share]:
    """Name -> how many of how many; disclosures by level and kind, harmless texts by kind."""
    hits: Counter[str] = Counter()
    of: Counter[str] = Counter()
    for one, judgement in found.texts:
        level = LEVELS.index(judgement.level)
        for name, hit in _counted(one, level):
            of[name] += 1
            hits[name] += hit
    return {name: Share(hits[name], of[name]) for name in of}


def _counted(one: Disclosure, level: int) -> Iterator[tuple[str, bool]]:
    if one.label not in RISKS:
        kind = one.category or one.label
        yield "harmless at concern or above", level >= RAISED
        yield "harmless at urgent", level > RAISED
        yield "harmless raised at all", level > 0
        yield f"harmless: {kind}", level >= RAISED
        yield f"harmless, at urgent: {kind}", level > RAISED
        yield f"harmless, raised at all: {kind}", level > 0
        return
    yield "disclosures at concern or above", level >= RAISED
    yield "disclosures raised at all", level > 0
    yield f"{one.label} at concern or above", level >= RAISED
    yield f"{one.label} raised at all", level > 0
    if one.label == "urgent":
        yield "urgent as urgent", level > RAISED
    if one.category:
        yield f"seen: {one.category}", level >= RAISED
    if one.age:
        yield f"seen, written as by: {one.age}", level >= RAISED
        yield f"raised, written as by: {one.age}", level > 0


def told(found: Judged) -> Iterator[str]:
    """The judgement as lines for a person."""
    counted = shares(found)
    kinds = {name: share for name, share in counted.items() if ": " in name}
    yield from (f"{name:34} {share}" for name, share in counted.items() if name not in kinds)
    for start in dict.fromkeys(name.partition(": ")[0] for name in sorted(kinds, reverse=True)):
        weakest = [(share.found / share.of, name) for name, share in kinds.items()]
        for _, name in sorted(one for one in weakest if one[1].startswith(f"{start}: ")):
            yield f"  {name:48} {kinds[name]}"
    yield f"texts a second {found.per_second:,.0f}, the slowest {1000 * found.slowest:.2f} ms"


def odd(found: Judged) -> Iterator[str]:
    """Who was not seen, and what cried wolf; of the unseen half only to report, not to fit."""
    for one, judgement in found.texts:
        raised = LEVELS.index(judgement.level) >= RAISED
        if raised != (one.label in RISKS):
            what = "cried wolf" if raised else "not seen"
            reasons = ", ".join(judgement.reasons)
            yield f"{what} | {judgement.level} | {one.category} | {one.text} | {reasons}"
