"""Row 6: SMS segments of a completed check-in, as sent and as texts are usually typed."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.measure import Size
from benchmarks.phones import SCRIPT
from benchmarks.report import Report
from conversations import dialogue
from conversations.book import Book, Person, load_book
from conversations.engine import State
from conversations.events import Said
from conversations.safeguarding import assess
from conversations.segments import GSM_7, count

CONFIG = Path(__file__).resolve().parent.parent / "config"
NOW = datetime(2026, 5, 12, 15, tzinfo=UTC)
LISTENERS = {
    "11-15": Person(audience="11-15", contact_known=True),
    "8-11": Person(audience="8-11", contact_known=True),
    "18-25": Person(audience="18-25", contact_known=True),
    "easy read": Person(audience="11-15", easy_read=True, contact_known=True),
}


def typographic(text: str) -> str:
    """Quotes as a word processor sets them."""
    return re.sub(r'"([^"]*)"', "“\\1”", text).replace("'", "’")


def with_emoji(text: str) -> str:
    """Typographic quotes, and a smile at the end."""
    return f"{typographic(text)} 🙂"


FORMS: dict[str, Callable[[str], str]] = {
    "as sent": str,
    "typographic quotes": typographic,
    "typographic quotes and an emoji": with_emoji,
}


def said_in_a_check_in(book: Book, person: Person) -> list[str]:
    """Every text that a young person gets in one completed check-in."""
    texts: list[str] = []
    state: State | None = None
    for words in SCRIPT:
        turn = dialogue.turn(book, state, person, words, assess(words, book.phrases), NOW)
        state = turn.state
        texts += [event.text for event in turn.events if isinstance(event, Said)]
    if state is not None:
        raise RuntimeError("the check-in did not come to its end")
    return texts


def measure(_size: Size) -> list[Report]:
    """Segments to each kind of listener, in each form."""
    book = load_book(CONFIG, {})
    report = Report(
        "6. SMS segments of one completed check-in (English)",
        ("listener", "texts", *FORMS, "saved"),
    )
    longest, odd = 0, 0
    for name, person in LISTENERS.items():
        texts = said_in_a_check_in(book, person)
        sums = [sum(count(form(text)).segments for text in texts) for form in FORMS.values()]
        saved = f"{1 - sums[0] / sums[1]:.0%} – {1 - sums[0] / sums[-1]:.0%}"
        report.lines.append((name, str(len(texts)), *map(str, sums), saved))
        longest = max(longest, *(count(text).segments for text in texts))
        odd += sum(count(text).encoding != GSM_7 for text in texts)
    report.goals.append((f"English all GSM-7; {odd} texts are not", odd == 0))
    report.goals.append((f"one segment a prompt; the longest has {longest}", longest == 1))
    return [report]
