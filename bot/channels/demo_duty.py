"""What reached whoever is on duty in the demo: calls with a key to press, texts and e-mails."""

from dataclasses import dataclass

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import format_datetime

from bot.routes import demo_only
from bot.sending import simulator_sender, status
from bot.sending.mail import sunk
from bot.wiring import wiring
from storage.register import duty_people

blueprint = Blueprint("demo_duty", __name__, url_prefix="/demo/duty")

NEWEST = 30
WHY = "pretend telephones and a pretend post office of the demo; no alert has anybody's words in it"


@dataclass(frozen=True)
class Reached:
    """One call, text or e-mail that arrived."""

    at: str
    way: str
    to: str
    text: str
    token: str = ""


@blueprint.get("")
@demo_only(WHY)
def show() -> str:
    """Everything that arrived, the newest first."""
    rooms = wiring().service.rooms
    with rooms.register.read() as conn:
        people = duty_people.rung(conn, rooms.vault).people
    reached = [
        Reached(one.at, "call" if one.called else "text", phone, one.text, one.token)
        for phone in sorted({one.phone for one in people if one.phone})
        for one in simulator_sender.lying(rooms, phone)
    ]
    reached += [Reached(one.at, "e-mail", one.to, one.text) for one in sunk(rooms, NEWEST)]
    newest = sorted(reached, key=lambda one: one.at, reverse=True)[:NEWEST]
    now = format_datetime(wiring().clock.now(), "EEEE d MMMM y, HH:mm")
    return render_template("demo_duty.html", reached=newest, now=now)


@blueprint.post("/key")
@demo_only(WHY)
def key() -> ResponseReturnValue:
    """Press a key in a call: "I look"."""
    here = wiring()
    status.heard(here.service, request.form.get("call", ""), "1", here.clock.now())
    return redirect(url_for(".show"), 303)
