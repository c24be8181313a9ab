"""What the service holds of one phone number, for a young person who asks to see it.

The register, what is held until it is read, and requests. Not the answers: nobody can say which of
those are theirs. Not the cases: who works on them decides what may be said.
"""

import json
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select

from storage import keys, suppression
from storage.crypto import Unreadable, open_with
from storage.register import contacts, entries, held, requests
from storage.register.sending_tables import asked, outbox, told
from storage.register.tables import contact, held_answer, held_conversation, session
from storage.rooms import Rooms

CANNOT_MATCH = (
    "We hold answers that we cannot match to you. What young people said is kept after a few weeks "
    "without a name, a number or anything else that leads back. If some of it is yours, nobody can "
    "tell which, and we cannot either (UK GDPR, Article 11)."
)
CASES = (
    "If staff are helping because of something that was said, that is kept by the safeguarding "
    "team and is not part of this. Ask us, and they will answer you themselves."
)


@dataclass(frozen=True)
class Passage:
    """One line of what is held: where it is from, who wrote it (you, we, staff), and the words."""

    about: str
    who: str
    text: str


@dataclass(frozen=True)
class HeldOf:
    """All that is held of a number. `contact_id` is None where the register does not know it."""

    contact_id: str | None
    facts: tuple[tuple[str, str], ...]
    passages: tuple[Passage, ...]


_FACTS = (
    "place", "status", "language", "easy_read", "phone_of", "consent", "consent_source",
    "may_ask", "onboarded", "paused", "preferred_time",
)  # fmt: skip


def number_of(typed: str) -> str | None:
    """A phone number in the register's own form; None where it is none."""
    return entries.number(typed)


def of_number(rooms: Rooms, number: str) -> HeldOf:
    """Everything under one number, opened. Who asks has shown that the number is theirs."""
    with rooms.keys.read() as conn:
        said = suppression.of_number(conn, rooms.vault, number)
    facts = [(f"said {why.upper()}", at.date().isoformat()) for why, at in sorted(said.items())]
    with rooms.register.read() as conn:
        theirs = contact.c.lookup.in_(rooms.vault.lookups(number))
        row = conn.execute(select(contact).where(theirs)).mappings().first()
        wanted = [one for one in requests.listing(conn, rooms.vault, open_only=False)
                  if one.number == number]  # fmt: skip
        passages = [
            Passage(f"a request ({one.kind}), {one.made_at.date()}", "you", text)
            for one in wanted
            for text in one.details.values()
        ]
        passages += [
            Passage("a note on a request", "staff", one.note) for one in wanted if one.note
        ]
        if row is None:
            return HeldOf(None, tuple(facts), tuple(passages))
        year = contacts.cohort_years(rooms.vault).get(row["cohort"] or "")
        facts += [("number", number), ("school-year cohort", str(year or "not known"))]
        facts += [(name.replace("_", " "), _plain(row[name])) for name in _FACTS]
        if row["record_tag"]:
            facts.append(("the county's record number", "kept sealed; only in a case it is opened"))
        facts += _asked(conn, row["id"])
        passages += _conversations(rooms, conn, row["id"])
    return HeldOf(row["id"], tuple(facts), tuple(passages))


def _plain(value: Any) -> str:
    return {True: "yes", False: "no", None: "not known"}.get(value, str(value))


def _asked(conn: Connection, contact_id: str) -> list[tuple[str, str]]:
    """What they were asked and told, by month, and which texts went out in the last 90 days."""
    rows = conn.execute(select(asked).where(asked.c.contact_id == contact_id))
    found = [("asked", f"{row.flow} {row.part} in {row.month}".replace("  ", " ")) for row in rows]
    rows = conn.execute(select(told).where(told.c.contact_id == contact_id))
    found += [("told what came of it", row.month) for row in rows]
    texts = select(outbox.c.kind, outbox.c.state, outbox.c.due_at)
    for row in conn.execute(texts.where(outbox.c.contact_id == contact_id)):
        found.append(("text to them", f"{row.kind}, {row.due_at[:10]}, {row.state}"))
    return found


def _conversations(rooms: Rooms, conn: Connection, contact_id: str) -> list[Passage]:
    """What is open or waits to be read, line by line, and answers as they were cleared."""
    here = session.c.contact_id == contact_id
    open_now = {row.id: row.body for row in conn.execute(select(session).where(here))}
    theirs = held_conversation.c.contact_id == contact_id
    waiting = list(conn.execute(select(held_conversation.c.id).where(theirs)).scalars())
    with rooms.keys.read() as kept:
        found = keys.find_many(kept, rooms.vault, [*open_now, *waiting])
    passages = []
    for one in held.conversations(conn, {each: found[each] for each in waiting if each in found}):
        passages += _lines("a conversation that waits to be read", one.lines)
    cleared = held_answer.c.conversation_id.in_(waiting) & held_answer.c.decision.is_not(None)
    if conn.execute(select(held_answer.c.id).where(cleared)).first():
        passages.append(
            Passage("a conversation that waits", "staff", "Some of it was read already.")
        )
    for which, body in open_now.items():
        try:
            lines = json.loads(open_with(found[which], body))["lines"] if which in found else ()
        except Unreadable:
            lines = ()
        passages += _lines("the conversation that is open now", lines)
    return passages


def _lines(about: str, lines: Any) -> list[Passage]:
    names = {"you": "you", "bot": "we"}
    return [Passage(about, names.get(who, who), text) for who, text in lines]
