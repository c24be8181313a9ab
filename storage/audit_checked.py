"""How far the audit log was last verified as a whole, so that a page need not do it each time."""

import json
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from storage.audit import Head, read_head
from storage.register import notices
from storage.times import moment, stamp


@dataclass(frozen=True)
class Checked:
    """Up to which row, and when."""

    head: Head
    at: datetime


def put(conn: Connection, head: Head, now: datetime) -> None:
    """The whole log was verified up to here."""
    notices.put(conn, notices.AUDIT_HEAD, json.dumps({"head": str(head), "at": stamp(now)}))


def last(conn: Connection) -> Checked | None:
    """The last time; None where there was none, or it cannot be read."""
    kept = notices.get(conn, notices.AUDIT_HEAD)
    try:
        said = json.loads(kept) if kept else {}
        head = read_head(said["head"])
        return Checked(head, moment(said["at"])) if head else None
    except (ValueError, KeyError, TypeError):
        return None
