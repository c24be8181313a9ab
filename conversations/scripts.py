"""Finds names in Arabic, Ethiopic, Cyrillic and other scripts, by lists and behind their cues."""

from collections.abc import Sequence

from config.data import RedactionLists
from conversations.cues import CUES
from conversations.tokens import UNKNOWN, Token

# Words behind which a name stands, whatever its own look.
_NAME_FOLLOWS = CUES["name_follows"]
_SKIPPED = CUES["skipped"]
# Latin letters, other languages: "quhem Besa", "magacaygu waa Hodan", "mă numesc Andreea".
_LATIN_CUES = CUES["latin_cues"]
_MY_NAME_IS = CUES["my_name_is"]
_SETS = {
    "arabic": ("ar", "fa", "ur"),
    "cyrillic": ("uk", "ru"),
    "bengali": ("bn",),
}


def script(low: str) -> str:
    code = ord(low[0]) if low else 0
    if 0x600 <= code < 0x780 or 0xFB50 <= code < 0xFF00:
        return "arabic"
    if 0x400 <= code < 0x530:
        return "cyrillic"
    if 0x1200 <= code < 0x13A0:
        return "ethiopic"
    return "bengali" if 0x980 <= code < 0xA00 else ""


def other_scripts(found: Sequence[Token], lists: RedactionLists) -> None:
    for at, one in enumerate(found):
        if one.kind:
            continue
        written = script(one.low)
        if written:
            _other(found, at, written, lists)
        elif _behind(found, at, _LATIN_CUES) and one.capital and one.low not in _LATIN_CUES:
            one.kind = "name"


def _other(found: Sequence[Token], at: int, written: str, lists: RedactionLists) -> None:
    one = found[at]
    known = any(one.low in lists.languages.get(code, ()) for code in _SETS.get(written, ()))
    named = one.low in lists.first_names
    cue = (
        _behind(found, at, _NAME_FOLLOWS)
        and one.low not in _NAME_FOLLOWS
        and one.low not in _SKIPPED
    )
    cue = cue and (named or not known or _behind(found, at, _MY_NAME_IS))
    capital = written == "cyrillic" and one.capital and not one.first
    if cue or (named and not known) or (capital and (named or not known)):
        one.kind = "name"
    else:
        one.what = "word" if known or one.low in _NAME_FOLLOWS else UNKNOWN
        if named:
            one.what = "seldom"


def _behind(found: Sequence[Token], at: int, cues: frozenset[str]) -> bool:
    """Right behind a cue, or with one small word between."""
    if not at or found[at].first:
        return False
    if found[at - 1].low in cues:
        return True
    between = found[at - 1].low in _SKIPPED or found[at - 1].low in ("waa", "na", "là", "mi")
    return at > 1 and between and found[at - 2].low in cues
