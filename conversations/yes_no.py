"""Reads yes and no; asks again where a careful adult would."""

from collections.abc import Mapping, Sequence

from conversations import signs
from conversations.lexicon import (
    ALONE,
    LITTLE,
    NO,
    NOT_SLIPS,
    UNCLEAR,
    YES,
    Lexicon,
    lexicon,
    loose,
    one_off,
    words_in,
)

Answer = tuple[str, bool] | None
_NUMBERS = {1: YES, 2: NO}
_NUMBER = "number"


def read(text: str, accepted: Mapping[str, str], language: str) -> Answer:
    """(yes or no, whether other words came with it); `accepted` are the question's own forms."""
    bare = loose(text.replace("\u20e3", "\u20e3 "))
    shown = signs.yes_no(bare)
    words = words_in(bare)
    if not words:
        return (shown, False) if shown in (YES, NO) else None
    found = _in_words(words, accepted, lexicon(language))
    if found and bare.endswith("?") and lexicon(language).tag(" ".join(words)) in ALONE:
        return None  # "sure?", "for real?" ask rather than answer
    if shown and found and shown != found[0]:
        return None
    return found


def _in_words(words: list[str], accepted: Mapping[str, str], lex: Lexicon) -> Answer:
    if len(words) > 1 and all(len(word) == 1 for word in words):
        words = _joined(words, lex)
    whole = " ".join(words)
    own = accepted.get(whole)
    tag = own if own and whole not in lex.not_here else lex.tag(whole) if len(words) < 7 else ""
    if tag in (YES, NO):
        return tag, False
    if tag in ALONE:
        return ALONE[tag], False
    if tag == UNCLEAR:
        return None
    found = _decided(_tagged(words, accepted, lex), lex)
    if found is None and len(words) < 4:
        near = _near(whole, lex)
        return (near, False) if near else None
    return found


def _joined(words: list[str], lex: Lexicon) -> list[str]:
    """ "y e s" spelled out."""
    whole = "".join(words)
    return [whole] if lex.tag(whole) in (YES, NO) else words


def _tagged(
    words: Sequence[str], accepted: Mapping[str, str], lex: Lexicon
) -> list[tuple[str, str]]:
    tagged = []
    for tag, phrase in lex.tagged(words):
        own = accepted.get(phrase)
        number = _number(phrase, lex) if tag in ("", LITTLE) else None
        if own and not tag:
            tag = own
        elif number is not None:
            tag = _NUMBER
        tagged.append((tag, phrase))
    return tagged


def _number(phrase: str, lex: Lexicon) -> int | None:
    number = int(phrase) if phrase in ("1", "2") else lex.numbers.get(phrase)
    if number is None and phrase == "no2":
        number = 2
    return number if number in _NUMBERS else None


def _decided(tagged: list[tuple[str, str]], lex: Lexicon) -> Answer:
    """The first answer, unless what follows takes it back or it could not stand before that."""
    said = [(tag, phrase) for tag, phrase in tagged if tag != LITTLE or _turns(phrase, lex)]
    while said and said[0][0] == LITTLE:
        said.pop(0)
    if not said or not said[0][0] or said[0][0] == UNCLEAR:
        return None
    first, lead = said[0][0], _value(*said[0], lex)
    if first in ALONE and lex.has("not", said[0][1]) and said[1:] and said[1][0] in (YES, NO):
        return None  # "not no"
    alone = first in ALONE or first == _NUMBER
    for at, (tag, phrase) in enumerate(said[1:], 1):
        if _turns(phrase, lex):
            limits = lead == YES and lex.has("but", phrase)
            return None if _takes_back(said[at + 1 :], lead, limits, lex) else (lead, True)
        if tag == UNCLEAR:
            return None
        if not tag or (tag == _NUMBER and any(not later for later, _ in said[at:])):
            return None if alone or _denied_soon(said[at:], lead) else (lead, True)
        if _value(tag, phrase, lex) != lead and not (lead == NO and tag == "yes_alone"):
            return None
        alone = alone and tag in (*ALONE, _NUMBER)
    return lead, False


def _denied_soon(rest: Sequence[tuple[str, str]], lead: str) -> bool:
    """ "bilkul bhi nahi", "tak jakby nie wiem": the opposite or doubt follows in three words."""
    return any(tag in (YES, NO, UNCLEAR) and tag != lead for tag, _ in rest[1:4])


def _turns(phrase: str, lex: Lexicon) -> bool:
    return lex.has("because", phrase) or lex.has("but", phrase)


def _value(tag: str, phrase: str, lex: Lexicon) -> str:
    if tag == _NUMBER:
        return _NUMBERS[_number(phrase, lex) or 1]
    return ALONE.get(tag, tag)


def _takes_back(rest: Sequence[tuple[str, str]], lead: str, limits: bool, lex: Lexicon) -> bool:
    """Whether the words after "but" begin with the opposite, with doubt or with a question.

    "Yes but not the bit about my room" is no plain yes.
    """
    following = next((one for one in rest if not _turns(one[1], lex)), ("", ""))
    if limits and lex.has("not", following[1].split(" ")[0]):
        return True
    return following[0] in (UNCLEAR, _NUMBER) or (
        following[0] in (YES, NO) and following[0] != lead
    )


def _near(word: str, lex: Lexicon) -> str | None:
    """One letter off a plain yes or no of this language, never between the two."""
    if len(word) < 3 or word in NOT_SLIPS or not word.replace(" ", "").isalpha():
        return None
    near = {tag for form, tag in lex.slips if one_off(word, form)}
    found = near.pop() if len(near) == 1 else None
    return found if found in (YES, NO) else None
