"""What a form about a young person offers: cohorts, places, statuses, languages, times."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from babel import Locale
from flask import request

from config.data import County
from conversations.language import NAMES
from storage.register import entries
from storage.register.entries import COLUMNS, PHONES, SOURCES, TIMES, Fault

Options = list[tuple[str, str]]
_NAMED = {"ckb": "Kurdish (Sorani)", "kmr": "Kurdish (Kurmanji)", "fa": "Farsi or Dari"}


def offered(county: County, today: date) -> dict[str, Options]:
    """Value and label of everything that can be chosen, by column."""
    english = Locale("en", "GB")
    named = {code: _NAMED.get(code) or english.languages.get(code, code) for code in NAMES}
    languages = [
        (code, named[code] if code == "en" else f"{named[code]} – {own}")
        for code, own in NAMES.items()
    ]
    years = reversed(entries.cohort_years(today))
    return {
        "age_cohort": [(cohort(year), entries.cohort_name(year, today)) for year in years],
        "place": [(one.id, one.name) for one in county.places],
        "status": [(one.id, one.name) for one in county.statuses],
        "language": [languages[0], *sorted(languages[1:], key=lambda one: one[1])],
        "phone_of": list(PHONES.items()),
        "consent_source": list(SOURCES.items()),
        "preferred_time": [(one, f"Not before {one}") for one in TIMES],
    }


def cohort(year: int) -> str:
    """A cohort as forms and files write it."""
    return f"{year}-{(year + 1) % 100:02d}"


def typed() -> dict[str, str]:
    """What the form holds, by column."""
    return {column: request.form.get(column, "").strip() for column in COLUMNS}


def problems(faults: tuple[Fault, ...]) -> dict[str, str]:
    """What to put right, by field."""
    return {fault.column: fault.what for fault in faults}


def names(county: County, today: date) -> Mapping[str, Any]:
    """How a page names a place, a status, a cohort and a phone."""
    return {
        "place_names": {one.id: one.name for one in county.places},
        "status_names": {one.id: one.name for one in county.statuses},
        "phone_names": PHONES,
        "cohort_name": lambda year: entries.cohort_name(year, today) if year else "Not known",
    }
