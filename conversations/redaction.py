"""Takes names and everything else that could tell who wrote a text out of it."""

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Removed:
    """What was taken out: characters of the text as it came in, and what it was."""

    start: int
    end: int
    kind: str


@dataclass(frozen=True)
class Suspect:
    """What was left in, but a person should look at."""

    start: int
    end: int
    why: str


@dataclass(frozen=True)
class Redaction:
    text: str
    removed: tuple[Removed, ...]
    suspect: tuple[Suspect, ...]


_FIRST = (
    ("email", re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}")),
    ("link", re.compile(r"(?:https?://|www\.)\S+")),
    ("phone", re.compile(r"(?<!\d)(?:\+44|0)[ -]?\d(?:[ .-]?\d){8,9}(?!\d)")),
)


def redact(text: str, lists: object = None, question: str | None = None) -> Redaction:
    found: list[Removed] = []
    for kind, pattern in _FIRST:
        for match in pattern.finditer(text):
            if all(match.end() <= one.start or one.end <= match.start() for one in found):
                found.append(Removed(match.start(), match.end(), kind))
    removed = tuple(sorted(found, key=lambda one: one.start))
    parts, at = [], 0
    for one in removed:
        parts += [text[at : one.start], f"[{one.kind}]"]
        at = one.end
    return Redaction("".join([*parts, text[at:]]), removed, ())
