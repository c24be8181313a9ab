"""How broad the columns of a table are in Word: no word is cut, and long texts get more room."""

import re
from collections.abc import Sequence

MARGINS, _BOLD = 0.45, 1.12
_EM = 10.5 * 2.54 / 72  # the letters of a table, in centimetres
_SLIM, _BROAD = frozenset("ijltfrI.,;:'’“”()|- \u00a0"), frozenset("mwMW%—")
_BREAKS = re.compile(r"[ \n]|(?<=-)")


def widths(
    columns: Sequence[Sequence[str]], whole: float, *, stiff: Sequence[bool] = ()
) -> tuple[float, ...]:
    """Centimetres of each column, `whole` together. The first cell of each is its header.

    `stiff`: columns of numbers, whose cells stay on one line. Beside what the longest words need,
    the room goes where it makes the longest text of the table shortest.
    """
    stiff = stiff or (False,) * len(columns)
    wished = [max(_BOLD * _line(each[0]), *map(_line, each[1:]), 0.0) for each in columns]
    least = [
        max(_BOLD * _word(each[0]), *map(_line if hard else _word, each[1:]), 0.0)
        for each, hard in zip(columns, stiff, strict=True)
    ]

    def on(lines: float) -> list[float]:
        return [max(need, wish / lines) + MARGINS for need, wish in zip(least, wished, strict=True)]

    few, many = 1.0, 1000.0
    for _ in range(40 if sum(on(few)) > whole else 0):
        middle = (few + many) / 2
        few, many = (middle, many) if sum(on(middle)) > whole else (few, middle)
    found = on(many if few > 1 else few)
    return tuple(whole * one / sum(found) for one in found)


def _word(text: str) -> float:
    return max(map(_long, _BREAKS.split(text)), default=0.0)


def _line(text: str) -> float:
    return max(map(_long, text.splitlines()), default=0.0)


def _long(text: str) -> float:
    return _EM * sum(_letter(one) for one in text)


def _letter(one: str) -> float:
    if one in _SLIM:
        return 0.31
    return 0.9 if one in _BROAD else 0.72 if one.isupper() else 0.57
