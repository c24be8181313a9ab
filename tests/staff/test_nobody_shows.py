"""Pages of workers, leads, council and board are the same, byte for byte, when a child answers."""

import re
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import Connection, func, select, update

from bot.message import InboundMessage
from bot.receive import receive
from bot.sending.sender import Sender, send_due
from bot.service import Service, make_service
from config.data import County
from config.settings import Settings
from storage import check_ins
from storage.crypto import new_id
from storage.office import campaigns
from storage.office.campaigns import Campaign
from storage.office.tables import account
from storage.register import audiences, progress
from storage.register.audiences import Audience
from storage.register.contacts import Contact
from storage.register.progress import Progress
from storage.register.tables import held_conversation
from storage.rooms import Rooms
from tests.bot.sending.conftest import good_office
from tests.bot.sending.network import Network
from tests.conftest import NOW
from tests.factories import some_contacts
from tests.staff.console import Console

ROLES = ("worker", "district_lead", "council", "board")
_ONCE = re.compile(r'(nonce="|name="csrf_token" value=")[^"]*')
ANSWERS = ("1", "when i see my nan", "my aunt helps", "my aunt", "good", "skip", "skip", "yes")


@dataclass
class Scene:
    """A console, the bot beside it, and a worker's young people."""

    console: Console
    service: Service
    people: list[Contact]
    sender: Sender

    def run(self, now: datetime) -> None:
        check_ins.run(
            check_ins.Desk(self.service.rooms, self.service.book, self.service.cohorts), now
        )
        send_due(self.sender, now)

    def answers(self, who: Contact, now: datetime) -> None:
        number = self.service.rooms.vault.open(who.number)
        for words in ANSWERS:
            receive(self.service, InboundMessage("sms", number, new_id(), words), now)

    def pages(self) -> dict[str, str]:
        """Every page that these roles can reach by links, from their first page on."""
        found = {}
        for role in ROLES:
            client = self.console.browser(role)
            todo = ["/staff/", "/staff/check-in?who=some&place=havant", "/staff/check-in/preview"]
            while todo:
                path = todo.pop()
                if f"{role} {path}" in found or "year=" in path:  # other years have no end
                    continue
                response = client.get(path)
                text = _ONCE.sub(r"\1", response.text)
                found[f"{role} {path}"] = text
                if response.status_code == 200:
                    todo += re.findall(r'href="(/staff/(?!static)[^"#]*)"', text)
        return found


@pytest.fixture
def scene(sqlite_rooms: Rooms, county: County, settings_demo: Settings) -> Scene:
    """Six young people of one worker in Havant; half of them were never asked before."""
    console = Console(sqlite_rooms, county, settings_demo)
    console.clock.at = NOW
    good_office(sqlite_rooms)
    service = make_service(sqlite_rooms, settings_demo.county_dir, {"MODE": "demo"})
    service = replace(service, sending=replace(service.sending, per_second=1000))
    worker = console.people["worker"].id
    people = [
        one
        for consent in ("new", "agreed")
        for one in some_contacts(
            sqlite_rooms,
            [f"+447700900{n + (3 if consent == 'new' else 0):03d}" for n in range(3)],
            worker_id=worker,
            consent=consent,
        )
    ]
    with sqlite_rooms.register.write() as conn:
        conn.execute(
            update(account).where(account.c.role == "district_lead").values(district="havant")
        )
        for by, audience in (
            ("worker", Audience(worker_id=worker)),
            ("worker", Audience(worker_id=worker, contacts=(people[0].id,))),
            ("district_lead", Audience(places=("havant",))),
        ):
            one = Campaign(
                title="A check-in", kind="prompt", made_by=console.people[by].id,
                audience=audiences.to_json(audience), starts_at=NOW, flow="check-in",
                closes_at=NOW + timedelta(days=7), state="planned",
            )  # fmt: skip
            campaigns.add(conn, one)
    return Scene(console, service, people, Sender(service, Network()))


@pytest.mark.attack(8)
@pytest.mark.parametrize("who", [0, 5])
def test_no_page_changes_when_one_answers_while_it_runs(scene: Scene, who: int) -> None:
    scene.run(NOW)
    before = scene.pages()
    assert any("How far it has got" in page for page in before.values())  # where it would show
    scene.answers(scene.people[who], NOW + timedelta(minutes=5))
    with scene.service.rooms.register.read() as conn:
        heard = select(held_conversation.c.id).where(
            held_conversation.c.contact_id == scene.people[who].id
        )
        assert conn.execute(heard).first() is not None  # they really were heard
    assert scene.pages() == before


def test_nor_after_its_window_has_closed_for_all(scene: Scene) -> None:
    scene.run(NOW)
    scene.answers(scene.people[1], NOW + timedelta(minutes=5))
    scene.console.clock.at = NOW + timedelta(days=8)
    scene.run(NOW + timedelta(days=8))
    before = scene.pages()
    assert any("What became of each text" in page for page in before.values())
    scene.answers(scene.people[0], NOW + timedelta(days=8, minutes=5))
    assert scene.pages() == before


@pytest.mark.attack(8, naive=True)
def test_this_test_would_see_a_change(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same page, if it counted whose words wait among those that arrived."""
    real = progress.of_campaign

    def telling(conn: Connection, campaign_id: str, kind: str) -> Progress:
        heard = conn.execute(select(func.count()).select_from(held_conversation)).scalar_one()
        return replace(real(conn, campaign_id, kind), arrived=heard)

    monkeypatch.setattr(progress, "of_campaign", telling)
    scene.run(NOW)
    before = scene.pages()
    scene.answers(scene.people[0], NOW + timedelta(minutes=5))
    assert scene.pages() != before
