"""Conversations with canaries: words that sing wherever they turn up."""

from collections.abc import Sequence

from config.data import ReleaseRules
from storage.register.contacts import Contact
from storage.rooms import Rooms
from tests.factories import Talk, hold, read_at_once, some_contacts, words

RULES = ReleaseRules(min_people=5, min_days=0, hold_hours=0)
NUMBERS = [f"+447700900{n:03d}" for n in range(300)]
FIRST = "a canary sings at conversation "


def said_by(count: int) -> list[str]:
    return [f"{FIRST}{n:04d}." for n in range(count)]


def filled(rooms: Rooms, count: int = 300, people: Sequence[Contact] = ()) -> list[str]:
    """Conversations with canaries, read and ready; their ids in the order of arrival."""
    people = people or some_contacts(rooms, NUMBERS[:count])
    talks = [Talk(one, [words(said)]) for one, said in zip(people, said_by(count), strict=True)]
    ids = hold(rooms, talks)
    read_at_once(rooms)
    return ids
