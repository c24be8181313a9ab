"""Scores the coding of answers to themes against what a person says of the same answers."""

import csv
import hashlib
import re
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from collation.coding import NON_ANSWER, Coded
from commands.evaluation import Share
from config.data import DataError

Code = Callable[[str, str | None], Coded]
_NONE = frozenset({"", "none", "other", "non_answer", "no theme", "-"})
_DRAWS = 1000


@dataclass(frozen=True)
class Themed:
    """An answer and all its themes, as a person sees it; none: nothing said, or something else."""

    text: str
    question: str | None
    themes: frozenset[str]


@dataclass(frozen=True)
class Counts:
    right: int = 0
    extra: int = 0
    missed: int = 0

    @property
    def precision(self) -> float:
        return self.right / (self.right + self.extra) if self.right else 0.0

    @property
    def recall(self) -> float:
        return self.right / (self.right + self.missed) if self.right else 0.0

    @property
    def f1(self) -> float:
        return 2 * self.right / (2 * self.right + self.extra + self.missed) if self.right else 0.0


@dataclass(frozen=True)
class Judged:
    """`answers`: what a person said and what the machine made of it."""

    answers: tuple[tuple[Themed, Coded], ...]
    per_second: float


def read_themed(path: Path, known: Sequence[str]) -> tuple[Themed, ...]:
    """Columns `text` and `themes` (with commas between; none for a non-answer), and `question`."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    except (OSError, UnicodeDecodeError) as problem:
        raise DataError(path.name, None, f"cannot be read ({type(problem).__name__})") from None
    for column in ("text", "themes"):
        if rows and column not in rows[0]:
            raise DataError(path.name, 1, f"there is no column '{column}'")
    return tuple(_themed(row, path.name, line, known) for line, row in enumerate(rows, start=2))


def _themed(row: dict[str, str], file: str, line: int, known: Sequence[str]) -> Themed:
    named = {one.strip().lower() for one in re.split(r"[,;|\s]+", row["themes"] or "")} - _NONE
    if unknown := sorted(named.difference(known)):
        raise DataError(file, line, f"no such theme: {', '.join(unknown)}")
    return Themed(row["text"] or "", (row.get("question") or "").strip() or None, frozenset(named))


def seen(text: str) -> bool:
    """Whether terms may be fitted to an answer: by its own hash."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()[0] % 2 == 0


def half(texts: Sequence[Themed], which: str) -> tuple[Themed, ...]:
    if which == "all":
        return tuple(texts)
    return tuple(one for one in texts if seen(one.text) == (which == "seen"))


def judge(texts: Sequence[Themed], code: Code) -> Judged:
    begun = time.process_time()  # of one core, whatever else runs
    coded = [code(one.text, one.question) for one in texts]
    seconds = time.process_time() - begun
    return Judged(tuple(zip(texts, coded, strict=True)), len(texts) / seconds if seconds else 0.0)


def themes_of(coded: Coded) -> frozenset[str]:
    return frozenset(hit.theme for hit in coded.themes)


def by_theme(found: Judged) -> dict[str, Counts]:
    right: Counter[str] = Counter()
    extra: Counter[str] = Counter()
    missed: Counter[str] = Counter()
    for one, coded in found.answers:
        has = themes_of(coded)
        right.update(has & one.themes)
        extra.update(has - one.themes)
        missed.update(one.themes - has)
    named = sorted({*right, *extra, *missed})
    return {theme: Counts(right[theme], extra[theme], missed[theme]) for theme in named}


def whole(themes: dict[str, Counts]) -> Counts:
    return Counts(
        sum(one.right for one in themes.values()),
        sum(one.extra for one in themes.values()),
        sum(one.missed for one in themes.values()),
    )


def micro_interval(found: Judged) -> tuple[float, float]:
    """Of the micro-F1, 95 %: answers drawn again and again, always in the same way."""
    rows = []
    for one, coded in found.answers:
        has = themes_of(coded)
        rows.append((len(has & one.themes), len(has ^ one.themes)))
    if not rows:
        return (0.0, 1.0)
    drawn, state = [], 1
    for _ in range(_DRAWS):
        right = wrong = 0
        for _ in rows:
            state = (state * 6364136223846793005 + 1442695040888963407) % (1 << 64)
            one_right, one_wrong = rows[(state >> 33) % len(rows)]
            right, wrong = right + one_right, wrong + one_wrong
        drawn.append(2 * right / (2 * right + wrong) if right else 0.0)
    drawn.sort()
    return drawn[int(0.025 * _DRAWS)], drawn[int(0.975 * _DRAWS)]


def rank_correlation(themes: dict[str, Counts]) -> float:
    """Spearman's, between how often a person and the machine saw each theme."""
    true = _ranks([one.right + one.missed for one in themes.values()])
    made = _ranks([one.right + one.extra for one in themes.values()])
    if len(true) < 2:
        return 0.0
    middle = (len(true) + 1) / 2
    both = sum((a - middle) * (b - middle) for a, b in zip(true, made, strict=True))
    spread = (sum((a - middle) ** 2 for a in true) * sum((b - middle) ** 2 for b in made)) ** 0.5
    return both / spread if spread else 0.0


def _ranks(values: Sequence[int]) -> list[float]:
    ordered = sorted(values)
    return [ordered.index(one) + (ordered.count(one) + 1) / 2 for one in values]


def told(found: Judged) -> Iterator[str]:
    """The score as lines for a person."""
    themes = by_theme(found)
    all_of = whole(themes)
    low, high = micro_interval(found)
    macro = sum(one.f1 for one in themes.values()) / len(themes) if themes else 0.0
    empty = [coded for one, coded in found.answers if not one.themes]
    full = [coded for one, coded in found.answers if one.themes]
    made = all_of.right + all_of.extra
    yield f"answers              {len(found.answers)}"
    yield f"micro-F1             {all_of.f1:.3f}  ({low:.3f}–{high:.3f})"
    yield f"macro-F1             {macro:.3f}"
    yield f"precision            {Share(all_of.right, made)}"
    yield f"recall               {Share(all_of.right, all_of.right + all_of.missed)}"
    yield f"non-answers coded    {Share(sum(bool(one.themes) for one in empty), len(empty))}"
    yield f"uncoded              {Share(sum(not one.themes for one in full), len(full))}"
    lost = sum(one.kind == NON_ANSWER for one in full)
    yield f"taken for no answer  {Share(lost, len(full))}"
    yield f"rank correlation     {rank_correlation(themes):.2f}"
    yield "theme                precision  recall     F1   answers"
    for theme, one in sorted(themes.items(), key=lambda pair: pair[1].f1):
        yield (
            f"  {theme:18} {one.precision:9.2f} {one.recall:7.2f} {one.f1:6.2f}"
            f" {one.right + one.missed:9}"
        )
    yield f"answers a second     {found.per_second:,.0f}"


def odd(found: Judged) -> Iterator[str]:
    """What a person sees otherwise; never of the unseen half by habit."""
    for one, coded in found.answers:
        has = themes_of(coded)
        if has != one.themes:
            missed = ", ".join(sorted(one.themes - has)) or "–"
            extra = ", ".join(sorted(has - one.themes)) or "–"
            yield f"missed {missed}  |  too much {extra}  |  {one.text}"
