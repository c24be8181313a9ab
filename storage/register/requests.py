"""Requests: a young person asked for a person, or for their words; staff see it and answer."""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, RowMapping, delete, insert, select, update

from storage.crypto import Vault
from storage.register.tables import request
from storage.times import moment, stamp

KEPT_AFTER_DONE = timedelta(days=30)


@dataclass(frozen=True)
class Request:
    """One request, opened. `number` is None where they wrote without one (web chat)."""

    id: str
    kind: str
    made_at: datetime
    channel: str
    state: str
    number: str | None
    note: str = ""
    done_at: str | None = None


def add(conn: Connection, vault: Vault, new: Request) -> None:
    """Keep a new request, apart from any answer."""
    conn.execute(
        insert(request).values(
            id=new.id,
            kind=new.kind,
            made_at=stamp(new.made_at),
            channel=new.channel,
            state=new.state,
            body=_sealed(vault, new.number, new.note, new.done_at),
        )
    )


def listing(conn: Connection, vault: Vault, *, open_only: bool = True) -> list[Request]:
    """Requests, the oldest first."""
    query = select(request).order_by(request.c.made_at)
    if open_only:
        query = query.where(request.c.state == "open")
    return [_opened(vault, row) for row in conn.execute(query).mappings()]


def find(conn: Connection, vault: Vault, request_id: str) -> Request | None:
    """One request, opened."""
    row = conn.execute(select(request).where(request.c.id == request_id)).mappings().first()
    return _opened(vault, row) if row else None


def mark(
    conn: Connection, vault: Vault, request_id: str, state: str, note: str, now: datetime
) -> bool:
    """Set a request's state and note; False when it is gone."""
    known = find(conn, vault, request_id)
    if known is None:
        return False
    done_at = stamp(now) if state == "done" else None
    body = _sealed(vault, known.number, note, done_at)
    conn.execute(update(request).where(request.c.id == request_id).values(state=state, body=body))
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


def _sealed(vault: Vault, number: str | None, note: str, done_at: str | None) -> bytes:
    return vault.seal(json.dumps({"number": number, "note": note, "done_at": done_at}))


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
    )
