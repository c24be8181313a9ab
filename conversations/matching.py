"""Reads what young people really write as an answer to a closed question; or asks again."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from conversations import lexicon, numbers
from conversations.flows import Choice
from conversations.text import folded, plain, squeezed, trimmed

Value = str | int | tuple[str, ...]


@dataclass(frozen=True)
class Match:
    """`value` is None where we would ask again; `more` where other words came with the answer."""

    value: Value | None = None
    more: bool = False


NONE = Match()
_PARTS = re.compile(r"[\s,;&+/.]+|\band\b")


def match(
    kind: str,
    text: str,
    choices: Sequence[Choice] = (),
    span: tuple[int, int] = (1, 5),
    language: str = "en",
) -> Match:
    """The answer in a text, for one kind of closed question."""
    if kind == "yes_no":
        return _yes_no(text, tuple(choices), language)
    if kind in ("scale", "number"):
        return _number(text, span)
    if kind == "choice":
        return _choice(text, tuple(choices))
    if kind == "choices":
        return _several(text, tuple(choices))
    return NONE


def is_number_only(text: str) -> bool:
    """Digits and signs without one letter: never an answer in words."""
    bare = folded(text)
    return any(char.isdigit() for char in bare) and not any(char.isalpha() for char in bare)


def _yes_no(text: str, choices: tuple[Choice, ...], language: str) -> Match:
    bare = folded(text)
    if bare in ("1", "2"):
        return Match("yes" if bare == "1" else "no")
    signs = _signs(text)
    if signs is not None and not any(char.isalnum() for char in bare):
        return Match(signs)
    if bare in ("yes and no", "no and yes") or bare.startswith(lexicon.NOT_NO):
        return NONE
    for form in (bare, squeezed(bare)):
        for value, forms in (("yes", _yes(choices, language)), ("no", _no(choices, language))):
            if form in forms:
                return Match(value)
    return _yes_no_in_words(bare, choices, language)


def _yes_no_in_words(bare: str, choices: tuple[Choice, ...], language: str) -> Match:
    yes, no = _yes(choices, language), _no(choices, language)
    words = [trimmed(word) for word in bare.split()]
    found = ["yes" if _is(word, yes) else "no" if _is(word, no) else "" for word in words]
    if not words or ("yes" in found and "no" in found):
        return NONE
    if len(words) == 1:
        return Match(_near_yes_no(bare)) if len(bare) > 2 else NONE
    if found[0]:
        rest = [w for w, is_found in zip(words[1:], found[1:], strict=True) if not is_found]
        return Match(
            found[0], more=any(word not in lexicon.FILLERS and word.isalnum() for word in rest)
        )
    for value, forms in (("no", no), ("yes", yes)):
        if any(" " in form and bare.startswith(form + " ") for form in forms):
            return Match(value, more=True)
    return NONE


def _is(word: str, forms: frozenset[str]) -> bool:
    return word in forms or squeezed(word) in forms


def _near_yes_no(word: str) -> str | None:
    """ "yse", "yess" and "nope0"-like slips of one letter, from the two plain words only."""
    if word[0] == "y" and _one_off(word, "yes") and word not in ("yet", "yea"):
        return "yes"
    return "no" if word in ("noe", "nno", "onno", "nopw", "npe", "nahh") else None


def _signs(text: str) -> str | None:
    yes = any(char in lexicon.YES_SIGNS for char in text)
    no = any(char in lexicon.NO_SIGNS for char in text)
    return None if yes == no else "yes" if yes else "no"


@lru_cache(maxsize=256)
def _yes(choices: tuple[Choice, ...], language: str) -> frozenset[str]:
    return lexicon.yes_forms(language) | _accepted(choices, "yes")


@lru_cache(maxsize=256)
def _no(choices: tuple[Choice, ...], language: str) -> frozenset[str]:
    return lexicon.no_forms(language) | _accepted(choices, "no")


def _accepted(choices: tuple[Choice, ...], value: str) -> frozenset[str]:
    mine = [choice for choice in choices if choice.value == value]
    return frozenset(folded(form) for one in mine for form in (one.label, *one.accepts))


def _number(text: str, span: tuple[int, int]) -> Match:
    found = numbers.read(text, span)
    return Match(*found) if found else NONE


def _choice(text: str, choices: tuple[Choice, ...]) -> Match:
    if not choices:
        return NONE
    forms = _forms(choices)
    bare = folded(text)
    for form in (bare, plain(text)):
        if form in forms:
            return Match(forms[form])
    numbered = _number(text, (1, len(choices)))
    if isinstance(numbered.value, int):
        return Match(choices[numbered.value - 1].value, numbered.more)
    if bare in ("last", "last one", "the last one"):
        return Match(choices[-1].value)
    if len(bare) == 1 and "a" <= bare < chr(ord("a") + len(choices)):
        return Match(choices[ord(bare) - ord("a")].value)
    if bare in _signs_of(choices):
        return Match(_signs_of(choices)[bare])
    near = _near(bare, choices)
    if near:
        return Match(near)
    return _contained(text, forms)


def _contained(text: str, forms: dict[str, str]) -> Match:
    """A label among other words ("its ok i guess"); none where two are said, or it is denied."""
    words = [trimmed(word) for word in plain(text).split()]
    found, left = _labels_in(words, forms)
    values = {value for value, _ in found}
    if len(values) != 1 or any(at and words[at - 1] in lexicon.NEGATORS for _, at in found):
        return NONE
    return Match(values.pop(), more=numbers.says_more(left))


def _labels_in(words: list[str], forms: dict[str, str]) -> tuple[list[tuple[str, int]], list[str]]:
    found: list[tuple[str, int]] = []
    left: list[str] = []
    longest = 6
    at = 0
    while at < len(words):
        for size in range(min(longest, len(words) - at), 0, -1):
            phrase = " ".join(words[at : at + size])
            value = forms.get(phrase) or (
                size == 1 and len(phrase) > 3 and forms.get(squeezed(phrase))
            )
            if value:
                found.append((value, at))
                at += size
                break
        else:
            left.append(words[at])
            at += 1
    return found, left


def _several(text: str, choices: tuple[Choice, ...]) -> Match:
    bare = folded(text)
    if not choices or not bare:
        return NONE
    if bare in ("all", "all of them", "everything", "every one", "both", "all of the above"):
        return Match(tuple(choice.value for choice in choices))
    if bare in _forms(choices):
        return Match((_forms(choices)[bare],))
    picked = _picked(bare, choices)
    if picked is not None:
        return picked
    words = [word for part in re.split(r"[\s,;&+/]+", plain(text)) if (word := trimmed(part))]
    found, left = _labels_in(words, _forms(choices))
    if not found or any(at and words[at - 1] in lexicon.NEGATORS for _, at in found):
        one = _choice(text, choices)
        return Match((one.value,), one.more) if isinstance(one.value, str) else NONE
    return _in_order({value for value, _ in found}, choices, numbers.says_more(left))


def _picked(bare: str, choices: tuple[Choice, ...]) -> Match | None:
    """Several by number or letter: "1 3", "1,3", "a and c"."""
    parts = [part for part in _PARTS.split(bare) if part]
    letters = {chr(ord("a") + at): one.value for at, one in enumerate(choices)}
    if parts and all(part in letters for part in parts):
        return _in_order({letters[part] for part in parts}, choices, False)
    numbered = [(part, numbers.whole(part)) for part in parts]
    wanted = [n for part, n in numbered if n is not None or part not in lexicon.FILLERS]
    if not wanted or None in wanted:
        return None
    if not set(wanted) <= set(range(1, len(choices) + 1)):
        return NONE
    return Match(tuple(one.value for at, one in enumerate(choices, 1) if at in wanted))


def _in_order(values: set[str], choices: tuple[Choice, ...], more: bool) -> Match:
    return Match(tuple(one.value for one in choices if one.value in values), more)


def accepts_exactly(choices: tuple[Choice, ...], text: str) -> bool:
    """Whether a text is just what a choice is called or accepts."""
    return bool(choices) and folded(text) in _forms(choices)


@lru_cache(maxsize=512)
def _forms(choices: tuple[Choice, ...]) -> dict[str, str]:
    return {
        folded(form): one.value for one in choices for form in (one.label, *one.accepts, one.value)
    }


@lru_cache(maxsize=512)
def _signs_of(choices: tuple[Choice, ...]) -> dict[str, str]:
    """Single signs, so that 😞😞 counts as 😞."""
    return {
        form * n: value
        for form, value in _forms(choices).items()
        if not form.isascii()
        for n in (1, 2, 3)
    }


def _near(bare: str, choices: tuple[Choice, ...]) -> str | None:
    """One letter off, for words of four letters or more, and only where that names one choice."""
    if not 3 <= len(bare) <= 40 or any(char.isdigit() for char in bare):
        return None
    form = squeezed(bare)
    near = {
        value
        for first, length, plain_form, one_letter, value in _long_forms(choices)
        if bare[0] == first
        and (form == one_letter or (abs(length - len(bare)) < 2 and _one_off(bare, plain_form)))
    }
    return near.pop() if len(near) == 1 else None


@lru_cache(maxsize=512)
def _long_forms(choices: tuple[Choice, ...]) -> tuple[tuple[str, int, str, str, str], ...]:
    forms = _forms(choices).items()
    return tuple((f[0], len(f), f, squeezed(f), value) for f, value in forms if len(f) > 3)


def _one_off(one: str, other: str) -> bool:
    """One letter more, less or other, or two neighbours swapped; the first letter is right."""
    if one[0] != other[0] or abs(len(one) - len(other)) > 1:
        return False
    at = next(
        (i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b),
        min(len(one), len(other)),
    )
    a, b = one[at:], other[at:]
    if len(a) == len(b):
        return a[1:] == b[1:] or (len(a) > 1 and a[:2] == b[1::-1] and a[2:] == b[2:])
    return a[1:] == b if len(a) > len(b) else a == b[1:]
