"""Reads what young people really write as an answer to a closed question; or asks again."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from conversations import choosing, numbers, several, yes_no
from conversations.lexicon import key
from conversations.options import written
from conversations.steps import Choice
from conversations.text import folded

Value = str | int | tuple[str, ...]


@dataclass(frozen=True)
class Match:
    """`value` is None where we would ask again; `more` where other words came with the answer."""

    value: Value | None = None
    more: bool = False


NONE = Match()


def match(
    kind: str,
    text: str,
    choices: Sequence[Choice] = (),
    span: tuple[int, int] = (1, 5),
    language: str = "en",
) -> Match:
    """The answer in a text, for one kind of closed question."""
    found: tuple[Value, bool] | None = None
    if kind == "yes_no":
        found = yes_no.read(text, _accepted(tuple(choices)), language)
    elif kind in ("scale", "number"):
        found = numbers.read(text, span, language, kind)
    elif kind == "choice" and choices:
        found = choosing.one(text, tuple(choices), language)
    elif kind == "choices" and choices:
        found = several.read(text, tuple(choices), language)
    return Match(*found) if found else NONE


def is_number_only(text: str) -> bool:
    """Digits and signs without one letter: never an answer in words."""
    bare = folded(text)
    return any(char.isdigit() for char in bare) and not any(char.isalpha() for char in bare)


def accepts_exactly(choices: tuple[Choice, ...], text: str) -> bool:
    """Whether a text is just what a choice is called or accepts."""
    return bool(choices) and folded(text) in written(choices)


@lru_cache(maxsize=256)
def _accepted(choices: tuple[Choice, ...]) -> dict[str, str]:
    return {key(f): one.value for one in choices for f in (one.label, *one.accepts) if key(f)}
