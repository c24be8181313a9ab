"""Alerts: what was rung when and what became of it, who can be rung, and the daily self-test."""

import json
import re
from dataclasses import dataclass
from datetime import datetime, timedelta

import phonenumbers
from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import Connection

from staff.desk import desk, now, person, told
from staff.roles import may
from storage import audit, cases, rosters
from storage.office import accounts, duty_list
from storage.register import alerts, case_hiding, duty_people, notices
from storage.times import moment

pages = Blueprint("alerts", __name__)

SELF_TEST_OLD = timedelta(hours=26)
WORKER_DEAD = timedelta(minutes=3)
NEWEST = 30
GISTS = {
    "urgent": "Urgent case", "late": "Case that waited too long", "gap": "Gap in the roster",
    "worker": "Worker stopped", "test": "Test",
}  # fmt: skip
STEPS = ("on duty", "stand-ins", "everybody", "everybody; the young person was told")
WAYS = {"call": "call", "sms": "text", "email": "e-mail"}
BECAME = {
    "due": "on its way", "claimed": "on its way", "sent": "sent", "delivered": "arrived",
    "undelivered": "did not arrive", "failed": "not taken", "unknown": "unknown",
    "refused": "held back", "cancelled": "cancelled",
}  # fmt: skip
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


@dataclass(frozen=True)
class Health:
    """Whether alerts get through, for the first page."""

    tested_at: datetime | None
    wrong: tuple[str, ...]
    old: bool
    worker_dead: bool
    unheard: int
    no_key: bool
    closed_to_all: int  # cases about everybody who could open them

    @property
    def well(self) -> bool:
        """Whether nobody need do anything."""
        return not (self.broken or self.unheard)

    @property
    def broken(self) -> bool:
        """Whether the way to whoever is on duty may be shut."""
        said = self.wrong or self.old or self.worker_dead or self.no_key or self.closed_to_all
        return bool(said)


def health() -> Health:
    """The daily test, the worker, and alerts that nobody has heard."""
    rooms, at = desk().rooms, now()
    with rooms.register.read() as conn:
        said = json.loads(notices.get(conn, notices.SELF_TEST) or "{}")
        beat = notices.last_beat(conn)
        unheard = _unheard(conn)
        no_key = notices.get(conn, notices.TEAM_PUBLIC) is None
        closed_to_all = cases.closed_to_all(conn, rooms, person().id)
    tested = moment(said["at"]) if said else None
    return Health(
        tested_at=tested,
        wrong=tuple(said.get("wrong", ())),
        old=tested is None or at - tested > SELF_TEST_OLD,
        worker_dead=beat is None or at - beat > WORKER_DEAD,
        unheard=unheard,
        no_key=no_key,
        closed_to_all=closed_to_all,
    )


def _unheard(conn: Connection) -> int:
    """Alerts that wait, without those for cases that are about the person at the desk."""
    waiting = [one for one in alerts.waiting(conn) if one.state == "waiting" and one.gist != "test"]
    stood_for = [alerts.cases_of(conn, one.id) for one in waiting]
    every = {case for some in stood_for for case in some}
    hidden = case_hiding.hidden_from(conn, desk().rooms.vault, every, person().id)
    return sum(not hidden.intersection(some) for some in stood_for)


@pages.get("/alerts")
@may("safeguarding")
def show() -> str:
    """The newest alerts, my own addresses, and how the self-test went."""
    return _page()


@pages.post("/alerts/mine")
@may("safeguarding")
def mine() -> ResponseReturnValue:
    """Where I am rung while I am on duty; or where the out-of-hours team is."""
    team = request.form.get("whose") == "team"
    typed, email = request.form.get("phone", ""), request.form.get("email", "").strip()[:200]
    phone = _phone(typed)
    problems = {}
    if phone is None:
        problems["phone"] = "Give a telephone number, like 07700 900123."
    if not _EMAIL.fullmatch(email):
        problems["email"] = "Give an e-mail address."
    if problems or phone is None:
        return _page(problems), 400
    rooms, whose = desk().rooms, None if team else person().id
    with rooms.register.write() as conn:
        duty_list.put(conn, whose, duty_people.sealed(rooms.vault, phone, email))
        rosters.tell(conn, now())
        audit.record(conn, now(), person().id, "duty.addresses", whose or "out-of-hours team")
    told("Kept. Put yourself on duty on the roster." if whose else "Kept for the team.")
    return redirect(url_for(".show"))


def _phone(typed: str) -> str | None:
    """Any telephone, a landline too: it can be called."""
    try:
        parsed = phonenumbers.parse(typed, "GB")
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(parsed):
        return None
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)


def _page(problems: dict[str, str] | None = None) -> str:
    rooms, me = desk().rooms, person()
    with rooms.register.read() as conn:
        newest = alerts.latest(conn, NEWEST)
        ways = alerts.ways_of(conn, [one.id for one in newest])
        stood_for = {one.id: alerts.cases_of(conn, one.id) for one in newest}
        every = {case for some in stood_for.values() for case in some}
        hidden = case_hiding.hidden_from(conn, rooms.vault, every, me.id)
        people = duty_people.rung(conn, rooms.vault).people
        names = {one.id: one.name for one in accounts.listing(conn)}
        leads = cases.leads_in(conn)
    shown = [one for one in newest if not hidden.intersection(stood_for[one.id])]
    by_id = {one.id: names.get(one.account_id or "", "the out-of-hours team") for one in people}
    return render_template(
        "cases/alerts.html",
        alerts=[(one, ways.get(one.id, []), len(stood_for[one.id])) for one in shown],
        health=health(),
        people=people,
        mine=next((one for one in people if one.account_id == me.id), None),
        team=next((one for one in people if one.account_id is None), None),
        by_id=by_id,
        leads=leads,
        problems=problems or {},
        typed=request.form,
        GISTS=GISTS,
        STEPS=STEPS,
        WAYS=WAYS,
        BECAME=BECAME,
    )
