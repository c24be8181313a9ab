"""What a change of the code frame would do, pure: exactly which answers gain or lose a theme."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache

from collation.coding import BY_TERM, Correction, Hit, found_by, made_ready, only_asked
from collation.frame import ACTIVE, Frame, Theme
from collation.learning import Lessons, Ready, lessons
from collation.non_answers import says_nothing
from collation.terms import Matcher, build
from config.code_words import CodeWords, load_code_words
from conversations.text import clean
from storage.answers.codings import COUNTED, LEARNED, MACHINE, Coding, settle


@dataclass(frozen=True)
class Said:
    """An answer as the preview needs it: its words, and how it stands. `checked`: a person has
    confirmed it."""

    id: str
    text: str
    question: str
    codings: tuple[Coding, ...] = ()
    checked: bool = False


@dataclass(frozen=True)
class Changed:
    """One answer whose themes would be others. `asks_again`: a person had checked it, and what
    a term now says is something else."""

    answer: Said
    gains: tuple[str, ...]
    loses: tuple[str, ...]
    asks_again: bool = False


@dataclass(frozen=True)
class Preview:
    """Which answers change; and how many more the coming night changes without this change too,
    by what was saved or checked since the last one."""

    changed: tuple[Changed, ...]
    besides: int = 0

    @property
    def to_look_at(self) -> int:
        """How many of them a person has checked, and will be asked about again."""
        return sum(one.asks_again for one in self.changed)

    def gained(self) -> dict[str, int]:
        """How many answers each theme would gain."""
        return _counted(theme for one in self.changed for theme in one.gains)

    def lost(self) -> dict[str, int]:
        """How many answers each theme would lose."""
        return _counted(theme for one in self.changed for theme in one.loses)


@dataclass(frozen=True)
class Coder:
    """A frame as a night would code by it: with what was learned, and where themes moved."""

    frame: Frame
    corrections: Sequence[Correction]
    moves: Mapping[str, str]

    @cached_property
    def matcher(self) -> Matcher:
        return _built(self.frame)

    @cached_property
    def words(self) -> CodeWords:
        return load_code_words()

    @cached_property
    def ready(self) -> list[Ready]:
        return made_ready(self.matcher, self.corrections)

    @cached_property
    def learnt(self) -> Lessons:
        return lessons(self.matcher, self.ready)

    def night(self, one: Said) -> tuple[frozenset[str], bool]:
        """The themes that count after a night, and whether the answer waits for a person again."""
        made: list[Coding] = []
        doubted: tuple[str, ...] = ()
        normal = self.matcher.normal(clean(one.text))
        if not says_nothing(normal, self.words):
            hits, doubted = found_by(self.matcher, self.learnt, normal, one.question)
            hits = hits or only_asked(self.matcher, one.question)
            made = [_coding(hit) for hit in hits.values()]
        if not one.checked:
            return frozenset(each.theme for each in made), False
        themes, agrees = settle(made, one.codings, self.moves, doubted)
        return _counting(themes), not agrees


def preview(before: Coder, after: Coder, answers: Iterable[Said]) -> Preview:
    """Exactly what the coming night does when the change is saved, by the night's own code."""
    changed, besides = [], 0
    for one in answers:
        had, (has, waits) = _counting(one.codings), after.night(one)
        if had == has:
            continue
        if before.night(one) == (has, waits):
            besides += 1
            continue
        gains, loses = tuple(sorted(has - had)), tuple(sorted(had - has))
        changed.append(Changed(one, gains, loses, waits))
    return Preview(tuple(changed), besides)


def touched_by(before: Frame, after: Frame) -> frozenset[str]:
    """The themes whose rules differ: which words, where, and whether they are in use at all."""
    rules = [{one.id: _rules(one) for one in frame.themes} for frame in (before, after)]
    every = rules[0].keys() | rules[1].keys()
    if before.groups != after.groups:  # any theme may use them
        return frozenset(every)
    return frozenset(one for one in every if rules[0].get(one) != rules[1].get(one))


def only(frame: Frame, touched: frozenset[str]) -> Frame:
    """The frame with no other themes than these."""
    kept = tuple(one for one in frame.themes if one.id in touched and one.state == ACTIVE)
    return replace(frame, themes=kept)


@lru_cache(maxsize=2)
def _built(frame: Frame) -> Matcher:
    """It takes most of a second, and the frame in use is looked at again and again."""
    return build(frame)


def _coding(hit: Hit) -> Coding:
    return Coding(hit.theme, MACHINE if hit.by == BY_TERM else LEARNED)


def _counting(codings: Iterable[Coding]) -> frozenset[str]:
    return frozenset(one.theme for one in codings if one.state == COUNTED)


def _rules(theme: Theme) -> tuple[object, ...]:
    terms = frozenset((one.text, frozenset(one.asked)) for one in theme.terms)
    scope = frozenset(theme.excludes), frozenset(theme.questions)
    return terms, *scope, theme.state, theme.into


def _counted(themes: Iterable[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for theme in themes:
        found[theme] = found.get(theme, 0) + 1
    return found
