"""The demo county's young people: invented, with numbers that nobody has."""

from collections.abc import Mapping, Sequence
from datetime import date
from random import Random
from typing import Any

from config.data import County
from storage.crypto import Vault
from storage.register import contacts

PEOPLE, TEST_PHONES = 396, 4
NUMBERS = tuple(f"+447700900{place:03d}" for place in range(PEOPLE + TEST_PHONES))
"""In the range that Ofcom keeps for drama. The first ten are lent at /demo/phone."""

_PLACES = {"out-of-county": 1.6, "havant": 1.4, "basingstoke": 1.2, "east-hants": 0.7}
_YOUNG = {"in-care": 11.0, "child-in-need": 3.0, "child-protection": 1.6, "kinship": 1.6,
          "disabled-children": 1.2, "family-support": 1.6}  # fmt: skip
_NEARLY = {"in-care": 11.0, "care-leaver": 3.0, "child-in-need": 1.0, "disabled-children": 1.0}
_ADULT = {"care-leaver": 1.0}
_LANGUAGES = {"en": 60.0, "ar": 4.0, "ti": 2.0, "fa": 2.0, "ps": 2.0, "vi": 1.5, "sq": 1.5,
              "ckb": 1.0, "uk": 1.0, "pl": 1.0}  # fmt: skip

# The phones that are lent: somebody of every age, one in Arabic, one in easy read, one shared.
_LENT: tuple[tuple[int, str, Mapping[str, Any]], ...] = (
    (14, "in-care", {}),
    (16, "in-care", {}),
    (19, "care-leaver", {}),
    (12, "in-care", {"easy_read": True}),
    (17, "in-care", {"language": "ar"}),
    (9, "kinship", {"phone_of": "carer"}),
    (22, "care-leaver", {}),
    (15, "child-in-need", {}),
    (13, "in-care", {"phone_of": "shared"}),
    (18, "care-leaver", {}),
)


def rows(county: County, vault: Vault, rng: Random, today: date) -> list[dict[str, Any]]:
    """The register's rows: several hundred young people, and a few phones of staff for testing."""
    places, statuses = ([one.id for one in some] for some in (county.places, county.statuses))
    made, times = [], Random(PEOPLE)  # noqa: S311 - the same county each time
    for place, number in enumerate(NUMBERS):
        if place >= PEOPLE:
            known = {"consent": "agreed", "may_ask": True, "onboarded": True}
            made.append(contacts.new_row(vault, number, "staff_test", **known))
            continue
        age, known = _somebody(rng, places, statuses)
        if place < len(_LENT):
            age, status, more = _LENT[place]
            known |= {"language": "en", "easy_read": False, "phone_of": "own", "may_ask": True,
                      "consent": "new", "status": status, **more}  # fmt: skip
        known |= {"onboarded": True, "preferred_time": _good_time(times)}
        cohort = contacts.cohort_code(vault, _first_year(age, today))
        made.append(contacts.new_row(vault, number, "registered", cohort=cohort, **known))
    return made


def _somebody(
    rng: Random, places: Sequence[str], statuses: Sequence[str]
) -> tuple[int, dict[str, Any]]:
    age = int(rng.triangular(8, 25, 16))
    likely = _YOUNG if age < 16 else _NEARLY if age < 18 else _ADULT
    offered = [one for one in statuses if one in likely] or list(statuses)
    languages = list(_LANGUAGES) if age >= 15 else ["en"]
    carer = 4.0 if age < 12 else 0.8
    return age, {
        "place": _one(rng, places, _PLACES),
        "status": _one(rng, offered, likely),
        "language": _one(rng, languages, _LANGUAGES),
        "easy_read": rng.random() < 0.06,
        "phone_of": _one(rng, ("own", "carer", "shared"), {"own": 6.0, "carer": carer}),
        "consent": _one(rng, ("agreed", "new", "stopped"), {"agreed": 30.0, "new": 8.0}),
        "consent_source": _one(rng, ("worker", "form", "event"), {"worker": 5.0}),
        "may_ask": rng.random() < 0.93,
    }


def _good_time(rng: Random) -> str | None:
    return _one(rng, ("", "16:30", "17:00"), {"": 8.0}) or None


def _one(rng: Random, values: Sequence[str], likely: Mapping[str, float]) -> str:
    return rng.choices(list(values), [likely.get(one, 1.0) for one in values])[0]


def _first_year(age: int, today: date) -> int:
    """The September from which on those were born who had this age when school began."""
    began = today.year if today.month >= 9 else today.year - 1
    return began - 1 - age
