"""Cuts a text into words and says of each whether it is a word, a name, either, or unknown."""

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from config.data import RedactionLists, plain

# What a word is: nothing but a word, a name, a name more often, a word more often, neither.
WORD, NAME, OFTEN, SELDOM, UNKNOWN = "word", "name", "often", "seldom", "unknown"
ODD = "odd"  # a word of another language, or one that English writers use seldom
STAYS, DIGITS, GONE = "stays", "digits", "gone"
KINDS = (
    "name", "school", "home", "place", "street", "address", "phone", "email", "link", "handle",
    "postcode", "date of birth", "number", "club",
)  # fmt: skip
PLACEHOLDER = re.compile(rf"\[(?:{'|'.join(KINDS)})\]")
# Vowel signs and joiners are no letters to Python, and yet inside a word.
_SIGNS = (
    "\u0300-\u036f\u064b-\u065f\u0670\u0900-\u0903\u093c-\u094f\u0981-\u0983\u09bc-\u09d7"
    "\u200c\u200d"
)
_LETTERS = rf"[^\W_](?:[^\W_]+|[{_SIGNS}]+)*"
_WORD = re.compile(rf"{PLACEHOLDER.pattern}|{_LETTERS}(?:['’ʼ`\-]{_LETTERS})*")
_ENDS = re.compile(r"[.!?…\n\r:;•*“\"]|\s[-–—/|>]|[/|]\s")
_RUN = re.compile(r"(.)\1+")
_LEET = str.maketrans("013457@$", "oleastas")


@dataclass(slots=True)
class Token:
    """One word; `gap` is what stands between it and the word before."""

    start: int
    end: int
    text: str
    low: str
    what: str
    gap: str
    first: bool
    capital: bool = False
    kind: str = ""
    sure: bool = False


def tokens(text: str, lists: RedactionLists, gone: Sequence[tuple[int, int, str]]) -> list[Token]:
    """The words of a text; what the identifiers took is one word each, already gone."""
    found: list[Token] = []
    at = before = 0
    for match in _WORD.finditer(text):
        while at < len(gone) and gone[at][1] <= match.start():
            at += 1
        inside = at < len(gone) and gone[at][0] < match.end()
        if inside and found and found[-1].end >= match.end():
            continue
        start, end = gone[at][:2] if inside else match.span()
        kind = gone[at][2] if inside else ""
        if not inside and match.group()[0] == "[":
            kind = match.group()[1:-1]
        found.append(_token(text, start, end, before, kind, lists))
        before = end
    for one in found if shouted(found) else ():
        one.capital = False
    return found


def _token(text: str, start: int, end: int, before: int, kind: str, lists: RedactionLists) -> Token:
    word, gap = text[start:end], text[before:start]
    first = not before or (bool(_ENDS.search(gap)) and not _initial(text, before, gap))
    if kind:
        return Token(start, end, word, "", GONE, gap, first, kind=kind)
    low = plain(word)
    return Token(start, end, word, low, what(low, lists), gap, first, word[:1].isupper())


def _initial(text: str, before: int, gap: str) -> bool:
    """ "J. Whitcombe": the point ends no sentence."""
    alone = before < 2 or not text[before - 2].isalnum()
    return gap.strip() == "." and alone and text[before - 1].isalpha()


def shouted(found: Sequence[Token]) -> bool:
    """Whether capitals say nothing here: most words have one."""
    words = [one for one in found if one.low.isalpha() and one.what != GONE]
    capitals = sum(one.capital for one in words if one.low not in ("i", "im"))
    common = sum(one.capital for one in words if one.what in (WORD, STAYS) and not one.first)
    return capitals > 2 and common > 1 and capitals * 2 > len(words)


@lru_cache(maxsize=1 << 16)
def what(low: str, lists: RedactionLists) -> str:
    if low.isdigit():
        return DIGITS
    if low in lists.often:
        return OFTEN
    if low in lists.seldom:
        return SELDOM
    if low in lists.first_names or low in lists.surnames:
        return NAME
    if low in lists.rare:
        return ODD
    if low in lists.words or not 1 < len(low) < 40:
        return WORD
    return _odd(low, lists)


def _odd(low: str, lists: RedactionLists) -> str:
    """Neither a known word nor a known name: a slip, a doubled letter, a joined word?"""
    if any(char.isdigit() for char in low):
        soft = low.translate(_LEET)
        named = soft.isalpha() and not low[0].isdigit() and soft in lists.first_names
        return NAME if named and len(low) > 3 else WORD
    bare = low.replace("'", "")
    parts = low.replace("'", "-").split("-")
    if len(parts) > 1:
        kinds = [_simple(part, lists) for part in parts]
        if NAME in kinds or kinds[0] == OFTEN:
            return NAME
        if bare not in lists.words and all(part in lists.seldom | lists.often for part in parts):
            return NAME
        return UNKNOWN if UNKNOWN in kinds and bare not in lists.words else WORD
    stem = bare[:-1] if bare.endswith("s") and len(bare) > 4 else ""
    if stem in lists.first_names or stem in lists.surnames:
        return NAME
    if stem in lists.often:
        return OFTEN
    if slip(bare, lists.words, lists.common):
        return WORD
    if any(bare in words for words in lists.languages.values()):
        return ODD
    squeezed = _RUN.sub(r"\1", bare)
    if len(bare) > 4 and any(one in lists.first_names for one in (squeezed, *_deletes(bare))):
        return NAME
    return UNKNOWN if len(bare) > 2 else WORD


def _simple(part: str, lists: RedactionLists) -> str:
    if part in lists.often:
        return OFTEN
    if part in lists.first_names or part in lists.surnames:
        return NAME
    return WORD if part in lists.words or len(part) < 3 or part in lists.seldom else UNKNOWN


def slip(word: str, words: frozenset[str], common: frozenset[str]) -> bool:
    """Whether it is a word written long, by ear, or with one slip of the finger."""
    if not word.isascii() or not word.isalpha():
        return False
    squeezed = _RUN.sub(r"\1", word)
    if squeezed != word and (squeezed in common or _RUN.sub(r"\1\1", word) in words):
        return True
    if _laughs(word) or any(one in common for one in _by_ear(word)):
        return True
    if len(word) < 4:
        return False
    if any(one in common for one in _deletes(word)) or any(o in common for o in _swaps(word)):
        return len(word) > 4
    return len(word) > 4 and any(one in common for one in _inserts_and_changes(word))


def _laughs(word: str) -> bool:
    return len(set(word)) <= max(2, len(word) // 4)


def _by_ear(word: str) -> Iterator[str]:
    for ending, proper in (("in", "ing"), ("a", "er"), ("er", "re"), ("z", "s"), ("d", "ed")):
        if word.endswith(ending):
            yield word[: -len(ending)] + proper
    for heard, proper in (
        ("f", "th"),
        ("ph", "f"),
        ("k", "c"),
        ("wen", "when"),
        ("v", "th"),
        ("i", "y"),
        ("u", "oo"),
        ("or", "al"),
        ("ie", "ei"),
        ("sh", "ti"),
        ("ur", "er"),
    ):
        if heard in word:
            yield word.replace(heard, proper)
    if len(word) > 4:
        for affix in ("un", "re", "non", "super", "mega", "over"):
            if word.startswith(affix):
                yield word[len(affix) :]
        for affix in (
            "ness",
            "ish",
            "able",
            "less",
            "ful",
            "ing",
            "ed",
            "er",
            "ly",
            "s",
            "y",
            "ie",
            "ies",
        ):
            if word.endswith(affix):
                yield word[: -len(affix)]


def _deletes(word: str) -> Iterator[str]:
    return (word[:at] + word[at + 1 :] for at in range(len(word)))


def _swaps(word: str) -> Iterator[str]:
    return (word[:i] + word[i + 1] + word[i] + word[i + 2 :] for i in range(len(word) - 1))


def _inserts_and_changes(word: str) -> Iterator[str]:
    # The first letter is nearly always right: that halves the work and spares names.
    for at in range(1, len(word) + 1):
        for letter in "aeiouhlnrstcdkpy":
            yield word[:at] + letter + word[at:]
            if at < len(word) and len(word) > 5:
                yield word[:at] + letter + word[at + 1 :]


def hashed(words: str, salt: str) -> str:
    """A name or phrase as a county's file holds it."""
    normal = " ".join(plain(one) for one in words.replace("-", " ").split())
    return hashlib.blake2b(normal.encode(), salt=salt.encode()[:16], digest_size=12).hexdigest()


def capitals_around(found: Sequence[Token], at: int) -> bool:
    """Whether the words around here have capitals anyway."""
    words = [one for one in found[max(0, at - 8) : at + 8] if one.low.isalpha()]
    return len(words) > 2 and sum(one.capital for one in words) * 3 > len(words) * 2
