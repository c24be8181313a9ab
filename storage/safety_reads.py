"""The safety read of whole conversations, the look before destruction, and a reader's worry."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from conversations.safeguarding import Assessment
from storage import keys
from storage.crypto import new_id
from storage.reading_room import languages_read, opened
from storage.register import case_hiding, cases, contacts, drills, held, leases, reads
from storage.register.concerns import Concern, Lines
from storage.register.held import Held
from storage.rooms import Rooms
from storage.times import moment

A_READER = Assessment("concern", ("a reader worries",), needs_person=False, detector="a reader")


@dataclass(frozen=True)
class Look:
    """A conversation that gets one safety look and is then destroyed."""

    id: str
    why: str
    lines: Lines


@dataclass(frozen=True)
class SafetyRead:
    """A whole conversation with its questions: never who wrote it, or where they live."""

    id: str
    lines: Lines
    age: str | None
    helped: str | None
    entered: bool
    since: datetime
    translations: tuple[tuple[str, str], ...]
    """What was written and what it means, where a translator was needed."""


def next_for_safety(rooms: Rooms, by: str, now: datetime) -> SafetyRead | None:
    """The conversation that has waited longest, and that nobody else is reading."""
    with rooms.register.read() as conn:
        waiting = dict(reads.for_safety(conn, languages_read(conn, now), by, now, limit=30))
        some_named = case_hiding.anybody_named(conn, by)
    fit = [one for one in waiting if not some_named or not _names(rooms, one, by)]
    with rooms.register.write() as conn:
        taken = leases.take(conn, fit[:10], by, now, 1)
    return _safety_read(rooms, taken[0], waiting[taken[0]]) if taken else None


def _names(rooms: Rooms, conversation: str, by: str) -> bool:
    """Whether the words name this very reader: then somebody else reads them."""
    found = _keys_of(rooms, conversation)
    with rooms.register.read() as conn:
        said = [
            case_hiding.in_their_words("", one.lines) for one in held.conversations(conn, found)
        ]
        return case_hiding.is_named(conn, rooms.vault, by, *said)


def _safety_read(rooms: Rooms, conversation: str, since: str) -> SafetyRead | None:
    found = _keys_of(rooms, conversation)
    with rooms.register.read() as conn:
        opened_ones = held.conversations(conn, found)
        answers = held.answers_of(conn, found)
    if not opened_ones:
        return None
    one = opened_ones[0]
    return SafetyRead(
        id=one.id,
        lines=one.lines,
        age=one.attributes.get("age"),
        helped=one.attributes.get("helper"),
        entered=one.lane == "entered",
        since=moment(since),
        translations=tuple(
            (each.text or "", each.translation) for each in answers if each.translation
        ),
    )


def read_for_safety(
    rooms: Rooms, conversation: str, by: str, now: datetime, *, worried: bool
) -> bool:
    """The safety read was done. A worry becomes a concern, whoever else has read it before."""
    found = _keys_of(rooms, conversation)
    raised = worried and raise_concern(rooms, conversation, found, now, "")
    with rooms.register.write() as conn:
        leases.give_back(conn, conversation)
        first = reads.read_for_safety(conn, conversation, by)
    return raised or (first and not worried)


def looks(rooms: Rooms, limit: int = 20, *, by: str = "") -> list[Look]:
    """Conversations to look at once: deleted, never confirmed, or written after STOP.

    Without those that name whoever looks.
    """
    with rooms.register.read() as conn:
        waiting = reads.looks(conn, limit)
    found = _keys_of(rooms, *waiting)
    with rooms.register.read() as conn:
        return [
            Look(one.id, one.why, one.lines)
            for one in held.conversations(conn, found)
            if not case_hiding.is_named(
                conn, rooms.vault, by, case_hiding.in_their_words("", one.lines)
            )
        ]


def looked(rooms: Rooms, look_id: str, now: datetime, *, worried: bool) -> bool:
    """The look was taken: raise a concern if the reader worries, then destroy the words."""
    with rooms.register.read() as conn:
        if look_id not in reads.looks(conn, limit=10_000):
            return False
    if worried and not raise_concern(rooms, look_id, _keys_of(rooms, look_id), now, ""):
        return False
    with rooms.keys.write() as conn:
        keys.destroy(conn, [look_id])
    with rooms.register.write() as conn:
        held.destroy(conn, [look_id])
    return True


def escalate(rooms: Rooms, answer_id: str, by: str, now: datetime) -> bool:
    """A reader worries about a text: its whole conversation becomes a concern for a person.

    The text leaves the queue and is never published; nobody can take that back. The concern is
    raised even if somebody else has decided the text meanwhile; False only when it is gone.
    """
    found = opened(rooms, answer_id)
    if found is None:
        return False
    one, key = found
    own = {one.conversation_id: key}
    new = concern_of(rooms, one.conversation_id, own, now, one.to_read)
    if new is None:
        return False
    with rooms.register.write() as conn:
        raise_for(conn, rooms, new)
        reads.decide(conn, answer_id, "withhold", by, escalated=True)
        leases.give_back(conn, answer_id)
    return True


def worry(rooms: Rooms, answer_id: str, now: datetime) -> bool:
    """Somebody who only sees one text (a translator) worries; the text goes on waiting."""
    found = opened(rooms, answer_id)
    if found is None:
        return False
    one, key = found
    own = {one.conversation_id: key}
    return raise_concern(rooms, one.conversation_id, own, now, one.to_read)


def raise_concern(
    rooms: Rooms,
    conversation: str,
    key: Mapping[str, bytes],
    now: datetime,
    text: str,
    judged: Assessment = A_READER,
) -> bool:
    """Make a concern of a held conversation; False when it is gone."""
    new = concern_of(rooms, conversation, key, now, text, judged)
    if new is None:
        return False
    with rooms.register.write() as conn:
        raise_for(conn, rooms, new)
    return True


@dataclass(frozen=True)
class Raised:
    """A worry about a held conversation, and whose it is."""

    concern: Concern
    contact_id: str | None


def raise_for(conn: Connection, rooms: Rooms, new: Raised) -> None:
    """Join the open case of whoever wrote it; else it is a case of its own that they are in."""
    if drills.is_planted(conn, new.concern.conversation):
        if drills.found(conn, new.concern.conversation, new.concern.id, new.concern.raised_at):
            cases.take_in(conn, rooms.vault, new.concern, None, drill=True)
        return
    known = cases.open_of(conn, rooms.vault, new.contact_id)
    if known and cases.join(conn, rooms.vault, known, new.concern, new.contact_id):
        return
    cases.take_in(conn, rooms.vault, new.concern, new.contact_id)
    if new.contact_id is not None:
        cases.link(conn, rooms.vault, new.contact_id, new.concern.id)


def concern_of(
    rooms: Rooms,
    conversation: str,
    key: Mapping[str, bytes],
    now: datetime,
    text: str,
    judged: Assessment = A_READER,
) -> Raised | None:
    """A held conversation as a concern, not yet written; None when it is gone."""
    with rooms.register.read() as conn:
        found = [one for one in held.conversations(conn, key) if one.id == conversation]
        number = _number(conn, rooms, found[0]) if found else None
    if not found:
        return None
    said = "\n".join(what for who, what in found[0].lines if who == "you")
    entered_by = found[0].attributes.get("entered_by")
    concern = Concern(
        id=new_id(),
        level=judged.level,
        raised_at=now,
        channel="entered" if found[0].lane == "entered" else "sms" if number else "web",
        detector=judged.detector,
        needs_person=judged.needs_person,
        state="new",
        reasons=judged.reasons,
        text=text or said,
        lines=found[0].lines,
        number=number,
        note=f"Entered by {entered_by}" if entered_by else "",
        conversation=conversation,
    )
    return Raised(concern, found[0].contact_id)


def _number(conn: Connection, rooms: Rooms, one: Held) -> str | None:
    number = contacts.sealed_number(conn, one.contact_id)
    return rooms.vault.open(number) if number else None


def _keys_of(rooms: Rooms, *conversations: str) -> dict[str, bytes]:
    with rooms.keys.read() as conn:
        return keys.find_many(conn, rooms.vault, conversations)
