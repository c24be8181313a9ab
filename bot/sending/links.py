"""Puts each person's own link into a text, at the moment when it goes out."""

from collections.abc import Iterable
from typing import Protocol

from bot.service import Service
from conversations.prompting import LINK
from storage.register import chat_links
from storage.register.chat_links import Period

KINDS = ("prompt", "reminder")


class Linked(Protocol):
    """A text that may carry a link."""

    @property
    def kind(self) -> str: ...
    @property
    def contact_id(self) -> str | None: ...
    @property
    def campaign_id(self) -> str | None: ...


def offered(service: Service, texts: Iterable[Linked]) -> Period:
    """Let the links of these texts be used, before any of them goes out; the period they are of."""
    people = {one.contact_id for one in texts if one.kind in KINDS and one.contact_id}
    rooms = service.rooms
    if not people:
        return Period()
    with rooms.register.write() as conn:
        at = chat_links.period(conn)
        chat_links.offer(conn, rooms.vault, (one for one in people if one), at)
    return at


def filled(service: Service, text: str, one: Linked, period_id: str) -> str:
    """The text with its link."""
    if LINK not in text or one.contact_id is None or one.campaign_id is None:
        return text
    token = chat_links.token_of(service.rooms.vault, one.contact_id, period_id)
    code = chat_links.code_of(one.campaign_id)
    return text.replace(LINK, f"{service.base_url}/c/{token}{code}")


def as_sent(service: Service, text: str, one: Linked) -> tuple[str, ...]:
    """How a text may stand at the provider: with the link of this period or the one before."""
    with service.rooms.register.read() as conn:
        periods = chat_links.period(conn).ids
    return tuple(dict.fromkeys(filled(service, text, one, each) for each in periods))
