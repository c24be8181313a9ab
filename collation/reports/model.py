"""What a report is made of, before anybody asks whether it becomes Word or a page."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

DRAFT, FINAL = STATES = ("draft", "final")

RUNNING, LEVELS = NUMBERINGS = ("running", "levels")
"""One number from the first paragraph to the last (the Board), or 1.1, 1.2, 2.1 (management)."""

_NUMBER = re.compile(r"[\d,.]+%?( of [\d,]+)?( \(\d+%\))?")

BLANK = "*"
NONE = "–"

UNFILLED = "[to fill: "


@dataclass(frozen=True)
class Link:
    """Where a claim can be looked up."""

    text: str
    href: str


@dataclass(frozen=True)
class Heading:
    """`counts`: with levels, it has the number that its paragraphs continue. `new_page`: it begins
    one where the report is printed."""

    text: str
    level: int = 2
    counts: bool = True
    new_page: bool = False


@dataclass(frozen=True)
class Paragraph:
    """One numbered paragraph; `unnumbered` ones belong to forms and lists."""

    text: str
    links: tuple[Link, ...] = ()
    numbered: bool = True
    strong: bool = False

    @property
    def around_links(self) -> tuple[str, str]:
        """What stands before its links, and the stop that comes after them."""
        stops = self.text[-1:] if self.links and self.text.endswith((".", ":")) else ""
        return self.text.removesuffix(stops), stops


@dataclass(frozen=True)
class Bullets:
    items: tuple[str, ...]


@dataclass(frozen=True)
class Words:
    """Words under a theme. They are looked up in their publication whenever they are shown, so
    that they leave a finished report too when the young person takes them back."""

    publication: str
    number: int


@dataclass(frozen=True)
class Bars:
    """A picture beside the rows of a table: so many of `whole`; None is a blank."""

    title: str
    values: tuple[int | None, ...]
    said: tuple[str, ...]
    """The same in words, row by row."""


@dataclass(frozen=True)
class Table:
    """`rows`: the first cell of each names the row. `total`: its last row is a total."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    notes: tuple[str, ...] = ()
    bars: Bars | None = None
    total: bool = False

    @property
    def starred(self) -> bool:
        """Whether of all its numbers not one is shown."""
        cells = [cell for row in self.rows for cell in row[1:]]
        return BLANK in cells and not any(cell[:1].isdigit() and _is_number(cell) for cell in cells)


@dataclass(frozen=True)
class Form:
    """Lines of a name and what belongs to it: a banner, a cover sheet, yes or no. `headed`: its
    first line says what the two columns are."""

    title: str
    rows: tuple[tuple[str, str], ...]
    ruled: bool = False
    headed: bool = False


@dataclass(frozen=True)
class Gap:
    """What a person has to write before the report is final. What the computer proposes stands
    below it, until somebody has saved it as their own."""

    slot: str
    name: str
    prompt: str
    numbered: bool = True


Block = Heading | Paragraph | Bullets | Words | Table | Form | Gap


@dataclass(frozen=True)
class Quoted:
    """Words as they go out. `own`: a young person's; otherwise the officer's summary."""

    text: str
    own: bool


Quotes = Mapping[tuple[str, int], Quoted]
"""The words of publications, by publication and number; those that were taken back are absent."""

TAKEN_OUT = "[Words that were taken out again: a young person took them back.]"


@dataclass(frozen=True)
class Report:
    """A whole report. `period` is what it says it is about, in words."""

    kind: str
    title: str
    period: str
    state: str
    banner: tuple[tuple[str, str], ...]
    blocks: tuple[Block, ...]
    numbering: str = RUNNING
    fields: tuple[Gap, ...] = ()
    """Lines of the banner and of forms that nobody has filled yet."""

    @property
    def draft(self) -> bool:
        return self.state != FINAL

    def left(self) -> list[Gap]:
        """What nobody has filled yet: with any of it the report stays a draft."""
        return [*self.fields, *(one for one in self.blocks if isinstance(one, Gap))]


@dataclass(frozen=True)
class Numbered:
    """A block with the number that it carries, "" where it carries none."""

    number: str
    block: Block


def numbered(report: Report) -> list[Numbered]:
    """Every block with its number, counted here once for every kind of file."""
    return _levels(report.blocks) if report.numbering == LEVELS else _running(report.blocks)


def takes_number(block: Block) -> bool:
    """Whether it is a numbered paragraph."""
    return isinstance(block, Paragraph | Gap) and block.numbered


def _running(blocks: Sequence[Block]) -> list[Numbered]:
    found, count = [], 0
    for block in blocks:
        count += takes_number(block)
        found.append(Numbered(f"{count}" if takes_number(block) else "", block))
    return found


def _levels(blocks: Sequence[Block]) -> list[Numbered]:
    found, section, count = [], 0, 0
    for block in blocks:
        number = ""
        if isinstance(block, Heading) and block.level == 2 and block.counts:
            section, count = section + 1, 0
            number = f"{section}"
        elif takes_number(block) and section:
            count += 1
            number = f"{section}.{count}"
        found.append(Numbered(number, block))
    return found


def to_the_right(at: int, block: Table) -> bool:
    """Whether a column holds numbers only."""
    cells = [row[at] for row in block.rows]
    return at > 0 and all(map(_is_number, cells)) and any(cell[:1].isdigit() for cell in cells)


def _is_number(text: str) -> bool:
    return text in (BLANK, NONE, "") or _NUMBER.fullmatch(text) is not None
