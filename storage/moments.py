"""When jobs are due, worked out from the calendar alone: every scheduler finds the same moments."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from storage.times import LONDON

MOST_MISSED = timedelta(days=7)


@dataclass(frozen=True)
class Every:
    """At whole multiples of so many seconds."""

    seconds: int

    def after(self, since: datetime, now: datetime) -> list[datetime]:
        """Every moment later than `since`, up to now; a week at most."""
        since = max(since, now - MOST_MISSED)
        first = int(since.timestamp()) // self.seconds + 1
        last = int(now.timestamp()) // self.seconds
        whole = range(first, last + 1)
        return [datetime.fromtimestamp(one * self.seconds, UTC) for one in whole]

    def latest(self, now: datetime) -> datetime:
        """The last one."""
        whole = int(now.timestamp()) // self.seconds * self.seconds
        return datetime.fromtimestamp(whole, UTC)


@dataclass(frozen=True)
class Daily:
    """Once on each day in Hampshire, at a time on the wall."""

    at: time

    def after(self, since: datetime, now: datetime) -> list[datetime]:
        """Every moment later than `since`, up to now; a week at most."""
        since = max(since, now - MOST_MISSED)
        first = since.astimezone(LONDON).date()
        days = (now.astimezone(LONDON).date() - first).days + 1
        dues = (self._on(first + timedelta(days=ahead)) for ahead in range(max(0, days)))
        return [due for due in dues if since < due <= now]

    def latest(self, now: datetime) -> datetime:
        """The last one."""
        today = now.astimezone(LONDON).date()
        due = self._on(today)
        return due if due <= now else self._on(today - timedelta(days=1))

    def _on(self, day: date) -> datetime:
        """Where the clock strikes twice, the first time; where it skips, as if it had not."""
        return datetime.combine(day, self.at, LONDON).astimezone(UTC)
