"""A sender on either database, a provider that a test commands, and an office in good order."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from bot.sending.sender import Sender
from bot.service import Service
from storage import rosters, suppression
from storage.crypto import new_id
from storage.register import outbox, rota
from storage.register.contacts import Contact
from storage.register.outbox import Campaign, OneOff, Wording
from storage.register.sending_tables import outbox as outbox_table
from storage.register.tables import contact
from storage.rooms import Rooms
from storage.times import london_day
from tests.bot.sending.network import Network
from tests.conftest import NOW

TEXT = "What would you change about your week?"


def good_office(rooms: Rooms, now: datetime = NOW, **but: object) -> None:
    """Everything that the office must say, said."""
    said: dict[str, object] = {
        "duty_until": now + timedelta(days=7),
        "readers": [london_day(now) + timedelta(days=ahead) for ahead in range(8)],
        "list_at": now - timedelta(days=1),
        "languages": ["en", "ar"],
        "today": london_day(now),
        "read_until": london_day(now) + timedelta(days=8),
    }
    with rooms.register.write() as conn:
        rota.pause(conn, False)
        rota.say(conn, **(said | but))  # type: ignore[arg-type]
        # What a worker's own look at the roster would find.
        week = (now - timedelta(days=1), now + timedelta(days=8))
        rosters.add(conn, rosters.Shift("duty", *week))
        rosters.add(conn, rosters.Shift("reader", *week, languages=("en", "ar")))


@pytest.fixture
def network() -> Network:
    """A provider that takes everything, until told otherwise."""
    return Network()


@pytest.fixture
def quick(service: Service) -> Service:
    """The service with no limit on the rate, and an office in good order."""
    good_office(service.rooms)
    return replace(service, sending=replace(service.sending, per_second=1000))


@pytest.fixture
def sender(quick: Service, network: Network) -> Sender:
    """A sender on each kind of database."""
    return Sender(quick, network)


def queue(
    rooms: Rooms, people: list[Contact], kind: str = "prompt", text: str = TEXT, **more: object
) -> str:
    """Queue a campaign to these people; its id."""
    campaign = Campaign(
        id=str(more.pop("id", "") or new_id()),
        kind=kind,
        wordings=(Wording("en", text, 1),),
        due_at=more.pop("due_at", NOW - timedelta(minutes=1)),  # type: ignore[arg-type]
        **({"flow": "check-in", "part": "a"} | more),  # type: ignore[arg-type]
    )
    ids = [one.id for one in people]
    with rooms.keys.read() as conn:
        epoch = suppression.current(conn).number
    with rooms.register.write() as conn:
        who = select(contact.c.id).where(contact.c.id.in_(ids))
        outbox.queue_campaign(conn, rooms.vault, campaign, who, epoch)
    return campaign.id


def queue_one(rooms: Rooms, kind: str, body: str, who: Contact | None = None) -> str:
    """Queue a reply, a safety text or an alert."""
    with rooms.keys.read() as conn:
        epoch = suppression.current(conn).number
    one = OneOff(kind, body, 1, NOW - timedelta(minutes=1), who.id if who else None)
    with rooms.register.write() as conn:
        return outbox.queue_one(conn, rooms.vault, one, epoch)


def states(rooms: Rooms) -> dict[str, int]:
    """How many rows are in each state."""
    with rooms.register.read() as conn:
        found: dict[str, int] = {}
        for (_, state), number in outbox.counts(conn).items():
            found[state] = found.get(state, 0) + number
    return found


def row(rooms: Rooms, outbox_id: str | None = None) -> dict[str, object]:
    """One row of the outbox; the only one where no id is given."""
    query = select(outbox_table)
    if outbox_id:
        query = query.where(outbox_table.c.id == outbox_id)
    with rooms.register.read() as conn:
        return dict(conn.execute(query).mappings().one())


@pytest.fixture
def number_of(quick: Service) -> Callable[[Contact], str]:
    """The number of a contact, opened."""
    return lambda who: quick.rooms.vault.open(who.number)
