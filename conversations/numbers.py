"""Reads one whole number out of a reply, or none: never half of 3.5, 2-3 or a phone number."""

import re
from collections.abc import Sequence

from conversations import lexicon
from conversations.text import plain, squeezed, trimmed

_NUMBERISH = re.compile(r"\d+(?:[.,:]\d+)*|\d")
_OUT_OF = re.compile(r"(\d+|[a-z]+) ?(?:/|out of|outta|of) ?(\d+|[a-z]+)")
_GLUED = re.compile(r"(?:no|num|nr|number|option|opt|#)[.: ]?(\d+)")


_ORDINAL_ONE = re.compile(rf"\b({'|'.join(lexicon.ORDINALS)}) one\b")
_STRETCHED = {squeezed(word): value for word, value in lexicon.NUMBER_WORDS.items()}


def read(text: str, span: tuple[int, int]) -> tuple[int, bool] | None:
    """The number within the span, and whether other words came with it."""
    bare = plain(text)
    low, high = span
    stars = sum(bare.count(star) for star in "⭐🌟★")
    if stars and not any(char.isalnum() for char in bare):
        return (stars, False) if low <= stars <= high else None
    found = _out_of(bare, high) or _lone_number(bare)
    return found if found and low <= found[0] <= high else None


def _out_of(bare: str, high: int) -> tuple[int, bool] | None:
    """4/5, "4 out of 5": only where the whole is the top of the scale that was asked."""
    match_ = _OUT_OF.search(bare)
    if match_ is None:
        return None
    part, top = whole(match_[1]), whole(match_[2])
    if part is None or top != high:
        return None
    rest = f"{bare[: match_.start()]} {bare[match_.end() :]}"
    if _NUMBERISH.search(rest) or bare[: match_.start()].endswith(("-", ".", ",", "/")):
        return None
    return part, says_more(rest.split())


def whole(word: str) -> int | None:
    return int(word) if word.isdecimal() and len(word) < 10 else lexicon.NUMBER_WORDS.get(word)


def _lone_number(bare: str) -> tuple[int, bool] | None:
    """The one number of a text, if the rest changes nothing or comes after it as a reason."""
    numbers: list[tuple[int, int]] = []
    words = _ORDINAL_ONE.sub(r"\1", bare).split()
    for at, word in enumerate(words):
        value = _word_number(word)
        if value == -1:
            return None
        if value is not None:
            numbers.append((at, value))
    if len(numbers) != 1:
        return None
    at, value = numbers[0]
    before, after = [trimmed(w) for w in words[:at]], [trimmed(w) for w in words[at + 1 :]]
    if any(word not in lexicon.FILLERS for word in before if word.isalnum()):
        return None
    if not says_more(after):
        return value, False
    pause = words[at][-1] in ",.;:-!" or (len(words) > at + 1 and words[at + 1] in ("-", ":"))
    reason = pause or after[0] in lexicon.BECAUSE or after[0] in lexicon.FILLERS
    return (value, True) if reason else None


def _word_number(word: str) -> int | None:
    """The whole number that a word is; -1 for a number that no scale has (3.5, 2-3, fiv3)."""
    core = word.lstrip("(*'\"#")
    core = core[: core.index(trimmed(core)) + len(trimmed(core))]  # signs after it go
    if core.isdecimal():
        return int(core) if len(core) < 10 else -1
    glued = _GLUED.fullmatch(core)
    if glued:
        return int(glued[1])
    if core in lexicon.NUMBER_WORDS:
        return lexicon.NUMBER_WORDS[core]
    if len(core) > 3 and squeezed(core) in _STRETCHED:
        return _STRETCHED[squeezed(core)]
    if core in lexicon.ORDINALS:
        return lexicon.ORDINALS[core]
    return -1 if any(char.isdigit() for char in word) else None


def says_more(words: Sequence[str]) -> bool:
    return any(word not in lexicon.FILLERS and any(c.isalpha() for c in word) for word in words)
