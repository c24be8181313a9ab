"""What matching knows of a language: its yes and no, its numbers, its words that change nothing."""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from config.data import load_answers
from conversations.text import plain, squeezed, trimmed

WORDS = load_answers()
NOT_SLIPS = frozenset(WORDS.not_slips)
NOT_NUMBERS = frozenset(WORDS.not_numbers)
YES, NO, UNCLEAR, LITTLE = "yes", "no", "unclear", "little"
ALONE = {"yes_alone": YES, "no_alone": NO}
_TAGS = (UNCLEAR, YES, NO, *ALONE)
_SHARED = (
    "little", "not", "and", "or", "but", "all", "out_of", "half", "because", "top_first",
    "taken_back",
)  # fmt: skip
_CLEAR = ("out_of",)  # between "4" and "5" no word of any language can mean anything else
_LONG = 8
_BREAKS = re.compile(r"[\s,;/&+!?…।]+|\.(?!\d)")


def _loose_table() -> dict[int, str | None]:
    """Accents go; letters that Amharic, Urdu, Bengali or Russian writers swap become one."""
    table: dict[int, str | None] = {code: None for code in range(0x300, 0x370)}
    for code in (*range(0xC0, 0x250), *range(0x1E00, 0x1F00)):
        base = unicodedata.normalize("NFD", chr(code))[0]
        if base.isascii():
            table[code] = base
    table |= {ord("ı"): "i", ord("ł"): "l", ord("đ"): "d", ord("ø"): "o", ord("ə"): "e"}
    table |= {
        ord("ё"): "е",
        ord("ں"): "ن",
        0x0981: None,
        ord("’"): "'",
        ord("ʻ"): "'",
        ord("ء"): None,
    }
    for swapped, kept in (("ሐ", "ሀ"), ("ኀ", "ሀ"), ("ሠ", "ሰ"), ("ዐ", "አ"), ("ፀ", "ጸ")):
        table |= {ord(swapped) + at: chr(ord(kept) + at) for at in range(7)}
    return table | {ord(char): "አ" for char in "ኣዓ"} | {ord(char): "ሀ" for char in "ሃሓኃ"}


_LOOSE = _loose_table()
_KEPT = re.compile(rf"\b({'|'.join(map(plain, WORDS.accents_matter)) or '(?!)'})\b")
_NOUGHT = re.compile(r"\b[a-z]+0+[a-z]*\b")


def loose(text: str) -> str:
    """`plain`, and without accents: what all comparing of answers is done in.

    Words that their accents alone tell from others keep them ("có"); "n0" is "no".
    """
    bare = plain(text)
    if not bare.isascii():
        parts = enumerate(_KEPT.split(bare))
        bare = "".join(part if at % 2 else part.translate(_LOOSE) for at, part in parts)
    return _NOUGHT.sub(lambda found: found[0].replace("0", "o"), bare) if "0" in bare else bare


def words_in(bare: str) -> list[str]:
    """The words of a loose text: no punctuation, no signs."""
    found = (trimmed(part) for part in _BREAKS.split(bare) if part)
    return [word for word in found if any(char.isalnum() for char in word)]


def key(text: str) -> str:
    return " ".join(words_in(loose(text)))


@lru_cache(maxsize=32768)
def keys(form: str) -> tuple[str, ...]:
    """A form as it is compared, and as those write it who leave out every accent."""
    full = key(form)
    bare = full if full.isascii() else full.translate(_LOOSE)
    return (full,) if bare == full else (full, bare)


@dataclass(frozen=True)
class Lexicon:
    """One language with English behind it; every form is loose."""

    tags: Mapping[str, str]
    stretched: Mapping[str, str]
    slips: tuple[tuple[str, str], ...]
    longest: Mapping[str, int]
    not_here: frozenset[str]
    numbers: Mapping[str, int]
    number_starts: frozenset[str]
    number_slips: Mapping[str, tuple[str, ...]]
    ordinals: Mapping[str, int]
    counts: Mapping[str, int]
    lists: Mapping[str, frozenset[str]]
    little_phrases: re.Pattern[str]
    phrase_starts: frozenset[str]

    def has(self, name: str, word: str) -> bool:
        return word in self.lists[name]

    def says_more(self, words: Iterable[str]) -> bool:
        little = self.lists[LITTLE]
        return any(w not in little and any(c.isalpha() for c in w) for w in words)

    def tagged(self, words: Sequence[str]) -> list[tuple[str, str]]:
        """(tag, words) for the longest phrases known; the tag of other words is ""."""
        found: list[tuple[str, str]] = []
        at = 0
        while at < len(words):
            for size in range(min(self.longest.get(words[at], 1), len(words) - at), 0, -1):
                phrase = words[at] if size == 1 else " ".join(words[at : at + size])
                tag = self.tag(phrase)
                if tag or size == 1:
                    found.append((tag, phrase))
                    at += size
                    break
        return found

    def tag(self, phrase: str) -> str:
        tag = self.tags.get(phrase, "")
        if not tag and "'" in phrase:
            tag = self.tags.get(phrase.replace("'", ""), "")
        if not tag and len(phrase) > 2 and has_run(phrase) and phrase not in NOT_SLIPS:
            tag = self.stretched.get(squeezed(phrase), "")
        return tag


@lru_cache(maxsize=64)
def lexicon(language: str) -> Lexicon:
    code = language if language in WORDS.lists else "en"
    not_here = frozenset(key(form) for form in WORDS.lists[code]["not_here"])
    tags = _tags(code, not_here)
    said = {form: tag for form, tag in tags.items() if tag != LITTLE}
    return Lexicon(
        tags=tags,
        stretched={squeezed(form): tag for form, tag in reversed(said.items())},
        slips=_slips(code),
        longest=sizes(tags),
        not_here=not_here,
        numbers=_numbers(code, "numbers"),
        number_starts=frozenset(form[:2] for form in _numbers(code, "numbers")),
        number_slips=_number_slips(code),
        ordinals=_numbers(code, "ordinals"),
        counts=_numbers(code, "counts"),
        lists={name: _list(code, name) for name in WORDS.lists["en"]},
        little_phrases=_phrases(_list(code, LITTLE)),
        phrase_starts=frozenset(f.split(" ")[0] for f in _list(code, LITTLE) if " " in f),
    )


def sizes(forms: Iterable[str]) -> dict[str, int]:
    """First word -> how many words the longest form has that begins with it."""
    longest: dict[str, int] = {}
    for form in forms:
        first, size = form.split(" ")[0], form.count(" ") + 1
        longest[first] = max(size, longest.get(first, 1))
    return longest


def has_run(word: str) -> bool:
    """Whether a letter follows itself; `squeezed` leaves all other words as they are."""
    return any(map(str.__eq__, word, word[1:]))


def _phrases(forms: Iterable[str]) -> re.Pattern[str]:
    """Those of several words, as one pattern, the longest first."""
    phrases = sorted((form for form in forms if " " in form), key=len, reverse=True)
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, phrases))})\b")


def _slips(code: str) -> tuple[tuple[str, str], ...]:
    """Words of four letters or more, and long phrases, that a slip of one letter still means."""
    own = {**_own_tags("en"), **_own_tags(code)}
    return tuple(
        (form, ALONE.get(tag, tag))
        for form, tag in own.items()
        if form.isalpha()
        and (len(form) > (5 if tag in ALONE else 3) or form == YES)
        or (" " in form and len(form) > _LONG and tag in (YES, NO))
    )


def _list(code: str, name: str) -> frozenset[str]:
    """A list of English and this language; other scripts cannot be mistaken, so all of them."""
    forms = WORDS.lists["en"][name] + WORDS.lists[code][name]
    own = frozenset(bare for form in forms for bare in keys(form))
    return own | _of_all(name) if name in _SHARED else own


@lru_cache(maxsize=64)
def _of_all(name: str) -> frozenset[str]:
    """What a list holds of any language that nobody can mistake."""
    return frozenset(
        bare
        for lists in WORDS.lists.values()
        for form in lists[name]
        if name in _CLEAR or not _latin(form) or key(form) in _everywhere()
        for bare in keys(form)
    )


def _tags(code: str, not_here: frozenset[str]) -> dict[str, str]:
    own = {} if code == "en" else _own_tags(code)
    others = {**_shared_tags(), **_own_tags("en")}
    tags = {form: tag for form, tag in others.items() if form not in not_here} | own
    for form in _list(code, LITTLE):
        tags.setdefault(form, LITTLE)
    tags.pop("", None)
    return tags


@lru_cache(maxsize=64)
def _own_tags(code: str) -> dict[str, str]:
    lists = WORDS.lists[code]
    return {bare: tag for tag in reversed(_TAGS) for form in lists[tag] for bare in keys(form)}


@lru_cache(maxsize=1)
def _everywhere() -> frozenset[str]:
    return frozenset(key(form) for form in WORDS.everywhere)


@lru_cache(maxsize=1)
def _shared_tags() -> dict[str, str]:
    """Forms of other languages that mean one thing only, whoever writes them.

    What is unclear in any language ("nie wiem") is no answer in another.
    """
    everywhere = _everywhere()
    senses: dict[str, set[str]] = {}
    for code in WORDS.lists:
        for form, tag in _own_tags(code).items():
            unclear = tag == UNCLEAR and " " in form
            if code != "en" and (form in everywhere or unclear or not _latin(form)):
                senses.setdefault(form, set()).add(tag)
    little = {key(form) for lists in WORDS.lists.values() for form in lists[LITTLE]}
    return {
        form: min(tags, key=len)
        for form, tags in senses.items()
        if len({ALONE.get(tag, tag) for tag in tags}) == 1
        and (form in everywhere or tags == {UNCLEAR} or form not in little)
    }


def _numbers(code: str, kind: str) -> dict[str, int]:
    shared: dict[str, set[int]] = {}
    for one, kinds in WORDS.numbers.items():
        for form, number in _written(kinds[kind]).items():
            if one in ("en", code) or form in _number_anywhere() or not _latin(form):
                shared.setdefault(form, set()).add(number)
    own = _written(WORDS.numbers[code][kind])
    return {form: min(found) for form, found in shared.items() if len(found) == 1} | own


def _number_slips(code: str) -> dict[str, tuple[str, ...]]:
    """Number words that a slip of one letter still means, by first letter.

    None of them English: too many English words are a letter away ("there", "fine", "sever").
    """
    own = _written(WORDS.numbers[code]["numbers"] if code != "en" else {})
    found: dict[str, tuple[str, ...]] = {}
    for form in _numbers(code, "numbers"):
        if form.isalpha() and len(form) > (4 if form in own else 5) and form in _not_english():
            found[form[0]] = (*found.get(form[0], ()), form)
    return found


@lru_cache(maxsize=1)
def _not_english() -> frozenset[str]:
    forms = (_written(kinds["numbers"]) for code, kinds in WORDS.numbers.items() if code != "en")
    return frozenset(form for found in forms for form in found)


@lru_cache(maxsize=1)
def _number_anywhere() -> frozenset[str]:
    """Not "da": ten in one language, yes in others."""
    return _everywhere().difference(*(_own_tags(code) for code in WORDS.lists))


def _written(numbers: Mapping[str, int]) -> dict[str, int]:
    return {bare or form: number for form, number in numbers.items() for bare in keys(form)}


def _latin(text: str) -> bool:
    return all(ord(char) < 0x250 or 0x1E00 <= ord(char) < 0x1F00 for char in text)


def one_off(one: str, other: str) -> bool:
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
