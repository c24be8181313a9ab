"""Texts and web messages straight to `receive`, and what they leave behind."""

from typing import Any

from sqlalchemy import func, select

from bot.message import InboundMessage, Reply
from bot.receive import receive
from bot.service import Service
from storage import mixer
from storage.register import concerns, requests
from storage.register.concerns import Concern
from storage.register.requests import Request
from tests.conftest import NOW
from tests.log_canary import canary

URGENT = "i want to kill myself"
_key = iter(range(10**6))


def text(service: Service, number: str, body: str, **more: Any) -> Reply:
    """One text from a phone, or one message from a browser when `number` has no plus sign."""
    for word in (number, body):
        canary(word)
    channel = "sms" if number.startswith("+") else "web"
    key = more.pop("key", f"message-{next(_key)}")
    now = more.pop("now", NOW)
    return receive(service, InboundMessage(channel, number, key, body, **more), now)


def rows(service: Service, table: Any) -> int:
    """How many rows a table of the register has."""
    with service.rooms.register.read() as conn:
        return int(conn.execute(select(func.count()).select_from(table)).scalar_one())


def open_concerns(service: Service) -> list[Concern]:
    """What the safeguarding lead sees."""
    with service.rooms.register.read() as conn:
        return concerns.listing(conn, service.rooms.vault)


def open_requests(service: Service) -> list[Request]:
    """What waits for a person."""
    with service.rooms.register.read() as conn:
        return requests.listing(conn, service.rooms.vault)


def held_texts(service: Service) -> list[str]:
    """The words that wait in the reading room."""
    return sorted(one.text for one in mixer.held_texts(service.rooms, 100))


def whole_conversation(service: Service, number: str, words: str) -> None:
    """Say something at the front door and go through to the end."""
    for body in (words, "1", "0", "1"):
        text(service, number, body)
