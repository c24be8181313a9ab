"""How the service is running: what waits, the last release, whether everything is alive."""

import json
from dataclasses import dataclass
from datetime import date, timedelta

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import Connection

from config.data import SendingRules, load_sending
from config.sending import POUND
from conversations import limits
from conversations.limits import Moment
from staff.desk import desk, now, person, told, warned
from staff.roles import may
from staff.words_on_page import LANES
from storage import audit, mixer
from storage.office import job_runs
from storage.office.job_runs import Run
from storage.register import case_work, concerns, money, notices, outbox, requests, rota

pages = Blueprint("operations", __name__)

OLDEST_BEAT = timedelta(minutes=5)


@dataclass(frozen=True)
class Waiting:
    """Counts only: an administrator sees no content."""

    texts: int
    oldest_days: int
    looks: int
    concerns: int
    requests: int


@dataclass(frozen=True)
class Texts:
    """How sending goes: counts of all campaigns together, no content and no number."""

    counts: dict[tuple[str, str], int]
    reasons: dict[str, int]
    unknown: list[tuple[str, str, str | None]]
    problems: dict[str, dict[str, str | int]]
    paused: bool | None
    held_back: str  # why no prompt goes out now; empty when they go
    restored: str | None


@dataclass(frozen=True)
class Cost:
    """What was spent, in pounds."""

    month: float
    year: float
    of_month: float
    of_year: float
    percent: int
    warn_percent: int

    @property
    def warn(self) -> bool:
        """Whether somebody must look at the money."""
        return self.percent >= self.warn_percent


def helplines_to_check() -> list[tuple[str, str]]:
    """(name, why) of the numbers that somebody must check, for the first page."""
    with desk().rooms.register.read() as conn:
        kept = json.loads(notices.get(conn, notices.HELPLINES) or "[]")
    return [(str(name), str(why)) for name, why in kept]


@pages.get("/running")
@may("admin", "officer")
def show() -> str:
    """Everything on one page, with what to do where something is wrong."""
    rooms, at = desk().rooms, now()
    queue = mixer.queue(rooms, at)
    with rooms.register.read() as conn:
        waiting = Waiting(
            texts=queue.texts,
            oldest_days=(at - queue.oldest).days if queue.oldest else 0,
            looks=queue.looks,
            concerns=len(concerns.listing(conn, rooms.vault)) + len(case_work.listing(conn)),
            requests=len(requests.listing(conn, rooms.vault)),
        )
        released = {lane: notices.get(conn, f"released-{lane}") for lane in LANES}
        beat = notices.last_beat(conn)
        rules = load_sending(desk().settings.county_dir)
        texts, cost, runs = _texts(conn, rules), _cost(conn, rules), _runs(conn)
    return render_template(
        "running.html",
        waiting=waiting,
        released={lane: date.fromisoformat(day) if day else None for lane, day in released.items()},
        beat=beat,
        alive=beat is not None and at - beat <= OLDEST_BEAT,
        wrong=rooms.check(),
        rules=desk().county.release,
        texts=texts,
        cost=cost,
        runs=runs,
        KINDS=KINDS,
        STATES=STATES,
    )


@pages.post("/running/pause")
@may("admin", "officer")
def pause() -> ResponseReturnValue:
    """Hold back prompts, reminders and "we did" texts, or let them go again."""
    on = request.form.get("pause") == "yes"
    with desk().rooms.register.write() as conn:
        rota.pause(conn, on)
        action = "sending.paused" if on else "sending.resumed"
        audit.record(conn, now(), person().id, action, "sending")
    told(
        "Paused. Replies, safety texts and alerts to staff still go out."
        if on
        else "Prompts, reminders and “we did” texts go out again, within the limits."
    )
    return redirect(url_for("operations.show"))


@pages.post("/running/unknown/<outbox_id>")
@may("admin", "officer")
def looked_into(outbox_id: str) -> ResponseReturnValue:
    """Somebody has found out at the provider what became of a text. It is not sent again."""
    went_out = request.form.get("went_out") == "yes"
    with desk().rooms.register.write() as conn:
        done = outbox.looked_into(conn, outbox_id, went_out)
        if done:
            why = "went out" if went_out else "did not go out"
            audit.record(conn, now(), person().id, "sending.looked_into", outbox_id, why)
    if done:
        told("Noted. It is not sent again.")
    else:
        warned("This text is no longer unknown. Nothing was changed.")
    return redirect(url_for("operations.show"))


KINDS = {
    "prompt": "Check-ins", "reminder": "Reminders", "told": "“We did” texts",
    "reply": "Replies that came late", "safety": "Safety texts", "alert": "Alerts to staff",
}  # fmt: skip
STATES = {
    "due": "waiting", "claimed": "being sent", "sent": "sent", "delivered": "arrived",
    "undelivered": "did not arrive", "failed": "not taken", "refused": "held back for good",
    "unknown": "unknown", "cancelled": "cancelled",
}  # fmt: skip
_LINES = 30


def _texts(conn: Connection, rules: SendingRules) -> Texts:
    county, office = desk().county, rota.office(conn, now())
    held = limits.gate("prompt", Moment(now(), county.time_zone, county.closed, office), rules)
    return Texts(
        counts=outbox.counts(conn),
        reasons=outbox.reasons(conn) if person().role == "admin" else {},
        unknown=outbox.unknown(conn),
        problems=json.loads(notices.get(conn, notices.PROBLEMS) or "{}"),
        paused=office.paused,
        held_back=held.reason if held else "",
        restored=notices.get(conn, notices.RESTORED),
    )


def _cost(conn: Connection, rules: SendingRules) -> Cost:
    spent = money.so_far(conn, outbox.month_of(now()), rules)
    return Cost(
        month=(spent.month or 0) / POUND,
        year=((spent.year or 0) + (spent.reserved or 0)) / POUND,
        of_month=rules.month / POUND,
        of_year=rules.year / POUND,
        percent=money.percent_spent(spent, rules),
        warn_percent=rules.warn_percent,
    )


def _runs(conn: Connection) -> list[Run]:
    return job_runs.listing(conn, _LINES)
