"""The roster: who is on duty and who reads, by hours; check-ins go out only while both are."""

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import Connection

from conversations.language_names import NAMES
from conversations.limits import COVERED_HOURS
from staff import roster_rules
from staff.desk import desk, now, person, told, warned
from staff.roles import ROLES, may
from storage import audit
from storage import rosters as reach
from storage.office import accounts, rosters
from storage.office.accounts import Account
from storage.office.rosters import DUTY, READER, Shift

pages = Blueprint("rosters", __name__)

STANDIN = "standin"
DUTY_NAMES = {DUTY: "On duty", STANDIN: "Stands in", READER: "Reading"}
WHAT_IT_MEANS = {
    DUTY: "Answers an alert at once, day or night",
    STANDIN: "Is rung when whoever is on duty does not answer",
    READER: "Reads words the same day",
}
NOT_SIGNED_IN = "A team that is not signed in here (out of hours)"
MAY_BE = {
    DUTY: ("safeguarding",),
    STANDIN: ("safeguarding",),
    READER: ("reader", "officer", "safeguarding"),
}
MOST_WEEKS = 8
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_WHOLE_DAY = 24 * 60


@dataclass(frozen=True)
class Bar:
    """A shift's piece of one day, in percent of the day, for the picture."""

    duty: str
    left: float
    width: float


@dataclass(frozen=True)
class Day:
    """One day of the week view: the shifts that touch it and how they lie in it."""

    day: date
    closed: bool
    shifts: tuple[Shift, ...]
    bars: tuple[Bar, ...]


@dataclass(frozen=True)
class Standing:
    """How far the roster reaches, against what check-ins need."""

    duty_until: datetime | None  # None: nobody is on duty now
    needed_until: datetime
    unread: tuple[date, ...]  # working days on which nobody reads

    @property
    def enough(self) -> bool:
        """Whether check-ins may go out, as far as the roster goes."""
        return bool(self.duty_until and self.duty_until >= self.needed_until and not self.unread)

    @property
    def stops_at(self) -> datetime | None:
        """When duty will reach too short if nobody is put on."""
        return self.duty_until - timedelta(hours=COVERED_HOURS) if self.duty_until else None


@pages.get("/rosters")
@may("safeguarding")
def show() -> str:
    """One week, how far check-ins are covered, and the form to put somebody on."""
    return _page(_monday(request.args.get("week")))


@pages.post("/rosters")
@may("safeguarding")
def add() -> ResponseReturnValue:
    """Put somebody on, for one or more days of the week that is shown."""
    monday, problems = _monday(request.form.get("week")), {}
    days = [n for n in range(7) if str(n) in request.form.getlist("day")]
    duty, who = request.form.get("duty", ""), request.form.get("who", "")
    begins, ends = _time(request.form.get("from")), _time(request.form.get("to"))
    if not days:
        problems["day-0"] = "Choose at least one day."
    if duty not in DUTY_NAMES:
        problems["duty-duty"] = "Choose whether they are on duty or read."
    if begins is None:
        problems["from"] = "Give the time it begins, like 08:30."
    if ends is None:
        problems["to"] = "Give the time it ends, like 17:00. At or before the beginning: next day."
    with desk().rooms.register.read() as conn:
        if duty in DUTY_NAMES and who not in {"", *(one.id for one in _people(conn, duty))}:
            problems["who"] = "This person cannot do that: choose somebody with a fitting role."
        elif duty in (DUTY, STANDIN) and (why := roster_rules.why_not(conn, who or None, now())):
            problems["who"] = why
    if problems or begins is None or ends is None:
        return _page(monday, problems), 400
    languages = request.form.getlist("language") if duty == READER else ["en"]
    if who and duty != READER and request.form.get("holidays") != "yes":
        days = [n for n in days if monday + timedelta(days=n) not in desk().county.closed]
    shifts = [_shift(monday, n, duty, who or None, begins, ends, languages) for n in days]
    gaps = _saved(shifts)
    if gaps:
        problem = f"Nobody would be on duty {roster_rules.said(gaps)}. Nothing was saved."
        return _page(monday, {"fill": problem}), 400
    told(_now_reaches("Put on."))
    return redirect(url_for(".show", week=monday.isoformat()))


def _saved(shifts: list[Shift]) -> list[roster_rules.Gap]:
    """Keep new shifts, unless they leave a gap that nobody fills; the gaps then."""
    with desk().rooms.register.write() as conn:
        known = roster_rules.every_shift(conn, now())
        gaps = reach.new_gaps(known, [*known, *shifts], now())
        if gaps and request.form.get("fill") == "team":
            if roster_rules.why_not(conn, None, now()):
                return gaps
            shifts = [*shifts, *roster_rules.filled(gaps)]
        elif gaps:
            return gaps
        for shift in shifts:
            rosters.add(conn, shift)
        if shifts:
            _changed(conn, "added", len(shifts))
    return []


@pages.post("/rosters/<shift_id>/remove")
@may("safeguarding")
def remove(shift_id: str) -> ResponseReturnValue:
    """Take a shift out."""
    with desk().rooms.register.write() as conn:
        known = roster_rules.every_shift(conn, now())
        after = [one for one in known if one.id != shift_id]
        gaps = reach.new_gaps(known, after, now())
        gone = not gaps and rosters.remove(conn, shift_id)
        if gone:
            _changed(conn, "removed", 1)
    if gaps:
        warned(
            f"Not taken out: nobody would be on duty {roster_rules.said(gaps)}. "
            "Put somebody else on for these hours first."
        )
    elif gone:
        told(_now_reaches("Taken out."))
    else:
        warned("It was taken out already. Nothing was changed.")
    return redirect(url_for(".show", week=_monday(request.form.get("week")).isoformat()))


@pages.post("/rosters/copy")
@may("safeguarding")
def copy() -> ResponseReturnValue:
    """Copy the week before into this one and, where wanted, into some that follow."""
    monday, wanted = _monday(request.form.get("week")), request.form.get("weeks", "1")
    weeks = min(MOST_WEEKS, max(1, int(wanted) if wanted.isdecimal() else 1))
    with desk().rooms.register.write() as conn:
        known = roster_rules.every_shift(conn, now())
        new = [one for ahead in range(weeks) for one in _copies(conn, monday, ahead)]
        gaps = reach.new_gaps(known, [*known, *new], now())
        made = 0 if gaps else len(new)
        for one in () if gaps else new:
            rosters.add(conn, one)
        if made:
            _changed(conn, "copied", made)
    if gaps:
        warned(f"Not copied: nobody would be on duty {roster_rules.said(gaps)}.")
    elif made:
        told(_now_reaches(f"Copied: {made} shifts."))
    else:
        warned("Nothing to copy: the week before is empty, or all of it is here already.")
    return redirect(url_for(".show", week=monday.isoformat()))


def today() -> Standing:
    """How the roster stands, for the first page."""
    with desk().rooms.register.read() as conn:
        return standing(conn, now())


def standing(conn: Connection, at: datetime) -> Standing:
    """How far duty reaches from now, and on which of the days that count nobody reads."""
    county, end = desk().county, at + timedelta(hours=COVERED_HOURS)
    cover = reach.cover(reach.shifts(conn, at), at)
    first, last = _local(at).date(), _local(end).date()
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    working = [day for day in days if day.weekday() < 5 and day not in county.closed]
    unread = tuple(day for day in working if day not in cover.reader_days)
    return Standing(cover.duty_until, end, unread)


def _page(monday: date, problems: dict[str, str] | None = None) -> str:
    with desk().rooms.register.read() as conn:
        days, where = _week(conn, monday), standing(conn, now())
        names = {one.id: one.name for one in accounts.listing(conn)}
        people = {duty: _people(conn, duty) for duty in DUTY_NAMES}
    everybody = {one.id: one for found in people.values() for one in found}
    return render_template(
        "rosters.html",
        monday=monday,
        before=monday - timedelta(weeks=1),
        after=monday + timedelta(weeks=1),
        this_week=_monday(None),
        days=days,
        where=where,
        names=names,
        people=sorted(everybody.values(), key=lambda one: one.name),
        typed=request.form,
        typed_days=request.form.getlist("day"),
        languages=tuple(NAMES),  # readers read more than the bot can write
        problems=problems or {},
        STANDIN=STANDIN,
        DUTIES=DUTY_NAMES,
        MEANS=WHAT_IT_MEANS,
        ROLES=ROLES,
        DAYS=_DAYS,
        NOT_SIGNED_IN=NOT_SIGNED_IN,
    )


def _week(conn: Connection, monday: date) -> list[Day]:
    zone = desk().county.time_zone
    start = datetime.combine(monday, time(), zone)
    shifts = rosters.between(conn, start, datetime.combine(monday + timedelta(7), time(), zone))
    return [_day(monday + timedelta(days=n), shifts) for n in range(7)]


def _day(day: date, shifts: list[Shift]) -> Day:
    touching = [one for one in shifts if day in one.days(desk().county.time_zone)]
    bars = tuple(_bar(one, day) for one in touching)
    return Day(day, day in desk().county.closed, tuple(touching), bars)


def _bar(shift: Shift, day: date) -> Bar:
    begins, ends = _local(shift.starts_at), _local(shift.ends_at)
    left = begins.hour * 60 + begins.minute if begins.date() == day else 0
    right = ends.hour * 60 + ends.minute if ends.date() == day else _WHOLE_DAY
    return Bar(
        shift.duty, round(100 * left / _WHOLE_DAY, 2), round(100 * (right - left) / _WHOLE_DAY, 2)
    )


def _shift(
    monday: date,
    day: int,
    duty: str,
    who: str | None,
    begins: time,
    ends: time,
    languages: list[str],
) -> Shift:
    """By the clock on the wall; an end at or before the beginning is the next day's."""
    on, zone = monday + timedelta(days=day), desk().county.time_zone
    last = on if ends > begins else on + timedelta(days=1)
    known = tuple(one for one in NAMES if one in languages) or ("en",)
    return Shift(
        DUTY if duty == STANDIN else duty,
        datetime.combine(on, begins, zone),
        datetime.combine(last, ends, zone),
        who,
        known,
        standin=duty == STANDIN,
    )


def _copies(conn: Connection, monday: date, ahead: int) -> list[Shift]:
    """The shifts of the week before, in a later week, without those that it has."""
    zone, days = desk().county.time_zone, timedelta(weeks=ahead + 1)
    source = datetime.combine(monday - timedelta(weeks=1), time(), zone)
    target = datetime.combine(monday + timedelta(weeks=ahead), time(), zone)
    own = rosters.between(conn, source, datetime.combine(monday, time(), zone))
    have = {_what(one) for one in rosters.between(conn, target, target + timedelta(days=8))}
    moved = [
        replace(
            one, id="", starts_at=_local(one.starts_at) + days, ends_at=_local(one.ends_at) + days
        )
        for one in own
        if one.starts_at >= source  # the others belong to the week before that one
    ]
    return [one for one in moved if _what(one) not in have]


def _what(shift: Shift) -> tuple[object, ...]:
    return shift.duty, shift.standin, shift.account_id, shift.starts_at, shift.ends_at


def _changed(conn: Connection, what: str, count: int) -> None:
    reach.tell(conn, now())
    audit.record(conn, now(), person().id, f"roster.{what}", "roster", f"{count} shifts")


def _now_reaches(done: str) -> str:
    with desk().rooms.register.read() as conn:
        where = standing(conn, now())
    if where.enough:
        return f"{done} The roster is full enough for check-ins to go out."
    return f"{done} It is not yet full enough for check-ins: see what is missing below."


def _people(conn: Connection, duty: str) -> list[Account]:
    return [one for one in accounts.listing(conn) if one.active and one.role in MAY_BE[duty]]


def _monday(wanted: str | None) -> date:
    try:
        day = date.fromisoformat(wanted or "")
    except ValueError:
        day = _local(now()).date()
    return day - timedelta(days=day.weekday())


def _local(at: datetime) -> datetime:
    return at.astimezone(desk().county.time_zone)


def _time(text: str | None) -> time | None:
    try:
        return time.fromisoformat((text or "").strip().zfill(5))
    except ValueError:
        return None
