"""The clock is wrong by an hour or a day, or changes to summer time: nothing happens twice."""

import random
from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

import worker
from bot.sending.sender import Sender, send_due
from bot.service import Service, make_service
from config.settings import load_settings
from storage.moments import Daily, Every
from storage.office.tables import job_run
from storage.register import rota
from storage.times import moment
from tests.bot.sending.conftest import queue
from tests.bot.sending.network import Network
from tests.conftest import ROOT
from tests.factories import a_phone, some_contacts
from worker import Job, Work

LONDON = ZoneInfo("Europe/London")
LEASE = timedelta(minutes=20)
WRONG = (timedelta(hours=1), timedelta(hours=-1), timedelta(days=1), timedelta(days=-1))
STARTS = {
    "spring": datetime(2026, 3, 26, 9, 0, tzinfo=UTC),  # a Thursday; the change is on the 29th
    "autumn": datetime(2026, 10, 22, 9, 0, tzinfo=UTC),  # a Thursday; the change is on the 25th
}
DAYS, A_DAY = 5, 4
MEANWHILE = "a scheduler that looks while another is at it"


@dataclass
class Run:
    """What one stretch of time led to."""

    service: Service
    network: Network = field(default_factory=Network)
    sent_at: list[datetime] = field(default_factory=list)
    ran: Counter[str] = field(default_factory=Counter)
    jumps: int = 0

    def jobs(self) -> tuple[Job, ...]:
        """Jobs as in the timetable, at the hours that a change of clocks touches too."""

        def counted(name: str):
            def run(work: Work, now: datetime) -> str:
                self.ran[name] += 1
                if work.owner != MEANWHILE and self.ran[name] % 3 == 0:
                    worker.run_ledger(jobs[name], replace(work, owner=MEANWHILE), now)
                return "ran"

            return run

        whens = {"ten": Every(600), "one": Daily(time(1, 30)), "two": Daily(time(2, 30))}
        jobs = {name: Job(name, when, counted(name), lease=LEASE) for name, when in whens.items()}
        return tuple(jobs.values())


def office(rooms, now: datetime) -> None:
    """Everything in order for weeks, whatever the clock says."""
    day = now.date()
    with rooms.register.write() as conn:
        rota.pause(conn, False)
        rota.say(
            conn, duty_until=now + timedelta(days=30), list_at=now - timedelta(days=2),
            readers=[day + timedelta(days=ahead) for ahead in range(-3, 30)],
            languages=["en"], today=day - timedelta(days=3), read_until=day + timedelta(days=9),
        )  # fmt: skip


def live(run: Run, rooms, start: datetime, chance: random.Random, settings) -> datetime:
    """Days go by while the clock jumps; two senders and two schedulers look at it."""
    senders = [Sender(run.service, run.network, owner=name) for name in ("one", "two")]
    works = [Work(run.service, settings, None, owner=name) for name in ("one", "two")]
    now, end, wrong = start, start + timedelta(days=DAYS), timedelta()
    run.network.before_each = lambda: run.sent_at.append(now + wrong)
    jobs, day = run.jobs(), None
    while now < end:
        if day != now.date():
            day = now.date()
            office(rooms, now)
            people = some_contacts(rooms, [a_phone() for _ in range(A_DAY)])
            later = 0 if day == end.date() else chance.choice((0, 20))  # in time for the last look
            queue(rooms, people, due_at=now + timedelta(hours=later))
        if chance.random() < 0.08:
            wrong = timedelta() if wrong else chance.choice(WRONG)
            run.jumps += 1
        for sender, work in zip(senders, works, strict=True):
            send_due(sender, now + wrong)
            for job in jobs:
                worker.run_ledger(job, work, now + wrong)
        near = 13 <= now.hour <= 17
        now += timedelta(minutes=chance.randint(3, 20) if near else chance.randint(20, 90))
    return end


def in_the_window(service: Service, at: datetime) -> bool:
    local = at.astimezone(LONDON)
    window = service.sending.windows[local.weekday()]
    closed = local.date() in service.county.closed
    return window is not None and not closed and window[0] <= local.time() < window[1]


def check_jobs(run: Run, rooms, start: datetime, end: datetime) -> None:
    with rooms.register.read() as conn:
        lines = conn.execute(select(job_run.c.job, job_run.c.due, job_run.c.outcome)).all()
    for job in run.jobs():
        mine = {moment(line.due): line.outcome for line in lines if line.job == job.name}
        began = min(mine)
        assert set(job.when.after(max(start, began), end)) <= set(mine), f"{job.name} was skipped"
        assert run.ran[job.name] == sum(outcome == "ran" for outcome in mine.values())
        if isinstance(job.when, Daily):
            days = [due.astimezone(LONDON).date() for due in mine]
            assert len(set(days)) == len(days), f"{job.name} ran twice a day"


@pytest.mark.parametrize("season", STARTS)
def test_a_clock_that_jumps(size, site, rooms, season, chance, figures):
    service = make_service(rooms, ROOT / "config", {"MODE": "demo"})
    service = replace(service, sending=replace(service.sending, per_second=1000))
    settings = load_settings(site.environ)
    total = Counter()
    start = STARTS[season]
    for _ in range(size.of(1, 25)):
        run = Run(service)
        with rooms.register.write() as conn:
            conn.execute(job_run.delete())
        end = live(run, rooms, start, chance, settings)
        last = start + timedelta(days=DAYS, hours=6)  # a Tuesday at four, the clock set right
        office(rooms, last)
        for at in (last, last + timedelta(minutes=70)):
            run.network.before_each = lambda run=run, at=at: run.sent_at.append(at)
            send_due(Sender(run.service, run.network), at)
        each = Counter(one.number for one in run.network.taken)
        outside = [at for at in run.sent_at if not in_the_window(run.service, at)]
        assert outside == []
        assert set(each.values()) == {1}
        assert len(each) == A_DAY * (DAYS + 1)
        check_jobs(run, rooms, start, end - timedelta(days=1))
        total.update(sent=len(each), jumps=run.jumps, job_runs=sum(run.ran.values()))
    figures(**total, twice=0, outside_the_window=0)
