"""The privacy read: single texts, redacted by the machine, let out only as a person saw them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from pathlib import Path

from sqlalchemy import Connection

from config.data import RedactionLists, load_redaction
from conversations import redaction
from conversations.redaction import Redaction
from conversations.redaction_change import Change, change
from storage import keys
from storage.office import reading_work
from storage.register import case_hiding, held, leases, reads, rota
from storage.register.held import HeldAnswer
from storage.rooms import Rooms
from storage.times import moment

Redact = Callable[[str, str], Redaction]
"""From a text and the question it answers to the text without names."""

ENGLISH = "en"

CAME_WITH = Path(__file__).resolve().parent.parent / "config"


@dataclass(frozen=True)
class HeldText:
    """Words that wait for a person: never whose, from where or when.

    `text` is what the machine has made of `original`, and what is let out if it is cleared.
    """

    id: str
    question: str
    kind: str
    text: str
    original: str
    redaction: Redaction
    translated_from: str | None = None


@dataclass(frozen=True)
class Queue:
    """How much waits for each kind of reader, and since when."""

    texts: int
    oldest: datetime | None
    looks: int
    conversations: int = 0
    oldest_conversation: datetime | None = None
    to_translate: int = 0
    oldest_to_translate: datetime | None = None


def plainly(text: str, question: str) -> Redaction:
    """The machine's redaction with the lists that come with the service, no county's own."""
    return redaction.redact(text, _lists(), question)


@cache
def _lists() -> RedactionLists:
    return load_redaction(CAME_WITH)


def languages_read(conn: Connection, now: datetime | None) -> frozenset[str]:
    """What readers can read today; English always."""
    said = rota.office(conn, now).reads if now else None
    return frozenset({ENGLISH}) | (said or frozenset())


def queue(rooms: Rooms, now: datetime) -> Queue:
    """How much waits, and for whom: what readers read today decides it."""
    with rooms.register.read() as conn:
        languages = languages_read(conn, now)
        texts = reads.count_unread(conn, languages)
        whole = reads.count_for_safety(conn, languages)
        foreign = reads.count_unread(conn, languages, to_translate=True)
        looks = reads.count_looks(conn)
    return Queue(
        texts=texts.count,
        oldest=_since(texts.oldest),
        looks=looks,
        conversations=whole.count,
        oldest_conversation=_since(whole.oldest),
        to_translate=foreign.count,
        oldest_to_translate=_since(foreign.oldest),
    )


def held_texts(
    rooms: Rooms, limit: int = 20, *, now: datetime | None = None, redact: Redact = plainly
) -> list[HeldText]:
    """Words to read, single and shuffled (their random ids are the order), taken by nobody."""
    with rooms.register.read() as conn:
        waiting = reads.unread(conn, limit, languages_read(conn, now))
    return shown(rooms, [answer_id for answer_id, _ in waiting], redact)


def take(
    rooms: Rooms,
    by: str,
    now: datetime,
    count: int = 1,
    *,
    after: str = "",
    redact: Redact = plainly,
) -> list[HeldText]:
    """Texts for one reader, whom nobody else is given for ten minutes; after a given one."""
    with rooms.register.read() as conn:
        languages = languages_read(conn, now)
        # A few more than wanted: somebody else may just be taking the first of them.
        waiting = reads.unread(conn, count + 20, languages, by=by, now=now, after=after)
    fit = not_about(rooms, [one for one, _ in waiting], by)
    with rooms.register.write() as conn:
        taken = leases.take(conn, fit, by, now, count)
    return shown(rooms, taken, redact)


def not_about(rooms: Rooms, answer_ids: Sequence[str], by: str) -> list[str]:
    """The texts that do not name this account: what is said about a reader, another reads."""
    with rooms.register.read() as conn:
        if not case_hiding.anybody_named(conn, by):
            return list(answer_ids)
    found = {one: opened(rooms, one) for one in answer_ids}
    words = {one: (each[0].text or "", each[0].to_read) for one, each in found.items() if each}
    with rooms.register.read() as conn:
        return [
            one for one, said in words.items()
            if not case_hiding.is_named(conn, rooms.vault, by, *said)
        ]  # fmt: skip


def shown(rooms: Rooms, answer_ids: Sequence[str], redact: Redact) -> list[HeldText]:
    """Texts as a reader sees them; those that are gone in the meantime are left out."""
    texts = []
    for answer_id in answer_ids:
        found = opened(rooms, answer_id)
        if found and found[0].to_read:
            texts.append(_shown(found[0], redact))
    return texts


def _shown(one: HeldAnswer, redact: Redact) -> HeldText:
    made = redact(one.to_read, one.question)
    return HeldText(
        id=one.id,
        question=one.question,
        kind=one.kind,
        text=made.text,
        original=one.to_read,
        redaction=made,
        translated_from=one.language or "und" if one.translation else None,
    )


def decide(
    rooms: Rooms,
    answer_id: str,
    decision: str,
    by: str,
    now: datetime,
    text: str | None = None,
    *,
    redact: Redact = plainly,
) -> bool:
    """A reader clears, edits or withholds a text; False when another reader was faster.

    `text` is what leaves: with "clear" exactly what the reader saw, with "edit" what the reader
    wrote. A "clear" of anything but the machine's redaction of today is refused (`Changed`): no
    text leaves that nobody has seen. The child's own words stay sealed beside it until the
    release, so that the decision can be taken back.
    """
    found = opened(rooms, answer_id)
    if found is None:
        return False
    ready = prepare_decision(*found, decision, by, text, redact=redact)
    with rooms.register.write() as conn:
        return write_decision(conn, ready, now)


@dataclass(frozen=True)
class Decision:
    """One decision, sealed and counted, ready to be written."""

    answer_id: str
    decision: str
    by: str
    body: bytes | None
    change: Change | None


def prepare_decision(
    one: HeldAnswer,
    key: bytes,
    decision: str,
    by: str,
    text: str | None,
    *,
    redact: Redact = plainly,
) -> Decision:
    """Seal what leaves beside what came in. Do it before the write lock is taken."""
    if decision not in reads.READ or (decision == "withhold") != (not text):
        raise ValueError("clear or edit (with the words that leave), or withhold")
    if not text:
        return Decision(one.id, decision, by, None, None)
    made = redact(one.to_read, one.question)
    if decision == "clear" and text != made.text:
        raise Changed
    what = change(one.to_read, made, text)
    counted = (what.kept, what.restored, what.more)
    body = held.sealed(replace(one, cleared=text, change=counted), key)
    return Decision(one.id, decision, by, body, what)


def write_decision(conn: Connection, ready: Decision, now: datetime) -> bool:
    """Write a decision; False when somebody else was faster, or the text is gone."""
    if not reads.decide(conn, ready.answer_id, ready.decision, ready.by, ready.body):
        return False
    leases.give_back(conn, ready.answer_id)
    _count(conn, ready.by, now, ready.change, 1)
    return True


class Changed(Exception):
    """The machine now redacts this text in another way than the reader saw: show it again."""


def undo(rooms: Rooms, answer_id: str, by: str, now: datetime) -> bool:
    """Take one's own decision back; False once the conversation is being released.

    An escalation cannot be taken back: somebody is reading it already.
    """
    found = opened(rooms, answer_id)
    if found is None:
        return False
    one, key = found
    what = Change(*one.change) if one.change else None
    body = held.sealed(replace(one, cleared=None, change=None), key)
    with rooms.register.write() as conn:
        if not reads.undecide(conn, answer_id, by, body):
            return False
        _count(conn, by, now, what, -1)
    return True


def not_my_language(rooms: Rooms, answer_id: str) -> bool:
    """A reader cannot read it: it goes to a translator, who says what it is."""
    with rooms.register.write() as conn:
        leases.give_back(conn, answer_id)
        return reads.set_language(conn, answer_id, "und")


def opened(rooms: Rooms, answer_id: str) -> tuple[HeldAnswer, bytes] | None:
    """One held answer and its key; None when either is gone."""
    with rooms.register.read() as conn:
        sealed = held.answer(conn, answer_id)
    if sealed is None:
        return None
    with rooms.keys.read() as conn:
        key = keys.find(conn, rooms.vault, sealed.conversation_id)
    if key is None:
        return None
    with rooms.register.read() as conn:
        one = held.answer(conn, answer_id, key)
    return (one, key) if one else None


def _count(conn: Connection, by: str, now: datetime, what: Change | None, one: int) -> None:
    reading_work.count_text(conn, by, now, one)
    if what:
        reading_work.count_changes(conn, [what], now, one)


def _since(stamped: str | None) -> datetime | None:
    return moment(stamped) if stamped else None
