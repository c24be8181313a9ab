"""Tells staff what stands in the way of sending: counted by code, without anybody's number."""

import json
from datetime import datetime

import structlog

from storage.register import notices
from storage.rooms import Rooms
from storage.times import stamp

log = structlog.get_logger(__name__)


def note(rooms: Rooms, what: str, now: datetime) -> None:
    """Count one more of a problem, for the page that staff look at."""
    with rooms.register.write() as conn:
        known = json.loads(notices.get(conn, notices.PROBLEMS) or "{}")
        before = known.get(what, {}).get("count", 0)
        known[what] = {"at": stamp(now), "count": before + 1}
        notices.put(conn, notices.PROBLEMS, json.dumps(known))
    log.error("sending_problem", code=what)
