"""How a text that we sent fared: reports come late, twice and in any order, and never go back."""

from datetime import datetime

import structlog
from sqlalchemy import Connection, RowMapping

from bot.sending import problems
from bot.sending.errors import LATER, STOP, TELL, meaning
from bot.sending.sender import MOST_ATTEMPTS, RETRY, withdraw
from bot.service import Service
from storage.register import alerts, outbox

log = structlog.get_logger(__name__)

TAKEN = ("accepted", "scheduled", "queued", "sending", "sent", "initiated", "ringing",
         "in-progress", "answered", "completed")  # fmt: skip
ARRIVED = ("delivered", "read")
NOT_ARRIVED = ("undelivered", "failed", "canceled", "busy", "no-answer")
HEARD = "keypress"
_ONE_MORE = (30003, 30008)


def report(
    service: Service, status: str, sid: str, now: datetime, *, token: str | None, code: int | None
) -> str:
    """Take one report in; what the row is afterwards, or why nothing was done."""
    rooms = service.rooms
    with rooms.register.write() as conn:
        row = _row(conn, service, token, sid)
        if row is None:
            return "not ours"
        if row["sid_tag"] is None or row["state"] in ("claimed", "unknown"):
            # Whoever knows the token has it from our own call: it went out after all.
            if outbox.sent(conn, rooms.vault, row["id"], sid) and row["state"] == "due":
                outbox.recount(conn, row)
        elif row["sid_tag"] not in rooms.vault.tags(outbox.SID, sid):
            return "of an earlier attempt"
        state = _settle(conn, row, status, code, now)
    _act(service, row, state, code, now)
    return state


def heard(service: Service, token: str, digits: str, now: datetime) -> bool:
    """Somebody pressed a key: they heard the alert, and nobody else is rung for now."""
    with service.rooms.register.write() as conn:
        row = outbox.by_token(conn, token)
        if row is None or row["kind"] != "alert" or not digits:
            return False
        alerts.heard(conn, service.rooms.vault, row["id"], now)
        return outbox.arrived(conn, row["id"], "delivered", HEARD)


def _row(conn: Connection, service: Service, token: str | None, sid: str) -> RowMapping | None:
    if token is not None:
        return outbox.by_token(conn, token)
    return outbox.by_sid(conn, service.rooms.vault, sid)


def _settle(conn: Connection, row: RowMapping, status: str, code: int | None, now: datetime) -> str:
    if status in ARRIVED:
        outbox.arrived(conn, row["id"], "delivered")
        return "delivered"
    if status not in NOT_ARRIVED:
        return "sent" if status in TAKEN else "not a status"
    reason = f"provider: {code or status}"
    if code in _ONE_MORE and row["attempts"] < MOST_ATTEMPTS and meaning(code).what == LATER:
        wait = RETRY * row["attempts"]
        if outbox.once_more(conn, row["id"], now + wait, reason):
            return "due"
    changed = outbox.arrived(conn, row["id"], "undelivered", reason)
    return "undelivered" if changed else "settled before"


def _act(service: Service, row: RowMapping, state: str, code: int | None, now: datetime) -> None:
    if state != "undelivered" or code is None:
        return
    what = meaning(code).what
    if what == STOP:
        withdraw(service, row["id"], now)
    elif what == TELL:
        problems.note(service.rooms, str(code), now)
