"""A text that answers a check-in goes on as if it had just been asked, and counts once."""

from dataclasses import replace
from datetime import timedelta

from sqlalchemy import Connection

from bot.effects import Scene
from conversations import prompting
from conversations.book import Book, Person
from conversations.engine import State
from storage import keys
from storage.register import answering, chat_links, held
from storage.register.answering import Prompted
from storage.register.held import Deposit
from storage.rooms import Rooms
from storage.times import stamp


def answered_check_in(scene: Scene, book: Book, person: Person) -> State | None:
    """Where somebody stands who has not written since their prompt; None where nothing waits.

    No row says that they were asked something and have not answered yet: it follows from the
    outbox, and from what of theirs is still held.
    """
    contact = scene.contact
    if contact is None or contact.kind == "unknown" or contact.stopped or scene.number is None:
        return None
    hold = timedelta(hours=scene.service.county.release.hold_hours)
    with scene.service.rooms.register.read() as conn:
        prompt = answering.latest(conn, contact.id, scene.now, hold)
        if prompt is None:
            return None
        waiting = answering.held_of(conn, contact.id)
        by_link = chat_links.was_used(conn, scene.service.rooms.vault, contact.id)
    if by_link or _answered_already(scene, prompt, waiting):
        return None
    return _standing(scene, book, person, prompt)


def _standing(scene: Scene, book: Book, person: Person, prompt: Prompted) -> State | None:
    if book.flow(prompt.flow) is None:
        return None
    person = replace(person, mode="sms")
    if prompt.kind == "reminder":
        got = prompting.reminder(book, prompt.flow, person, now=scene.now, part=prompt.part)
    else:
        got = prompting.prompt(
            book, prompt.flow, person, first=prompt.first, now=scene.now, part=prompt.part
        )
    conversation = scene.conversation
    for text in got.noted:
        conversation.note("bot", text)
    conversation.state = got.state
    conversation.campaign = prompt.campaign_id
    conversation.stands_at(got.state, stamp(prompt.at))
    return got.state


def _answered_already(scene: Scene, prompt: Prompted, waiting: list[str]) -> bool:
    """Whether an answer to this very check-in is held; told by the sealed conversation only."""
    if not waiting:
        return False
    rooms = scene.service.rooms
    with rooms.keys.read() as conn:
        found = keys.find_many(conn, rooms.vault, waiting)
    with rooms.register.read() as conn:
        return any(one.campaign == prompt.campaign_id for one in held.conversations(conn, found))


def count_once(
    conn: Connection, rooms: Rooms, scene: Scene, deposit: Deposit, contact_id: str | None
) -> None:
    """A person counts once towards a release, whether they answer by text or by their link."""
    if not deposit.answers:
        return
    row, link = deposit.conversation, scene.conversation_link
    if row["lane"] == "registered" and contact_id:
        if chat_links.answered_by_text(conn, rooms.vault, contact_id):
            row["lane"] = "web"
    elif row["lane"] == "web" and link and chat_links.use(conn, link):
        row["lane"] = "registered"
