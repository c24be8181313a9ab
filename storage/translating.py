"""Held texts that no reader can read: a translator's words go beside the child's own."""

from dataclasses import dataclass, replace
from datetime import datetime

from conversations.safeguarding import Assessment
from storage.reading_room import languages_read, not_about, opened
from storage.register import held, leases, reads
from storage.rooms import Rooms
from storage.safety_reads import concern_of, raise_for


@dataclass(frozen=True)
class ToTranslate:
    """One text, the question it answers, and its language as far as we know. Nothing else."""

    id: str
    question: str
    text: str
    language: str


def next_to_translate(
    rooms: Rooms, by: str, now: datetime, *, after: str = ""
) -> ToTranslate | None:
    """A text for this translator, whom nobody else is given meanwhile."""
    with rooms.register.read() as conn:
        languages = languages_read(conn, now)
        waiting = reads.unread(conn, 10, languages, by=by, now=now, after=after, to_translate=True)
    fit = not_about(rooms, [one for one, _ in waiting], by)
    with rooms.register.write() as conn:
        taken = leases.take(conn, fit, by, now, 1)
    found = opened(rooms, taken[0]) if taken else None
    if found is None or not found[0].text:
        return None
    one = found[0]
    return ToTranslate(one.id, one.question, one.text or "", one.language or "")


def translate(
    rooms: Rooms, answer_id: str, translation: str, now: datetime, judged: Assessment
) -> bool:
    """Keep a translation, which readers then read; `judged` is its own assessment for safety.

    The original stays sealed beside it and is destroyed with it when the conversation is
    released. False when somebody else has translated it, or it is gone.
    """
    found = opened(rooms, answer_id)
    if found is None or found[0].translation:
        return False
    one, key = found
    own = {one.conversation_id: key}
    raised = None
    if judged.level != "none":
        raised = concern_of(rooms, one.conversation_id, own, now, translation, judged)
    body = held.sealed(replace(one, translation=translation), key)
    with rooms.register.write() as conn:
        leases.give_back(conn, answer_id)
        kept = reads.translated(conn, answer_id, body)
        if raised:  # whoever was faster: what these words say is not lost
            raise_for(conn, rooms, raised)
    return kept


def in_language(rooms: Rooms, answer_id: str, code: str | None) -> bool:
    """The translator says in which language it is; None is English, and readers get it as it is."""
    with rooms.register.write() as conn:
        leases.give_back(conn, answer_id)
        return reads.set_language(conn, answer_id, code)
