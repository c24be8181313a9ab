"""Counting people: distinct voices to one question; across questions the largest, never the sum."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from storage.answers.read import CLOSED, Chosen, Closed, options_of
from storage.disclosure import PERCENT_FROM, Table, rounded, suppress, suppress_options

SEVERAL = "choices"
"""The kind of question to which one voice may give several answers."""


@dataclass(frozen=True)
class OptionCount:
    """How many voices gave one answer."""

    value: str
    voices: int


@dataclass(frozen=True)
class QuestionCount:
    """One question's closed answers: `base` is everyone who gave one."""

    base: int
    options: tuple[OptionCount, ...]

    def percent(self, option: OptionCount) -> int | None:
        """A whole percentage, or None where the base is too small for one."""
        return round(100 * option.voices / self.base) if self.base >= PERCENT_FROM else None


@dataclass(frozen=True)
class ProtectedRow:
    """One quarter of one lane, as it may leave the console. None is a blank."""

    lane: str
    quarter: str
    base: int | None
    options: tuple[tuple[str, int | None], ...]


def count(answers: Iterable[Closed], known: Sequence[str] = ()) -> QuestionCount:
    """Distinct voices per option; the known options first in their order, with noughts."""
    by_option: dict[str, set[str]] = {value: set() for value in known}
    voices: set[str] = set()
    for answer in answers:
        voices.add(answer.voice)
        for value in options_of(answer.value):
            by_option.setdefault(value, set()).add(answer.voice)
    return _ordered(len(voices), {value: len(some) for value, some in by_option.items()}, known)


def _ordered(base: int, voices: Mapping[str, int], known: Sequence[str]) -> QuestionCount:
    counted = [OptionCount(value, heard) for value, heard in voices.items()]
    first = len(known)
    rest = sorted(counted[first:], key=lambda option: _in_order(option.value))
    return QuestionCount(base, (*counted[:first], *rest))


def counted(chosen: Iterable[Chosen], known: Sequence[str] = ()) -> QuestionCount:
    """The same from counts that are kept."""
    voices = dict.fromkeys(known, 0)
    voices |= {one.option: one.voices for one in chosen}
    base = voices.pop(CLOSED, 0)
    return _ordered(base, voices, known)


def people(bases: Iterable[int]) -> int:
    """How many people were heard across several questions: at least the largest base.

    Voices are never joined across questions, so a sum would count the same person again.
    """
    return max(bases, default=0)


def protected_rows(
    answers: Iterable[Closed], kind: str, known: Sequence[str], k: int, this_quarter: str
) -> list[ProtectedRow]:
    """Every lane and quarter that is over as a table of its own, small cells blanked, the others
    rounded.

    No totals across quarters or lanes go out: whoever asks for one quarter and for all of them
    gets the same rows, so there is nothing to subtract. Nor does a quarter that is still open:
    taken before and after a release, the difference would be the few who came with it.
    """
    parts: dict[tuple[str, str], list[Closed]] = defaultdict(list)
    for answer in answers:
        if answer.quarter < this_quarter:
            parts[answer.lane, answer.quarter].append(answer)
    rows = []
    for (lane, quarter), some in sorted(parts.items()):
        counted = count(some, known)
        voices = [option.voices for option in counted.options]
        base, shown = _protected(voices, counted.base, kind, k)
        values = (option.value for option in counted.options)
        row = tuple(zip(values, map(rounded, shown), strict=True))
        rows.append(ProtectedRow(lane, quarter, rounded(base), row))
    return rows


def _protected(
    voices: Sequence[int], base: int, kind: str, k: int
) -> tuple[int | None, tuple[int | None, ...]]:
    if kind == SEVERAL or sum(voices) != base:
        return (base if base >= k else None), suppress_options(voices, base, k)
    done = suppress(
        Table((tuple(voices),), row_totals=True, column_totals=False, grand_total=False), k
    )
    return done.row_totals[0], done.cells[0]


def _in_order(value: str) -> tuple[int, int, str]:
    return (0, int(value), "") if value.isdecimal() else (1, 0, value)
