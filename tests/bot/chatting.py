"""A browser in web chat, by way of `receive`, that can go back; and what is kept of it."""

from typing import Any

from sqlalchemy import select

from bot.conversation import Conversation, opened
from bot.message import InboundMessage, Reply
from bot.receive import receive
from bot.service import Service
from storage import keys
from storage.crypto import new_id
from storage.register import concerns, held, sessions
from storage.register.tables import held_conversation
from tests.conftest import NOW
from tests.log_canary import canary

WORRY = "i get bullied at school every day"
URGENT = "i want to kill myself"


class Chat:
    """One browser, by way of `receive`."""

    def __init__(self, service: Service, flow: str = "check-in", audience: str = "11-15") -> None:
        self.service, self.token = service, new_id()
        self.flow, self.audience = flow, audience
        self.send("", start_flow=flow, audience=audience)
        self.send("1")

    def send(self, text: str, key: str = "", **more: Any) -> Reply:
        if text:
            canary(text)
        message = InboundMessage("web", self.token, key or new_id(), text, **more)
        return receive(self.service, message, NOW)

    def back(self, key: str = "") -> Reply:
        return self.send("", key, back=True)

    @property
    def now(self) -> Conversation:
        vault = self.service.rooms.vault
        with self.service.rooms.register.read() as conn:
            found = sessions.by_token(conn, vault.tags("browser", self.token))
        assert found is not None
        with self.service.rooms.keys.read() as conn:
            key = keys.find(conn, vault, found.id)
        assert key is not None
        return opened(found, key)

    @property
    def at(self) -> str:
        state = self.now.state
        assert state is not None
        return str(state["at"])

    @property
    def kept(self) -> list[tuple[str, Any, str | None]]:
        return [(one.question, one.value, one.text) for one in self.now.kept]


def held_now(service: Service) -> list[held.Held]:
    """What has ended and waits."""
    with service.rooms.register.read() as conn:
        ids = list(conn.execute(select(held_conversation.c.id)).scalars())
    with service.rooms.keys.read() as conn:
        found = {one: keys.find(conn, service.rooms.vault, one) for one in ids}
    with service.rooms.register.read() as conn:
        return held.conversations(conn, {one: key for one, key in found.items() if key})


def levels(service: Service) -> list[str]:
    with service.rooms.register.read() as conn:
        return [one.level for one in concerns.listing(conn, service.rooms.vault)]
