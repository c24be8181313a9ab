"""Posts that were written for an earlier question: which are heard at any time, which again."""

from bot.assess import assess
from bot.channels.posted import LONGEST_TEXT
from bot.message import ChatView
from bot.page_language import page_language
from bot.wiring import wiring
from conversations.opening import part_named
from conversations.text import clean
from conversations.words import global_word


def said_last(view: ChatView, messages: tuple[str, ...]) -> bool:
    """Whether these messages are the last that were taken."""
    said = [text for who, text in view.lines if who == "you"]
    if view.pressed is not None:
        said[-1:] = [view.pressed]
    kept = [clean(message) for message in messages]  # as they stand in the conversation
    return not messages or said[-len(messages) :] == kept


def at_any_time(messages: tuple[str, ...]) -> bool:
    """Whether to take words that were written for an earlier question than the open one.

    Words that may mean harm must never be dropped, and the global words mean the same everywhere;
    but not SKIP, which would pass over a question that nobody has seen yet.
    """
    book = wiring().service.book
    return any(
        global_word(message, book.words) not in (None, "SKIP") or worrying(message)
        for message in messages
    )


def worrying(text: str) -> bool:
    """Whether a text may mean harm. All of it is looked at, however long it is."""
    book, language = wiring().service.book, page_language()
    parts = (text[start : start + LONGEST_TEXT] for start in range(0, len(text), LONGEST_TEXT))
    return any(assess(part, book.phrases, None, language).level != "none" for part in parts)


def pressed(text: str, view: ChatView) -> bool:
    """Whether a text is what a button sends, and not somebody's words."""
    flow = wiring().service.book.flow(view.flow or "")
    part = part_named(flow, text) if flow else None
    return text.isdecimal() or text == view.skip or part is not None
