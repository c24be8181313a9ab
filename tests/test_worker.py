"""The clock: every job once for its moment, whoever looks, whatever was missed."""

import json
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

import worker
from storage import retention
from storage.moments import Daily, Every
from storage.office import job_runs
from storage.office.tables import job_run
from storage.register import notices
from tests.conftest import NOW
from worker import Job, Work

LONDON = ZoneInfo("Europe/London")
LEASE = timedelta(minutes=30)


class Counting:
    """A job that counts its runs, and breaks or stalls when told to."""

    def __init__(self) -> None:
        self.ran: list[datetime] = []
        self.during = lambda: None

    def __call__(self, work: Work, now: datetime) -> str:
        self.ran.append(now)
        self.during()
        return f"run {len(self.ran)}"


@pytest.fixture
def counting() -> Counting:
    return Counting()


@pytest.fixture
def nightly(counting: Counting) -> Job:
    return Job("nightly-test", Daily(time(2, 30)), counting, lease=LEASE)


@pytest.fixture
def work(rooms, settings_demo) -> Work:
    from types import SimpleNamespace

    return Work(SimpleNamespace(rooms=rooms), settings_demo, None, owner="one")


def london(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=LONDON).astimezone(UTC)


def lines(work: Work) -> dict[str, str]:
    with work.service.rooms.register.read() as conn:
        return dict(conn.execute(select(job_run.c.due, job_run.c.outcome)).all())


def began(nightly: Job, work: Work, at: datetime = NOW) -> None:
    assert worker.run_ledger(nightly, work, at) == 0  # the ledger begins


def test_each_moment_is_run_once(nightly, work, counting):
    began(nightly, work)
    for hours in range(0, 49):
        worker.run_ledger(nightly, work, NOW + timedelta(hours=hours))
    assert len(counting.ran) == 2


def test_two_schedulers_at_once_run_it_once(nightly, work, counting):
    began(nightly, work)
    tomorrow = NOW + timedelta(days=1)
    other = replace(work, owner="two")
    counting.during = lambda: worker.run_ledger(nightly, other, tomorrow)
    assert worker.run_ledger(nightly, work, tomorrow) == 1
    assert worker.run_ledger(nightly, other, tomorrow) == 0
    assert len(counting.ran) == 1


def test_a_run_that_was_killed_is_taken_over_when_its_lease_is_over(nightly, work, counting):
    began(nightly, work)
    tomorrow = NOW + timedelta(days=1)

    def killed():
        raise KeyboardInterrupt  # not an Exception: nothing is written down

    counting.during = killed
    with pytest.raises(KeyboardInterrupt):
        worker.run_ledger(nightly, work, tomorrow)
    counting.during = lambda: None
    other = replace(work, owner="two")
    assert worker.run_ledger(nightly, other, tomorrow + LEASE - timedelta(minutes=1)) == 0
    assert worker.run_ledger(nightly, other, tomorrow + LEASE) == 1
    assert "run 2" in lines(work).values()


def test_a_job_that_fails_is_tried_again_and_says_only_the_kind(nightly, work, counting):
    began(nightly, work)
    tomorrow = NOW + timedelta(days=1)

    def breaks():
        raise ValueError("07700 900123 said help")

    counting.during = breaks
    with pytest.raises(ValueError, match="help"):
        worker.run_ledger(nightly, work, tomorrow)
    assert "failed: ValueError" in lines(work).values()
    counting.during = lambda: None
    assert worker.run_ledger(nightly, work, tomorrow + timedelta(minutes=1)) == 0
    assert worker.run_ledger(nightly, work, tomorrow + worker.TRY_AGAIN) == 1


def test_what_was_missed_while_down_is_caught_up_once(nightly, work, counting):
    began(nightly, work)
    assert worker.run_ledger(nightly, work, NOW + timedelta(days=4)) == 1
    outcomes = list(lines(work).values())
    assert sum("stands for it" in one for one in outcomes) == 3


def test_a_job_may_ask_for_a_run_of_each_missed_moment(nightly, work, counting):
    each = replace(nightly, each=True)
    began(each, work)
    assert worker.run_ledger(each, work, NOW + timedelta(days=4)) == 4
    assert len(set(counting.ran)) == 4


def test_a_clock_that_goes_back_a_day_runs_nothing_twice(nightly, work, counting):
    began(nightly, work)
    worker.run_ledger(nightly, work, NOW + timedelta(days=1))
    for hours in range(-24, 25):
        worker.run_ledger(nightly, work, NOW + timedelta(hours=hours))
    assert len(counting.ran) == 1


@pytest.mark.parametrize(
    ("first", "last"),
    [("2026-03-27 12:00", "2026-03-31 12:00"), ("2026-10-23 12:00", "2026-10-27 12:00")],
)
@pytest.mark.parametrize("at", [time(0, 30), time(1, 30), time(2, 30)])
def test_both_changes_of_the_clocks(nightly, work, counting, first, last, at):
    """Once a day, also where 01:30 does not exist, or comes twice."""
    job = replace(nightly, when=Daily(at))
    now, end = london(first), london(last)
    began(job, work, now)
    while now <= end:
        worker.run_ledger(job, work, now)
        now += timedelta(minutes=30)
    assert len(counting.ran) == 4
    days = [one.astimezone(LONDON).date() for one in counting.ran]
    assert len(set(days)) == 4


def test_every_scheduler_finds_the_same_moments():
    every, seen = Every(600), set()
    for offset in range(0, 3600, 7):
        seen |= set(every.after(NOW, NOW + timedelta(seconds=offset)))
    assert len(seen) == 5
    assert every.latest(NOW + timedelta(seconds=599)) == NOW
    assert len(every.after(NOW - timedelta(days=400), NOW)) <= 7 * 144


def test_the_ledger_is_kept_90_days_and_never_begins_anew(nightly, work, counting):
    began(nightly, work)
    worker.run_ledger(nightly, work, NOW + timedelta(days=1))
    retention.purge(work.service.rooms, NOW + timedelta(days=200))
    assert len(lines(work)) == 1
    assert worker.run_ledger(nightly, work, NOW + timedelta(days=200)) == 1


def test_the_timetable_wakes_up_when_its_moments_are():
    for job in worker.timetable():
        start = london("2026-05-12 12:00")
        fires = job.trigger.get_next_fire_time(None, start)
        dues = job.when.after(start, start + timedelta(days=2))
        if isinstance(job.when, Daily):
            assert fires.astimezone(UTC) == dues[0]
    in_the_ledger = {job.name for job in worker.timetable() if job.lease}
    assert in_the_ledger == {
        "reconcile", "release", "nightly", "drafts", "purge", "owner-links", "self-test", "drill",
        "audit-head",
    }  # fmt: skip


def test_a_run_that_was_taken_over_cannot_be_finished_by_the_first(rooms):
    with rooms.register.write() as conn:
        assert job_runs.begin(conn, "x", NOW, "one", NOW, LEASE)
        assert not job_runs.begin(conn, "x", NOW, "two", NOW, LEASE)
        assert job_runs.begin(conn, "x", NOW, "two", NOW + LEASE, LEASE)
        assert not job_runs.finish(conn, "x", NOW, "one", NOW + LEASE, "done")
        assert job_runs.finish(conn, "x", NOW, "two", NOW + LEASE, "done")
        assert not job_runs.begin(conn, "x", NOW, "one", NOW + 9 * LEASE, LEASE)


def test_helplines_that_nobody_checked_are_left_for_the_first_page(work, rooms):
    did = worker.check_helplines(work, NOW)
    with rooms.register.read() as conn:
        named = dict(json.loads(notices.get(conn, notices.HELPLINES)))
    assert did == f"{len(named)} helplines to check"
    assert named["Childline"] == "nobody has checked it yet"
    assert worker.check_helplines(work, NOW) == did
