"""Checks a text that staff typed before it goes to young people: the same rules as for our own."""

from collections.abc import Iterator, Mapping

from conversations import prompting, reading
from conversations.lint import (
    EASY_SENTENCE,
    ENGLISH_SEGMENTS,
    READING_AGE,
    TRANSLATED_SEGMENTS,
    YOUNG_READING_AGE,
    reading_age,
)
from conversations.lint_words import bad_words, own_words
from conversations.segments import GSM_7, count
from conversations.speech import DEFAULT
from conversations.text import clean


def outgoing(
    text: str,
    language: str = DEFAULT,
    jargon: Mapping[str, str] | None = None,
    theirs: Mapping[str, str] | None = None,
) -> Iterator[tuple[str, str]]:
    """(error | warning, why) for each thing that is wrong with a typed text."""
    if not text.strip():
        yield "error", "the text is empty"
        return
    if text != clean(text) or "{" in text:
        yield "error", "the text has signs in it that cannot be sent"
    counted = count(text)
    most = ENGLISH_SEGMENTS if language == DEFAULT else TRANSLATED_SEGMENTS
    if language == DEFAULT and counted.encoding != GSM_7:
        odd = next(char for char in text if count(char).encoding != GSM_7)
        yield "error", f"{odd!r} makes every part of the text 70 letters long: write it plainly"
    elif prompting.segments(text) > most:
        yield "error", f"it takes {counted.segments} texts, at most {most}: make it shorter"
    yield from bad_words(text, jargon or {}, "typed")
    yield from own_words(text, jargon or {}, theirs or {})


USUAL, YOUNG, EASY = AUDIENCES = ("usual", "young", "easy")
"""Who a page is written for: everybody, children of 8 to 11, and whoever wants easy read."""

MUCH_TOO_HARD = 3
"""Years over the audience's reading age from which a text is refused, not only remarked on."""


def on_a_page(
    text: str, who: str = USUAL, jargon: Mapping[str, str] | None = None
) -> Iterator[tuple[str, str]]:
    """The same for words on a page or on paper, for one audience."""
    if not text.strip():
        yield "error", "the text is empty"
        return
    if text != clean(text) or "{" in text:
        yield "error", "the text has signs in it that do not belong there"
    yield from bad_words(text, jargon or {}, "typed")
    most, age = READING_AGE if who == USUAL else YOUNG_READING_AGE, reading_age(text)
    if round(age) > most:
        level = "error" if round(age) > most + MUCH_TOO_HARD else "warning"
        yield level, f"it reads like a text for age {age:.0f}, and may be for {most:.0f} at most"
    if who == EASY:
        for words in map(reading.words_in, reading.sentences(text)):
            if words > EASY_SENTENCE:
                yield "error", f"a sentence has {words} words, in easy read {EASY_SENTENCE} at most"
