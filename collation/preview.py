"""What a change of the code frame would do, pure: exactly which answers gain or lose a theme."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from collation.frame import ACTIVE, Frame, Theme
from collation.non_answers import says_nothing
from collation.terms import ANY, Matcher, asked_here, build
from config.code_words import CodeWords, load_code_words
from conversations.text import clean


@dataclass(frozen=True)
class Said:
    """An answer as the preview needs it: its words, and how it stands.

    `counted`: the themes that count; `by_machine`: those of them that rest on a term;
    `by_question`: those that rest on the question alone, where no term matches; `refused`: those
    that a person took off. `checked`: a person has confirmed it.
    """

    id: str
    text: str
    question: str
    counted: frozenset[str] = frozenset()
    by_machine: frozenset[str] = frozenset()
    by_question: frozenset[str] = frozenset()
    refused: frozenset[str] = frozenset()
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
    """Which answers change."""

    changed: tuple[Changed, ...]

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


def preview(before: Frame, after: Frame, answers: Iterable[Said]) -> Preview:
    """What the night will do: terms change what rests on terms, a merge moves everything.

    Only the themes whose rules differ are looked for: a theme's terms look at no other theme.
    """
    touched, into, words = touched_by(before, after), merged(before, after), load_code_words()
    old, new = (build(only(frame, touched), words) for frame in (before, after))
    changed = []
    for one in answers:
        was, now = _found(old, one, words), _found(new, one, words)
        if was != now or (into and one.counted & into.keys()):
            changed.append(_changed(one, was, now, into, after))
    return Preview(tuple(one for one in changed if one is not None))


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


def merged(before: Frame, after: Frame) -> Mapping[str, str]:
    """Theme that is gone to the theme that took it over."""
    was = {one.id: one.into for one in before.themes}
    return {one.id: one.into for one in after.themes if one.into and was.get(one.id) != one.into}


def _changed(
    one: Said, was: frozenset[str], now: frozenset[str], into: Mapping[str, str], frame: Frame
) -> Changed | None:
    moved, rests, had, refused = (
        frozenset(into.get(theme, theme) for theme in themes)
        for themes in (one.counted, one.by_machine, was, one.refused)
    )
    gains, loses = now - had - moved - refused, (had - now) & rests
    after = (moved | gains) - loses
    if not one.checked:  # what rests on the question alone gives way to a term, and comes back
        after = after - (one.by_question if gains else frozenset())
        after = after or _by_question(frame, one.question)
    if after == one.counted:
        return None
    return Changed(
        one,
        tuple(sorted(after - one.counted)),
        tuple(sorted(one.counted - after)),
        one.checked and bool(gains or loses),
    )


def _by_question(frame: Frame, question: str) -> frozenset[str]:
    return frozenset(
        theme.id
        for theme in frame.active
        for term in theme.terms
        if term.text == ANY and term.asked and asked_here(term.asked, question)
    )


def _found(matcher: Matcher, one: Said, words: CodeWords) -> frozenset[str]:
    normal = matcher.normal(clean(one.text))
    if says_nothing(normal, words):
        return frozenset()
    return frozenset(matcher.themes[at] for at in matcher.found(normal, one.question))


def _rules(theme: Theme) -> tuple[object, ...]:
    terms = frozenset((one.text, frozenset(one.asked)) for one in theme.terms)
    return terms, frozenset(theme.excludes), frozenset(theme.questions), theme.state


def _counted(themes: Iterable[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for theme in themes:
        found[theme] = found.get(theme, 0) + 1
    return found
