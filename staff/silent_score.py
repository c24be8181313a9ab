"""The trained score's first weeks: silent until a day that the safeguarding lead signs for."""

from datetime import date, datetime, time, timedelta

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from conversations.safeguarding import LEVELS
from staff.desk import desk, now, person, told
from staff.roles import may
from storage import audit, silent_score
from storage.silent_score import Refused
from storage.times import stamp

pages = Blueprint("silent_score", __name__)


@pages.get("/silent-score")
@may("safeguarding")
def show() -> str:
    """Until when the score is silent, and what it would have said beside what counted."""
    return _page()


@pages.post("/silent-score")
@may("safeguarding")
def sign() -> ResponseReturnValue:
    """Sign for an end; "end" makes the score count now."""
    until = now() if request.form.get("end") == "yes" else _end_of(request.form.get("until", ""))
    if until is None:
        return _page("Give the last day of the silent weeks."), 400
    if until < now():
        return _page("This day is over. Give a later one, or end the silent weeks now."), 400
    at = now()
    try:
        with desk().rooms.register.write() as conn:
            one = silent_score.sign(conn, until, person().id, at)
            audit.record(conn, at, person().id, "score.silent", "trained score", stamp(one.until))
    except Refused as problem:
        return _page(f"{problem} Nothing was changed."), 400
    if one.until <= at:
        told("The trained score counts, within a minute.")
    else:
        told("Signed. Rules, 99 and reading stay as they are; the score counts again by itself.")
    return redirect(url_for(".show"))


def _page(problem: str = "") -> str:
    rooms, at = desk().rooms, now()
    with rooms.register.read() as conn:
        signed = silent_score.period(conn)
        numbers = silent_score.counts(conn)
        texts = silent_score.differing(conn, rooms.vault, person().id)
        last = silent_score.last_day(conn, at)
    return render_template(
        "silent_score.html",
        signed=signed if signed and signed.holds(at) else None,
        over=last <= at,
        last=last,
        numbers=numbers,
        levels=LEVELS,
        texts=sorted(texts, key=lambda one: -LEVELS.index(one.silent)),
        problem=problem,
    )


def _end_of(typed: str) -> datetime | None:
    """The end of a day in the county; never beyond the moment 28 days from now by hours alone."""
    try:
        day = date.fromisoformat(typed)
    except ValueError:
        return None
    ends = datetime.combine(day + timedelta(days=1), time(), desk().county.time_zone)
    with desk().rooms.register.read() as conn:
        last = silent_score.last_day(conn, now())
    same_day = last.astimezone(desk().county.time_zone).date() == day
    return last if same_day else ends
