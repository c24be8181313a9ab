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
Spans = tuple[tuple[datetime, datetime], ...]
"""When somebody is on the roster, in order and without overlaps."""

# What is said of time; also what translators see.
PHRASES = (
    "until {time} today",
    "until {time} tomorrow",
    "until midnight",
    "day and night",
    "from {time} today",
    "from {time} tomorrow",
    "from {time} on {day}",
    "by {time} today",
    "by {time} tomorrow",
    "by {time} on {day}",
    *DAYS,
    *MONTHS,
)


@dataclass(frozen=True)
class Roster:
    """Who is on duty and who reads, as the roster has it. None: nobody has made that roster yet,
    so the county's hours are said instead."""

    duty: Spans | None = None
    readers: Spans | None = None


@dataclass(frozen=True)
class Cover:
    """Whether staff are there now, until when, and otherwise when next (all in local time)."""

    here: bool
    until: datetime | None = None
    opens: datetime | None = None


def cover(county: County, now: datetime, spans: Spans | None = None) -> Cover:
    """By the roster where there is one. One that has run out has nobody on it: then the county's
    next opening is the soonest that anybody can see a message."""
    if spans is None:
        return _by_hours(county, now)
    for begins, ends in spans:
        if begins <= now < ends:
            return Cover(True, until=ends.astimezone(county.time_zone))
        if begins > now:
            return Cover(False, opens=begins.astimezone(county.time_zone))
    return Cover(False, opens=_next_opening(county, now))


def _by_hours(county: County, now: datetime) -> Cover:
    local = now.astimezone(county.time_zone)
    hours = _hours(county, local.date())
    if hours and hours[0] <= local.time() < hours[1]:
        return Cover(True, until=datetime.combine(local.date(), hours[1], county.time_zone))
    return Cover(False, opens=_next_opening(county, now))


def _next_opening(county: County, now: datetime) -> datetime | None:
    local = now.astimezone(county.time_zone)
    for ahead in range(22):
        day = local.date() + timedelta(days=ahead)
        hours = _hours(county, day)
        if hours and (ahead or local.time() < hours[0]):
            return datetime.combine(day, hours[0], county.time_zone)
    return None


def _hours(county: County, day: date) -> tuple[time, time] | None:
    return None if day in county.closed else county.hours[day.weekday()]


def when(county: County, now: datetime, speaker: Speaker, spans: Spans | None = None) -> str:
    """ "until 5pm today", "day and night", "from 8.30am tomorrow", "from 8.30am on Monday"."""
    there = cover(county, now, spans)
    if there.until:
        return _until(there.until, now, speaker)
    return _at("from", there.opens, now, speaker) if there.opens else ""


def _until(until: datetime, now: datetime, speaker: Speaker) -> str:
    if until - now >= timedelta(days=1):
        return speaker.say("day and night")
    ahead = (until.date() - now.astimezone(until.tzinfo).date()).days
    if ahead and until.time() == time.min:
        return speaker.say("until midnight")
    day = "tomorrow" if ahead else "today"
    return speaker.say(f"until {{time}} {day}", time=clock(until.time()))


def _at(word: str, local: datetime, now: datetime, speaker: Speaker) -> str:
    """ "from 8.30am tomorrow", "by 5pm on Monday"; from a week ahead on with its date."""
    ahead = (local.date() - now.astimezone(local.tzinfo).date()).days
    at = clock(local.time())
    if ahead < 2:
        day = "tomorrow" if ahead else "today"
        return speaker.say(f"{word} {{time}} {day}", time=at)
    day = speaker.say(DAYS[local.weekday()])
    if ahead > 6:
        day = f"{day} {local.day} {speaker.say(MONTHS[local.month - 1])}"
    return speaker.say(f"{word} {{time}} on {{day}}", time=at, day=day)


def due(county: County, now: datetime, working_days: int) -> datetime | None:
    """The end of office hours so many working days from today; None where nobody ever works."""
    local, left = now.astimezone(county.time_zone), working_days
    for ahead in range(1, 60):
        day = local.date() + timedelta(days=ahead)
        hours = _hours(county, day)
        left -= bool(hours)
        if hours and left <= 0:
            return datetime.combine(day, hours[1], county.time_zone)
    return None


def by(county: County, now: datetime, working_days: int, speaker: Speaker) -> str:
    """ "by 5pm tomorrow": when somebody will have answered."""
    at = due(county, now, working_days)
    return _at("by", at, now, speaker) if at else ""


def clock(at: time) -> str:
    """5pm, 8.30am: as people write it."""
    hour = at.hour % 12 or 12
    half = "am" if at.hour < 12 else "pm"
    return f"{hour}.{at.minute:02d}{half}" if at.minute else f"{hour}{half}"


def month_of(county: County, now: datetime, days: int, speaker: Speaker) -> str:
    """The month that a promise of so many days ends in."""
    local = now.astimezone(county.time_zone) + timedelta(days=days)
    return speaker.say(MONTHS[local.month - 1])
