"""Reports as the office keeps them: drafts, what persons wrote into them, what is final."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, delete, insert, select, update

from storage.crypto import new_id
from storage.database import inserting
from storage.office.report_tables import report, report_text
from storage.times import london_day

DRAFT, FINAL = "draft", "final"


@dataclass(frozen=True)
class Kept:
    """One report. `made_by` is None where the clock drafted it."""

    id: str
    kind: str
    period: str
    state: str
    meeting_id: str | None
    made_by: str | None
    made_on: str
    final_by: str | None
    final_on: str | None


@dataclass(frozen=True)
class Written:
    """What stands in one place, and whether a person said that it is right as it is."""

    slot: str
    text: str
    stands: str
    written_by: str
    written_on: str


_COLUMNS = report.c[tuple(Kept.__dataclass_fields__)]


def make(
    conn: Connection,
    kind: str,
    period: str,
    now: datetime,
    *,
    by: str | None = None,
    meeting_id: str | None = None,
) -> str:
    """A new draft; its id."""
    which = new_id()
    conn.execute(insert(report).values(
        id=which, kind=kind, period=period, state=DRAFT, meeting_id=meeting_id, made_by=by,
        made_on=london_day(now).isoformat(),
    ))  # fmt: skip
    return which


def find(conn: Connection, report_id: str) -> Kept | None:
    """One report."""
    row = conn.execute(select(*_COLUMNS).where(report.c.id == report_id)).mappings().first()
    return Kept(**row) if row else None


def listing(
    conn: Connection, *, kinds: Iterable[str] | None = None, states: Iterable[str] = (DRAFT, FINAL)
) -> list[Kept]:
    """Reports, those of the latest period first."""
    query = select(*_COLUMNS).where(report.c.state.in_(tuple(states)))
    if kinds is not None:
        query = query.where(report.c.kind.in_(tuple(kinds)))
    query = query.order_by(report.c.period.desc(), report.c.made_on.desc(), report.c.id)
    return [Kept(**row) for row in conn.execute(query).mappings()]


def frozen(conn: Connection, report_id: str) -> str | None:
    """A finished report as it was kept."""
    return conn.execute(select(report.c.frozen).where(report.c.id == report_id)).scalar()


def write(
    conn: Connection, report_id: str, slot: str, text: str, by: str, now: datetime, stands: str = ""
) -> bool:
    """Put words into a place of a draft; False when it is none (any more)."""
    if not _is_draft(conn, report_id):
        return False
    values = {"text": text, "stands": stands, "written_by": by,
              "written_on": london_day(now).isoformat()}  # fmt: skip
    row = inserting(conn, report_text).values(id=new_id(), report_id=report_id, slot=slot, **values)
    key = [report_text.c.report_id, report_text.c.slot]
    conn.execute(row.on_conflict_do_update(index_elements=key, set_=values))
    return True


def written(conn: Connection, report_id: str) -> dict[str, Written]:
    """What persons wrote into it, by place."""
    columns = report_text.c[tuple(Written.__dataclass_fields__)]
    query = select(*columns).where(report_text.c.report_id == report_id)
    return {row["slot"]: Written(**row) for row in conn.execute(query).mappings()}


def hold(conn: Connection, report_id: str) -> Kept | None:
    """One report, which nobody else changes until this transaction is over."""
    _is_draft(conn, report_id)
    return find(conn, report_id)


def finish(conn: Connection, report_id: str, kept: str, by: str, now: datetime) -> bool:
    """A draft is final from now on, as it stands; False when it is no draft."""
    this = (report.c.id == report_id) & (report.c.state == DRAFT)
    values = {"state": FINAL, "frozen": kept, "final_by": by,
              "final_on": london_day(now).isoformat()}  # fmt: skip
    return conn.execute(update(report).where(this).values(**values)).rowcount == 1


def reopen(conn: Connection, report_id: str) -> bool:
    """A final report becomes a draft again."""
    this = (report.c.id == report_id) & (report.c.state == FINAL)
    values = {"state": DRAFT, "frozen": None, "final_by": None, "final_on": None}
    return conn.execute(update(report).where(this).values(**values)).rowcount == 1


def discard(conn: Connection, report_id: str) -> bool:
    """Throw a draft away with what was written into it; False when it is no draft."""
    this = (report.c.id == report_id) & (report.c.state == DRAFT)
    if conn.execute(delete(report).where(this)).rowcount == 0:
        return False
    conn.execute(delete(report_text).where(report_text.c.report_id == report_id))
    return True


def latest(conn: Connection, kind: str, period: str) -> Kept | None:
    """The report of a kind and period that was made last."""
    found = [one for one in listing(conn, kinds=[kind]) if one.period == period]
    return found[0] if found else None


def forget_old(conn: Connection, before: datetime) -> None:
    """Delete reports that were made before a day, with their texts."""
    old = select(report.c.id).where(report.c.made_on < london_day(before).isoformat())
    conn.execute(delete(report_text).where(report_text.c.report_id.in_(old)))
    conn.execute(delete(report).where(report.c.made_on < london_day(before).isoformat()))


def _is_draft(conn: Connection, report_id: str) -> bool:
    """Asked under a lock, so that nothing is written into a report that is being finished."""
    query = select(report.c.state).where(report.c.id == report_id).with_for_update()
    return conn.execute(query).scalar() == DRAFT
