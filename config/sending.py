"""The sending rules: windows, caps, prices and the budget, as a county sets them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import time
from pathlib import Path
from types import MappingProxyType
from typing import TypeVar

from config.county import WEEKDAYS
from config.marked import Item, read

KINDS = ("prompt", "reminder", "told", "reply", "safety", "alert")
POUND = 100_000
"""Money is counted in whole thousandths of a penny."""

Window = tuple[time, time]
T = TypeVar("T")


@dataclass(frozen=True)
class SendingRules:
    """When texts may go out and what they may cost. Money in thousandths of a penny."""

    provider: str
    per_second: int
    windows: tuple[Window | None, ...]  # by weekday
    later: tuple[time | None, ...]  # by weekday: on until then while a reader is rostered
    school_out: time
    most_prompts: int
    most_a_day: int
    second_person_above: int
    caps: Mapping[str, int]
    price: Mapping[str, int]
    year: int
    month: int
    reserve: int
    warn_percent: int
    year_starts: int
    bodies: str
    content_retention: str
    address_retention: str


def load_sending(county_dir: Path) -> SendingRules:
    """Read sending.yaml; what is missing or misspelt there is an error that names the line."""
    item = read(county_dir / "sending.yaml")
    item.only("provider", "per_second", "windows", "later", "school_out", "most_prompts",
              "most_a_day", "second_person_above", "caps", "price",
              "money", "bodies", "content_retention", "address_retention")  # fmt: skip
    money = item.item("money")
    money.only("year", "month", "reserve", "warn_percent", "year_starts")
    return SendingRules(
        provider=_word(item, "provider"),
        per_second=_at_least_one(item, "per_second"),
        windows=_by_weekday(item.item("windows"), _window),
        later=_by_weekday(item.item("later"), _time),
        school_out=_time(item, "school_out"),
        most_prompts=item.number("most_prompts"),
        most_a_day=_at_least_one(item, "most_a_day"),
        second_person_above=item.number("second_person_above"),
        caps=_numbers(item.item("caps"), ("reply", "safety")),
        price=_numbers(item.item("price"), KINDS),
        year=money.number("year") * POUND,
        month=money.number("month") * POUND,
        reserve=money.number("reserve") * POUND,
        warn_percent=money.number("warn_percent", 80),
        year_starts=_month(money),
        bodies=_one_of(item, "bodies", ("redact", "delete", "keep")),
        content_retention=_one_of(item, "content_retention", ("retain", "discard")),
        address_retention=_one_of(item, "address_retention", ("retain", "obfuscate")),
    )


def _word(item: Item, key: str) -> str:
    word = item.text(key)
    if not (word.isascii() and word.isalpha() and word.islower()):
        raise item.error(f"'{key}' must be one small word, not {word!r}", key)
    return word


def _at_least_one(item: Item, key: str) -> int:
    number = item.number(key)
    if number < 1:
        raise item.error(f"'{key}' must be at least 1", key)
    return number


def _month(item: Item) -> int:
    number = item.number("year_starts", 4)
    if not 1 <= number <= 12:
        raise item.error("'year_starts' is a month, 1 to 12", "year_starts")
    return number


def _one_of(item: Item, key: str, known: tuple[str, ...]) -> str:
    word = item.text(key, known[0])
    if word not in known:
        raise item.error(f"'{key}' must be one of {', '.join(known)}", key)
    return word


def _numbers(item: Item, keys: tuple[str, ...]) -> Mapping[str, int]:
    item.only(*keys)
    return MappingProxyType({key: item.number(key) for key in keys})


def _by_weekday(item: Item, one: Callable[[Item, str], T]) -> tuple[T | None, ...]:
    item.only(*WEEKDAYS)
    return tuple(one(item, day) if day in item else None for day in WEEKDAYS)


def _window(item: Item, day: str) -> Window:
    first, _, last = item.text(day).partition("-")
    try:
        opens, closes = time.fromisoformat(first), time.fromisoformat(last)
    except ValueError:
        raise item.error(f"a window is written 15:45-17:30, not {item.text(day)!r}", day) from None
    if opens >= closes:
        raise item.error("a window ends after it begins", day)
    return opens, closes


def _time(item: Item, day: str) -> time:
    try:
        return time.fromisoformat(item.text(day))
    except ValueError:
        raise item.error(f"a time is written 20:00, not {item.text(day)!r}", day) from None
