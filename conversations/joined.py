"""Names what stands in one list or one name with a name: "Jan n Pete", "Sean O'Dowd"."""

from collections.abc import Sequence

from config.data import RedactionLists
from conversations.cues import CUES, JOINS, ROLES, SIGN_JOINS, TOWARDS
from conversations.tokens import (
    DIGITS,
    GONE,
    NAME,
    OFTEN,
    SELDOM,
    STAYS,
    UNKNOWN,
    Token,
    capitals_around,
)

_NO_NAME = CUES["no_name"]


def joined(found: list[Token], lists: RedactionLists) -> None:
    """What stands in one list with a name is one: "Jan n Pete", "Aaliyah, Kezia and Hope"."""
    for order in (range(1, len(found)), range(len(found) - 2, -1, -1)):
        step = -1 if order.step > 0 else 1
        for at in order:
            if not found[at].kind and _next_to_name(found, at, step, lists):
                found[at].kind = "name"


def _next_to_name(found: Sequence[Token], at: int, step: int, lists: RedactionLists) -> bool:
    one, other = found[at], found[at + step]
    if one.what in (GONE, DIGITS, STAYS):
        return False
    gap = (one if step < 0 else other).gap.strip()
    if step < 0 and other.kind == "name" and gap == "" and _surname(found, at, lists):
        return True
    if step > 0 and other.kind == "name" and gap == "" and one.what in (NAME, OFTEN):
        return True
    if step > 0 and other.kind == "name" and gap in ("", ".") and _forename(found, at):
        return True
    if other.kind == "name" and gap in SIGN_JOINS:
        return _listable(one, gap)
    far = at + 2 * step
    if other.low in JOINS and not gap and 0 <= far < len(found) and found[far].kind == "name":
        outer = (other if step < 0 else found[far]).gap.strip()
        return outer in ("", ",") and _listable(one, "and")
    return False


def _forename(found: Sequence[Token], at: int) -> bool:
    """A capital before a name: "Big Dave", "Orchard Lea", "J. Whitcombe", but not "Mum"."""
    one = found[at]
    if not one.capital or capitals_around(found, at) or one.low in ROLES or one.low in TOWARDS:
        return False
    return (not one.first and one.what != STAYS and one.low not in _NO_NAME) or len(one.low) == 1


def _listable(one: Token, gap: str) -> bool:
    if one.what in (NAME, OFTEN, UNKNOWN):
        return True
    return one.capital and (
        one.what == SELDOM or (gap != "," and not one.first and one.what == SELDOM)
    )


def _surname(found: Sequence[Token], at: int, lists: RedactionLists) -> bool:
    """A word behind a first name: capital, unknown or a known surname."""
    one = found[at]
    if one.capital and not one.first:
        return one.low not in _NO_NAME and not capitals_around(found, at)
    return one.what in (NAME, UNKNOWN) or one.low in lists.surnames
