"""Codes answers to themes: non-answers out first, then terms, then a suggestion for the rest."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from collation.learning import Learned, Lessons, Ready, learn
from collation.non_answers import says_nothing
from collation.terms import ALWAYS, ANY, Matcher, build
from config.code_words import CodeWords, load_code_words
from config.frame import Frame
from conversations.text import clean

SUBSTANTIVE, NON_ANSWER = "substantive", "non_answer"
BY_TERM, BY_LEARNING, BY_QUESTION = "term", "learned", "question"


class Correction(NamedTuple):
    """What a person decided about an answer: all its themes, perhaps none.

    `given`: those of them that no term had found (None: any that terms do not find today);
    `refused`: those that the machine had found wrongly (None: all others).
    """

    text: str
    question: str | None
    themes: frozenset[str]
    given: frozenset[str] | None = None
    refused: frozenset[str] | None = None


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
    """What the machine makes of one answer. No themes and no suggestion: uncoded.

    `doubted`: themes that only terms name which people kept refusing.
    """

    kind: str
    themes: tuple[Hit, ...] = ()
    suggested: tuple[Suggestion, ...] = ()
    doubted: tuple[str, ...] = ()


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
    learning = learn(frame, matcher, made_ready(matcher, corrections))
    return Compiled(frame.version, learning.fingerprint, matcher, learning, words)


def made_ready(matcher: Matcher, corrections: Iterable[Correction]) -> list[Ready]:
    """Corrections as the machine learns from them: each once, in a fixed order."""
    active = frozenset(matcher.themes)

    def some(themes: frozenset[str]) -> tuple[str, ...]:
        return tuple(sorted(themes & active))

    return sorted(
        {
            Ready(
                matcher.normal(clean(one.text)),
                one.question or "",
                some(one.themes),
                some(one.themes if one.given is None else one.given),
                some((active if one.refused is None else one.refused) - one.themes),
            )
            for one in corrections
        }
    )


def code(compiled: Compiled, text: str, question: str | None = None) -> Coded:
    """Pure: the same text to the same question is always coded alike. Never fails on any text."""
    normal = compiled.matcher.normal(clean(text))
    if says_nothing(normal, compiled.words):
        return Coded(NON_ANSWER)
    return code_normal(compiled, normal, question)


def code_normal(compiled: Compiled, normal: str, question: str | None) -> Coded:
    """The same for a text that is known to say something, its spelling put right."""
    matcher, learning = compiled.matcher, compiled.learning
    hits, doubted = found_by(matcher, learning, normal, question)
    hits = hits or only_asked(matcher, question)
    return Coded(
        SUBSTANTIVE,
        tuple(hits[at] for at in sorted(hits)),
        tuple(
            Suggestion(matcher.themes[at], score)
            for at, score in learning.nearest(normal, hits)
            if matcher.may_be(at, question)
        ),
        doubted,
    )


def found_by(
    matcher: Matcher, learnt: Lessons, normal: str, question: str | None
) -> tuple[dict[int, Hit], tuple[str, ...]]:
    """Themes by the frame's terms and by what was learnt, and those by doubted terms alone: no
    theme's depend on another's."""
    hits: dict[int, Hit] = {}
    found = matcher.found(normal, question)
    for at, pairs in found.items():
        sure = [pair for pair in pairs if (at, pair[0]) not in learnt.misleading]
        if sure:
            hits[at] = _hit(matcher.themes[at], sure)
    for at, words in learnt.taught_by(normal).items():
        if at not in hits and matcher.may_be(at, question):
            hits[at] = Hit(matcher.themes[at], tuple(words), BY_LEARNING, tuple(words))
    return hits, tuple(matcher.themes[at] for at in found if at not in hits)


def only_asked(matcher: Matcher, question: str | None) -> dict[int, Hit]:
    """Themes of an answer in which nothing else was found, by its question."""
    by_question = matcher.by_question(question)
    return {at: Hit(matcher.themes[at], (ANY,), BY_QUESTION) for at in by_question}


def _hit(theme: str, pairs: Iterable[tuple[str, str]]) -> Hit:
    terms = tuple(dict.fromkeys(term for term, _ in pairs))
    words = tuple(dict.fromkeys(words for _, words in pairs if words))
    return Hit(theme, terms, BY_QUESTION if terms == (ALWAYS,) else BY_TERM, words)
