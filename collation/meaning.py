"""What is meant by what is said: more of it, less of it, praise, an idea; never an average."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase

from collation.voices import Said, ids, voices
from config.meanings import MEANINGS

OPEN = "open"
"""What answers to a question mean that asks for nothing in particular."""


@dataclass(frozen=True)
class Camp:
    """Those who mean the same by a theme; `base`: all who answered questions that ask for it."""

    meaning: str
    voices: int
    base: int
    answers: tuple[str, ...]


def meaning_of(question: str, meanings: Mapping[str, Iterable[str]]) -> str:
    """The question decides, not the words: polarity is asked."""
    for meaning in MEANINGS:
        if any(fnmatchcase(question, one) for one in meanings.get(meaning, ())):
            return meaning
    return OPEN


def camps(
    answers: Iterable[Said], theme: str, meanings: Mapping[str, Iterable[str]]
) -> tuple[Camp, ...]:
    """All camps of a theme side by side, those with nobody in them too."""
    asked: dict[str, list[Said]] = {meaning: [] for meaning in (*MEANINGS, OPEN)}
    for one in answers:
        if one.substantive:
            asked[meaning_of(one.question, meanings)].append(one)
    found = []
    for meaning, some in asked.items():
        of_it = [one for one in some if theme in one.themes]
        found.append(Camp(meaning, voices(of_it), voices(some), ids(of_it)))
    return tuple(found)
