"""Finds names in Arabic, Ethiopic, Cyrillic and other scripts, by lists and beside their cues."""

from collections.abc import Iterator, Sequence
from functools import lru_cache

from config.data import RedactionLists
from conversations.cues import CUES
from conversations.text import folded
from conversations.tokens import SELDOM, STAYS, UNKNOWN, Token

# Latin letters, other languages: "quhem Besa", "magacaygu waa Hodan", "mă numesc Andreea".
_LATIN_CUES = CUES["latin_cues"]
_LATIN_BETWEEN = frozenset(["waa", "na", "là", "mi"])
_SETS = {
    "arabic": ("ar", "fa", "ur"),
    "cyrillic": ("uk", "ru"),
    "bengali": ("bn",),
}
_FARTHEST = 3
"""Words between a cue and its name: "my worker's name, it is Fatima"."""
_CASES = (
    "ові", "еві", "ого", "ему", "ому", "ою", "ею", "єю", "єві", "ями", "ами", "ой", "ей", "ом",
    "ем", "ём", "ів", "ев", "ов", "ин", "ина", "а", "я", "у", "ю", "і", "ї", "и", "ы", "е", "є",
    "о", "ь", "й",
)  # fmt: skip
_SHORTEST_STEM = 3
_VERB_BEGINS = ("ይ", "ት", "እ", "ኣይ", "አይ", "ኣል", "አል", "ዝ", "የ", "ክ", "ን", "ስለ", "ብ", "ዘይ")
"""How Tigrinya and Amharic verbs and small words begin; a listed name is one all the same."""
_ENDINGS = {"ethiopic": ("ን", "ም", "ና", "ዬ", "ይ"), "bengali": ("কে", "ের", "র", "রা", "ও", "য়"),
            "arabic": ("ه", "م", "ی", "ها")}  # fmt: skip


def _all(*keys: str) -> frozenset[str]:
    return frozenset(folded(word) for key in keys for word in CUES[key])


_TOLD_OF, _MY_NAME_IS = _all("told_of"), _all("my_name_is")
_SKIPPED, _NEVER = _all("skipped"), _all("never")
_WORDS_TOO = _all("names_and_words")
_JOINED = tuple(CUES["joined_before"])
_LANDS = tuple(CUES["lands"])
_GIVEN = _all("given_names")


def script(low: str) -> str:
    """Which of the scripts a word is in; nothing for Latin and others."""
    code = ord(low[0]) if low else 0
    if 0x600 <= code < 0x780 or 0xFB50 <= code < 0xFF00:
        return "arabic"
    if 0x400 <= code < 0x530:
        return "cyrillic"
    if 0x1200 <= code < 0x13A0:
        return "ethiopic"
    return "bengali" if 0x980 <= code < 0xA00 else ""


def other_scripts(found: Sequence[Token], lists: RedactionLists) -> None:
    """Mark the names; say of every other word whether it is known."""
    for at, one in enumerate(found):
        if one.kind:
            continue
        written = script(one.low)
        if written:
            _other(found, at, written, lists)
        elif _behind_latin(found, at) and one.capital and one.low not in _LATIN_CUES:
            one.kind = "name"


def _other(found: Sequence[Token], at: int, written: str, lists: RedactionLists) -> None:
    one = found[at]
    word = folded(one.low)
    known = any(one.low in lists.languages.get(code, ()) for code in _SETS.get(written, ()))
    told = word in _TOLD_OF or word in _MY_NAME_IS or word in _SKIPPED
    if told or word in _NEVER or word.startswith(_LANDS):
        named = not told and written == "cyrillic" and one.capital and _given(word, written)
        one.what, one.kind = STAYS, "name" if named else ""
        return
    given = _given(word, written) or one.low in lists.first_names
    wordlike = word in _WORDS_TOO or (word not in _GIVEN and _is_of(word, written, _WORDS_TOO))
    beside = _beside(found, at, written)
    if given and wordlike:
        named = beside or (written == "cyrillic" and one.capital and not one.first)
    elif given:
        named = True
    elif written == "cyrillic" and one.capital and not one.first:
        named = beside or not known or found[at - 1].kind == "name"
    else:
        named = beside and not known and _could_be(found, at, written)
    one.kind = "name" if named else ""
    one.what = SELDOM if given else STAYS if known else UNKNOWN


def _given(word: str, written: str) -> bool:
    return _is_of(word, written, _GIVEN)


def _is_of(word: str, written: str, listed: frozenset[str]) -> bool:
    """Whether a word is a listed one, with what is written onto it taken off."""
    if word in listed:
        return True
    if written == "cyrillic":
        stems = _stems(listed)
        return len(word) > _SHORTEST_STEM and any(stem in stems for stem in _without_case(word))
    return any(bare in listed for bare in _bare(word, written))


@lru_cache(maxsize=4)
def _stems(listed: frozenset[str]) -> frozenset[str]:
    return frozenset(
        word[:-1] if word[-1] in "аяоийьє" else word
        for word in listed
        if script(word) == "cyrillic" and len(word) > _SHORTEST_STEM
    )


def _without_case(word: str) -> Iterator[str]:
    for ending in _CASES:
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST_STEM:
            yield word.removesuffix(ending)


def _bare(word: str, written: str) -> Iterator[str]:
    """ "and Ahmed", "Helen (whom)", "Rahim's", each written as one word."""
    for joined in _JOINED:
        if word.startswith(joined) and len(word) - len(joined) >= _SHORTEST_STEM:
            yield word.removeprefix(joined)
    for ending in _ENDINGS.get(written, ()):
        if word.endswith(ending) and len(word) - len(ending) >= 2:
            yield word.removesuffix(ending)


def _beside(found: Sequence[Token], at: int, written: str) -> bool:
    """Behind a word that tells of a person or, where it is written so, before one."""
    if _behind(found, at):
        return True
    if written not in ("ethiopic", "bengali", "arabic") or at + 2 >= len(found):
        return False
    follows, then = found[at + 1], found[at + 2]
    return (
        not (follows.first or then.first)
        and folded(follows.low) in _TOLD_OF
        and folded(then.low) in _NEVER | _SKIPPED
        and folded(follows.low) not in _MY_NAME_IS
    )


def _behind(found: Sequence[Token], at: int) -> bool:
    """Behind a cue; small words, and whose name it is, may stand between."""
    for before in range(at - 1, max(-1, at - 1 - _FARTHEST), -1):
        if found[before + 1].first or found[before].kind:
            return False
        word = folded(found[before].low)
        if word in _MY_NAME_IS or word in _TOLD_OF:
            return True
        if word not in _SKIPPED:
            return False
    return False


def _could_be(found: Sequence[Token], at: int, written: str) -> bool:
    """An unknown word beside a cue: what is said of somebody is not their name."""
    if written != "ethiopic":
        return True
    last = at + 1 == len(found) or found[at + 1].first
    copula = not last and folded(found[at + 1].low) in _NEVER
    named = at > 0 and folded(found[at - 1].low) in _MY_NAME_IS
    return named or not (
        last or found[at].low.startswith(_VERB_BEGINS) or (copula and _behind(found, at))
    )


def _behind_latin(found: Sequence[Token], at: int) -> bool:
    """Right behind a cue, or with one small word between."""
    if not at or found[at].first:
        return False
    if found[at - 1].low in _LATIN_CUES:
        return True
    return at > 1 and found[at - 1].low in _LATIN_BETWEEN and found[at - 2].low in _LATIN_CUES
