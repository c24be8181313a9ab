"""The only place that reads the system's clock; everything else is handed `now`."""

from datetime import UTC, datetime, timedelta
from typing import Protocol

from storage.database import Database
from storage.register import notices


class Clock(Protocol):
    """Says what time it is."""

    def now(self) -> datetime:
        """The present moment, UTC-aware."""
        ...


class SystemClock:
    """The machine's own clock."""

    def now(self) -> datetime:
        """The present moment, UTC-aware."""
        return datetime.now(UTC)


class DemoClock:
    """The demo county's clock: the machine's, moved by an offset that all processes share."""

    def __init__(self, register: Database, system: Clock | None = None) -> None:
        """`register` keeps the offset as a notice."""
        self._register = register
        self._system = system or SystemClock()

    def now(self) -> datetime:
        """The present moment in the demo county, UTC-aware."""
        with self._register.read() as conn:
            offset = notices.get(conn, notices.DEMO_CLOCK)
        return self._system.now() + timedelta(seconds=float(offset or 0))

    def advance(self, seconds: float) -> None:
        """Move the demo's clock on. It never goes back: held words would come out early."""
        if seconds < 0:
            raise ValueError("the demo's clock only moves on")
        with self._register.write() as conn:
            offset = float(notices.get(conn, notices.DEMO_CLOCK) or 0) + seconds
            notices.put(conn, notices.DEMO_CLOCK, str(offset))

    def set_to(self, moment: datetime) -> None:
        """Start the demo's clock at a moment (when the county is loaded)."""
        offset = (moment - self._system.now()).total_seconds()
        with self._register.write() as conn:
            notices.put(conn, notices.DEMO_CLOCK, str(offset))
