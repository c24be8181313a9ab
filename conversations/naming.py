"""Finds the choices that a text names by what they are called, and whether one is denied."""

from collections.abc import Sequence
from dataclasses import dataclass

from conversations.lexicon import WORDS, Lexicon, key, words_in
from conversations.options import Options

_NO_NAMES = tuple(map(key, WORDS.no_names))
_BACK = 4  # how many words before a name may deny it


@dataclass(frozen=True)
class Named:
    """A choice named at a word; its value is empty where it is denied."""

    value: str
    at: int
    size: int


def words_of(bare: str, opts: Options) -> list[str]:
    """The words without faces; "and" that Arabic writes onto the next word comes off."""
    if not bare.isascii() or any(one in opts.signs for one in bare.split()):
        bare = " ".join(one for one in bare.split() if one not in opts.signs)
    words: list[str] = []
    for word in words_in(bare):
        joined = len(word) > 2 and word[0] == "و" and word not in opts.forms
        words += ["و", word[1:]] if joined and word[1:] in opts.forms else [word]
    return words


def whole(words: Sequence[str], opts: Options, lex: Lexicon) -> tuple[str, bool] | None:
    """The choice that the whole text names."""
    phrase = " ".join(words)
    value = opts.named(phrase)
    if value is None and lex.has("none", phrase):
        value = opts.none
    return (value, False) if value else None


def names_nothing(words: Sequence[str]) -> bool:
    """Whether a phrase stands there that names no choice, though it holds its word."""
    phrase = f" {' '.join(words)} "
    return any(f" {one} " in phrase for one in _NO_NAMES)


def lettered(word: str, opts: Options) -> str | None:
    at = ord(word) - ord("a") if len(word) == 1 else -1
    return opts.values[at] if 0 <= at < len(opts.values) else None


def named(words: Sequence[str], opts: Options, lex: Lexicon, slips: bool = False) -> list[Named]:
    """Every choice named; one that is denied has the value of "not …", or none at all."""
    found: list[Named] = []
    at = 0
    while at < len(words):
        value, size = _name_at(words, at, opts, slips)
        if value is not None:
            since = found[-1].at + found[-1].size if found else 0
            denied = _denied(words, max(since, at - _BACK), at, lex)
            if denied:
                past = lex.has("past", denied)
                value = "" if past else _opposite(words[at : at + size], opts)
            found.append(Named(value, at, size))
        at += size
    return found


def _name_at(words: Sequence[str], at: int, opts: Options, slips: bool) -> tuple[str | None, int]:
    for size in range(min(opts.longest.get(words[at], 1), len(words) - at), 0, -1):
        value = opts.named(words[at] if size == 1 else " ".join(words[at : at + size]))
        if value:
            return value, size
    if not slips:
        return None, 1
    for size in range(min(opts.longest.get(words[at], 1), len(words) - at), 1, -1):
        near = opts.slip(" ".join(words[at : at + size]))
        if near:
            return near, size
    return (opts.slip(words[at]) if len(words[at]) > 3 else None), 1


def _denied(words: Sequence[str], since: int, at: int, lex: Lexicon) -> str:
    """The word that denies what is named at a word ("not", "used"), if one does."""
    for back in range(at - 1, since - 1, -1):
        word = words[back]
        if lex.has("because", word) or (lex.has("but", word) and word != "only"):
            return ""
        if lex.has("past", word):
            return word
        if lex.has("not", word) and (word not in ("no", "nothing") or back == at - 1):
            return word
    return ""


def _opposite(words: Sequence[str], opts: Options) -> str:
    for base in (" ".join(words), words[-1]):
        for form in (f"not {base}", f"un{base}"):
            if form in opts.labels:
                return opts.labels[form]
    return ""
