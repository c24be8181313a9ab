"""What somebody types about a young person, read into what is kept; or what to put right."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import phonenumbers

from config.data import County
from conversations import audience
from conversations.language import ENGLISH_NAMES, NAMES
from storage.register import records

COLUMNS = (
    "number", "age_cohort", "place", "status", "language", "easy_read", "phone_of", "may_ask",
    "consent_source", "record_number", "preferred_time",
)  # fmt: skip
EXTRA = ("worker",)
"""Beside the contract's columns: the account name of the worker who looks after them."""

PHONES = {"own": "Their own", "shared": "Shared with somebody", "carer": "A carer's"}
SOURCES = {
    "worker": "They told the worker",
    "form": "A form that was signed",
    "event": "They said so at an event",
    "carer": "A person with parental responsibility said so",
    "self": "They texted us themselves",
}
TIMES = ("16:00", "16:30", "17:00", "18:00", "19:00")
LEAVING_AGE = 25

_UK_MOBILE = re.compile(r"(?:\+44|0044|0)?(7(?:[1-57-9]\d\d|624)\d{6})")
_YES = frozenset(["yes", "y", "true", "1", "x"])
_NO = frozenset(["no", "n", "false", "0", ""])
_COHORT = re.compile(r"(?:(?:19|20)\d\d)\s*[-/–]\s*(\d{2}|\d{4})")
_SCHOOL_YEAR = re.compile(r"(?:school )?y(?:ea)?r?\s*(\d{1,2})", re.IGNORECASE)
_MONTH_OF_BIRTH = re.compile(r"(\d{1,2})\s*[-/.]\s*(\d{4})")
_DAY_OF_BIRTH = re.compile(r"(\d{1,2})\s*[-/.]\s*(\d{1,2})\s*[-/.]\s*(\d{4})")
_ISO_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:[ T].*)?")
_TIME = re.compile(r"(\d{1,2})(?:[:.](\d{2}))?(?::\d{2})?\s*(am|pm)?", re.IGNORECASE)


@dataclass(frozen=True)
class Fault:
    """What is wrong in one cell, its shape instead of its content, and what to do."""

    column: str
    what: str
    shape: str = ""


@dataclass(frozen=True)
class Entry:
    """One young person as typed, in the register's own terms. `given`: cells that had a value."""

    number: str
    first_year: int
    place: str | None = None
    status: str | None = None
    language: str = "en"
    easy_read: bool = False
    phone_of: str = "own"
    may_ask: bool = False
    consent_source: str | None = None
    record_number: str | None = None
    preferred_time: str | None = None
    worker: str | None = None
    given: frozenset[str] = frozenset()


class _Wrong(Exception):
    """A cell cannot be taken; the message says what to do."""


def read(
    cells: Mapping[str, str],
    county: County,
    today: date,
    seen: dict[tuple[str, str], Any] | None = None,
) -> Entry | tuple[Fault, ...]:
    """One row, cell by cell. Every fault is named, not only the first.

    `seen` remembers, through a whole file, what the cells that come again and again mean.
    """
    known: dict[str, Any] = {}
    faults = []
    seen = {} if seen is None else seen
    for column, reader in _READERS.items():
        typed = " ".join(cells.get(column, "").split())
        place = (column, typed)
        try:
            if column in _ONCE:
                value = reader(typed, county, today)
            elif place in seen:
                value = seen[place]
            else:
                value = seen[place] = reader(typed, county, today)
            known[_FIELDS.get(column, column)] = value
        except _Wrong as wrong:
            faults.append(Fault(column, str(wrong), shape(typed)))
    if not faults and known["may_ask"] and not known["consent_source"]:
        faults.append(Fault("consent_source", f"Say where the yes came from: {_or(SOURCES)}."))
    if faults:
        return tuple(faults)
    given = frozenset(column for column in _READERS if cells.get(column, "").strip())
    return Entry(**known, given=given)


def shape(typed: str) -> str:
    """What a value looks like, without saying it: `11 digits`, `4 letters and 2 digits`."""
    if not typed:
        return "empty"
    kinds = {
        "letter": sum(sign.isalpha() for sign in typed),
        "digit": sum(sign.isdecimal() for sign in typed),
    }
    kinds["other sign"] = sum(not sign.isspace() for sign in typed) - sum(kinds.values())
    parts = [f"{many} {name}{'s' if many > 1 else ''}" for name, many in kinds.items() if many]
    return " and ".join(parts)


def number(typed: str) -> str | None:
    """A mobile number in international form; None when it cannot be one."""
    bare = re.sub(r"[\s().\-'\u2019\u00a0]", "", typed.strip().removesuffix(".0"))
    if uk := _UK_MOBILE.fullmatch(bare.replace("+440", "+44")):
        return f"+44{uk[1]}"
    bare = f"+{bare[2:]}" if bare.startswith("00") else bare
    if not bare.startswith("+") or bare.startswith("+44"):
        return None
    try:
        parsed = phonenumbers.parse(bare, None)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_valid_number(parsed):
        return None
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)


def first_year(typed: str, today: date) -> int | None:
    """The September from which on this cohort was born. A day of birth goes no further than here.

    `2012-13` is the school-year cohort, `Year 9` a school year, `05/2013` a month of birth.
    """
    if cohort := _COHORT.fullmatch(typed):
        first, last = int(typed[:4]), int(cohort[1])
        return first if (first + 1) % 100 == last % 100 else None
    if year := _SCHOOL_YEAR.fullmatch(typed):
        return _began(today) - 5 - int(year[1]) if int(year[1]) <= 13 else None
    if typed.casefold() in ("reception", "year r", "yr r"):
        return _began(today) - 5
    if born := _born(typed):
        return int(audience.cohort_for(born)[:4])
    return None


def cohort_years(today: date) -> range:
    """First years of the cohorts that may be here: from Reception until the leaving age."""
    return range(_began(today) - LEAVING_AGE, _began(today) - 4)


def cohort_name(year: int, today: date) -> str:
    """`Year 9 (born September 2012 to August 2013)`."""
    school = audience.school_year(year, today)
    in_school = "Reception" if school == 0 else f"Year {school}"
    named = in_school if 0 <= school <= 13 else f"Aged {school + 4} or {school + 5}"
    return f"{named} (born September {year} to August {year + 1})"


def _began(today: date) -> int:
    return today.year if today.month >= 9 else today.year - 1


def _born(typed: str) -> date | None:
    try:
        if day := _ISO_DAY.fullmatch(typed):
            return date(int(day[1]), int(day[2]), 1)
        if day := _DAY_OF_BIRTH.fullmatch(typed):
            return date(int(day[3]), int(day[2]), 1)
        if month := _MONTH_OF_BIRTH.fullmatch(typed):
            return date(int(month[2]), int(month[1]), 1)
    except ValueError:
        pass
    return None


# ------------------------------------------------------------------------------- cell by cell


def _number(typed: str, _county: County, _today: date) -> str:
    if found := number(typed):
        return found
    raise _Wrong(
        "Write a mobile number, like 07700 900123, or with + and the country's code."
        if typed
        else "Write the mobile number; a row without one cannot be used."
    )


def _cohort(typed: str, _county: County, today: date) -> int:
    year = first_year(typed, today)
    if year is None:
        raise _Wrong(
            "Write the school-year cohort like 2012-13, or Year 9, or 05/2013 for a birth."
        )
    years = cohort_years(today)
    if year not in years:
        raise _Wrong(
            f"This is nobody between 4 and 25: use {years[0]}-{(years[0] + 1) % 100:02d} "
            f"to {years[-1]}-{(years[-1] + 1) % 100:02d}."
        )
    return year


def _place(typed: str, county: County, _today: date) -> str | None:
    if not typed:
        return None
    plain = _plain(typed)
    for place in county.places:
        if plain in {_plain(one) for one in (place.id, place.name, *place.aliases)}:
            return place.id
    raise _Wrong(f"Write one of: {', '.join(one.name for one in county.places)}.")


def _status(typed: str, county: County, _today: date) -> str | None:
    if not typed:
        return None
    for status in county.statuses:
        if _plain(typed) in (_plain(status.id), _plain(status.name)):
            return status.id
    raise _Wrong(f"Write one of: {', '.join(one.name for one in county.statuses)}.")


def _language(typed: str, _county: County, _today: date) -> str:
    plain = typed.casefold() or "en"
    if plain in NAMES:
        return plain
    named = [code for code, names in ENGLISH_NAMES.items() if plain in names.split("|")]
    if len(named) == 1:
        return named[0]
    raise _Wrong(f"Write a language's code: {', '.join(NAMES)}.")


def _yes_no(typed: str, _county: County, _today: date) -> bool:
    plain = typed.casefold()
    if plain in _YES or plain in _NO:
        return plain in _YES
    raise _Wrong("Write yes or no.")


def _one_of(known: Mapping[str, str], default: str | None) -> Callable[..., str | None]:
    def reader(typed: str, _county: County, _today: date) -> str | None:
        if not typed:
            return default
        if typed.casefold() in known:
            return typed.casefold()
        raise _Wrong(f"Write {_or(known)}.")

    return reader


def _record(typed: str, _county: County, _today: date) -> str | None:
    if not typed:
        return None
    if len(typed) > records.LONGEST or not any(sign.isdecimal() for sign in typed):
        raise _Wrong(f"Write the record's number, {records.LONGEST} signs at most; never a name.")
    return typed


def _time(typed: str, _county: County, _today: date) -> str | None:
    if not typed:
        return None
    found = _TIME.fullmatch(typed)
    if found is None or not (found[2] or found[3]):
        raise _Wrong("Write a time like 16:30.")
    hour, minute = int(found[1]), int(found[2] or 0)
    afternoon = (found[3] or "").casefold() == "pm" and hour < 12
    hour += 12 if afternoon else 0
    if hour > 23 or minute > 59:
        raise _Wrong("Write a time like 16:30.")
    return f"{hour:02d}:{minute:02d}"


def _worker(typed: str, _county: County, _today: date) -> str | None:
    return typed.casefold() or None


def _plain(typed: str) -> str:
    return "".join(sign for sign in typed.casefold().replace("&", "and") if sign.isalnum())


def _or(known: Mapping[str, str]) -> str:
    *others, last = known
    return f"{', '.join(others)} or {last}"


_ONCE = frozenset(["number", "record_number"])
_FIELDS = {"age_cohort": "first_year"}
_READERS: Mapping[str, Callable[[str, County, date], Any]] = {
    "number": _number,
    "age_cohort": _cohort,
    "place": _place,
    "status": _status,
    "language": _language,
    "easy_read": _yes_no,
    "phone_of": _one_of(PHONES, "own"),
    "may_ask": _yes_no,
    "consent_source": _one_of(SOURCES, None),
    "record_number": _record,
    "preferred_time": _time,
    "worker": _worker,
}
