"""One key for each theme, from the letters of its name; the same while the frame stands."""

from collections.abc import Iterable

from collation.frame import Theme

TAKEN = frozenset("jkz09")
"""Keys that do something else: on, back, undo, nothing to count, flag."""

_SPARE = "abcdefghilmnopqrstuvwxy12345678"


def keys(themes: Iterable[Theme]) -> dict[str, str]:
    """Theme id to key. The first letter of a word in its name where it is free, then any letter.

    The order is the frame's, so a theme that is added later never takes the key of an older one;
    the thirty-second theme and those after it have none.
    """
    given: dict[str, str] = {}
    for theme in themes:
        free = [one for one in _wanted(theme.label) if one not in TAKEN | set(given.values())]
        if free:
            given[theme.id] = free[0]
    return given


def _wanted(label: str) -> str:
    words = [word for word in label.casefold().split() if word[0].isascii() and word[0].isalpha()]
    first = "".join(word[0] for word in words if word not in _SMALL)
    rest = "".join(letter for word in words for letter in word if letter.isascii())
    return first + "".join(filter(str.isalpha, rest)) + _SPARE


_SMALL = frozenset(("and", "the", "or", "for", "a", "of", "my", "i", "to", "who", "me"))
