"""Disclosures that we plant ourselves, and how soon each was found, seen and decided."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, RowMapping, delete, insert, select, update

from storage.register.case_tables import case_file, drill
from storage.times import moment, stamp

KEPT = timedelta(days=730)


@dataclass(frozen=True)
class Drill:
    """One planted disclosure. Not found: it never became a case."""

    id: str
    channel: str
    planted_at: datetime
    conversation_id: str | None
    case_id: str | None
    found_at: datetime | None
    seen_at: datetime | None
    decided_at: datetime | None

    def took(self, when: datetime | None) -> timedelta | None:
        """How long after it was planted."""
        return when - self.planted_at if when else None


def plant(conn: Connection, one: Drill) -> None:
    """Write down that it was planted."""
    conn.execute(insert(drill).values(_row(one)))


def found(conn: Connection, conversation_id: str, case_id: str, now: datetime) -> bool:
    """A reader worries about a conversation: whether it is one that we planted."""
    here = (drill.c.conversation_id == conversation_id) & drill.c.case_id.is_(None)
    values = {"case_id": case_id, "found_at": stamp(now)}
    return conn.execute(update(drill).where(here).values(**values)).rowcount == 1


def is_planted(conn: Connection, conversation_id: str) -> bool:
    """Whether a held conversation is one of ours."""
    query = select(drill.c.id).where(drill.c.conversation_id == conversation_id)
    return conn.execute(query).first() is not None


def refresh(conn: Connection) -> None:
    """Take over the clocks of the cases, before those are deleted."""
    query = select(drill.c.id, case_file.c.seen_at, case_file.c.decided_at).join(
        case_file, case_file.c.id == drill.c.case_id
    )
    for row in conn.execute(query.where(drill.c.decided_at.is_(None))).all():
        values = {"seen_at": row.seen_at, "decided_at": row.decided_at}
        conn.execute(update(drill).where(drill.c.id == row.id).values(**values))


def latest(conn: Connection, limit: int = 100) -> list[Drill]:
    """The newest first."""
    query = select(drill).order_by(drill.c.planted_at.desc(), drill.c.channel).limit(limit)
    return [_of(row) for row in conn.execute(query).mappings()]


def to_clear_away(conn: Connection, before: datetime) -> Sequence[str]:
    """Conversations planted before this moment, which are still held."""
    planted = drill.c.planted_at < stamp(before)
    query = select(drill.c.conversation_id).where(drill.c.conversation_id.is_not(None), planted)
    return list(conn.execute(query).scalars())


def cleared(conn: Connection, conversations: Sequence[str]) -> None:
    """Those conversations are gone."""
    here = drill.c.conversation_id.in_(conversations)
    conn.execute(update(drill).where(here).values(conversation_id=None))


def forget_old(conn: Connection, now: datetime) -> None:
    """Delete what is two years old."""
    conn.execute(delete(drill).where(drill.c.planted_at < stamp(now - KEPT)))


_TIMES = ("planted_at", "found_at", "seen_at", "decided_at")


def _row(one: Drill) -> dict[str, str | None]:
    times = {name: getattr(one, name) for name in _TIMES}
    return vars(one) | {name: stamp(at) if at else None for name, at in times.items()}


def _of(row: RowMapping) -> Drill:
    times = {name: moment(row[name]) if row[name] else None for name in _TIMES}
    return Drill(**(dict(row) | times))
