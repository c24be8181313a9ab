"""The clock: which job runs when, one line a job. One process, outside the web."""

import signal
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from types import FrameType

import structlog
from apscheduler.schedulers.blocking import BlockingScheduler
from apscheduler.triggers.base import BaseTrigger
from apscheduler.triggers.cron import CronTrigger
from apscheduler.triggers.interval import IntervalTrigger

from bot.receive import Service, expire_due, open_service
from config.logs import configure_logging
from config.settings import Settings, environment, load_settings
from storage import mixer, retention
from storage.clock import Clock
from storage.register import notices

log = structlog.get_logger()

LONDON = "Europe/London"


@dataclass(frozen=True)
class Work:
    """What every job is given beside `now`."""

    service: Service
    settings: Settings
    clock: Clock


@dataclass(frozen=True)
class Job:
    """A line of the timetable."""

    name: str
    trigger: BaseTrigger
    run: Callable[[Work, datetime], str]
    quiet: bool = False  # runs so often that only its failures are worth a line in the log


def timetable() -> tuple[Job, ...]:
    """Every job. Names are those of `manage.py run-job NAME`."""
    return (
        Job("heartbeat", IntervalTrigger(seconds=20, timezone=LONDON), heartbeat, quiet=True),
        Job("expire", IntervalTrigger(minutes=1, timezone=LONDON), expire, quiet=True),
        Job("release", CronTrigger(hour=2, minute=30, timezone=LONDON), release),
        Job("purge", CronTrigger(hour=3, minute=30, timezone=LONDON), purge),
    )


def heartbeat(work: Work, now: datetime) -> str:
    """Say that the worker is alive; `/readyz` looks for it."""
    with work.service.rooms.register.write() as conn:
        notices.beat(conn, now)
    return "alive"


def expire(work: Work, now: datetime) -> str:
    """End the conversations that nobody answered any more."""
    return f"{expire_due(work.service, now)} conversations ended"


def release(work: Work, now: datetime) -> str:
    """Carry answers across, where enough people and time have passed."""
    reports = mixer.release(work.service.rooms, work.service.county.release, now)
    lanes = (f"{one.lane} {one.conversations} ({one.why or 'released'})" for one in reports)
    return "conversations released: " + ", ".join(lanes)


def purge(work: Work, now: datetime) -> str:
    """Delete what has outlived its time."""
    retention.purge(work.service.rooms, now)
    return "what has outlived its time is deleted"


def run_job(job: Job, work: Work, now: datetime) -> str:
    """Run one job now; what it did, in numbers and never in anybody's words."""
    did = job.run(work, now)
    (log.debug if job.quiet else log.info)("job_done", job=job.name, did=did)
    return did


def _scheduled(job: Job, work: Work) -> Callable[[], None]:
    def run() -> None:
        try:
            run_job(job, work, work.clock.now())
        except Exception as error:  # the other jobs go on, and this one comes round again
            # Only the kind: an error's words could hold a young person's.
            log.error("job_failed", job=job.name, error=type(error).__name__)

    return run


def open_work(environ: dict[str, str]) -> Work:
    """Open what the jobs need."""
    settings = load_settings(environ)
    service, clock = open_service(settings, environ)
    return Work(service, settings, clock)


def main() -> None:
    """Run the timetable until told to stop."""
    configure_logging()
    work = open_work(environment())
    scheduler = BlockingScheduler(timezone=LONDON)
    for job in timetable():
        # After a pause one run stands for all that were missed.
        scheduler.add_job(
            _scheduled(job, work),
            job.trigger,
            id=job.name,
            coalesce=True,
            max_instances=1,
            misfire_grace_time=3600,
        )

    def stop(_number: int, _frame: FrameType | None) -> None:
        if not scheduler.running:
            sys.exit(0)
        scheduler.shutdown(wait=False)

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    _scheduled(timetable()[0], work)()
    scheduler.start()
    work.service.rooms.close()


if __name__ == "__main__":
    main()
