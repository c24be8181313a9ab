"""Why texts were held back, counted, for administrators only: a reason can say much of one."""

from flask import Blueprint, render_template

from staff.desk import desk
from staff.roles import may
from storage.register import progress

pages = Blueprint("refusals", __name__)

WHAT_TO_DO = {
    "stopped": "They said STOP. Nothing to do.",
    "may not be asked": "Look under Contacts whether consent is noted.",
    "a shared phone under 11": "Ask them with a known adult, on paper or on a tablet.",
    "the same question within a year": "Choose another check-in.",
    "asked enough in 90 days": "Wait.",
    "not told since the last time": "The participation officer tells them what came of it first.",
    "nobody reads their language today": "Put a reader of the language on the roster.",
    "no reader is rostered": "The safeguarding lead fills the roster.",
    "duty is not covered": "The safeguarding lead fills the roster.",
    "the safety read is late": "Conversations wait too long for their safety read: read them.",
    "the do-not-ask list is old": "Bring this week's list from the case system.",
    "the month's money is spent": "It goes on next month.",
    "the year's money is spent": "Ask for more, or wait for the new year.",
    "outside the window": "It goes out in the next window.",
    "too late": "Its window closed before it could go. Give check-ins more days.",
    "was not asked": "A reminder goes only to who was asked. Nothing to do.",
}


@pages.get("/refusals")
@may("admin")
def show() -> str:
    """Counts by reason, all campaigns together, with what helps."""
    with desk().rooms.register.read() as conn:
        found = progress.refusals(conn)
    most = max(found.values(), default=1)
    rows = sorted(found.items(), key=lambda one: (-one[1], one[0]))
    return render_template("campaigns/refusals.html", rows=rows, most=most, WHAT_TO_DO=WHAT_TO_DO)
