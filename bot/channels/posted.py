"""What a chat form brought: the words that were typed, the button that was pressed, the turn."""

from dataclasses import dataclass

from flask import request

HELP = "99"
LONGEST_TEXT = 1600


@dataclass(frozen=True)
class Posted:
    """One post of the chat form. The box and the buttons share the name `reply`."""

    messages: tuple[str, ...]
    turn: int | None
    flow: str | None
    rest: str = ""
    """What goes beyond the longest text that one message may have."""


def read_posted() -> Posted:
    """Read the form of this request.

    "I need help now" may be pressed with words in the box. Help goes first, and the words after
    it, because nothing that somebody typed may be dropped unread.
    """
    replies = _replies()
    if HELP in replies:
        replies = [HELP, *(reply for reply in replies if reply != HELP)]
    turn = request.form.get("turn", "")
    return Posted(
        messages=tuple(reply[:LONGEST_TEXT] for reply in replies),
        turn=int(turn) if turn.isascii() and turn.isdigit() and len(turn) < 9 else None,
        flow=request.form.get("flow") or None,
        rest="\n".join(reply[LONGEST_TEXT:] for reply in replies).strip(),
    )


def typed_words() -> str:
    """The words to put back in the box; a pressed button counts as its number."""
    return "\n".join(reply for reply in _replies() if reply != HELP)


def help_pressed() -> bool:
    """Whether "I need help now" was pressed."""
    return HELP in _replies()


def _replies() -> list[str]:
    texts = (text.replace("\r\n", "\n").strip() for text in request.form.getlist("reply"))
    return [text for text in texts if text]
