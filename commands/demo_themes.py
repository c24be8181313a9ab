"""The demo county's themes: four quarters coded, three checked, two published, one under way."""

from datetime import datetime
from pathlib import Path

from collation import nightly
from collation.publishing import Sort, draft, publish
from collation.themes_count import freshen, quarters
from config.data import County
from config.frame import load_frame
from storage.answers import publications, reviewing
from storage.answers.codings import CODED, NON_ANSWER
from storage.answers.reviewing import Sought
from storage.office import populations
from storage.office.populations import Population
from storage.rooms import Rooms

CHECKED, PUBLISHED = 3, 2
"""So many of the four quarters, the earliest first. Of the last one about half is checked."""

SOURCE = "made up for the demo"
_AGES = {"8-11": 410, "11-15": 640, "16-17": 330, "18-25": 520}


def load(rooms: Rooms, county: County, county_dir: Path, officer: str, now: datetime) -> None:
    """Code, check, publish and draft, once; what was broken off goes on."""
    with rooms.answers.read() as conn:
        if publications.listing(conn, states=("draft", "published")):
            return
    _populations(rooms, county, officer, now)
    _night(rooms, county, county_dir, now)
    with rooms.answers.read() as conn:
        periods = quarters(conn)
    for period in periods[:CHECKED]:
        _check(rooms, Sought(quarter=period), officer, now)
    for period in periods[CHECKED:]:
        for standing in (CODED, NON_ANSWER):
            _check(rooms, Sought(standing, quarter=period), officer, now, every=2)
    freshen(rooms.answers)
    for period in periods[:PUBLISHED]:
        for audience in ("inside", "public"):
            sort = Sort(period, audience, county.release, load_frame(county_dir).version)
            title = f"What young people said, {period}"
            if which := draft(rooms.answers, sort, title, now, by=officer):
                publish(rooms.answers, which, sort, officer, now)
    _night(rooms, county, county_dir, now)


def _night(rooms: Rooms, county: County, county_dir: Path, now: datetime) -> None:
    first = load_frame(county_dir)
    nightly.run(rooms.answers, rooms.register, first, county.release, now)


def _check(rooms: Rooms, sought: Sought, officer: str, now: datetime, every: int = 1) -> None:
    with rooms.answers.write() as conn:
        found = reviewing.listing(conn, sought, 10_000)
        reviewing.confirm(conn, [one.answer_id for one in found][::every], officer, now)


def _populations(rooms: Rooms, county: County, officer: str, now: datetime) -> None:
    places = {one.id: 120 + 35 * at for at, one in enumerate(county.places)}
    statuses = {one.id: 700 // (at + 1) for at, one in enumerate(county.statuses)}
    known = {"place": places, "age": _AGES, "status": statuses}
    with rooms.register.write() as conn:
        for attribute, people in known.items():
            for value, many in people.items():
                one = Population(now.year, attribute, value, many, SOURCE)
                populations.put(conn, one, officer, now)
