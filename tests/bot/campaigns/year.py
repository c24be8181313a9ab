"""A county's year of check-ins, played through the real queue, sender and conversations.

Every limit is on. What went out is read back from the network, not from our own tables.
"""

import itertools
from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from random import Random

from bot.message import InboundMessage
from bot.receive import expire_due, receive
from bot.sending.sender import Sender, send_due
from bot.service import Service
from conversations.limits import months_from
from conversations.segments import count
from storage import check_ins
from storage.check_ins import Desk
from storage.crypto import new_id
from storage.office import campaigns
from storage.office.campaigns import Campaign
from storage.register import audiences, rota
from storage.register.audiences import Audience
from storage.rooms import Rooms
from storage.times import LONDON, london_day
from tests.bot.sending.network import Network, Taken
from tests.factories import sign_questions

START = datetime(2026, 4, 1, 8, tzinfo=UTC)
DAYS = 365
BANK = (("check-in", ""), ("how-is-life", "2"), ("wall", ""), ("how-is-life", "4"),
        ("good-and-not-so-good", ""), ("how-is-life", "5"))  # fmt: skip


@dataclass(frozen=True)
class Went:
    """One text that a phone got."""

    at: datetime
    number: str
    kind: str
    flow: str
    segments: int
    place: int


@dataclass
class Year:
    """A year of one county; `answers`: how many of ten answer."""

    service: Service
    seed: int = 7
    answers: int = 3
    days: int = DAYS
    bank: tuple[tuple[str, str], ...] = BANK
    network: Network = field(default_factory=Network)
    went: list[Went] = field(default_factory=list)
    replies: Counter[str] = field(default_factory=Counter)
    asked_too_soon: int = 0

    @property
    def rooms(self) -> Rooms:
        return self.service.rooms

    def play(self) -> None:
        """Day by day: the calendar, the windows, the replies, and what goes wrong."""
        rng = Random(self.seed)
        desk = Desk(self.rooms, self.service.book, self.service.cohorts)
        sender = Sender(self.service, self.network, batch=50)
        sign_questions(self.rooms, self.service.book.flows.values())
        self._calendar(rng)
        for ahead in range(self.days):
            day = (START + timedelta(days=ahead)).date()
            self._office(day, rng)
            for moment in self._moments(day):
                self._tells(desk, moment)
                check_ins.run(desk, moment)
                before = len(self.network.taken)
                send_due(sender, moment)
                got = self.network.taken[before:]
                self._note(got, moment)
                self._reply(got, moment + timedelta(minutes=10), rng)
            expire_due(self.service, datetime.combine(day, time(22), UTC))

    def _moments(self, day: date) -> list[datetime]:
        """At a bad hour and a good one: the limits must hold, not the timetable."""
        bad = ((7, 5), (12, 0), (15, 30), (21, 0), (23, 30))[day.toordinal() % 5]
        hours = (bad, (16, 40)) if day.toordinal() % 3 else (bad, (18, 45))
        return [datetime.combine(day, time(*one), LONDON).astimezone(UTC) for one in sorted(hours)]

    def _calendar(self, rng: Random) -> None:
        """Twice as many campaigns as anybody may be asked, of the same few questions."""
        with self.rooms.register.write() as conn:
            for number, (flow, part) in enumerate(itertools.islice(itertools.cycle(self.bank), 16)):
                starts = START + timedelta(days=3 + 22 * number, hours=rng.randint(0, 9))
                remind = starts + timedelta(days=7) if number % 3 == 0 else None
                campaigns.add(conn, Campaign(
                    "A check-in", "prompt", "an officer", audiences.to_json(Audience()), starts,
                    starts + timedelta(days=14), flow, part, remind, "planned",
                ))  # fmt: skip

    def _tells(self, desk: Desk, now: datetime) -> None:
        """A month after a campaign has closed, what came of it; of two thirds of them."""
        with self.rooms.register.write() as conn:
            known = campaigns.listing(conn)
            told = {one.title for one in known if one.kind == "told"}
            for one in known:
                due = one.kind == "prompt" and one.state == "closed"
                if not due or one.closes_at + timedelta(days=21) > now or one.id in told:
                    continue
                if (one.starts_at - START).days % 3 == 1:
                    continue
                who = audiences.to_json(check_ins.everyone_asked(conn, [one.id]))
                campaigns.add(conn, Campaign(
                    one.id, "told", "an officer", who, now, now + timedelta(days=100),
                    state="planned", told={"en": "You said, we did: Saturday trips are back."},
                ))  # fmt: skip
        _ = desk

    def _office(self, day: date, rng: Random) -> None:
        """A roster with gaps: nobody on duty now and then, no reader, an old list, a pause."""
        now = datetime.combine(day, time(6), UTC)
        gap = rng.random()
        readers = [day + timedelta(days=ahead) for ahead in range(8)]
        with self.rooms.register.write() as conn:
            rota.pause(conn, 0.03 < gap < 0.06)
            rota.say(
                conn,
                duty_until=now + timedelta(days=1 if gap < 0.03 else 7),
                readers=readers[2:] if 0.06 < gap < 0.09 else readers,
                list_at=now - timedelta(days=9 if 0.09 < gap < 0.12 else 2),
                languages=["en", "ar"],
                today=day,
                reader_until=datetime.combine(day, time(19, 30), UTC),
            )

    def _note(self, got: list[Taken], moment: datetime) -> None:
        rows = _rows(self.rooms, [one.token for one in got])
        for one in got:
            row = rows[one.token]
            self.went.append(Went(moment, one.number, row.kind, f"{row.flow}:{row.part}",
                                  count(one.text).segments, row.place))  # fmt: skip

    def _reply(self, got: list[Taken], now: datetime, rng: Random) -> None:
        for number in sorted({one.number for one in got}):
            if rng.randrange(10) >= self.answers:
                continue
            for words in ("1", "it is ok most days", "2", "my aunt helps me", "0", "2", "1"):
                inbound = InboundMessage("sms", number, new_id(), words)
                reply = receive(self.service, inbound, now)
                self.replies["in"] += count(words).segments
                self.replies["texts"] += len(reply.texts)
                self.replies["segments"] += sum(count(text).segments for text in reply.texts)
                if not reply.texts:
                    break

    # ---------------------------------------------------------------------- what must not be

    def asks(self) -> dict[str, list[Went]]:
        """Each phone's prompts, in time."""
        found: dict[str, list[Went]] = {}
        for one in self.went:
            if one.kind == "prompt" and one.place == 1:
                found.setdefault(one.number, []).append(one)
        return found

    def repeated(self) -> int:
        """The same questions to the same phone within the year."""
        return sum(len(them) - len({one.flow for one in them}) for them in self.asks().values())

    def over_budget(self) -> int:
        """More than two asks in a month and the three before it."""
        over = 0
        for them in self.asks().values():
            for one in them:
                month = f"{one.at:%Y-%m}"
                near = [o for o in them if months_from(month, 3) <= f"{o.at:%Y-%m}" <= month]
                over += len(near) > 2
        return over

    def out_of_hours(self) -> int:
        """Prompts, reminders and "we did" texts at no good hour."""
        closed = self.service.county.closed
        return sum(
            not (one.at.astimezone(LONDON).weekday() < 4
                 and time(15, 45) <= one.at.astimezone(LONDON).time() < time(20)
                 and london_day(one.at) not in closed)
            for one in self.went
        )  # fmt: skip

    def without_told(self) -> int:
        """Two asks of a phone with no "we did" between them."""
        told: dict[str, list[datetime]] = {}
        for one in self.went:
            if one.kind == "told":
                told.setdefault(one.number, []).append(one.at)
        return sum(
            not any(first.at <= at <= second.at for at in told.get(number, ()))
            for number, them in self.asks().items()
            for first, second in itertools.pairwise(them)
        )

    def told_too_often(self) -> int:
        """More than one "we did" in 90 days."""
        times: dict[str, list[datetime]] = {}
        for one in self.went:
            if one.kind == "told":
                times.setdefault(one.number, []).append(one.at)
        return sum(
            later - earlier < timedelta(days=62)  # by months: at least two whole ones between
            for them in times.values()
            for earlier, later in itertools.pairwise(them)
        )

    def figures(self) -> str:
        """What the year was, in a line."""
        kinds = Counter(one.kind for one in self.went)
        people = len({one.number for one in self.went})
        segments = sum(one.segments for one in self.went)
        return (
            f"{people} phones, {dict(kinds)}, {segments} segments out, "
            f"replies {dict(self.replies)}; "
            f"repeated {self.repeated()}, over budget {self.over_budget()}, out of hours "
            f"{self.out_of_hours()}, without a told between {self.without_told()}"
        )


def _rows(rooms: Rooms, tokens: list[str]):
    from sqlalchemy import select

    from storage.register.sending_tables import outbox

    with rooms.register.read() as conn:
        found = conn.execute(select(outbox).where(outbox.c.token.in_(tokens)))
        return {row.token: row for row in found}


def unhurried(service: Service) -> Service:
    """The county's own rules, at a rate that needs no waiting in a test."""
    return replace(
        service, sending=replace(service.sending, per_second=1000), base_url="https://gt.example"
    )
