"""In which language a text was written, as far as it and its conversation say."""

from conversations.language import BY_SCRIPT, LATIN, identify, script, surely_of_latin

ENGLISH = "en"

_OTHER_SCRIPTS = frozenset(code for codes in BY_SCRIPT.values() for code in codes)


def written_in(text: str, spoken: str = ENGLISH) -> str | None:
    """A code, or several with commas where the script leaves more open; None is English.

    `spoken` is the language of the conversation. Letters that no reader can place ("und") are
    somebody's words too.
    """
    seen = script(text)
    if seen is None:
        return None
    if seen == LATIN:
        return _in_latin(text, spoken)
    possible = BY_SCRIPT.get(seen, ())
    return spoken if spoken in possible else ",".join(possible) or "und"


def _in_latin(text: str, spoken: str) -> str | None:
    """English words are written in every conversation."""
    if spoken == ENGLISH or spoken in _OTHER_SCRIPTS:
        return surely_of_latin(text).language
    return None if identify(text).language == ENGLISH else spoken
