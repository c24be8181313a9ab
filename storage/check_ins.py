"""Campaigns on their way: from the office's calendar to the register's outbox, and what became.

Office and register meet here and not in their own rooms: the office says what is asked of whom and
when, the register knows who that is. No answer passes here.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from sqlalchemy import Connection

from conversations import prompting
from conversations.book import Book
from conversations.limits import months_from
from conversations.segments import count as count_segments
from storage import disclosure, flow_safety, suppression
from storage.office import actions, campaigns, public_texts
from storage.office.campaigns import Campaign
from storage.register import audiences, chat_links, notices, progress
from storage.register.audiences import Audience
from storage.register.progress import Progress
from storage.register.queueing import Campaign as Told
from storage.register.queueing import PromptCampaign, Wording, queue_campaign, queue_prompt
from storage.rooms import Rooms
from storage.times import LONDON, moment, stamp

__all__ = [
    "Campaign", "Desk", "Progress", "audience_size", "cancel", "each_person", "everyone_asked",
    "go_on", "pause", "plan", "progress_of", "response", "run",
]  # fmt: skip

log = structlog.get_logger(__name__)

LINKS_KNOWN = timedelta(days=90)
"""How long after its campaign a link still leads to what was asked."""


@dataclass(frozen=True)
class Desk:
    """What running campaigns needs beside the moment."""

    rooms: Rooms
    book: Book
    cohorts: Mapping[str, int]  # keyed code -> first year of birth


Step = Callable[[Desk, str, int, datetime], bool]


def run(desk: Desk, now: datetime) -> str:
    """Start what is planned, remind whom it is time to remind, close what is over."""
    with desk.rooms.keys.read() as conn:
        epoch = suppression.current(conn).number
    with desk.rooms.register.read() as conn:
        waiting = campaigns.listing(conn, states=("planned", "running", "paused"))
    _hold_unsigned(desk, waiting)
    _stop_the_clock(desk, waiting, now)
    done = {"started": 0, "reminded": 0, "closed": 0}
    for one in waiting:
        name, step = _next_step(one, now)
        if step is not None:
            done[name] += step(desk, one.id, epoch, now)
    return ", ".join(f"{number} {name}" for name, number in done.items())


def _next_step(one: Campaign, now: datetime) -> tuple[str, Step | None]:
    """What is to be done now, without taking the write lock for it."""
    if one.closes_at <= now:
        return "closed", _close
    if one.state == "planned" and one.starts_at <= now:
        return "started", _start
    if one.state == "running" and one.remind_at is not None and one.remind_at <= now:
        return "reminded", _remind
    return "", None


def _stop_the_clock(desk: Desk, waiting: Sequence[Campaign], now: datetime) -> None:
    """Once a `told` has really gone out to somebody, its actions are told."""
    for one in waiting:
        if one.kind != "told" or one.state not in ("running", "paused"):
            continue
        with desk.rooms.register.read() as conn:
            untold = public_texts.untold_by(conn, one.id)
            gone = bool(untold) and progress.went_out(conn, one.id, "told") > 0
        if gone:
            with desk.rooms.register.write() as conn:
                actions.tell(conn, untold, one.id, now)


def _start(desk: Desk, campaign_id: str, epoch: int, now: datetime) -> bool:
    with desk.rooms.register.write() as conn:
        one = campaigns.get(conn, campaign_id)
        if one is None or one.state != "planned" or one.starts_at > now:
            return False
        if not _is_signed(conn, desk, one):
            log.warning("campaign_not_signed", id=campaign_id)
            return False
        if not campaigns.set_state(conn, one.id, "running"):
            return False
        asked = _queue(conn, desk, one, epoch, now)
        campaigns.set_asked(conn, one.id, asked)
        if one.kind == "prompt":
            _remember(conn, one, now)
    log.info("campaign_started", id=campaign_id)
    return True


def _queue(conn: Connection, desk: Desk, one: Campaign, epoch: int, now: datetime) -> int:
    who = audiences.select_ids(audiences.from_json(one.audience), desk.cohorts, now)
    vault = desk.rooms.vault
    if one.kind == "told":
        texts = tuple(
            Wording(code, text, count_segments(text).segments) for code, text in one.told.items()
        )
        told = Told(one.id, "told", texts, now, one.closes_at)
        return queue_campaign(conn, vault, told, who, epoch)
    variants = prompting.prompt_variants(desk.book, one.flow or "", one.part, now)
    prompt = PromptCampaign(one.id, one.flow or "", one.part, now, one.closes_at, variants)
    return queue_prompt(conn, vault, prompt, who, desk.cohorts, epoch)


def _remind(desk: Desk, campaign_id: str, epoch: int, now: datetime) -> bool:
    """The one reminder, to all who were asked: who has answered, nobody knows."""
    with desk.rooms.register.read() as conn:
        if progress.is_queued(conn, campaign_id, "reminder"):
            return False
    with desk.rooms.register.write() as conn:
        one = campaigns.get(conn, campaign_id)
        if one is None or one.state != "running" or one.kind != "prompt":
            return False
        if (
            one.remind_at is None
            or one.remind_at > now
            or progress.is_queued(conn, one.id, "reminder")
        ):
            return False
        if not _is_signed(conn, desk, one):
            return False
        flow = one.flow or ""
        variants = prompting.reminder_variants(desk.book, flow, one.part, now)
        again = PromptCampaign(
            one.id, flow, one.part, now, one.closes_at, variants, kind="reminder"
        )
        who = progress.who_was_asked(one.id)
        return bool(queue_prompt(conn, desk.rooms.vault, again, who, desk.cohorts, epoch))


def _is_signed(conn: Connection, desk: Desk, one: Campaign) -> bool:
    """The safeguarding lead has signed these very questions; other texts have none."""
    return one.kind != "prompt" or flow_safety.is_signed(conn, desk.book.flow(one.flow or ""))


def _hold_unsigned(desk: Desk, waiting: Sequence[Campaign]) -> None:
    """What was queued before its questions changed waits for the new signature."""
    with desk.rooms.register.read() as conn:
        held = set(notices.listed(conn, notices.PAUSED_CAMPAIGNS))
        wanted = {
            one.id
            for one in waiting
            if one.state == "paused" or (one.state == "running" and not _is_signed(conn, desk, one))
        }
    for campaign_id in sorted({one.id for one in waiting} & (held ^ wanted)):
        with desk.rooms.register.write() as conn:
            _hold(conn, campaign_id, on=campaign_id in wanted)


def _close(desk: Desk, campaign_id: str, _epoch: int, now: datetime) -> bool:
    with desk.rooms.register.write() as conn:
        one = campaigns.get(conn, campaign_id)
        if one is None or one.closes_at > now or not campaigns.set_state(conn, one.id, "closed"):
            return False
        progress.call_off(conn, one.id, "refused", "too late")
        campaigns.set_asked(conn, one.id, progress.went_out(conn, one.id, one.kind))
        _hold(conn, one.id, on=False)
    log.info("campaign_closed", id=campaign_id)
    return True


# --------------------------------------------------------------------------- what staff decide


def plan(conn: Connection, one: Campaign) -> str:
    """Put a campaign on the calendar, as a draft or planned; its id."""
    audiences.from_json(one.audience)  # what cannot be read must not wait for its day to say so
    return campaigns.add(conn, one)


def pause(conn: Connection, campaign_id: str) -> bool:
    """Hold back what has not gone out; what has, may be answered."""
    if not campaigns.set_state(conn, campaign_id, "paused"):
        return False
    _hold(conn, campaign_id, on=True)
    return True


def go_on(conn: Connection, campaign_id: str) -> bool:
    """Let a paused campaign go on, or wait for its day again."""
    one = campaigns.get(conn, campaign_id)
    if one is None or one.state != "paused":
        return False
    begun = progress.is_queued(conn, campaign_id, one.kind)
    _hold(conn, campaign_id, on=False)
    return campaigns.set_state(conn, campaign_id, "running" if begun else "planned")


def cancel(conn: Connection, campaign_id: str) -> bool:
    """Nothing more of it goes out, for good."""
    if not campaigns.set_state(conn, campaign_id, "cancelled"):
        return False
    progress.call_off(conn, campaign_id, "cancelled", "cancelled")
    _hold(conn, campaign_id, on=False)
    return True


def everyone_asked(conn: Connection, campaign_ids: Sequence[str]) -> Audience:
    """All who were asked in some campaigns, for a `told`; as the register knows it for a year."""
    asked = []
    for campaign_id in campaign_ids:
        one = campaigns.get(conn, campaign_id)
        if one is not None and one.kind == "prompt" and one.flow:
            asked += [(one.flow, one.part, month) for month in _months(one)]
    return Audience(asked=tuple(dict.fromkeys(asked)))


def audience_size(conn: Connection, desk: Desk, audience: Audience, now: datetime) -> int:
    """How many an audience is now."""
    return audiences.count(conn, audience, desk.cohorts, now)


def progress_of(conn: Connection, campaign_id: str) -> Progress:
    """Planned, sent, arrived, not sent: counts of people."""
    one = campaigns.get(conn, campaign_id)
    return progress.of_campaign(conn, campaign_id, one.kind) if one else Progress()


def response(conn: Connection, campaign_id: str) -> int | None:
    """How many answered, as far as it may be shown; it changes at a release and never between."""
    one = campaigns.get(conn, campaign_id)
    if one is None or one.kind != "prompt":
        return None
    went = progress.went_out(conn, one.id, "prompt")
    asked = one.asked if one.state == "closed" else went
    return disclosure.response(asked, campaigns.answered(conn, campaign_id))


def each_person(conn: Connection, campaign_id: str) -> dict[str, str]:
    """Contact -> sent, arrived or not sent; empty until the window has closed for all."""
    one = campaigns.get(conn, campaign_id)
    if one is None or one.state != "closed":
        return {}
    return progress.each_person(conn, campaign_id, one.kind)


# ------------------------------------------------------------------ what the register must know


def _hold(conn: Connection, campaign_id: str, *, on: bool) -> None:
    held = set(notices.listed(conn, notices.PAUSED_CAMPAIGNS)) - {campaign_id}
    held |= {campaign_id} if on else set()
    notices.put(conn, notices.PAUSED_CAMPAIGNS, json.dumps(sorted(held)))


def _remember(conn: Connection, one: Campaign, now: datetime) -> None:
    """What a link of this campaign leads to; the bot does not see the office."""
    kept = notices.get(conn, notices.RUNNING)
    known = {
        code: said
        for code, said in (json.loads(kept) if kept else {}).items()
        if moment(said["until"]) + LINKS_KNOWN > now
    }
    known[chat_links.code_of(one.id)] = {
        "id": one.id, "flow": one.flow, "part": one.part, "until": stamp(one.closes_at),
    }  # fmt: skip
    notices.put(conn, notices.RUNNING, json.dumps(known))


def _months(one: Campaign) -> list[str]:
    first, last = (f"{at.astimezone(LONDON):%Y-%m}" for at in (one.starts_at, one.closes_at))
    months = [last]
    while months[-1] > first:
        months.append(months_from(months[-1], 1))
    return months
