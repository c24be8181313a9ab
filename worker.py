"""The clock: which job runs when, one line a job. One process, outside the web."""

import json
import os
import signal
import socket
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from types import FrameType

import structlog
from apscheduler.schedulers.blocking import BlockingScheduler
from apscheduler.triggers.base import BaseTrigger
from apscheduler.triggers.cron import CronTrigger
from apscheduler.triggers.interval import IntervalTrigger

from bot import alerting, drill, self_test
from bot.audit_head import send_head
from bot.receive import Service, expire_due, open_service
from bot.sending.at_once import NoTexts
from bot.sending.channel import SmsSender
from bot.sending.mail import Mailer, mailer_of
from bot.sending.reconcile import reconcile as reconcile_texts
from bot.sending.registry import channel_of
from bot.sending.sender import Sender, send_due
from collation import nightly as night
from collation.checked import close_checked
from collation.reports import due
from config.data import load_helplines
from config.frame import load_frame
from config.helplines import to_check
from config.logs import configure_logging
from config.settings import Settings, environment, load_settings
from staff.actions import owner_links as links
from storage import cases, check_ins, mixer, read_clock, retention, rosters
from storage.check_ins import Desk
from storage.clock import Clock
from storage.moments import Daily, Every
from storage.office import job_runs, reply_clock
from storage.register import cases as register_cases
from storage.register import drafts, drills, notices
from storage.times import london_day, quarter

log = structlog.get_logger()

LONDON = "Europe/London"
TRY_AGAIN = timedelta(minutes=5)


@dataclass(frozen=True)
class Work:
    """What every job is given beside `now`."""

    service: Service
    settings: Settings
    clock: Clock
    channel: SmsSender | None = None
    mailer: Mailer | None = None
    owner: str = field(default_factory=lambda: f"{socket.gethostname()}:{os.getpid()}")


@dataclass(frozen=True)
class Job:
    """A line of the timetable."""

    name: str
    when: Every | Daily
    run: Callable[[Work, datetime], str]
    quiet: bool = False  # runs so often that only its failures are worth a line in the log
    lease: timedelta | None = None  # in the ledger: run once for each moment, whoever looks
    each: bool = False  # every missed moment has its own run, instead of one for all

    @property
    def trigger(self) -> BaseTrigger:
        """When the scheduler wakes up for it."""
        if isinstance(self.when, Every):
            return IntervalTrigger(seconds=self.when.seconds, timezone=LONDON)
        at = self.when.at
        return CronTrigger(hour=at.hour, minute=at.minute, timezone=LONDON)


def timetable() -> tuple[Job, ...]:
    """Every job. Names are those of `manage.py run-job NAME`."""
    return (
        Job("heartbeat", Every(20), heartbeat, quiet=True),
        Job("send", Every(10), send, quiet=True),
        Job("alert-check", Every(30), alert_check, quiet=True),
        Job("campaigns", Every(60), campaigns, quiet=True),
        Job("rosters", Every(60), tell_rosters, quiet=True),
        Job("helplines", Every(600), check_helplines, quiet=True),
        Job("expire", Every(60), expire, quiet=True),
        Job("catch-up", Every(60), catch_up, quiet=True),
        Job("forget-drafts", Every(300), forget_drafts, quiet=True),
        Job("reconcile", Every(600), reconcile, lease=timedelta(minutes=15)),
        Job("owner-links", Daily(time(8, 0)), owner_links, lease=timedelta(minutes=10)),
        Job("self-test", Daily(time(7, 0)), test_alerts, lease=timedelta(minutes=10)),
        Job("drill", Daily(time(10, 40)), weekly_drill, lease=timedelta(minutes=10)),
        Job("release", Daily(time(2, 30)), release, lease=timedelta(minutes=30)),
        Job("nightly", Daily(time(2, 50)), nightly, lease=timedelta(minutes=60)),
        Job("drafts", Daily(time(3, 10)), drafts_of_reports, lease=timedelta(minutes=30)),
        Job("audit-head", Daily(time(0, 20)), audit_head, lease=timedelta(minutes=15)),
        Job("purge", Daily(time(3, 30)), purge, lease=timedelta(minutes=30)),
    )


def heartbeat(work: Work, now: datetime) -> str:
    """Say that the worker is alive; `/readyz` looks for it."""
    with work.service.rooms.register.write() as conn:
        notices.beat(conn, now)
    return "alive"


def expire(work: Work, now: datetime) -> str:
    """End the conversations that nobody answered any more."""
    return f"{expire_due(work.service, now)} conversations ended"


def send(work: Work, now: datetime) -> str:
    """Send what is due, as far as the limits let it."""
    if work.channel is None and work.mailer is None:
        return "no provider of texts is set up"
    texts = work.channel or NoTexts()
    only = work.channel is None
    sender = Sender(work.service, texts, work.owner, mailer=work.mailer, alerts_only=only)
    return str(send_due(sender, now))


def alert_check(work: Work, now: datetime) -> str:
    """Seal what is not sealed yet, pass on alerts that nobody hears, find late cases and gaps."""
    rooms = work.service.rooms
    with rooms.register.write() as conn:
        cases.tell(conn, rooms)
        register_cases.seal_older(conn, rooms.vault)
        drills.refresh(conn)
        untested = notices.get(conn, notices.SELF_TEST) is None
    if untested:
        test_alerts(work, now)
    county = work.service.county
    hold = timedelta(hours=county.release.hold_hours)
    late = read_clock.refresh(rooms, hold, timedelta(hours=county.alerts.read_hours), now)
    return str(alerting.check(work.service, now)) + ("; the safety read is late" if late else "")


def test_alerts(work: Work, now: datetime) -> str:
    """Try every step from words to a rung phone; what is wrong stands on the first page."""
    wrong = self_test.run(work.service, work.channel, work.mailer, now)
    return f"{len(wrong)} things wrong" if wrong else "all is well"


def weekly_drill(work: Work, now: datetime) -> str:
    """Plant test disclosures once a week."""
    if not drill.due(work.service, now):
        return "not this day"
    return f"{len(drill.plant(work.service, now))} test disclosures planted"


def forget_drafts(work: Work, now: datetime) -> str:
    """Remove files that were looked at an hour ago and not imported."""
    with work.service.rooms.register.read() as conn:
        if not drafts.any_old(conn, now):
            return "none is old"
    with work.service.rooms.register.write() as conn:
        return f"{drafts.forget_old(conn, now)} drafts removed"


def campaigns(work: Work, now: datetime) -> str:
    """Start, remind and close what the calendar says."""
    service = work.service
    return check_ins.run(Desk(service.rooms, service.book, service.cohorts), now)


def tell_rosters(work: Work, now: datetime) -> str:
    """Tell the sender how far the roster reaches."""
    covered = rosters.refresh(work.service.rooms.register, now)
    return "duty is covered" if covered else "nobody is on duty"


def check_helplines(work: Work, now: datetime) -> str:
    """Find the numbers that nobody has checked for 90 days; the staff's first page names them."""
    lines = load_helplines(work.settings.county_dir)
    stale = json.dumps(list(to_check(lines, london_day(now))))
    register = work.service.rooms.register
    with register.read() as conn:
        known = notices.get(conn, notices.HELPLINES)
    if known != stale:
        with register.write() as conn:
            notices.put(conn, notices.HELPLINES, stale)
    return f"{len(json.loads(stale))} helplines to check"


def reconcile(work: Work, now: datetime) -> str:
    """Fetch the texts that never reached us."""
    if work.channel is None:
        return "no provider of texts is set up"
    return str(reconcile_texts(work.service, work.channel, now))


def catch_up(work: Work, now: datetime) -> str:
    """Run what was missed or broke off, of the jobs that are in the ledger."""
    done = [job.name for job in timetable() if job.lease and run_ledger(job, work, now)]
    return ", ".join(done) or "nothing was missed"


def owner_links(work: Work, now: datetime) -> str:
    """This month's link to whoever promised young people something and has not done it."""
    post = links.post_by_smtp(work.settings)
    return str(links.send_links(work.service.rooms.register, work.settings, now, post))


def release(work: Work, now: datetime) -> str:
    """Carry answers across, where enough people and time have passed."""
    rooms = work.service.rooms
    reports = mixer.release(rooms, work.service.county.release, now)
    if lanes_out := [one.lane for one in reports if one.conversations]:
        with rooms.register.write() as conn:  # the reply clock runs from here
            reply_clock.note_release(conn, quarter(now), lanes_out, london_day(now))
    lanes = (f"{one.lane} {one.conversations} ({one.why or 'released'})" for one in reports)
    return "conversations released: " + ", ".join(lanes)


def nightly(work: Work, now: datetime) -> str:
    """Code what was released to themes, count voices, and draft what has been checked."""
    rooms, rules = work.service.rooms, work.service.county.release
    first = load_frame(work.settings.county_dir)
    done = night.run(rooms.answers, rooms.register, first, rules, now)
    checked = close_checked(rooms.answers, rooms.register, rules.k_public, now)
    return f"{done}; {checked} actions checked by young people"


def drafts_of_reports(work: Work, now: datetime) -> str:
    """Draft the reports that are due; they wait on the officer's page."""
    rooms = work.service.rooms
    return str(due.run(rooms.answers, rooms.register, work.settings.county_dir, now))


def audit_head(work: Work, now: datetime) -> str:
    """Verify the audit log and mail its head to the auditor."""
    rooms = work.service.rooms
    return send_head(rooms, mailer_of(work.settings, rooms), work.service.county.auditor, now)


def purge(work: Work, now: datetime) -> str:
    """Delete what has outlived its time."""
    retention.purge(work.service.rooms, now)
    return "what has outlived its time is deleted"


def run_job(job: Job, work: Work, now: datetime) -> str:
    """Run one job now; what it did, in numbers and never in anybody's words."""
    did = job.run(work, now)
    (log.debug if job.quiet else log.info)("job_done", job=job.name, did=did)
    return did


def run_ledger(job: Job, work: Work, now: datetime) -> int:
    """Run a job for each moment that is due and that nobody has run; how many runs."""
    dues = _due(job, work, now)
    return sum(_run_once(job, work, due, now) for due in dues)


def _due(job: Job, work: Work, now: datetime) -> list[datetime]:
    register = work.service.rooms.register
    with register.read() as conn:
        last = job_runs.latest_due(conn, job.name)
        broken_off = job_runs.to_take_over(conn, job.name, now)
    if last is None:
        with register.write() as conn:
            job_runs.baseline(conn, job.name, job.when.latest(now), now)
        return []
    missed = job.when.after(last, now)
    if len(missed) > 1 and not job.each:
        with register.write() as conn:
            job_runs.stand_for(conn, job.name, missed[:-1], now, by=missed[-1])
        missed = missed[-1:]
    return broken_off + missed


def _run_once(job: Job, work: Work, due: datetime, now: datetime) -> bool:
    assert job.lease is not None  # noqa: S101 - the caller looked
    register = work.service.rooms.register
    with register.write() as conn:
        if not job_runs.begin(conn, job.name, due, work.owner, now, job.lease):
            return False
    try:
        did = run_job(job, work, due if job.each else now)
    except Exception as error:
        with register.write() as conn:
            kind = type(error).__name__
            job_runs.failed(conn, job.name, due, work.owner, now + TRY_AGAIN, kind)
        raise
    with register.write() as conn:
        job_runs.finish(conn, job.name, due, work.owner, now, did)
    return True


def _scheduled(job: Job, work: Work) -> Callable[[], None]:
    def run() -> None:
        try:
            now = work.clock.now()
            run_ledger(job, work, now) if job.lease else run_job(job, work, now)
        except Exception as error:  # the other jobs go on, and this one comes round again
            # Only the kind: an error's words could hold a young person's.
            log.error("job_failed", job=job.name, error=type(error).__name__)

    return run


def open_work(environ: dict[str, str]) -> Work:
    """Open what the jobs need."""
    settings = load_settings(environ)
    service, clock = open_service(settings, environ)
    channel, mailer = channel_of(settings, service), mailer_of(settings, service.rooms)
    return Work(service, settings, clock, channel, mailer)


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
