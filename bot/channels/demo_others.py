"""Lets other phones of the demo answer a whole check-in, text by text, each one signed."""

import secrets
from collections.abc import Sequence
from datetime import datetime

from bot.channels.demo_texts import Network
from bot.chat_view import view_of
from bot.conversation import opened
from bot.message import ChatView, InboundMessage
from bot.receive import Service, receive
from storage import keys
from storage.register import sessions

CHECK_IN = "check-in"
MOST_TURNS = 20

# Made up for the demo. Nothing here worries anybody, so that every conversation is finished.
WORDS = (
    "football after school and then pizza",
    "when people do what they said they would",
    "my aunt, she always picks up the phone",
    "a bit more time with my friends at the weekend",
    "when my worker rings on the day she said",
    "knowing what happens next, not the night before",
    "my teacher and the lady at the youth club",
    "wifi that works and my own key",
)


def let_answer(network: Network, service: Service, numbers: Sequence[str], now: datetime) -> int:
    """Let each number answer a check-in to its end; how many of them got there."""
    return sum(_answers(network, service, each, who, now) for who, each in enumerate(numbers))


def _answers(network: Network, service: Service, number: str, who: int, now: datetime) -> bool:
    if _open_view(service, number) is None:
        receive(service, asked(number), now)
    for turn in range(MOST_TURNS):
        view = _open_view(service, number)
        if view is None:
            return turn > 0
        network.send(number, _answer(view, who, turn))
    return False


def asked(number: str) -> InboundMessage:
    """What begins a check-in on a phone, as a worker's button will."""
    key = f"demo:{secrets.token_hex(16)}"
    return InboundMessage("sms", number, key, "", start_flow=CHECK_IN)


def _answer(view: ChatView, who: int, turn: int) -> str:
    if view.question is None:
        return "1"  # the opening texts: go on
    if view.takes_words or not view.choices:
        return WORDS[(who * 3 + turn) % len(WORDS)]
    # Only the first two choices: the later ones may say that somebody is not safe.
    usual = [choice.value for choice in view.choices[:2] if choice.value in ("1", "2")]
    return usual[who % len(usual)] if usual else "1"


def _open_view(service: Service, number: str) -> ChatView | None:
    """The open conversation of a phone, as the young person would see it."""
    vault = service.rooms.vault
    with service.rooms.register.read() as conn:
        session = sessions.standing(conn, vault, ("",), number=number).session
    if session is None:
        return None
    with service.rooms.keys.read() as conn:
        key = keys.find(conn, vault, session.id)
    view = view_of(service, opened(session, key)) if key else None
    return None if view is None or view.ended else view
