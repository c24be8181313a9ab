"""A change of the code frame as a form says it: read, made on today's frame, said in words."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from collation import frame as frames
from collation.frame import Frame, FrameError, Theme
from collation.frame_files import from_yaml
from collation.terms import unreadable
from config.marked import DataError
from conversations.phrases import PhraseError
from conversations.text import clean

MOST_LETTERS = {"definition": 400, "label": 80, "why": 400, "term": 80, "frame": 400_000}


@dataclass(frozen=True)
class Asked:
    """What the officer asks for: the kind of change, and what was filled in."""

    op: str
    fields: tuple[tuple[str, str], ...]

    def field(self, name: str) -> str:
        """One field, or nothing."""
        return dict(self.fields).get(name, "")

    def listed(self, name: str) -> tuple[str, ...]:
        """Every value of a field that may come several times."""
        return tuple(value for field, value in self.fields if field == name)


def read(fields: Mapping[str, list[str]]) -> Asked:
    """From a posted form. Raises FrameError where the form asks for nothing known."""
    op = (fields.get("op") or [""])[0]
    if op not in _MADE:
        raise FrameError("The page asked for a change that does not exist. Go back and try again.")
    found = [
        (name, _tidy(name, value))
        for name, values in sorted(fields.items())
        if name in _FIELDS
        for value in values
    ]
    return Asked(op, tuple((name, value) for name, value in found if value))


def make(frame: Frame, asked: Asked) -> Frame:
    """The frame as it would be. Raises FrameError, in words for the officer, with its field."""
    if asked.op not in ("add_theme", "import"):
        _in_use(frame, asked, "theme")
    try:
        return _MADE[asked.op](frame, asked)
    except FrameError as problem:
        raise FrameError(str(problem), problem.field or _FIELD_OF[asked.op]) from problem


def field_of(asked: Asked) -> str:
    """The field that a change stands or falls with."""
    return _FIELD_OF[asked.op]


def in_words(frame: Frame, asked: Asked) -> str:
    """`Add the term “nobody rang” to Seeing and reaching my worker`."""
    names = {one.id: one.label for one in frame.themes}
    theme, into = (names.get(asked.field(one), asked.field(one)) for one in ("theme", "into"))
    label, term = asked.field("label"), asked.field("term")
    return {
        "add_term": f"Add the term “{term}” to {theme}",
        "drop_term": f"Take the term “{term}” out of {theme}",
        "add_exclusion": f"Never count “{term}” as {theme}",
        "drop_exclusion": f"No longer leave out “{term}” from {theme}",
        "rename": f"Rename {theme} to {label}" if label != theme else f"Say anew what {theme} is",
        "merge": f"Merge {theme} into {into}",
        "split": f"Split {theme}: {label} becomes a theme of its own",
        "add_theme": f"New theme: {label}",
        "retire": f"No longer use {theme}",
        "import": "Take over a frame from a file",
    }[asked.op]


def _add_term(frame: Frame, asked: Asked) -> Frame:
    return frames.add_term(frame, asked.field("theme"), _term(asked), asked.listed("asked"))


def _drop_term(frame: Frame, asked: Asked) -> Frame:
    return frames.drop_term(frame, asked.field("theme"), _term(asked))


def _add_exclusion(frame: Frame, asked: Asked) -> Frame:
    return frames.add_exclusion(frame, asked.field("theme"), _term(asked))


def _drop_exclusion(frame: Frame, asked: Asked) -> Frame:
    return frames.drop_exclusion(frame, asked.field("theme"), _term(asked))


def _rename(frame: Frame, asked: Asked) -> Frame:
    definition = asked.field("definition") or None
    label = _label(asked)
    if label != frame.theme(asked.field("theme")).label:
        _no_double(frame, label, asked.field("theme"))
    return frames.rename(frame, asked.field("theme"), label, definition)


def _merge(frame: Frame, asked: Asked) -> Frame:
    if asked.field("theme") == asked.field("into"):
        raise FrameError("Choose another theme: one cannot be merged into itself.")
    _in_use(frame, asked, "into")
    return frames.merge(frame, asked.field("theme"), asked.field("into"))


def _split(frame: Frame, asked: Asked) -> Frame:
    if not asked.listed("terms"):
        raise FrameError("Tick the terms that the new theme takes with it.", "terms")
    old = frame.theme(asked.field("theme"))
    new = _new(frame, asked, old)
    return frames.split(frame, old.id, new, asked.listed("terms"))


def _retire(frame: Frame, asked: Asked) -> Frame:
    return frames.retire(frame, asked.field("theme"))


def _add_theme(frame: Frame, asked: Asked) -> Frame:
    return frames.add_theme(frame, _new(frame, asked, None))


def _import(frame: Frame, asked: Asked) -> Frame:
    try:
        found = from_yaml(asked.field("frame"), "this file")
    except DataError as problem:
        raise FrameError(f"This file is not a code frame: {problem}") from problem
    if not found.active:
        raise FrameError("There is no theme in this file.")
    try:
        list(unreadable(found))
    except PhraseError as problem:
        raise FrameError(f"A group of words cannot be read: {problem}.") from problem
    there = {one.id for one in found.themes}
    missing = tuple(
        replace(one, terms=(), state=frames.RETIRED) for one in frame.themes if one.id not in there
    )  # so that what was coded to them is not without a name
    whole = replace(found, version=frame.version + 1, themes=(*found.themes, *missing))
    return frames.from_json(frames.to_json(whole))


def _new(frame: Frame, asked: Asked, like: Theme | None) -> Theme:
    label = _label(asked)
    _no_double(frame, label)
    definition = asked.field("definition")
    if not definition:
        raise FrameError(
            "Say in one sentence what belongs to it, so that others code it alike.", "definition"
        )
    terms = tuple(frames.Term(one.strip()) for one in asked.field("words").split("\n") if one)
    return Theme(
        _id(label, {one.id for one in frame.themes}), label, definition,
        terms=() if like else tuple(one for one in terms if one.text),
        questions=like.questions if like else (), domain=like.domain if like else "service",
        acts=like.acts if like else (),
    )  # fmt: skip


def _no_double(frame: Frame, label: str, but: str = "") -> None:
    others = {one.label.casefold() for one in frame.active if one.id != but}
    if label.casefold() in others:
        raise FrameError("There is a theme of that name already.", "label")


def _in_use(frame: Frame, asked: Asked, name: str) -> None:
    if asked.field(name) not in {one.id for one in frame.active}:
        raise FrameError("This theme is not in use. Choose one that is.", name)


def _label(asked: Asked) -> str:
    label = asked.field("label")
    if not label:
        raise FrameError("Give it a name in plain words.", "label")
    return label


def _term(asked: Asked) -> str:
    term = asked.field("term")
    if not re.search(r"\w", term):
        raise FrameError("Write the word or the words of the term.")
    return term


def _id(label: str, taken: set[str]) -> str:
    start = re.sub(r"[^a-z0-9]+", "_", label.casefold()).strip("_")[:30]
    if len(start) < 2 or not start[0].isalpha():
        start = f"theme_{start}".strip("_")
    every = [start, *(f"{start}_{n}" for n in range(2, 1000))]
    return next(one for one in every if one not in taken)


def _tidy(name: str, value: str) -> str:
    if name == "frame":
        return value[: MOST_LETTERS["frame"]]
    lines = [" ".join(clean(line).split()) for line in value.splitlines()]
    return "\n".join(filter(None, lines))[: MOST_LETTERS.get(name, 2000)].strip()


_FIELDS = frozenset(
    ("theme", "into", "label", "definition", "term", "terms", "asked", "words", "why", "frame")
)

_MADE: Mapping[str, Callable[[Frame, Asked], Frame]] = {
    "add_term": _add_term,
    "drop_term": _drop_term,
    "add_exclusion": _add_exclusion,
    "drop_exclusion": _drop_exclusion,
    "rename": _rename,
    "merge": _merge,
    "split": _split,
    "add_theme": _add_theme,
    "retire": _retire,
    "import": _import,
}

_FIELD_OF: Mapping[str, str] = {
    "add_term": "term", "drop_term": "term", "add_exclusion": "term", "drop_exclusion": "term",
    "rename": "label", "merge": "into", "split": "terms", "add_theme": "words",
    "retire": "theme", "import": "file",
}  # fmt: skip
