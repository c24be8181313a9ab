"""Sealed cases: whoever may act opens them with a passphrase; what writes them cannot read them."""

import json
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, RowMapping, delete, insert, select, update

from storage import sealing
from storage.crypto import Vault, new_id
from storage.register import alerts, concerns
from storage.register.case_hiding import hide_from_named
from storage.register.case_tables import case_file, case_part
from storage.register.concerns import LEVELS, Concern
from storage.register.tables import concern, contact
from storage.register.team import TeamPublic, team_public
from storage.times import stamp

ALLEGATION = "allegation about a worker or carer"


def take_in(
    conn: Connection, vault: Vault, new: Concern, contact_id: str | None, *, drill: bool = False
) -> None:
    """Keep what was raised: a flag for the read, anything above it sealed as a case.

    Without a team key (set-up was not finished) it is kept as concerns were before: no worry is
    ever lost for want of a key. `seal_older` seals it later.
    """
    key = team_public(conn)
    if new.level == "flag" or key is None:
        concerns.add(conn, vault, new)
        return
    _make(conn, vault, new, key, contact_id, drill=drill)


def is_open(conn: Connection, case_id: str) -> bool:
    """Whether later messages may still join it."""
    for of in (case_file, concern):
        state = conn.execute(select(of.c.state).where(of.c.id == case_id)).scalar()
        if state is not None:
            return bool(state != "closed")
    return False


def open_of(conn: Connection, vault: Vault, contact_id: str | None) -> str | None:
    """The open case of somebody, from their own sealed row."""
    query = select(contact.c.open_concern).where(contact.c.id == contact_id)
    kept = conn.execute(query).scalar() if contact_id else None
    case_id = vault.open(kept) if kept else None
    return case_id if case_id and is_open(conn, case_id) else None


def join(
    conn: Connection, vault: Vault, case_id: str, later: Concern, contact_id: str | None
) -> bool:
    """Add later words to an open case or concern; False when it is closed or gone.

    It is new again, and its level can only rise. A flag that becomes more is sealed.
    """
    row = _held(conn, case_id)
    key = team_public(conn)
    if row is None:
        known = concerns.to_change(conn, vault, case_id)
        if known is None or known.state == "closed":
            return False
        together = concerns.joined(known, later)
        if together.level == "flag" or key is None:
            return concerns.join(conn, vault, case_id, later)
        conn.execute(delete(concern).where(concern.c.id == case_id))
        _make(conn, vault, together, key, contact_id, drill=False, fresh_at=later.raised_at)
        return True
    if row["state"] == "closed" or key is None:
        return False
    _add(conn, key, case_id, _words(later, _about(conn, contact_id)))
    _fresh(conn, row, later.level, later.raised_at, needs_person=later.needs_person)
    if _route(later.reasons) == "allegation":
        change = update(case_file).where(case_file.c.id == case_id)
        conn.execute(change.values(route="allegation"))
    hide_from_named(conn, vault, case_id, later.text, later.lines)
    alerts.wake(conn, vault, case_id, later.raised_at)
    return True


def raise_to(
    conn: Connection,
    vault: Vault,
    case_id: str,
    level: str,
    reasons: tuple[str, ...],
    now: datetime,
) -> bool:
    """Raise a case or concern, new again even where it was closed; False when gone or as high."""
    row, key = _held(conn, case_id), team_public(conn)
    if row is None:
        known = concerns.to_change(conn, vault, case_id)
        if known is None or key is None:
            return concerns.raise_to(conn, vault, case_id, level, reasons)
        if LEVELS.index(known.level) >= LEVELS.index(level):
            return False
        raised = replace(known, level=level, state="new", closed_at=None,
                         reasons=tuple(dict.fromkeys(known.reasons + reasons)))  # fmt: skip
        conn.execute(delete(concern).where(concern.c.id == case_id))
        _make(conn, vault, raised, key, None, drill=False)
        return True
    if key is None or LEVELS.index(row["level"]) >= LEVELS.index(level):
        return False
    _add(conn, key, case_id, {"kind": "raised", "at": stamp(now), "reasons": reasons})
    _fresh(conn, row, level, now, needs_person=False)
    alerts.wake(conn, vault, case_id, now)
    return True


def seal_older(conn: Connection, vault: Vault) -> int:
    """Concerns from before there was a team key become sealed cases under the same id."""
    key = team_public(conn)
    query = select(concern.c.id).where(concern.c.level != "flag")
    older = list(conn.execute(query).scalars()) if key else []
    for case_id in older:
        known = concerns.find(conn, vault, case_id)
        conn.execute(delete(concern).where(concern.c.id == case_id))
        if known is not None and key is not None:
            _make(conn, vault, known, key, None, drill=False)
    return len(older)


def add_note(conn: Connection, case_id: str, kind: str, said: dict[str, Any], at: datetime) -> bool:
    """Add what a person wrote or did to a case; sealing needs no passphrase. False: gone."""
    key = team_public(conn)
    if key is None or _held(conn, case_id) is None:
        return False
    _add(conn, key, case_id, {"kind": kind, "at": stamp(at), **said})
    return True


def _make(
    conn: Connection,
    vault: Vault,
    new: Concern,
    key: TeamPublic,
    contact_id: str | None,
    *,
    drill: bool,
    fresh_at: datetime | None = None,
) -> None:
    closed = new.state == "closed"
    row = {
        "id": new.id,
        "level": new.level,
        "route": _route(new.reasons),
        "raised_at": stamp(new.raised_at),
        "fresh_at": stamp(fresh_at or new.raised_at),
        "channel": new.channel,
        "detector": new.detector,
        "needs_person": new.needs_person,
        "state": new.state,
        "seen_at": None if new.state == "new" else stamp(new.raised_at),
        "closed_at": new.closed_at if closed else None,
        "drill": drill,
    }
    conn.execute(insert(case_file).values(row))
    _add(conn, key, new.id, _words(new, _about(conn, contact_id)))
    hide_from_named(conn, vault, new.id, new.text, new.lines)
    if not closed:
        alerts.wake(conn, vault, new.id, fresh_at or new.raised_at)


def _words(new: Concern, about: dict[str, Any]) -> dict[str, Any]:
    return {
        "kind": "words",
        "at": stamp(new.raised_at),
        "level": new.level,
        "reasons": new.reasons,
        "text": new.text,
        "lines": new.lines,
        "number": new.number,
        "note": new.note,
        "about": about | ({"conversation": new.conversation} if new.conversation else {}),
    }


_WHO = ("phone_of", "place", "status", "language", "consent", "worker_id")


def _about(conn: Connection, contact_id: str | None) -> dict[str, Any]:
    """What helps to find somebody, as the register has it in this moment."""
    columns = [*(contact.c[name] for name in _WHO), contact.c.record_number]
    row = conn.execute(select(*columns).where(contact.c.id == contact_id)).mappings().first()
    if contact_id is None or row is None:
        return {}
    known = {name: row[name] for name in _WHO if row[name]}
    return known | ({"record": row["record_number"].hex()} if row["record_number"] else {})


def _route(reasons: Iterable[str]) -> str:
    named = {one.partition(":")[0].strip().casefold().replace("-", " ") for one in reasons}
    return "allegation" if ALLEGATION in named else "child"


def _add(conn: Connection, key: TeamPublic, case_id: str, said: dict[str, Any]) -> None:
    body = sealing.seal_text(key.public, json.dumps(said, ensure_ascii=False))
    row = {"id": new_id(), "case_id": case_id, "key_id": key.id, "body": body}
    conn.execute(insert(case_part).values(row))


def _fresh(
    conn: Connection, row: RowMapping, level: str, at: datetime, *, needs_person: bool
) -> None:
    conn.execute(
        update(case_file)
        .where(case_file.c.id == row["id"])
        .values(
            level=max(row["level"], level, key=LEVELS.index),
            needs_person=bool(row["needs_person"]) or needs_person,
            state="new",
            fresh_at=stamp(at),
            seen_at=None,
            decided_at=None,
            closed_at=None,
        )
    )


def link(conn: Connection, vault: Vault, contact_id: str, case_id: str) -> None:
    """Later messages of this person join this case."""
    values = {"open_concern": vault.seal(case_id)}
    conn.execute(update(contact).where(contact.c.id == contact_id).values(**values))


def _held(conn: Connection, case_id: str) -> RowMapping | None:
    query = select(case_file).where(case_file.c.id == case_id).with_for_update()
    return conn.execute(query).mappings().first()
