"""A script as the engine runs it: its steps, their choices, and the ways between them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from config.data import Wording

OPEN_KINDS = ("words", "sentence", "rename")
CHOICE_KINDS = ("yes_no", "choice", "choices")
RANGE_KINDS = ("scale", "number")
# A menu's pick is no answer: it only leads to what was asked for. A sheet shows what was written.
QUESTION_KINDS = (*OPEN_KINDS, "wall", "sheet", *CHOICE_KINDS, "menu", *RANGE_KINDS)
KEEPS = ("answers", "nothing", "if_yes")
SETS = ("", "may_quote", "audience", "keep")
ONLY_IF = ("", "words", "sad", "age_unknown", "findable")
DOMAINS = ("", "relationships", "resilience", "rights", "recovery", "service")
CONCERNS = ("", "flag", "concern", "urgent")
WAIT_HOURS = 72
TO_PART = "@part"
"""Where the steps before the parts lead: to the part that this talk is about."""


@dataclass(frozen=True)
class Choice:
    """A category with the words it accepts. `sad` lets a kind why follow; `request` asks staff."""

    value: str
    label: str
    accepts: tuple[str, ...] = ()
    concern: str = ""
    next: str = ""
    line: int = 0
    sad: bool = False
    request: str = ""

    def __hash__(self) -> int:
        """Of the two that nearly always tell choices apart: they are looked up at every turn."""
        return hash((self.value, self.line))


YES_NO = (Choice("yes", "yes"), Choice("no", "no"))


@dataclass(frozen=True)
class Node:
    """A step: something said, a question, or an end; what follows from it is worked out once.

    `audiences`: whom it is for, if not for all. `heading`: above the answer on a printed sheet;
    `blank`: headings that are left to fill in by hand.
    """

    id: str
    kind: str
    text: Wording
    line: int = 0
    question: str = ""
    next: str = ""
    domain: str = ""
    choices: tuple[Choice, ...] = ()
    low: int = 1
    high: int = 5
    again: Wording | None = None
    most: int = 1
    why: str = ""
    wait_hours: int = WAIT_HOURS
    takes: tuple[str, ...] = ()
    attribute: str | None = None
    sets: str = ""
    only_if: str = ""
    skip: bool = True
    audiences: tuple[str, ...] = ()
    heading: str = ""
    blank: tuple[str, ...] = ()

    @property
    def asks(self) -> bool:
        return self.kind in QUESTION_KINDS

    @cached_property
    def read_as(self) -> str:
        """The kind of question that a reply is read as."""
        return {"menu": "choice", "sheet": "words"}.get(self.kind, self.kind)

    @cached_property
    def in_words(self) -> bool:
        return self.kind in (*OPEN_KINDS, "wall", "sheet")

    @cached_property
    def repeated(self) -> bool:
        return self.kind in ("wall", "sheet") or self.most > 1

    @cached_property
    def only_steers(self) -> bool:
        """Whether the answer is about this talk, and is never kept as something said."""
        asks_staff = any(choice.request for choice in self.choices)
        return self.kind == "menu" or self.sets in ("audience", "keep") or asks_staff

    @cached_property
    def consequences(self) -> bool:
        """Whether any choice does more than answer: raises a concern, asks staff, or is sad."""
        return any(choice.concern or choice.request or choice.sad for choice in self.choices)

    @cached_property
    def skip_key(self) -> str:
        """What to send to pass a question by: 0, unless 0 is an answer."""
        return "skip" if self.kind in RANGE_KINDS and self.low <= 0 else "0"

    def target(self, value: str | None = None) -> str:
        for choice in self.choices:
            if choice.value == value and choice.next:
                return choice.next
        return self.next

    def edges(self) -> Iterator[tuple[str, str, str]]:
        """Every way out of this step: (step, label, next step)."""
        if self.kind == "end":
            return
        if self.kind in ("yes_no", "choice", "menu"):
            yield from ((self.id, one.value, self.target(one.value)) for one in self.choices)
        else:
            yield self.id, "next", self.next
        if self.asks and self.skip:
            yield self.id, "skip", self.next
        if self.only_if or self.audiences:
            yield self.id, "passed", self.next


@dataclass(frozen=True)
class Part:
    """One set of questions of a bank; who is asked one of them is not asked the rest."""

    title: str
    steps: tuple[str, ...]
    line: int = 0


@dataclass(frozen=True)
class Flow:
    id: str
    version: str
    title: str
    path: str
    first: str
    nodes: Mapping[str, Node]
    start_words: tuple[str, ...] = ()
    about: str = ""
    keeps: str = "answers"
    parts: tuple[Part, ...] = ()

    @property
    def questions(self) -> tuple[Node, ...]:
        return tuple(node for node in self.nodes.values() if node.asks)

    def start_of(self, part: int | None) -> str:
        """Where a part begins, counted from 1; the first part where there is no such one."""
        if not self.parts:
            return self.first
        return self.parts[part - 1 if part and self.has_part(part) else 0].steps[0]

    def begins_at(self, part: int | None) -> str:
        """The first step of a talk about one part: what comes before all parts, if anything."""
        in_parts = any(self.first in one.steps for one in self.parts)
        return self.start_of(part) if in_parts else self.first

    def following(self, step: str) -> set[str]:
        """Every step that can come next."""
        targets = {target for _, _, target in self.nodes[step].edges()}
        if TO_PART in targets:
            targets = targets - {TO_PART} | {part.steps[0] for part in self.parts}
        return targets

    def has_part(self, part: int) -> bool:
        return 1 <= part <= len(self.parts)

    def questions_of(self, part: int | None) -> tuple[Node, ...]:
        """What one talk may ask: the questions of its part, and those that are for every part."""
        mine = (
            self.parts[part - 1 if part and self.has_part(part) else 0].steps if self.parts else ()
        )
        others = {step for one in self.parts for step in one.steps} - set(mine)
        return tuple(node for node in self.questions if node.id not in others)

    def edges(self) -> Iterator[tuple[str, str, str]]:
        for node in self.nodes.values():
            yield from node.edges()
