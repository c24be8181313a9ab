"""Concerns: words that may mean somebody is not safe, waiting for a person who can act."""

import json
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, RowMapping, delete, insert, select, update

from storage.crypto import Vault
from storage.register.tables import concern, contact
from storage.times import moment, stamp

LEVELS = ("flag", "concern", "urgent")
KEPT_AFTER_CLOSING = timedelta(days=30)

Lines = tuple[tuple[str, str], ...]
"""A conversation as (who, what): who is `you` (the young person) or `bot`."""


@dataclass(frozen=True)
class Concern:
    """One concern, opened. `number` is for role `safeguarding` only."""

    id: str
    level: str
    raised_at: datetime
    channel: str
    detector: str
    needs_person: bool
    state: str
    reasons: tuple[str, ...]
    text: str
    lines: Lines
    number: str | None
    note: str
    closed_at: str | None = None
    conversation: str = ""  # kept inside a sealed case only


def add(conn: Connection, vault: Vault, new: Concern) -> None:
    """Keep a new concern. The row itself points to nobody."""
    conn.execute(insert(concern).values(id=new.id, **row_of(vault, new)))


def row_of(vault: Vault, one: Concern) -> dict[str, Any]:
    """The columns of a concern, its words sealed."""
    body = {
        "reasons": one.reasons,
        "text": one.text,
        "lines": one.lines,
        "number": one.number,
        "note": one.note,
        "closed_at": one.closed_at,
    }
    return {
        "level": one.level,
        "raised_at": stamp(one.raised_at),
        "channel": one.channel,
        "detector": one.detector,
        "needs_person": one.needs_person,
        "state": one.state,
        "body": vault.seal(json.dumps(body, ensure_ascii=False)),
    }


def find(conn: Connection, vault: Vault, concern_id: str) -> Concern | None:
    """One concern, opened."""
    row = conn.execute(select(concern).where(concern.c.id == concern_id)).mappings().first()
    return _opened(vault, row) if row else None


def join(conn: Connection, vault: Vault, concern_id: str, later: Concern) -> bool:
    """Add a later message to an open concern; False when it is closed or gone.

    A joined message makes a concern that somebody has seen `new` again, and can only raise
    its level: nothing a child adds makes it less urgent.
    """
    known = to_change(conn, vault, concern_id)
    if known is None or known.state == "closed":
        return False
    _save(conn, vault, joined(known, later))
    return True


def joined(known: Concern, later: Concern) -> Concern:
    """Two concerns of one person as one: new again, and as grave as the graver."""
    return replace(
        known,
        level=max(known.level, later.level, key=LEVELS.index),
        state="new",
        needs_person=known.needs_person or later.needs_person,
        reasons=tuple(dict.fromkeys(known.reasons + later.reasons)),
        text=f"{known.text}\n{later.text}",
        lines=together(known.lines, later.lines),
        number=known.number or later.number,
    )


def raise_to(
    conn: Connection, vault: Vault, concern_id: str, level: str, reasons: tuple[str, ...]
) -> bool:
    """Raise a concern, new again even where it was closed; False when it is gone or as high."""
    known = to_change(conn, vault, concern_id)
    if known is None or LEVELS.index(known.level) >= LEVELS.index(level):
        return False
    together = tuple(dict.fromkeys(known.reasons + reasons))
    _save(
        conn,
        vault,
        replace(known, level=level, state="new", reasons=together, closed_at=None),
    )
    return True


def together(before: Lines, later: Lines) -> Lines:
    """The same conversation further on replaces what it was; another one comes after it."""
    return later if later[: len(before)] == before else before + later


def listing(conn: Connection, vault: Vault, *, open_only: bool = True) -> list[Concern]:
    """Concerns, the most urgent first and among those the oldest first."""
    query = select(concern)
    if open_only:
        query = query.where(concern.c.state != "closed")
    found = [_opened(vault, row) for row in conn.execute(query).mappings()]
    return sorted(found, key=lambda one: (-LEVELS.index(one.level), one.raised_at))


def mark(
    conn: Connection, vault: Vault, concern_id: str, state: str, note: str, now: datetime
) -> bool:
    """Set a concern's state and note; False when it is gone."""
    known = to_change(conn, vault, concern_id)
    if known is None:
        return False
    closed_at = stamp(now) if state == "closed" else None
    _save(conn, vault, replace(known, state=state, note=note, closed_at=closed_at))
    return True


def forget_closed(conn: Connection, vault: Vault, now: datetime) -> int:
    """Delete concerns 30 days after they were closed."""
    closed = conn.execute(select(concern).where(concern.c.state == "closed")).mappings()
    gone = []
    for one in (_opened(vault, row) for row in closed):
        if one.closed_at and moment(one.closed_at) + KEPT_AFTER_CLOSING < now:
            gone.append(one.id)
    conn.execute(delete(concern).where(concern.c.id.in_(gone)))
    unlink(conn, vault, set(gone))
    return len(gone)


def unlink(conn: Connection, vault: Vault, gone: set[str]) -> None:
    """Nobody's row names these any more."""
    linked = select(contact.c.id, contact.c.open_concern).where(contact.c.open_concern.is_not(None))
    for row in conn.execute(linked).all():
        if vault.open(row.open_concern) in gone:
            conn.execute(update(contact).where(contact.c.id == row.id).values(open_concern=None))


def to_change(conn: Connection, vault: Vault, concern_id: str) -> Concern | None:
    """Like `find`, holding the row: a note and a message at once must not undo each other."""
    query = select(concern).where(concern.c.id == concern_id).with_for_update()
    row = conn.execute(query).mappings().first()
    return _opened(vault, row) if row else None


def _save(conn: Connection, vault: Vault, one: Concern) -> None:
    conn.execute(update(concern).where(concern.c.id == one.id).values(**row_of(vault, one)))


def _opened(vault: Vault, row: RowMapping) -> Concern:
    body = json.loads(vault.open(row["body"]))
    return Concern(
        id=row["id"],
        level=row["level"],
        raised_at=moment(row["raised_at"]),
        channel=row["channel"],
        detector=row["detector"],
        needs_person=bool(row["needs_person"]),
        state=row["state"],
        reasons=tuple(body["reasons"]),
        text=body["text"],
        lines=tuple((who, what) for who, what in body["lines"]),
        number=body["number"],
        note=body["note"],
        closed_at=body["closed_at"],
    )
