"""What the roster refuses when it is saved: a gap, and whoever could not act on an alert."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from sqlalchemy import Connection

from staff.words_on_page import clock, day_name, london_date
from storage import rosters
from storage.office import duty_list, team_keys
from storage.office.rosters import DUTY, Shift
from storage.times import moment

TESTED_WITHIN = timedelta(days=30)
FAR = timedelta(days=3660)
MOST_NAMED = 3

Gap = tuple[datetime, datetime]


def why_not(conn: Connection, account_id: str | None, at: datetime) -> str:
    """Why somebody cannot be put on duty or stand in; empty when they can."""
    if account_id not in {one.account_id for one in duty_list.listing(conn)}:
        return (
            "Nobody knows where to ring them: keep their telephone and e-mail under Alerts first."
        )
    if account_id is None:  # the team rings in; whoever stands in opens the case with them
        return ""
    if account_id not in team_keys.admitted(conn):
        return "They cannot open a case yet: see Who can open cases."
    last = team_keys.last_tests(conn).get(account_id)
    if last is None or at - moment(last) > TESTED_WITHIN:
        return "They have opened no test case in the last 30 days: the drill plants one each week."
    return ""


def every_shift(conn: Connection, at: datetime) -> list[Shift]:
    """All of duty that is not over."""
    found = rosters.between(conn, at, at + FAR)
    return [one for one in found if one.duty == DUTY]


def said(gaps: Sequence[Gap]) -> str:
    """The gaps, for a sentence."""
    named = [f"{_moment(begins)} to {_moment(ends)}" for begins, ends in gaps[:MOST_NAMED]]
    more = len(gaps) - MOST_NAMED
    return "; ".join(named) + (f"; and {more} more" if more > 0 else "")


def filled(gaps: Iterable[Gap]) -> list[Shift]:
    """The out-of-hours team takes what is left over."""
    return [Shift(DUTY, begins, ends) for begins, ends in gaps]


def _moment(at: datetime) -> str:
    return f"{day_name(london_date(at))} at {clock(at)}"
