"""Population figures: how many young people there are, from which source and year."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, delete, select

from storage.database import inserting
from storage.office.tables import population
from storage.times import london_day


@dataclass(frozen=True)
class Population:
    """How many young people of one place, age or status the county looks after."""

    year: int
    attribute: str
    value: str
    people: int
    source: str


def put(conn: Connection, one: Population, by: str | None, now: datetime) -> None:
    """Enter a figure, or correct it."""
    values = {"people": one.people, "source": one.source, "entered_by": by,
              "entered_on": london_day(now).isoformat()}  # fmt: skip
    row = inserting(conn, population).values(
        year=one.year, attribute=one.attribute, value=one.value, **values
    )
    key = ["year", "attribute", "value"]
    conn.execute(row.on_conflict_do_update(index_elements=key, set_=values))


def remove(conn: Connection, year: int, attribute: str, value: str) -> None:
    """Take a figure out."""
    this = (population.c.year == year) & (population.c.attribute == attribute)
    conn.execute(delete(population).where(this, population.c.value == value))


def of(conn: Connection, attribute: str, year: int) -> list[Population]:
    """The newest figures of an attribute that are not younger than this year."""
    latest = (
        select(population.c.year)
        .where(population.c.attribute == attribute, population.c.year <= year)
        .order_by(population.c.year.desc())
        .limit(1)
        .scalar_subquery()
    )
    query = (
        select(*population.c["year", "attribute", "value", "people", "source"])
        .where(population.c.attribute == attribute, population.c.year == latest)
        .order_by(population.c.value)
    )
    return [Population(**row) for row in conn.execute(query).mappings()]


def forget_old(conn: Connection, before: int) -> None:
    """Delete the figures of years before this one."""
    conn.execute(delete(population).where(population.c.year < before))
