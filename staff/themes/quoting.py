"""Which of a theme's answers to offer as quotes: ranked by the pure rules, with a reason each."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from collation import quotes
from collation.wall_words import plain_words
from storage.answers.quotable import Quotable

MOST = 5


@dataclass(frozen=True)
class Offer:
    """Words to offer, and what a person should look at before choosing them."""

    answer_id: str
    text: str
    why: str


def offers(theme: str, said: Sequence[Quotable], k: int) -> list[Offer]:
    """The best few; none where fewer than k voices are in the theme."""
    themes: dict[str, set[str]] = defaultdict(set)
    for one in said:
        themes[one.answer_id].add(one.theme)
    every = {one.answer_id: one for one in said}
    known = [
        quotes.Candidate(
            one.answer_id, one.voice, one.text, " ".join(plain_words(one.text)),
            frozenset(themes[one.answer_id]), one.may_quote, checked=True,
        )
        for one in every.values()
    ]  # fmt: skip
    ranked = quotes.candidates(known, theme, k)
    return [Offer(one.id, one.text, _why(one.rare)) for one in ranked[:MOST]]


def _why(rare: Sequence[str]) -> str:
    if not rare:
        return "Others use all of its words too."
    return f"Few others use: {', '.join(rare)}. Could anybody know who it was by them?"
