"""The words of a text: what young people would not get, and what they would say instead."""

import re
from collections.abc import Iterator, Mapping

from conversations.words import COMMANDS

_SWALLOWED = "YES|END|QUIT|CANCEL|UNSUBSCRIBE|HELP|INFO|START|STOP|STOPALL|REVOKE|OPTOUT|UNSTOP"
_ASKED_FOR = re.compile(
    r"\b(?:reply|text|send|type|answer|write|say|message)(?: back| us| me| with| in)* "
    rf"[\"']?(?:{_SWALLOWED})\b"
    rf"|\b(?:{_SWALLOWED})[\"']? ?=",
    re.IGNORECASE,
)
_CAPITALS = re.compile(r"\b[A-Z]{2,6}\b")
_SAID_LOUD = {
    "OK",
    "SKIP",
    "GO",
    "ON",
    "YES",
    "MORE",
    "NO",
    "NOT",
    "WILL",
    "LESS",
    "SHOUT",
    "NOW",
    "AND",
    "ALL",
}


def bad_words(text: str, jargon: Mapping[str, str], note: str) -> Iterator[tuple[str, str]]:
    """What of a text's words young people would not get, or networks would not let through."""
    plain = text.replace("STOP = stop", "")
    asked = _ASKED_FOR.search(plain)
    if asked and note != "stopped":
        yield "error", f"asks for a word that phone networks swallow: '{asked[0]}'"
    for word, better in jargon.items():
        flags = 0 if word.isupper() else re.IGNORECASE
        if re.search(rf"\b{re.escape(word)}\b", plain, flags):
            yield "error", f"'{word}' is our word; young people say '{better}'"
    for capitals in sorted(set(_CAPITALS.findall(plain)) - _SAID_LOUD - set(COMMANDS)):
        yield "warning", f"'{capitals}' looks like an acronym; say it in full"


def own_words(
    text: str, jargon: Mapping[str, str], theirs: Mapping[str, str]
) -> Iterator[tuple[str, str]]:
    """What young people would call it; words that `bad_words` refuses are left to it."""
    refused = {word.casefold() for word in jargon}
    for ours, better in theirs.items():
        if ours.casefold() in refused:
            continue
        if re.search(rf"\b{re.escape(ours)}\b", text, re.IGNORECASE):
            yield "warning", f"young people say '{better}' for '{ours}'"
