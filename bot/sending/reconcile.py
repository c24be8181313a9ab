"""Fetches texts that never reached us from the provider's list, then removes them there."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from bot.message import InboundMessage
from bot.receive import receive
from bot.sending.channel import ChannelError, Listed, SmsSender
from bot.service import Service
from conversations.words import global_word
from storage.register import money, notices, outbox, seen
from storage.rooms import Rooms
from storage.times import moment, stamp

log = structlog.get_logger(__name__)

SETTLED = timedelta(minutes=3)
"""Younger texts may still be on their way through the webhook and its retries."""
OVERLAP = timedelta(hours=1)
FIRST_LOOK = timedelta(hours=24)
LONGEST_LOOK = timedelta(days=7)
MOST_BLANKED = 500


@dataclass
class Reconciled:
    """What one run did, in numbers."""

    fetched: int = 0
    known: int = 0
    too_old: int = 0
    blanked: int = 0
    reply_segments: int = 0

    def __str__(self) -> str:
        return (
            f"{self.fetched} texts fetched, {self.known} known, {self.blanked} blanked at the "
            f"provider, {self.reply_segments} segments of replies counted"
        )


def reconcile(service: Service, channel: SmsSender, now: datetime) -> Reconciled:
    """Take in what the webhook missed. Raises `Busy` or `ChannelError`; the next run goes on."""
    rooms, done = service.rooms, Reconciled()
    until = now - SETTLED
    with rooms.register.read() as conn:
        before, billed = (_read(notices.get(conn, name), until) for name in _MARKS)
    since = max(before - OVERLAP, now - LONGEST_LOOK)
    texts = list(channel.listed(min(since, billed), until))
    for one in _without_overtaken(service, [t for t in texts if t.way == "in"]):
        _take_in(service, one, now, done)
    _bill(rooms, service, [t for t in texts if t.sent_at > billed], until, done)
    with rooms.register.write() as conn:
        notices.put(conn, notices.RECONCILED, stamp(until))
    _blank(service, channel, [t for t in texts if t.finished], done)
    return done


_MARKS = (notices.RECONCILED, notices.BILLED)


def _read(value: str | None, until: datetime) -> datetime:
    return moment(value) if value else until - FIRST_LOOK


def _take_in(service: Service, one: Listed, now: datetime, done: Reconciled) -> None:
    """Through the same door as the webhook, under the same key."""
    if not one.number.startswith("+"):
        return
    with service.rooms.register.read() as conn:
        if seen.is_known(conn, service.rooms.vault.tags("message", one.sid)):
            done.known += 1
            return
    if not one.text and not one.media:
        done.too_old += 1  # blanked already: we had it once, longer ago than `seen` is kept
        return
    late = InboundMessage(
        "sms", one.number, one.sid, one.text, media=one.media, sent_at=one.sent_at, by_api=True
    )
    receive(service, late, now)
    done.fetched += 1


def _without_overtaken(service: Service, texts: list[Listed]) -> list[Listed]:
    """STOP always wins: a START that was sent before somebody's last STOP starts nothing."""
    word = {one.sid: global_word(one.text, service.book.words) for one in texts}
    stopped: dict[str, datetime] = {}
    for one in texts:
        if word[one.sid] == "STOP":
            stopped[one.number] = max(one.sent_at, stopped.get(one.number, one.sent_at))
    return [
        one
        for one in texts
        if word[one.sid] != "START" or one.sent_at > stopped.get(one.number, _NEVER)
    ]


_NEVER = moment("0001-01-02T00:00:00+00:00")


def _bill(
    rooms: Rooms, service: Service, texts: list[Listed], until: datetime, done: Reconciled
) -> None:
    """Direct answers cost money too; only the provider's list knows them. Counted once."""
    by_month: dict[str, int] = {}
    for one in texts:
        if one.way == "reply":
            month = outbox.month_of(one.sent_at)
            by_month[month] = by_month.get(month, 0) + one.segments
    with rooms.register.write() as conn:
        for month, segments in by_month.items():
            cost = segments * service.sending.price["reply"]
            money.count(conn, month, "reply", segments, cost)
        notices.put(conn, notices.BILLED, stamp(until))
    done.reply_segments = sum(by_month.values())


def _blank(service: Service, channel: SmsSender, texts: list[Listed], done: Reconciled) -> None:
    """Nobody's words stay with the provider once we have them.

    A text that is blanked still says who sent it, when, and how long it was; so theirs, and our
    direct answers to them, are deleted. What we sent ourselves is blanked only: where we do not
    know whether a text went out, it must be found there.
    """
    how = service.sending.bodies
    if how == "keep":
        return
    deleted = ("in", "reply") if how == "delete" else ()
    held = [one for one in texts if one.text or one.way in deleted]
    for one in held[:MOST_BLANKED]:
        try:
            channel.forget(one.sid, delete=one.way in deleted)
            done.blanked += 1
        except ChannelError:
            log.warning("not_blanked", left=len(held) - done.blanked)
            return
