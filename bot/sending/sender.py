"""Sends what is due: claim, hand over outside any transaction, write down what became of it."""

import json
import os
import socket
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import structlog

from bot.sending import links, problems
from bot.sending.channel import Ambiguous, ChannelError, NotTaken, Sent, SmsSender, Unreachable
from bot.sending.mail import Mailer
from bot.service import Service
from conversations.limits import LIMITED
from storage import suppression
from storage.crypto import Unreadable
from storage.register import claims, contacts, outbox
from storage.register.claims import Batch, Claimed, Claimer, Setting
from storage.register.sending_tables import outbox as rows
from storage.times import moment

log = structlog.get_logger(__name__)

BATCH = 20
LEASE = timedelta(minutes=5)
LONGEST_CALL_SECONDS = 15
PROVIDER_AWAY = timedelta(minutes=1)
MOST_ATTEMPTS = 3
RETRY = timedelta(minutes=30)
ASK_EVERY = timedelta(minutes=1)
ABSENT_LATER = timedelta(minutes=15)
ABSENT_SOON = timedelta(minutes=6)  # replies and safety texts: somebody is waiting
GIVE_UP = timedelta(hours=12)


@dataclass
class Went:
    """What one round did, in numbers."""

    sent: int = 0
    refused: int = 0
    waiting: int = 0
    unknown: int = 0
    old_register: bool = False

    def __str__(self) -> str:
        told = f"{self.sent} sent, {self.refused} refused, {self.waiting} to try again"
        told += f", {self.unknown} unknown" if self.unknown else ""
        return told + ("; THE REGISTER IS OLDER THAN THE KEYS" if self.old_register else "")


@dataclass
class Sender:
    """One sender in one process; any number of them may run at once."""

    service: Service
    channel: SmsSender
    owner: str = field(default_factory=lambda: f"{socket.gethostname()}:{os.getpid()}")
    batch: int = BATCH
    lease: timedelta = LEASE
    mailer: Mailer | None = None
    alerts_only: bool = False  # where no provider of texts is set up
    pressing_only: bool = False  # of a web process: what obeys no calendar


def send_due(sender: Sender, now: datetime, *, rounds: int = 50) -> Went:
    """Send all that may go out now. Safe to run anywhere, any number at once."""
    went = Went()
    settle_expired(sender, now, went)
    for _ in range(rounds):
        batch = _claim(sender, now)
        went.old_register |= batch.old_register
        if not batch.texts or not _hand_over_all(sender, batch, now, went):
            break
    if went.old_register:
        log.error("register_is_old", do="python manage.py after-restore")
    return went


def setting(service: Service) -> Setting:
    """What the limits need to know of this county."""
    county = service.county
    return Setting(service.sending, county.time_zone, county.closed, service.age_band, county.terms)


def _claim(sender: Sender, now: datetime) -> Batch:
    rooms = sender.service.rooms
    with rooms.keys.read() as conn:
        epoch = suppression.current(conn)
    with rooms.register.read() as conn:
        if not claims.anything_due(conn, now):
            return Batch()
    claimer = Claimer(
        sender.owner, sender.batch, sender.lease, epoch.number, epoch.sendings,
        sender.alerts_only, sender.pressing_only,
    )  # fmt: skip
    with rooms.register.write() as conn:
        batch = claims.claim(conn, setting(sender.service), claimer, now)
    if batch.texts and batch.sendings > epoch.sendings:
        with rooms.keys.write() as conn:
            suppression.reached(conn, batch.sendings)
    return batch


def _hand_over_all(sender: Sender, batch: Batch, now: datetime, went: Went) -> bool:
    """Hand over one by one; False when a road is closed: what would have taken it is given back.

    Calls, texts and e-mails are roads of their own: one that is closed holds up no other.
    """
    started = time.monotonic()
    period = links.offered(sender.service, batch.texts).id
    broken: set[tuple[str | None, str | None, str]] = set()
    away: set[str] = set()
    longest = sender.lease.total_seconds() / 2 - LONGEST_CALL_SECONDS
    for place, one in enumerate(batch.texts):
        if time.monotonic() - started > longest:
            # Our lease may be over before the call is: somebody else may be asking already.
            _give_back(sender, batch.texts[place:], now, went)
            return False
        group = (one.contact_id, one.campaign_id, one.kind)
        if one.place > 1 and group in broken:  # never without what comes before it
            _give_back(sender, (one,), now + ASK_EVERY, went, "waits for its first text")
            continue
        road = _road(sender, one)
        if road in away:
            _give_back(sender, (one,), now, went)
            continue
        try:
            if not _hand_over(sender, one, period, now, went):
                broken.add(group)
        except Unreachable:
            away.add(road)
            _give_back(sender, (one,), now + PROVIDER_AWAY, went)
            log.warning("provider_unreachable", road=road, left=len(batch.texts) - place)
    return not away


def _road(sender: Sender, one: Claimed) -> str:
    """By which road a text goes: sms, call or email."""
    try:
        return _opened(sender, one)[2]
    except (Unreadable, ValueError, KeyError):
        return "sms"  # `_hand_over` finds out the same, and says so


def _give_back(
    sender: Sender,
    texts: Sequence[Claimed],
    due_at: datetime,
    went: Went,
    why: str = "provider away",
) -> None:
    if not texts:
        return
    with sender.service.rooms.register.write() as conn:
        for one in texts:
            went.waiting += outbox.again(conn, one.id, one.attempts, due_at, why)


def _hand_over(sender: Sender, one: Claimed, period: str, now: datetime, went: Went) -> bool:
    """Hand one text over; whether the provider surely has it."""
    vault = sender.service.rooms.vault
    try:
        number, text, by = _opened(sender, one)
        text = links.filled(sender.service, text, one, period)
    except (Unreadable, ValueError, KeyError):
        _end(sender, one, "failed", "cannot be opened", went)
        return False
    try:
        taken = _sent_by(sender, by, number, text, one)
    except Unreachable:
        raise
    except NotTaken as error:
        _refused(sender, one, error, now, went)
        return False
    except Ambiguous:
        with sender.service.rooms.register.write() as conn:
            outbox.ask_later(conn, one.id, one.attempts, now + ASK_EVERY)
        went.waiting += 1
        return False
    with sender.service.rooms.register.write() as conn:
        outbox.sent(conn, vault, one.id, taken.sid)
    went.sent += 1
    return True


def _sent_by(sender: Sender, by: str, to: str, text: str, one: Claimed) -> Sent:
    if by == "email":
        if sender.mailer is None:
            raise NotTaken(None, "tell")
        subject = str(json.loads(sender.service.rooms.vault.open(one.body)).get("subject", ""))
        return sender.mailer.mail(to, subject, text, one.token)
    return (sender.channel.call if by == "call" else sender.channel.send)(to, text, one.token)


def _opened(sender: Sender, one: Claimed | Any) -> tuple[str, str, str]:
    """(number, text, how): the one place where a number is opened to be texted."""
    vault = sender.service.rooms.vault
    body = vault.open(one.body)
    if one.kind == "alert":
        alert = json.loads(body)
        return str(alert["to"]), str(alert["text"]), str(alert.get("by", "sms"))
    if one.number is None:
        raise ValueError("no number")
    return vault.open(one.number), body, "sms"


def _refused(sender: Sender, one: Claimed, error: NotTaken, now: datetime, went: Went) -> None:
    rooms = sender.service.rooms
    reason = f"provider: {error.code or 'no code'}"
    if error.what == "later" and one.attempts < MOST_ATTEMPTS:
        with rooms.register.write() as conn:
            outbox.again(conn, one.id, one.attempts, now + PROVIDER_AWAY * one.attempts, reason)
        went.waiting += 1
        return
    if error.what == "tell":
        problems.note(rooms, str(error.code or "no code"), now)
    _end(sender, one, "failed", reason, went)
    if error.what == "stop":
        withdraw(sender.service, one.id, now)


def _end(sender: Sender, one: Claimed, state: str, reason: str, went: Went) -> None:
    with sender.service.rooms.register.write() as conn:
        outbox.ended(conn, one.id, state, reason, one.attempts)
    went.refused += 1


def withdraw(service: Service, outbox_id: str, now: datetime) -> None:
    """The network says that they told it STOP: so they told us."""
    rooms = service.rooms
    with rooms.register.write() as conn:
        query = rows.select().where(rows.c.id == outbox_id)
        contact_id = conn.execute(query).mappings().one()["contact_id"]
        if contact_id is None:
            return
        contacts.change(conn, contact_id, {"consent": "stopped"})
        number = contacts.sealed_number(conn, contact_id)
    if number is not None:
        with rooms.keys.write() as conn:
            suppression.add(conn, rooms.vault.lookups(rooms.vault.open(number))[0], "stop", now)


# ------------------------------------------------------------------------- whose lease ran out


def settle_expired(sender: Sender, now: datetime, went: Went) -> None:
    """Claims that nobody finished: find out, or leave them to a person. Never guess."""
    rooms = sender.service.rooms
    with rooms.register.read() as conn:
        late = claims.expired(conn, now, 100)
    for row in late:
        one = Claimed(
            row["id"], row["token"], row["kind"], row["number"], row["text"] or row["body"],
            row["attempts"], moment(row["claimed_at"]), moment(row["lease_until"]),
            row["place"], row["contact_id"], row["campaign_id"],
        )  # fmt: skip
        try:
            _settle(sender, one, now, went)
        except ChannelError:
            _ask_again(sender, one, now, went)


def _settle(sender: Sender, one: Claimed, now: datetime, went: Went) -> None:
    rooms = sender.service.rooms
    if one.kind == "alert":  # somebody must be woken: twice is better than never
        _settle_alert(sender, one, now, went)
        return
    found = _looked_for(sender, one)
    if found is not None and len(found) == 1:
        with rooms.register.write() as conn:
            outbox.sent(conn, rooms.vault, one.id, found[0])
        went.sent += 1
    elif found is None or len(found) > 1:
        _unknown(sender, one, went)
    elif now - one.claimed_at < (ABSENT_LATER if one.kind in LIMITED else ABSENT_SOON):
        _ask_again(sender, one, now, went)
    else:
        with rooms.register.write() as conn:
            outbox.again(conn, one.id, one.attempts, now)
        went.waiting += 1


def _settle_alert(sender: Sender, one: Claimed, now: datetime, went: Went) -> None:
    """A text that the provider surely has is not sent twice; where nobody can tell, it is."""
    try:
        found = _looked_for(sender, one) if _road(sender, one) == "sms" else ()
    except ChannelError:
        found = None
    with sender.service.rooms.register.write() as conn:
        if found:
            outbox.sent(conn, sender.service.rooms.vault, one.id, found[0])
            went.sent += 1
        else:
            outbox.again(conn, one.id, one.attempts, now)
            went.waiting += 1


def _looked_for(sender: Sender, one: Claimed) -> tuple[str, ...] | None:
    """The provider's ids that may be this text, without those that are another row's."""
    try:
        number, text, _ = _opened(sender, one)
    except (Unreadable, ValueError, KeyError):
        return None
    found: tuple[str, ...] = ()
    for written in links.as_sent(sender.service, text, one):
        those = sender.channel.find(number, written, one.claimed_at)
        if those is None:
            return None
        found = (*found, *those)
    rooms = sender.service.rooms
    with rooms.register.read() as conn:
        return tuple(sid for sid in found if outbox.by_sid(conn, rooms.vault, sid) is None)


def _ask_again(sender: Sender, one: Claimed, now: datetime, went: Went) -> None:
    if now - one.claimed_at > GIVE_UP:
        _unknown(sender, one, went)
        return
    with sender.service.rooms.register.write() as conn:
        outbox.ask_later(conn, one.id, one.attempts, now + ASK_EVERY)
    went.waiting += 1


def _unknown(sender: Sender, one: Claimed, went: Went) -> None:
    """A person must find out; it is never sent again."""
    with sender.service.rooms.register.write() as conn:
        outbox.ended(conn, one.id, "unknown", "nobody knows", one.attempts)
    went.unknown += 1
    log.error("text_unknown", id=one.id, kind=one.kind)
