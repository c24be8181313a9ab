"""The database is locked, away, full or read-only: "try again" at once, nothing half written."""

import time
from collections import Counter
from collections.abc import Iterator

import pytest

from benchmarks.phones import request_for
from storage.register import notices
from tests import facilities
from tests.bot.sending.conftest import good_office
from tests.conftest import NOW
from tests.factories import a_phone, some_contacts
from tests.phone import messages
from tests.soak import trouble
from tests.soak.conftest import fresh_urls, serving_fake
from tests.soak.kept import conversations_of, orphans_after_the_sweep, turns
from tests.soak.site import ROOMS, TOKEN, Site, until
from tests.soak.talking import SHORT, Said, Talker, all_at_once, post

# Not yet steady on a busy machine: cut connections of PostgreSQL, and the worker's way back.
pytestmark = pytest.mark.soak


SCRIPT = SHORT[2]
TWILIO_WAITS_SECONDS = 15
OURS = ("Traceback", '"level": "error"', "page_failed", "turn_failed")


def begin(site, rooms, people: int) -> list[Talker]:
    """Phones in the middle of a conversation; the first has had the whole of it."""
    talkers = [Talker(a_phone(), [SCRIPT[:3]]) for _ in range(people)]
    talkers[0].conversations = [SCRIPT]
    some_contacts(rooms, [one.number for one in talkers])
    all_at_once(site, talkers, 4)
    return talkers


def ask(site, talkers, words: str) -> list[Said]:
    """Each phone's next text, not posted yet."""
    texts = []
    for talker in talkers:
        talker.said.append(Said(words, request_for(words, talker.number, site.url, TOKEN)))
        texts.append(talker.said[-1])
    return texts


def finish(site, rooms, talkers, model: Talker) -> None:
    """The rest of the conversations; then all is as if nothing had been."""
    rooms.close()  # the test's own connections may have been cut too
    rest = SCRIPT[len(talkers[0].said) :]
    for words in rest:
        for one in ask(site, talkers, words):
            assert post(site, one) == 200
    kept = conversations_of(rooms, [one.number for one in (*talkers, model)])
    for talker in talkers:
        assert talker.differing == 0
        assert talker.replies == model.replies
        assert kept[talker.number] == kept[model.number]
    assert turns(rooms) == (len(talkers) + 1) * len(SCRIPT)
    assert orphans_after_the_sweep(rooms, site.now()) == 0


@pytest.fixture
def disk(tmp_path, database, monkeypatch) -> Iterator[bool]:
    """On SQLite, a small file system for the databases, where the machine lets us make one."""
    folder = tmp_path / "disk"
    if database == "postgresql":
        yield False
        return
    with trouble.small_disk(folder) as mounted:
        yield mounted


@pytest.mark.parametrize("what", ["full", "read-only"])
def test_no_room(size, disk, a_site, database, tmp_path, what, figures):
    urls = {name: f"sqlite:///{tmp_path}/disk/{room}.db" for name, room in ROOMS.items()}
    site: Site = a_site(urls if database == "sqlite" else None)
    rooms = site.prepare()
    site.set_clock(rooms, NOW)
    site.start_web()
    first, *talkers = begin(site, rooms, size.of(5, 25))
    waits, statuses, waves = [], Counter(), size.of(2, 12)
    texts = ask(site, talkers, SCRIPT[3])
    with trouble.full(site, disk) if what == "full" else trouble.read_only(site):
        for _ in range(waves):
            for one in texts:
                statuses[post(site, one)] += 1
                waits.append(one.seconds)
    said = site.log("web")
    until(lambda: post(site, texts[0]) == 200, 60, what="recovery")
    for one in texts:
        assert post(site, one) == 200
    figures(
        disk="tmpfs" if disk else "limit or refusal", texts=len(texts),
        slowest_s=round(max(waits), 1),
        **{f"status_{status}": number for status, number in sorted(statuses.items())},
    )  # fmt: skip
    assert set(statuses) <= {200, 503}
    assert statuses[503] > 0
    assert "webhook_busy" in said
    assert [word for word in OURS if word in said] == []
    assert max(waits) < TWILIO_WAITS_SECONDS
    finish(site, rooms, talkers, first)
    rooms.close()


# --------------------------------------------------------------------------- locked, and away


@pytest.fixture
def own_server(database) -> Iterator[object]:
    """A PostgreSQL of this test's own, that may be stopped."""
    if database == "sqlite":
        yield None
        return
    server = facilities._PostgreSQL()
    yield server
    server.stop()


def posted_in(site, fake, talkers, seconds: float) -> tuple[list[str], Counter[int], float]:
    """Each phone texts once, as Twilio carries it; the first again and again. The ids lost."""
    begun, statuses, slowest, lost = time.monotonic(), Counter(), 0.0, []
    for talker in talkers:
        before = time.monotonic()
        done = fake.deliver(talker.number, SCRIPT[3])
        slowest = max(slowest, time.monotonic() - before)
        statuses[done.statuses[0] or 0] += 1
        if done.lost:
            lost.append(done.message.sid)
    while time.monotonic() < begun + seconds:
        before = time.monotonic()
        if lost:
            assert fake.deliver_again(lost[0]).lost
        slowest = max(slowest, time.monotonic() - before)
        time.sleep(0.5)
    return lost, statuses, slowest


@pytest.mark.parametrize("what", ["locked", "away"])
def test_locked_and_away(size, own_server, a_site, database, what, request, figures):
    site: Site = a_site(fresh_urls(own_server.url) if own_server else None)
    rooms = site.prepare()
    request.addfinalizer(rooms.close)
    with serving_fake(site) as fake:
        site.set_clock(rooms, NOW)
        good_office(rooms)
        site.start_web()
        first, *talkers = begin(site, rooms, size.of(4, 20))
        seconds = size.of(5, 30 if what == "locked" else 60)
        with _in_trouble(site, own_server, what):
            lost, statuses, slowest = posted_in(site, fake, talkers, seconds)
            ready = site.answers("/readyz")
        said = site.log("web")
        until(lambda: _beat(site, rooms), 60, what="recovery")
        figures(
            seconds=seconds, lost=len(lost), slowest_s=round(slowest, 1),
            **{f"status_{status}": number for status, number in sorted(statuses.items())},
        )  # fmt: skip
        assert set(statuses) == {503}
        assert len(lost) == len(talkers)
        assert not ready
        assert slowest < TWILIO_WAITS_SECONDS
        assert [word for word in OURS if word in said] == []
        _reconciled(site, rooms, fake, talkers, first, lost)


def _in_trouble(site, server, what):
    if server is None:
        return trouble.locked(site) if what == "locked" else trouble.locked_whole(site)
    return trouble.locked(site) if what == "locked" else trouble.stopped(server)


def _beat(site, rooms) -> bool:
    """The worker's heartbeat, so that it would be ready."""
    with rooms.register.write() as conn:
        notices.beat(conn, site.now())
    return site.answers("/readyz")


def _reconciled(site, rooms, fake, talkers, first, lost) -> None:
    """What the provider gave up on is fetched, and answered once; the conversation goes on."""
    site.pass_time(rooms, minutes=10)
    assert f"{len(lost)} texts fetched" in site.run_job("reconcile")
    site.pass_time(rooms, minutes=1)
    site.run_job("send")
    site.run_job("send")
    fake.settle()
    answered = first.replies[3]
    for talker in talkers:
        assert fake.phone(talker.number).texts == answered
    for sid in lost:
        assert fake.deliver_again(sid).replies == ()
    for words, replies in zip(SCRIPT[4:], first.replies[4:], strict=True):
        for talker in talkers:
            (one,) = ask(site, [talker], words)
            assert post(site, one) == 200
            assert messages(one.bodies[0].decode()) == replies
    kept = conversations_of(rooms, [one.number for one in (*talkers, first)])
    assert all(kept[one.number] == kept[first.number] for one in talkers)
