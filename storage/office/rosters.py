"""Who is there when: the shifts of duty officers and readers, as the office keeps them."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo

from sqlalchemy import Connection, RowMapping, delete, insert, select

from storage.crypto import new_id
from storage.office.tables import roster
from storage.times import LONDON, moment, stamp

DUTY, READER = "duty", "reader"
DUTIES = (DUTY, READER)
KEPT = timedelta(days=90)


@dataclass(frozen=True)
class Shift:
    """One stretch of time for which somebody is there. No account: a team not signed in here."""

    duty: str  # duty | reader
    starts_at: datetime
    ends_at: datetime
    account_id: str | None = None
    languages: tuple[str, ...] = ("en",)
    id: str = ""
    standin: bool = False

    def days(self, zone: tzinfo = LONDON) -> list[date]:
        """The days that it has a part in; one that ends at midnight has none in the next."""
        first = self.starts_at.astimezone(zone).date()
        last = (self.ends_at - timedelta(seconds=1)).astimezone(zone).date()
        return [first + timedelta(days=n) for n in range((last - first).days + 1)]


def add(conn: Connection, shift: Shift) -> str:
    """Put somebody down; the new row's id."""
    made = shift.id or new_id()
    conn.execute(
        insert(roster).values(
            id=made,
            duty=shift.duty,
            account_id=shift.account_id,
            starts_at=stamp(shift.starts_at),
            ends_at=stamp(shift.ends_at),
            languages=" ".join(shift.languages),
            standin=shift.standin,
        )
    )
    return made


def remove(conn: Connection, shift_id: str) -> bool:
    """Take a shift out; False when it was gone already."""
    return conn.execute(delete(roster).where(roster.c.id == shift_id)).rowcount == 1


def between(conn: Connection, start: datetime, end: datetime) -> list[Shift]:
    """Every shift that touches this stretch, in the order of their beginnings."""
    touches = (roster.c.starts_at < stamp(end)) & (roster.c.ends_at > stamp(start))
    rows = conn.execute(select(roster).where(touches).order_by(roster.c.starts_at, roster.c.duty))
    return [_shift(row) for row in rows.mappings()]


def duties_kept(conn: Connection) -> frozenset[str]:
    """The duties that anybody was ever put on, as far back as shifts are kept."""
    return frozenset(conn.execute(select(roster.c.duty).distinct()).scalars())


def forget_old(conn: Connection, now: datetime) -> None:
    """Delete shifts that were over 90 days ago."""
    conn.execute(delete(roster).where(roster.c.ends_at < stamp(now - KEPT)))


def _shift(row: RowMapping) -> Shift:
    return Shift(
        row["duty"],
        moment(row["starts_at"]),
        moment(row["ends_at"]),
        row["account_id"],
        tuple(row["languages"].split()),
        row["id"],
        bool(row["standin"]),
    )
