"""Ranks what could be quoted: typical, short, safe. The officer's own paraphrase is the default."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

SHORTEST, LONGEST = 4, 20
COMMON_FROM = 3
"""A word that so many voices of a theme use tells of nobody in particular."""

_TELLING = frozenset(
    ["mum", "dad", "brother", "sister", "nan", "gran", "grandad", "auntie", "uncle", "cousin",
     "baby", "twin", "stepdad", "died", "dead", "death", "funeral", "prison", "jail", "arrested",
     "police", "court", "judge", "hospital", "pregnant", "abused", "abuse", "raped", "rape", "hit",
     "overdose", "suicide", "harm", "camhs", "autistic", "autism", "adhd", "epilepsy", "diabetes",
     "wheelchair", "deaf", "blind", "medication", "tablets", "diagnosed", "asylum", "visa",
     "refugee", "immigration", "deported", "muslim", "christian", "jewish", "hindu", "sikh", "gay",
     "lesbian", "trans", "bisexual", "black", "asian", "polish", "afghan", "arabic", "kurdish",
     "country", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday",
     "january", "february", "march", "april", "june", "july", "august", "september", "october",
     "november", "december", "christmas", "birthday", "yesterday", "today"]
)  # fmt: skip


@dataclass(frozen=True)
class Candidate:
    """`may_quote`: the young person's own yes. `suspect`: a person should look for names again."""

    id: str
    voice: str
    text: str
    normal: str
    themes: frozenset[str]
    may_quote: bool
    checked: bool
    suspect: bool = False


@dataclass(frozen=True)
class Quote:
    """`rare`: words to look at before it goes out; `score`: how typical, 0 to 1."""

    id: str
    text: str
    score: float
    rare: tuple[str, ...]


def candidates(answers: Iterable[Candidate], theme: str, k: int) -> list[Quote]:
    """The best first; none at all where fewer than `k` voices are in the theme, one for a voice.

    Inside the house `k` is `k_inside`; for the board and the public `k_public`.
    """
    of_theme = sorted((one for one in answers if theme in one.themes and one.checked), key=_key)
    if len({one.voice for one in of_theme}) < k:
        return []
    users = _users(of_theme)
    ranked = sorted(
        (_quote(one, users) for one in of_theme if is_safe(one)),
        key=lambda quote: (-quote.score, len(quote.text), quote.id),
    )
    voice_of = {one.id: one.voice for one in of_theme}
    first: dict[str, Quote] = {}
    for quote in ranked:
        first.setdefault(voice_of[quote.id], quote)
    return list(first.values())


def is_safe(one: Candidate) -> bool:
    """Whether a person may be offered it at all; that person still decides."""
    words = one.normal.replace(".", " ").split()
    return (
        one.may_quote
        and one.checked
        and not one.suspect
        and len(one.themes) == 1
        and SHORTEST <= len(one.text.split()) <= LONGEST
        and "[" not in one.text
        and not any(char.isdigit() for char in one.text)
        and not _TELLING.intersection(words)
    )


def _key(one: Candidate) -> str:
    return one.id


def _users(answers: Sequence[Candidate]) -> Counter[str]:
    """Word -> how many voices of the theme use it."""
    pairs = {(word, one.voice) for one in answers for word in one.normal.split() if word != "."}
    return Counter(word for word, _ in pairs)


def _quote(one: Candidate, users: Counter[str]) -> Quote:
    words = [word for word in dict.fromkeys(one.normal.split()) if word != "."]
    rare = tuple(word for word in words if users[word] < COMMON_FROM)
    score = round(1 - len(rare) / len(words), 4) if words else 0.0
    return Quote(one.id, one.text, score, rare)
