"""Who passes alerts on where the worker has stopped, or where several look at the same time."""

import threading
import time
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from functools import partial

import pytest
import structlog
from sqlalchemy import select

from bot import alerting
from bot.sending.at_once import AtOnce, Watch
from bot.sending.sender import Sender
from storage.database import Busy
from storage.register import alerts, notices
from storage.register.case_tables import alert_way
from tests.at_once import at_once
from tests.bot.duty_office import STANDIN, Office
from tests.bot.texting import text
from tests.factories import a_phone
from tests.staff.console import HandClock


@pytest.mark.parametrize("minutes", [6, 12, 18, 35])
def test_two_that_look_at_the_same_time_pass_an_alert_on_once(office: Office, minutes: int) -> None:
    """The worker and a web process that stands in for it; or two workers."""
    child = a_phone()
    office.disclose(child)
    for step in range(6, minutes, 6):
        alerting.check(office.service, office.now + timedelta(minutes=step))
    office.send()
    before, later = _ways(office), office.now + timedelta(minutes=minutes)
    at_once(*[partial(alerting.check, office.service, later)] * 3)
    new = Counter(_ways(office)) - Counter(before)
    assert new
    assert max(new.values()) == 1
    office.send(later)
    honest = [one for one in office.network.taken if one.number == child]
    assert len(honest) == (minutes >= 18)


def test_two_that_look_at_the_same_time_find_a_late_case_once(office: Office) -> None:
    text(office.service, a_phone(), "everyone at school bullies me every day")
    later = office.now + timedelta(hours=9)
    at_once(*[partial(alerting.check, office.service, later)] * 3)
    at_once(*[partial(alerting.stand_in_for_the_worker, office.service, later)] * 3)
    with office.rooms.register.read() as conn:
        raised = Counter(one.gist for one in alerts.latest(conn, 20))
    assert raised == {"late": 1, "worker": 1}


def _ways(office: Office) -> list[tuple[str, str, int]]:
    with office.rooms.register.read() as conn:
        rows = conn.execute(select(alert_way.c["person_id", "way", "step"])).all()
    return [(row.person_id, row.way, row.step) for row in rows]


def test_a_web_process_stands_in_until_the_worker_is_back(office: Office) -> None:
    clock = HandClock(office.now)
    with office.rooms.register.write() as conn:
        notices.beat(conn, office.now)
    child = a_phone()
    office.disclose(child)
    clock.at = office.now + timedelta(minutes=10)
    sender = Sender(office.service, office.network, mailer=office.post, pressing_only=True)
    watched = Watch(lambda environ, start: [b"well"], AtOnce(sender, clock, 0.01, 0.01), clock)
    page = {"REQUEST_METHOD": "GET", "PATH_INFO": "/readyz"}
    assert watched(page, lambda *_: lambda _: None) == [b"well"]
    for step in (1, 2, 3):  # nobody asks for a page any more: the thread goes on
        _until(lambda step=step: step in {way for _, _, way in _ways(office)})
        clock.at += timedelta(minutes=6)
    _until(lambda: any(one.number == child for one in office.network.taken))
    assert any("worker has stopped" in one.text for one in office.network.calls)
    with office.rooms.register.write() as conn:
        notices.beat(conn, clock.at)
    _until(lambda: not [one for one in threading.enumerate() if one.name == "stand-in"])
    with office.rooms.register.read() as conn:
        assert alerting.check(office.service, clock.at)
        assert "worker" not in [one.gist for one in alerts.waiting(conn)]


def test_a_worker_that_only_just_starts_wakes_nobody(office: Office) -> None:
    """Web and worker are started together; the last heartbeat is from before the night."""
    clock = HandClock(office.now)
    with office.rooms.register.write() as conn:
        notices.beat(conn, office.now - timedelta(hours=9))
    sender = Sender(office.service, office.network, mailer=office.post, pressing_only=True)
    AtOnce(sender, clock, 0.5, 0.01)(office.now)
    _until(lambda: [one for one in threading.enumerate() if one.name == "stand-in"])
    with office.rooms.register.write() as conn:
        notices.beat(conn, office.now)
    _until(lambda: not [one for one in threading.enumerate() if one.name == "stand-in"])
    assert not office.rung()


def _until(true: Callable[[], object]) -> None:
    deadline = time.monotonic() + 30
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def test_with_the_worker_dead_the_web_looks_at_the_alerts_and_says_so(office: Office) -> None:
    with office.rooms.register.write() as conn:
        notices.beat(conn, office.now)
    assert not alerting.stand_in_for_the_worker(office.service, office.now)
    office.disclose()
    office.send()
    office.now += timedelta(minutes=6)
    assert alerting.stand_in_for_the_worker(office.service, office.now)
    assert alerting.stand_in_for_the_worker(office.service, office.now + timedelta(minutes=1))
    office.send()
    said = [one.text for one in office.network.calls]
    assert sum("worker has stopped" in one for one in said) == 3  # everybody, once
    assert STANDIN in office.rung()


def test_a_database_that_is_away_for_a_moment_is_no_error(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is said, and the next look finds what is due."""

    def away(*_given: object) -> None:
        raise Busy

    sender = Sender(office.service, office.network, mailer=office.post, pressing_only=True)
    look = AtOnce(sender, HandClock(office.now))
    watched = Watch(lambda environ, start: [b"well"], look, HandClock(office.now))
    monkeypatch.setattr("bot.sending.at_once.send_due", away)
    with structlog.testing.capture_logs() as logs:
        watched({"REQUEST_METHOD": "GET", "PATH_INFO": "/"}, lambda *_: lambda _: None)
        _until(lambda: logs)
    assert {(one["event"], one["log_level"]) for one in logs} == {
        ("alerts_wait_for_the_database", "warning")
    }
