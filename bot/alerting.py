"""Passes on an alert that nobody hears, and tells the child honestly when nobody picked it up."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, RowMapping

from bot.service import Service
from config.county import AlertRules
from conversations.audience import YOUNGEST
from conversations.book import Person
from conversations.scene import Scene
from conversations.segments import count
from storage import suppression
from storage.database import alone
from storage.register import alerts, case_work, duty_people, notices, outbox
from storage.register.alerts import CHILD_TOLD, EVERYBODY, Alert
from storage.register.outbox import OneOff
from storage.times import moment

SOON = timedelta(hours=12)
WORKER_DEAD = timedelta(minutes=3)
_LOOKS = 7310


@dataclass
class Checked:
    """What one look did, in numbers."""

    passed_on: int = 0
    told: int = 0
    late: int = 0
    gap: bool = False

    def __str__(self) -> str:
        text = f"{self.passed_on} alerts passed on, {self.late} cases late"
        text += f", {self.told} young people told that nobody picked it up" if self.told else ""
        return text + ("; NOBODY IS ON DUTY" if self.gap else "")


def check(service: Service, now: datetime) -> Checked:
    """Every alert that waits, every case that is late, and whether somebody is on duty."""
    done, rooms = Checked(), service.rooms
    with rooms.register.read() as conn:
        rung = duty_people.rung(conn, rooms.vault)
        done.gap = not (rung.covered(now) and rung.covered(now + SOON))
        true = {"gap": done.gap, "worker": worker_is_dead(conn, now)}
        waiting = alerts.waiting(conn)
        settled = [one for one in waiting if _settled(conn, one, true)]
    with rooms.keys.read() as conn:
        epoch = suppression.current(conn).number
    for one in settled:
        with rooms.register.write() as conn:
            alerts.over(conn, one.id)
    for one in (each for each in waiting if each not in settled):
        with rooms.register.write() as conn:
            _look_at(conn, service, one, now, done, epoch)
    with rooms.register.write() as conn:
        _late_cases(conn, service, now, done)
        if done.gap and rung.people:
            _gap(conn, service, now)
    return done


def _settled(conn: Connection, one: Alert, true: Mapping[str, bool]) -> bool:
    """Whether everything it stood for was opened; a gap or a dead worker is heard of, or over."""
    if one.gist in true:
        return one.state == "heard" or not true[one.gist]
    cases = alerts.cases_of(conn, one.id)
    return bool(cases) and not alerts.unseen(conn, one.id)


def _look_at(
    conn: Connection, service: Service, one: Alert, now: datetime, done: Checked, epoch: int
) -> None:
    rules, vault = service.county.alerts, service.rooms.vault
    if one.state == "heard":
        level = "concern" if one.gist == "late" else "urgent"
        if one.heard_at is None or now - one.heard_at < rules.seen(level, one.route):
            return
    elif now - one.step_at < _patience(one, rules):
        return
    if not alerts.take(conn, one, now):
        return  # the worker and a web process looked at the same time
    step = min(one.step + 1, CHILD_TOLD)
    if step == CHILD_TOLD and one.step < CHILD_TOLD and one.gist == "urgent":
        for row in alerts.unseen(conn, one.id):
            done.told += _tell_the_child(conn, service, row, now, epoch)
    alerts.ring(conn, vault, one.id, step, now)
    done.passed_on += 1


def _patience(one: Alert, rules: AlertRules) -> timedelta:
    return timedelta(minutes=rules.again if one.step >= CHILD_TOLD else rules.onward)


def _tell_the_child(
    conn: Connection, service: Service, row: RowMapping, now: datetime, epoch: int
) -> int:
    """The fixed text, once for each case; nobody is told twice, nobody after STOP."""
    whose = case_work.contact_of(conn, service.rooms.vault, row["id"])
    if whose is None or whose["consent"] == "stopped":
        return 0
    text = nobody_yet(service, whose, now)
    one = OneOff("safety", text, count(text).segments, now, whose["id"])
    outbox.queue_one(conn, service.rooms.vault, one, epoch)
    return 1


def nobody_yet(service: Service, whose: RowMapping, now: datetime) -> str:
    """The honest text in their language; neutral where other people read the phone."""
    person = Person(
        language=whose["language"],
        audience=service.age_band(whose["cohort"], now) or YOUNGEST,
        easy_read=bool(whose["easy_read"]),
        mode="sms",
        shared=whose["phone_of"] in ("shared", "carer"),
    )
    scene = Scene(service.book, person, now)
    return scene.say("neutral.nobody_yet" if person.shared else "urgent.nobody_yet")


def _late_cases(conn: Connection, service: Service, now: datetime, done: Checked) -> None:
    """A case that nobody opened within its clock wakes people, whatever its level."""
    alone(conn, _LOOKS)
    for one in case_work.listing(conn):
        clock = service.county.alerts.seen(one.level, one.route)
        if one.state != "new" or now - one.fresh_at < clock:
            continue
        done.late += 1
        if not alerts.stands_for(conn, one.id):
            gist = "test" if one.drill else "late"
            alerts.start(conn, service.rooms.vault, gist, now, [one.id], route=one.route,
                         drill=one.drill)  # fmt: skip


def _gap(conn: Connection, service: Service, now: datetime) -> None:
    """Nobody is on duty, or will not be soon: everybody is told, once a day until it is filled."""
    last = [one for one in alerts.latest(conn, 200) if one.gist == "gap"]
    if not last or now - last[0].raised_at > timedelta(days=1):
        alerts.start(conn, service.rooms.vault, "gap", now, step=EVERYBODY)


def stand_in_for_the_worker(service: Service, now: datetime) -> bool:
    """Where the worker has stopped, look at the alerts in its place, and say that it has."""
    with service.rooms.register.read() as conn:
        if not worker_is_dead(conn, now):
            return False
    with service.rooms.register.write() as conn:
        alone(conn, _LOOKS)
        last = [one for one in alerts.latest(conn, 200) if one.gist == "worker"]
        if not last or now - last[0].raised_at > timedelta(hours=6):
            alerts.start(conn, service.rooms.vault, "worker", now, step=EVERYBODY)
    check(service, now)
    return True


def worker_is_dead(conn: Connection, now: datetime) -> bool:
    """Whether the worker has not said for minutes that it is alive."""
    beat = notices.get(conn, notices.HEARTBEAT)
    return beat is None or now - moment(beat) > WORKER_DEAD
