"""Codes answers to themes: non-answers out first, then terms, then a suggestion for the rest."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from collation.learning import NOTHING_LEARNT, Learned, learn
from collation.non_answers import says_nothing
from collation.terms import ANY, Matcher, build
from config.code_words import CodeWords, load_code_words
from config.frame import Frame
from conversations.text import clean

SUBSTANTIVE, NON_ANSWER = "substantive", "non_answer"
BY_TERM, BY_LEARNING, BY_QUESTION = "term", "learned", "question"


class Correction(NamedTuple):
    """What a person decided about an answer: all its themes, perhaps none."""

    text: str
    question: str | None
    themes: frozenset[str]


@dataclass(frozen=True, slots=True)
class Hit:
    """A theme that is coded, and why.

    `terms`: terms of the frame, or words that corrections taught; `words`: what they found.
    """

    theme: str
    terms: tuple[str, ...]
    by: str = BY_TERM
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A theme for a person to look at; never counted."""

    theme: str
    score: float


@dataclass(frozen=True, slots=True)
class Coded:
    """What the machine makes of one answer. No themes and no suggestion: uncoded."""

    kind: str
    themes: tuple[Hit, ...] = ()
    suggested: tuple[Suggestion, ...] = ()


@dataclass(frozen=True)
class Compiled:
    """A frame ready for use; `version` is the frame's, `learned` a fingerprint of corrections."""

    version: int
    learned: str
    matcher: Matcher
    learning: Learned
    words: CodeWords


def compile_frame(frame: Frame, corrections: Iterable[Correction] = ()) -> Compiled:
    """The same whatever the order of themes' terms and of corrections. Picklable."""
    words = load_code_words()
    matcher = build(frame, words)
    active = frozenset(matcher.themes)
    ready = sorted(
        {
            (matcher.normal(clean(text)), question or "", tuple(sorted(themes & active)))
            for text, question, themes in corrections
        }
    )
    learning = learn(frame, matcher, ready) if ready or frame.themes else NOTHING_LEARNT
    return Compiled(frame.version, learning.fingerprint, matcher, learning, words)


def code(compiled: Compiled, text: str, question: str | None = None) -> Coded:
    """Pure: the same text to the same question is always coded alike. Never fails on any text."""
    normal = compiled.matcher.normal(clean(text))
    if says_nothing(normal, compiled.words):
        return Coded(NON_ANSWER)
    return code_normal(compiled, normal, question)


def code_normal(compiled: Compiled, normal: str, question: str | None) -> Coded:
    matcher = compiled.matcher
    found = matcher.found(normal, question)
    hits = {
        matcher.themes[at]: Hit(
            matcher.themes[at],
            tuple(dict.fromkeys(term for term, _ in pairs)),
            BY_TERM,
            tuple(dict.fromkeys(words for _, words in pairs)),
        )
        for at, pairs in found.items()
    }
    if not hits:
        hits = {
            matcher.themes[at]: Hit(matcher.themes[at], (ANY,), BY_QUESTION)
            for at in matcher.by_question(question)
        }
    return Coded(SUBSTANTIVE, tuple(hits.values()), ())
