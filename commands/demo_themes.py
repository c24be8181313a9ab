"""The demo county's themes: four quarters published, of the newest what is checked so far."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from pathlib import Path

from bot.demo_county import QUARTERS
from collation import nightly
from collation.publishing import Sort, draft, publish
from collation.reports.periods import in_words, last_day
from collation.themes_count import freshen, quarters
from config.data import County
from config.frame import load_frame
from storage.answers import publications, reviewing
from storage.answers.codings import CODED, NON_ANSWER
from storage.answers.publications import BOARD, INSIDE, PUBLIC
from storage.answers.reviewing import Sought
from storage.office import populations
from storage.office.populations import Population
from storage.rooms import Rooms

UNDER_WAY = ("say-anything.words", "say-anything.more")
"""Of the newest quarter about half of these answers is checked: they are published later."""

SOURCE = "made up for the demo"
_AGES = {"8-11": 410, "11-15": 640, "16-17": 330, "18-25": 520}
PUBLISHED_AFTER = timedelta(days=12)


def load(rooms: Rooms, county: County, county_dir: Path, officer: str, now: datetime) -> None:
    """Code, check, publish and draft, once; what was broken off goes on."""
    with rooms.answers.read() as conn:
        known = publications.listing(conn, states=("draft", "published", "withdrawn"))
    there = {(one.period, one.audience) for one in known}
    if sum(audience == PUBLIC for _, audience in there) >= QUARTERS:
        return
    _populations(rooms, county, officer, now)
    _night(rooms, county, county_dir, now)
    with rooms.answers.read() as conn:
        periods = quarters(conn)[:QUARTERS]
    version = load_frame(county_dir).version
    for period in periods:
        ready = _check(rooms, period, officer, now, newest=period == periods[-1])
        freshen(rooms.answers)
        for audience in (INSIDE, PUBLIC):
            if (period, audience) not in there:
                sort = Sort(period, audience, county.release, version)
                _publish(rooms, sort, ready, officer, now)
    waits = Sort(periods[-1], BOARD, county.release, version)
    draft(rooms.answers, waits, _title(waits.period), now, by=officer, questions=ready)
    _night(rooms, county, county_dir, now)


def _night(rooms: Rooms, county: County, county_dir: Path, now: datetime) -> None:
    first = load_frame(county_dir)
    nightly.run(rooms.answers, rooms.register, first, county.release, now)


def _check(rooms: Rooms, period: str, officer: str, now: datetime, *, newest: bool) -> list[str]:
    """Which questions of a quarter are wholly checked after this."""
    with rooms.answers.read() as conn:
        found = sorted({one.question for one in reviewing.progress(conn, period)})
    ready = [one for one in found if not (newest and one in UNDER_WAY)]
    for question in ready:
        _confirm(rooms, Sought(quarter=period, question=question), officer, now)
    for question in (one for one in found if one not in ready):
        for standing in (CODED, NON_ANSWER):
            sought = Sought(standing, quarter=period, question=question)
            _confirm(rooms, sought, officer, now, every=2)
    return ready


def _confirm(rooms: Rooms, sought: Sought, officer: str, now: datetime, every: int = 1) -> None:
    with rooms.answers.write() as conn:
        found = reviewing.listing(conn, sought, 10_000)
        reviewing.confirm(conn, [one.answer_id for one in found][::every], officer, now)


def _publish(rooms: Rooms, sort: Sort, ready: Sequence[str], officer: str, now: datetime) -> None:
    """As a county does it: some days after the quarter is over."""
    day = last_day(sort.period) + PUBLISHED_AFTER
    when = min(datetime.combine(day, time(10), now.tzinfo), now)
    if which := draft(rooms.answers, sort, _title(sort.period), when, by=officer, questions=ready):
        publish(rooms.answers, which, sort, officer, when)


def _title(period: str) -> str:
    return f"What young people said, {in_words(period)}"


def _populations(rooms: Rooms, county: County, officer: str, now: datetime) -> None:
    people = sum(_AGES.values())
    places = _shared(people, [one.id for one in county.places])
    statuses = _shared(people, [one.id for one in county.statuses])
    known = {"place": places, "age": _AGES, "status": statuses}
    with rooms.register.write() as conn:
        for attribute, groups in known.items():
            for value, many in groups.items():
                one = Population(now.year, attribute, value, many, SOURCE)
                populations.put(conn, one, officer, now)


def _shared(people: int, values: Sequence[str]) -> dict[str, int]:
    """All of them over some values, unevenly; the first one takes what is left over."""
    weights = range(len(values), 0, -1)
    shares = [people * weight // (sum(weights) + 1) for weight in weights]
    shares[0] += people - sum(shares)
    return dict(zip(values, shares, strict=True))
