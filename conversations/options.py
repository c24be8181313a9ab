"""What may be written for each choice of a question, worked out once: labels, forms, signs."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from config.data import Mood
from conversations.lexicon import NOT_SLIPS, WORDS, has_run, key, lexicon, loose, one_off, sizes
from conversations.signs import FACE_LISTS
from conversations.steps import Choice
from conversations.text import folded, squeezed

_SAME = tuple(tuple(key(form) for form in group) for group in WORDS.same)
_BEFORE = ("my ", "a ", "an ", "the ", "i feel ", "i am ", "im ", "its ", "i have ", "a bit ")


@dataclass(frozen=True)
class Options:
    """`forms`: how a choice may be named; `signs`: faces for it; `none`: the choice "none"."""

    values: tuple[str, ...]
    labels: dict[str, str]
    forms: dict[str, str]
    stretched: dict[str, str]
    near: Mapping[str, tuple[tuple[str, str], ...]]
    signs: dict[str, str]
    longest: Mapping[str, int]
    none: str | None
    yes_no: bool

    def named(self, phrase: str) -> str | None:
        value = self.forms.get(phrase)
        if value is None and len(phrase) > 3 and has_run(phrase):
            value = self.stretched.get(squeezed(phrase))
        return value

    def slip(self, word: str) -> str | None:
        """The one choice that a word of three letters or more is one letter off."""
        near = self.near.get(word[:1])
        if not near or not 3 <= len(word) <= 40 or word in NOT_SLIPS:
            return None
        if any(map(str.isdigit, word)):
            return None
        found = {value for form, value in near if _slipped(word, form)}
        if not found and has_run(word):
            short = squeezed(word)
            found = {value for form, value in near if len(form) > 4 and one_off(short, form)}
        return found.pop() if len(found) == 1 else None

    def begun(self, word: str) -> str | None:
        """The one choice whose name begins so ("som", "alw")."""
        if len(word) < 3 or word in NOT_SLIPS or " " in word:
            return None
        near = {value for form, value in self.near.get(word[0], ()) if form.startswith(word)}
        return near.pop() if len(near) == 1 else None


def _slipped(word: str, form: str) -> bool:
    if not -2 < len(word) - len(form) < 2:
        return False
    return one_off(word, form) if len(form) > 3 else _swapped(word, form)


def _swapped(word: str, form: str) -> bool:
    """Two neighbours swapped, of words too short for anything else."""
    return word != form and word[0] == form[0] and sorted(word) == sorted(form)


@lru_cache(maxsize=512)
def written(choices: tuple[Choice, ...]) -> dict[str, str]:
    return {
        folded(form): one.value for one in choices for form in (one.label, *one.accepts, one.value)
    }


@lru_cache(maxsize=512)
def options(choices: tuple[Choice, ...], language: str) -> Options:
    forms: dict[str, str] = {}
    for one in choices:
        _add(forms, ((f, one.value) for f in (one.label, *one.accepts, one.value)), replace=True)
    labels = tuple(forms.items())
    _add(forms, _derived(labels, lexicon(language).lists["little"]))
    _add(forms, _moods(choices, forms))
    lex = lexicon(language)
    nones = {value for form, value in forms.items() if lex.has("none", form)}
    return Options(
        values=tuple(one.value for one in choices),
        labels={key(form): one.value for one in choices for form in (one.label, one.value)},
        forms=forms,
        stretched={squeezed(form): value for form, value in reversed(forms.items())},
        near=_by_letter(forms),
        signs=_signs(choices, forms),
        longest=sizes(forms),
        none=nones.pop() if len(nones) == 1 else None,
        yes_no=any(f in forms for f in ("yes", "yeah")) and any(f in forms for f in ("no", "nah")),
    )


def _by_letter(forms: Mapping[str, str]) -> dict[str, tuple[tuple[str, str], ...]]:
    found: dict[str, tuple[tuple[str, str], ...]] = {}
    for form, value in forms.items():
        if len(form) > 2:
            found[form[0]] = (*found.get(form[0], ()), (form, value))
    return found


def _add(forms: dict[str, str], more: Iterable[tuple[str, str]], replace: bool = False) -> None:
    """Take forms in; of those worked out, one that two choices share names neither."""
    fresh: dict[str, str | None] = {}
    for form, value in more:
        bare = key(form)
        if bare and (replace or fresh.get(bare, value) == value):
            fresh[bare] = value
        elif bare:
            fresh[bare] = None
    for bare, found in fresh.items():
        if found is not None:
            forms.setdefault(bare, found)


def _derived(
    labels: tuple[tuple[str, str], ...], little: frozenset[str]
) -> Iterable[tuple[str, str]]:
    """Without "my" or "a", one for many, in one word, and by another name for the same."""
    for form, value in labels:
        names = [form] + [form.removeprefix(b) for b in _BEFORE if form.startswith(b)]
        for name in names:
            if name != form and name not in little:
                yield name, value
            if len(name) > 3 and name.isascii():
                yield (name.removesuffix("s") if name.endswith("s") else f"{name}s"), value
            if " " in name and len(name) > 5:
                yield name.replace(" ", ""), value
        for group in _SAME:
            if any(name in group for name in names):
                yield from ((other, value) for other in group)


def _mood_of(mood: Mood, choices: tuple[Choice, ...], names: tuple[str, ...]) -> str | None:
    known = {key(name) for name in names}
    of_it = {
        one.value
        for one in choices
        if {key(form) for form in (one.label, one.value, *one.accepts[:1])} & known
    }
    return of_it.pop() if len(of_it) == 1 else None


def _moods(choices: tuple[Choice, ...], forms: dict[str, str]) -> Iterable[tuple[str, str]]:
    for mood in WORDS.moods:
        value = _mood_of(mood, choices, mood.words_if)
        if value and _mood_of(mood, choices, mood.names):
            yield from ((word, value) for word in mood.words)


def _signs(choices: tuple[Choice, ...], forms: dict[str, str]) -> dict[str, str]:
    signs = {
        loose(form): one.value
        for one in choices
        for form in (one.label, *one.accepts)
        if form and not key(form)
    }
    for mood in WORDS.moods:
        value = _mood_of(mood, choices, mood.names)
        if value:
            for sign in FACE_LISTS[id(mood)]:
                signs.setdefault(sign, value)
    return signs
