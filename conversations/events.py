"""What one turn leads to: plain facts, for the shell to send, keep or act on."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Said:
    """One text to send; in SMS one message."""

    text: str


@dataclass(frozen=True)
class Asked:
    question: str


@dataclass(frozen=True)
class Answered:
    """One answer. `text` is empty where a closed answer needed no other words.

    `may_quote` is set by the question that asks it, and is for every words answer of the
    conversation. `attribute` names what a closed answer says about the conversation (`helper`).
    """

    question: str
    kind: str
    value: str | int | tuple[str, ...] | None
    text: str
    domain: str = ""
    may_quote: bool | None = None
    attribute: str | None = None


@dataclass(frozen=True)
class Skipped:
    question: str


@dataclass(frozen=True)
class LanguageChosen:
    code: str


@dataclass(frozen=True)
class EasyChosen:
    on: bool


@dataclass(frozen=True)
class ConcernRaised:
    """`same_case`: more words for the case that is already open."""

    level: str
    reasons: tuple[str, ...]
    needs_person: bool = False
    same_case: bool = False


@dataclass(frozen=True)
class RequestMade:
    """kind: person, advocate, manager, complain, see, delete, leave, join, wrong-number."""

    kind: str


@dataclass(frozen=True)
class RequestDetail:
    """More about the request that was made last: number, safe, way, who, when, stopped."""

    field: str
    text: str


@dataclass(frozen=True)
class NumberLeft:
    """Somebody whom we cannot find left a number; `rest` is the message without it."""

    number: str
    rest: str


@dataclass(frozen=True)
class Stopped:
    pass


@dataclass(frozen=True)
class Started:
    pass


@dataclass(frozen=True)
class Paused:
    """They want no questions for now; START ends it."""


@dataclass(frozen=True)
class WrongNumber:
    """Whoever has this phone is not whom we meant."""


@dataclass(frozen=True)
class Silence:
    """Nothing is said, on purpose; why."""

    why: str


@dataclass(frozen=True)
class Ended:
    """how: finished, stopped, timed_out, deleted, urgent, unconfirmed."""

    how: str


Event = (
    Said | Asked | Answered | Skipped | LanguageChosen | EasyChosen | ConcernRaised | RequestMade
    | RequestDetail | NumberLeft | Stopped | Started | Paused | WrongNumber | Silence | Ended
)  # fmt: skip
