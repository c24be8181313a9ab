"""Codes answers to themes: non-answers out first, then terms, then a suggestion for the rest."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from config.frame import Frame

SUBSTANTIVE, NON_ANSWER = "substantive", "non_answer"
BY_TERM, BY_LEARNING = "term", "learned"


class Correction(NamedTuple):
    """What a person decided about an answer: all its themes, perhaps none."""

    text: str
    question: str | None
    themes: frozenset[str]


@dataclass(frozen=True, slots=True)
class Hit:
    """A theme that is coded, and why: terms of the frame, or words that corrections taught."""

    theme: str
    terms: tuple[str, ...]
    by: str = BY_TERM


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


def compile_frame(frame: Frame, corrections: Iterable[Correction] = ()) -> Compiled:
    """The same whatever the order of themes' terms and of corrections. Picklable."""
    raise NotImplementedError


def code(compiled: Compiled, text: str, question: str | None = None) -> Coded:
    """Pure: the same text to the same question is always coded alike. Never fails on any text."""
    raise NotImplementedError
