"""Workers die while they send, two run at once, and every prompt still goes out once."""

import random
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from sqlalchemy import func, select

from storage.register.sending_tables import asked, outbox, spend
from tests.bot.sending.conftest import good_office, queue
from tests.conftest import NOW
from tests.factories import a_phone, some_contacts
from tests.fake_twilio.behaviour import DELIVERED, NO_RECEIPT, Accept, Drop, Refuse
from tests.soak.site import Site

WORKERS = 2
OPEN = ("due", "claimed")


@dataclass
class Workers:
    """Two workers at any time; each that is killed is followed by another."""

    site: Site
    nursery: "subprocess.Popen[bytes]"
    alive: list[int] = field(default_factory=list)
    kills: int = 0

    def one_more(self) -> None:
        """Start one."""
        assert self.nursery.stdin
        assert self.nursery.stdout
        self.nursery.stdin.write(b"\n")
        self.nursery.stdin.flush()
        self.alive.append(int(self.nursery.stdout.readline()))

    def kill_one(self, chance: random.Random) -> None:
        """At once, whatever it is doing."""
        self.kills += self.site.kill(self.alive.pop(chance.randrange(len(self.alive))))
        self.one_more()


@pytest.fixture
def workers(site, fake) -> Iterator[Workers]:
    nursery = site.start(
        "workers", [sys.executable, "-m", "tests.soak.quick_worker"],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE,
    )  # fmt: skip
    found = Workers(site, nursery)
    yield found
    for pid in found.alive:
        site.kill(pid)
    nursery.stdin.close()
    nursery.stdout.close()


def accidents(_attempt, chance: random.Random):
    """Half of the reports never come; now and then nobody hears the answer."""
    luck, slow = chance.random(), chance.uniform(0.02, 0.12)
    delivery = chance.choice(
        [DELIVERED, DELIVERED.untold(), NO_RECEIPT.untold(), DELIVERED.twice()]
    )
    if luck < 0.04:
        return Drop(accepted=True, delivery=delivery)
    if luck < 0.08:
        return Drop(accepted=False)
    if luck < 0.10:
        return Refuse(20500, accepted=chance.random() < 0.5, delivery=delivery)
    return Accept(delivery, slow, early=luck > 0.9)


def states(rooms) -> Counter[str]:
    with rooms.register.read() as conn:
        rows = conn.execute(select(outbox.c.state, func.count()).group_by(outbox.c.state))
        return Counter({state: number for state, number in rows})


def creates(fake) -> int:
    return sum(one.operation == "CreateMessage" for one in fake.requests)


def let_it_go_on(site, rooms, fake, calls: int) -> None:
    """Until so many more texts were handed over; while all is quiet, time passes."""
    before, begun = creates(fake), time.monotonic()
    while creates(fake) < before + calls:
        seen = creates(fake), states(rooms)
        until_moved = time.monotonic() + 1.5
        while (creates(fake), states(rooms)) == seen and time.monotonic() < until_moved:
            time.sleep(0.02)
        if (creates(fake), states(rooms)) == seen:
            if not sum(seen[1][one] for one in OPEN):
                return
            site.pass_time(rooms, minutes=2)
        assert time.monotonic() < begun + 120, seen


def test_senders_killed(size, site, rooms, fake, workers, chance, figures):
    prompts, kills = size.of(40, 500), size.of(8, 100)
    site.set_clock(rooms, NOW)
    good_office(rooms)
    people = some_contacts(rooms, [a_phone() for _ in range(prompts)])
    queue(rooms, people)
    fake.rules.add(accidents)
    site.start_web()
    for _ in range(WORKERS):
        workers.one_more()
    while workers.kills < kills and sum(states(rooms)[one] for one in OPEN):
        let_it_go_on(site, rooms, fake, chance.randint(1, 4))
        time.sleep(chance.uniform(0, 0.1))
        workers.kill_one(chance)
    let_it_go_on(site, rooms, fake, 10**6)
    fake.settle()

    ended = states(rooms)
    arrived = Counter(one.to for one in fake.sent if one.direction == "outbound-api")
    figures(
        prompts=prompts, kills=workers.kills, calls=creates(fake), sent=len(arrived),
        twice=sum(many > 1 for many in arrived.values()), unknown=ended["unknown"],
        clock_minutes=round((site.now() - NOW).total_seconds() / 60),
    )  # fmt: skip
    assert max(arrived.values()) == 1
    assert workers.kills >= kills - 1
    assert sum(ended.values()) == prompts
    assert set(ended) <= {"sent", "delivered", "unknown"}
    with rooms.register.read() as conn:
        rows = conn.execute(select(outbox.c.contact_id, outbox.c.state)).all()
        asks = conn.execute(select(func.count()).select_from(asked)).scalar()
        paid = conn.execute(select(func.sum(spend.c.segments))).scalar()
    number = {one.id: rooms.vault.open(one.number) for one in people}
    assert [who for who, state in rows if state != "unknown" and not arrived[number[who]]] == []
    assert asks == paid == prompts
