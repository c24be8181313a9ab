"""The code frame as a value: its canonical JSON, and every change as a new version of it."""

import re
from collections.abc import Iterable
from dataclasses import asdict, replace
from typing import Any, TypeVar

from config.frame import ACTIVE, DOMAINS, IN_OUR_POWER, RETIRED, STATES, Frame, Term, Theme

__all__ = [
    "ACTIVE", "RETIRED", "Frame", "FrameError", "Term", "Theme", "add_exclusion", "add_term",
    "add_theme", "drop_exclusion", "drop_term", "from_json", "merge", "rename", "retire", "split",
    "to_json",
]  # fmt: skip

_One = TypeVar("_One")
_ID = re.compile(r"[a-z][a-z0-9_]{1,39}")
_LISTS = ("excludes", "examples", "counter_examples", "questions", "acts")


class FrameError(ValueError):
    """A change that cannot be made; the message is for the officer, `field` what to mend."""

    def __init__(self, message: str, field: str = "") -> None:
        super().__init__(message)
        self.field = field


def to_json(frame: Frame) -> dict[str, Any]:
    """The same object for the same frame, whatever the order in which its terms were added."""
    return {
        "version": frame.version,
        "groups": {name: sorted(set(words)) for name, words in sorted(frame.groups)},
        "themes": [_theme_to_json(theme) for theme in frame.themes],
    }


def from_json(found: dict[str, Any]) -> Frame:
    """FrameError where it is no frame."""
    try:
        return Frame(
            version=int(found["version"]),
            themes=tuple(_theme_from_json(one) for one in found["themes"]),
            groups=tuple(
                (str(name), tuple(map(str, words)))
                for name, words in sorted(dict(found.get("groups", {})).items())
            ),
        )
    except (KeyError, TypeError, ValueError, AttributeError) as problem:
        raise FrameError(f"This is no code frame: {problem}") from None


def _theme_to_json(theme: Theme) -> dict[str, Any]:
    shown = asdict(theme)
    terms = sorted(set(theme.terms), key=lambda term: (term.text, term.asked))
    shown["terms"] = [{"text": term.text, "asked": list(term.asked)} for term in terms]
    for name in _LISTS:
        shown[name] = sorted(set(shown[name])) if name == "excludes" else list(shown[name])
    return shown


def _theme_from_json(found: dict[str, Any]) -> Theme:
    values = dict(found)
    values["terms"] = tuple(
        Term(str(one["text"]), tuple(map(str, one.get("asked", ())))) for one in found["terms"]
    )
    for name in _LISTS:
        values[name] = tuple(map(str, found.get(name, ())))
    theme = Theme(**values)
    _check(theme)
    return theme


def _check(theme: Theme) -> None:
    if not _ID.fullmatch(theme.id):
        raise FrameError("A theme's id is small letters, digits and _, and begins with a letter.")
    if not theme.label.strip():
        raise FrameError("A theme needs a name that people understand.")
    if theme.domain not in DOMAINS or theme.power not in IN_OUR_POWER or theme.state not in STATES:
        raise FrameError(
            "Choose the theme's domain, and whether it is in our power, from the list."
        )


def rename(frame: Frame, theme_id: str, label: str, definition: str | None = None) -> Frame:
    """The id stays, so that what is coded stays coded."""
    theme = _active(frame, theme_id)
    if not label.strip():
        raise FrameError("A theme needs a name that people understand.")
    text = theme.definition if definition is None else definition.strip()
    return _with(frame, replace(theme, label=label.strip(), definition=text))


def merge(frame: Frame, from_id: str, into_id: str) -> Frame:
    """`from_id` is retired with `into` set; its terms, exclusions and examples move over."""
    gone, kept = _active(frame, from_id), _active(frame, into_id)
    if from_id == into_id:
        raise FrameError("Choose two different themes to merge.")
    own_examples = set(gone.examples)
    kept = replace(
        kept,
        terms=_joined(kept.terms, gone.terms),
        excludes=tuple(one for one in kept.excludes if one in gone.excludes),
        examples=_joined(kept.examples, gone.examples),
        counter_examples=tuple(o for o in kept.counter_examples if o not in own_examples),
        questions=_joined(kept.questions, gone.questions)
        if kept.questions and gone.questions
        else (),
        acts=_joined(kept.acts, gone.acts),
    )
    return _with(frame, kept, replace(gone, terms=(), state=RETIRED, into=into_id))


def split(frame: Frame, theme_id: str, new: Theme, terms: Iterable[str]) -> Frame:
    """A new theme that takes these terms with it."""
    theme = _active(frame, theme_id)
    taken = frozenset(terms)
    moved = tuple(term for term in theme.terms if term.text in taken)
    if missing := taken - {term.text for term in moved}:
        raise FrameError(f"These are no terms of “{theme.label}”: {', '.join(sorted(missing))}.")
    if not moved:
        raise FrameError("Choose at least one term for the new theme.")
    left = tuple(term for term in theme.terms if term.text not in taken)
    new = replace(
        new, terms=_joined(new.terms, moved), excludes=_joined(new.excludes, theme.excludes)
    )
    return add_theme(_with(frame, replace(theme, terms=left), keep_version=True), new)


def add_theme(frame: Frame, theme: Theme) -> Frame:
    _check(theme)
    if any(one.id == theme.id for one in frame.themes):
        raise FrameError(f"There is a theme “{theme.id}” already, perhaps one that was retired.")
    return replace(frame, version=frame.version + 1, themes=(*frame.themes, theme))


def retire(frame: Frame, theme_id: str) -> Frame:
    """Nothing is coded to it any more; what was coded stays in its history."""
    return _with(frame, replace(_active(frame, theme_id), state=RETIRED))


def add_term(frame: Frame, theme_id: str, term: str, asked: tuple[str, ...] = ()) -> Frame:
    theme, text = _active(frame, theme_id), _spoken(term)
    if Term(text, asked) in theme.terms:
        raise FrameError(f"“{text}” is a term of “{theme.label}” already.")
    return _with(frame, replace(theme, terms=(*theme.terms, Term(text, asked))))


def drop_term(frame: Frame, theme_id: str, term: str) -> Frame:
    theme, text = _active(frame, theme_id), _spoken(term)
    left = tuple(one for one in theme.terms if one.text != text)
    if len(left) == len(theme.terms):
        raise FrameError(f"“{text}” is no term of “{theme.label}”.")
    return _with(frame, replace(theme, terms=left))


def add_exclusion(frame: Frame, theme_id: str, words: str) -> Frame:
    theme, text = _active(frame, theme_id), _spoken(words)
    if text in theme.excludes:
        raise FrameError(f"“{text}” is left out of “{theme.label}” already.")
    return _with(frame, replace(theme, excludes=(*theme.excludes, text)))


def drop_exclusion(frame: Frame, theme_id: str, words: str) -> Frame:
    theme, text = _active(frame, theme_id), _spoken(words)
    left = tuple(one for one in theme.excludes if one != text)
    if len(left) == len(theme.excludes):
        raise FrameError(f"“{text}” is not left out of “{theme.label}”.")
    return _with(frame, replace(theme, excludes=left))


def _active(frame: Frame, theme_id: str) -> Theme:
    for one in frame.active:
        if one.id == theme_id:
            return one
    raise FrameError(f"There is no theme “{theme_id}” that is in use.")


def _spoken(text: str) -> str:
    found = " ".join(text.lower().split())
    if not found:
        raise FrameError("A term has at least one word.")
    return found


def _with(frame: Frame, *changed: Theme, keep_version: bool = False) -> Frame:
    by_id = {theme.id: theme for theme in changed}
    themes = tuple(by_id.get(theme.id, theme) for theme in frame.themes)
    return replace(frame, version=frame.version + (not keep_version), themes=themes)


def _joined(first: tuple[_One, ...], second: tuple[_One, ...]) -> tuple[_One, ...]:
    return tuple(dict.fromkeys((*first, *second)))
