"""The audit log: who did what to which thing and why, each row chained to the one before."""

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Column, Connection, Integer, Text, delete, insert, select, text

from storage.schema import register_metadata, table

audit_log = table(
    register_metadata,
    "audit_log",
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("at", Text, nullable=False),
    Column("actor", Text, nullable=False),
    Column("action", Text, nullable=False),
    Column("object_id", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("hash", Text, nullable=False),
    room="neutral",
    kept="six years; append-only",
)

_START = "golden-thread"
FORGOTTEN = "audit.forgotten"
"""The one action by which rows leave the log: after six years, by the night."""


@dataclass(frozen=True)
class Entry:
    """One row of the log. `object_id` is an id, never words and never a number."""

    seq: int
    at: str
    actor: str
    action: str
    object_id: str
    reason: str
    hash: str


def record(
    conn: Connection, at: datetime, actor: str, action: str, object_id: str, reason: str = ""
) -> None:
    """Append a row, inside the caller's write transaction. Never pass words or numbers."""
    if conn.dialect.name == "postgresql":  # SQLite's write transaction is alone already
        conn.execute(text("LOCK TABLE audit_log IN EXCLUSIVE MODE"))
    last = conn.execute(
        select(audit_log.c.seq, audit_log.c.hash).order_by(audit_log.c.seq.desc()).limit(1)
    ).first()
    row = {
        "seq": last.seq + 1 if last else 1,
        "at": at.isoformat(timespec="seconds"),
        "actor": actor,
        "action": action,
        "object_id": object_id,
        "reason": reason,
    }
    conn.execute(insert(audit_log).values(**row, hash=_chained(last.hash if last else _START, row)))


def entries(conn: Connection, limit: int = 200, before: int | None = None) -> list[Entry]:
    """The newest rows first."""
    query = select(audit_log).order_by(audit_log.c.seq.desc()).limit(limit)
    if before is not None:
        query = query.where(audit_log.c.seq < before)
    return [Entry(**row) for row in conn.execute(query).mappings()]


@dataclass(frozen=True)
class Head:
    """How far the log has got, and the hash that stands for all of it."""

    seq: int = 0
    hash: str = _START

    def __str__(self) -> str:
        return f"{self.seq}:{self.hash}"


def head(conn: Connection) -> Head:
    """The log's present head."""
    last = select(audit_log.c.seq, audit_log.c.hash).order_by(audit_log.c.seq.desc()).limit(1)
    row = conn.execute(last).first()
    return Head(row.seq, row.hash) if row else Head()


def read_head(written: str) -> Head | None:
    """A head as it stands in the auditor's mail, `123:9f…`; None where it is none."""
    seq, _, digest = written.strip().partition(":")
    right = seq.isdecimal() and len(digest) == 64
    return Head(int(seq), digest.lower()) if right else None


def verify(conn: Connection, since: Head | None = None) -> int | None:
    """The number of the first row that was touched, removed or put in; None when all is well.

    From a `since` that was verified before, or that somebody outside kept: it must still stand
    there as it did, and all that follows must fit on it. Without, from the very beginning.
    """
    start = since or Head()
    if since and since.seq:
        here = select(audit_log.c.hash).where(audit_log.c.seq == since.seq)
        if conn.execute(here).scalar() != since.hash:
            return since.seq
    elif since is None and (begins := _begins(conn)):
        start = begins
    previous, expected = start.hash, start.seq + 1
    query = select(audit_log).order_by(audit_log.c.seq)
    if since:
        query = query.where(audit_log.c.seq > start.seq)
    with conn.execution_options(stream_results=True).execute(query) as rows:
        for row in rows.mappings():
            fields = {key: row[key] for key in row if key != "hash"}
            if row["seq"] != expected or row["hash"] != _chained(previous, fields):
                return expected
            previous, expected = row["hash"], expected + 1
    return None


def forget_old(conn: Connection, before: datetime, now: datetime) -> None:
    """Delete rows from before a moment. The log itself says up to where, in a row of its own."""
    old = audit_log.c.at < before.isoformat(timespec="seconds")
    query = select(audit_log.c.seq, audit_log.c.hash).where(old)
    row = conn.execute(query.order_by(audit_log.c.seq.desc()).limit(1)).first()
    if row is None:
        return
    record(conn, now, "service", FORGOTTEN, str(Head(row.seq, row.hash)), "six years are over")
    conn.execute(delete(audit_log).where(audit_log.c.seq <= row.seq))


def _begins(conn: Connection) -> Head | None:
    """Where the log begins since rows were forgotten; as a row of the chain itself says."""
    said = select(audit_log.c.object_id).where(audit_log.c.action == FORGOTTEN)
    found = conn.execute(said.order_by(audit_log.c.seq.desc()).limit(1)).scalar()
    return read_head(found) if found else None


def _chained(previous: str, fields: dict[str, object]) -> str:
    text = previous + json.dumps(fields, sort_keys=True, ensure_ascii=True)
    return hashlib.sha256(text.encode()).hexdigest()
