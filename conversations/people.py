"""Finds people's names by what the words are and what stands around them."""

from collections.abc import Sequence

from config.data import RedactionLists
from conversations.cues import (
    CUES,
    ENDINGS,
    IS,
    MODAL,
    NOT_CALLED,
    ONLY_PERSONS,
    PLAIN_TOWARDS,
    ROLES,
)
from conversations.doubtful import an_initial, often_a_name, seldom_a_name, unknown_a_name
from conversations.joined import joined
from conversations.tokens import (
    DIGITS,
    GONE,
    NAME,
    ODD,
    OFTEN,
    SELDOM,
    STAYS,
    UNKNOWN,
    WORD,
    Token,
    capitals_around,
)

_NO_NAME = CUES["no_name"]
_SMALL = CUES["small"]
_FORMAL = CUES["formal"]
_PAIRS = CUES["pairs"]
_TITLE_OR_WORD = CUES["title_or_word"]
_IS_CALLED = CUES["is_called"]


def people(found: list[Token], lists: RedactionLists) -> None:
    """Names by their own look and the words next to them, then what is joined to names."""
    english = _english(found)
    for at, one in enumerate(found):
        if one.kind or one.what in (GONE, DIGITS):
            continue
        if _is_name(found, at, lists, english):
            one.kind = "name"
    joined(found, lists)


def _english(found: Sequence[Token]) -> bool:
    """Whether most words are English, so that an unknown one stands out."""
    words = [one for one in found if one.what != GONE and one.low.isalpha()]
    known = sum(one.what in (WORD, STAYS, SELDOM, OFTEN) for one in words)
    if len(words) < 5:
        return known * 2 > len(words)
    return known * 2 >= len(words)


def _is_name(found: Sequence[Token], at: int, lists: RedactionLists, english: bool) -> bool:
    one = found[at]
    before, after = _before(found, at), _after(found, at)
    if _titled(found, at, lists) or _called(found, at):
        return True
    if one.what == STAYS:
        told = before in ROLES or before in PLAIN_TOWARDS or after in ONLY_PERSONS
        return told and (one.low in lists.often or (not one.sure and one.low not in lists.words))
    if _family(found, at, lists):
        return True
    if one.what == NAME:
        return True
    if one.what == OFTEN:
        return often_a_name(found, at, before, after, lists)
    if one.low in _PAIRS:
        return True
    if one.what in (UNKNOWN, ODD):
        return unknown_a_name(found, at, before, after, english)
    if one.what == SELDOM:
        return seldom_a_name(found, at, before, after)
    if one.capital and not one.first and _rare(one, lists):
        return not capitals_around(found, at) and before not in ("a", "an")
    return an_initial(found, at, before)


def _rare(one: Token, lists: RedactionLists) -> bool:
    """A capital on a rare word that has no ending of ordinary words."""
    if len(one.low) < 3 or one.low in lists.common or (one.text.isupper() and len(one.low) < 6):
        return False
    return not one.low.endswith(ENDINGS)


def _family(found: Sequence[Token], at: int, lists: RedactionLists) -> bool:
    """ "the Smiths", "with the hendersons", "the Adeyemi family"."""
    one = found[at]
    if not at or found[at - 1].low != "the" or one.what == STAYS:
        return False
    stem = one.low.replace("'", "").removesuffix("s").removesuffix("e")
    plural = one.low != stem and (
        stem in lists.families or stem + "e" in lists.families or stem in lists.seldom
    )
    house = (
        _after(found, at) in ("family", "house", "household", "kids", "foster")
        and one.low in lists.families
    )
    if one.capital and not capitals_around(found, at):
        return plural or house
    return (plural and one.low not in lists.common and stem not in lists.seldom) or (
        house and one.low not in lists.seldom
    )


def _before(found: Sequence[Token], at: int) -> str:
    """The word before, unless a sentence ends between."""
    if not at or found[at].first:
        return ""
    return found[at - 1].low or ("[name]" if found[at - 1].kind == "name" else "")


def _after(found: Sequence[Token], at: int) -> str:
    if at + 1 >= len(found) or found[at + 1].first:
        return ""
    return found[at + 1].low


def _titled(found: Sequence[Token], at: int, lists: RedactionLists) -> bool:
    """ "mr T", "miss birch", "uncle Femi", but not "big house" or "nan said"."""
    one = found[at]
    if not at or found[at - 1].low not in lists.titles or found[at].gap.strip(" ."):
        return False
    title = found[at - 1].low
    formal = title in _FORMAL
    if one.low in _NO_NAME and len(one.low) > 1 or one.low in lists.titles:
        return False
    if formal and len(one.low) == 1:  # "mr b"; but "i miss u", "a dr i saw"
        return one.low.isalpha() and one.low not in "aiu"
    if title in ("mr", "mrs", "ms", "mx", "dr", "prof", "cllr", "mister") and len(one.low) > 2:
        return one.what != STAYS and one.low not in _SMALL
    if formal:
        odd = one.what in (NAME, OFTEN, UNKNOWN, SELDOM) or one.capital
        plain = title not in _TITLE_OR_WORD or one.what != SELDOM or one.capital
        return odd and (plain or one.low not in MODAL)
    return one.what in (NAME, OFTEN, UNKNOWN) or (one.capital and not capitals_around(found, at))


def _called(found: Sequence[Token], at: int) -> bool:
    """ "called Precious", "his name's Rocky", "my names harley", "im Leila"."""
    one = found[at]
    if one.first and found[at].gap.strip() not in (":", "-", "=") or not at:
        return False
    before = found[at - 1].low
    back = found[at - 2].low if at > 1 else ""
    if before in ("called", "named", "aka", "nicknamed") and one.low not in NOT_CALLED:
        who = back in IS or back in ROLES or back in _IS_CALLED
        return one.what != STAYS and (
            one.what != WORD or one.capital or (who and back in ROLES and len(one.low) > 3)
        )
    return _name_given(found, at, before, back)


def _name_given(found: Sequence[Token], at: int, before: str, back: str) -> bool:
    """ "my name is Rocky", "call me Lexi", "they call him River"."""
    one = found[at]
    if before in ("name", "name's", "names") and one.what in (NAME, OFTEN, UNKNOWN, SELDOM):
        return one.low not in ("wrong",)
    if before in ("is", "=", "here", "was") and back in ("name", "names", "nickname"):
        return one.what != WORD or (one.capital and not capitals_around(found, at))
    if before == "of" and back == "name":
        return False
    if (
        before == "call"
        and back in ("they", "people", "friends", "just", "you", "can")
        and one.low not in NOT_CALLED
    ):
        return one.what != WORD or one.capital
    if before in ("me", "him", "her") and back in ("call", "calls", "called", "name", "named"):
        return one.what in (NAME, OFTEN, UNKNOWN) or (one.capital and one.what != WORD)
    return False
