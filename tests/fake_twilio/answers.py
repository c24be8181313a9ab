"""What the fake answers an API request with, or that it does not answer."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


def nothing() -> None:
    """Nothing is left to do."""


@dataclass(frozen=True)
class Answer:
    """A good answer; `then` is done once it is on its way."""

    status: int
    body: dict[str, Any] | None = None
    sid: str | None = None
    then: Callable[[], None] = nothing


class Silence(Exception):
    """There will be no answer: the connection is cut, at once or after some seconds.

    `hang`: 0 for at once, None for when the fake closes.
    """

    def __init__(self, hang: float | None, sid: str | None) -> None:
        self.hang = hang
        self.sid = sid
        super().__init__()
