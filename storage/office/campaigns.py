"""Campaigns as the office knows them: what is asked, of whom, when, and how far it has got."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, RowMapping, delete, insert, select, update

from storage.crypto import new_id
from storage.database import inserting
from storage.office.tables import campaign, campaign_tally
from storage.times import moment, stamp

OPEN = ("planned", "running", "paused")
NEXT = {
    "draft": ("planned", "cancelled"),
    "planned": ("running", "paused", "cancelled"),
    "running": ("paused", "cancelled", "closed"),
    "paused": ("planned", "running", "cancelled", "closed"),
    "cancelled": (),
    "closed": (),
}
"""A draft waits for a second person; what is cancelled or closed stays so."""


@dataclass(frozen=True)
class Campaign:
    """One check-in (`prompt`) or "we did" text (`told`) to a group. `audience` is JSON."""

    title: str
    kind: str
    made_by: str
    audience: str
    starts_at: datetime
    closes_at: datetime
    flow: str | None = None
    part: str = ""
    remind_at: datetime | None = None
    state: str = "draft"
    told: Mapping[str, str] = field(default_factory=dict)
    asked: int = 0
    id: str = field(default_factory=new_id)


def add(conn: Connection, one: Campaign) -> str:
    """Keep a new campaign; its id."""
    if one.kind == "prompt" and not one.flow:
        raise ValueError("a check-in needs its questions")
    if one.kind == "told" and not one.told.get("en"):
        raise ValueError("a text needs its words, in English at least")
    if one.closes_at <= one.starts_at:
        raise ValueError("a campaign closes after it starts")
    conn.execute(insert(campaign).values(_row(one)))
    return one.id


def change(conn: Connection, campaign_id: str, **values: Any) -> bool:
    """Change what has not started: title, audience, dates, words. False once it is under way."""
    waiting = (campaign.c.id == campaign_id) & campaign.c.state.in_(("draft", "planned"))
    done = conn.execute(update(campaign).where(waiting).values(**_kept(values)))
    return done.rowcount == 1


def get(conn: Connection, campaign_id: str) -> Campaign | None:
    """One campaign."""
    row = conn.execute(select(campaign).where(campaign.c.id == campaign_id)).mappings().first()
    return _of(row) if row else None


def listing(
    conn: Connection, *, states: Iterable[str] = (), made_by: str | None = None
) -> list[Campaign]:
    """Campaigns, the latest first."""
    query = select(campaign).order_by(campaign.c.starts_at.desc(), campaign.c.id)
    if states:
        query = query.where(campaign.c.state.in_(tuple(states)))
    if made_by is not None:
        query = query.where(campaign.c.made_by == made_by)
    return [_of(row) for row in conn.execute(query).mappings()]


def set_state(conn: Connection, campaign_id: str, state: str) -> bool:
    """Move a campaign on; False where its present state does not lead there."""
    before = [one for one, following in NEXT.items() if state in following]
    here = (campaign.c.id == campaign_id) & campaign.c.state.in_(before)
    return conn.execute(update(campaign).where(here).values(state=state)).rowcount == 1


def set_asked(conn: Connection, campaign_id: str, asked: int) -> None:
    """How many a campaign was queued for; once it is closed, how many it went out to."""
    conn.execute(update(campaign).where(campaign.c.id == campaign_id).values(asked=asked))


def set_reminder(conn: Connection, campaign_id: str, at: datetime | None) -> bool:
    """When the one reminder goes to all that were asked; None: there is none (any more)."""
    here = (campaign.c.id == campaign_id) & campaign.c.state.in_(OPEN)
    when = stamp(at) if at else None
    return conn.execute(update(campaign).where(here).values(remind_at=when)).rowcount == 1


def forget_old(conn: Connection, before: datetime) -> None:
    """Delete what closed before a moment, with its tally."""
    old = select(campaign.c.id).where(campaign.c.closes_at < stamp(before))
    conn.execute(delete(campaign_tally).where(campaign_tally.c.campaign_id.in_(old)))
    conn.execute(delete(campaign).where(campaign.c.closes_at < stamp(before)))


def add_answered(conn: Connection, answered: Mapping[str, int]) -> None:
    """Add a release's people to the tallies; only the mixer calls it, never for one person."""
    for campaign_id, people in sorted(answered.items()):
        new = inserting(conn, campaign_tally).values(campaign_id=campaign_id, answered=people)
        more = {"answered": campaign_tally.c.answered + people}
        conn.execute(new.on_conflict_do_update(index_elements=["campaign_id"], set_=more))


def answered(conn: Connection, campaign_id: str) -> int:
    """The raw tally. Whoever shows it goes through `storage.disclosure.response`."""
    query = select(campaign_tally.c.answered).where(campaign_tally.c.campaign_id == campaign_id)
    return int(conn.execute(query).scalar() or 0)


def _row(one: Campaign) -> dict[str, Any]:
    return _kept({name: getattr(one, name) for name in campaign.c.keys()})  # noqa: SIM118


def _kept(values: Mapping[str, Any]) -> dict[str, Any]:
    """As the columns hold it."""
    kept = dict(values)
    for name in ("starts_at", "remind_at", "closes_at"):
        if kept.get(name) is not None:
            kept[name] = stamp(kept[name])
    if "told" in kept:
        kept["told"] = json.dumps(dict(kept["told"]), ensure_ascii=False) if kept["told"] else None
    return kept


def _of(row: RowMapping) -> Campaign:
    values = dict(row)
    for name in ("starts_at", "remind_at", "closes_at"):
        values[name] = moment(values[name]) if values[name] else None
    values["told"] = json.loads(values["told"]) if values["told"] else {}
    return Campaign(**values)
