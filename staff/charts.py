"""Pictures of numbers, pure: where every bar, word and line stands; the templates draw them as SVG.

A blank (None) is drawn as a blank and never as nought. Every picture has a title, a sentence that
says the same in words, and its numbers as rows, which the page prints as a table beside it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

BLANK = "too few to show"


@dataclass(frozen=True)
class Bar:
    """One value. `low` and `high` are what it may truly be, in the same unit."""

    label: str
    value: float | None
    said: str
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True)
class DrawnBar:
    """A bar in hundredths of the picture's width."""

    label: str
    said: str
    width: float | None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True)
class Bars:
    """Bars under each other, each in its row of the table."""

    title: str
    said: str
    rows: tuple[DrawnBar, ...]


@dataclass(frozen=True)
class Column:
    """One quarter of a small picture: its box, and the number above it."""

    label: str
    said: str
    x: float
    y: float
    width: float
    height: float
    blank: bool


@dataclass(frozen=True)
class Small:
    """One of several small pictures on the same scale."""

    title: str
    said: str
    columns: tuple[Column, ...]
    trend: str = ""


SMALL_WIDTH, SMALL_HEIGHT, SMALL_FOOT, SMALL_HEAD = 200, 110, 18, 18


@dataclass(frozen=True)
class Word:
    """One word of a wall: where its line stands, how large it is, how many said it."""

    text: str
    voices: int
    x: float
    y: float
    size: int


@dataclass(frozen=True)
class Wall:
    """Words on lines, the most said first and largest."""

    title: str
    said: str
    words: tuple[Word, ...]
    width: int
    height: int


WALL_WIDTH, _SIZES, _GAP = 400, (34, 27, 22, 18, 15), 10
_NARROW, _BROAD = frozenset("iljtfr.,'! "), frozenset("mwMW")


@dataclass(frozen=True)
class Camps:
    """Two camps about one thing: less of it to the left of the middle, more of it to the right."""

    label: str
    more: float | None
    less: float | None
    said_more: str
    said_less: str


@dataclass(frozen=True)
class Pair:
    """How much of everybody a group is, and how much of those who were heard."""

    label: str
    everybody: float
    heard: float | None


def bars(title: str, rows: Sequence[Bar], unit: str = "voices") -> Bars:
    """The longest bar, or the furthest that one may truly reach, fills the width."""
    longest = max((max(row.value or 0, row.high or 0) for row in rows), default=0) or 1
    return Bars(title, _in_words(rows, unit), tuple(_drawn(row, longest) for row in rows))


def small_multiples(
    shown: Sequence[tuple[str, Sequence[int | None], str]], quarters: Sequence[str], unit: str
) -> tuple[Small, ...]:
    """One picture for each title, all on one scale, so that they can be compared."""
    tallest = max((value or 0 for _, values, _ in shown for value in values), default=0) or 1
    return tuple(_small(title, values, quarters, tallest, unit, trend)
                 for title, values, trend in shown)  # fmt: skip


def wall(title: str, said_by: Sequence[tuple[str, int]], most: int = 40) -> Wall:
    """Words by voices, largest first; equal ones by the alphabet, so that the wall stays put."""
    chosen = sorted(said_by, key=lambda one: (-one[1], one[0]))[:most]
    top = chosen[0][1] if chosen else 1
    lines: list[list[tuple[str, int, int, float]]] = []
    room = 0.0
    for text, voices in chosen:
        size = _SIZES[min(len(_SIZES) - 1, int((1 - voices / top) * len(_SIZES)))]
        broad = _width(text, size)
        if not lines or room + broad > WALL_WIDTH:
            lines.append([])
            room = 0.0
        lines[-1].append((text, voices, size, room))
        room += broad + _GAP
    words, y = [], 0.0
    for line in lines:
        y += max(size for _, _, size, _ in line) * 1.25
        words += [Word(text, voices, round(x, 1), round(y, 1), size)
                  for text, voices, size, x in line]  # fmt: skip
    said = "; ".join(f"{one.text}: {one.voices}" for one in words[:10])
    return Wall(title, f"The words said by most people first. {said}.", tuple(words),
                WALL_WIDTH, int(y + 12) if words else 0)  # fmt: skip


def camps(rows: Sequence[tuple[str, int | None, int | None]]) -> tuple[Camps, ...]:
    """Both camps on one scale from the middle; they are never taken from one another."""
    longest = max((n or 0 for _, more, less in rows for n in (more, less)), default=0) or 1
    return tuple(
        Camps(label, _part(more, longest), _part(less, longest), _said(more), _said(less))
        for label, more, less in rows
    )


def pairs(rows: Sequence[tuple[str, float, float | None]]) -> tuple[Pair, ...]:
    """Two bars for each group on one scale of hundredths."""
    longest = max((max(everybody, heard or 0) for _, everybody, heard in rows), default=0) or 1
    return tuple(
        Pair(label, _part(everybody, longest) or 0, _part(heard, longest))
        for label, everybody, heard in rows
    )


def _small(
    title: str, values: Sequence[int | None], quarters: Sequence[str], tallest: int, unit: str,
    trend: str,
) -> Small:  # fmt: skip
    step = SMALL_WIDTH / max(1, len(quarters))
    room = SMALL_HEIGHT - SMALL_FOOT - SMALL_HEAD
    columns = []
    for n, (quarter, value) in enumerate(zip(quarters, values, strict=True)):
        height = room * (value or 0) / tallest
        columns.append(
            Column(
                quarter, _said(value), round(n * step + step * 0.15, 1),
                round(SMALL_HEAD + room - height, 1), round(step * 0.7, 1), round(height, 1),
                value is None,
            )
        )  # fmt: skip
    said = ", ".join(f"{one.label}: {one.said}" for one in columns)
    return Small(title, f"{unit.capitalize()} by quarter. {said}.", tuple(columns), trend)


def _drawn(row: Bar, longest: float) -> DrawnBar:
    return DrawnBar(
        row.label, row.said, _part(row.value, longest), _part(row.low, longest),
        _part(row.high, longest),
    )  # fmt: skip


def _in_words(rows: Sequence[Bar], unit: str) -> str:
    known = [row for row in rows if row.value is not None]
    if not known:
        return "There is nothing to show yet."
    first = max(known, key=lambda row: row.value or 0)
    blank = len(rows) - len(known)
    hidden = f" {blank} of {len(rows)} are too few to show." if blank else ""
    return f"The longest bar is {first.label}: {first.said} {unit}.{hidden}"


def _part(value: float | None, longest: float) -> float | None:
    return None if value is None else round(100 * value / longest, 1)


def _said(value: int | None) -> str:
    return BLANK if value is None else f"{value:,}"


def _width(text: str, size: int) -> float:
    """A little more than the letters take in the fonts that the pages ask for."""
    narrow = sum(letter in _NARROW for letter in text)
    broad = sum(letter in _BROAD for letter in text)
    return size * (0.6 * (len(text) - narrow - broad) + 0.36 * narrow + 0.92 * broad)
