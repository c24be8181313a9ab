"""The response table: how many there are, how many answered, at which rate; no blank worked out.

How many there are is public. So of a group that is blank one also knows what it can be at most,
and those who did not answer are as few as those who did, from the other side.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from collation.reports.figures import REGISTERED
from collation.reports.material import Quarter
from collation.trends import DOWN, Part, trend
from storage.answers.publications import PublishedTable
from storage.disclosure import ROUNDED_TO, percent
from storage.office.populations import Population

NOT_SAID = ""


@dataclass(frozen=True)
class Row:
    """One group. `rate` is None where it would be of too few, or tell a blank."""

    value: str
    people: int | None
    answered: int | None
    rate: int | None


@dataclass(frozen=True)
class Response:
    """A whole table with the question that it is of."""

    attribute: str
    question: str
    source: str
    rows: tuple[Row, ...]
    total: Row
    odd: tuple[str, ...] = ()
    """Groups whose figure cannot be right: nobody by the source, or fewer than answered."""
    unsure: bool = False
    """Of more than a quarter of those who answered the group is not known: no rate is given."""

    @property
    def shown(self) -> tuple[Row, ...]:
        """The groups of which a number may be given; those of no known group are none."""
        return tuple(one for one in self.rows if one.answered is not None and one.value)

    @property
    def mostly_stars(self) -> bool:
        """Whether there is nothing to compare, or less than a third of the groups may be shown."""
        groups = sum(bool(one.value) for one in self.rows)
        return len(self.shown) < 2 or 3 * len(self.shown) < groups


def response(
    quarter: Quarter | None, attribute: str, people: Sequence[Population], k: int
) -> Response | None:
    """Of the question that most answered; None without figures or without such a table."""
    table = _widest(quarter, attribute) if quarter else None
    if table is None or not people:
        return None
    there = list(table.cells["values"])
    known = {one.value: one.people for one in people}
    numbers = protect(
        table.cells["everyone"], [known.get(one) for one in there], table.cells["total"], k
    )
    # A group that is not in the table has nobody in it, or so few that release left theirs unsaid.
    answered = dict(zip(there, numbers.cells, strict=True))
    order = sorted({*known, *there}, key=by_age_or_name)
    unsure = _many_unknown(answered.get(NOT_SAID), numbers.total)
    rows = tuple(_row(one, known.get(one), answered.get(one), rate=not unsure) for one in order)
    source = f"{people[0].source}, {people[0].year}"
    everybody = _row("", sum(known.values()), numbers.total)
    odd = tuple(one for one in known if _odd(known[one], answered.get(one)))
    return Response(attribute, table.question, source, rows, everybody, odd, unsure)


@dataclass(frozen=True)
class Protected:
    cells: tuple[int | None, ...]
    total: int | None


def protect(
    answered: Sequence[int | None], people: Sequence[int | None], total: int | None, k: int
) -> Protected:
    """Blank more, until of no blank so much is known that fewer than k values are left.

    What is given is rounded and partly blank already; here comes in what the public figures add.
    """
    cells = list(answered)
    for at, (some, there) in enumerate(zip(cells, people, strict=True)):
        if some is not None and there is not None and 0 < there - some < k:
            cells[at] = None
    while total is not None and not _safe(cells, people, total, k):
        left = [at for at, some in enumerate(cells) if some is not None]
        if not left:
            return Protected(tuple(cells), None)
        cells[min(left, key=lambda at: (cells[at] or 0, at))] = None
    return Protected(tuple(cells), total)


def _safe(
    cells: Sequence[int | None], people: Sequence[int | None], total: int, k: int
) -> bool:  # fmt: skip
    """Whether every blank may still be any of at least k numbers. Rounding is not counted on."""
    blank = [people[at] for at, some in enumerate(cells) if some is None]
    if not blank:
        return True
    rest = max(0, total - sum(some for some in cells if some is not None))
    most = [rest if there is None else min(there, rest) for there in blank]
    ranges = (
        (max(0, rest - (sum(most) - own)), own) for own in most
    )  # from what the others cannot hold, to all of the rest
    return all(high - low + 1 >= k for low, high in ranges)


def _many_unknown(unknown: int | None, total: int | None) -> bool:
    return unknown is not None and total is not None and 4 * unknown > total


def _row(value: str, people: int | None, answered: int | None, *, rate: bool = True) -> Row:
    sure = rate and people is not None and answered is not None and answered < people + ROUNDED_TO
    return Row(value, people, answered, percent(answered, people) if sure else None)


def _odd(people: int, answered: int | None) -> bool:
    return people == 0 or (answered is not None and answered >= people + ROUNDED_TO)


def _widest(quarter: Quarter, attribute: str) -> PublishedTable | None:
    """The table by this attribute that has most people in it."""
    tables = [
        one for one in quarter.tables if one.breakdown == attribute and one.lane == REGISTERED
    ]
    return min(tables, key=lambda one: (-(one.base or 0), one.question), default=None)


def unheard(found: Mapping[str, Response]) -> list[tuple[str, Row]]:
    """Groups from which too few answered to be shown, or clearly fewer than of all together."""
    return [
        (attribute, row)
        for attribute, one in found.items()
        if not one.unsure
        for row in one.rows
        if row.people and (row.answered is None or _fewer(row, one.total))
    ]


def by_age_or_name(value: str) -> tuple[bool, int, str]:
    """8-11 before 11-15, names by the alphabet, what is not known at the end."""
    start = value.partition("-")[0]
    return (value == NOT_SAID, int(start) if start.isdecimal() else 0, value)


def _fewer(row: Row, total: Row) -> bool:
    """Whether chance alone would hardly make it so few."""
    if None in (row.rate, total.rate):
        return False
    usual = Part(total.answered or 0, total.people or 0)
    return trend(usual, Part(row.answered or 0, row.people or 0)).direction == DOWN
