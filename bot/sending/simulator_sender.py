"""The demo's provider: texts land, sealed, where the demo's phones look for them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, insert, select

from bot.sending.channel import Listed, Sent
from bot.service import Service
from config.settings import Settings
from storage.clock import DemoClock
from storage.register.sending_tables import demo_inbox
from storage.rooms import Rooms

MOST_SHOWN = 20
_CALL = "call-"


def open_channel(settings: Settings, service: Service) -> "SimulatorSender":
    """The simulator, in the demo only."""
    if not settings.demo:
        raise ValueError("the simulator exists in the demo only")
    return SimulatorSender(service.rooms)


class SimulatorSender:
    """Every number is a phone of the demo."""

    name = "simulator"

    def __init__(self, rooms: Rooms) -> None:
        """Texts wait in the register of these rooms."""
        self._rooms = rooms

    def send(self, number: str, text: str, token: str) -> Sent:
        """Put a text where the phone looks. The token names it: twice is once."""
        self._put(token, number, text)
        return Sent("SM" + token)

    def call(self, number: str, text: str, token: str) -> Sent:
        """A call lies there as a text that is marked: the demo's phones do not ring."""
        self._put(_CALL + token, number, text)
        return Sent("CA" + token)

    def _put(self, name: str, number: str, text: str) -> None:
        row = {
            "id": name,
            "lookup": self._rooms.vault.lookups(number)[0],
            # To the microsecond: the texts of one prompt come in one second, and in their order.
            "at": DemoClock(self._rooms.register).now().isoformat(timespec="microseconds"),
            "body": self._rooms.vault.seal(text),
        }
        with self._rooms.register.write() as conn:
            conn.execute(delete(demo_inbox).where(demo_inbox.c.id == name))
            conn.execute(insert(demo_inbox).values(row))

    def find(self, number: str, text: str, since: datetime) -> tuple[str, ...] | None:
        """Nothing is ever in doubt here: sending again puts the same text in the same place."""
        return ()

    def listed(self, since: datetime, until: datetime) -> Iterator[Listed]:
        """Nothing is ever lost here."""
        return iter(())

    def forget(self, sid: str, *, delete: bool) -> None:
        """Nothing is kept here once the phone was looked at."""


@dataclass(frozen=True)
class Lying:
    """One text or call that arrived at a phone of the demo."""

    at: str
    token: str
    called: bool
    text: str


def lying(rooms: Rooms, number: str) -> list[Lying]:
    """The newest that arrived at a phone, and stays there."""
    mine = demo_inbox.c.lookup.in_(rooms.vault.lookups(number))
    with rooms.register.read() as conn:
        query = select(demo_inbox).where(mine).order_by(demo_inbox.c.at.desc()).limit(MOST_SHOWN)
        found = conn.execute(query).all()
    return [
        Lying(row.at, row.id.removeprefix(_CALL), row.id.startswith(_CALL),
              rooms.vault.open(row.body))
        for row in found
    ]  # fmt: skip


def take(rooms: Rooms, number: str) -> tuple[str, ...]:
    """The texts that wait for a phone, the earliest first; they are gone from here afterwards."""
    mine = demo_inbox.c.lookup.in_(rooms.vault.lookups(number))
    with rooms.register.read() as conn:
        query = select(demo_inbox).where(mine).order_by(demo_inbox.c.at).limit(MOST_SHOWN)
        found = conn.execute(query).all()
    if found:
        with rooms.register.write() as conn:
            ids = [row.id for row in found]
            conn.execute(delete(demo_inbox).where(demo_inbox.c.id.in_(ids)))
    return tuple(rooms.vault.open(row.body) for row in found)
