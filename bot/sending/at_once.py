"""Alerts go out in the moment after the commit that raised them; the worker sends the rest.

In a thread of its own, so that no reply waits for it. Whatever becomes of it, the alerts lie in the
outbox: a claim that nobody finished is taken up by the worker.
"""

import threading
from collections.abc import Iterator
from datetime import datetime

import structlog

from bot import alerting
from bot.sending.channel import Listed, Sent, SmsSender, Unreachable
from bot.sending.mail import mailer_of
from bot.sending.registry import channel_of
from bot.sending.sender import Sender, send_due
from bot.service import Service
from config.settings import Settings

log = structlog.get_logger(__name__)


class NoTexts:
    """Where no provider of texts is set up: every such road is closed, e-mail is not."""

    name = "none"

    def send(self, number: str, text: str, token: str) -> Sent:
        """There is no way."""
        raise Unreachable

    def call(self, number: str, text: str, token: str) -> Sent:
        """There is no way."""
        raise Unreachable

    def find(self, number: str, text: str, since: datetime) -> tuple[str, ...] | None:
        """Nothing ever went out."""
        return ()

    def listed(self, since: datetime, until: datetime) -> Iterator[Listed]:
        """Nothing ever went out."""
        return iter(())

    def forget(self, sid: str, *, delete: bool) -> None:
        """Nothing is kept."""


def sender_of(settings: Settings, service: Service, *, alerts_only: bool) -> Sender | None:
    """A sender over every road that is set up; None where there is none at all."""
    texts, mailer = channel_of(settings, service), mailer_of(settings, service.rooms)
    if texts is None and mailer is None:
        return None
    channel: SmsSender = texts or NoTexts()
    return Sender(service, channel, mailer=mailer, alerts_only=alerts_only or texts is None)


class AtOnce:
    """Called after a commit that may have raised an alert; returns at once."""

    def __init__(self, sender: Sender) -> None:
        """`sender` sends alerts only."""
        self._sender = sender
        self._free = threading.Semaphore(2)

    def __call__(self, now: datetime) -> None:
        """Send what is due, unless two threads of this process are at it already."""
        if self._free.acquire(blocking=False):
            threading.Thread(target=self._send, args=(now,), daemon=True, name="alerts").start()

    def _send(self, now: datetime) -> None:
        try:
            send_due(self._sender, now)
            if alerting.stand_in_for_the_worker(self._sender.service, now):
                send_due(self._sender, now)
        except Exception as error:  # the worker sends them
            log.error("alerts_left_to_the_worker", kind=type(error).__name__)
        finally:
            self._free.release()
