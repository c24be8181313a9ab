"""How broad the columns of a table are in Word: no word is cut, and long texts get more room."""

import re
from collections.abc import Sequence

MARGINS = 0.5
_EM = 10.5 * 2.54 / 72  # the letters of a table, in centimetres
_SLIM, _BROAD = frozenset("ijltfrI.,;:'’“”()|- \u00a0"), frozenset("mwMW%—")
_BREAKS = re.compile(r"[ \n]|(?<=-)")


def widths(
    columns: Sequence[Sequence[str]], whole: float, *, stiff: Sequence[bool] = ()
) -> tuple[float, ...]:
    """Centimetres of each column, `whole` together. The first cell of each is its header.

    `stiff`: columns of numbers, whose cells stay on one line. What is left over after every
    longest word has its room goes to each column by what its longest text lacks.
    """
    stiff = stiff or (False,) * len(columns)
    wished = [max(map(_longest_line, each)) for each in columns]
    least = [
        max(_longest_word(each[0]), *map(_longest_line if hard else _longest_word, each[1:]))
        if each[1:]
        else _longest_word(each[0])
        for each, hard in zip(columns, stiff, strict=True)
    ]
    if sum(least) >= whole:
        return tuple(whole * one / sum(least) for one in least)
    lacking = [wish - need for wish, need in zip(wished, least, strict=True)]
    rest = whole - sum(least)
    if sum(lacking) <= rest:  # everything fits on one line: spread what is over
        return tuple(whole * one / sum(wished) for one in wished)
    return tuple(
        need + rest * lack / sum(lacking) for need, lack in zip(least, lacking, strict=True)
    )


def _longest_word(text: str) -> float:
    return max(map(_long, _BREAKS.split(text)), default=0.0) + MARGINS


def _longest_line(text: str) -> float:
    return max(map(_long, text.splitlines()), default=0.0) + MARGINS


def _long(text: str) -> float:
    return _EM * sum(_letter(one) for one in text)


def _letter(one: str) -> float:
    if one in _SLIM:
        return 0.34
    return 0.92 if one in _BROAD else 0.72 if one.isupper() else 0.6
