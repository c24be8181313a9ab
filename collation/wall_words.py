"""Words for a wall, pure: how many voices used each, without the words that everybody needs."""

import re
from collections import defaultdict
from collections.abc import Iterable

from conversations.text import folded

_WORD = re.compile(r"[^\W\d_][^\W\d_'’]*[^\W\d_]")
_COMMON = """
a about after again all also always am an and any are aren't as at away back be because been being
bit but by can can't come could couldn't cos did didn't do does doesn't doing don't dont done even
ever every everyone everything feel for from get gets getting give go goes going gonna good got had
has have having he her here him his how i i'd i'll i'm i've idk if im in into is isn't it it's its
just kind know less let like lot lots lol made make makes many maybe me mine more most much my never
no nobody nope not nothing now of off ok okay on once one only or other our out over please pls put
really say says said see she should so some someone something sometimes stuff take tell than that
that's thats the their them then there they they're thing things think this those time to too u up
ur us very wanna want wants was wasn't way we well went were what when where which who why will with
won't would yeah yes you you're your
"""
_STOP = frozenset(_COMMON.split())


def by_voices(said: Iterable[tuple[str, str]], least: int) -> list[tuple[str, int]]:
    """Word and distinct voices, of (voice, text); only words that at least so many used.

    A voice that says a word ten times is one voice. Names are gone before an answer is released,
    and what only a few say is not on any wall.
    """
    voices: dict[str, set[str]] = defaultdict(set)
    for voice, text in said:
        for word in content_words(text):
            voices[word].add(voice)
    counted = [(word, len(who)) for word, who in voices.items() if len(who) >= least]
    return sorted(counted, key=lambda one: (-one[1], one[0]))


def content_words(text: str) -> set[str]:
    """The words of a text, folded, without placeholders and words that everybody needs."""
    return {word for word in plain_words(text) if word not in _STOP}


def plain_words(text: str) -> list[str]:
    """All words of a text in their order, folded, without placeholders and numbers."""
    found = _WORD.findall(re.sub(r"\[[^\]]*\]", " ", folded(text)))
    return [word.replace("’", "'") for word in found]
