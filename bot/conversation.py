"""The working copy of one open conversation: its place in the flow, its words, what was kept."""

import json
from dataclasses import dataclass, field
from typing import Any

from storage.crypto import open_with, seal_with
from storage.register.held import Kept
from storage.register.sessions import Session

MOST_LINES = 400
"""A conversation ends long before this; the cap only bounds what a flood can make us keep."""

TAKEN_BACK = "[taken back]"
"""Before a line that the young person took back: no answer any more, but read for safety."""


@dataclass
class Conversation:
    """Sealed as one JSON body in the session row, under the conversation's own key."""

    id: str
    version: int
    state: dict[str, Any] | None = None
    lines: list[tuple[str, str]] = field(default_factory=list)
    kept: list[Kept] = field(default_factory=list)
    attributes: dict[str, str] = field(default_factory=dict)
    may_quote: bool | None = None
    concern: str | None = None
    language: str = "en"
    easy_read: bool = False
    audience: str | None = None  # said by somebody we do not know; goes when the talk ends
    place: str | None = None  # the open question, and when it was first asked
    asked_at: str | None = None
    campaign: str | None = None  # the check-in that this answers
    link: str | None = None  # keyed hash of the link it came by, of no contact
    pressed: str | None = None  # what the last button sent; its label stands in the lines
    trail: list[dict[str, Any]] = field(default_factory=list)  # where one may go back to
    taken_back: list[int] = field(default_factory=list)  # which of their lines they took back
    went_back: int | None = None  # the line where the last step back begins
    signs: list[str] = field(default_factory=list)  # kinds of what was noticed, never words
    request: str | None = None  # what they asked a person for, while we still ask how
    apart: list[int] = field(default_factory=list)  # lines about that request, read with it only
    held: list[str] = field(default_factory=list)  # what ended here before, and waits to be read

    @property
    def words(self) -> bool:
        """Whether the young person wrote anything at all."""
        return any(who == "you" for who, _ in self.to_be_read())

    def stands_at(self, state: dict[str, Any] | None, moment: str) -> None:
        """Remember when the question that is open now was first asked."""
        place = f"{state.get('flow')}:{state.get('at')}" if state else None
        if place != self.place:
            self.place, self.asked_at = place, moment if place else None

    def heard(self, text: str, label: str | None) -> None:
        """Note what they said, by the label of the button where they pressed one."""
        self.note("you", label if label and text else text)
        self.pressed = text if label else None
        if text:
            self.went_back = None

    def note(self, who: str, text: str) -> None:
        """Add a line to the conversation as a person will read it."""
        if text and len(self.lines) < MOST_LINES:
            self.lines.append((who, text))

    def to_be_read(self) -> tuple[tuple[str, str], ...]:
        """All lines as a person reads them: what was taken back is there too, and marked.

        What they asked a person for is never kept with what they answered.
        """
        back, apart = set(self.taken_back), set(self.apart)
        return tuple(
            (who, f"{TAKEN_BACK} {text}" if place in back else text)
            for place, (who, text) in enumerate(self.lines)
            if place not in apart
        )

    def set_apart(self, first: int) -> None:
        """The lines from this one on are about a request."""
        self.apart = [*self.apart, *range(first, len(self.lines))]

    def without_number(self, rest: str) -> None:
        """Take the number out of the line that they just wrote."""
        for place in range(len(self.lines) - 1, -1, -1):
            if self.lines[place][0] == "you":
                self.lines[place] = ("you", rest)
                return

    def sealed(self, key: bytes) -> bytes:
        """The body of the session row."""
        # By hand: `asdict` copies every line of a long conversation one by one.
        body = {name: value for name, value in vars(self).items() if name not in ("id", "version")}
        body["kept"] = [vars(one) for one in self.kept]
        return seal_with(key, json.dumps(body, ensure_ascii=False, separators=(",", ":")))


def opened(session: Session, key: bytes) -> Conversation:
    """Open a session's body. Raises `storage.crypto.Unreadable`."""
    body = json.loads(open_with(key, session.body))
    body["lines"] = [(who, text) for who, text in body["lines"]]
    body["kept"] = [Kept(**one) for one in body["kept"]]
    return Conversation(id=session.id, version=session.version, **body)
