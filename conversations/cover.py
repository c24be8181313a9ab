"""When somebody is there to read, and how to say so: worked out, never promised."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from config.data import County
from conversations.speech import Speaker

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
# What is said of time; also what translators see.
PHRASES = (
    "until {time} today",
    "from {time} today",
    "from {time} tomorrow",
    "from {time} on {day}",
    *DAYS,
    *MONTHS,
)


@dataclass(frozen=True)
class Cover:
    """Whether staff are there now, until when, and otherwise when next (all in local time)."""

    here: bool
    until: time | None = None
    opens: datetime | None = None


def cover(county: County, now: datetime) -> Cover:
    local = now.astimezone(county.time_zone)
    hours = _hours(county, local.date())
    if hours and hours[0] <= local.time() < hours[1]:
        return Cover(True, until=hours[1])
    for ahead in range(22):
        day = local.date() + timedelta(days=ahead)
        hours = _hours(county, day)
        if hours and (ahead or local.time() < hours[0]):
            return Cover(False, opens=datetime.combine(day, hours[0], county.time_zone))
    return Cover(False)


def _hours(county: County, day: date) -> tuple[time, time] | None:
    return None if day in county.closed else county.hours[day.weekday()]


def when(county: County, now: datetime, speaker: Speaker) -> str:
    """ "until 5pm today", "from 8.30am tomorrow", "from 8.30am on Monday"."""
    there = cover(county, now)
    if there.until:
        return speaker.say("until {time} today", time=clock(there.until))
    if there.opens is None:
        return ""
    today = now.astimezone(county.time_zone).date()
    at = clock(there.opens.time())
    ahead = (there.opens.date() - today).days
    if ahead < 2:
        day = "tomorrow" if ahead else "today"
        return speaker.say(f"from {{time}} {day}", time=at)
    day = speaker.say(DAYS[there.opens.weekday()])
    if ahead > 6:
        day = f"{day} {there.opens.day} {speaker.say(MONTHS[there.opens.month - 1])}"
    return speaker.say("from {time} on {day}", time=at, day=day)


def clock(at: time) -> str:
    """5pm, 8.30am: as people write it."""
    hour = at.hour % 12 or 12
    half = "am" if at.hour < 12 else "pm"
    return f"{hour}.{at.minute:02d}{half}" if at.minute else f"{hour}{half}"


def month_of(county: County, now: datetime, days: int, speaker: Speaker) -> str:
    """The month that a promise of so many days ends in."""
    local = now.astimezone(county.time_zone) + timedelta(days=days)
    return speaker.say(MONTHS[local.month - 1])
