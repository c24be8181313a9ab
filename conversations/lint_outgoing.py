"""Checks a text that staff typed before it goes to young people: the same rules as for our own."""

from collections.abc import Iterator, Mapping

from conversations import prompting
from conversations.lint import ENGLISH_SEGMENTS, TRANSLATED_SEGMENTS
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
