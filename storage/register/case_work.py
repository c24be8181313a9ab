"""What is done with sealed cases: the queue, the two clocks, notes, closing and forgetting."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, RowMapping, Select, delete, func, select, update

from storage import sealing
from storage.crypto import Vault
from storage.register import concerns
from storage.register.case_tables import case_file, case_hidden, case_part
from storage.register.concerns import LEVELS
from storage.register.tables import contact
from storage.register.team import TeamPublic
from storage.times import moment, stamp

KEPT_AFTER_CLOSING = timedelta(days=30)


@dataclass(frozen=True)
class Case:
    """What stands in clear of a case: nothing that anybody said, and nobody."""

    id: str
    level: str
    route: str
    raised_at: datetime
    fresh_at: datetime
    channel: str
    detector: str
    needs_person: bool
    state: str
    seen_at: datetime | None
    decided_at: datetime | None
    closed_at: datetime | None
    drill: bool


@dataclass(frozen=True)
class Part:
    """A sealed piece of a case, and the key pair that it is sealed to."""

    id: str
    case_id: str
    key_id: str
    body: bytes


def find(conn: Connection, case_id: str) -> Case | None:
    """What stands in clear of one case."""
    row = conn.execute(_select().where(case_file.c.id == case_id)).mappings().first()
    return _of(row) if row else None


def listing(conn: Connection, *, open_only: bool = True) -> list[Case]:
    """Cases that wait for somebody before those decided, then the most urgent, then the oldest."""
    query = _select()
    if open_only:
        query = query.where(case_file.c.state != "closed")
    found = [_of(row) for row in conn.execute(query).mappings()]
    return sorted(found, key=_rank)


def _rank(one: Case) -> tuple[bool, bool, int, datetime]:
    done = one.state in ("decided", "closed")
    return one.drill, done, -LEVELS.index(one.level), one.fresh_at


def parts(conn: Connection, case_id: str | None = None) -> list[Part]:
    """The sealed parts of one case, or of all."""
    query = select(case_part)
    if case_id is not None:
        query = query.where(case_part.c.case_id == case_id)
    return [Part(**row) for row in conn.execute(query).mappings()]


def reseal(conn: Connection, before: Part, key: TeamPublic, text: str) -> bool:
    """Seal a part to another key pair; False when somebody was faster."""
    here = (case_part.c.id == before.id) & (case_part.c.key_id == before.key_id)
    values = {"key_id": key.id, "body": sealing.seal_text(key.public, text)}
    return conn.execute(update(case_part).where(here).values(**values)).rowcount == 1


def mark_seen(conn: Connection, case_id: str, now: datetime) -> None:
    """A lead has opened it: the first clock stops."""
    here = (case_file.c.id == case_id) & (case_file.c.state == "new")
    conn.execute(update(case_file).where(here).values(state="seen", seen_at=stamp(now)))


def mark_decided(conn: Connection, case_id: str, now: datetime) -> bool:
    """Somebody has decided what is done: the second clock stops."""
    here = (case_file.c.id == case_id) & case_file.c.state.in_(("seen", "decided"))
    first = func.coalesce(case_file.c.decided_at, stamp(now))
    done = conn.execute(update(case_file).where(here).values(state="decided", decided_at=first))
    return done.rowcount == 1


def close(conn: Connection, case_id: str, now: datetime) -> bool:
    """The hand-over is confirmed, or there is nothing to hand over; kept for 30 days from now."""
    here = (case_file.c.id == case_id) & (case_file.c.state == "decided")
    values = {"state": "closed", "closed_at": stamp(now)}
    return conn.execute(update(case_file).where(here).values(**values)).rowcount == 1


def contact_of(conn: Connection, vault: Vault, case_id: str) -> RowMapping | None:
    """Whose own row names this case: only the keyed service can tell, and a dump cannot."""
    columns = (contact.c.id, contact.c.open_concern, contact.c.consent, contact.c.phone_of,
               contact.c.language, contact.c.cohort, contact.c.easy_read)  # fmt: skip
    linked = select(*columns).where(contact.c.open_concern.is_not(None))
    for row in conn.execute(linked).mappings():
        if vault.open(row["open_concern"]) == case_id:
            return row
    return None


def forget_closed(conn: Connection, vault: Vault, now: datetime) -> int:
    """Delete cases 30 days after they were closed, and whose they were with them."""
    over = (case_file.c.state == "closed") & (
        case_file.c.closed_at < stamp(now - KEPT_AFTER_CLOSING)
    )
    gone = list(conn.execute(select(case_file.c.id).where(over)).scalars())
    forget(conn, vault, gone)
    return len(gone)


def forget(conn: Connection, vault: Vault, gone: Iterable[str]) -> None:
    """Delete these cases with all that is in them."""
    ids = list(gone)
    for of in (case_part, case_hidden):
        conn.execute(delete(of).where(of.c.case_id.in_(ids)))
    conn.execute(delete(case_file).where(case_file.c.id.in_(ids)))
    concerns.unlink(conn, vault, set(ids))


def _select() -> Select[Any]:
    return select(case_file)


_TIMES = ("raised_at", "fresh_at", "seen_at", "decided_at", "closed_at")


def _of(row: RowMapping) -> Case:
    times = {name: moment(row[name]) if row[name] else None for name in _TIMES}
    flags = {name: bool(row[name]) for name in ("needs_person", "drill")}
    return Case(**(dict(row) | times | flags))
