"""An action's fields as they are typed: read, judged, and never lost."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from conversations.text import clean
from storage.office.actions import CANNOT, WILL, Action

HEARD_MAX, ANSWER_MAX, NAME_MAX, SHORT_MAX = 300, 500, 80, 60
YEARS_AHEAD = 3
KINDS = {WILL: "We will", CANNOT: "We can’t, because", "": "Not decided yet"}
POWER = {"": "Not said", "yes": "Yes", "partly": "Partly", "no": "No"}


@dataclass(frozen=True)
class Typed:
    """What somebody typed, cleaned; `day` is None where the date cannot be read."""

    heard: str = ""
    kind: str = ""
    answer: str = ""
    who: str = ""
    email: str = ""
    by_when: str = ""
    theme: str = ""
    finding: str = ""
    asked_in: tuple[str, ...] = ()
    quip_ref: str = ""
    principle: str = ""
    pledge: str = ""
    in_power: str = ""

    @property
    def day(self) -> date | None:
        try:
            return date.fromisoformat(self.by_when) if self.by_when else None
        except ValueError:
            return None


def typed(form: Mapping[str, str], asked_in: list[str]) -> Typed:
    """As the form carries it. Longer texts than may be are kept, so that nothing is lost."""
    plain = {
        name: " ".join(clean(form.get(name, "")).split())
        for name in Typed.__dataclass_fields__
        if name != "asked_in"
    }
    return Typed(**plain, asked_in=tuple(asked_in))


def of_action(one: Action, who: str, email: str) -> Typed:
    """A kept action as its form shows it."""
    return Typed(
        one.heard, one.kind, one.answer, who, email,
        one.by_when.isoformat() if one.by_when else "", one.theme or "", one.publication_id or "",
        one.asked_in, one.quip_ref, one.principle, one.pledge, one.in_power,
    )  # fmt: skip


def problems(new: Typed, today: date, before: Action | None) -> dict[str, str]:
    """Field -> what is wrong and what to do; empty where it may be kept."""
    found = {}
    if not new.heard:
        found["heard"] = "Write what you heard, in young people’s own kind of words"
    found |= _too_long(new)
    if new.kind not in KINDS or new.in_power not in POWER:
        found["kind-will"] = "Choose one of these"
    if new.kind:
        found |= _decided(new)
    elif new.answer:
        found["kind-will"] = "Choose whether this is something you will do, or cannot do"
    return found | _wrong_day(new, today, before)


def _decided(new: Typed) -> dict[str, str]:
    found = {}
    if not new.answer:
        found["answer"] = (
            "Write what you will do" if new.kind == WILL else "Write why not, and what you can do"
        )
    elif "…" in new.answer:
        found["answer"] = "Fill in the places marked …, or take them out"
    if not new.who:
        found["who"] = "Name who answers for it: without an owner nothing happens"
    if new.kind == WILL and not new.by_when:
        found["by_when"] = "Say by when. A day can be moved later; that it moved stays visible"
    if new.email and ("@" not in new.email or " " in new.email):
        found["email"] = "This is not an e-mail address, for example team@example.org"
    return found


def _too_long(new: Typed) -> dict[str, str]:
    most = {"heard": HEARD_MAX, "answer": ANSWER_MAX, "who": NAME_MAX, "email": NAME_MAX,
            "quip_ref": SHORT_MAX}  # fmt: skip
    return {
        name: f"Use at most {limit} letters: this has {len(getattr(new, name))}"
        for name, limit in most.items()
        if len(getattr(new, name)) > limit
    }


def _wrong_day(new: Typed, today: date, before: Action | None) -> dict[str, str]:
    if not new.by_when:
        return {}
    day = new.day
    if day is None:
        return {"by_when": "Write the day as 2026-12-24"}
    if before is not None and day == before.by_when:
        return {}  # an overdue promise can be worked on without moving its day
    if day < today:
        return {"by_when": "This day is over. Choose a day that is still to come"}
    if day.year > today.year + YEARS_AHEAD:
        return {"by_when": f"Nobody waits that long: choose a day before {day.year - 1}"}
    return {}
