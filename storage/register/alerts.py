"""Alerts to whoever is on duty: raised with the case, heard, and passed on while nobody hears."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, RowMapping, delete, func, insert, select, update

from storage.crypto import Vault, new_id
from storage.register import duty_people, queueing
from storage.register.case_hiding import hidden_from
from storage.register.case_tables import alert, alert_case, alert_way, case_file, case_hidden
from storage.register.duty_people import DutyPerson
from storage.register.queueing import OneOff
from storage.register.sending_tables import outbox
from storage.times import moment, stamp

ON_DUTY, STANDINS, EVERYBODY, CHILD_TOLD = range(4)
TOGETHER = timedelta(minutes=5)
"""More urgent cases within this time of an alert that nobody has heard yet join it."""

KEPT = timedelta(days=90)
ANY_EPOCH = 0
"""Alerts go out whatever a restore did: who reads one twice is woken twice, nobody is harmed."""

_SAYS = {
    "urgent": ("An urgent case is waiting.", "{n} urgent cases are waiting."),
    "late": ("A case has waited too long.", "{n} cases have waited too long."),
    "gap": ("Nobody is on duty now or soon. Please fill the roster.",) * 2,
    "worker": ("Golden Thread's worker has stopped. Please ring whoever runs it.",) * 2,
    "test": ("This is a test. Please open the test case.",) * 2,
}
_SUBJECT = "Golden Thread: please sign in now"


@dataclass(frozen=True)
class Alert:
    """One alert, whoever it went to."""

    id: str
    gist: str
    route: str
    raised_at: datetime
    state: str
    step: int
    step_at: datetime
    told: int
    heard_at: datetime | None
    heard_by: str | None
    drill: bool


def wake(conn: Connection, vault: Vault, case_id: str, now: datetime) -> None:
    """An urgent case is there, or has new words: ring whoever is on duty, at once.

    Where an alert is waiting already, or was heard and its case not yet opened, it stands for
    this one too.
    """
    row = conn.execute(select(case_file).where(case_file.c.id == case_id)).mappings().one()
    if row["level"] != "urgent" or stands_for(conn, case_id):
        return
    gist = "test" if row["drill"] else "urgent"
    joined = _recent(conn, row, now)
    if joined is not None:
        _put_in(conn, joined, case_id)
        return
    start(conn, vault, gist, now, [case_id], route=row["route"], drill=bool(row["drill"]))


def start(
    conn: Connection,
    vault: Vault,
    gist: str,
    now: datetime,
    cases: Sequence[str] = (),
    *,
    route: str = "child",
    drill: bool = False,
    step: int = ON_DUTY,
) -> str:
    """A new alert, and its calls, texts and e-mails, in this very transaction."""
    made = new_id()
    row = {"id": made, "gist": gist, "route": route, "raised_at": stamp(now), "state": "waiting",
           "step": step, "step_at": stamp(now), "told": 0, "drill": drill}  # fmt: skip
    conn.execute(insert(alert).values(row))
    for case_id in cases:
        _put_in(conn, made, case_id)
    ring(conn, vault, made, step, now)
    return made


def ring(conn: Connection, vault: Vault, alert_id: str, step: int, now: datetime) -> int:
    """Queue this step's calls, texts and e-mails; how many. No content goes into any."""
    one = _of(conn.execute(select(alert).where(alert.c.id == alert_id)).mappings().one())
    cases = cases_of(conn, alert_id)
    closed_to = _closed_to(conn, vault, cases)
    people = duty_people.rung(conn, vault).at(now, step, closed_to)
    text = says(one, max(1, len(cases)))
    ways = [_queued(conn, vault, alert_id, person, way, to, text, step, now)
            for person in people for way, to in person.ways]  # fmt: skip
    values = {"step": step, "step_at": stamp(now), "told": max(1, len(cases))}
    conn.execute(update(alert).where(alert.c.id == alert_id).values(**values))
    return len(ways)


def says(one: Alert, cases: int) -> str:
    """What an alert says: that somebody must look, never at what. The mark tells two apart."""
    single, many = _SAYS[one.gist]
    what = single if cases == 1 else many.format(n=cases)
    return f"Golden Thread. {what} Sign in now. Mark {one.id[:4].upper()}."


def _queued(
    conn: Connection,
    vault: Vault,
    alert_id: str,
    person: DutyPerson,
    way: str,
    to: str,
    text: str,
    step: int,
    now: datetime,
) -> str:
    body = json.dumps({"to": to, "text": text, "by": way, "subject": _SUBJECT})
    queued = queueing.queue_one(conn, vault, OneOff("alert", body, 1, now), ANY_EPOCH)
    row = {"id": queued, "alert_id": alert_id, "person_id": person.id, "way": way, "step": step}
    conn.execute(insert(alert_way).values(row))
    return queued


# ----------------------------------------------------------------------------- what became of it


def heard(conn: Connection, vault: Vault, outbox_id: str, now: datetime) -> bool:
    """Somebody pressed a key: they will look. They hear if more cases have come meanwhile."""
    way = conn.execute(select(alert_way).where(alert_way.c.id == outbox_id)).mappings().first()
    if way is None:
        return False
    here = (alert.c.id == way["alert_id"]) & (alert.c.state == "waiting")
    values = {"state": "heard", "heard_at": stamp(now), "heard_by": way["person_id"]}
    if conn.execute(update(alert).where(here).values(**values)).rowcount != 1:
        return False
    row = conn.execute(select(alert).where(alert.c.id == way["alert_id"])).mappings().one()
    one, cases = _of(row), cases_of(conn, way["alert_id"])
    if len(cases) > one.told:
        for person in duty_people.rung(conn, vault).people:
            if person.id == way["person_id"] and person.phone:
                text = says(one, len(cases))
                _queued(conn, vault, one.id, person, "sms", person.phone, text, one.step, now)
    return True


def waiting(conn: Connection) -> list[Alert]:
    """Alerts that are not over, the oldest first."""
    query = select(alert).where(alert.c.state != "over").order_by(alert.c.raised_at)
    return [_of(row) for row in conn.execute(query).mappings()]


def latest(conn: Connection, limit: int) -> list[Alert]:
    """The newest alerts first."""
    query = select(alert).order_by(alert.c.raised_at.desc(), alert.c.id).limit(limit)
    return [_of(row) for row in conn.execute(query).mappings()]


def ways_of(conn: Connection, alert_ids: Iterable[str]) -> dict[str, list[tuple[str, str, int]]]:
    """alert -> (way, what became of it, step)."""
    query = (
        select(alert_way.c.alert_id, alert_way.c.way, outbox.c.state, alert_way.c.step)
        .join(outbox, outbox.c.id == alert_way.c.id)
        .where(alert_way.c.alert_id.in_(list(alert_ids)))
        .order_by(alert_way.c.step, alert_way.c.way)
    )
    found: dict[str, list[tuple[str, str, int]]] = {}
    for row in conn.execute(query):
        found.setdefault(row.alert_id, []).append((row.way, row.state, row.step))
    return found


def cases_of(conn: Connection, alert_id: str) -> list[str]:
    """The cases that an alert stands for."""
    query = select(alert_case.c.case_id).where(alert_case.c.alert_id == alert_id)
    return list(conn.execute(query).scalars())


def unseen(conn: Connection, alert_id: str) -> list[RowMapping]:
    """Its cases that nobody has opened yet."""
    mine = case_file.c.id.in_(cases_of(conn, alert_id))
    query = select(case_file).where(mine, case_file.c.state == "new")
    return list(conn.execute(query).mappings())


def opened(conn: Connection, case_id: str) -> None:
    """A lead has opened this case: alerts that stood for nothing else are over."""
    mine = select(alert_case.c.alert_id).where(alert_case.c.case_id == case_id)
    query = select(alert.c.id).where(alert.c.id.in_(mine), alert.c.state != "over")
    for alert_id in list(conn.execute(query).scalars()):
        if not unseen(conn, alert_id):
            over(conn, alert_id)


def again(conn: Connection, alert_id: str) -> None:
    """It was heard, and still nobody opened the case: it waits again."""
    change = update(alert).where(alert.c.id == alert_id, alert.c.state == "heard")
    conn.execute(change.values(state="waiting"))


def over(conn: Connection, alert_id: str) -> None:
    """Everything it stood for was opened, or is not so any more."""
    conn.execute(update(alert).where(alert.c.id == alert_id).values(state="over"))


def overdue(conn: Connection, now: datetime) -> int:
    """Alert texts that should have gone out two minutes ago: the way out is broken."""
    late = (outbox.c.kind == "alert") & outbox.c.state.in_(("due", "claimed"))
    query = select(func.count()).where(late, outbox.c.due_at < stamp(now - timedelta(minutes=2)))
    return int(conn.execute(query).scalar_one())


def forget_old(conn: Connection, now: datetime) -> None:
    """Delete alerts after 90 days."""
    old = select(alert.c.id).where(alert.c.raised_at < stamp(now - KEPT))
    for of in (alert_way, alert_case):
        conn.execute(delete(of).where(of.c.alert_id.in_(old)))
    conn.execute(delete(alert).where(alert.c.raised_at < stamp(now - KEPT)))


def stands_for(conn: Connection, case_id: str) -> bool:
    """Whether an alert that is not over stands for this case."""
    query = (
        select(alert.c.id)
        .join(alert_case, alert_case.c.alert_id == alert.c.id)
        .where(alert_case.c.case_id == case_id, alert.c.state != "over")
    )
    return conn.execute(query.limit(1)).first() is not None


def _recent(conn: Connection, row: RowMapping, now: datetime) -> str | None:
    """An alert that this case may join. One that is closed to somebody has its own."""
    hidden = select(case_hidden.c.id).where(case_hidden.c.case_id == row["id"]).limit(1)
    if conn.execute(hidden).first() is not None:
        return None
    closed = select(alert_case.c.alert_id).join(
        case_hidden, case_hidden.c.case_id == alert_case.c.case_id
    )
    query = select(alert.c.id).where(
        alert.c.state == "waiting",
        alert.c.gist.in_(("urgent", "test")),
        alert.c.drill == bool(row["drill"]),
        alert.c.route == row["route"],
        alert.c.raised_at > stamp(now - TOGETHER),
        alert.c.raised_at <= stamp(now + TOGETHER),
        alert.c.id.not_in(closed),
    )
    return conn.execute(query.limit(1)).scalar()


def _put_in(conn: Connection, alert_id: str, case_id: str) -> None:
    row = {"id": new_id(), "alert_id": alert_id, "case_id": case_id}
    conn.execute(insert(alert_case).values(row))


def _closed_to(conn: Connection, vault: Vault, cases: Sequence[str]) -> frozenset[str]:
    """Accounts that any of these cases is about: they are not rung."""
    people = duty_people.rung(conn, vault).people
    accounts = [one.account_id for one in people if one.account_id]
    return frozenset(one for one in accounts if hidden_from(conn, vault, cases, one))


_TIMES = ("raised_at", "step_at", "heard_at")


def _of(row: RowMapping) -> Alert:
    times = {name: moment(row[name]) if row[name] else None for name in _TIMES}
    return Alert(**(dict(row) | times | {"drill": bool(row["drill"])}))
