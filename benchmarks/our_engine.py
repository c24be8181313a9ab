"""Our own engine over the benchmark's conversation, driven as `benchmarks/contender.py` says.

With the argument "screen" every text is assessed for safety first, as the service does.
"""

import json
import sys
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from config.data import FlowFile
from conversations import dialogue
from conversations.book import Book, Person, load_book
from conversations.events import Answered, Said
from conversations.flows import read_flow
from conversations.safeguarding import Assessment, assess

HERE = Path(__file__).parent
FLOW = HERE / "seven-turns.yaml"
SCRIPT = json.loads((HERE / "peers/conversation.json").read_text(encoding="utf-8"))
NOW = datetime(2026, 5, 12, 15, tzinfo=UTC)
AS_JSON = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))
PERSON = Person(audience="11-15", contact_known=True)


@dataclass
class Phone:
    """One conversation; between two messages only its JSON is there."""

    book: Book
    screen: bool
    saved: str = '{"state": null, "kept": []}'
    said: list[str] = field(default_factory=list)

    def text(self, words: str) -> None:
        """One message in: load, judge, take the turn, keep what was answered, save."""
        body = json.loads(self.saved)
        state = body["state"]
        judged = self._judged(words, state) if self.screen else Assessment()
        turn = dialogue.turn(self.book, state, PERSON, words, judged, NOW)
        self.said = [event.text for event in turn.events if isinstance(event, Said)]
        body["kept"] += [
            (event.question, event.kind, event.value, event.text)
            for event in turn.events
            if isinstance(event, Answered)
        ]
        body["state"] = turn.state
        self.saved = AS_JSON.encode(body)

    def _judged(self, words: str, state: dict[str, Any] | None) -> Assessment:
        flow = self.book.flow(state["flow"], state["version"]) if state else None
        question = flow.nodes.get(state["at"]) if flow and state else None
        return assess(words, self.book.phrases, question)


def conversation(phone: Phone) -> None:
    """The seven turns. Our service says who asks before its first question and waits for a 1:
    that exchange is done as well, and not counted."""
    first, *rest = SCRIPT["says"]
    phone.text(first)
    phone.text("1")
    for words in rest:
        phone.text(words)


def check(book: Book, screen: bool) -> dict[str, Any]:
    """What is said and kept, so that the comparison is between engines that do the same."""
    phone, said, longest = Phone(book, screen), [], 0
    for words in (SCRIPT["says"][0], "1", *SCRIPT["says"][1:]):
        phone.text(words)
        said.append(" / ".join(phone.said))
        longest = max(longest, len(phone.saved.encode()))
    kept = {}
    for question, kind, value, text in json.loads(phone.saved)["kept"]:
        kept[question.partition(".")[2]] = text if kind == "words" else value
    return {"said": said, "kept": kept, "state_bytes": longest}


def measured(book: Book, screen: bool, seconds: float) -> dict[str, float]:
    """Whole conversations, one after the other, for so long."""
    cpu, begun, turns = time.process_time(), time.perf_counter(), 0
    while turns == 0 or time.perf_counter() - begun < seconds:
        conversation(Phone(book, screen))
        turns += len(SCRIPT["says"])
    wall = time.perf_counter() - begun
    return {"turns": turns, "cpu": time.process_time() - cpu, "wall": wall}


def our_book() -> Book:
    """The county's texts, words and phrases, with the benchmark's flow in place of its own."""
    flow = read_flow(FlowFile(FLOW.name, FLOW.read_text(encoding="utf-8")))
    return load_book(HERE.parent / "config", {}, flows=[flow])


def main() -> None:
    """Answer the driver, line by line."""
    book, screen = our_book(), "screen" in sys.argv
    print(json.dumps(check(book, screen)), flush=True)
    for line in sys.stdin:
        print(json.dumps(measured(book, screen, float(line))), flush=True)


if __name__ == "__main__":
    main()
