"""The first page: what needs somebody now, and the pages that this role may open."""

from flask import Blueprint, current_app, render_template

from staff import operations, requests, rosters, told_when_hurt
from staff.actions import ledger, signing
from staff.campaigns import calendar
from staff.desk import desk, now, person
from staff.reports.listing import drafts_waiting
from staff.roles import COMING, may_everybody_signed_in, pages_for, rule_of
from staff.safeguarding import alerts, concerns
from staff.safeguarding import cases as case_pages
from staff.themes import monday
from storage import mixer

CHECK_ALERTS = ("safeguarding", "admin")
CHECK_HELPLINES = ("safeguarding", "admin", "officer")

pages = Blueprint("front", __name__)

_READING = ("safety_read.show", "looks.show", "translating.show", "reading.show")


@pages.get("/")
@may_everybody_signed_in()
def show() -> str:
    """Concerns first, then what is waiting, then the pages."""
    role = person().role
    reads = {each for each in _READING if _may(role, each)}
    return render_template(
        "front.html",
        pages=pages_for(current_app, role),
        coming=COMING.get(role),
        concerns=concerns.open_concerns() if _may(role, "safeguarding.show") else None,
        cases=case_pages.waiting() if _may(role, "cases.show") else None,
        health=alerts.health() if role in CHECK_ALERTS else None,
        check_ins=calendar.today() if _may(role, "calendar.show") else None,
        roster=rosters.today() if _may(role, "rosters.show") else None,
        asked=requests.standing() if _may(role, "requests.show") or role == "admin" else None,
        helplines=operations.helplines_to_check() if role in CHECK_HELPLINES else (),
        may_see_requests=_may(role, "requests.show"),
        drafts=told_when_hurt.drafts() if role == "safeguarding" else 0,
        reports=drafts_waiting() if _may(role, "reports.make") else 0,
        unchecked=monday.waiting() if _may(role, "themes.show") else None,
        to_sign=signing.waiting_for_me() if _may(role, "signing.show") else 0,
        promises=ledger.overdue_now() if _may(role, "actions.show") else (0, 0),
        queue=mixer.queue(desk().rooms, now()) if reads else None,
        reads=reads,
    )


def _may(role: str, endpoint: str) -> bool:
    rule = rule_of(current_app, endpoint)
    return rule is not None and rule.allows(role)
