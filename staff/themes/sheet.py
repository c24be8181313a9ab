"""A page of answers to check, and what came back of it: pure, from what is stored to ticks."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from collation.because import Asked, found_words
from collation.frame import Frame
from staff.themes.keys import keys
from storage.answers.codings import COUNTED, NON_ANSWER, SUGGESTED, Coding, State
from storage.answers.reviewing import Review

Words = Mapping[tuple[str, str], tuple[str, ...]]
"""Answer and theme to the words that a term found."""


@dataclass(frozen=True)
class Chip:
    """A theme to tick."""

    id: str
    label: str
    key: str
    ticked: bool
    suggested: bool


@dataclass(frozen=True)
class Item:
    """One answer on the page. `was`: how it stood when it was shown."""

    id: str
    text: str
    question: str
    first: tuple[Chip, ...]
    rest: tuple[Chip, ...]
    why: str
    nothing: bool
    flagged: bool
    checked: bool
    was: str


@dataclass(frozen=True)
class Decided:
    """What an officer decided about one answer."""

    id: str
    themes: frozenset[str]
    nothing: bool
    as_it_stands: bool


def items(reviews: Iterable[Review], frame: Frame, questions: Mapping[str, str]) -> list[Item]:
    """Alike answers under each other: by question, then by what the machine made of them."""
    key_of, reviews = keys(frame.active), list(reviews)
    words = found_words(frame, map(_asked, reviews))
    ordered = sorted(reviews, key=lambda one: (one.state.question, _order(one), one.answer_id))
    return [_item(one, frame, key_of, questions, words) for one in ordered]


def mark(state: State, codings: Sequence[Coding]) -> str:
    """Says how an answer stood, so that a page from yesterday overwrites nobody's decision."""
    themes = sorted((one.theme, one.state) for one in codings)
    stood = repr((state.kind, state.checked_by, state.checked_in, state.flagged_by, themes))
    return hashlib.sha256(stood.encode()).hexdigest()[:16]


def counted(codings: Iterable[Coding]) -> frozenset[str]:
    """The themes that count."""
    return frozenset(one.theme for one in codings if one.state == COUNTED)


def decided(
    answer_id: str,
    state: State,
    codings: Sequence[Coding],
    *,
    themes: frozenset[str],
    nothing: bool,
    marked: bool,
    all_of_them: bool,
) -> Decided | None:
    """What to save of one answer; None: the officer has not decided about it.

    Changed ticks are a decision. “Confirm all of these” is none about an answer that has no
    theme at all: nobody has said what it speaks of.
    """
    stood_for_nothing = state.kind == NON_ANSWER
    changed = themes != counted(codings) or nothing != stood_for_nothing
    if not (changed or marked or (all_of_them and (themes or nothing))):
        return None
    suggested = any(one.state == SUGGESTED for one in codings)
    kept = frozenset[str]() if nothing else themes
    return Decided(answer_id, kept, nothing, not changed and not suggested)


def why(one: Review, names: Mapping[str, str], words: Words) -> str:
    """Why it is coded so: the very words that a term found, or that a person said so."""
    said = [
        _because(each, names.get(each.theme, each.theme), words.get((one.answer_id, each.theme)))
        for each in one.codings
    ]
    return "; ".join(filter(None, said))


def words_of(one: Review, frame: Frame) -> Words:
    """The same for one answer by itself."""
    return found_words(frame, [_asked(one)])


def _asked(one: Review) -> Asked:
    terms = {each.theme: each.terms for each in one.codings if each.terms}
    return Asked(one.answer_id, one.text, one.state.question, terms)


def _item(
    one: Review,
    frame: Frame,
    key_of: Mapping[str, str],
    questions: Mapping[str, str],
    words: Words,
) -> Item:
    ticked = counted(one.codings)
    suggested = {each.theme for each in one.codings if each.state == SUGGESTED}
    chips = [
        Chip(theme.id, theme.label, key_of.get(theme.id, ""), theme.id in ticked,
             theme.id in suggested)
        for theme in frame.themes
        if theme in frame.active or theme.id in ticked
    ]  # fmt: skip
    return Item(
        one.answer_id,
        one.text,
        questions.get(one.state.question, one.state.question),
        tuple(chip for chip in chips if chip.ticked or chip.suggested),
        tuple(chip for chip in chips if not (chip.ticked or chip.suggested)),
        why(one, {theme.id: theme.label for theme in frame.themes}, words),
        one.state.kind == NON_ANSWER,
        one.state.flagged_by is not None,
        one.state.checked,
        mark(one.state, one.codings),
    )


def _because(one: Coding, name: str, words: tuple[str, ...] | None) -> str:
    found = ", ".join(f"“{each}”" for each in words or ())
    if one.state == SUGGESTED:
        return f"{name} only looks alike"
    if one.state != COUNTED:
        return f"{name} was taken off by a person"
    if one.account:
        return f"{name}: a person said so"
    return f"{name}: {found}" if found else name


def _order(one: Review) -> tuple[str, ...]:
    return tuple(sorted(each.theme for each in one.codings if each.state in (COUNTED, SUGGESTED)))
