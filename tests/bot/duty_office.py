"""A county whose duty is covered, with a fake road for texts, calls and e-mails."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot import alerting
from bot.sending.channel import Sent, Unreachable
from bot.sending.sender import Sender, send_due
from bot.service import Service
from storage import cases, rosters
from storage.office import duty_list
from storage.office.rosters import DUTY, Shift
from storage.register import duty_people
from storage.rooms import Rooms
from tests.bot.sending.network import Network
from tests.bot.texting import URGENT, text
from tests.cases import Team, a_team
from tests.conftest import NOW
from tests.factories import a_phone

FIRST, STANDIN, THIRD = "+447700900801", "+447700900802", "+447700900803"


@dataclass
class Post:
    """A way out for e-mails that a test looks into."""

    sent: list[tuple[str, str, str, str]] = field(default_factory=list)
    down: bool = False

    def mail(self, to: str, subject: str, text: str, token: str) -> Sent:
        if self.down:
            raise Unreachable
        self.sent.append((to, subject, text, token))
        return Sent("EM" + token)

    def check(self) -> None:
        if self.down:
            raise Unreachable


@dataclass
class Office:
    """A county whose duty is covered, with a sender of each road."""

    service: Service
    team: Team
    network: Network
    post: Post
    now: datetime = NOW

    @property
    def rooms(self) -> Rooms:
        return self.service.rooms

    def send(self, now: datetime | None = None, **more: object) -> None:
        sender = Sender(self.service, self.network, mailer=self.post, **more)  # type: ignore[arg-type]
        send_due(sender, now or self.now)

    def disclose(self, number: str = "", now: datetime | None = None) -> str:
        """A child says something urgent; the case."""
        before = {one.id for one in cases.queue(self.rooms, self.team.lead.id)}
        text(self.service, number or a_phone(), URGENT, now=now or self.now)
        after = {one.id for one in cases.queue(self.rooms, self.team.lead.id)}
        return (after - before or after).pop()

    def check(self, minutes: float) -> alerting.Checked:
        self.now += timedelta(minutes=minutes)
        done = alerting.check(self.service, self.now)
        self.send()
        return done

    def rung(self) -> list[str]:
        return [one.number for one in self.network.calls]


def put_on(rooms: Rooms, account_id: str | None, phone: str, now: datetime, **shift: object) -> str:
    """Somebody on the list, and on duty for a fortnight."""
    with rooms.register.write() as conn:
        body = duty_people.sealed(rooms.vault, phone, f"{phone[-3:]}@duty.example.org")
        made = duty_list.put(conn, account_id, body)
        if shift.pop("on", True):
            span = now - timedelta(hours=1), now + timedelta(days=14)
            rosters.add(conn, Shift(DUTY, *span, account_id, **shift))  # type: ignore[arg-type]
        rosters.tell(conn, now)
    return made


def an_office(service: Service, now: datetime) -> Office:
    team = a_team(service.rooms)
    second = team.add("Second Lead")
    third = team.add("Third Lead")
    put_on(service.rooms, team.lead.id, FIRST, now)
    put_on(service.rooms, second.id, STANDIN, now, standin=True)
    put_on(service.rooms, third.id, THIRD, now, on=False)
    return Office(service, team, Network(), Post(), now)
