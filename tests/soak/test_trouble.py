"""The database is locked, away, full or read-only: "try again" at once, nothing half written."""

import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from benchmarks.phones import request_for
from storage.database import Busy
from storage.register import notices
from tests import facilities
from tests.bot.sending.conftest import good_office
from tests.conftest import NOW
from tests.factories import a_phone, some_contacts
from tests.soak import trouble
from tests.soak.conftest import fresh_urls, serving_fake
from tests.soak.kept import conversations_of, orphans_after_the_sweep, turns
from tests.soak.site import ROOMS, TOKEN, Site, until
from tests.soak.talking import SHORT, Said, Talker, all_at_once, post

SCRIPT = SHORT[2]
BEFORE = 3
"""So many texts come before anything befalls the database; then one in each of two troubles."""
TWILIO_WAITS_SECONDS = 15
PATIENCE_SECONDS = 300
SLOW = "assessment_too_slow"
"""Said on a busy machine, and no fault of the database's."""
NO_WORKER = "worker_is_dead"
"""Said after a while where only the web is started."""
OURS = ("Traceback", '"level": "error"', "page_failed", "turn_failed")


def begin(site, rooms, people: int) -> tuple[Talker, list[Talker]]:
    """A phone that has had the whole conversation, and some that are in the middle of it."""
    talkers = [Talker(a_phone(), [SCRIPT[:BEFORE]]) for _ in range(people)]
    talkers[0].conversations = [SCRIPT]
    some_contacts(rooms, [one.number for one in talkers])
    all_at_once(site, talkers, 4)
    return talkers[0], talkers[1:]


def ask(site, talkers, words: str) -> list[Said]:
    """Each phone's next text, not posted yet."""
    texts = []
    for talker in talkers:
        talker.said.append(Said(words, request_for(words, talker.number, site.url, TOKEN)))
        texts.append(talker.said[-1])
    return texts


def finish(site, rooms, talkers, model: Talker, *, usual: tuple[str, ...] = (SLOW,)) -> None:
    """The rest of the conversations; then all is as if nothing had been."""
    for words in SCRIPT[BEFORE + 2 :]:
        for one in ask(site, talkers, words):
            assert post(site, one) == 200
    kept = conversations_of(rooms, [one.number for one in (*talkers, model)])
    for talker in talkers:
        assert talker.differing == 0
        assert talker.replies[:BEFORE] == model.replies[:BEFORE]
        assert talker.replies[BEFORE:] == model.replies[-len(talker.replies[BEFORE:]) :]
        assert kept[talker.number] == kept[model.number]
    assert turns(rooms) == (len(talkers) + 1) * len(SCRIPT)
    assert orphans_after_the_sweep(rooms, site.now()) == 0
    said = site.log("web").splitlines()
    wrong = [line for line in said if any(word in line for word in OURS)]
    assert [line for line in wrong if not any(word in line for word in usual)] == []


@pytest.fixture
def disk(tmp_path, database) -> Iterator[bool]:
    """On SQLite, a small file system for the databases, where the machine lets us make one."""
    folder = tmp_path / "disk"
    if database == "postgresql":
        yield False
        return
    with trouble.small_disk(folder) as mounted:
        yield mounted


def test_no_room(size, disk, a_site, database, tmp_path, request, figures):
    urls = {name: f"sqlite:///{tmp_path}/disk/{room}.db" for name, room in ROOMS.items()}
    site: Site = a_site(urls if database == "sqlite" else None)
    rooms = site.prepare()
    request.addfinalizer(rooms.close)
    site.set_clock(rooms, NOW)
    site.start_web(size.of(1, 2))
    model, talkers = begin(site, rooms, size.of(4, 25))
    waits, statuses = [], Counter()
    for words, befallen in zip(
        SCRIPT[BEFORE:], (trouble.full(site, disk), trouble.read_only(site)), strict=False
    ):
        texts = ask(site, talkers, words)
        with befallen:
            for _ in range(size.of(2, 12)):
                statuses.update(post(site, one) for one in texts)
        waits += [one.seconds for one in texts]
        assert set(statuses) <= {200, 503}
        assert not all(one.bodies for one in texts)
        rooms.close()  # the test's own connections may have been cut too
        until(lambda one=texts[0]: post(site, one) == 200, PATIENCE_SECONDS, what="recovery")
        assert [post(site, one) for one in texts] == [200] * len(texts)
    figures(
        disk="tmpfs" if disk else "limit or refusal", texts=2 * len(talkers),
        slowest_s=round(max(waits), 1),
        **{f"status_{status}": number for status, number in sorted(statuses.items())},
    )  # fmt: skip
    assert max(waits) < TWILIO_WAITS_SECONDS
    assert "webhook_busy" in site.log("web")
    finish(site, rooms, talkers, model, usual=(SLOW, NO_WORKER))


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


def posted_in(site, fake, talkers, words: str, seconds: float) -> tuple[list[str], float]:
    """Each phone texts once, as Twilio carries it; the first again and again. The ids lost."""
    begun, slowest, lost = time.monotonic(), 0.0, []
    for talker in talkers:
        before = time.monotonic()
        done = fake.deliver(talker.number, words)
        slowest = max(slowest, time.monotonic() - before)
        assert done.statuses == (503,)
        assert done.lost
        lost.append(done.message.sid)
    while time.monotonic() < begun + seconds:
        before = time.monotonic()
        assert fake.deliver_again(lost[0]).lost
        slowest = max(slowest, time.monotonic() - before)
        time.sleep(0.5)
    return lost, slowest


@contextmanager
def a_worker(site) -> Iterator[None]:
    """The real worker, with a timetable that comes round sooner."""
    nursery = site.start(
        "worker", [sys.executable, "-m", "tests.soak.quick_worker"],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE,
    )  # fmt: skip
    with nursery.stdin, nursery.stdout:
        nursery.stdin.write(b"\n")
        nursery.stdin.flush()
        yield


def worker_beats(site, rooms) -> None:
    """Wait until the worker says that it is alive, from now on; nobody helps it."""
    since = site.now()

    def beaten() -> bool:
        try:
            with rooms.register.read() as conn:
                beat = notices.last_beat(conn)
        except Busy:
            return False
        return beat is not None and beat > since

    until(beaten, PATIENCE_SECONDS, what="the worker's way back")
    until(lambda: site.answers("/readyz"), PATIENCE_SECONDS, what="the web's way back")


def test_locked_and_away(size, own_server, a_site, request, figures):
    site: Site = a_site(fresh_urls(own_server.url) if own_server else None)
    rooms = site.prepare()
    request.addfinalizer(rooms.close)
    site.set_clock(rooms, NOW)
    with serving_fake(site) as fake, a_worker(site):
        good_office(rooms)
        site.start_web(size.of(1, 2))
        model, talkers = begin(site, rooms, size.of(2, 20))
        worker_beats(site, rooms)
        took = {}
        for at, what in enumerate(("locked", "away"), BEFORE):
            with _in_trouble(site, own_server, what):
                seconds = size.of(2, 30 if what == "locked" else 60)
                lost, slowest = posted_in(site, fake, talkers, SCRIPT[at], seconds)
                assert slowest < TWILIO_WAITS_SECONDS
                assert what == "locked" or not site.answers("/readyz")
            rooms.close()  # the test's own connections have been cut too
            over = time.monotonic()
            worker_beats(site, rooms)
            took[f"{what}_s"] = seconds
            took[f"{what}_slowest_s"] = round(slowest, 1)
            took[f"worker_back_after_{what}_s"] = round(time.monotonic() - over, 1)
            figures(texts=len(talkers) * 2, **took)
            _reconciled(site, rooms, fake, talkers, model, at, lost)
        finish(site, rooms, talkers, model)
        assert "Traceback" not in site.log("worker")


def _in_trouble(site, server, what):
    if what == "locked":
        return trouble.locked(site)
    return trouble.locked_whole(site) if server is None else trouble.stopped(server)


def _reconciled(site, rooms, fake, talkers, model, at, lost) -> None:
    """What the provider gave up on is fetched by the worker, and answered once."""
    answers = sum(model.replies[BEFORE : at + 1], [])

    site.pass_time(rooms, minutes=10)

    def answered() -> bool:
        site.pass_time(rooms, minutes=1)
        time.sleep(0.5)
        return all(len(fake.phone(one.number).texts) >= len(answers) for one in talkers)

    until(answered, PATIENCE_SECONDS, what="an answer to what was fetched")
    fake.settle()
    for talker in talkers:
        assert fake.phone(talker.number).texts == answers
    for sid in lost:
        assert fake.deliver_again(sid).replies == ()
