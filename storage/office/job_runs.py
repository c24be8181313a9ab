"""Which job ran for which moment: two schedulers at once run it once, a dead one is taken over."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Connection, delete, func, select, update

from storage.database import inserting
from storage.office.tables import job_run
from storage.times import moment, stamp

KEPT = timedelta(days=90)


@dataclass(frozen=True)
class Run:
    """One line of the ledger."""

    job: str
    due: datetime
    lease_until: datetime | None
    finished_at: datetime | None
    outcome: str


def begin(
    conn: Connection, job: str, due: datetime, owner: str, now: datetime, lease: timedelta
) -> bool:
    """Take a run for oneself; False when it is done, or somebody is at it whose lease holds."""
    values = {"owner": owner, "lease_until": stamp(now + lease), "outcome": "running"}
    new = inserting(conn, job_run).values(job=job, due=stamp(due), **values)
    new = new.on_conflict_do_nothing().execution_options(preserve_rowcount=True)
    if conn.execute(new).rowcount == 1:
        return True
    over = (job_run.c.finished_at.is_(None)) & (job_run.c.lease_until <= stamp(now))
    taken = update(job_run).where(_this(job, due), over).values(**values)
    return conn.execute(taken).rowcount == 1


def finish(
    conn: Connection, job: str, due: datetime, owner: str, now: datetime, outcome: str
) -> bool:
    """Write down that it is done; False when somebody else has taken it over meanwhile."""
    mine = update(job_run).where(_this(job, due), job_run.c.owner == owner)
    values = {"finished_at": stamp(now), "lease_until": None, "outcome": outcome[:200]}
    return conn.execute(mine.values(**values)).rowcount == 1


def failed(
    conn: Connection, job: str, due: datetime, owner: str, again_at: datetime, kind: str
) -> None:
    """It broke off: whoever looks after `again_at` takes it over."""
    mine = update(job_run).where(_this(job, due), job_run.c.owner == owner)
    conn.execute(mine.values(lease_until=stamp(again_at), outcome=f"failed: {kind}"))


def stand_for(
    conn: Connection, job: str, dues: list[datetime], now: datetime, by: datetime
) -> None:
    """Missed moments for which one later run stands."""
    for due in dues:
        row = inserting(conn, job_run).values(
            job=job, due=stamp(due), owner="", finished_at=stamp(now),
            outcome=f"missed; the run of {stamp(by)} stands for it",
        )  # fmt: skip
        conn.execute(row.on_conflict_do_nothing())


def baseline(conn: Connection, job: str, due: datetime, now: datetime) -> None:
    """The ledger of a job begins: nothing before this moment was missed."""
    row = inserting(conn, job_run).values(
        job=job, due=stamp(due), owner="", finished_at=stamp(now), outcome="the ledger begins"
    )
    conn.execute(row.on_conflict_do_nothing())


def latest_due(conn: Connection, job: str) -> datetime | None:
    """The latest moment that is in the ledger, done or not."""
    found = conn.execute(select(func.max(job_run.c.due)).where(job_run.c.job == job)).scalar()
    return moment(found) if found else None


def last_done(conn: Connection, job: str) -> datetime | None:
    """When it last came to its end, by somebody's doing."""
    ended = select(func.max(job_run.c.finished_at)).where(job_run.c.job == job)
    found = conn.execute(ended.where(job_run.c.owner != "")).scalar()
    return moment(found) if found else None


def to_take_over(conn: Connection, job: str, now: datetime) -> list[datetime]:
    """Runs that began and did not finish, and whose lease is over."""
    over = (job_run.c.finished_at.is_(None)) & (job_run.c.lease_until <= stamp(now))
    query = select(job_run.c.due).where(job_run.c.job == job, over).order_by(job_run.c.due)
    return [moment(due) for due in conn.execute(query).scalars()]


def listing(conn: Connection, limit: int) -> list[Run]:
    """The newest lines first."""
    query = select(job_run).order_by(job_run.c.due.desc(), job_run.c.job).limit(limit)
    return [
        Run(row.job, moment(row.due), _or_none(row.lease_until), _or_none(row.finished_at),
            row.outcome)
        for row in conn.execute(query)
    ]  # fmt: skip


def forget_old(conn: Connection, now: datetime) -> None:
    """Delete lines after 90 days; the latest of each job stays, or it would begin anew."""
    last = select(func.max(job_run.c.due)).group_by(job_run.c.job)
    old = (job_run.c.due < stamp(now - KEPT)) & job_run.c.due.not_in(last)
    conn.execute(delete(job_run).where(old))


def _this(job: str, due: datetime) -> ColumnElement[bool]:
    return (job_run.c.job == job) & (job_run.c.due == stamp(due))


def _or_none(value: str | None) -> datetime | None:
    return moment(value) if value else None
