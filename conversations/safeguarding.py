"""Looks in a text for somebody being hurt: recall first, and a person where it cannot judge."""

import hashlib
import re
from collections.abc import Iterable
from copy import copy
from dataclasses import dataclass

from config.data import DataError, Phrases
from conversations.flows import Node
from conversations.matching import match
from conversations.other_languages import OtherLanguages, unreadable
from conversations.phrases import Pattern, PhraseBook, PhraseError
from conversations.spelling import Speller
from conversations.text import clean, folded
from conversations.trained_score import TrainedScore

LEVELS = ("none", "flag", "concern", "urgent")
# On a wall of what should stop, a line of so few words may name a thing, not what happens.
MOST_WORDS_OF_A_LINE = 3
# What stands where harmless words stood: an end of a sentence, but not that of a cry for help.
TAKEN_OUT = "_. "


@dataclass(frozen=True)
class Assessment:
    """The whole judgement of one text. `needs_person`: the machine could not judge."""

    level: str = "none"
    reasons: tuple[str, ...] = ()
    needs_person: bool = False
    detector: str = ""


@dataclass(frozen=True)
class Rule:
    reason: str
    level: str
    pattern: Pattern


class Detector:
    """The county's phrases, ready to use: rules found by the words that they can begin with."""

    def __init__(self, phrases: Phrases) -> None:
        book = PhraseBook(phrases.groups, phrases.folds)
        self.harmless = _Index(_rules(book, phrases, "harmless", phrases.harmless))
        self.quieter = _Index(_rules(book, phrases, "flag", phrases.quieter))
        self.rules = _Index(
            Rule(
                f"{rule.category}:{rule.id}",
                rule.level,
                _pattern(book, text, phrases.file, rule.line),
            )
            for rule in phrases.rules
            for text in rule.phrases
        )
        self.speller = Speller(
            phrases.folds,
            phrases.spellings,
            phrases.spellings_not,
            frozenset(book.vocabulary),
            phrases.starred,
        )
        self.score = TrainedScore(phrases.trained) if phrases.trained else None
        self.others = OtherLanguages(phrases.others)
        self.english = phrases.english | book.vocabulary if phrases.english else frozenset()
        self.alone = phrases.alone
        self.unwanted = (phrases.unwanted[0], frozenset(phrases.unwanted[1]))
        self.more = _Index(_rules(book, phrases, "flag", phrases.more))
        self.name = f"rules-{hashlib.sha256(repr(phrases).encode()).hexdigest()[:8]}"
        if phrases.trained:
            self.name += f"-score-{phrases.trained.digest}"

    def judge(self, text: str) -> tuple[str, tuple[str, ...], bool]:
        """The highest level of any way of looking, every reason, and whether it can be read."""
        normal = f". {self.speller.normal(text)}. "
        words = normal.split()
        abroad = self.others.found(text)
        rest = self.harmless.taken_out(normal)
        found = [*self._by_rules(rest), *abroad]
        said = any(word.isalnum() for word in rest.split())  # not all of it was harmless
        scored = self.score.level(words[1:-1]) if self.score and said else "none"
        if scored != "none":
            flagged = any(level == "flag" for level, _ in found)
            if scored == "flag" and flagged and self.score and self.score.bears_out(words[1:-1]):
                scored = "concern"  # two weak signs, found in two ways
            found.append((scored, f"score:{scored}"))
        unread = bool(abroad) or unreadable(text, words, self.english)
        if unread:
            found.append(("concern", "not readable here"))
        level = worst(level for level, _ in found)
        order = sorted(found, key=lambda one: -LEVELS.index(one[0]))
        return level, tuple(dict.fromkeys(why for _, why in order)), unread

    def goes_on(self, text: str) -> bool:
        """Whether words are of the kind that goes on about what was said before."""
        return bool(self.more.found(f". {self.speller.normal(clean(text))}. "))

    def without_score(self) -> "Detector":
        """The rules alone: what to ask when the whole takes too long."""
        alone = copy(self)
        alone.score = None
        return alone

    def _by_rules(self, text: str) -> list[tuple[str, str]]:
        quieter = self.quieter.found(text)
        found = [*self.rules.found(self.quieter.taken_out(text) if quieter else text), *quieter]
        return [(rule.level, rule.reason) for rule in found]


class NothingRead(Detector):
    """Stands in where the files cannot be read: whatever has words goes to a person."""

    def __init__(self) -> None:
        self.name = "none: its files cannot be read"
        self.score, self.alone, self.unwanted = None, ((), ()), ((), frozenset())

    def judge(self, text: str) -> tuple[str, tuple[str, ...], bool]:
        return "concern", ("the rules could not be read",), True

    def goes_on(self, text: str) -> bool:
        return False


class _Index:
    """Rules by the first word that they can begin with, so that few are tried on one text."""

    def __init__(self, rules: Iterable[Rule]) -> None:
        self._rules = tuple(rules)
        self._whole: dict[str, list[int]] = {}
        self._stems: dict[str, list[int]] = {}
        for number, rule in enumerate(self._rules):
            for first in rule.pattern.firsts:
                if first.endswith("*"):
                    self._stems.setdefault(first[:-1][:3], []).append(number)
                else:
                    self._whole.setdefault(first, []).append(number)

    def _candidates(self, text: str) -> list[Rule]:
        """In the order of the file, so that the same text has the same reasons every time."""
        numbers: set[int] = set()
        for word in set(text.split()):
            numbers.update(self._whole.get(word, ()))
            numbers.update(self._stems.get(word[:3], ()))
        return [self._rules[number] for number in sorted(numbers)]

    def found(self, text: str) -> list[Rule]:
        return [rule for rule in self._candidates(text) if rule.pattern.regex.search(text)]

    def taken_out(self, text: str) -> str:
        for rule in self._candidates(text):
            text = rule.pattern.regex.sub(TAKEN_OUT, text)
        return text


def detector(phrases: Phrases) -> Detector:
    """DataError, naming file and line, where a phrase cannot be read."""
    return Detector(phrases)


def assess(
    text: str, phrases: Detector, question: Node | None = None, language: str = "en"
) -> Assessment:
    """Judge one text. Never raises: a failure to judge is a concern that a person must see."""
    try:
        return _assess(clean(text), phrases, question, language)
    except Exception as problem:
        reason = f"detector failed: {type(problem).__name__}"
        return Assessment("concern", (reason,), True, getattr(phrases, "name", "none"))


def _assess(text: str, phrases: Detector, question: Node | None, language: str) -> Assessment:
    if not text:
        return Assessment(detector=phrases.name)
    closed = _closed_answer(text, question, language)
    if closed is not None:
        level, reasons = closed
        return Assessment(level, reasons, False, phrases.name)
    level, reasons, unread = phrases.judge(text)
    level, reasons = _in_context(text, level, reasons, question, phrases)
    return Assessment(level, reasons, unread, phrases.name)


def _in_context(
    text: str, level: str, reasons: tuple[str, ...], question: Node | None, phrases: Detector
) -> tuple[str, tuple[str, ...]]:
    """What the question makes of it: "no one" to who helps, "bullying" to what should stop."""
    if question is None:
        return level, reasons
    asked = " ".join(question.text.all()).lower()
    questions, answers = phrases.alone
    if level == "none" and folded(text) in answers and any(one in asked for one in questions):
        return "flag", (f"alone:{question.question}",)
    if level == "concern" and _names_what_should_stop(text, asked, phrases):
        return "flag", (*reasons, f"unwanted:{question.question}")
    return level, reasons


def _names_what_should_stop(text: str, asked: str, phrases: Detector) -> bool:
    """A word or three for what there should be none of, and nobody's own story."""
    questions, telling = phrases.unwanted
    words = folded(text).split()
    if len(words) > MOST_WORDS_OF_A_LINE or not text.isascii() or not telling.isdisjoint(words):
        return False
    return any(one in asked for one in questions)


def _closed_answer(
    text: str, question: Node | None, language: str
) -> tuple[str, tuple[str, ...]] | None:
    """A plain answer to the open question means what its choice says, in any language."""
    if question is None or not question.asks:
        return None
    found = match(question.kind, text, question.choices, (question.low, question.high), language)
    if found.value is None or found.more:
        return None
    picked = found.value if isinstance(found.value, tuple) else (found.value,)
    raised = [choice for choice in question.choices if choice.concern and choice.value in picked]
    level = max((choice.concern for choice in raised), key=LEVELS.index, default="none")
    return level, tuple(f"answer:{question.question}={choice.value}" for choice in raised)


def _rules(book: PhraseBook, phrases: Phrases, level: str, texts: tuple[str, ...]) -> list[Rule]:
    reason = "quieter" if level == "flag" else level
    return [Rule(reason, level, _pattern(book, text, phrases.file, None)) for text in texts]


def _pattern(book: PhraseBook, text: str, file: str, line: int | None) -> Pattern:
    try:
        return book.pattern(text)
    except (PhraseError, re.error) as problem:
        raise DataError(file, line, f"the phrase '{text}' cannot be used: {problem}") from None


def worst(levels: Iterable[str]) -> str:
    return max(levels, key=LEVELS.index, default="none")
