"""The periods that reports are about: a quarter, half a year, a year; in figures and in words."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

_QUARTER = re.compile(r"(\d{4})-Q([1-4])")
_YEAR = re.compile(r"\d{4}")
_MONTHS = ("January to March", "April to June", "July to September", "October to December")
_SHORT = ("Jan–Mar", "Apr–Jun", "Jul–Sep", "Oct–Dec")

LENGTHS = {"quarterly": 1, "board": 1, "csdmt": 2, "annual": 4}
"""How many quarters each kind of report looks back on."""


class NoPeriod(ValueError):
    """What was asked for is no period; the message says how one is written."""


@dataclass(frozen=True)
class Period:
    """Whole quarters, the earliest first."""

    quarters: tuple[str, ...]

    @property
    def last(self) -> str:
        return self.quarters[-1]

    @property
    def before(self) -> str:
        """The quarter before the first of them."""
        return back(self.quarters[0], 1)

    def __str__(self) -> str:
        first, last = self.quarters[0], self.last
        if first == last:
            return in_words(last)
        start, end = _MONTHS[_number(first) - 1], _MONTHS[_number(last) - 1]
        begins, ends = start.partition(" to ")[0], end.partition(" to ")[2]
        year = "" if first[:4] == last[:4] else f" {first[:4]}"
        return f"{begins}{year} to {ends} {last[:4]}"


def period_of(kind: str, text: str) -> Period:
    """`2026-Q3`, or `2026` for a year: the quarters that a report of this kind is about."""
    if _YEAR.fullmatch(text) and LENGTHS[kind] == 4:
        text = f"{text}-Q4"
    if not _QUARTER.fullmatch(text):
        year = " or a year like 2026" if LENGTHS[kind] == 4 else ""
        raise NoPeriod(f"“{text}” is no period. Write a quarter like 2026-Q3{year}.")
    return Period(tuple(back(text, by) for by in range(LENGTHS[kind] - 1, -1, -1)))


def back(quarter: str, by: int) -> str:
    """So many quarters earlier."""
    at = int(quarter[:4]) * 4 + _number(quarter) - 1 - by
    return f"{at // 4}-Q{at % 4 + 1}"


def first_day(quarter: str) -> date:
    """Its first day."""
    return date(int(quarter[:4]), 3 * _number(quarter) - 2, 1)


def last_day(quarter: str) -> date:
    """Its last day."""
    return first_day(back(quarter, -1)) - timedelta(days=1)


def in_words(quarter: str) -> str:
    """`2026-Q3` as `July to September 2026`."""
    return f"{_MONTHS[_number(quarter) - 1]} {quarter[:4]}"


def short(quarter: str) -> str:
    """`2026-Q3` as `Jul–Sep 2026`, for the head of a column."""
    return f"{_SHORT[_number(quarter) - 1]} {quarter[:4]}"


def _number(quarter: str) -> int:
    return int(quarter[-1])
