"""Knows answers that say nothing: "idk", "nothing really tbh", "👍", "asdfgh"."""

import re
from functools import lru_cache

from config.code_words import CodeWords

_LETTERS = re.compile(r"[^\W\d_]")
_LAUGH = re.compile(r"(?:a?(?:ha|he|hi|lo|hu|ja){2,}[hl]?|l+o+l+|x+o*x*|h+m+|m+h*m+|(?:xd|lo)+)")
_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_MOST_WORDS = 12


def says_nothing(normal: str, words: CodeWords) -> bool:
    """Whether a text, its spelling put right, is no answer to anything."""
    said = normal.split()
    parts = [word for word in said if word != "." and _LETTERS.search(word)]
    if not parts:
        return True
    if len(parts) > _MOST_WORDS:
        return False
    return _all_empty(tuple(parts), words) or all(_mashed(word, words) for word in parts)


def _all_empty(parts: tuple[str, ...], words: CodeWords) -> bool:
    """Whether it is made of answers that say nothing, small words around and between them.

    Small words alone ("now", "me") answer nothing only where one of them stands in that list too.
    """
    phrases, longest = _phrases(words)
    reached = {0: False}  # how far can be read, and whether an empty answer was among it
    for at in range(len(parts)):
        if at not in reached:
            continue
        for size in range(1, min(longest, len(parts) - at) + 1):
            phrase = " ".join(parts[at : at + size])
            empty = phrase in phrases or (size == 1 and bool(_LAUGH.fullmatch(phrase)))
            if empty or phrase in words.small:
                reached[at + size] = reached.get(at + size, False) or reached[at] or empty
    return reached.get(len(parts), False)


@lru_cache(maxsize=8)
def _phrases(words: CodeWords) -> tuple[frozenset[str], int]:
    known = words.no_answer | words.small
    return words.no_answer, max(one.count(" ") + 1 for one in known)


def _mashed(word: str, words: CodeWords) -> bool:
    """Keys struck without a thought: "asdfgh", "gggg", "hjkhjk"."""
    if word in words.real or len(word) < 3 or not word.isascii():
        return False
    if len(set(word)) == 1 or (len(word) > 3 and not set(word) & set("aeiouy")):
        return True
    return any(len(word) > 3 and set(word) <= set(row) for row in _ROWS[1:]) or any(
        row in word for row in ("asdf", "qwer", "zxcv", "hjkl", "sdfg", "dfgh")
    )
