"""How far a campaign has got, in counts; who got what only once its window has closed for all."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Select, func, select, update

from storage.register.sending_tables import outbox

WAITING = ("due", "claimed")
SENT = ("sent", "unknown")
NOT_SENT = ("refused", "failed", "cancelled", "undelivered")
WENT_OUT = ("claimed", "sent", "delivered", "unknown")


@dataclass(frozen=True)
class Progress:
    """People, not texts. `sent` are those that have not arrived, as far as we know."""

    planned: int = 0
    sent: int = 0
    arrived: int = 0
    not_sent: int = 0

    @property
    def everybody(self) -> int:
        """All whom the campaign is for."""
        return self.planned + self.sent + self.arrived + self.not_sent


def of_campaign(conn: Connection, campaign_id: str, kind: str) -> Progress:
    """Counts by what became of the first text; nobody's answer changes them."""
    query = select(outbox.c.state, func.count()).where(*_firsts(campaign_id, kind))
    found = {state: int(n) for state, n in conn.execute(query.group_by(outbox.c.state))}

    def of(states: tuple[str, ...]) -> int:
        return sum(found.get(state, 0) for state in states)

    return Progress(of(WAITING), of(SENT), of(("delivered",)), of(NOT_SENT))


def each_person(conn: Connection, campaign_id: str, kind: str) -> dict[str, str]:
    """Contact -> sent, arrived or not sent. Only for a campaign that has closed; never why."""
    words = {"delivered": "arrived"} | dict.fromkeys((*SENT, "claimed"), "sent")
    query = select(outbox.c.contact_id, outbox.c.state).where(*_firsts(campaign_id, kind))
    return {row.contact_id: words.get(row.state, "not sent") for row in conn.execute(query)}


def went_out(conn: Connection, campaign_id: str, kind: str) -> int:
    """How many people were really asked."""
    firsts = _firsts(campaign_id, kind)
    query = select(func.count()).where(*firsts, outbox.c.state.in_(WENT_OUT))
    return int(conn.execute(query).scalar_one())


def who_was_asked(campaign_id: str) -> Select[Any]:
    """The contacts to whom a campaign's prompt went out, as a query."""
    firsts = _firsts(campaign_id, "prompt")
    return select(outbox.c.contact_id).where(*firsts, outbox.c.state.in_(WENT_OUT))


def is_queued(conn: Connection, campaign_id: str, kind: str) -> bool:
    """Whether anything of this kind was ever queued for a campaign."""
    query = select(outbox.c.id).where(*_firsts(campaign_id, kind)).limit(1)
    return conn.execute(query).first() is not None


def call_off(conn: Connection, campaign_id: str, state: str, reason: str) -> int:
    """What has not gone out goes no more; a reason that was noted before stays."""
    waiting = (outbox.c.campaign_id == campaign_id) & (outbox.c.state == "due")
    why = func.coalesce(func.nullif(outbox.c.reason, ""), reason)
    return conn.execute(update(outbox).where(waiting).values(state=state, reason=why)).rowcount


def refusals(conn: Connection, campaign_id: str | None = None) -> dict[str, int]:
    """Why prompts, reminders and "we did" texts did not go, or wait -> how many people.

    For `admin` only: a reason may speak of a child.
    """
    query = select(outbox.c.reason, func.count()).where(
        outbox.c.reason != "",
        outbox.c.place == 1,
        outbox.c.kind.in_(("prompt", "reminder", "told")),
        outbox.c.state.in_(("due", *NOT_SENT)),
    )
    if campaign_id is not None:
        query = query.where(outbox.c.campaign_id == campaign_id)
    return {why: int(n) for why, n in conn.execute(query.group_by(outbox.c.reason))}


def _firsts(campaign_id: str, kind: str) -> tuple[Any, ...]:
    return (
        outbox.c.campaign_id == campaign_id,
        outbox.c.kind == kind,
        outbox.c.place == 1,
    )
