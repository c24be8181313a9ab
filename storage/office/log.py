"""The district log: events, who came, what was done; what was said goes to the reading room."""

import json
import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Connection, RowMapping, delete, insert, select, update

from storage.crypto import new_id
from storage.office.loop_tables import log_entry

EVENT, CARERS, OBSERVED = KINDS = ("event", "carers", "observed")
PLAN, TRAINING, SERVICE = EFFECTS = ("plan", "training", "service")
_LETTERS = "BCDFGHJKLMNPQRSTVWXZ"  # no vowels, so that no code is a word
CODE_LENGTH = 5
OPEN_DAYS = 1
"""Days after an event on which its code still opens a chat."""


Key = tuple[str, str, str, str]


class Known(Exception):
    """This event is in the log already, or somebody else is bringing it in just now."""


@dataclass(frozen=True)
class LogEntry:
    """One event, or one record of adults' voices. `lines` is how many were said, never what."""

    kind: str
    day: date
    place: str
    title: str
    young_people: int
    adults: int
    made_on: date
    lines: int = 0
    did: str = ""
    effect: tuple[str, ...] = ()
    managers: str = ""
    consent_words: bool = False
    consent_photos: bool = False
    flow: str | None = None
    told_back_on: date | None = None
    made_by: str | None = None
    id: str = field(default_factory=new_id)
    code: str = field(default_factory=lambda: new_code())

    @property
    def key(self) -> Key:
        """What makes it this event and no other."""
        return self.kind, self.day.isoformat(), self.place, self.title

    def joined_on(self, today: date) -> bool:
        """Whether its code opens a chat on this day."""
        open_until = self.day + timedelta(days=OPEN_DAYS)
        return self.flow is not None and self.day <= today <= open_until


def new_code() -> str:
    """Five letters that are read out and typed in."""
    return "".join(secrets.choice(_LETTERS) for _ in range(CODE_LENGTH))


def add(conn: Connection, one: LogEntry) -> str:
    """Keep an entry; its id."""
    conn.execute(insert(log_entry).values(_row(one)))
    return one.id


def save(conn: Connection, one: LogEntry) -> bool:
    """Keep an entry as it is now."""
    row = _row(one)
    this = log_entry.c.id == row.pop("id")
    return conn.execute(update(log_entry).where(this).values(row)).rowcount == 1


def find(conn: Connection, entry_id: str) -> LogEntry | None:
    """One entry."""
    row = conn.execute(select(log_entry).where(log_entry.c.id == entry_id)).mappings().first()
    return _of(row) if row else None


def by_code(conn: Connection, code: str) -> LogEntry | None:
    """The event of a code, as somebody types it."""
    query = select(log_entry).where(log_entry.c.code == code.strip().upper())
    row = conn.execute(query).mappings().first()
    return _of(row) if row else None


def listing(
    conn: Connection, *, place: str | None = None, kinds: Iterable[str] = KINDS
) -> list[LogEntry]:
    """Entries, the latest day first."""
    query = select(log_entry).where(log_entry.c.kind.in_(tuple(kinds)))
    if place is not None:
        query = query.where(log_entry.c.place == place)
    rows = conn.execute(query.order_by(log_entry.c.day.desc(), log_entry.c.code)).mappings()
    return [_of(row) for row in rows]


def known(conn: Connection) -> set[Key]:
    """The events that are there, so that none is kept twice."""
    columns = log_entry.c["kind", "day", "place", "title"]
    return {tuple(row) for row in conn.execute(select(*columns))}


def add_once(conn: Connection, one: LogEntry) -> None:
    """Keep an entry unless the event is there. Raises `Known`."""
    if one.key in known(conn):
        raise Known(one.title)
    add(conn, one)


def forget_old(conn: Connection, before: date) -> None:
    """Delete what was made before a day."""
    conn.execute(delete(log_entry).where(log_entry.c.made_on < before.isoformat()))


def _row(one: LogEntry) -> dict[str, Any]:
    row = {**vars(one), "effect": json.dumps(list(one.effect))}
    for name in ("day", "made_on", "told_back_on"):
        row[name] = row[name].isoformat() if row[name] else None
    return row


def _of(row: RowMapping) -> LogEntry:
    kept: dict[str, Any] = dict(row)
    for name in ("day", "made_on", "told_back_on"):
        kept[name] = date.fromisoformat(kept[name]) if kept[name] else None
    kept["effect"] = tuple(json.loads(kept["effect"]))
    return LogEntry(**kept)
