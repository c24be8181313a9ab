"""Which of a theme's quotable answers to offer first: typical, short, and safe to show."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from collation.wall_words import content_words
from storage.answers.quotable import Quotable

MOST, SHORTEST, LONGEST = 5, 4, 20
_TELLS = re.compile(r"\d|\[[^\]]*\]|https?:")


@dataclass(frozen=True)
class Candidate:
    """Words to offer, and why they are offered."""

    answer_id: str
    text: str
    why: str


def candidates(theme: str, said: Sequence[Quotable]) -> list[Candidate]:
    """The most typical first: words that many others use too. One from each voice."""
    alone = Counter(one.answer_id for one in said)
    texts = [one for one in said if one.theme == theme]
    voices: Counter[str] = Counter()
    for one in texts:
        voices.update(content_words(one.text))
    safe = [
        one
        for one in texts
        if alone[one.answer_id] == 1
        and SHORTEST <= len(one.text.split()) <= LONGEST
        and not _TELLS.search(one.text)
    ]
    ranked = sorted(safe, key=lambda one: (_rare(one.text, voices), len(one.text), one.answer_id))
    offered: dict[str, Candidate] = {}
    for one in ranked:
        rare = sorted(word for word in content_words(one.text) if voices[word] == 1)
        why = (
            f"Nobody else uses: {', '.join(rare)}." if rare else "Others use all of its words too."
        )
        offered.setdefault(one.voice, Candidate(one.answer_id, one.text, why))
    return list(offered.values())[:MOST]


def _rare(text: str, voices: Counter[str]) -> float:
    words = content_words(text)
    return sum(1 / voices[word] for word in words) / len(words) if words else 1.0
