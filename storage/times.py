"""Times as they are kept: UTC text that sorts; and the quarters and days of Europe/London."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")


def stamp(moment: datetime) -> str:
    """A UTC-aware moment as text, to the second; text order is time order."""
    if moment.tzinfo is None:
        raise ValueError("a time without a zone")
    return moment.astimezone(UTC).isoformat(timespec="seconds")


def moment(stamped: str) -> datetime:
    """The moment that `stamp` wrote down."""
    return datetime.fromisoformat(stamped)


def time_of_day(kept: str | None) -> time | None:
    """A time as "16:30"; None where there is none, or it cannot be read."""
    try:
        return time.fromisoformat(kept) if kept else None
    except ValueError:
        return None


def london_day(when: datetime) -> date:
    """The calendar day in Hampshire."""
    return when.astimezone(LONDON).date()


def quarter(when: datetime) -> str:
    """The calendar quarter in Hampshire, as `2026-Q3`."""
    return quarter_of(london_day(when))


def quarter_of(day: date) -> str:
    """The calendar quarter of a day."""
    return f"{day.year}-Q{(day.month + 2) // 3}"


def quarters_before(when: datetime, how_many: int) -> list[str]:
    """This calendar quarter and those before it, the newest first."""
    day = london_day(when)
    this = day.year * 4 + (day.month - 1) // 3
    return [f"{(this - i) // 4}-Q{(this - i) % 4 + 1}" for i in range(how_many)]


def days_left_in_quarter(when: datetime) -> int:
    """Whole days after today until the quarter is over; 0 on its last day."""
    day = london_day(when)
    last_month = (day.month + 2) // 3 * 3
    after = date(day.year + last_month // 12, last_month % 12 + 1, 1)
    return (after - day).days - 1
