"""A sender's own phone: registered once, gets the words of a check-in first, and counts nowhere."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from conversations.segments import count
from storage import suppression
from storage.register import contacts, notices, outbox
from storage.register.outbox import OneOff
from storage.rooms import Rooms

_APART = timedelta(seconds=1)


def known(rooms: Rooms, account_id: str) -> str | None:
    """The contact that is this person's own phone."""
    with rooms.register.read() as conn:
        return notices.get(conn, _name(account_id))


def register(rooms: Rooms, account_id: str, number: str) -> str | None:
    """Remember somebody's own phone; None where the number is a young person's or said STOP."""
    with rooms.register.write() as conn:
        found = contacts.by_number(conn, rooms.vault, number)
        if found is not None and (found.kind != "staff_test" or found.stopped):
            return None
        if found is None:
            row = contacts.new_row(
                rooms.vault, number, "staff_test", consent="agreed", may_ask=True
            )
            contacts.add(conn, row)
        contact_id = found.id if found else str(row["id"])
        notices.put(conn, _name(account_id), contact_id)
    return contact_id


def send(rooms: Rooms, contact_id: str, texts: Sequence[str], now: datetime) -> None:
    """Queue the texts in their order; only STOP and the cap against abuse hold them back."""
    with rooms.keys.read() as conn:
        epoch = suppression.current(conn).number
    with rooms.register.write() as conn:
        for place, text in enumerate(texts):
            due = now + place * _APART
            one = OneOff("reply", text, count(text).segments, due, contact_id)
            outbox.queue_one(conn, rooms.vault, one, epoch)


def _name(account_id: str) -> str:
    return f"test-phone-{account_id}"
