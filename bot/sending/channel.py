"""What a provider of texts must be able to do, and how it says that it could not."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True)
class Sent:
    """The provider has taken it, under its own id."""

    sid: str


@dataclass(frozen=True)
class Listed:
    """A text as the provider lists it: from a young person (`in`), a direct answer, or ours."""

    sid: str
    way: str  # in | reply (in the answer to a webhook) | out
    number: str  # theirs
    text: str
    media: int
    segments: int
    sent_at: datetime
    finished: bool = True  # nothing about it will change any more


class SmsSender(Protocol):
    """One provider. Every call may take seconds, so none is made inside a transaction."""

    name: str

    def send(self, number: str, text: str, token: str) -> Sent:
        """Send one text. Raises `NotTaken` when it surely did not go out, else `Ambiguous`."""
        ...

    def call(self, number: str, text: str, token: str) -> Sent:
        """Ring somebody, read a text out and ask for a key. Raises as `send`."""
        ...

    def find(self, number: str, text: str, since: datetime) -> tuple[str, ...] | None:
        """Ids of texts like this to this number since then; None when it cannot be told."""
        ...

    def listed(self, since: datetime, until: datetime) -> Iterator[Listed]:
        """Every text between two moments, the earliest first."""
        ...

    def forget(self, sid: str, *, delete: bool) -> None:
        """Blank a text's words at the provider, or delete the text there."""
        ...


class ChannelError(Exception):
    """A text could not be handed over. The provider's own words stay out: they hold numbers."""


class Ambiguous(ChannelError):
    """Nobody knows whether the provider took it."""


class NotTaken(ChannelError):
    """It surely did not go out. `what`: stop, later, never or tell (see `bot.sending.errors`)."""

    def __init__(self, code: int | None, what: str) -> None:
        super().__init__(f"not taken ({code}): {what}")
        self.code, self.what = code, what


class Unreachable(NotTaken):
    """The provider could not be reached at all: nothing was handed over."""

    def __init__(self) -> None:
        super().__init__(None, "later")
