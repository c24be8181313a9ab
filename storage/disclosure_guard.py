"""Guards what is published against everything that was ever published from the same answers.

Numbers give away a small one where one can be taken from another: everyone less a part, two
periods less one, a filter less a narrower one, the same table before and after. So only one form
of table goes out, in which nothing overlaps but what is protected together, and a number that
changes by fewer than k voices keeps what it was (docs/decisions/019).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from storage.disclosure_said import Blanks, Exact, Safe, protect

ATTRIBUTES = ("place", "age", "status")


@dataclass(frozen=True)
class Proposed:
    """A table that somebody wants to publish: of which answers, broken down by what."""

    quarters: tuple[str, ...]
    questions: tuple[str, ...]
    lanes: tuple[str, ...]
    by: tuple[str, ...]
    exact: Exact
    levels: tuple[int, ...]
    closed: bool
    merged: Mapping[str, str] = field(default_factory=dict)

    @property
    def breakdown(self) -> str:
        return "".join(self.by)


@dataclass(frozen=True)
class Earlier:
    """A table that was published from the same question, quarter and lane."""

    breakdown: str
    exact: Exact
    blanks: Blanks
    level: int


@dataclass(frozen=True)
class Refused:
    """Why a table does not go out; the words are for the officer."""

    why: str


FEW = "Fewer than k people changed since another table of the same answers was published."


def guard(new: Proposed, before: Sequence[Earlier]) -> Safe | Refused:
    """What may go out of a table, unrounded, after all that went out before; or why nothing may.

    `before`: in the order of publication.
    """
    refused = _form(new)
    if refused:
        return Refused(refused)
    new, before = _aligned(new, before)
    settled = _settled(new, before)
    return (
        settled
        if isinstance(settled, Refused)
        else protect(settled, new.levels, _blank(new, before))
    )


def _aligned(new: Proposed, before: Sequence[Earlier]) -> tuple[Proposed, tuple[Earlier, ...]]:
    """Tables of one breakdown with the same values, so that they compare value by value."""
    same = [one.exact.values for one in before if one.breakdown == new.breakdown]
    values = sorted(set(new.exact.values).union(*same))
    exact = new.exact.with_values(values)
    return replace(new, exact=exact), tuple(
        replace(one, exact=one.exact.with_values(values)) if one.breakdown == new.breakdown else one
        for one in before
    )


def _form(new: Proposed) -> str:
    """What would overlap with other tables has no form that goes out."""
    if len(new.quarters) != 1:
        return "Quarters are published one by one: a sum over several gives each of them away."
    if not new.closed:
        return "The quarter is not over: taken again later, its numbers would give away who came."
    if len(new.questions) != 1 or len(new.lanes) != 1:
        return "Questions and lanes are published one by one, never added up."
    if len(new.by) > 1:
        return "By two attributes at once the groups are too small: choose place, age or status."
    if new.by and new.by[0] not in ATTRIBUTES:
        return "Answers are published by place, age or status only."
    return ""


def _settled(new: Proposed, before: Sequence[Earlier]) -> Exact | Refused:
    """The counts, but where fewer than k voices changed, as they were published last.

    A recount happens when a definition changes or an answer is erased. Twice the same count tells
    nothing; a difference of a few would be a few people.
    """
    k = min(new.levels)
    same = [one for one in before if one.breakdown == new.breakdown]
    base = new.exact.base
    if any(_too_near(base, one.exact.base, k, one in same) for one in before):
        if not same:
            return Refused(FEW)
        base = same[-1].exact.base
    said = {}
    for theme, row in new.exact.said.items():
        kept = _row(theme, row, new, before, same, k)
        if kept is not None and _fits(kept, base):
            said[theme] = kept
    return Exact(new.exact.values, base, said)


def _row(
    theme: str,
    row: tuple[int, ...],
    new: Proposed,
    before: Sequence[Earlier],
    same: Sequence[Earlier],
    k: int,
) -> tuple[int, ...] | None:
    """A theme's row as it is, as it was, or None: neither tells nothing."""
    names = {theme} | {old for old, into in new.merged.items() if into == theme}
    if not any(name in one.exact.said for one in before for name in names):
        names |= _changed(new, before)  # a theme that is new: perhaps it was split off
    rows = [
        (one.exact.said[name], one in same)
        for one in before
        for name in names
        if name in one.exact.said
    ]
    if not any(_too_near(row, old, k, alike) for old, alike in rows):
        return row
    mine = [one.exact.said[theme] for one in same if theme in one.exact.said]
    return mine[-1] if mine else None


def _changed(new: Proposed, before: Sequence[Earlier]) -> set[str]:
    """Themes whose total is not what it was."""
    return {
        theme
        for one in before
        for theme, row in one.exact.said.items()
        if sum(row) != sum(new.exact.said.get(theme, ()))
    }


def _too_near(now: tuple[int, ...], then: tuple[int, ...], k: int, alike: bool) -> bool:
    """Whether some number differs by a few: in all, or value by value in tables that are alike."""
    changes = [sum(now) - sum(then)]
    if alike:
        changes += [a - b for a, b in zip(now, then, strict=True)]
    return any(0 < abs(change) < k for change in changes)


def _fits(row: tuple[int, ...], base: tuple[int, ...]) -> bool:
    return len(row) == len(base) and all(a <= b for a, b in zip(row, base, strict=True))


def _blank(new: Proposed, before: Sequence[Earlier]) -> Blanks:
    """What was blank for an audience as near or nearer stays blank, whatever it is counted as."""
    same = [
        one.blanks
        for one in before
        if one.level <= max(new.levels) and one.breakdown == new.breakdown
    ]
    return Blanks(
        frozenset[str]().union(*(one.bases for one in same)),
        frozenset[tuple[str, str]]().union(*(one.cells for one in same)),
    )
