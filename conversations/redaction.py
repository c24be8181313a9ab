"""Takes names and everything else that could tell who wrote a text out of it."""

from collections.abc import Sequence
from dataclasses import dataclass

from config.data import RedactionLists
from conversations.identifiers import Span, identifiers
from conversations.people import people
from conversations.scripts import other_scripts
from conversations.tokens import (
    GONE,
    NAME,
    ODD,
    OFTEN,
    PLACEHOLDER,
    SELDOM,
    STAYS,
    UNKNOWN,
    Token,
    hashed,
    tokens,
)  # fmt: skip
from conversations.whereabouts import phrases, whereabouts

# What was taken can make its neighbour plain ("[name] Oduya"), so it looks again; each look takes
# something away or is the last, and few texts need a third.
LOOKS = 6


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


def redact(text: str, lists: RedactionLists, question: str | None = None) -> Redaction:
    """The text without what identifies; offsets are characters of the text as it came in.

    `question` (what was asked) is there for the callers' sake: no rule needs it yet.
    """
    removed: list[Removed] = []
    current, words = text, _look(text, lists)
    for _ in range(LOOKS):
        spans = _spans(current, words)
        if not spans:
            break
        removed = _merged([*_before_earlier(spans, removed), *removed])
        current = _written(text, removed)
        words = _look(current, lists)
    return Redaction(current, tuple(removed), _suspects(words, removed))


def _look(text: str, lists: RedactionLists) -> list[Token]:
    """One look: what has a form, what is listed, where people are, who they are."""
    gone = identifiers(text, lists.public_numbers, lists.public_starts)
    found = tokens(text, lists, _outside_placeholders(text, gone))
    phrases(found, lists)
    if lists.hashed:
        _hashed(found, lists)
    whereabouts(found, lists)
    other_scripts(found, lists)
    people(found, lists)
    return found


def _outside_placeholders(text: str, gone: Sequence[Span]) -> list[Span]:
    held = bytearray(len(text))
    for match in PLACEHOLDER.finditer(text):
        held[match.start() : match.end()] = bytes([1]) * (match.end() - match.start())
    return [one for one in gone if 1 not in held[one[0] : one[1]]]


def _hashed(found: Sequence[Token], lists: RedactionLists) -> None:
    """The county's people and homes, known only by their hashes: up to three words together."""
    for at, one in enumerate(found):
        for size in (3, 2, 1):
            part = found[at : at + size]
            if len(part) < size or any(word.kind for word in part):
                continue
            kind = lists.hashed.get(hashed(" ".join(word.low for word in part), lists.salt))
            for word in part if kind and (size > 1 or not _plain(one)) else ():
                word.kind = kind or ""


def _plain(one: Token) -> bool:
    """A single word that is more often a word ("hope") needs its cue, listed or not."""
    return one.what == SELDOM and not one.capital


def _spans(text: str, found: Sequence[Token]) -> list[Removed]:
    """What this look takes; neighbours of one kind become one."""
    spans: list[Removed] = []
    for one in found:
        if not one.kind or (one.what == GONE and PLACEHOLDER.fullmatch(one.text)):
            continue
        last = spans[-1] if spans else None
        if last and last.kind == one.kind and _one_thing(text[last.end : one.start], one.kind):
            spans[-1] = Removed(last.start, one.end, one.kind)
        else:
            spans.append(Removed(one.start, one.end, one.kind))
    return spans


def _one_thing(gap: str, kind: str) -> bool:
    return gap in (" ", "-", ". ", ".") if kind == "name" else gap in (" ", "-", "'", "’")


def _before_earlier(spans: Sequence[Removed], earlier: Sequence[Removed]) -> list[Removed]:
    """Spans of the redacted text as spans of the text that came in."""
    ends = [at for one in spans for at in (one.start, one.end - 1)]
    came = _origins(ends, earlier)
    return [
        Removed(start, last + 1, one.kind)
        for one, start, last in zip(spans, came[::2], came[1::2], strict=True)
    ]


def _origins(places: Sequence[int], earlier: Sequence[Removed]) -> list[int]:
    """Where characters of the redacted text stood before; both in rising order."""
    came, shift, at = [], 0, 0
    for place in places:
        while at < len(earlier):
            size = len(earlier[at].kind) + 2
            if place < earlier[at].start - shift + size:
                break
            shift += earlier[at].end - earlier[at].start - size
            at += 1
        came.append(place + shift)
    return came


def _merged(spans: list[Removed]) -> list[Removed]:
    merged: list[Removed] = []
    for one in sorted(spans, key=lambda span: (span.start, -span.end)):
        if merged and one.start < merged[-1].end:
            last = merged[-1]
            merged[-1] = Removed(last.start, max(last.end, one.end), last.kind)
        else:
            merged.append(one)
    return merged


def _written(text: str, removed: Sequence[Removed]) -> str:
    parts, at = [], 0
    for one in removed:
        parts += [text[at : one.start], f"[{one.kind}]"]
        at = one.end
    return "".join([*parts, text[at:]])


def _suspects(found: Sequence[Token], removed: Sequence[Removed]) -> tuple[Suspect, ...]:
    doubtful = [(one, _why(one)) for one in found if not one.kind and one.what != GONE]
    doubtful = [(one, why) for one, why in doubtful if why]
    starts = _origins([one.start for one, _ in doubtful], removed)
    return tuple(
        Suspect(start, start + one.end - one.start, why)
        for (one, why), start in zip(doubtful, starts, strict=True)
    )


def _why(one: Token) -> str:
    if one.what in (UNKNOWN, ODD):
        return "unknown word"
    if one.what in (NAME, OFTEN):
        return "may be a name"
    if one.capital and not one.first and one.what != STAYS and one.low not in ("i", "i'm"):
        return "capital"
    return "may be a name" if one.what == SELDOM and one.capital else ""
