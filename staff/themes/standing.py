"""How far the review is: the piles in their order, how many are left in each, which quarter."""

import re
from dataclasses import dataclass

from flask import request
from sqlalchemy import Connection

from storage.answers import reviewing
from storage.answers.codings import CODED, NON_ANSWER, SUGGESTED, UNCODED, WAITING
from storage.answers.reviewing import Sought


@dataclass(frozen=True)
class Pile:
    """Answers that stand alike."""

    id: str
    title: str
    purpose: str
    empty: str
    standing: str | None = None
    checked: bool | None = False
    flagged: bool = False

    def sought(self, theme: str | None, quarter: str | None) -> Sought:
        """What to ask storage for."""
        return Sought(self.standing, theme, None, quarter, self.checked, self.flagged)


PILES = (
    Pile(
        UNCODED, "Uncoded",
        "No term matches these, and nothing looks alike. New themes are here: say what each one "
        "speaks of, or add a term so that the next ones are found.",
        "Every uncoded answer is checked.", UNCODED,
    ),
    Pile(
        SUGGESTED, "Suggested",
        "No term matches, but these look like answers to a theme. It counts only if you tick it.",
        "Every suggestion is checked.", SUGGESTED,
    ),
    Pile(
        CODED, "Coded",
        "A term matches. Take off what is wrong, add what is missing.",
        "Every coded answer is checked.", CODED,
    ),
    Pile(
        NON_ANSWER, "Nothing to count",
        "The machine thinks that these say nothing: “idk”, “ok”, a smile. Is that so?",
        "Every one of these is checked.", NON_ANSWER,
    ),
    Pile(
        "flagged", "Flagged", "Somebody wanted a second opinion. Take the flag off when you have "
        "decided.", "Nothing is flagged.", None, None, flagged=True,
    ),
    Pile(
        "checked", "Checked", "A person has confirmed these. You can still change them.",
        "Nothing is checked yet.", None, True,
    ),
    Pile("all", "All", "Every answer, checked or not.", "There is no such answer.", None, None),
)  # fmt: skip

TO_CHECK = PILES[:4]


@dataclass(frozen=True)
class Far:
    """How far it is: by standing, how many there are and how many are checked."""

    answers: int
    checked: int
    by_standing: dict[str, int]

    @property
    def unchecked(self) -> int:
        return self.answers - self.checked

    @property
    def waiting(self) -> int:
        """How many of them no machine has looked at yet."""
        return self.by_standing.get(WAITING, 0)

    @property
    def to_check(self) -> int:
        """How many a person can check now."""
        return self.unchecked - self.waiting

    @property
    def percent(self) -> int:
        """A hundred only when all are checked."""
        return 100 * self.checked // self.answers if self.answers else 0

    @property
    def first(self) -> Pile | None:
        """The first pile with something to check."""
        return next((one for one in TO_CHECK if self.left(one)), None)

    def left(self, one: Pile) -> int | None:
        """How many are left to check in it; None where nobody counts."""
        return self.by_standing.get(one.id, 0) if one in TO_CHECK else None


def progress(conn: Connection, quarter: str | None) -> Far:
    """All questions of a quarter together."""
    rows = reviewing.progress(conn, quarter)
    left: dict[str, int] = {}
    for row in rows:
        left[row.standing] = left.get(row.standing, 0) + row.answers - row.checked
    return Far(sum(row.answers for row in rows), sum(row.checked for row in rows), left)


def pile(asked: str | None) -> Pile | None:
    """The pile of this name."""
    return next((one for one in PILES if one.id == asked), None)


def asked_quarter() -> str | None:
    """The quarter that the page was asked for."""
    asked = request.values.get("quarter", "")
    return asked if re.fullmatch(r"\d{4}-Q[1-4]", asked) else None


def back(otherwise: str) -> str:
    """The page that a form came from, if it is one of ours."""
    asked = request.form.get("back", "")
    ours = asked.startswith("/themes/") and "//" not in asked and "\\" not in asked
    return request.script_root + asked.rstrip("?") if ours else otherwise
