"""Which language a text is in, and which languages to offer for it; nothing is guessed over."""

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from config.data import load_languages
from conversations.language_counts import likelihoods
from conversations.language_names import (
    BY_SCRIPT,
    ENGLISH_NAMES,
    LATIN,
    NAMES,
    OF_LATIN,
    RIGHT_TO_LEFT,
)
from conversations.lexicon import ALONE, NO, YES, key, lexicon
from conversations.text import folded, squeezed

__all__ = [
    "BY_SCRIPT", "ENGLISH_NAMES", "Guess", "LATIN", "NAMES", "OTHER", "RIGHT_TO_LEFT", "chosen",
    "identify", "is_among", "normal", "offer", "others", "script", "surely_of_latin",
    "warm", "with_others", "words_of",
]  # fmt: skip

ENGLISH = "en"
OTHER = "other"
OFFERED_OF_LATIN = 6
# What a text in Latin letters must have before we ask: letters, words, and how sure we are that
# it is not English; which other language it is, they say themselves.
LETTERS, WORDS, SURE = 10, 2, 0.95
GUESSED = 0.5  # less is no guess at all
# So many words that English does not know, and such a share of all.
FOREIGN_WORDS, FOREIGN_SHARE = 2, 0.3
LONGEST = 400  # letters that are looked at; more say nothing more

_NOT_WORDS = re.compile(r"https?://\S+|\S+@\S+|[\w.]*\d[\w.]*|[@#]\w+|_")
_WORD = re.compile(r"[^\W\d_]+(?:['’ʼ`\u200c-][^\W\d_]+)*")
_SAME = str.maketrans(
    {"\u0640": None, "\u200d": None, "\u200e": None, "\u200f": None, "\ufeff": None,
     "’": "'", "‘": "'", "ʼ": "'", "`": "'", "\u200c": " ", "ş": "ş", "ţ": "ț"}
)  # fmt: skip
_RUN = re.compile(r"(.)\1{2,}")


class Guess(NamedTuple):
    """The likeliest language, None where nothing can be said, and how sure that is."""

    language: str | None = None
    confidence: float = 0.0
    likely: tuple[str, ...] = ()
    english: float = 0.0


NOTHING = Guess()


def warm() -> None:
    """Read what telling languages apart needs, before somebody waits for it."""
    for text in ("ok bana", "سلام", "ሰላም", "привіт"):
        identify(text)


def normal(text: str) -> str:
    """Small letters, one form of each, no marks that are not seen, no addresses or numbers."""
    text = unicodedata.normalize("NFC", unicodedata.normalize("NFKC", text[: 4 * LONGEST]))
    text = _NOT_WORDS.sub(" ", text.translate(_SAME))
    return _RUN.sub(r"\1\1", " ".join(text.split()).lower())[:LONGEST]


def words_of(text: str) -> list[str]:
    """The words of a `normal` text."""
    return _WORD.findall(text)


def script(text: str) -> str | None:
    """The script that most letters of a text are in, by its Unicode name; None without letters."""
    if text.isascii():
        return LATIN if any(char.isalpha() for char in text) else None
    counts: dict[str, int] = {}
    for char in text:
        if char.isalpha():
            name = unicodedata.name(char, "UNKNOWN").split(" ", 1)[0]
            counts[name] = counts.get(name, 0) + 1
    return max(counts, key=lambda name: (counts[name], name)) if counts else None


@lru_cache(maxsize=1024)
def identify(text: str) -> Guess:
    """The language of a text by itself, whatever was said before."""
    bare = normal(text)
    words, written = words_of(bare), script(bare)
    if not words or written is None:
        return Guess(ENGLISH, 0.6) if _is_slang(text) else NOTHING
    if written == LATIN:
        return _of_latin(bare, words)
    codes = BY_SCRIPT.get(written, ())
    if len(codes) < 2:
        return Guess(codes[0], 0.95, codes) if codes else NOTHING
    return _likeliest(likelihoods(bare, words, codes))


def _of_latin(bare: str, words: Sequence[str]) -> Guess:
    """English, slang and names first: short texts look like any language to letter counts."""
    foreign = _foreign(words)
    if not foreign:
        return Guess(ENGLISH, 0.9 if len(words) > 1 else 0.6) if _any_english(words) else NOTHING
    found = _likeliest(likelihoods(bare, words, (ENGLISH, *OF_LATIN)))
    if found.language == ENGLISH:
        return found if _any_english(words) else NOTHING
    if found.confidence < GUESSED or (len(words) == 1 and not _known(words[0], found.language)):
        return NOTHING
    return found


def _known(word: str, code: str | None) -> bool:
    data = load_languages()
    return word in data.known.get(code or "", ()) or word in data.words.get(code or "", ())


def _is_slang(text: str) -> bool:
    """ "gr8", "m8": letters and digits together."""
    english = load_languages().english
    words = text.lower().split()
    return any(map(str.isalpha, text)) and all(word in english for word in words)


def _likeliest(found: dict[str, float]) -> Guess:
    codes = tuple(found)
    return Guess(codes[0], round(found[codes[0]], 2), codes, found.get(ENGLISH, 0.0))


def _foreign(words: Sequence[str]) -> set[str]:
    """The words that are neither English nor slang."""
    english = load_languages().english
    return {word for word in words if not _is_english(word, english)}


def _any_english(words: Sequence[str]) -> bool:
    return len(_foreign(words)) < len(set(words))


def _is_english(word: str, english: frozenset[str]) -> bool:
    if word in english or len(word) < 2:
        return True
    bare = word.replace("'", "")
    stem, _, end = word.partition("'")
    if bare in english or (stem in english and len(end) < 3):
        return True
    return len(word) > 3 and (squeezed(word) in english or _RUN.sub(r"\1", word) in english)


@lru_cache(maxsize=1024)
def offer(text: str) -> tuple[str, ...]:
    """Codes of the languages to offer, English last; none where no choice would be offered."""
    written = script(text)
    if written == LATIN:
        found = surely_of_latin(text)
        likely = [code for code in found.likely if code != ENGLISH]
        return (*likely[:OFFERED_OF_LATIN], ENGLISH) if found.language else ()
    codes = BY_SCRIPT.get(written or "", ())
    if not codes or _is_answer(text, codes) or _is_name(text):
        return ()
    return (*codes, ENGLISH)


def surely_of_latin(text: str) -> Guess:
    """The language of a text in Latin letters that surely is not English; else nothing."""
    if len(text) < LETTERS - 2 or _plainly_english(text):
        return NOTHING
    bare = normal(text)
    words = words_of(bare)
    letters, needed = sum(map(str.isalpha, bare)), LETTERS - 2 * (len(words) > WORDS)
    if letters < needed or len(words) < WORDS:
        return NOTHING
    names, here = load_languages().names, _capitalised(text)
    foreign = {word for word in _foreign(words) if word not in names and word not in here}
    if len(foreign) < FOREIGN_WORDS or len(foreign) < FOREIGN_SHARE * len(set(words)):
        return NOTHING
    found = identify(text)
    sure = found.language is not None and 1 - found.english >= SURE
    return found if sure and _speaks(words, bare, found.language) else NOTHING


def _plainly_english(text: str) -> bool:
    """Nearly every text, told without looking closer."""
    english, unknown = load_languages().english, 0
    for word in text.lower().split():
        unknown += word not in english and word.strip(".,!?'") not in english
        if unknown == FOREIGN_WORDS:
            return False
    return True


def _speaks(words: Sequence[str], bare: str, code: str | None) -> bool:
    """One word of that language at least, or a letter of it: keys hit at random have neither."""
    return not bare.isascii() or any(_known(word, code) for word in words)


def _capitalised(text: str) -> frozenset[str]:
    """Words that are written as names are: inside a sentence, or two or three alone."""
    words = _WORD.findall(_NOT_WORDS.sub(" ", text[:LONGEST].translate(_SAME)))
    big = [word[0].isupper() and not word.isupper() for word in words]
    first = 0 if all(big) and len(words) < 4 else 1
    return frozenset(w.lower() for w, one in zip(words[first:], big[first:], strict=True) if one)


def _is_answer(text: str, codes: Sequence[str]) -> bool:
    """A bare yes or no is understood in any language: nobody needs to be asked about it."""
    said = key(text)
    return any(lexicon(code).tag(said) in (YES, NO, *ALONE) for code in codes)


def _is_name(text: str) -> bool:
    """A name alone, or two; not a greeting that is also somebody's name."""
    names, words = load_languages().names, words_of(normal(text))
    return 0 < len(words) < 4 and all(one in names and not _listed(one) for one in words)


def _listed(word: str) -> bool:
    return any(word in known for known in load_languages().known.values())


def is_among(code: str, codes: Sequence[str]) -> bool:
    """Whether a language is one of those offered, or one of the others behind "other"."""
    return code != ENGLISH and (code in codes or (_is_latin(codes) and code in OF_LATIN))


def with_others(codes: tuple[str, ...]) -> tuple[str, ...]:
    """An offer as it is shown: six of the languages in Latin letters, and then "other"."""
    return (*codes[:-1], OTHER, codes[-1]) if _is_latin(codes) else codes


def others(codes: Sequence[str]) -> tuple[str, ...]:
    """The languages in Latin letters that an offer left out, English last."""
    return (*(code for code in OF_LATIN if code not in codes), ENGLISH)


def _is_latin(codes: Sequence[str]) -> bool:
    return any(code in OF_LATIN for code in codes)


def chosen(text: str, codes: tuple[str, ...]) -> str | None:
    """The language that a reply to the offer names, by number, code or name."""
    bare = folded(text)
    if bare.isdecimal() and len(bare) < 3:
        return codes[int(bare) - 1] if 0 < int(bare) <= len(codes) else None
    for code in codes:
        if code == OTHER:
            if bare == OTHER:
                return code
            continue
        names = {code, folded(NAMES[code]), *folded(NAMES[code]).split("/")}
        if bare in names | set(ENGLISH_NAMES[code].split("|")):
            return code
    return None
