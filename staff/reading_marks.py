"""How a held text is shown to a reader: placeholders and suspects marked where they stand."""

import hashlib
from dataclasses import dataclass

from storage.mixer import HeldText


@dataclass(frozen=True)
class Piece:
    """A stretch of a text: plain words, a placeholder (`removed`), or something to look at."""

    text: str
    what: str = "plain"  # plain | removed | suspect
    why: str = ""


def pieces(shown: HeldText) -> tuple[Piece, ...]:
    """The text as the machine has made it, letter for letter, cut where something is marked."""
    spans = [
        (one.start, one.end, f"[{one.kind}]", "removed", "") for one in shown.redaction.removed
    ]
    covered = [(start, end) for start, end, *_ in spans]
    for one in shown.redaction.suspect:
        if all(one.end <= start or end <= one.start for start, end in covered):
            inside = shown.original[one.start : one.end]
            spans.append((one.start, one.end, inside, "suspect", one.why))
    found, at = [], 0
    for start, end, text, what, why in sorted(spans):
        if start < at:
            continue
        found += [Piece(shown.original[at:start]), Piece(text, what, why)]
        at = end
    found.append(Piece(shown.original[at:]))
    whole = "".join(piece.text for piece in found)
    return (
        tuple(piece for piece in found if piece.text)
        if whole == shown.text
        else (Piece(shown.text),)
    )


def removed(shown: HeldText) -> tuple[tuple[str, str], ...]:
    """What was taken out, for the reader who asks: the placeholder and the child's own words."""
    return tuple(
        (f"[{one.kind}]", shown.original[one.start : one.end]) for one in shown.redaction.removed
    )


def fingerprint(text: str) -> str:
    """Says which wording a reader saw, so that nothing else can be let out by that click."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
