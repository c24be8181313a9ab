"""How many texts 1, 2 and 4 workers send on PostgreSQL, and what an idle hour of one costs."""

import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psutil
import structlog
from sqlalchemy import Engine, event, func, select

import worker
from benchmarks import queueing
from benchmarks.measure import Size, spread
from benchmarks.report import Report
from benchmarks.served import free_port
from benchmarks.sms_turn import scratch
from config.logs import configure_logging
from storage.register.sending_tables import asked, outbox, outbox_text, spend
from storage.rooms import Rooms
from tests import facilities
from tests.bot.sending.conftest import good_office, queue
from tests.fake_twilio.account import Account
from tests.fake_twilio.behaviour import DELIVERED, Accept
from tests.fake_twilio.description import DescriptionMissing
from tests.fake_twilio.fake import FakeTwilio
from tests.soak.site import ALL_DAY, ROOMS, TOKEN, Site, county, fake_settings

WORKERS, LATENCY = (1, 2, 4), 0.05
NOW = datetime(2026, 5, 12, 15, tzinfo=UTC)
KEY, PEPPER = "Z" * 43 + "=", "d7" * 24


def measure(size: Size) -> list[Report]:
    """Throughput, then the idle hour."""
    report = Report(
        f"7. Texts a second on PostgreSQL; the provider takes {1000 * LATENCY:.0f} ms a text",
        (
            "workers",
            "texts/s",
            "of what the provider's wait allows",
            "texts per CPU-second of the workers",
        ),
    )
    idle = Report(
        "8. One idle hour of the worker: every moment of its timetable, on a moved clock",
        ("", "CPU seconds", "SQL statements", "commits", "calls to the provider"),
    )
    kinds = {"sqlite": "SQLite"}
    if lack := facilities.postgres_missing():
        report.not_run.append(("PostgreSQL", lack))
    else:
        kinds["postgresql"] = "PostgreSQL"
    try:
        if "postgresql" in kinds:
            _throughput(report, size)
        for database, name in kinds.items():
            idle.lines.append(_idle(database, name, 60 if size.seconds >= 1 else 2))
    except DescriptionMissing as missing:
        report.not_run.append(("the fake provider", str(missing)))
    idle.notes.append("the scheduler's own waking up, some 600 times an hour, is not counted")
    return [report, idle]


@contextmanager
def _service(database: str) -> Iterator[tuple[Site, Rooms, FakeTwilio]]:
    with scratch() as folder, FakeTwilio(account=Account(tokens=[TOKEN])) as fake:
        urls = {
            name: f"sqlite:///{folder}/{room}.db"
            if database == "sqlite"
            else facilities.fresh_postgres_url()
            for name, room in ROOMS.items()
        }
        site = Site(Path(folder), urls, free_port(), queueing.VAULT)
        site.vault_keys, site.vault_peppers = KEY, PEPPER
        site.more = fake_settings(fake.environment)
        rules = {"per_second": 1000, "most_a_day": 10**6, "windows": ALL_DAY, "money": _much()}
        site.more["COUNTY_DIR"] = str(county(Path(folder), **rules))
        fake.dated_by(site.now)
        rooms = site.prepare()
        try:
            site.set_clock(rooms, NOW)
            good_office(rooms)
            yield site, rooms, fake
        finally:
            site.close()
            rooms.close()
            for url in urls.values():
                if url.startswith("postgresql"):
                    facilities.drop_postgres(url)


def _much() -> dict[str, int]:
    return {"year": 10**6, "month": 10**5, "reserve": 300, "warn_percent": 80, "year_starts": 4}


def _throughput(report: Report, size: Size) -> None:
    with _service("postgresql") as (site, rooms, fake):
        fake.rules.usual = Accept(DELIVERED.untold(), LATENCY)
        most = max(WORKERS) * _texts(size)
        people = queueing.people_in(rooms, most)
        nursery = site.start(
            "workers", [sys.executable, "-m", "tests.soak.quick_worker"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        )  # fmt: skip
        for many in WORKERS:
            pids = [_one_more(nursery) for _ in range(many)]
            time.sleep(1)
            found, cheap = [], []
            for _ in range(size.rounds):
                before = _cpu_seconds(pids)
                found.append(_round(rooms, people[: many * _texts(size)]))
                cheap.append(many * _texts(size) / max(0.01, _cpu_seconds(pids) - before))
            for pid in pids:
                site.kill(pid)
            share = spread(one * LATENCY / many for one in found)
            shown = spread(found).show(".1f"), share.show(".0%"), spread(cheap).show(".0f")
            report.lines.append((str(many), *shown))
        for pipe in (nursery.stdin, nursery.stdout):
            assert pipe
            pipe.close()


def _cpu_seconds(pids: list[int]) -> float:
    return sum(sum(psutil.Process(pid).cpu_times()[:2]) for pid in pids)


def _texts(size: Size) -> int:
    """For each worker: what the provider's wait allows it in two rounds' time."""
    return max(4, int(2 * size.seconds / LATENCY))


def _one_more(nursery: "subprocess.Popen[bytes]") -> int:
    assert nursery.stdin
    assert nursery.stdout
    nursery.stdin.write(b"\n")
    nursery.stdin.flush()
    return int(nursery.stdout.readline())


def _round(rooms: Rooms, people: list[str]) -> float:
    """Queue to these, and wait until all of it is with the provider. Texts a second."""
    with rooms.register.write() as conn:
        for table in (outbox, outbox_text, asked, spend):
            conn.execute(table.delete())

    class Somebody:
        def __init__(self, known: str) -> None:
            self.id = known

    queue(rooms, [Somebody(one) for one in people])  # type: ignore[misc]
    begun, done = time.perf_counter(), 0
    while done < len(people):
        time.sleep(0.02)
        with rooms.register.read() as conn:
            sent = select(func.count()).select_from(outbox).where(outbox.c.state == "sent")
            done = conn.execute(sent).scalar_one()
        if time.perf_counter() - begun > 120:
            raise RuntimeError(f"{done} of {len(people)} were sent in two minutes")
    return len(people) / (time.perf_counter() - begun)


# --------------------------------------------------------------------------- nothing to do


def _idle(database: str, name: str, minutes: int) -> tuple[str, ...]:
    with _service(database) as (site, rooms, fake):
        queueing.people_in(rooms, 300)
        work = worker.open_work(site.environ)
        jobs = worker.timetable()
        for job in jobs:
            if job.lease:
                worker.run_ledger(job, work, NOW)
        counts: Counter[str] = Counter()

        def ran(_conn: object, _cursor: object, statement: str, *_more: object) -> None:
            verb = statement.split(None, 1)[0].upper()
            counts["commits" if verb == "COMMIT" else "statements"] += verb not in ("BEGIN",)

        def committed(_conn: object) -> None:
            counts["commits"] += 1

        event.listen(Engine, "before_cursor_execute", ran)
        event.listen(Engine, "commit", committed)
        before, calls = time.process_time(), len(fake.requests)
        with _logged_as_in_the_worker():
            for second in range(0, minutes * 60, 10):
                _what_is_due(work, jobs, NOW + timedelta(seconds=second))
        took, calls = time.process_time() - before, len(fake.requests) - calls
        event.remove(Engine, "before_cursor_execute", ran)
        event.remove(Engine, "commit", committed)
        work.service.rooms.close()
    scale = 60 / minutes
    found = (took, counts["statements"], counts["commits"], calls)
    return (name, f"{found[0] * scale:.1f}", *(f"{one * scale:,.0f}" for one in found[1:]))


@contextmanager
def _logged_as_in_the_worker() -> Iterator[None]:
    """A quiet job writes no line there."""
    before = structlog.get_config()
    configure_logging()
    try:
        yield
    finally:
        structlog.configure(**before)


def _what_is_due(work: worker.Work, jobs: tuple[worker.Job, ...], now: datetime) -> None:
    for job in jobs:
        if job.when.after(now - timedelta(seconds=10), now):
            worker.run_ledger(job, work, now) if job.lease else worker.run_job(job, work, now)
