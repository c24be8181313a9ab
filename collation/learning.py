"""What corrections teach: words that mean a theme, terms that mislead; and the nearest theme."""

import hashlib
import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from collation.terms import Matcher
from config.frame import Frame


class Ready(NamedTuple):
    """A correction: the text with its spelling put right, and its themes; those of them that a
    person gave where no term did, and those that a person took off."""

    text: str
    question: str
    themes: tuple[str, ...]
    given: tuple[str, ...]
    refused: tuple[str, ...]


class Labelled(NamedTuple):
    """The same, with the themes' places for their names."""

    text: str
    themes: frozenset[int]
    given: frozenset[int]
    refused: frozenset[int]


TAUGHT_FROM, TAUGHT_SURE = 3, 0.75
"""Words teach a theme once this many answers with them were given it, and this share of them."""
MISLEADS_FROM, MISLEADS_UNDER = 2, 0.34
"""A term no longer counts once so many of its codings were refused, and so few were right.
Answers checked before the term was there refuse nothing."""
SUGGEST_FROM, SUGGEST_BESIDE = 0.038, 0.064
"""How near a theme must be to be suggested for an uncoded answer, and beside coded themes."""
MOST_SUGGESTED = 3

_RUN = 4
_LONGEST = 400  # characters of an answer that are compared
_USUAL = 75.0
_EVERYWHERE = 0.6  # a run of letters in more of the themes than this says nothing


@dataclass(frozen=True)
class Lessons:
    """`taught`: word or pair -> theme -> how sure; `misleading`: (theme, term) not to count.
    What is learnt about one theme does not depend on any other."""

    taught: Mapping[str, Mapping[int, float]] = field(repr=False)
    misleading: frozenset[tuple[int, str]] = field(repr=False)

    def taught_by(self, normal: str) -> dict[int, list[str]]:
        """Theme -> words in this text that corrections taught."""
        found: dict[int, list[str]] = {}
        for one in dict.fromkeys(_words_and_pairs(normal)) if self.taught else ():
            for theme in self.taught.get(one, ()):
                found.setdefault(theme, []).append(one)
        return dict(sorted(found.items()))


@dataclass(frozen=True)
class Learned(Lessons):
    """The same, with how near a text is to each theme; `fingerprint`: of the corrections."""

    fingerprint: str
    themes: int  # how many there are
    grams: Mapping[str, tuple[tuple[int, float], ...]] = field(repr=False)

    def nearest(self, normal: str, coded: Iterable[int]) -> list[tuple[int, float]]:
        """Themes that an answer may belong to as well, the nearest first."""
        have = frozenset(coded)
        runs = _runs(normal)
        if not runs:
            return []
        sums = [0.0] * self.themes
        for told in map(self.grams.get, runs):
            if told:
                for theme, weight in told:
                    sums[theme] += weight
        wanted, of = SUGGEST_BESIDE if have else SUGGEST_FROM, math.sqrt(len(runs))
        scored = [(theme, round(total / of, 4)) for theme, total in enumerate(sums)]
        near = [one for one in scored if one[1] >= wanted and one[0] not in have]
        return sorted(near, key=lambda one: (-one[1], one[0]))[:MOST_SUGGESTED]


def learn(frame: Frame, matcher: Matcher, corrections: Sequence[Ready]) -> Learned:
    """From corrections in a fixed order, each once: the same whatever the order they came in."""
    told = [tuple(one) for one in corrections]
    print_of = hashlib.sha256(repr(told).encode("utf-8", "surrogatepass")).hexdigest()[:12]
    learnt = lessons(matcher, corrections)
    return Learned(
        taught=learnt.taught,
        misleading=learnt.misleading,
        fingerprint=print_of if corrections else "",
        themes=len(matcher.themes),
        grams=_profiles(frame, matcher, _labelled(matcher, corrections)),
    )


def lessons(matcher: Matcher, corrections: Sequence[Ready]) -> Lessons:
    """What corrections teach about the themes that this matcher looks for."""
    labelled = _labelled(matcher, corrections)
    found = [matcher.found(one.text, one.question or None) for one in corrections]
    return Lessons(
        _taught(labelled, [frozenset(one) for one in found]), _misleading(labelled, found)
    )


def _labelled(matcher: Matcher, corrections: Iterable[Ready]) -> list[Labelled]:
    at = {theme: number for number, theme in enumerate(matcher.themes)}
    return [
        Labelled(
            one.text,
            *(
                frozenset(at[theme] for theme in themes)
                for themes in (one.themes, one.given, one.refused)
            ),
        )
        for one in corrections
    ]


def _taught(
    labelled: Sequence[Labelled], coded: Sequence[frozenset[int]]
) -> dict[str, dict[int, float]]:
    """Only what terms miss teaches: of the answers that the frame did not give a theme, those
    with these words were given it by a person. So corrections never spoil what terms do well,
    and a term that was taken out does not come back by what it once found.
    """
    missed: dict[str, Counter[int]] = defaultdict(Counter)
    rightly: dict[str, Counter[int]] = defaultdict(Counter)
    seen: Counter[str] = Counter()
    for one, had in zip(labelled, coded, strict=True):
        for words in set(_words_and_pairs(one.text)):
            seen[words] += 1
            missed[words].update(sorted(one.given - had))
            rightly[words].update(sorted(had))
    taught: dict[str, dict[int, float]] = {}
    for words in sorted(missed):
        sure = {}
        for theme, right in sorted(missed[words].items()):
            share = (right + 0.5) / (seen[words] - rightly[words][theme] + 1)
            if right >= TAUGHT_FROM and share >= TAUGHT_SURE:
                sure[theme] = round(share, 4)
        if sure:
            taught[words] = sure
    return taught


def _misleading(
    labelled: Sequence[Labelled], found: Sequence[Mapping[int, Sequence[tuple[str, str]]]]
) -> frozenset[tuple[int, str]]:
    """Refused by a person first; from then on answers that were not given the theme count too."""
    right, refused, wrong = (Counter[tuple[int, str]]() for _ in range(3))
    for one, hits in zip(labelled, found, strict=True):
        for theme, pairs in hits.items():
            terms = {(theme, term) for term, _ in pairs}
            (right if theme in one.themes else wrong).update(terms)
            if theme in one.refused:
                refused.update(terms)
    return frozenset(
        term
        for term, times in refused.items()
        if times >= MISLEADS_FROM and right[term] / (right[term] + wrong[term]) < MISLEADS_UNDER
    )


def _profiles(
    frame: Frame, matcher: Matcher, labelled: Sequence[Labelled]
) -> dict[str, tuple[tuple[int, float], ...]]:
    """Runs of letters -> how much each speaks for a theme."""
    counts: list[Counter[str]] = [Counter() for _ in matcher.themes]
    for number, theme_id in enumerate(matcher.themes):
        theme = frame.theme(theme_id)
        own = [theme.label, theme.definition, *sorted(theme.examples)]
        terms = sorted(term.text for term in theme.terms if term.text.isascii())
        plain = [text for text in terms if not any(sign in text for sign in "()[]<>|.=")]
        for text in (*own, *(text.replace("*", "") for text in plain)):
            counts[number].update(_runs(matcher.normal(text)))
    for one_of in labelled:
        for number in sorted(one_of.themes):
            counts[number].update(_runs(one_of.text))
    spread = Counter(gram for one in counts for gram in one)
    known = {gram for gram, n in spread.items() if n <= max(1, _EVERYWHERE * len(counts))}
    lengths = [
        math.sqrt(
            math.fsum(_damped(n, spread[g], len(counts)) ** 2 for g, n in one.items() if g in known)
        )
        for one in counts
    ]
    # Themes grow with what is learnt; scores stay alike all the same.
    usual = max(1.0, math.fsum(lengths) / max(1, len(lengths)) / _USUAL)
    profiles: dict[str, list[tuple[int, float]]] = defaultdict(list)
    for number, one in enumerate(counts):
        for gram, n in sorted(one.items()):
            if gram in known and lengths[number]:
                weight = usual * _damped(n, spread[gram], len(counts)) / lengths[number]
                profiles[gram].append((number, round(weight, 5)))
    return {gram: tuple(weights) for gram, weights in profiles.items()}


def _damped(n: int, spread: int, of: int) -> float:
    return (1 + math.log(n)) * math.log((1 + of) / spread)


def _runs(normal: str) -> list[str]:
    """Runs of four letters, the ends of words among them; each once."""
    text = normal[:_LONGEST].replace(". ", "")
    return list(dict.fromkeys(text[at : at + _RUN] for at in range(len(text) - _RUN + 1)))


def _words_and_pairs(normal: str) -> list[str]:
    words = normal.split()
    pairs = [f"{a} {b}" for a, b in zip(words, words[1:], strict=False) if "." not in (a, b)]
    return [word for word in words if word != "." and len(word) > 2] + pairs
