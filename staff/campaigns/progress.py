"""One campaign: how far it has got, and what may be done with it. Who answered is on no page."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import Connection

from conversations.campaign_rules import SENDERS, may_approve
from staff.campaigns import choosing, reach, words
from staff.desk import desk, now, person, told, warned
from staff.roles import may
from storage import audit, check_ins
from storage.flow_safety import WHY_NOT
from storage.office import accounts, campaigns
from storage.office.campaigns import Campaign
from storage.register import contacts, money, people
from storage.register.people import Known
from storage.register.progress import Progress
from storage.times import london_day

pages = Blueprint("progress", __name__)

STATES = {
    "draft": "Waits for a second person",
    "planned": "Planned",
    "running": "Going out",
    "paused": "Paused",
    "cancelled": "Cancelled",
    "closed": "Finished",
}
SAID = {
    "pause": "Paused. What has not gone out waits until you let it go on.",
    "go-on": "It goes on, within the limits.",
    "cancel": "Cancelled. What has not gone out never will.",
    "remind": "One reminder goes to everybody who was asked. It thanks those who have answered.",
    "agree": "You agreed. It goes out at its time, within the limits.",
}
PARTS = (
    ("arrived", "Arrived"),
    ("sent", "Sent, not confirmed yet"),
    ("planned", "Waiting to go out"),
    ("not_sent", "Not sent"),
)
"""In the order of the bar; the names are those of `Progress`."""


@dataclass(frozen=True)
class Bar:
    """One part of the bar: how many, and where it lies, in percent."""

    part: str
    name: str
    number: int
    left: float
    width: float


@pages.get("/check-ins/<campaign_id>")
@may(*SENDERS)
def show(campaign_id: str) -> str:
    """How far it has got, its response once that says nothing about anybody, what to do next."""
    one, rooms = _any(campaign_id), desk().rooms
    over = one.state == "closed" or (one.state == "cancelled" and now() >= one.closes_at)
    with rooms.register.read() as conn:
        got = check_ins.progress_of(conn, one.id)
        answered = check_ins.response(conn, one.id) if one.state == "closed" else None
        spent = money.of_campaign(conn, one.id)
        names = {each.id: each.name for each in accounts.listing(conn)}
    shown = over or got.everybody >= desk().county.release.k_inside
    return render_template(
        "campaigns/progress.html",
        one=one,
        state=STATES[one.state],
        not_signed=_not_signed(one),
        title=words.named(one),
        bars=_bars(got) if shown and got.everybody else [],
        got=got,
        shown=shown,
        over=over,
        answered=answered,
        asked=5 * round(one.asked / 5),
        spent=spent if shown else None,
        made_by=names.get(one.made_by, "an account that is closed"),
        each_one=_each(one),
        today=london_day(now()),
        place_names={place.id: place.name for place in desk().county.places},
        may=_may(one),
        least=desk().county.release.k_inside,
    )


@pages.post("/check-ins/<campaign_id>")
@may(*SENDERS)
def steer(campaign_id: str) -> ResponseReturnValue:
    """Pause, let go on, cancel, remind, or agree to it as the second person."""
    one, wanted = _any(campaign_id), request.form.get("do", "")
    if wanted not in SAID:
        abort(400)
    if wanted not in _may(one):
        warned("That cannot be done with it any more, or not by you. Nothing was changed.")
        return redirect(url_for(".show", campaign_id=one.id))
    with desk().rooms.register.write() as conn:
        done = _do(conn, wanted, one.id)
        if done:
            audit.record(conn, now(), person().id, f"campaign.{wanted}", one.id)
    if done:
        told(SAID[wanted])
    else:
        warned("Somebody else has just changed it. Nothing of yours was saved: look again.")
    return redirect(url_for(".show", campaign_id=one.id))


def _do(conn: Connection, wanted: str, campaign_id: str) -> bool:
    if wanted == "remind":
        return campaigns.set_reminder(conn, campaign_id, now())
    if wanted == "agree":
        return campaigns.set_state(conn, campaign_id, "planned")
    steps = {"pause": check_ins.pause, "go-on": check_ins.go_on, "cancel": check_ins.cancel}
    return steps[wanted](conn, campaign_id)


def _any(campaign_id: str) -> Campaign:
    """One that the person sees, or may agree to as the second."""
    with desk().rooms.register.read() as conn:
        for one in reach.to_agree(conn):
            if one.id == campaign_id:
                return one
    return reach.found(campaign_id)


def _may(one: Campaign) -> Mapping[str, str]:
    """What this person may do with it now: the button's value and its words."""
    found, me = {}, choosing.sender()
    if one.state == "draft" and may_approve(me, one.made_by).do == "yes":
        found["agree"] = "Agree: it may go out"
    steers = me.role in reach.STEERS and reach.seen(one)
    if steers and one.state in ("planned", "running"):
        found["pause"] = "Pause"
    if steers and one.state == "paused":
        found["go-on"] = "Let it go on"
    asks = one.kind == "prompt" and one.remind_at is None
    if steers and asks and one.state == "running":
        found["remind"] = "Send one reminder to everybody asked"
    if (steers or one.made_by == me.id) and one.state in ("draft", "planned", "running", "paused"):
        found["cancel"] = "Cancel"
    return found


def _not_signed(one: Campaign) -> str:
    """Why nothing more of it goes out, where its questions changed or were never signed."""
    open_ = one.kind == "prompt" and one.state in ("draft", "planned", "running")
    return WHY_NOT if open_ and not choosing.signed(one.flow) else ""


def _bars(got: Progress) -> list[Bar]:
    bars, left = [], 0.0
    for part, name in PARTS:
        number = getattr(got, part)
        width = 100 * number / got.everybody
        bars.append(Bar(part, name, number, round(left, 2), round(width, 2)))
        left += width
    return bars


def _each(one: Campaign) -> list[tuple[Known, str]]:
    """A worker's own young people and what became of each text, once the window has closed."""
    me, rooms = person(), desk().rooms
    if me.role != "worker" or one.made_by != me.id:
        return []
    with rooms.register.read() as conn:
        became = check_ins.each_person(conn, one.id)
        cohorts = contacts.cohort_years(rooms.vault)
        mine = people.of_worker(conn, rooms.vault, me.id, cohorts)
    return [(each, became[each.id]) for each in mine if each.id in became]
