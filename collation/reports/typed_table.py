"""A table that a person types: it must sum, or it is refused with the cells named.

One line a row, cells with | or tabs or semicolons between. A first line without cells is the title,
the next one heads the columns. A last row "Total" is checked against the rows, a column "Total"
against the cells left of it, a column "Rate" against the two numbers left of it. * is hidden.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from conversations.text import clean

_BETWEEN = re.compile(r"\s*(?:\||\t|;)\s*")
_NUMBER = re.compile(r"-?\d{1,3}(?:,\d{3})+|-?\d+")
_PERCENT = re.compile(r"(\d+(?:\.\d+)?)\s*%")
_TOTAL = re.compile(r"(?:grand )?total|all|everyone|sum|together", re.I)
_RATE = re.compile(r"rate|share|per ?cent|%", re.I)
HIDDEN = "*"
MOST_ROWS, MOST_COLUMNS, MOST_LETTERS = 60, 12, 8_000


@dataclass(frozen=True)
class Typed:
    """A table that holds together."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    total: bool = False
    title: str = ""

    def lines(self) -> str:
        """As it is typed."""
        rows = (" | ".join(row) for row in (self.columns, *self.rows))
        return "\n".join(filter(None, (self.title, *rows)))


class NotATable(ValueError):
    """It cannot be read, or does not sum; `wrong` names every cell and what it should be."""

    def __init__(self, *wrong: str) -> None:
        super().__init__(" ".join(wrong))
        self.wrong = wrong


def read(text: str) -> Typed:
    """NotATable where lines have other numbers of cells, or where something does not sum."""
    if len(text) > MOST_LETTERS:
        raise NotATable(f"This is too long: at most {MOST_LETTERS:,} letters.")
    cleaned = text.replace("\t", "|")
    lines = [_cells(clean(line)) for line in cleaned.splitlines() if line.strip(" |;\t\r")]
    title = lines.pop(0)[0] if lines and len(lines[0]) == 1 else ""
    if len(lines) < 2 or len(lines[0]) < 2:
        raise NotATable(
            "A table needs a line that heads its columns and at least one row, with | between the "
            "cells: District | Young people | Staff | Total"
        )
    if len(lines) > MOST_ROWS + 1 or len(lines[0]) > MOST_COLUMNS:
        raise NotATable(f"At most {MOST_ROWS} rows and {MOST_COLUMNS} columns.")
    wide = len(lines[0])
    uneven = [
        f"Row “{row[0]}” has {len(row)} cells, the first line has {wide}."
        for row in lines[1:]
        if len(row) != wide
    ]
    if uneven:
        raise NotATable(*uneven)
    columns, rows = lines[0], lines[1:]
    total = bool(_TOTAL.fullmatch(rows[-1][0]))
    checks = (_down(columns, rows, total), _across(columns, rows), _rates(columns, rows),
              _told(columns, rows, total))  # fmt: skip
    if wrong := [each for check in checks for each in check]:
        raise NotATable(*wrong)
    return Typed(tuple(columns), tuple(map(tuple, rows)), total, title)


def number(cell: str) -> int | None:
    """The whole number of a cell; None for a blank or for words."""
    found = _NUMBER.match(cell)
    if not found or (rest := cell[found.end() :].strip()) and not re.fullmatch(r"\(.*\)", rest):
        return None
    return int(found.group().replace(",", ""))


def _cells(line: str) -> list[str]:
    return [" ".join(cell.split()) for cell in _BETWEEN.split(line.strip().strip("|").strip())]


def _down(columns: Sequence[str], rows: Sequence[Sequence[str]], total: bool) -> list[str]:
    """The last row against those above it; a blank above leaves it unchecked."""
    wrong = []
    for at in range(1, len(columns)) if total else ():
        said = number(rows[-1][at])
        parts = [number(row[at]) for row in rows[:-1]]
        if _RATE.search(columns[at]) or said is None or not parts or _holes(parts):
            continue
        if (adds := sum(part or 0 for part in parts)) != said:
            wrong.append(
                f"Row “{rows[-1][0]}”, column “{columns[at]}” says {said:,}; the rows above it "
                f"add up to {adds:,}."
            )
    return wrong


def _across(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    """A column of totals against those left of it."""
    wrong = []
    for end, column in enumerate(columns):
        if end < 2 or not _TOTAL.fullmatch(column):
            continue
        for row in rows:
            said = number(row[end])
            parts = [number(row[at]) for at in range(1, end) if not _RATE.search(columns[at])]
            if said is None or _holes(parts):
                continue
            if (adds := sum(part or 0 for part in parts)) != said:
                wrong.append(
                    f"Row “{row[0]}”, column “{column}” says {said:,}; the cells before it add up "
                    f"to {adds:,}."
                )
    return wrong


def _rates(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    """A rate against the two numbers left of it: of so many, so many."""
    wrong = []
    for at, column in enumerate(columns):
        before = [n for n in range(1, at) if not _RATE.search(columns[n])]
        if len(before) != 2 or not _RATE.search(column):
            continue
        for row in rows:
            said = _PERCENT.match(row[at])
            base, part = (number(row[n]) for n in before)
            if not said or base is None or part is None or base < part:
                continue
            if base == 0:
                wrong.append(f"Row “{row[0]}”: a rate of nobody. Leave “{column}” empty.")
            elif abs(100 * part / base - float(said.group(1))) > 0.5:
                wrong.append(
                    f"Row “{row[0]}”, column “{column}” says {said.group()}; {part:,} of {base:,} "
                    f"is {100 * part / base:.1f}%."
                )
    return wrong


def _told(columns: Sequence[str], rows: Sequence[Sequence[str]], total: bool) -> list[str]:
    """A single star beside a total is no secret: it is the total less the others."""
    wrong = []
    ends = [at for at in range(2, len(columns)) if _TOTAL.fullmatch(columns[at])]
    for row in rows if ends else ():
        stars = [at for at in range(1, ends[0]) if row[at] == HIDDEN]
        if len(stars) == 1 and number(row[ends[0]]) is not None:
            wrong.append(_derivable(row[0], columns[stars[0]]))
    for at in range(1, len(columns)) if total else ():
        stars = [n for n, row in enumerate(rows[:-1]) if row[at] == HIDDEN]
        if len(stars) == 1 and number(rows[-1][at]) is not None:
            wrong.append(_derivable(rows[stars[0]][0], columns[at]))
    return wrong


def _derivable(row: str, column: str) -> str:
    return (
        f"Row “{row}”, column “{column}” is hidden, but can be worked out from the total. Hide a "
        "second number beside it, or the total."
    )


def _holes(parts: Sequence[int | None]) -> bool:
    return any(part is None for part in parts)
