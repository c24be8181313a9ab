"""What a person changed after the machine had redacted a text: the live measure, in numbers."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher

from conversations.redaction import Redaction
from conversations.text import folded

_TOKEN = re.compile(r"\[\w+\]|\w+|[^\w\s]")
_PLACEHOLDER = re.compile(r"\[\w+\]$")


@dataclass(frozen=True)
class Change:
    """How often the machine's removal was kept, undone, or not enough; never any words."""

    kept: int
    restored: int
    more: int

    @property
    def untouched(self) -> bool:
        """Whether the person left the text exactly as the machine had made it."""
        return not self.restored and not self.more


def change(original: str, redaction: Redaction, final: str) -> Change:
    """Compare what a person let out (`final`) with what the machine made of the original."""
    if final == redaction.text:
        return Change(len(redaction.removed), 0, 0)
    written = folded(final)
    missing = _missing(redaction.text, final)
    restored = 0
    for one in redaction.removed:
        mark = f"[{one.kind}]"
        if missing.get(mark, 0) and folded(original[one.start : one.end]) in written:
            missing[mark] -= 1
            restored += 1
    return Change(len(redaction.removed) - restored, restored, _taken_out(redaction.text, final))


def _missing(shown: str, final: str) -> dict[str, int]:
    before, after = _TOKEN.findall(shown), _TOKEN.findall(final)
    marks = {token for token in before if _PLACEHOLDER.match(token)}
    return {mark: before.count(mark) - after.count(mark) for mark in marks}


def _taken_out(shown: str, final: str) -> int:
    """Stretches of words that the person took out; placeholders and signs are no words."""
    before, after = _TOKEN.findall(shown), _TOKEN.findall(final)
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    return sum(
        any(_is_word(token) for token in before[start:end])
        for what, start, end, _, _ in matcher.get_opcodes()
        if what in ("delete", "replace")
    )


def _is_word(token: str) -> bool:
    return not _PLACEHOLDER.match(token) and any(char.isalnum() for char in token)
