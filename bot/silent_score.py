"""Whether the trained score runs silently now; asked for once a minute, not once a message."""

import threading
from datetime import datetime, timedelta

import structlog

from conversations.shadow import Period
from storage.register import shadow
from storage.rooms import Rooms

log = structlog.get_logger(__name__)

KNOWN_FOR = timedelta(minutes=1)


class SilentScore:
    """One process's knowledge of the silent weeks."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._read_at: datetime | None = None
        self._rooms: Rooms | None = None
        self._period: Period | None = None

    def is_on(self, rooms: Rooms, now: datetime) -> bool:
        """What cannot be read is no reason to be silent."""
        with self._lock:
            fresh = self._read_at and self._read_at <= now < self._read_at + KNOWN_FOR
            if rooms is not self._rooms or not fresh:
                self._period, self._read_at, self._rooms = _period(rooms), now, rooms
            return self._period is not None and self._period.holds(now)


def _period(rooms: Rooms) -> Period | None:
    try:
        with rooms.register.read() as conn:
            return shadow.period(conn)
    except Exception as error:
        log.error("silent_score_not_read", kind=type(error).__name__)
        return None
