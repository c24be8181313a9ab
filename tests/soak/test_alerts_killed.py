"""Web and worker are killed while somebody discloses: every alert goes out, no text goes twice."""

import random
import threading
import time
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta

import psutil
import pytest
from sqlalchemy import select

from storage.register import alerts, case_work
from storage.register.case_tables import alert_way
from storage.register.sending_tables import outbox
from tests.bot.duty_office import FIRST, put_on
from tests.bot.texting import URGENT
from tests.cases import a_team
from tests.conftest import NOW
from tests.factories import a_phone
from tests.fake_twilio.behaviour import Accept, Drop
from tests.post_office import PostOffice, post_office
from tests.soak.site import until
from tests.soak.talking import Talker
from tests.soak.test_sending import workers

__all__ = ["workers"]


@pytest.fixture
def post(site) -> Iterator[PostOffice]:
    with post_office() as office:
        site.more["SMTP_URL"] = office.url
        yield office


def a_web_worker(site) -> psutil.Process:
    """The process of gunicorn that answers; the other one only starts it again."""
    until(lambda: psutil.Process(site.children["web"].pid).children(), what="a web worker")
    return psutil.Process(site.children["web"].pid).children()[0]


def slow(_attempt, chance: random.Random):
    """Long enough to be killed in the middle; and of every second one nobody hears the answer."""
    if chance.random() < 0.5:
        return Drop(accepted=True)
    return Accept(delay=chance.uniform(0.05, 0.3))


def test_no_alert_is_lost_or_doubled(size, site, rooms, fake, post, workers, chance, figures):
    disclosures = size.of(4, 30)
    site.set_clock(rooms, NOW)
    team = a_team(rooms)
    put_on(rooms, team.lead.id, FIRST, NOW)
    fake.rules.add(slow)
    site.start_web(workers=1)
    killed = 0
    for _ in range(disclosures):
        talker = Talker(a_phone(), [[URGENT]])
        thread = threading.Thread(target=talker.talk, args=(site,))
        thread.start()
        time.sleep(chance.uniform(0, 0.6))  # before the commit, after it, while they are sent
        killed += site.kill(a_web_worker(site).pid)
        thread.join()
        assert talker.differing == 0
        _until_nobody_asks(fake)
        site.pass_time(rooms, minutes=6)  # the next has an alert of its own
    workers.one_more()
    for _ in range(disclosures):
        site.pass_time(rooms, seconds=40)
        time.sleep(chance.uniform(0.1, 0.6))
        workers.kill_one(chance)
    with rooms.register.read() as conn:
        found = case_work.listing(conn)
        assert all(alerts.stands_for(conn, one.id) for one in found)
    team.all()  # opened: nothing is passed on any more
    rows = _once_all_went(site, rooms)
    fake.settle()
    sent = Counter(one.form["StatusCallback"].rpartition("/")[2] for one in fake.sent
                   if one.direction == "outbound-api")  # fmt: skip
    called = Counter(one.form["StatusCallback"].rpartition("/")[2] for one in fake.calls)
    mailed = Counter(one["Message-ID"].strip("<>").partition("@")[0] for one in post.taken)
    figures(disclosures=disclosures, killed_web=killed, killed_worker=workers.kills, rows=len(rows),
            texts=sum(sent.values()), calls=sum(called.values()),
            mails=sum(mailed.values()))  # fmt: skip
    assert len(found) == disclosures
    assert killed == disclosures
    assert [row for row in rows if not {"sms": sent, "call": called, "email": mailed}[row.way]
            [row.token]] == []  # fmt: skip
    assert max(sent.values()) == 1
    assert set(sent) == {row.token for row in rows if row.way == "sms"}


def _until_nobody_asks(fake):
    """What lives has said what it says to the provider: six minutes pass for it between two calls,
    never within one (a call is cut off after seconds)."""
    asked, still_since = -1, time.monotonic()
    while time.monotonic() - still_since < 1.5:
        if asked != len(fake.ledger.requests):
            asked, still_since = len(fake.ledger.requests), time.monotonic()
        time.sleep(0.1)


def _once_all_went(site, rooms):
    """The rows of the outbox with their roads, when none of them waits any more."""
    query = select(alert_way.c.way, outbox.c.token, outbox.c.state).join_from(
        alert_way, outbox, outbox.c.id == alert_way.c.id
    )
    deadline = time.monotonic() + 240
    while True:
        with rooms.register.read() as conn:
            rows = conn.execute(query).all()
        waiting = [row for row in rows if row.state in ("due", "claimed")]
        if not waiting:
            return rows
        assert time.monotonic() < deadline, waiting
        site.set_clock(rooms, site.now() + timedelta(seconds=40))
        time.sleep(0.7)
