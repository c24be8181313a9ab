"""A county office with campaigns, a sender that sends them, and phones that answer."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from bot.message import InboundMessage, Reply
from bot.receive import receive
from bot.sending.sender import Sender, send_due
from bot.service import Service
from storage import check_ins
from storage.check_ins import Desk
from storage.crypto import new_id
from storage.office import campaigns
from storage.office.campaigns import Campaign
from storage.register import audiences
from storage.register.audiences import Audience
from storage.register.contacts import Contact
from storage.register.tables import session
from tests.bot.sending.conftest import good_office
from tests.bot.sending.network import Network, Taken
from tests.conftest import NOW
from tests.factories import sign_questions

BASE = "https://golden-thread.example"


@dataclass
class Office:
    """One county: its desk, its sender, its network."""

    service: Service
    sender: Sender
    network: Network

    @property
    def rooms(self):
        return self.service.rooms

    @property
    def desk(self) -> Desk:
        return Desk(self.service.rooms, self.service.book, self.service.cohorts)

    def plan(self, audience: Audience | None = None, **how: object) -> str:
        """A campaign that starts now, unless said otherwise; its id."""
        starts = how.pop("starts_at", NOW)
        one = Campaign(
            title="A check-in",
            kind=how.pop("kind", "prompt"),
            made_by="an officer",
            audience=audiences.to_json(audience or Audience()),
            starts_at=starts,
            closes_at=how.pop("closes_at", starts + timedelta(days=14)),
            **({"flow": "check-in", "state": "planned"} | how),
        )
        with self.rooms.register.write() as conn:
            return campaigns.add(conn, one)

    def run(self, now: datetime = NOW) -> list[Taken]:
        """The jobs of one minute; the texts that went out."""
        before = len(self.network.taken)
        check_ins.run(self.desk, now)
        send_due(self.sender, now)
        return self.network.taken[before:]

    def text(self, who: Contact, words: str, now: datetime = NOW, **more: object) -> Reply:
        """Somebody texts us."""
        number = self.rooms.vault.open(who.number)
        return receive(self.service, InboundMessage("sms", number, new_id(), words, **more), now)

    def text_from(self, number: str, words: str, now: datetime = NOW) -> Reply:
        """Somebody texts us whom the register may not know."""
        return receive(self.service, InboundMessage("sms", number, new_id(), words), now)

    def service_with_hold(self, hours: int) -> Service:
        """The same county with its own time between the ending and the release."""
        rules = replace(self.service.county.release, hold_hours=hours)
        return replace(self.service, county=replace(self.service.county, release=rules))

    def talking(self, who: Contact) -> bool:
        with self.rooms.register.read() as conn:
            here = session.c.contact_id == who.id
            return conn.execute(select(session.c.id).where(here)).first() is not None

    def person_states(self, campaign_id: str) -> dict[str, str]:
        with self.rooms.register.read() as conn:
            return check_ins.each_person(conn, campaign_id)

    def get(self, campaign_id: str) -> Campaign:
        with self.rooms.register.read() as conn:
            found = campaigns.get(conn, campaign_id)
        assert found is not None
        return found


@pytest.fixture
def network() -> Network:
    """A provider that takes everything, until told otherwise."""
    return Network()


@pytest.fixture
def office(service: Service, network: Network) -> Office:
    """An office in good order on each kind of database."""
    good_office(service.rooms)
    sign_questions(service.rooms, service.book.flows.values())
    rules = replace(service.sending, per_second=1000, most_a_day=100_000)
    service = replace(service, sending=rules, base_url=BASE)
    return Office(service, Sender(service, network), network)


@pytest.fixture
def number_of(office: Office) -> Callable[[Contact], str]:
    """The number of a contact, opened."""
    return lambda who: office.rooms.vault.open(who.number)
