"""The outbox: what became of what goes out. States never go backwards."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, RowMapping, delete, func, select, update

from conversations.limits import months_from
from storage.crypto import Vault, new_id
from storage.register import asks, money
from storage.register.queueing import (
    Campaign,
    OneOff,
    PromptCampaign,
    Wording,
    queue_campaign,
    queue_one,
    queue_prompt,
)
from storage.register.sending_tables import asked, outbox, outbox_text, told
from storage.times import LONDON, moment, stamp

__all__ = [
    "Campaign", "OneOff", "PromptCampaign", "Wording", "again", "arrived", "ask_later", "by_sid",
    "by_token", "cancel_before", "counts", "ended", "forget_old", "ids_in", "looked_into",
    "month_of", "once_more", "queue_campaign", "queue_one", "queue_prompt", "reasons", "recount",
    "sent", "uncount", "unknown",
]  # fmt: skip

FINAL = ("delivered", "undelivered", "failed", "refused", "cancelled")
KEPT = timedelta(days=90)
DIRECT = ("reply", "safety")
DIRECT_KEPT = timedelta(hours=72)
SID = "provider id"


# ------------------------------------------------------------------------ what became of it


def sent(conn: Connection, vault: Vault, outbox_id: str, sid: str, final: str = "sent") -> bool:
    """The provider has it. False when that was known already, or something later is."""
    change = update(outbox).where(
        outbox.c.id == outbox_id, outbox.c.state.in_(("claimed", "unknown", "due"))
    )
    done = conn.execute(
        change.values(
            state=final,
            sid_tag=vault.tag(SID, sid),
            sid=vault.seal(sid),
            body=None,
            lease_until=None,
            reason="",
        )
    )
    return done.rowcount == 1


def arrived(conn: Connection, outbox_id: str, state: str, reason: str = "") -> bool:
    """A delivery report: only from `sent`; a final state stays as it is."""
    change = update(outbox).where(outbox.c.id == outbox_id, outbox.c.state == "sent")
    return conn.execute(change.values(state=state, reason=reason)).rowcount == 1


def ended(conn: Connection, outbox_id: str, state: str, reason: str, attempts: int) -> bool:
    """A claimed text that surely never went out, or (`unknown`) of which nobody knows."""
    body = {} if state == "unknown" else {"body": None}
    done = conn.execute(
        update(outbox)
        .where(_claimed(outbox_id, attempts))
        .values(state=state, reason=reason, lease_until=None, **body)
    )
    if done.rowcount == 1 and state != "unknown":
        uncount(conn, outbox_id)
    return done.rowcount == 1


def again(
    conn: Connection, outbox_id: str, attempts: int, due_at: datetime, reason: str = ""
) -> bool:
    """A claimed text that surely never went out, to be claimed again; nothing was spent on it."""
    done = conn.execute(
        update(outbox)
        .where(_claimed(outbox_id, attempts))
        .values(state="due", due_at=stamp(due_at), lease_until=None, reason=reason)
    )
    if done.rowcount == 1:
        uncount(conn, outbox_id)
    return done.rowcount == 1


def once_more(conn: Connection, outbox_id: str, due_at: datetime, reason: str) -> bool:
    """A text that the network surely lost: due again under a new token, its cost stays counted."""
    row = conn.execute(select(outbox).where(outbox.c.id == outbox_id)).mappings().first()
    if row is None or row["text_id"] is None:
        return False  # the words of a one-off are gone once it was sent
    done = conn.execute(
        update(outbox)
        .where(outbox.c.id == outbox_id, outbox.c.state == "sent")
        .values(state="due", due_at=stamp(due_at), token=new_id(), sid_tag=None, sid=None,
                reason=reason)
    )  # fmt: skip
    if done.rowcount == 1:
        uncount(conn, outbox_id, spent=False)
    return done.rowcount == 1


def ask_later(conn: Connection, outbox_id: str, attempts: int, when: datetime) -> None:
    """Nobody knows yet whether it went out: ask the provider then."""
    change = update(outbox).where(_claimed(outbox_id, attempts))
    conn.execute(change.values(lease_until=stamp(when), reason="asking the provider"))


def uncount(conn: Connection, outbox_id: str, *, spent: bool = True) -> None:
    """Take back what the claim counted: the money, the ask, the `told`."""
    row = conn.execute(select(outbox).where(outbox.c.id == outbox_id)).mappings().one()
    month = month_of(moment(row["claimed_at"]))
    if spent:
        money.count(conn, month, row["kind"], -row["segments"], -row["cost"])
    asks.take_back(conn, row, month)


def recount(conn: Connection, row: RowMapping) -> None:
    """A text that was thought absent went out after all: count again what was taken back."""
    month = month_of(moment(row["claimed_at"] or row["due_at"]))
    money.count(conn, month, row["kind"], row["segments"], row["cost"])
    asks.count(conn, row, month)


def cancel_before(conn: Connection, epoch: int) -> int:
    """After a restore: what was queued before it is never sent."""
    old = (outbox.c.epoch < epoch) & outbox.c.state.in_(("due", "claimed", "unknown"))
    values = {"state": "cancelled", "reason": "restored", "lease_until": None, "body": None}
    return conn.execute(update(outbox).where(old).values(**values)).rowcount


def looked_into(conn: Connection, outbox_id: str, went_out: bool) -> bool:
    """A person has found out what became of an unknown text. It is not sent again either way."""
    here = (outbox.c.id == outbox_id) & (outbox.c.state == "unknown")
    values = {"state": "sent" if went_out else "failed", "reason": "looked into", "body": None}
    return conn.execute(update(outbox).where(here).values(**values)).rowcount == 1


# -------------------------------------------------------------------------------- who asks


def by_token(conn: Connection, token: str) -> RowMapping | None:
    """The row whose status callback this is."""
    return conn.execute(select(outbox).where(outbox.c.token == token)).mappings().first()


def by_sid(conn: Connection, vault: Vault, sid: str) -> RowMapping | None:
    """The row that went out under a provider's id."""
    query = select(outbox).where(outbox.c.sid_tag.in_(vault.tags(SID, sid)))
    return conn.execute(query).mappings().first()


def counts(conn: Connection) -> dict[tuple[str, str], int]:
    """(kind, state) -> how many. All campaigns together: one campaign's is nobody's business."""
    query = select(outbox.c.kind, outbox.c.state, func.count())
    rows = conn.execute(query.group_by(outbox.c.kind, outbox.c.state))
    return {(kind, state): int(number) for kind, state, number in rows}


def reasons(conn: Connection) -> dict[str, int]:
    """Why texts did not go out or arrive -> how many."""
    query = select(outbox.c.reason, func.count()).where(
        outbox.c.reason != "", outbox.c.state.in_((*FINAL, "due"))
    )
    return {why: int(number) for why, number in conn.execute(query.group_by(outbox.c.reason))}


def unknown(conn: Connection) -> list[tuple[str, str, str | None]]:
    """(id, kind, when it was tried) of texts of which nobody knows whether they went out."""
    query = select(outbox.c.id, outbox.c.kind, outbox.c.claimed_at)
    rows = conn.execute(query.where(outbox.c.state == "unknown").order_by(outbox.c.id))
    return [(row.id, row.kind, row.claimed_at) for row in rows]


def forget_old(conn: Connection, now: datetime) -> None:
    """Delete settled rows after 90 days, their texts with the last of them, and old asks.

    Whom an answer or a safety text went to is forgotten sooner: it says who wrote to us, and when.
    """
    settled = outbox.c.state.in_((*FINAL, "sent"))
    answered = settled & outbox.c.kind.in_(DIRECT) & (outbox.c.due_at < stamp(now - DIRECT_KEPT))
    conn.execute(update(outbox).where(answered).values(contact_id=None))
    conn.execute(delete(outbox).where(settled, outbox.c.due_at < stamp(now - KEPT)))
    used = select(outbox.c.text_id).where(outbox.c.text_id.is_not(None))
    conn.execute(delete(outbox_text).where(outbox_text.c.id.not_in(used)))
    year = months_from(month_of(now), 12)
    for one in (asked, told):
        conn.execute(delete(one).where(one.c.month < year))


def month_of(when: datetime) -> str:
    """The month on Hampshire's calendar."""
    return f"{when.astimezone(LONDON):%Y-%m}"


def _claimed(outbox_id: str, attempts: int) -> Any:
    """Compare-and-set: this very claim, not a later one of another worker."""
    return (
        (outbox.c.id == outbox_id) & (outbox.c.state == "claimed") & (outbox.c.attempts == attempts)
    )


def ids_in(conn: Connection, states: Iterable[str]) -> set[str]:
    """Ids of rows in some states."""
    return set(conn.execute(select(outbox.c.id).where(outbox.c.state.in_(states))).scalars())
