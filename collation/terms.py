"""Turns a frame's terms into patterns, found by the words that they cannot be without."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cached_property, lru_cache

from config.code_words import CodeWords, load_code_words
from config.frame import Frame, Term, Theme
from conversations.phrases import Part, PhraseBook, PhraseError
from conversations.spelling import Speller, uncontracted

ANY, ALWAYS = "*", "**"
"""Terms for any answer to their questions: one that no other term codes, or every one."""

_TAKEN = "_ "
_VOWELS = "aeiou"
_STEM = 3


class TermBook(PhraseBook):
    """Phrases in which a word is also its plural; `=word` is that form only."""

    def _words(self, word: str) -> Iterable[Part]:
        exact, word = word.startswith("="), word.lstrip("=")
        if word.endswith("*"):
            yield from super()._words(word)
            return
        for one in uncontracted(word).split():
            for part in super()._words(one):
                known = part.regex[:-1]
                if exact or len(known) < 3 or not known.isalpha() or known.endswith("s"):
                    yield part
                else:
                    both = part.firsts | {f"{known}s"}
                    yield Part(f"{known}s? ", both, needs=both)


@dataclass(frozen=True)
class Rule:
    """One term or exclusion of a theme. `theme`: its place; `needs`: it is not without one of these
    words; `also`: nor without one of each of these."""

    theme: int
    text: str
    regex: str
    needs: frozenset[str]
    also: tuple[frozenset[str], ...]
    asked: tuple[str, ...]

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """Made when first tried: of several thousand, one evening needs some hundreds."""
        return re.compile(self.regex)


class RuleIndex:
    """Rules by the rarest words that they need, so that few are tried on one text."""

    def __init__(self, rules: Sequence[Rule]) -> None:
        self.rules = tuple(rules)
        self._whole: dict[str, list[int]] = {}
        self._stems: dict[str, list[tuple[str, int]]] = {}
        self._short: list[tuple[str, int]] = []
        self._of: dict[str, tuple[int, ...]] = {}
        for number, rule in enumerate(self.rules):
            for first in sorted(rule.needs):
                if not first.endswith("*"):
                    self._whole.setdefault(first, []).append(number)
                elif len(first) > _STEM:
                    self._stems.setdefault(first[:_STEM], []).append((first[:-1], number))
                else:
                    self._short.append((first[:-1], number))

    def candidates(self, words: frozenset[str]) -> Iterator[Rule]:
        """In the frame's order, so that the same text has the same reasons every time."""
        numbers: set[int] = set()
        for word in words:
            found = self._of.get(word)
            numbers.update(self._look_up(word) if found is None else found)
        for number in sorted(numbers):
            rule = self.rules[number]
            if not rule.also or not any(map(words.isdisjoint, rule.also)):
                yield rule

    def _look_up(self, word: str) -> tuple[int, ...]:
        stems = (*self._stems.get(word[:_STEM], ()), *self._short)
        found = {*self._whole.get(word, ()), *(n for stem, n in stems if word.startswith(stem))}
        result = tuple(sorted(found))
        if len(self._of) < 50_000:  # so that a million odd words do not stay
            self._of[word] = result
        return result


@dataclass(frozen=True)
class Matcher:
    """All rules of a frame, and how its words are read."""

    themes: tuple[str, ...]
    speller: Speller
    terms: RuleIndex
    excludes: RuleIndex
    anywhere: tuple[tuple[int, str, tuple[str, ...]], ...]
    scopes: tuple[tuple[str, ...], ...]

    def normal(self, text: str) -> str:
        return f". {self.speller.normal(text)}. "

    def found(self, normal: str, question: str | None) -> dict[int, list[tuple[str, str]]]:
        """Theme -> (term, the words that it found), for each theme that has any."""
        words = frozenset(normal.split())
        texts = self._without_excluded(words, normal)
        found: dict[int, list[tuple[str, str]]] = {
            theme: [(ALWAYS, "")] for theme in self.by_question(question, ALWAYS)
        }
        for rule in self.terms.candidates(words):
            if rule.asked and not asked_here(rule.asked, question):
                continue
            hit = rule.pattern.search(texts.get(rule.theme, normal))
            if hit:
                found.setdefault(rule.theme, []).append((rule.text, hit[0].strip(" .")))
        return {
            theme: hits for theme, hits in sorted(found.items()) if self.may_be(theme, question)
        }

    def may_be(self, theme: int, question: str | None) -> bool:
        """Whether the theme is coded in answers to this question at all."""
        return not self.scopes[theme] or asked_here(self.scopes[theme], question)

    def _without_excluded(self, words: frozenset[str], normal: str) -> dict[int, str]:
        """The text as the themes read it whose exclusions it holds."""
        spans: dict[int, list[tuple[int, int]]] = {}
        for rule in self.excludes.candidates(words):
            if rule.pattern.search(normal):
                found = (hit.span() for hit in rule.pattern.finditer(normal))
                spans.setdefault(rule.theme, []).extend(found)
        return {theme: _blanked(normal, cuts) for theme, cuts in spans.items()}

    def by_question(self, question: str | None, term: str = ANY) -> list[int]:
        """Themes that any answer to this question belongs to."""
        if not question:
            return []
        return [
            at for at, one, asked in self.anywhere if one == term and asked_here(asked, question)
        ]


def _blanked(text: str, cuts: Iterable[tuple[int, int]]) -> str:
    """Words that were cut out leave a sign, so that what stood apart does not come together."""
    parts, at = [], 0
    for start, end in sorted(cuts):
        if end > at:
            parts += [text[at : max(at, start)], _TAKEN]
            at = end
    return "".join([*parts, text[at:]])


@lru_cache(maxsize=4096)
def asked_here(patterns: tuple[str, ...], question: str | None) -> bool:
    """Whether a question is among "wall.more", "my-worker.*"; "!wall.*" is all but these."""
    wanted = [one for one in patterns if not one.startswith("!")]
    unwanted = [one[1:] for one in patterns if one.startswith("!")]
    name = question or ""
    if any(fnmatchcase(name, one) for one in unwanted):
        return False
    return not wanted or any(fnmatchcase(name, one) for one in wanted)


def build(frame: Frame, words: CodeWords | None = None) -> Matcher:
    """PhraseError where a term cannot be read."""
    words = words or load_code_words()
    book = TermBook(dict(frame.groups), words.read_as)
    active = sorted(frame.active, key=lambda theme: theme.id)
    terms = [rule for at, one in enumerate(active) for rule in _terms(book, at, one)]
    excludes = [
        _rule(book, at, Term(text)) for at, one in enumerate(active) for text in one.excludes
    ]
    return Matcher(
        themes=tuple(one.id for one in active),
        speller=_speller(book.vocabulary, words),
        terms=RuleIndex(terms),
        excludes=RuleIndex(excludes),
        anywhere=tuple(
            (at, term.text, term.asked)
            for at, one in enumerate(active)
            for term in one.terms
            if term.text in (ANY, ALWAYS) and term.asked
        ),
        scopes=tuple(one.questions for one in active),
    )


def unreadable(frame: Frame) -> Iterator[tuple[str, str, str]]:
    """Theme, term or exclusion, and what is wrong with it."""
    book = TermBook(dict(frame.groups), load_code_words().read_as)
    for theme in frame.active:
        for text in (*(term.text for term in theme.terms), *theme.excludes):
            try:
                if text not in (ANY, ALWAYS):
                    _rule(book, 0, Term(text))
            except PhraseError as problem:
                yield theme.id, text, str(problem)


def _terms(book: TermBook, at: int, theme: Theme) -> list[Rule]:
    ordered = sorted(set(theme.terms), key=lambda term: (term.text, term.asked))
    return [_rule(book, at, term) for term in ordered if term.text not in (ANY, ALWAYS)]


def _rule(book: TermBook, at: int, term: Term) -> Rule:
    part = book.part(term.text.lower())
    if not part.needs:
        raise PhraseError(f"'{term.text}': a term has at least one word")
    return Rule(at, term.text, f"(?<![^ ]){part.regex}", part.needs, part.also, term.asked)


def _speller(vocabulary: Iterable[str], words: CodeWords) -> Speller:
    known = frozenset(vocabulary)
    wanted = tuple(sorted(word for word in known if len(word) > 4 and word.isalpha()))
    heard = {
        slip: word
        for word in wanted
        if len(word) > 5
        for slip in _other_vowels(word)
        if slip not in words.real and slip not in known
    }
    return Speller({**heard, **words.read_as}, wanted, words.real, known)


def _other_vowels(word: str) -> Iterable[str]:
    """One vowel written as another: "seperate", "relible"."""
    for at in range(1, len(word)):
        if word[at] in _VOWELS:
            yield from (
                word[:at] + other + word[at + 1 :] for other in _VOWELS if other != word[at]
            )
