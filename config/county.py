"""The county itself: its name, languages, release rules, hours, places and numbers."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import date, time, timedelta
from pathlib import Path
from types import MappingProxyType
from zoneinfo import ZoneInfo

from config.marked import DataError, Item, read

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


REQUESTS = {"person": 1, "advocate": 3, "manager": 3, "complain": 3}
"""What one can ask staff for in a text, and the working days that are usually promised."""


@dataclass(frozen=True)
class ReleaseRules:
    """When answers may leave the held pool, and how small a group is never shown."""

    min_people: int = 20
    min_days: int = 28
    hold_hours: int = 72
    k_inside: int = 5
    k_public: int = 10


@dataclass(frozen=True)
class Promise:
    """What young people are told will happen, and by when."""

    reply_days: int = 90
    see_days: int = 30
    requests: Mapping[str, int] = field(default_factory=dict)
    """Working days within which somebody hears who asked for a person, by kind of request."""

    def working_days(self, kind: str) -> int | None:
        return self.requests.get(kind)


@dataclass(frozen=True)
class AlertRules:
    """The clocks of a case, in minutes, and when a silent alert goes on to somebody else."""

    onward: int = 5  # from who is on duty to the stand-ins, then to everybody, then the child
    again: int = 15  # everybody is rung again as long as nobody hears
    seen_urgent: int = 15
    seen_concern: int = 480
    seen_allegation: int = 60
    decided_urgent: int = 60
    decided_concern: int = 1440
    decided_allegation: int = 1440
    read_hours: int = 24  # a safety read that waits longer is late: no prompts meanwhile

    def seen(self, level: str, route: str) -> timedelta:
        """Within which time somebody opens a case; the shorter clock counts."""
        return self._clock("seen", level, route)

    def decided(self, level: str, route: str) -> timedelta:
        """Within which time somebody decides."""
        return self._clock("decided", level, route)

    def _clock(self, which: str, level: str, route: str) -> timedelta:
        minutes = [getattr(self, f"{which}_{level}")]
        if route == "allegation":
            minutes.append(getattr(self, f"{which}_allegation"))
        return timedelta(minutes=min(minutes))


@dataclass(frozen=True)
class Place:
    id: str
    name: str
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True)
class Status:
    id: str
    name: str


@dataclass(frozen=True)
class County:
    """One county: its name, languages, rules, hours, places and numbers."""

    name: str
    languages_on: tuple[str, ...]
    drafts: tuple[str, ...]
    release: ReleaseRules
    promise: Promise
    time_zone: ZoneInfo
    hours: tuple[tuple[time, time] | None, ...]
    closed: frozenset[date]
    places: tuple[Place, ...]
    statuses: tuple[Status, ...]
    phone: Mapping[str, str]
    terms: tuple[tuple[date, date], ...] = ()
    alerts: AlertRules = AlertRules()
    auditor: str = ""  # the e-mail address that gets the audit log's head every day


def load_county(county_dir: Path, environ: Mapping[str, str]) -> County:
    """county.yaml, in the demo its `demo:` block, then COUNTY__RELEASE__MIN_PEOPLE and its like."""
    item = read(county_dir / "county.yaml")
    item.only("name", "languages", "release", "demo", "promise", "time_zone", "hours", "closed",
              "places", "statuses", "phone", "terms", "alerts", "auditor")  # fmt: skip
    demo = item.item("demo") if environ.get("MODE") == "demo" else Item(item.file, 0, {}, {})
    languages = item.item("languages")
    try:
        closed = frozenset(date.fromisoformat(day) for day in item.texts("closed"))
        zone = ZoneInfo(item.text("time_zone"))
    except (ValueError, KeyError) as problem:
        raise item.error(f"not a date or a time zone: {problem}", "closed") from None
    rules = {
        name: _rule(item, demo, environ, name) for name in (f.name for f in fields(ReleaseRules))
    }
    return County(
        name=environ.get("COUNTY__NAME", item.text("name")),
        languages_on=languages.texts("on"),
        drafts=languages.texts("drafts"),
        release=ReleaseRules(**rules),
        promise=_promise(item.item("promise")),
        time_zone=zone,
        hours=tuple(_hours(item.item("hours"), day) for day in WEEKDAYS),
        closed=closed,
        places=tuple(
            Place(one.text("id"), one.text("name"), one.texts("aliases"))
            for one in item.items("places")
        ),
        statuses=tuple(Status(one.text("id"), one.text("name")) for one in item.items("statuses")),
        phone=MappingProxyType({key: item.item("phone").text(key) for key in item.item("phone")}),
        auditor=item.text("auditor", ""),
        terms=tuple(_term(one) for one in item.items("terms")),
        alerts=_alerts(item.item("alerts")),
    )


def _alerts(item: Item) -> AlertRules:
    names = [one.name for one in fields(AlertRules)]
    item.only(*names)
    found = {name: item.number(name, getattr(AlertRules, name)) for name in names}
    for name in (name for name, number in found.items() if number < 1):
        raise item.error(f"'{name}': at least 1", name)
    return AlertRules(**found)


def _promise(item: Item) -> Promise:
    item.only("reply_days", "see_days", "requests")
    requests = item.item("requests")
    requests.only(*REQUESTS)
    days = {kind: requests.number(kind, usual) for kind, usual in REQUESTS.items()}
    for kind in (kind for kind, promised in days.items() if not 1 <= promised <= 20):
        raise requests.error(f"'{kind}': promise between 1 and 20 working days", kind)
    return Promise(
        item.number("reply_days", 90), item.number("see_days", 30), MappingProxyType(days)
    )


def _rule(item: Item, demo: Item, environ: Mapping[str, str], name: str) -> int:
    setting = f"COUNTY__RELEASE__{name.upper()}"
    if setting in environ:
        try:
            return int(environ[setting])
        except ValueError:
            raise DataError(setting, None, "must be a whole number") from None
    block = demo if name in demo else item.item("release")
    return block.number(name, getattr(ReleaseRules, name))


def _term(item: Item) -> tuple[date, date]:
    item.only("from", "to")
    try:
        first, last = (date.fromisoformat(item.text(name)) for name in ("from", "to"))
    except ValueError:
        raise item.error("a term is written {from: 2026-09-02, to: 2026-10-23}", "from") from None
    if first > last:
        raise item.error("a term ends after it begins", "from")
    return first, last


def _hours(item: Item, day: str) -> tuple[time, time] | None:
    if day not in item:
        return None
    try:
        opens, closes = (time.fromisoformat(part) for part in item.text(day).split("-"))
    except ValueError:
        raise item.error(f"hours are written 08:30-17:00, not {item.text(day)!r}", day) from None
    return opens, closes
