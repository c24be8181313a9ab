"""Tells machines whether the service is alive and ready; no page of it holds any data."""

from datetime import datetime, timedelta

from flask import Blueprint, jsonify
from flask.typing import ResponseReturnValue

from bot.routes import public
from bot.wiring import wiring
from storage.database import Busy
from storage.register import notices
from storage.rooms import Rooms

blueprint = Blueprint("health", __name__)

OLDEST_BEAT = timedelta(minutes=5)


@blueprint.get("/healthz")
@public("a load balancer asks; the answer says only that the process is alive")
def healthz() -> ResponseReturnValue:
    """Alive."""
    return jsonify(status="ok")


@blueprint.get("/readyz")
@public("a load balancer asks; the answer says only what is missing, in words of ours")
def readyz() -> ResponseReturnValue:
    """Ready: databases reachable and migrated, and the worker's clock ticking."""
    here = wiring()
    reasons = here.service.rooms.check()
    reasons += _worker(here.service.rooms, here.clock.now()) if not reasons else []
    if reasons:
        return jsonify(status="not ready", reasons=reasons), 503
    return jsonify(status="ready")


def _worker(rooms: Rooms, now: datetime) -> list[str]:
    try:
        with rooms.register.read() as conn:
            beat = notices.last_beat(conn)
    except Busy:
        return ["register: cannot be reached"]
    if beat is None:
        return ["worker: has not been seen yet; start it with `python manage.py run`"]
    age = now - beat
    if age > OLDEST_BEAT:
        minutes = int(age.total_seconds() // 60)
        return [f"worker: last seen {minutes} minutes ago"]
    return []
