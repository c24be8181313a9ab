"""Gives the demo's worker their young people, with record numbers that nobody has."""

from datetime import datetime
from random import Random

from bot.demo_people import NUMBERS, PEOPLE
from storage.crypto import new_id
from storage.office import team_keys
from storage.register import contacts, do_not_ask, notices, records, requests
from storage.register.requests import Request
from storage.rooms import Rooms

LOADED = "demo-contacts"
THEIRS = 18
"""The ten phones that are lent, and some more."""
NOT_TOLD = slice(14, 18)
_LISTED = 6
_WANTS_TO_JOIN = "+447700900990"


def load(rooms: Rooms, worker_id: str, now: datetime) -> None:
    """Once: whose contacts they are, their records, who must not be asked, who wants to join."""
    with rooms.register.read() as conn:
        if notices.get(conn, LOADED) is not None:
            return
        key = team_keys.find(conn)
        found = [contacts.by_number(conn, rooms.vault, number) for number in NUMBERS[:PEOPLE]]
    people = [one.id for one in found if one is not None]
    made_up = {which: f"HX-{70000 + place}" for place, which in enumerate(people)}
    changes: dict[str, dict[str, object]] = {which: {} for which in people}
    for which in people[:THEIRS]:
        changes[which]["worker_id"] = worker_id
    for which in people[NOT_TOLD]:
        changes[which]["onboarded"] = False
    if key is not None:
        for which, record in made_up.items():
            changes[which]["record_tag"] = records.tag(rooms.vault, record)
            changes[which]["record_number"] = records.sealed(key.public, record)
    rng = Random(7)  # noqa: S311 - the same county each time
    listed = rng.sample(people[THEIRS:], min(_LISTED, len(people[THEIRS:])))
    with rooms.register.write() as conn:
        for which, columns in changes.items():
            if columns:
                contacts.change(conn, which, columns)
        tags = do_not_ask.tags_of(rooms.vault, (made_up[one] for one in listed))
        do_not_ask.replace(conn, tags, now)
        asked = Request(new_id(), "join", now, "sms", "open", _WANTS_TO_JOIN)
        requests.add(conn, rooms.vault, asked)
        notices.put(conn, LOADED, "done")
