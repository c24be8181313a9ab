"""Who a campaign is for: filters that become one query over the register, and how many they are."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, exists, func, or_, select

from conversations.audience import audience as band_of
from storage.register.sending_tables import asked
from storage.register.tables import contact
from storage.times import london_day

Asked = tuple[str, str, str]


@dataclass(frozen=True)
class Audience:
    """Filters; an empty one lets everybody through. Never a number and never a name.

    `asked`: (flow, part, month) of campaigns whose people are meant, answered or not.
    """

    contacts: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    statuses: tuple[str, ...] = ()
    bands: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    worker_id: str | None = None
    not_worker_id: str | None = None
    onboarded_only: bool = True
    asked: tuple[Asked, ...] | None = None


def to_json(audience: Audience) -> str:
    """As it is kept with its campaign: only what it says."""
    said = {name: value for name, value in asdict(audience).items() if value not in ((), None)}
    if audience.asked is not None:
        said["asked"] = audience.asked  # of no campaign: nobody, and not everybody
    return json.dumps(said, sort_keys=True)


def from_json(kept: str) -> Audience:
    """What `to_json` wrote. ValueError where a filter is not known: it would let people through."""
    said = json.loads(kept)
    unknown = set(said) - set(Audience.__dataclass_fields__)
    if unknown:
        raise ValueError(f"an audience knows nothing of {', '.join(sorted(unknown))}")
    return Audience(**{name: _tuples(value) for name, value in said.items()})


def _tuples(value: Any) -> Any:
    return tuple(_tuples(one) for one in value) if isinstance(value, list) else value


def select_ids(audience: Audience, cohorts: Mapping[str, int], now: datetime) -> Select[Any]:
    """The ids of the contacts that are meant. `cohorts`: keyed code -> first year of birth."""
    query = select(contact.c.id).where(*_meant(audience, cohorts, now))
    # A test phone is asked only by name.
    return query if audience.contacts else query.where(contact.c.kind == "registered")


def count(conn: Connection, audience: Audience, cohorts: Mapping[str, int], now: datetime) -> int:
    """How many are meant. Pages show nothing below the county's smallest group."""
    ids = select_ids(audience, cohorts, now).subquery()
    return int(conn.execute(select(func.count()).select_from(ids)).scalar_one())


def codes_of(band: str, cohorts: Mapping[str, int], now: datetime) -> list[str]:
    """The cohort codes whose young people are in a band today."""
    today = london_day(now)
    return [code for code, year in cohorts.items() if band_of(str(year), today) == band]


def _meant(
    audience: Audience, cohorts: Mapping[str, int], now: datetime
) -> Iterable[ColumnElement[bool]]:
    yield contact.c.kind.in_(("registered", "staff_test"))
    plain = (
        (contact.c.id, audience.contacts),
        (contact.c.place, audience.places),
        (contact.c.status, audience.statuses),
        (contact.c.language, audience.languages),
    )
    for column, wanted in plain:
        if wanted:
            yield column.in_(wanted)
    if audience.bands:
        yield contact.c.cohort.in_(
            [code for band in audience.bands for code in codes_of(band, cohorts, now)]
        )
    if audience.worker_id is not None:
        yield contact.c.worker_id == audience.worker_id
    if audience.not_worker_id is not None:
        other = contact.c.worker_id != audience.not_worker_id
        yield or_(contact.c.worker_id.is_(None), other)
    if audience.onboarded_only:
        yield or_(contact.c.onboarded, contact.c.kind == "staff_test")
    if audience.asked is not None:
        yield _were_asked(audience.asked)


def _were_asked(wanted: Iterable[Asked]) -> ColumnElement[bool]:
    one_of = or_(
        *(
            (asked.c.flow == flow) & (asked.c.part == part) & (asked.c.month == month)
            for flow, part, month in wanted
        ),
        asked.c.contact_id.is_(None),  # of no campaign: nobody
    )
    return exists().where(asked.c.contact_id == contact.c.id, one_of)
