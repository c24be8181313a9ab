"""Decides of a word that may be a name whether it is one here, by the words around it."""

from collections.abc import Sequence

from config.data import RedactionLists
from conversations.cues import (
    BASE_VERBS,
    CUES,
    DOES,
    ENDINGS,
    IS,
    JOINS,
    MODAL,
    ONLY_PERSONS,
    PLAIN_TOWARDS,
    ROLES,
    SURELY_OF_PERSONS,
    THINGS,
    TOWARDS,
)
from conversations.tokens import NAME, OFTEN, UNKNOWN, Token, capitals_around

_NO_PERSON_AFTER = CUES["no_person_after"]
_NO_INITIAL = CUES["no_initial"]
_NEAR = CUES["near"]
_ACTS = CUES["acts"]


def often_a_name(
    found: Sequence[Token], at: int, before: str, after: str, lists: RedactionLists
) -> bool:
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


def unknown_a_name(found: Sequence[Token], at: int, before: str, after: str, english: bool) -> bool:
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


def _could_be(one: Token, before: str) -> bool:
    """An unknown word where a person could stand, and without the ending of an adjective."""
    return (
        one.low[0] < "\u0250" and before not in _NO_PERSON_AFTER and not one.low.endswith(ENDINGS)
    )


def seldom_a_name(found: Sequence[Token], at: int, before: str, after: str) -> bool:
    """A word more often than a name: only a plain sign makes it one."""
    one = found[at]
    verb = one.low in MODAL and (after in BASE_VERBS or not after)
    if before in ROLES and not verb:
        return _behind_role(found, at, after)
    named = one.capital or not before or (before not in THINGS and not one.first)
    if after in ONLY_PERSONS and named and not verb:
        return not (one.low in MODAL or before in THINGS)
    two = found[at + 2].low if at + 2 < len(found) else ""
    if (after in _DONE_TO and two in _TO_WHOM) or (before in _SAID and _would(after, two)):
        return before not in THINGS
    if one.capital and not capitals_around(found, at):
        return _begins(found, at, after, two) if one.first else _amid(before)
    if after in ("the", "my") and (two in ROLES or two in _BEFORE_ROLES):
        return not before or one.capital
    told = not after or after in ("i", "everything", "about", "that", "and", "all", "it")
    return before in PLAIN_TOWARDS and told and (one.low != "will" or not after)


# "rose picked me up", "nan said mark would come": what only somebody does, or is said to do.
_DONE_TO = frozenset(
    ["picked", "drove", "dropped", "collected", "hugged", "phoned", "visited", "taught", "met"]
    + ["messaged", "texted", "rang", "carried", "fetched"]
)
_TO_WHOM = frozenset(["me", "us", "him", "them"])
_SAID = frozenset(["said", "says", "thinks", "thought", "promised", "reckons"])


def _would(after: str, two: str) -> bool:
    """ "said mark would …", "said rose is leaving", but not "said summer was fun"."""
    of_one = two in SURELY_OF_PERSONS or two == "coming"
    return after in ("would", "could") or (after in IS and of_one)


_BEFORE_ROLES = frozenset(["foster", "social", "support", "key"])


def _behind_role(found: Sequence[Token], at: int, after: str) -> bool:
    """ "my sister Hope", "my brother will is …"."""
    if found[at].capital and not capitals_around(found, at):
        return True
    goes_on = after in IS or after in DOES or after in _AFTER_PERSON
    return _role_told(found, at) and (not after or goes_on) and after not in BASE_VERBS


_AFTER_PERSON = frozenset(["and", "in", "he", "she", "who", "to", "off", "at"])


def _amid(before: str) -> bool:
    """A capital in mid-sentence, but not of a month or a thing."""
    if before in ("is", "was", "did", "has"):
        return True
    times = ("in", "since", "until", "by", "last", "next", "this", "every")
    return before not in THINGS and before not in times


def _begins(found: Sequence[Token], at: int, after: str, two: str) -> bool:
    """A capital that any first word has: what follows must be said of a person."""
    if after in IS:
        doing = two.endswith("ing") and two not in _NOT_DOING
        return two in SURELY_OF_PERSONS or doing
    if after in JOINS and at + 2 < len(found):
        other = found[at + 2]
        if other.what in (NAME, OFTEN, UNKNOWN) or other.capital:
            return True
    return after in _ACTS or (after in _OF_SOMEBODY and two in _SOMEBODY)


_NOT_DOING = frozenset(["going", "boring", "amazing", "nothing", "coming", "missing"])
_OF_SOMEBODY = frozenset(["from", "my", "the", "keeps", "comes"])
_SOMEBODY = frozenset(
    ["my", "the", "leaving", "team", "taking", "every", "carer", "worker", "interpreter"]
)


def _role_told(found: Sequence[Token], at: int) -> bool:
    """ "my brother will": the role is somebody's, so that one person is meant."""
    return any(one.low in _WHOSE for one in found[max(0, at - 4) : at - 1])


_WHOSE = frozenset(
    ["my", "her", "his", "our", "your", "their", "foster", "baby", "little", "lil", "key"]
    + ["support", "social", "the"]
)


def an_initial(found: Sequence[Token], at: int, before: str) -> bool:
    """ "my friend J", "hannah p", "T.J."."""
    one = found[at]
    if not one.text.isalpha() or len(one.text) > 2 or one.low in _NO_INITIAL:
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
