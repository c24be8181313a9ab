"""People and words to test with, all of them invented, put in place through the real functions."""

import itertools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from conversations.flows import Flow
from storage import flow_safety, keys, mixer
from storage.crypto import new_id
from storage.reading_room import write_decision
from storage.register import contacts, held, reads
from storage.register.concerns import Concern, Lines
from storage.register.contacts import Contact
from storage.register.held import Ending, Kept
from storage.register.requests import Request
from storage.rooms import Rooms
from tests.conftest import NOW

WORDS_QUESTION = "wall.more"
CLOSED_QUESTION = "check-in.good_day"

SOMEBODY = {
    "place": "havant", "age": "11-15", "status": "in-care", "helper": "no", "language": "en",
}  # fmt: skip

_phones = itertools.cycle(range(1000))


def a_phone() -> str:
    """A number that Ofcom keeps for drama: nobody has it. Comes round again after a thousand."""
    return f"+447700900{next(_phones):03d}"


def a_contact(
    rooms: Rooms, number: str | None = None, kind: str = "registered", **known: Any
) -> Contact:
    """Somebody in the register. `known` are columns of the contact table."""
    return some_contacts(rooms, [number or a_phone()], kind, **known)[0]


def some_contacts(
    rooms: Rooms, numbers: Iterable[str], kind: str = "registered", **known: Any
) -> list[Contact]:
    """Several people with the same columns, in one transaction."""
    if kind == "registered":
        known = {"place": "havant", "status": "in-care", "consent": "agreed", "may_ask": True,
                 "onboarded": True,
                 "cohort": contacts.cohort_code(rooms.vault, 2012)} | known  # fmt: skip
    rows = [contacts.new_row(rooms.vault, number, kind, **known) for number in numbers]
    with rooms.register.write() as conn:
        for row in rows:
            contacts.add(conn, row)
    return [contacts.of(row) for row in rows]


def words(text: str, question: str = WORDS_QUESTION) -> Kept:
    """An answer in somebody's own words."""
    return Kept(question, "words", None, text)


def closed(value: Any, question: str = CLOSED_QUESTION, kind: str = "yes_no") -> Kept:
    """An answer that was one of those on offer."""
    return Kept(question, kind, value, None)


@dataclass(frozen=True)
class Talk:
    """A conversation that has ended, before it is sealed and held."""

    contact: Contact | None
    answers: Sequence[Kept] = (words("more pizza"),)
    lane: str | None = None
    attributes: Mapping[str, str] = field(default_factory=lambda: SOMEBODY)
    how: str = "finished"
    lines: Lines | None = None
    may_quote: bool | None = True
    ready_at: datetime = NOW - timedelta(minutes=1)
    look_only: bool = False
    raised: bool = False
    language: str = "en"
    id: str = field(default_factory=new_id)

    @property
    def its_lane(self) -> str:
        """The lane that the bot would put it into, unless the test says another."""
        if self.lane:
            return self.lane
        if self.contact and self.contact.kind == "staff_test":
            return "test"
        return "registered" if self.contact and self.contact.registered else "web"

    def ending(self) -> Ending:
        """The same as the storage's own type."""
        said = tuple(("you", one.text or str(one.value)) for one in self.answers)
        return Ending(
            conversation_id=self.id,
            contact_id=self.contact.id if self.contact else None,
            lane=self.its_lane,
            how=self.how,
            answers=self.answers,
            lines=said if self.lines is None else self.lines,
            attributes=self.attributes,
            may_quote=self.may_quote,
            ready_at=self.ready_at,
            look_only=self.look_only,
            language=self.language,
            raised=self.raised,
        )


def a_held_conversation(rooms: Rooms, contact: Contact | None = None, **how: Any) -> str:
    """One conversation in the hold; `how` as in `Talk`. Its id."""
    return hold(rooms, [Talk(contact, **how)])[0]


def hold(rooms: Rooms, talks: Sequence[Talk]) -> list[str]:
    """Conversations in the hold, in the order given, in one transaction each. Their ids."""
    with rooms.keys.write() as conn:
        made = {talk.id: keys.make(conn, rooms.vault, talk.id, NOW) for talk in talks}
    deposits = [held.prepare(talk.ending(), made[talk.id]) for talk in talks]
    with rooms.register.write() as conn:
        for deposit in deposits:
            mixer.deposit(conn, deposit)
    return [talk.id for talk in talks]


def a_group(rooms: Rooms, people: int, **how: Any) -> list[Contact]:
    """That many registered people, one held conversation each, all alike."""
    found = some_contacts(rooms, [a_phone() for _ in range(people)])
    hold(rooms, [Talk(one, **how) for one in found])
    return found


def read_all(rooms: Rooms, decision: str = "clear", by: str = "a reader") -> int:
    """Both reads: every text decided the same way, every conversation read for safety."""
    read = 0
    while waiting := mixer.held_texts(rooms, limit=500):
        for one in waiting:
            how, leaves = decision, {"clear": one.original, "edit": "[edited]"}.get(decision)
            if how == "clear" and one.text != one.original:
                how = "edit"  # what the machine took out is put back: these texts name nobody
            assert mixer.decide(rooms, one.id, how, by, NOW, leaves)
            read += 1
    read_for_safety(rooms, by)
    return read


def read_at_once(rooms: Rooms, by: str = "a reader") -> None:
    """Both reads of everything that waits, in one transaction: for many conversations."""
    with rooms.register.read() as conn:
        waiting = reads.unread(conn, 10_000, ["en"])
    with rooms.keys.read() as conn:
        own = keys.find_many(conn, rooms.vault, {conversation for _, conversation in waiting})
    with rooms.register.write() as conn:
        for answer_id, conversation in waiting:
            one = held.answer(conn, answer_id, own[conversation])
            ready = mixer.prepare_decision(one, own[conversation], "edit", by, one.text)
            assert write_decision(conn, ready, NOW)
            reads.read_for_safety(conn, conversation, by)


def read_for_safety(rooms: Rooms, by: str = "a reader") -> int:
    """Every conversation that waits for it is read for safety, and nobody worries."""
    read = 0
    while one := mixer.next_for_safety(rooms, by, NOW):
        assert mixer.read_for_safety(rooms, one.id, by, NOW, worried=False)
        read += 1
    return read


def a_concern(**changes: Any) -> Concern:
    """Words that worry, not yet in the register."""
    known: dict[str, Any] = {
        "id": new_id(),
        "level": "concern",
        "raised_at": NOW,
        "channel": "sms",
        "detector": "rules-1",
        "needs_person": False,
        "state": "new",
        "reasons": ("being hurt",),
        "text": "he hits me",
        "lines": (("bot", "How are things?"), ("you", "he hits me")),
        "number": "+447700900123",
        "note": "",
    }
    return Concern(**(known | changes))


def a_request(**changes: Any) -> Request:
    """Somebody asked for a person; not yet in the register."""
    known: dict[str, Any] = {
        "id": new_id(),
        "kind": "person",
        "made_at": NOW,
        "channel": "sms",
        "state": "open",
        "number": "+447700900123",
    }
    return Request(**(known | changes))


def sign_questions(rooms: Rooms, flows: Iterable[Flow], now: datetime = NOW) -> None:
    """The safeguarding lead has signed these questions as they are."""
    with rooms.register.write() as conn:
        for flow in flows:
            flow_safety.sign(conn, flow, "the safeguarding lead", now)
