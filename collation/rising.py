"""What is new this time, asked as questions with the answers beneath; a person decides."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

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
    """`text` is for the officer; `answers` are the ids of those it is about, for its own screen."""

    kind: str
    text: str
    answers: tuple[str, ...]
    voices: int
    theme: str = ""
    other: str = ""
    words: str = ""


def what_is_new(
    now: Iterable[Said],
    before: Iterable[Said],
    labels: Mapping[str, str],
    known: Iterable[str] = (),
) -> list[Question]:
    """Two periods of the same questions. `known`: words of the frame, which are nothing new.

    The same questions in the same order, in whatever order the answers come.
    """
    these = sorted((one for one in now if one.substantive), key=lambda one: one.id)
    those = sorted((one for one in before if one.substantive), key=lambda one: one.id)
    return [
        *_uncoded(these),
        *_spikes(these, those, labels),
        *_rising(these, those, frozenset(known)),
        *_merges(these, labels),
    ]


def _uncoded(now: Sequence[Said]) -> Iterator[Question]:
    by_question: dict[str, list[Said]] = defaultdict(list)
    for one in now:
        by_question[one.question].append(one)
    for question, answers in sorted(by_question.items()):
        bare = [one for one in answers if not one.themes]
        if len(bare) >= UNCODED_FROM and len(bare) > UNCODED_SHARE * len(answers):
            share = round(100 * len(bare) / len(answers))
            text = f"No theme fits {share} % of the answers to “{question}”. Is one missing?"
            yield Question(UNCODED, text, ids(bare), voices(bare))


def _spikes(
    now: Sequence[Said], before: Sequence[Said], labels: Mapping[str, str]
) -> Iterator[Question]:
    for theme in sorted({theme for one in now for theme in one.themes}):
        these = [one for one in now if theme in one.themes]
        those = [one for one in before if theme in one.themes]
        found = trend(Part(voices(those), voices(before)), Part(voices(these), voices(now)))
        rose = found.now.share >= SPIKE_RATIO * found.before.share
        if found.direction == UP and rose:
            label = labels.get(theme, theme)
            text = (
                f"“{label}” is said by {round(100 * found.now.share)} %, before by"
                f" {round(100 * found.before.share)} %. Did you expect that?"
            )
            yield Question(SPIKE, text, ids(these), voices(these), theme=theme)


def _rising(now: Sequence[Said], before: Sequence[Said], known: frozenset[str]) -> list[Question]:
    these, those = _by_words(now), _by_words(before)
    bases = voices(now) or 1, voices(before) or 1
    found: list[tuple[float, int, int, str]] = []
    for words, answers in these.items():
        heard, earlier = voices(answers), voices(those.get(words, ()))
        if heard < RISING_VOICES or words in known:
            continue
        ratio = (heard / bases[0]) / ((earlier or 0.5) / bases[1])
        if not earlier or ratio >= RISING_RATIO:
            found.append((-ratio, -heard, -words.count(" "), words))
    chosen = _without_parts([words for *_, words in sorted(found)])
    return [_risen(words, these[words], bool(those.get(words))) for words in chosen[:MOST_WORDS]]


def _risen(words: str, answers: Sequence[Said], heard_before: bool) -> Question:
    many = voices(answers)
    before = "more than before" if heard_before else "nobody did before"
    text = f"{many} young people say “{words}”; {before}. Does it belong to a theme?"
    return Question(RISING, text, ids(answers), many, words=words)


def _by_words(answers: Iterable[Said]) -> dict[str, list[Said]]:
    found: dict[str, list[Said]] = defaultdict(list)
    for one in answers:
        words = one.normal.split()
        single = {word for word in words if word not in _EMPTY and len(word) > 2}
        pairs = {
            f"{a} {b}"
            for a, b in zip(words, words[1:], strict=False)
            if "." not in (a, b) and not {a, b} <= _EMPTY
        }
        for said in single | pairs:
            found[said].append(one)
    return found


def _without_parts(phrases: Sequence[str]) -> list[str]:
    """A word is not asked about beside a pair that holds it, nor the other way round."""
    kept: list[str] = []
    for phrase in phrases:
        own = set(phrase.split()) - _EMPTY
        if not any(own & set(other.split()) for other in kept):
            kept.append(phrase)
    return kept


def _merges(now: Sequence[Said], labels: Mapping[str, str]) -> Iterator[Question]:
    of: dict[str, dict[str, Said]] = defaultdict(dict)
    for one in now:
        for theme in one.themes:
            of[theme][one.id] = one
    for theme in sorted(of):
        for other in sorted(of):
            shared = sorted(of[theme].keys() & of[other].keys())
            smaller = (len(of[theme]), theme) < (len(of[other]), other)
            if not smaller or len(of[theme]) < MERGE_FROM:
                continue
            if len(shared) > MERGE_SHARE * len(of[theme]):
                share = round(100 * len(shared) / len(of[theme]))
                names = labels.get(theme, theme), labels.get(other, other)
                text = f"{share} % of “{names[0]}” is “{names[1]}” too. Should they be one theme?"
                both = [of[theme][one_id] for one_id in shared]
                yield Question(MERGE, text, ids(both), voices(both), theme=theme, other=other)
