"""What the demo's phones show, kept in a signed cookie of the browser and in no database."""

from dataclasses import dataclass
from typing import Literal

from flask import Request, current_app
from itsdangerous import BadData, URLSafeSerializer

COOKIE = "gt_demo_phone"
LARGEST_COOKIE = 3800
MOST_LINES = 40

Line = tuple[str, str]


@dataclass(frozen=True)
class Screens:
    """The lines on each phone: who ("you" or "bot") and what."""

    lines: tuple[tuple[str, str, str], ...] = ()

    def of(self, number: str) -> tuple[Line, ...]:
        """One phone's lines."""
        return tuple((who, text) for owner, who, text in self.lines if owner == number)

    def add(self, number: str, who: Literal["you", "bot"], text: str) -> "Screens":
        """One more line; the oldest ones go."""
        return Screens((*self.lines, (number, who, text))[-MOST_LINES:])


def read_screens(request: Request) -> Screens:
    """The screens that this browser brought, or empty ones."""
    try:
        raw = _serializer().loads(request.cookies.get(COOKIE, ""))
        return Screens(tuple((str(owner), str(who), str(text)) for owner, who, text in raw))
    except (BadData, TypeError, ValueError):
        return Screens()


def sealed(screens: Screens) -> str:
    """The screens as a cookie; the oldest lines go until it fits."""
    lines = screens.lines
    while len(value := _serializer().dumps(lines)) > LARGEST_COOKIE and lines:
        lines = lines[1:]
    return value


def _serializer() -> URLSafeSerializer:
    return URLSafeSerializer(str(current_app.secret_key), salt="demo-phone")
