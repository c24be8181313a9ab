"""What is new this time, asked as questions with the answers beneath; a person decides."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from collation.trends import UP, Part, trend
from collation.voices import Said, ids, voices

UNCODED, RISING, SPIKE, MERGE = "uncoded", "rising", "spike", "merge"

UNCODED_SHARE, UNCODED_FROM = 0.2, 10
"""Uncoded answers are asked about from this share of a question's, and so many answers."""
RISING_VOICES, RISING_RATIO = 3, 2.0
"""A word rises when so many voices use it, and so many times as often as before, or first now."""
SPIKE_RATIO = 1.5
MERGE_SHARE, MERGE_FROM = 0.7, 10
MOST_WORDS = 10
MOST_IDS = 20
"""So many answers of each question are named; of the others it says how many they are."""

_EMPTY = frozenset(
    ["the", "and", "but", "for", "with", "that", "this", "they", "them", "their", "there", "then",
     "you", "your", "she", "her", "his", "him", "our", "was", "were", "are", "is", "am", "be",
     "been", "being", "have", "has", "had", "not", "can", "could", "will", "would", "should", "did",
     "does", "do", "it", "its", "to", "of", "in", "on", "at", "my", "me", "we", "us", "so", "or",
     "if", "as", "an", "a", "i", "he", "up", "out", "all", "just", "like", "get", "got", "want",
     "more", "less", "when", "what", "who", "how", "why", "because", "from", "about", "very",
     "really", "some", "any", "no", "one", "people", "things", "thing", "lot", "too", "go", "going",
     "than", "by", "over", "only", "again", "still", "always", "never", "every", "much", "many"]
)  # fmt: skip


@dataclass(frozen=True)
class Question:
    """What to ask the officer, for its own screen: in numbers and ids, so that it can be kept.

    `answers`: the first of those it is about, of so `many`. Shares in hundredths, of now and of
    the period before; of words, `before` is whether anybody said them.
    """

    kind: str
    answers: tuple[str, ...]
    many: int
    voices: int
    question: str = ""
    theme: str = ""
    other: str = ""
    words: str = ""
    share: int = 0
    before: int = 0


def in_words(one: Question, labels: Mapping[str, str], asked: Mapping[str, str]) -> str:
    """The question as the officer reads it. `asked`: what each question of ours says."""
    theme, other = (labels.get(each, each) for each in (one.theme, one.other))
    if one.kind == UNCODED:
        said = asked.get(one.question, one.question)
        return f"No theme fits {one.share} % of the answers to “{said}”. Is one missing?"
    if one.kind == SPIKE:
        return f"“{theme}” is said by {one.share} %, before by {one.before} %. Did you expect that?"
    if one.kind == RISING:
        before = "more than before" if one.before else "nobody did before"
        people = f"{one.voices} young people say"
        return f"{people} “{one.words}”; {before}. Does it belong to a theme?"
    return f"{one.share} % of “{theme}” is “{other}” too. Should they be one theme?"


def what_is_new(
    now: Iterable[Said], before: Iterable[Said], known: Iterable[str] = ()
) -> list[Question]:
    """Two periods of the same questions. `known`: words of the frame, which are nothing new.

    The same questions in the same order, in whatever order the answers come.
    """
    these = sorted((one for one in now if one.substantive), key=lambda one: one.id)
    those = sorted((one for one in before if one.substantive), key=lambda one: one.id)
    return [
        *_uncoded(these),
        *_spikes(these, those),
        *_rising(these, those, frozenset(known)),
        *_merges(these),
    ]


def _ask(kind: str, about: Iterable[Said], voices: int, **more: str | int) -> Question:
    them = ids(about)
    return Question(kind, them[:MOST_IDS], len(them), voices, **more)  # type: ignore[arg-type]


def _uncoded(now: Sequence[Said]) -> Iterator[Question]:
    by_question: dict[str, list[Said]] = defaultdict(list)
    for one in now:
        by_question[one.question].append(one)
    for question, answers in sorted(by_question.items()):
        bare = [one for one in answers if not one.themes]
        if len(bare) >= UNCODED_FROM and len(bare) > UNCODED_SHARE * len(answers):
            share = round(100 * len(bare) / len(answers))
            yield _ask(UNCODED, bare, voices(bare), question=question, share=share)


def _spikes(now: Sequence[Said], before: Sequence[Said]) -> Iterator[Question]:
    bases = voices(before), voices(now)
    these, those = _by_theme(now), _by_theme(before)
    for theme in sorted(these):
        heard = voices(these[theme])
        earlier = Part(voices(those.get(theme, ())), bases[0])
        found = trend(earlier, Part(heard, bases[1]))
        rose = found.now.share >= SPIKE_RATIO * found.before.share
        if found.direction == UP and rose:
            share, was = (round(100 * one.share) for one in (found.now, found.before))
            yield _ask(SPIKE, these[theme], heard, theme=theme, share=share, before=was)


def _by_theme(answers: Iterable[Said]) -> dict[str, list[Said]]:
    found: dict[str, list[Said]] = defaultdict(list)
    for one in answers:
        for theme in one.themes:
            found[theme].append(one)
    return found


def _rising(now: Sequence[Said], before: Sequence[Said], known: frozenset[str]) -> list[Question]:
    words = [(one, _words(one)) for one in now]
    often = Counter(said for _, its in words for said in its)
    asked = {said for said, many in often.items() if many >= RISING_VOICES and said not in known}
    these = _by_words(words, asked)
    those = _by_words(((one, _words(one)) for one in before), asked)
    bases = voices(now) or 1, voices(before) or 1
    found: list[tuple[float, int, int, str]] = []
    for said, answers in these.items():
        heard, earlier = voices(answers), voices(those.get(said, ()))
        if heard < RISING_VOICES:
            continue
        ratio = (heard / bases[0]) / ((earlier or 0.5) / bases[1])
        if not earlier or ratio >= RISING_RATIO:
            found.append((-ratio, -heard, -said.count(" "), said))
    chosen = _without_parts([said for *_, said in sorted(found)])[:MOST_WORDS]
    return [
        _ask(RISING, these[one], voices(these[one]), words=one, before=int(bool(those.get(one))))
        for one in chosen
    ]


def _by_words(
    answers: Iterable[tuple[Said, Iterable[str]]], asked: set[str]
) -> dict[str, list[Said]]:
    found: dict[str, list[Said]] = defaultdict(list)
    for one, its in answers:
        for said in asked.intersection(its):
            found[said].append(one)
    return found


def _words(one: Said) -> set[str]:
    """The words of an answer that say something, and each two beside one another."""
    words = one.normal.split()
    single = {word for word in words if word not in _EMPTY and len(word) > 2}
    return single | {
        f"{a} {b}"
        for a, b in pairwise(words)
        if "." not in (a, b) and not (a in _EMPTY and b in _EMPTY)
    }


def _without_parts(phrases: Sequence[str]) -> list[str]:
    """A word is not asked about beside a pair that holds it, nor the other way round."""
    kept: list[str] = []
    for phrase in phrases:
        own = set(phrase.split()) - _EMPTY
        if not any(own & set(other.split()) for other in kept):
            kept.append(phrase)
    return kept


def _merges(now: Sequence[Said]) -> Iterator[Question]:
    of = {theme: {one.id: one for one in some} for theme, some in _by_theme(now).items()}
    for theme in sorted(of):
        if len(of[theme]) < MERGE_FROM:
            continue
        for other in sorted(of):
            if (len(of[theme]), theme) >= (len(of[other]), other):
                continue
            shared = of[theme].keys() & of[other].keys()
            if len(shared) > MERGE_SHARE * len(of[theme]):
                share = round(100 * len(shared) / len(of[theme]))
                both = [of[theme][one_id] for one_id in sorted(shared)]
                yield _ask(MERGE, both, voices(both), theme=theme, other=other, share=share)
