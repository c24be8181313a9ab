"""The further texts of a prompt: sent in order after its first, never without it, and no ask."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, RowMapping, exists, select, update

from config.data import SendingRules
from conversations.limits import SEND, Facts, Money, Verdict, no_money
from storage.register.sending_tables import outbox, outbox_text
from storage.register.tables import contact
from storage.times import stamp

OUT = ("sent", "delivered")
NEVER_CAME = ("refused", "failed", "cancelled", "undelivered", "unknown")
WITHOUT = "its first text did not go"


def first_is_out(row: Any) -> Any:
    """Whether all texts before this one are surely out; for a query."""
    before = outbox.alias("before")
    same = (
        (before.c.contact_id == row.c.contact_id)
        & (before.c.campaign_id == row.c.campaign_id)
        & (before.c.kind == row.c.kind)
        & (before.c.place < row.c.place)
    )
    return ~exists().where(same, before.c.state.not_in(OUT))


def of(
    conn: Connection, rows: Sequence[RowMapping], columns: Sequence[Any], epoch: int
) -> dict[str, list[RowMapping]]:
    """For first texts that are being claimed: the texts that follow each, in order."""
    firsts = {
        (row["contact_id"], row["campaign_id"], row["kind"]): row["id"]
        for row in rows
        if row["place"] == 1 and row["campaign_id"] is not None
    }
    if not firsts:
        return {}
    joined = outbox.join(outbox_text, outbox_text.c.id == outbox.c.text_id)
    joined = joined.join(contact, contact.c.id == outbox.c.contact_id)
    query = (
        select(*columns)
        .select_from(joined)
        .where(
            outbox.c.place > 1,
            outbox.c.state == "due",
            outbox.c.epoch == epoch,
            outbox.c.contact_id.in_({key[0] for key in firsts}),
            outbox.c.campaign_id.in_({key[1] for key in firsts}),
        )
        .order_by(outbox.c.place)
        .with_for_update(of=[outbox])
    )
    found: dict[str, list[RowMapping]] = {}
    for row in conn.execute(query).mappings():
        first = firsts.get((row["contact_id"], row["campaign_id"], row["kind"]))
        if first is not None:
            found.setdefault(first, []).append(row)
    return found


def verdict(facts: Facts, spent: Money, rules: SendingRules) -> Verdict:
    """Of a companion that goes alone: its first text is out, so only STOP and money hold it."""
    if facts.consent not in ("new", "agreed"):
        return Verdict("refuse", "stopped")
    return no_money(spent, rules) or SEND


def drop_orphans(conn: Connection, now: datetime) -> int:
    """Refuse what follows a first text that never went out; how many."""
    first = outbox.alias("first")
    lost = exists().where(
        first.c.contact_id == outbox.c.contact_id,
        first.c.campaign_id == outbox.c.campaign_id,
        first.c.kind == outbox.c.kind,
        first.c.place < outbox.c.place,
        first.c.state.in_(NEVER_CAME),
    )
    waiting = (outbox.c.state == "due") & (outbox.c.place > 1) & (outbox.c.due_at <= stamp(now))
    change = update(outbox).where(waiting, lost)
    return conn.execute(change.values(state="refused", reason=WITHOUT)).rowcount
