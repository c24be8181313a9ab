"""An entry of the district log as it is typed or imported: read, added up, judged."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from conversations.text import clean
from staff.judging import redacted
from storage.office.log import CARERS, EFFECTS, EVENT, KINDS, OBSERVED

TITLE_MAX, DID_MAX, MANAGERS_MAX = 60, 500, 120
MOST_PEOPLE = 5000
AHEAD = timedelta(days=366)
KIND_NAMES = {
    EVENT: "Young people, at an event",
    CARERS: "Carers: their own voices",
    OBSERVED: "What adults saw of children who cannot say it yet",
}
EFFECT_NAMES = {"plan": "somebody’s plan", "training": "training", "service": "a service"}
QUESTION_OF = {CARERS: "log.carers", OBSERVED: "log.observed"}
"""Adults’ voices have questions of their own: never counted as young people’s."""


@dataclass(frozen=True)
class Typed:
    """What was typed. Numbers that are none are None."""

    kind: str
    day: date | None
    place: str
    title: str
    young_people: int | None
    adults: int | None
    altogether: int | None
    did: str
    managers: str
    effect: tuple[str, ...]
    question: str
    lines: tuple[str, ...]


def typed(form: Mapping[str, str], effect: Collection[str] = ()) -> Typed:
    """As a form or a row carries it."""

    def plain(name: str) -> str:
        return " ".join(clean(form.get(name, "")).split())

    kind = plain("kind") or EVENT
    lines = tuple(each for each in map(clean, form.get("lines", "").splitlines()) if each)
    return Typed(
        kind, _day(plain("day")), plain("place"), plain("title"), _number(plain("young_people")),
        _number(plain("adults")), _number(plain("altogether")), plain("did"), plain("managers"),
        tuple(one for one in EFFECTS if one in effect),
        QUESTION_OF.get(kind, plain("question")), lines,
    )  # fmt: skip


def problems(
    new: Typed, today: date, places: Collection[str], questions: Collection[str], most_lines: int
) -> dict[str, str]:
    """Field -> what is wrong; empty where it may be kept."""
    found = _where_and_when(new, today, places)
    if new.young_people is None or new.adults is None:
        field = "young_people" if new.young_people is None else "adults"
        found[field] = f"Write a whole number from 0 to {MOST_PEOPLE:,}"
    elif new.altogether is not None and new.young_people + new.adults != new.altogether:
        found["altogether"] = (
            f"{new.young_people} and {new.adults} are {new.young_people + new.adults}, "
            f"not {new.altogether}. Count again, or leave this empty"
        )
    for name, most in (("title", TITLE_MAX), ("did", DID_MAX), ("managers", MANAGERS_MAX)):
        if len(getattr(new, name)) > most:
            found[name] = f"Use at most {most} letters"
    if redacted(new.title, "").removed:
        found["title"] = "Name the event without anybody’s name, number or address"
    if new.lines and new.question not in questions:
        found["question"] = "Choose the question that they answered"
    if len(new.lines) > most_lines:
        found["lines"] = f"Enter at most {most_lines} lines at once; use the import for more"
    return found


def _where_and_when(new: Typed, today: date, places: Collection[str]) -> dict[str, str]:
    found = {}
    if new.kind not in KINDS:
        found["kind"] = f"Choose one of: {', '.join(KINDS)}"
    if new.day is None:
        found["day"] = "Write the day as 2026-12-24"
    elif not date(2015, 1, 1) <= new.day <= today + AHEAD:
        found["day"] = "Choose a day between 2015 and a year from now"
    elif new.day > today and new.lines:
        found["day"] = "Nothing can have been said yet on a day that is still to come"
    if new.place not in places:
        found["place"] = "Choose the district"
    if not new.title:
        found["title"] = "Give it a short name"
    return found


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _number(text: str) -> int | None:
    if not text.isascii() or not text.isdecimal() or len(text) > 5:
        return None
    return int(text) if int(text) <= MOST_PEOPLE else None
