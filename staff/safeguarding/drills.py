"""Drills: disclosures that we planted ourselves, and how soon each was found, seen and decided."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from statistics import median

from flask import Blueprint, render_template

from staff.desk import desk
from staff.roles import may
from storage.register import drills
from storage.register.drills import Drill

pages = Blueprint("drills", __name__)

CHANNELS = {
    "sms": "Text message", "web": "Web chat", "entered": "Line that staff entered",
    "reader": "Quiet words, for readers to find",
}  # fmt: skip


@dataclass(frozen=True)
class Figures:
    """One channel's figures."""

    channel: str
    planted: int
    found: int
    seen: timedelta | None
    decided: timedelta | None


@pages.get("/drills")
@may("safeguarding", "admin", "dpo")
def show() -> str:
    """Figures by channel, and every drill of the last months."""
    with desk().rooms.register.read() as conn:
        known = drills.latest(conn)
    return render_template(
        "cases/drills.html",
        drills=known,
        figures=[_figures(name, known) for name in CHANNELS],
        CHANNELS=CHANNELS,
    )


def _figures(channel: str, known: Sequence[Drill]) -> Figures:
    mine = [one for one in known if one.channel == channel]
    seen = [took for one in mine if (took := one.took(one.seen_at)) is not None]
    decided = [took for one in mine if (took := one.took(one.decided_at)) is not None]
    return Figures(
        channel,
        len(mine),
        sum(one.found_at is not None for one in mine),
        _median(seen),
        _median(decided),
    )


def _median(times: Sequence[timedelta]) -> timedelta | None:
    return timedelta(seconds=median(one.total_seconds() for one in times)) if times else None
