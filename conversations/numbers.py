"""Reads one whole number out of a reply, or none: never half of 3.5, 2-3 or a phone number."""

import re
from collections.abc import Sequence

from conversations.lexicon import (
    NOT_NUMBERS,
    NOT_SLIPS,
    YES,
    Lexicon,
    lexicon,
    loose,
    one_off,
)
from conversations.text import squeezed, trimmed

_HEART = re.compile(r"(?:<|(?<!\d):)3+(?!\d)")
_SLASH = re.compile(r"(?<![\d./,:-])(\d+) ?/ ?(\d+)(?!\d|[/.,:-]\d)")
_PARTS = re.compile(r"(?<![\w./,:-])(\w+) ?/ ?(\w+)(?!\w|[/.,:-]\w)")
_GLUED_OUT = re.compile(r"(\d)(out ?of|out|of)(?= ?\d)|(\d)(out|of)\b")
_KEYCAPS = re.compile(r"(?:\d\ufe0f?\u20e3){2,}")
_WHOLE = re.compile(
    r"(?:(?:no|num|nr|number|option|opt|answer)[.:]?)?0?([1-9]\d{0,7}|0)(?:\.0+)?(?:-?ish|-?sta[rsz]+|-?p(?:oin)?ts?|x{1,3})?"
)
_SPOILT = re.compile(r"[%+£$€°<>^]|^[-–—/]\d|\d[-–—]\d")
_OR_SO = re.compile(r"\b or (?:so|something|sumthing|sumfing|smth|sth|thereabouts)\b")
_STARS = "⭐🌟★"
_ARTICLES = ("un", "une", "una", "um", "uma")
NONSENSE = -1
CALLS = (99, 999)  # always a call for help, whatever was asked


def read(
    text: str, span: tuple[int, int], language: str = "en", kind: str = "scale"
) -> tuple[int, bool] | None:
    """The number within the span, and whether other words came with it.

    `kind`: "scale" reads "4 out of 5"; "number" lets what is counted follow; "choice" neither.
    """
    if kind != "choice" and "\u20e3" in text:  # two keycaps are one number
        text = _KEYCAPS.sub(lambda found: re.sub(r"\D", "", found[0]), text)
    bare = loose(text.replace("\u20e3", "\u20e3 "))
    stars = sum(bare.count(star) for star in _STARS)
    if stars and not any(char.isalnum() for char in bare):
        return (stars, False) if span[0] <= stars <= span[1] else None
    if not bare:
        return None
    lex = lexicon(language)
    found = _lone(_split(bare, lex), span[1], lex, kind)
    if not found or found[0] in CALLS:
        return None
    return found if span[0] <= found[0] <= span[1] else None


def _split(bare: str, lex: Lexicon) -> list[str]:
    if bare.isdecimal():
        return [bare]
    if " or " in bare:
        bare = _OR_SO.sub("ish", bare)
    if "/" in bare:
        bare = _PARTS.sub(lambda found: _parts(found, lex), bare)
    if not any(map(str.isdigit, bare)):
        return _phrases_out(bare, lex).split()
    bare = _HEART.sub(" ", bare).removeprefix("100% ")
    bare = _GLUED_OUT.sub(r"\1\3 out of ", _SLASH.sub(r"\1 out of \2", bare))
    return _phrases_out(bare, lex).split()


def _parts(found: re.Match[str], lex: Lexicon) -> str:
    """ "four/5" is four out of five; "four/five" may be either."""
    one, other = found.groups()
    numbers = all(part.isdecimal() or part in lex.numbers for part in (one, other))
    clear = one.isdecimal() or other.isdecimal() or one == other
    return f"{one} out of {other}" if numbers and clear else found[0]


def _phrases_out(bare: str, lex: Lexicon) -> str:
    """Without phrases that change nothing ("got to be", "all day")."""
    if " " not in bare or lex.phrase_starts.isdisjoint(bare.split()):
        return bare
    return lex.little_phrases.sub(" ", bare)


def _lone(split: list[str], top: int, lex: Lexicon, kind: str) -> tuple[int, bool] | None:
    """The one number of a text, if the rest changes nothing or comes after it as a reason."""
    if not _begins(split, lex, kind):
        return None
    words, values = _values(split, lex, kind)
    at = next((i for i, value in enumerate(values) if value is not None), None)
    if at is None or values[at] == NONSENSE or not _leads(words[: at + 1], lex):
        return None
    value, end = values[at], at + 1
    if kind == "scale":
        value, whole, end = _out_of(words, values, at, lex)
        if whole not in (None, top):
            return None
    if end < len(words) and _said_twice(words[at], words[end], values[at] == values[end]):
        end += 1
    more = _goes_on(words, values, end, lex, kind)
    return None if more is None or value is None else (value, more)


def _said_twice(one: str, other: str, same: bool) -> bool:
    """ "4 (four)": the same number, once in digits and once in words."""
    return same and trimmed(one).isdecimal() != trimmed(other).isdecimal()


def _begins(split: Sequence[str], lex: Lexicon, kind: str) -> bool:
    """Whether a number comes before any word that would spoil it: most texts end here."""
    for word in split:
        if word_value(word, lex, kind) is not None:
            return True
        core = trimmed(word)
        if core != "no" and core.isalnum() and not _idle(core, lex):
            return False
    return False


def _values(split: Sequence[str], lex: Lexicon, kind: str) -> tuple[list[str], list[int | None]]:
    """The words and what number each is; "twenty one" is one of them."""
    words: list[str] = []
    values: list[int | None] = []
    for word in split:
        value = word_value(word, lex, kind)
        ten = values[-1] if values and words[-1].isalpha() else None
        if (
            ten == 1
            and words[-1] != "one"
            and (word.isdecimal() or (value and words[-1] in _ARTICLES))
        ):
            values[-1] = None  # "un 4", "bir 4", "un cuatro": a four
        if ten and value and 20 <= ten < 100 and ten % 10 == 0 and 0 < value < 10:
            words[-1], values[-1] = f"{words[-1]}-{word}", ten + value
        else:
            words.append(word)
            values.append(value)
    return words, values


def word_value(word: str, lex: Lexicon, kind: str = "scale") -> int | None:
    """The whole number that a word is; NONSENSE for a number of no scale (3.5, 2-3, fiv3)."""
    core = trimmed(word)
    known = lex.numbers.get(core)
    if known is not None:
        return known
    if kind != "number" and core in lex.ordinals:
        return lex.ordinals[core]
    if kind == "number" and core in lex.counts:
        return lex.counts[core]
    if core.isalpha() or not any(char.isdigit() for char in core):
        return _spelled(core, lex)
    if core in NOT_NUMBERS:
        return None
    found = None if _SPOILT.search(word) else _WHOLE.fullmatch(core)
    return int(found[1]) if found else NONSENSE


def _spelled(core: str, lex: Lexicon) -> int | None:
    """ "threeee", "fourish", "twenty-one", "twentyone"."""
    if len(core) < 4 or core[:2] not in lex.number_starts:
        return None
    short = core.removesuffix("ish").rstrip("-")
    for form in (short, squeezed(core)):
        if form in lex.numbers and form != core:
            return lex.numbers[form]
    for cut in (5, 6, 7):
        ten, one = lex.numbers.get(core[:cut], 0), lex.numbers.get(core[cut:].lstrip("-"), 0)
        if ten >= 20 and 0 < one < 10:
            return ten + one
    near = {lex.numbers[form] for form in lex.number_slips.get(core[0], ()) if one_off(core, form)}
    return near.pop() if len(near) == 1 and core not in NOT_SLIPS else None


def _leads(until: Sequence[str], lex: Lexicon) -> bool:
    """Whether words may stand before the number they end in ("prob a", not "at", "less than")."""
    bare = [word for one in until[:-1] if (word := trimmed(one)) and any(map(str.isalnum, word))]
    if not bare:
        return True
    if bare[-1] == "at" or bare[-2:] == ["on", "the"] or bare in (["me"], ["u"], ["you"]):
        return False
    if bare[-1] == "no":  # "no 4" is number four; "no one" is nobody
        if not any(map(str.isdigit, until[-1])):
            return False
        bare.pop()
    return all(_idle(w, lex) or w in lex.numbers for w in bare)


def _idle(word: str, lex: Lexicon) -> bool:
    """Words that leave a number as it is ("yeah 4 tbh")."""
    return lex.has("little", word) or lex.has("number_little", word) or lex.tags.get(word) == YES


def _out_of(
    words: Sequence[str], values: Sequence[int | None], at: int, lex: Lexicon
) -> tuple[int | None, int | None, int]:
    """The number, the whole of "4 out of 5" (None where none is said) and where it ends."""
    following = [i for i in range(at + 1, min(at + 5, len(values))) if values[i] is not None]
    if not following:
        return values[at], None, at + 1
    between = " ".join(trimmed(word) for word in words[at + 1 : following[0]])
    between = between.removeprefix("stars ").removeprefix("star ")
    if lex.has("top_first", between):
        return values[following[0]], values[at], following[0] + 1
    if not lex.has("out_of", between):
        return values[at], None, at + 1
    return values[at], values[following[0]], following[0] + 1


def _goes_on(
    words: Sequence[str], values: Sequence[int | None], at: int, lex: Lexicon, kind: str
) -> bool | None:
    """Whether words that say more follow the number; None where they make it unsure."""
    rest = [trimmed(word) for word in words[at:]]
    pause = at > 0 and (words[at - 1][-1] in ",.;:-!" or words[at : at + 1] in (["-"], [":"]))
    for i, word in enumerate(rest):
        if lex.has("because", word):
            return lex.says_more(rest[i:])
        if lex.has("half", word) or lex.has("or", word):
            return None
        if values[at + i] is not None:
            if i or word != "one" or not lex.ordinals.get(trimmed(words[at - 1])):
                return None
        elif _opens(rest, i, pause, lex, kind):
            return None if _counts_again(values[at + i :], rest[i:], lex) else lex.says_more(rest)
        elif not _idle(word, lex) and any(char.isalpha() for char in word):
            return None
    return False


def _opens(rest: Sequence[str], i: int, pause: bool, lex: Lexicon, kind: str) -> bool:
    """Whether a sentence of its own begins here, or what is counted stands here."""
    if i and lex.has("out_of", rest[i - 1]) and kind != "number":
        return False
    if lex.has("but", rest[i]) or lex.has("starts", rest[i]):
        return True
    return (pause or kind == "number") and not _idle(rest[i], lex)


def _counts_again(values: Sequence[int | None], rest: Sequence[str], lex: Lexicon) -> bool:
    """Whether a second number makes the first unsure ("3 but sometimes 4", "3 and a half")."""
    for value, word in zip(values, rest, strict=True):
        if lex.has("because", word):
            return False
        if lex.has("half", word) or lex.has("or", word):
            return True
        if value is not None and word not in ("one", "none"):
            return True
    return False
