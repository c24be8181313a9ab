"""The reply clock: how long young people wait for an answer, from being asked and from release."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median

from sqlalchemy import Connection, delete, select

from storage.database import inserting
from storage.office.actions import Action
from storage.office.loop_tables import release_day

GOAL_DAYS = 28


@dataclass(frozen=True)
class ReplyClock:
    """Of promises, never of people. None: there is nothing yet to say it of."""

    days_from_asking: int | None  # the median of those that were told
    told_of_asked: int  # how many that is the median of
    due: int  # whose 28 days from release are over, or that were told
    in_time: int  # of those, told within 28 days
    waiting: int  # not told yet
    longest_wait: int | None  # days that the longest of these has waited since asking

    @property
    def share(self) -> int | None:
        """Per cent told within 28 days of release."""
        return round(100 * self.in_time / self.due) if self.due else None


def reply_clock(actions: Iterable[Action], today: date) -> ReplyClock:
    """Every action counts, those too that nobody has decided: waiting is not left out."""
    known = list(actions)
    waits = [
        (one.told_on - one.asked_on).days
        for one in known
        if one.asked_on and one.told_on and one.told_on >= one.asked_on
    ]
    goal = timedelta(days=GOAL_DAYS)
    due = [
        one for one in known if one.released_on and (one.told_on or one.released_on + goal < today)
    ]
    open_ones = [one for one in known if one.told_on is None]
    since = [(today - one.asked_on).days for one in open_ones if one.asked_on]
    return ReplyClock(
        days_from_asking=round(median(waits)) if waits else None,
        told_of_asked=len(waits),
        due=len(due),
        in_time=sum(_in_time(one, goal) for one in due),
        waiting=len(open_ones),
        longest_wait=max(since, default=None),
    )


def _in_time(one: Action, goal: timedelta) -> bool:
    return bool(one.told_on and one.released_on and one.told_on <= one.released_on + goal)


def note_release(conn: Connection, quarter: str, lanes: Iterable[str], day: date) -> None:
    """The first day on which something of a quarter was released; later ones change nothing."""
    for lane in lanes:
        new = inserting(conn, release_day).values(
            quarter=quarter, lane=lane, first_on=day.isoformat()
        )
        conn.execute(new.on_conflict_do_nothing())


def released_on(conn: Connection, quarter: str) -> date | None:
    """When a quarter's words first reached the county."""
    query = select(release_day.c.first_on).where(release_day.c.quarter == quarter)
    days = sorted(conn.execute(query).scalars())
    return date.fromisoformat(days[0]) if days else None


def forget_old(conn: Connection, before: date) -> None:
    """Delete the days before this one."""
    conn.execute(delete(release_day).where(release_day.c.first_on < before.isoformat()))
