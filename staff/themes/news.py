"""What is new, as questions with the answers beneath; nothing is made without a person."""

from dataclasses import dataclass

from sqlalchemy import Connection

from collation.frame import Frame
from staff.desk import desk


@dataclass(frozen=True)
class Link:
    """Something to do about it."""

    text: str
    href: str


@dataclass(frozen=True)
class Card:
    """One question, what it rests on, and some of the answers."""

    asks: str
    says: str
    texts: tuple[str, ...]
    more: int
    links: tuple[Link, ...]


@dataclass(frozen=True)
class Sides:
    """Which questions ask for more of something, and which for less."""

    more: tuple[str, ...]
    less: tuple[str, ...]


def questions(
    conn: Connection, frame: Frame, quarter: str | None, earlier: str | None
) -> list[Card]:
    """The cards of a quarter, against the quarter before."""
    return []


def sides() -> Sides:
    """From the ids of today's questions."""
    asked = desk().questions
    return Sides(
        tuple(one for one in asked if one.endswith(".more")),
        tuple(one for one in asked if one.endswith(".less")),
    )
