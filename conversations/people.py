"""Finds people's names by what the words are and what stands around them."""

from collections.abc import Sequence

from config.data import RedactionLists
from conversations.cues import (
    BASE_VERBS,
    CUES,
    DOES,
    JOINS,
    NOT_CALLED,
    ONLY_PERSONS,
    PLAIN_TOWARDS,
    ROLES,
    SIGN_JOINS,
    SURELY_OF_PERSONS,
    THINGS,
    TOWARDS,
)
from conversations.tokens import DIGITS, GONE, NAME, ODD, OFTEN, SELDOM, STAYS, UNKNOWN, WORD, Token

_MODAL = frozenset(["will", "may", "can", "might"])
_IS = frozenset(["is", "was", "'s", "iz", "are", "isnt", "isn't", "wasnt"])
_IM = frozenset(["im", "i'm", "am", "this", "its", "it's"])
_NO_NAME = CUES["no_name"]


def people(found: list[Token], lists: RedactionLists) -> None:
    """Names by their own look and the words next to them, then what is joined to names."""
    english = _english(found)
    for at, one in enumerate(found):
        if one.kind or one.what in (GONE, DIGITS):
            continue
        if _is_name(found, at, lists, english):
            one.kind = "name"
    _joined(found, lists)


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
        return _often(found, at, before, after, lists)
    if one.low in _PAIRS:
        return True
    if one.what in (UNKNOWN, ODD):
        return _unknown(found, at, before, after, english)
    if one.what == SELDOM:
        return _seldom(found, at, before, after)
    if one.capital and not one.first and _rare(one, lists):
        return not _title_case(found, at) and before not in ("a", "an")
    return _initial(found, at, before)


def _rare(one: Token, lists: RedactionLists) -> bool:
    """A capital on a rare word that has no ending of ordinary words."""
    if len(one.low) < 3 or one.low in lists.common or (one.text.isupper() and len(one.low) < 6):
        return False
    return not one.low.endswith(_ENDINGS)


_ENDINGS = (
    "er",
    "ers",
    "ise",
    "ising",
    "ing",
    "ed",
    "ly",
    "ness",
    "ment",
    "ments",
    "tion",
    "tions",
    "able",
    "ful",
    "ist",
    "ism",
    "ies",
    "al",
    "ive",
    "ous",
    "ance",
    "ence",
    "less",
    "sation",
)


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
    if one.capital and not _title_case(found, at):
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
    if title in ("mr", "mrs", "ms", "mx", "dr", "prof", "cllr", "mister") and len(one.low) > 2:
        return one.what != STAYS and one.low not in _SMALL
    if formal:
        odd = one.what in (NAME, OFTEN, UNKNOWN, SELDOM) or one.capital
        return odd and (
            title
            not in (
                "miss",
                "sir",
                "sister",
                "father",
                "doctor",
                "nurse",
                "judge",
                "coach",
                "mister",
            )
            or one.what != SELDOM
            or one.capital
            or one.low not in _MODAL
        )
    return one.what in (NAME, OFTEN, UNKNOWN) or (one.capital and not _title_case(found, at))


_SMALL = CUES["small"]
_FORMAL = CUES["formal"]


def _title_case(found: Sequence[Token], at: int) -> bool:
    """Whether the words around here have capitals anyway."""
    words = [one for one in found[max(0, at - 8) : at + 8] if one.low.isalpha()]
    return len(words) > 2 and sum(one.capital for one in words) * 3 > len(words) * 2


def _called(found: Sequence[Token], at: int) -> bool:
    """ "called Precious", "his name's Rocky", "my names harley", "im Leila"."""
    one = found[at]
    if one.first and found[at].gap.strip() not in (":", "-", "=") or not at:
        return False
    before = found[at - 1].low
    back = found[at - 2].low if at > 1 else ""
    if before in ("called", "named", "aka", "nicknamed") and one.low not in NOT_CALLED:
        who = (
            back in _IS
            or back in ROLES
            or back
            in (
                "someone",
                "somebody",
                "who's",
                "whos",
                "shes",
                "hes",
                "she's",
                "he's",
                "is",
                "im",
                "i'm",
                "one",
            )
        )
        return one.what != STAYS and (
            one.what != WORD or one.capital or (who and back in ROLES and len(one.low) > 3)
        )
    if before in ("name", "name's", "names") and one.what in (NAME, OFTEN, UNKNOWN, SELDOM):
        return one.low not in ("wrong",)
    if before in ("is", "=", "here", "was") and back in ("name", "names", "nickname"):
        return one.what != WORD or (one.capital and not _title_case(found, at))
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


def _often(found: Sequence[Token], at: int, before: str, after: str, lists: RedactionLists) -> bool:
    """A name more often than a word: kept only where it stands as a word would."""
    one = found[at]
    if one.text.lower().endswith(("'s", "’s")) or before in ROLES or before == "[name]":
        return True
    if one.capital and (not one.first or len(found) < 3):
        return before not in ("a", "an", "the") or not lists
    if before in THINGS and before not in ("is", "was", "to", "did", "has", "does", "my"):
        return before in ("im", "i'm") and one.low not in lists.words
    if one.capital:
        return True
    if one.low in lists.wordlike:
        near = before in PLAIN_TOWARDS or before in _NEAR or before == "can" and after in BASE_VERBS
        return (
            near
            or (not before and after in DOES)
            or (after in ONLY_PERSONS and before not in THINGS)
        )
    if before in TOWARDS or after in DOES or after in JOINS or not after or not before:
        asked = before in ("can", "could", "should", "will", "would") and after in BASE_VERBS
        return asked or before not in ("to", "can", "i", "dont", "don't") or after in DOES
    return one.low not in lists.words


def _could_be(one: Token, before: str) -> bool:
    """An unknown word where a person could stand, and without the ending of an adjective."""
    return (
        one.low[0] < "\u0250" and before not in _NO_PERSON_AFTER and not one.low.endswith(_ENDINGS)
    )


_NO_PERSON_AFTER = THINGS - {
    "is",
    "was",
    "that",
    "to",
    "did",
    "has",
    "does",
    "do",
    "in",
    "on",
    "at",
    "have",
    "had",
    "being",
    "as",
    "any",
} | frozenset(
    [
        "very",
        "really",
        "rly",
        "proper",
        "well",
        "bit",
        "bare",
        "too",
        "lot",
        "lots",
        "of",
        "more",
        "such",
        "kinda",
    ]
)
_NEAR = CUES["near"]


def _unknown(found: Sequence[Token], at: int, before: str, after: str, english: bool) -> bool:
    one = found[at]
    if one.text.isupper() and 1 < len(one.low) < 5 and one.what == UNKNOWN and before not in ROLES:
        return False
    if one.capital and not one.first:
        return before not in ("a", "an")
    if len(found) == 1:
        return one.capital and one.what == UNKNOWN and len(one.low) > 2
    if not english:
        return False
    if before == "you" and found[at - 2].low == "thank":
        return True
    if one.what == UNKNOWN and len(one.low) > 3 and len(found) > 1 and _could_be(one, before):
        return True
    if before in ROLES or before == "[name]" or one.text.endswith(("'s", "’s")):
        return True
    near = before in PLAIN_TOWARDS or before in _NEAR
    does = after in DOES or after in ("me", "left", "in")
    if one.capital:
        return does or len(found) < 3 or after in JOINS or near
    return (
        (before in PLAIN_TOWARDS or (near and (does or not after)))
        or (not before and does and after not in ("and",))
        or after in ONLY_PERSONS
    )


def _seldom(found: Sequence[Token], at: int, before: str, after: str) -> bool:
    """A word more often than a name: only a plain sign makes it one."""
    one = found[at]
    verb = one.low in _MODAL and (after in BASE_VERBS or not after)
    title = _title_case(found, at)
    two = found[at + 2].low if at + 2 < len(found) else ""
    if before in ROLES and not verb:
        if one.capital and not title:
            return True
        role = _role_told(found, at)
        return (
            role
            and (
                not after
                or after in _IS
                or after in DOES
                or after in ("and", "in", "he", "she", "who", "to", "off", "at")
            )
            and after not in BASE_VERBS
        )
    if (
        after in ONLY_PERSONS
        and (one.capital or before not in THINGS and not one.first or not before)
        and not verb
    ):
        return not (one.low in _MODAL or before in THINGS)
    if one.capital and not one.first and not title:
        return (
            before not in THINGS
            and before not in ("in", "since", "until", "by", "last", "next", "this", "every")
            or before in ("is", "was", "did", "has")
        )
    if one.capital and one.first and not title:
        if after in _IS or after == "are":
            return (
                two in SURELY_OF_PERSONS
                or two.endswith("ing")
                and two not in ("going", "boring", "amazing", "nothing", "coming", "missing")
            )
        if (
            after in JOINS
            and at + 2 < len(found)
            and (found[at + 2].what in (NAME, OFTEN, UNKNOWN) or found[at + 2].capital)
        ):
            return True
        if after in _ACTS:
            return True
        return after in ("from", "my", "the", "keeps", "comes") and two in (
            "my",
            "the",
            "leaving",
            "team",
            "taking",
            "every",
            "carer",
            "worker",
            "interpreter",
        )
    if after in ("the", "my") and (two in ROLES or two in ("foster", "social", "support", "key")):
        return not before or one.capital
    if before in PLAIN_TOWARDS and (
        not after or after in ("i", "everything", "about", "that", "and", "all", "it")
    ):
        return one.low not in ("will",) or after == ""
    return False


_ACTS = CUES["acts"]


def _role_told(found: Sequence[Token], at: int) -> bool:
    """ "my brother will": the role is somebody's, so that one person is meant."""
    back = [one.low for one in found[max(0, at - 4) : at - 1]]
    return any(
        word
        in (
            "my",
            "her",
            "his",
            "our",
            "your",
            "their",
            "foster",
            "baby",
            "little",
            "lil",
            "key",
            "support",
            "social",
            "the",
        )
        for word in back
    )


def _initial(found: Sequence[Token], at: int, before: str) -> bool:
    """ "my friend J", "hannah p", "T.J."."""
    one = found[at]
    if (
        not one.text.isalpha()
        or len(one.text) > 2
        or one.low
        in (
            "i",
            "im",
            "ok",
            "pa",
            "my",
            "me",
            "u",
            "a",
            "so",
            "am",
            "is",
            "in",
            "at",
            "to",
            "no",
            "we",
            "he",
            "it",
            "or",
        )
    ):
        return False
    if len(one.text) == 2:
        return (
            one.text.isupper() and before in ROLES and one.low not in ("tv", "uk", "sw", "pe", "it")
        )
    follows = found[at + 1] if at + 1 < len(found) else None
    if before == "[name]" or (at and found[at - 1].kind == "name" and not one.gap.strip()):
        return follows is None or follows.low not in ("me",) or one.capital
    if one.low == "x" or one.low in ("k", "n", "r", "y", "b", "c") and not one.capital:
        return False
    return before in ROLES and before not in ("mum", "dad") and (one.capital or follows is not None)


_PAIRS = CUES["pairs"]


def _joined(found: list[Token], lists: RedactionLists) -> None:
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
    if not one.capital or _title_case(found, at) or one.low in ROLES or one.low in TOWARDS:
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
        return one.low not in _NO_NAME and not _title_case(found, at)
    return one.what in (NAME, UNKNOWN) or one.low in lists.surnames
