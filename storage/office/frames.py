"""The code frame's versions: what every theme meant, since when, who changed it and why."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select

from storage.database import inserting
from storage.office.tables import frame_version
from storage.times import london_day


@dataclass(frozen=True)
class FrameVersion:
    """One version. `frame` is JSON, for `collation.frame.from_json`."""

    version: int
    frame: dict[str, Any]
    made_by: str | None
    made_on: str
    why: str


def newest(conn: Connection) -> FrameVersion | None:
    """The version in use; None before the first night."""
    query = select(frame_version).order_by(frame_version.c.version.desc()).limit(1)
    row = conn.execute(query).first()
    return _version(row) if row else None


def history(conn: Connection) -> list[FrameVersion]:
    """All versions, the newest first."""
    query = select(frame_version).order_by(frame_version.c.version.desc())
    return [_version(row) for row in conn.execute(query)]


def add(
    conn: Connection, version: int, frame: dict[str, Any], why: str, now: datetime,
    by: str | None = None,
) -> bool:  # fmt: skip
    """Keep a new version; False when somebody else has made this version meanwhile."""
    new = inserting(conn, frame_version).values(
        version=version,
        frame=json.dumps(frame, ensure_ascii=False, sort_keys=True),
        made_by=by,
        made_on=london_day(now).isoformat(),
        why=why,
    )
    new = new.on_conflict_do_nothing().returning(frame_version.c.version)
    return conn.execute(new).first() is not None


def _version(row: Any) -> FrameVersion:
    return FrameVersion(row.version, json.loads(row.frame), row.made_by, row.made_on, row.why)
