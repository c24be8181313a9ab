"""Finds where young people put their own answer right: "3 no wait 4", "not 3, 4"."""

import re
from collections.abc import Callable, Sequence

from conversations.lexicon import Lexicon, lexicon, loose
from conversations.text import trimmed

_INSTEAD = re.compile(r"(?i:not) (?P<wrong>[^,]{1,40}?)(?:,| but) ?(?P<right>.{1,80})")
_NOT = re.compile(r"(?P<right>[^,]{1,40}?),? (?i:not) (?P<wrong>.{1,40})")
_LONGEST = 3  # words of what takes back ("change that to")


def put_right(
    text: str,
    language: str,
    answers: Callable[[str], bool],
    no_answers: bool,
    not_this: bool = True,
) -> str | None:
    """What is written after the last word that takes an answer back, if one stands before it.

    `answers` says whether a part is an answer alone. `no_answers`: "no" is an answer itself here,
    so that "3 no 4" is put right, and "yes no" is not.
    """
    if " " not in text.strip():
        return None
    words = text.split()
    bare = [trimmed(loose(word)) for word in words]
    lex = lexicon(language)
    found = _turn(bare, lex, no_answers)
    if found is None:
        return _not_this(text, answers) if not_this else None
    start, end = found
    before, after = " ".join(words[:start]), " ".join(words[end:])
    return after if after and (not before or answers(_to_the_last(before, lex))) else None


def _turn(bare: Sequence[str], lex: Lexicon, no_answers: bool) -> tuple[int, int] | None:
    """Where the last run of words that take back begins and ends, with an answer after it."""
    end = len(bare)
    while end:
        end -= 1
        size = _takes_back(bare, end, lex, no_answers)
        if size and end + 1 < len(bare):
            start = end + 1 - size
            while start and (more := _takes_back(bare, start - 1, lex, no_answers)):
                start -= more
            return start, end + 1
    return None


def _takes_back(bare: Sequence[str], last: int, lex: Lexicon, no_answers: bool) -> int:
    """How many words that end here take back what stands before them."""
    for size in range(min(_LONGEST, last + 1), 0, -1):
        if lex.has("taken_back", " ".join(bare[last + 1 - size : last + 1])):
            return size
    return int(last > 0 and not no_answers and bare[last] in ("no", "nah", "nope"))


def _to_the_last(before: str, lex: Lexicon) -> str:
    """Without "but" at the end ("yes but actually no")."""
    words = before.split()
    while len(words) > 1 and lex.has("but", trimmed(loose(words[-1]))):
        words.pop()
    return " ".join(words)


def _not_this(text: str, answers: Callable[[str], bool]) -> str | None:
    """ "not 3, 4" and "not 3 but 4": what follows; "4 not 3": what stands before."""
    found = _INSTEAD.fullmatch(text.strip())
    if found:
        return found["right"] if answers(found["wrong"]) else None
    found = _NOT.fullmatch(text.strip())
    return found["right"] if found and all(map(answers, found.groups())) else None
