"""Reads back everything that was kept of each phone's conversations, opened, to compare runs."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select

from storage import keys, mixer
from storage.keys import conversation_key
from storage.register import contacts, held
from storage.register.tables import held_conversation, seen, session
from storage.rooms import Rooms

Conversation = tuple[Any, ...]


def conversations_of(rooms: Rooms, numbers: Iterable[str]) -> dict[str, list[Conversation]]:
    """Each phone's ended conversations: how they ended, every line, every answer."""
    with rooms.register.read() as conn:
        ids = held.ids(conn)
    with rooms.keys.read() as conn:
        known = keys.find_many(conn, rooms.vault, ids)
    assert set(known) == ids, "a held conversation without its key"
    with rooms.register.read() as conn:
        owners = {
            contact.id: number
            for number in numbers
            if (contact := contacts.by_number(conn, rooms.vault, number)) is not None
        }
        answers: dict[str, list[tuple[Any, ...]]] = {}
        for one in held.answers_of(conn, known):
            kept = (one.question, one.kind, one.value, one.text)
            answers.setdefault(one.conversation_id, []).append(kept)
        found: dict[str, list[Conversation]] = {}
        for talk in held.conversations(conn, known):
            lines = tuple(tuple(line) for line in talk.lines)
            ended = (
                talk.why,
                talk.may_quote,
                lines,
                tuple(sorted(answers.get(talk.id, []), key=repr)),
            )
            found.setdefault(owners.get(talk.contact_id or "", "?"), []).append(ended)
    return {number: sorted(talks, key=repr) for number, talks in found.items()}


def orphan_keys(rooms: Rooms) -> int:
    """Keys of conversations that are nowhere."""
    with rooms.keys.read() as conn:
        ids = set(conn.execute(select(conversation_key.c.id)).scalars())
    with rooms.register.read() as conn:
        alive = set(conn.execute(select(session.c.id)).scalars())
        alive |= set(conn.execute(select(held_conversation.c.id)).scalars())
    return len(ids - alive)


def orphans_after_the_sweep(rooms: Rooms, now: datetime) -> int:
    """The same, once the nightly sweep has been there a day later."""
    mixer.sweep_orphans(rooms, now + timedelta(days=2))
    return orphan_keys(rooms)


def turns(rooms: Rooms) -> int:
    """Messages that were taken in, each once."""
    with rooms.register.read() as conn:
        return int(conn.execute(select(func.count()).select_from(seen)).scalar_one())
