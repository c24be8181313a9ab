"""In which language a text was written, as far as its script and its conversation say."""

from conversations.language import LATIN, offer, script

ENGLISH = "en"

_OTHER_SCRIPTS = frozenset({"ar", "fa", "ps", "ckb", "ur", "ti", "am", "uk", "ru", "bn"})


def written_in(text: str, spoken: str = ENGLISH) -> str | None:
    """A code, or several with commas where the script leaves more open; None is English.

    `spoken` is the language of the conversation. Letters that no reader can place ("und") are
    somebody's words too.
    """
    seen = script(text)
    if seen is None:
        return None
    if seen == LATIN:
        # English words are written in every conversation, but nobody can tell by the script.
        return None if spoken == ENGLISH or spoken in _OTHER_SCRIPTS else spoken
    possible = [code for code in offer(text) if code != ENGLISH]
    return spoken if spoken in possible else ",".join(possible) or "und"
