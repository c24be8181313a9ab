"""What the office has said about sending (pause, duty, readers, do-not-ask list), from notices."""

import json
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, select

from conversations.cover import Roster, Spans
from conversations.limits import Office
from storage.register import notices
from storage.register.tables import notice
from storage.times import london_day, moment, stamp

_NAMES = (notices.PAUSE, notices.DUTY, notices.READERS, notices.DO_NOT_ASK, notices.READABLE,
          notices.READ_LATE)  # fmt: skip


def office(conn: Connection, now: datetime) -> Office:
    """What has been said; what is missing or cannot be read counts as not said."""
    rows = conn.execute(select(notice).where(notice.c.name.in_(_NAMES)))
    said = {row.name: _read(row.value) for row in rows}
    readers = _fields(said.get(notices.READERS))
    languages = _fields(said.get(notices.READABLE))
    today = london_day(now).isoformat()
    read_today = str(languages.get("from")) <= today <= str(languages.get("until", ""))
    paused = said.get(notices.PAUSE)
    return Office(
        paused=paused if isinstance(paused, bool) else None,
        duty_until=_moment(said.get(notices.DUTY)),
        readers=_days(readers.get("days")),
        reader_until=_moment(readers.get("until")),
        list_at=_moment(said.get(notices.DO_NOT_ASK)),
        reads=_words(languages.get("languages")) if read_today else None,
        read_late=said.get(notices.READ_LATE) is True,
    )


def pause(conn: Connection, on: bool) -> None:
    """Hold back prompts, reminders and "we did" texts, or let them go again."""
    notices.put(conn, notices.PAUSE, json.dumps(on))


def say(
    conn: Connection,
    *,
    duty_until: datetime,
    readers: Iterable[date],
    list_at: datetime,
    languages: Iterable[str],
    today: date,
    reader_until: datetime | None = None,
    read_until: date | None = None,
) -> None:
    """Write down who is there; the languages hold for `today`, or until `read_until`."""
    say_shifts(
        conn,
        duty_until=duty_until,
        readers=readers,
        reader_until=reader_until,
        languages=languages,
        today=today,
        read_until=read_until,
    )
    say_list(conn, list_at)


def say_shifts(
    conn: Connection,
    *,
    duty_until: datetime | None,
    readers: Iterable[date],
    languages: Iterable[str],
    today: date,
    reader_until: datetime | None = None,
    read_until: date | None = None,
) -> None:
    """Write down how far the roster reaches; None: nobody is on duty."""
    until = stamp(reader_until) if reader_until else None
    days = sorted(day.isoformat() for day in readers)
    duty = stamp(duty_until) if duty_until else None
    notices.put(conn, notices.DUTY, json.dumps(duty))
    notices.put(conn, notices.READERS, json.dumps({"days": days, "until": until}))
    last = (read_until or today).isoformat()
    read = {"from": today.isoformat(), "until": last, "languages": sorted(languages)}
    notices.put(conn, notices.READABLE, json.dumps(read))


def say_roster(conn: Connection, roster: Roster) -> None:
    """Write down when somebody is there, for what young people are told."""
    spans = {"duty": _stamped(roster.duty), "readers": _stamped(roster.readers)}
    notices.put(conn, notices.ROSTER, json.dumps(spans))


def who_is_there(conn: Connection) -> Roster:
    """When somebody is on duty and when somebody reads; what cannot be read is not known."""
    said = _fields(_read(notices.get(conn, notices.ROSTER) or ""))
    return Roster(_spans(said.get("duty")), _spans(said.get("readers")))


def say_list(conn: Connection, at: datetime) -> None:
    """The do-not-ask list has come."""
    notices.put(conn, notices.DO_NOT_ASK, json.dumps(stamp(at)))


def _stamped(spans: Spans | None) -> list[list[str]] | None:
    return None if spans is None else [[stamp(begins), stamp(ends)] for begins, ends in spans]


def _spans(value: Any) -> Spans | None:
    if not isinstance(value, list):
        return None
    try:
        return tuple((moment(begins), moment(ends)) for begins, ends in value)
    except (TypeError, ValueError):
        return None


def _read(value: str) -> Any:
    try:
        return json.loads(value)
    except ValueError:
        return None


def _fields(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _moment(value: Any) -> datetime | None:
    try:
        found = moment(value)
    except (TypeError, ValueError):
        return None
    return found if found.tzinfo else None


def _days(value: Any) -> frozenset[date] | None:
    try:
        return frozenset(date.fromisoformat(day) for day in value)
    except (TypeError, ValueError):
        return None


def _words(value: Any) -> frozenset[str] | None:
    return frozenset(str(one) for one in value) if isinstance(value, list) else None
