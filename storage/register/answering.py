"""Which check-in somebody who writes to us out of nothing is answering."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, exists, select

from storage.register import chat_links
from storage.register.sending_tables import outbox
from storage.register.tables import held_conversation
from storage.times import moment, stamp

WENT_OUT = ("claimed", "sent", "delivered", "unknown")
KINDS = ("prompt", "reminder")


@dataclass(frozen=True)
class Prompted:
    """The latest prompt or reminder that a phone got and that may still be answered."""

    campaign_id: str
    flow: str
    part: str
    kind: str
    first: bool  # with the opening texts
    at: datetime


def latest(conn: Connection, contact_id: str, now: datetime, hold: timedelta) -> Prompted | None:
    """What a contact was asked last, while its campaign is open.

    Nothing says who has answered. What was released was held before, so a prompt that is older
    than the hold of the last release may have been answered by then: nobody's counts any more.
    """
    companion = outbox.alias("companion")
    mine = (outbox.c.contact_id == contact_id) & outbox.c.kind.in_(KINDS)
    more = exists().where(
        companion.c.contact_id == outbox.c.contact_id,
        companion.c.campaign_id == outbox.c.campaign_id,
        companion.c.kind == outbox.c.kind,
        companion.c.place == 2,
    )
    query = (
        select(outbox, more.label("first"))
        .where(mine, outbox.c.place == 1, outbox.c.state.in_(WENT_OUT))
        .where(outbox.c.claimed_at.is_not(None), outbox.c.until > stamp(now))
        .order_by(outbox.c.claimed_at.desc())
        .limit(1)
    )
    row = conn.execute(query).mappings().first()
    if row is None or not row["flow"]:
        return None
    at = moment(row["claimed_at"])
    if at < chat_links.period(conn).since - hold:
        return None
    part = row["part"] or ""
    return Prompted(row["campaign_id"], row["flow"], part, row["kind"], bool(row["first"]), at)


def held_of(conn: Connection, contact_id: str) -> list[str]:
    """What a contact has said that is not released yet, by id."""
    query = select(held_conversation.c.id).where(held_conversation.c.contact_id == contact_id)
    return list(conn.execute(query).scalars())
