"""Reads what young people really write as an answer to a closed question; or asks again."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from conversations import choosing, numbers, several, yes_no
from conversations.corrections import put_right
from conversations.lexicon import key
from conversations.options import written
from conversations.steps import Choice
from conversations.text import folded, has_letters

Value = str | int | tuple[str, ...]


@dataclass(frozen=True)
class Match:
    """`value` is None where we would ask again; `more` where other words came with the answer."""

    value: Value | None = None
    more: bool = False


NONE = Match()
_MOST_PLAIN = 100


def match(
    kind: str,
    text: str,
    choices: Sequence[Choice] = (),
    span: tuple[int, int] = (1, 5),
    language: str = "en",
) -> Match:
    """The answer in a text, for one kind of closed question."""
    asked = kind, tuple(choices), span, language
    return _plainest(*asked).get(text) or read(text, *asked)


def read(
    text: str, kind: str, choices: tuple[Choice, ...], span: tuple[int, int], language: str
) -> Match:
    """The answer in any text; `match` knows the plainest texts without reading them again."""
    asked = kind, choices, span, language
    no_answers = kind == "yes_no" or (kind == "choice" and _said(choices, "no"))
    several_asked = kind == "choices"  # which says itself what "music not art" takes out
    later = put_right(
        text, language, lambda part: _alone(part, *asked), no_answers, not several_asked
    )
    found = read(later, *asked) if later and later != text else NONE
    return found if found.value is not None and _clear(found, kind) else _as_it_stands(text, *asked)


def _clear(found: Match, kind: str) -> bool:
    """Whether what puts right is an answer and no sentence ("yes i mean no doctor came")."""
    return not found.more or kind in ("scale", "number")


def _alone(
    text: str, kind: str, choices: tuple[Choice, ...], span: tuple[int, int], language: str
) -> bool:
    found = _as_it_stands(text, kind, choices, span, language)
    return found.value is not None and not found.more


def _said(choices: tuple[Choice, ...], form: str) -> bool:
    return form in written(choices)


def _as_it_stands(
    text: str, kind: str, choices: tuple[Choice, ...], span: tuple[int, int], language: str
) -> Match:
    found: tuple[Value, bool] | None = None
    if kind == "yes_no":
        found = yes_no.read(text, _accepted(choices), language)
    elif kind in ("scale", "number"):
        found = numbers.read(text, span, language, kind)
    elif kind == "choice" and choices:
        found = choosing.one(text, choices, language)
    elif kind == "choices" and choices:
        found = several.read(text, choices, language)
    return Match(*found) if found else NONE


@lru_cache(maxsize=512)
def _plainest(
    kind: str, choices: tuple[Choice, ...], span: tuple[int, int], language: str
) -> dict[str, Match]:
    """What the texts that most people send mean: numbers on offer and what choices are called.

    Read once for each question, in the one way that texts are read. It depends on the question
    alone: nothing that anybody wrote is kept here.
    """
    low, high = (1, len(choices)) if choices else span
    texts = [str(number) for number in range(low, min(high, low + _MOST_PLAIN) + 1)]
    for one in choices:
        texts += (form for said in (one.label, *one.accepts) for form in _as_typed(said))
    return {text: read(text, kind, choices, span, language) for text in texts}


def _as_typed(said: str) -> tuple[str, str, str]:
    """As it stands, in small letters, and as a phone writes what begins a text."""
    return said, said.lower(), said[:1].upper() + said[1:]


def is_number_only(text: str) -> bool:
    """Digits and signs without one letter: never an answer in words."""
    bare = folded(text)
    return not has_letters(bare) and any(char.isdigit() for char in bare)


def accepts_exactly(choices: tuple[Choice, ...], text: str) -> bool:
    """Whether a text is just what a choice is called or accepts."""
    return bool(choices) and folded(text) in written(choices)


@lru_cache(maxsize=256)
def _accepted(choices: tuple[Choice, ...]) -> dict[str, str]:
    return {key(f): one.value for one in choices for f in (one.label, *one.accepts) if key(f)}
