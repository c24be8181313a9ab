"""A provider that does what a test says, and remembers every text that it really took."""

import secrets
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime

from bot.sending.channel import Ambiguous, Listed, NotTaken, Sent, Unreachable
from tests.log_canary import canary
from tests.storage.breaking import PowerCut

OK, DOWN, NO_ANSWER, LOST = "ok", "down", "taken, no answer", "not taken, no answer"
CUT_BEFORE, CUT_AFTER = "power cut before", "power cut after"


@dataclass(frozen=True)
class Taken:
    """A text that the provider took."""

    number: str
    text: str
    token: str
    sid: str


@dataclass
class Network:
    """`script` says what happens to the next texts; then `default`."""

    default: str = OK
    script: list[str | int] = field(default_factory=list)
    taken: list[Taken] = field(default_factory=list)
    calls: list[Taken] = field(default_factory=list)
    tells: bool = True  # whether it can say what it took
    waiting: list[Listed] = field(default_factory=list)
    forgotten: list[tuple[str, bool]] = field(default_factory=list)
    before_each: Callable[[], None] = lambda: None
    name: str = "network"

    def send(self, number: str, text: str, token: str) -> Sent:
        return self._take(self.taken, number, text, token)

    def call(self, number: str, text: str, token: str) -> Sent:
        return self._take(self.calls, number, text, token)

    def _take(self, into: list[Taken], number: str, text: str, token: str) -> Sent:
        canary(text, number)
        self.before_each()
        how = self.script.pop(0) if self.script else self.default
        if how == CUT_BEFORE:
            raise PowerCut
        if how == DOWN:
            raise Unreachable
        if how == LOST:
            raise Ambiguous
        if isinstance(how, int):
            from bot.sending.errors import meaning

            raise NotTaken(how, meaning(how).what)
        into.append(Taken(number, text, token, "SM" + secrets.token_hex(16)))
        if how == CUT_AFTER:
            raise PowerCut
        if how == NO_ANSWER:
            raise Ambiguous
        return Sent(into[-1].sid)

    def find(self, number: str, text: str, since: datetime) -> tuple[str, ...] | None:
        if not self.tells:
            return None
        return tuple(o.sid for o in self.taken if (o.number, o.text) == (number, text))

    def listed(self, since: datetime, until: datetime) -> Iterator[Listed]:
        found = (one for one in self.waiting if since <= one.sent_at <= until)
        return iter(sorted(found, key=lambda one: one.sent_at))

    def forget(self, sid: str, *, delete: bool) -> None:
        self.forgotten.append((sid, delete))

    @property
    def each(self) -> Counter[tuple[str, str]]:
        """How often each text went to each number."""
        return Counter((one.number, one.text) for one in self.taken)
