"""Requests: a young person asked for a person, or for their words; staff see it and answer."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, RowMapping, delete, insert, select, update

from storage.crypto import Vault
from storage.register.tables import request
from storage.times import moment, stamp

KEPT_AFTER_DONE = timedelta(days=30)


@dataclass(frozen=True)
class Request:
    """One request, opened. `number` is None where they wrote without one (web chat).

    `details`: what they said about it (who, safe, way, when, …); `hidden_from`: accounts that
    must not see it, because it is about them.
    """

    id: str
    kind: str
    made_at: datetime
    channel: str
    state: str
    number: str | None
    note: str = ""
    done_at: str | None = None
    due_at: datetime | None = None
    taken_by: str | None = None
    details: Mapping[str, str] = field(default_factory=dict)
    outcome: str = ""
    hidden_from: tuple[str, ...] = ()

    def overdue(self, now: datetime) -> bool:
        return self.state == "open" and self.due_at is not None and self.due_at < now

    def with_detail(self, name: str, text: str) -> "Request":
        """The same with one thing more that they said; a number is kept apart."""
        if name == "number":
            return replace(self, number=text)
        said = "\n".join(filter(None, (self.details.get(name), text)))
        return replace(self, details={**self.details, name: said})


def add(conn: Connection, vault: Vault, new: Request) -> None:
    """Keep a new request, apart from any answer."""
    conn.execute(insert(request).values(id=new.id, **_row(vault, new)))


def tell(
    conn: Connection, vault: Vault, request_id: str, details: Iterable[tuple[str, str]]
) -> bool:
    """Add what they said about a request that is open; False when it is done or gone."""
    known = _to_change(conn, vault, request_id)
    if known is None or known.state != "open":
        return False
    for name, text in details:
        known = known.with_detail(name, text)
    _save(conn, vault, known)
    return True


def listing(conn: Connection, vault: Vault, *, open_only: bool = True) -> list[Request]:
    """Requests, the oldest first; those that are done on top of it only when asked for."""
    query = select(request).order_by(request.c.made_at)
    if open_only:
        query = query.where(request.c.state == "open")
    return [_opened(vault, row) for row in conn.execute(query).mappings()]


def find(conn: Connection, vault: Vault, request_id: str) -> Request | None:
    """One request, opened."""
    row = conn.execute(select(request).where(request.c.id == request_id)).mappings().first()
    return _opened(vault, row) if row else None


def mark(
    conn: Connection,
    vault: Vault,
    request_id: str,
    state: str,
    note: str,
    now: datetime,
    outcome: str = "",
) -> bool:
    """Set a request's state, note and outcome; False when it is gone."""
    known = _to_change(conn, vault, request_id)
    if known is None:
        return False
    done_at = stamp(now) if state == "done" else None
    outcome = outcome if state == "done" else ""
    _save(conn, vault, replace(known, state=state, note=note, done_at=done_at, outcome=outcome))
    return True


def take(conn: Connection, vault: Vault, request_id: str, account_id: str | None) -> bool:
    """Somebody deals with it from now on; None: nobody does."""
    known = _to_change(conn, vault, request_id)
    if known is None or known.state != "open":
        return False
    _save(conn, vault, replace(known, taken_by=account_id))
    return True


def hide(conn: Connection, vault: Vault, request_id: str, account_id: str) -> bool:
    """It is about this account, which must not see it any more, nor deal with it."""
    known = _to_change(conn, vault, request_id)
    if known is None:
        return False
    hidden = tuple(dict.fromkeys((*known.hidden_from, account_id)))
    taken_by = None if known.taken_by == account_id else known.taken_by
    _save(conn, vault, replace(known, hidden_from=hidden, taken_by=taken_by))
    return True


def forget_done(conn: Connection, vault: Vault, now: datetime) -> int:
    """Delete requests 30 days after they were done."""
    done = conn.execute(select(request).where(request.c.state == "done")).mappings()
    gone = [
        one.id
        for one in (_opened(vault, row) for row in done)
        if one.done_at and moment(one.done_at) + KEPT_AFTER_DONE < now
    ]
    conn.execute(delete(request).where(request.c.id.in_(gone)))
    return len(gone)


def _to_change(conn: Connection, vault: Vault, request_id: str) -> Request | None:
    """Like `find`, holding the row: a note and a message at once must not undo each other."""
    query = select(request).where(request.c.id == request_id).with_for_update()
    row = conn.execute(query).mappings().first()
    return _opened(vault, row) if row else None


def _save(conn: Connection, vault: Vault, one: Request) -> None:
    conn.execute(update(request).where(request.c.id == one.id).values(**_row(vault, one)))


def _row(vault: Vault, one: Request) -> dict[str, Any]:
    body = {
        "number": one.number,
        "note": one.note,
        "done_at": one.done_at,
        "details": dict(one.details),
        "outcome": one.outcome,
        "hidden_from": one.hidden_from,
    }
    return {
        "kind": one.kind,
        "made_at": stamp(one.made_at),
        "channel": one.channel,
        "state": one.state,
        "due_at": stamp(one.due_at) if one.due_at else None,
        "taken_by": one.taken_by,
        "body": vault.seal(json.dumps(body, ensure_ascii=False)),
    }


def _opened(vault: Vault, row: RowMapping) -> Request:
    body = json.loads(vault.open(row["body"]))
    return Request(
        id=row["id"],
        kind=row["kind"],
        made_at=moment(row["made_at"]),
        channel=row["channel"],
        state=row["state"],
        number=body["number"],
        note=body["note"],
        done_at=body["done_at"],
        due_at=moment(row["due_at"]) if row["due_at"] else None,
        taken_by=row["taken_by"],
        details=body.get("details", {}),
        outcome=body.get("outcome", ""),
        hidden_from=tuple(body.get("hidden_from", ())),
    )
