"""What tests of conversations share: the county's real book, people, and short ways to talk."""

from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

from conversations import dialogue
from conversations.book import Book, Person, load_book
from conversations.dialogue import Turn
from conversations.events import Event, Said
from conversations.flows import Flow, parse_flow
from conversations.safeguarding import Assessment

CONFIG = Path(__file__).resolve().parents[2] / "config"
NOW = datetime(2026, 5, 12, 15, 0, tzinfo=UTC)  # a Tuesday, 4pm
NIGHT = datetime(2026, 5, 15, 21, 0, tzinfo=UTC)  # a Friday, 10pm
SMS = Person(audience="11-15")
WEB = Person(audience="11-15", mode="web", findable=False)
FINE = Assessment()
WORRY = Assessment("concern", ("test",))
DANGER = Assessment("urgent", ("test",))


@cache
def the_book() -> Book:
    return load_book(CONFIG, {})


def flow_of(steps: str, name: str = "test") -> Flow:
    return parse_flow(f"flow: {name}\ntitle: A test\nsteps:\n{steps}", f"flows/{name}.yaml")


def book_with(flow: Flow) -> Book:
    return replace(the_book(), flows={**the_book().flows, flow.id: flow})


class Talk:
    """One conversation, turn by turn."""

    def __init__(
        self, flow: str | None = None, person: Person = SMS, book: Book | None = None
    ) -> None:
        self.book, self.person, self.now = book or the_book(), person, NOW
        self.state: dict[str, Any] | None = None
        self.turns: list[Turn] = []
        if flow:
            self.take(dialogue.begin(self.book, flow, person, self.now))

    def say(self, text: str, judged: Assessment = FINE, media: int = 0) -> tuple[Event, ...]:
        return self.take(
            dialogue.turn(self.book, self.state, self.person, text, judged, self.now, media)
        )

    def all(self, *texts: str) -> tuple[Event, ...]:
        """Several messages; the events of the last."""
        happened: tuple[Event, ...] = ()
        for text in texts:
            happened = self.say(text)
        return happened

    def take(self, turn: Turn) -> tuple[Event, ...]:
        self.state = turn.state
        self.turns.append(turn)
        return turn.events


def said(events: tuple[Event, ...]) -> list[str]:
    return [event.text for event in events if isinstance(event, Said)]


def only(events: tuple[Event, ...], kind: type[Any]) -> list[Any]:
    return [event for event in events if isinstance(event, kind)]
