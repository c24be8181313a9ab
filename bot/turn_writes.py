"""One turn's short write: everything is sealed first, then one transaction with few statements."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import structlog
from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError

from bot.conversation import Conversation
from bot.effects import AFTERWARDS, ENDED, Scene
from bot.going_back import at_end
from bot.judge import keep_compared
from bot.prompted import count_once
from conversations.segments import count
from storage import keys, mixer, suppression
from storage.crypto import new_id
from storage.database import Busy
from storage.register import (
    cases,
    contacts,
    held,
    outbox,
    requests,
    seen,
    sessions,
    withdrawn,
)
from storage.register.held import Deposit, Ending
from storage.register.outbox import OneOff
from storage.register.sessions import Conflict
from storage.rooms import Rooms
from storage.times import stamp

log = structlog.get_logger(__name__)

LOOK_ONLY = ("deleted", "unconfirmed", "stopped_before")
"""How a conversation ends whose words are looked at once for safety and then destroyed."""


@dataclass
class Writes:
    """The rows of one turn, sealed and ready."""

    contact: dict[str, Any] | None = None  # a new contact
    session: dict[str, Any] | None = None  # a new session
    saved: tuple[bytes, datetime] | None = None  # the open session's next body
    closed: bool = False
    deposit: Deposit | None = None
    seen: tuple[str, bytes | None, str | None] | None = None
    replies: tuple[OneOff, ...] = ()  # answers that go out through the outbox
    epoch: int = 0
    withdrawn: tuple[str, ...] = ()  # ended in this browser before, and never to be released


def prepare(scene: Scene, state: dict[str, Any] | None, key: bytes | None) -> Writes:
    """Decide what becomes of the conversation and seal it. `key` is None for a new one.

    Commits a fresh key for what is new, before anything that it seals.
    """
    writes = Writes(withdrawn=tuple(scene.conversation.held) if scene.never_release else ())
    _new_contact(scene, writes)
    _mark_concern(scene)
    if scene.ended:
        _end(scene, writes, key)
        if state is None and scene.inbound.channel != "sms" and scene.inbound.sender:
            state = _afterwards(scene)
        if state is not None:
            scene.conversation = _next_conversation(scene, writes.deposit)
            key = None
    elif state is None and at_end(scene.conversation.state) and scene.inbound.sender:
        state = _afterwards(scene)  # what was answered is still to be seen
    if scene.never_release:
        scene.conversation.held = []
    scene.conversation.state = state
    if state is None:
        writes.closed = scene.open_in_database
    elif scene.open_in_database and key is not None and not scene.ended:
        writes.saved = (scene.conversation.sealed(key), _expiry(state))
    else:
        writes.closed = scene.open_in_database
        writes.session = _new_session(scene, state, _fresh_key(scene, scene.conversation.id))
    return writes


def _new_contact(scene: Scene, writes: Writes) -> None:
    if scene.number is None or scene.contact is not None:
        return
    known = {"language": scene.conversation.language, **scene.contact_changes}
    if scene.stopped_before:
        known = {"consent": "stopped", **known}
    writes.contact = contacts.new_row(scene.service.rooms.vault, scene.number, "unknown", **known)
    scene.contact_changes = {}


def _mark_concern(scene: Scene) -> None:
    """Join the open concern of this person or conversation, if there is one; else link this one."""
    if scene.concern is None:
        return
    scene.concern = replace(
        scene.concern, lines=tuple(scene.conversation.lines), conversation=scene.said_in
    )
    vault = scene.service.rooms.vault
    known = scene.conversation.concern
    if known is None and scene.contact and scene.contact.open_concern:
        known = vault.open(scene.contact.open_concern)
    if known is not None:
        with scene.service.rooms.register.read() as conn:
            scene.joins = known if cases.is_open(conn, known) else None
    link = scene.joins or scene.concern.id
    scene.conversation.concern = link
    if scene.contact is not None and scene.joins is None:
        scene.contact_changes["open_concern"] = vault.seal(link)


def _end(scene: Scene, writes: Writes, key: bytes | None) -> None:
    conversation = scene.conversation
    look_only = scene.ended in LOOK_ONLY or not conversation.kept
    if not conversation.words or (not conversation.kept and scene.ended not in LOOK_ONLY):
        if not _said_more_than_keys(conversation):
            return  # opened and left: there are no words to read
        look_only = True
    key = key or _fresh_key(scene, conversation.id)
    hold = timedelta(hours=scene.service.county.release.hold_hours)
    ending = Ending(
        conversation_id=conversation.id,
        contact_id=_contact_id(scene, writes),
        lane=_lane(scene),
        how=scene.ended or "",
        answers=tuple(conversation.kept),
        lines=conversation.to_be_read(),
        attributes=_attributes(scene),
        may_quote=conversation.may_quote,
        ready_at=scene.now + hold,
        look_only=look_only,
        language=conversation.language,
        campaign=conversation.campaign,
        raised=conversation.concern is not None,
    )
    scene.conversation_link = conversation.link
    writes.deposit = held.prepare(ending, key)


def _said_more_than_keys(conversation: Conversation) -> bool:
    """Whether anything they wrote has words in it, beyond the numbers that choose."""
    return any(
        who == "you" and any(c.isalpha() for c in text) for who, text in conversation.to_be_read()
    )


def _contact_id(scene: Scene, writes: Writes) -> str | None:
    if scene.contact is not None:
        return scene.contact.id
    return str(writes.contact["id"]) if writes.contact else None


def _lane(scene: Scene) -> str:
    if scene.inbound.drill:
        return "test"
    if scene.contact is not None and scene.contact.kind == "staff_test":
        return "test"
    return "registered" if scene.contact is not None and scene.contact.registered else "web"


def _attributes(scene: Scene) -> dict[str, str]:
    """What may describe the answers, as far as the ladder lets it; only of registered people.

    The event whose code opened the chat goes on an answer only where enough spoke there.
    """
    contact, event = scene.contact, scene.conversation.attributes.get("event")
    if contact is None or not contact.registered:
        return {"event": event} if event else {}
    described = {
        "place": contact.place,
        "age": scene.service.age_band(contact.cohort, scene.now),
        "status": contact.status,
        "language": scene.conversation.language,
        "helper": scene.conversation.attributes.get("helper"),
    }
    return {name: value for name, value in described.items() if value}


def _afterwards(scene: Scene) -> dict[str, Any]:
    """Web chat goes on showing the last words for a while; theirs are gone from it already."""
    return {"at": ENDED, "expires": stamp(scene.now + AFTERWARDS)}


def _next_conversation(scene: Scene, deposit: Deposit | None) -> Conversation:
    """A new conversation, of which nothing but the last texts is known, and what to take out."""
    before = scene.conversation
    waits = deposit is not None and deposit.conversation["state"] == "waiting"
    after = Conversation(
        id=new_id(),
        version=0,
        language=before.language,
        easy_read=before.easy_read,
        concern=before.concern,
        place=before.place,
        asked_at=before.asked_at,
        held=[*before.held, before.id] if waits else before.held,
    )
    for text in scene.said:
        after.note("bot", text)
    return after


def _new_session(scene: Scene, state: dict[str, Any], key: bytes) -> dict[str, Any]:
    vault = scene.service.rooms.vault
    web = scene.number is None
    return {
        "id": scene.conversation.id,
        "contact_id": None,  # `write` knows it, once the contact is there
        "token_tag": vault.tag("browser", scene.inbound.sender) if web else None,
        "expires_at": stamp(_expiry(state)),
        "body": scene.conversation.sealed(key),
    }


def _fresh_key(scene: Scene, conversation_id: str) -> bytes:
    rooms = scene.service.rooms
    with rooms.keys.write() as conn:
        return keys.make(conn, rooms.vault, conversation_id, scene.now)


def _expiry(state: dict[str, Any]) -> datetime:
    return datetime.fromisoformat(str(state["expires"]))


def write(rooms: Rooms, scene: Scene, writes: Writes) -> None:
    """The turn's one transaction. `Conflict` when another message was faster: do it all again."""
    conversation, contact_id = scene.conversation, _contact_id(scene, writes)
    changed = writes.contact or scene.contact_changes
    try:
        with rooms.register.write() as conn:
            _write_seen(conn, scene, writes)
            if writes.contact:
                contacts.add(conn, writes.contact)
            if scene.contact is not None and scene.contact_changes:
                contacts.change(conn, scene.contact.id, scene.contact_changes)
            if writes.saved:
                body, expiry = writes.saved
                sessions.save(conn, conversation.id, conversation.version, body, expiry)
            if writes.closed and scene.closes:
                sessions.close(conn, *scene.closes)
            if writes.session:
                owner = contact_id if scene.number else None
                sessions.create(conn, {**writes.session, "contact_id": owner})
            _write_rare(conn, rooms, scene, writes, contact_id)
    except IntegrityError as error:
        raise Conflict from error
    _remember_beside_the_keys(rooms, scene, changed)


def _remember_beside_the_keys(rooms: Rooms, scene: Scene, changed: Mapping[str, Any]) -> None:
    """STOP, PAUSE, DELETE and LEAVE outlive a register that is put back from a backup.

    Best effort: what is missing here, `after-restore` finds in the register.
    """
    consent = changed.get("consent")
    paused = changed.get("paused") or scene.contact_changes.get("paused")
    joins = any(one.kind == "join" for one in scene.requests)
    if scene.number is None or not (consent or scene.never_release or joins or paused is not None):
        return
    tags = rooms.vault.lookups(scene.number)
    try:
        with rooms.keys.write() as conn:
            if consent == "stopped":
                suppression.add(conn, tags[0], "stop", scene.now)
            elif consent == "agreed":
                suppression.lift_stop(conn, tags)
            if paused is not None:
                suppression.lift(conn, tags, "pause")
            if paused:
                suppression.add(conn, tags[0], "pause", scene.now)
            if joins:
                suppression.lift(conn, tags, "leave")
            if scene.never_release:
                suppression.add(conn, tags[0], scene.never_release, scene.now)
    except Busy:
        log.warning("suppression_not_written")


def _write_seen(conn: Connection, scene: Scene, writes: Writes) -> None:
    if writes.seen:
        tag, reply, why = writes.seen
        seen.add(conn, tag, scene.now, reply=reply, silence=why)


def _write_rare(
    conn: Connection, rooms: Rooms, scene: Scene, writes: Writes, contact_id: str | None
) -> None:
    if scene.never_release and contact_id:
        withdrawn.never_release(conn, contact_id, scene.never_release)
    if scene.never_release and writes.withdrawn:
        withdrawn.never_release_these(conn, writes.withdrawn, scene.never_release)
    if writes.deposit:
        count_once(conn, rooms, scene, writes.deposit, contact_id)
        mixer.deposit(conn, writes.deposit)
    if scene.concern:
        _write_concern(conn, rooms, scene, contact_id)
    keep_compared(conn, rooms, scene)
    for one in scene.requests:
        requests.add(conn, rooms.vault, one)
    if scene.details:
        requests.tell(conn, rooms.vault, *scene.details)
    for reply in writes.replies:
        outbox.queue_one(conn, rooms.vault, replace(reply, contact_id=contact_id), writes.epoch)


def _write_concern(conn: Connection, rooms: Rooms, scene: Scene, contact_id: str | None) -> None:
    assert scene.concern is not None  # noqa: S101 - the caller looked
    if scene.joins:
        if not cases.join(conn, rooms.vault, scene.joins, scene.concern, contact_id):
            raise Conflict  # it was closed in this very moment: raise a new one
        return
    cases.take_in(conn, rooms.vault, scene.concern, contact_id, drill=scene.inbound.drill)
    if scene.contact is None and contact_id:
        cases.link(conn, rooms.vault, contact_id, scene.concern.id)


def answer_with(
    scene: Scene, writes: Writes, tag: str, texts: tuple[str, ...], silence: str | None
) -> None:
    """Keep the answer for a retry; or, when the webhook is over, queue it in the same commit."""
    rooms = scene.service.rooms
    if not scene.inbound.by_api:
        writes.seen = (tag, sealed_reply(rooms, texts), silence)
        return
    # The webhook may still come after us: it must then say nothing.
    writes.seen = (tag, None, silence or "answered by API")
    with rooms.keys.read() as conn:
        writes.epoch = suppression.current(conn).number
    writes.replies = tuple(
        OneOff("reply", text, count(text).segments, scene.now + timedelta(seconds=place))
        for place, text in enumerate(texts)
    )


def sealed_reply(rooms: Rooms, texts: tuple[str, ...]) -> bytes | None:
    """The reply as it is kept for a retry."""
    return rooms.vault.seal(json.dumps(texts, ensure_ascii=False)) if texts else None
