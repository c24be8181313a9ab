"""How many answered a campaign: added up at release, from sealed conversations, as people."""

from collections.abc import Sequence

from sqlalchemy import Connection

from storage import keys
from storage.office import campaigns
from storage.register import held
from storage.register.held import Ready
from storage.rooms import Rooms


def add(conn: Connection, rooms: Rooms, leaving: Sequence[Ready]) -> None:
    """Count the people of a release to the campaigns they answered.

    In the transaction that marks the batch: a batch is marked once, so nobody counts twice,
    whenever the release is killed. After it only the sum is known.
    """
    with rooms.keys.read() as kept:
        found = keys.find_many(kept, rooms.vault, [one.id for one in leaving if one.gives])
    people: dict[str, set[str]] = {}
    for one in held.conversations(conn, found):
        if one.campaign:
            people.setdefault(one.campaign, set()).add(one.person)
    campaigns.add_answered(conn, {campaign: len(them) for campaign, them in people.items()})
