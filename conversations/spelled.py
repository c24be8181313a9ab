"""Finds numbers told digit by digit, in words, figures or both: "oh seven seven double four"."""

import re
from collections.abc import Iterator

Span = tuple[int, int, str]

_ONES = {
    "zero": 1, "oh": 1, "o": 1, "nought": 1, "naught": 1, "nil": 1, "one": 1, "two": 1, "three": 1,
    "four": 1, "five": 1, "six": 1, "seven": 1, "eight": 1, "nine": 1, "ten": 2, "eleven": 2,
    "twelve": 2, "thirteen": 2, "fourteen": 2, "fifteen": 2, "sixteen": 2, "seventeen": 2,
    "eighteen": 2, "nineteen": 2, "twenty": 2, "thirty": 2, "forty": 2, "fourty": 2, "fifty": 2,
    "sixty": 2, "seventy": 2, "eighty": 2, "ninety": 2,
}  # fmt: skip
_MORE = {"hundred": 2, "thousand": 3, "double": 1, "triple": 2, "treble": 2}
_PART = re.compile(r"[^\W_]+")
_JOINS = re.compile(r"[\s,.\-]{0,3}")
_CUE = re.compile(
    r"\b(?:number|num|no|phone|mobile|ring|call|text|whatsapp|nhs|case|ref|sort|account|code|pin"
    r"|ni|card|passport)\b"
)
LONG, TOLD = 7, 4


def spelled(plain: str) -> Iterator[Span]:
    """Runs of at least seven digits with a word among them; of four behind "my case number is"."""
    run: list[tuple[int, int, str]] = []
    for match in _PART.finditer(plain):
        word = match.group()
        if run and not _JOINS.fullmatch(plain, run[-1][1], match.start()):
            yield from _judged(plain, run)
            run = []
        if word in _ONES or word in _MORE or (word.isdecimal() and len(word) < 12):
            run.append((*match.span(), word))
        elif run:
            yield from _judged(plain, run)
            run = []
    yield from _judged(plain, run)


def _judged(plain: str, run: list[tuple[int, int, str]]) -> Iterator[Span]:
    while run and run[0][2] in ("hundred", "thousand"):
        run = run[1:]
    words = [word for _, _, word in run]
    told = sum(word in _ONES for word in words)
    if told < 2:
        return
    digits = sum(len(w) if w.isdecimal() else _ONES.get(w, 0) or _MORE.get(w, 0) for w in words)
    start, end = run[0][0], run[-1][1]
    cue = _CUE.search(plain, max(0, start - 40), start)
    if digits >= LONG and not _counted(words):
        zero = words[0] in ("oh", "zero", "o", "nought") or words[0][0] == "0"
        yield start, end, "phone" if zero and digits > 8 else "number"
    elif cue and digits >= TOLD and len(words) > 2:
        yield start, end, "number"


def _counted(words: list[str]) -> bool:
    """One two three four five … is counting."""
    order = list(_ONES)
    places = [order.index(word) if word in order else -9 for word in words]
    return all(b - a in (1, -1) for a, b in zip(places, places[1:], strict=False))
