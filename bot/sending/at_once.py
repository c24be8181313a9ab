"""Alerts and safety texts go out in the moment after the commit that queued them.

In a thread of its own, so that no reply waits for it. Whatever becomes of it, they lie in the
outbox: a claim that nobody finished is taken up by the worker. Where the worker has stopped, a
thread of the web does the worker's share of the alerts until it is back.
"""

import threading
import time
from collections.abc import Iterable, Iterator
from datetime import datetime
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

import structlog

from bot import alerting
from bot.sending.channel import Listed, Sent, SmsSender, Unreachable
from bot.sending.mail import mailer_of
from bot.sending.registry import channel_of
from bot.sending.sender import Sender, send_due
from bot.service import Service
from config.settings import Settings
from storage.clock import Clock
from storage.database import Busy

log = structlog.get_logger(__name__)

LOOK_EVERY_SECONDS = 20.0
"""How often a web process that is asked for pages looks whether the worker is alive."""

GRACE_SECONDS = 45.0
"""A worker that was only just started, or a clock that was moved, is no reason to wake anybody."""

STAND_IN_EVERY_SECONDS = 30.0


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


def sender_of(settings: Settings, service: Service) -> Sender | None:
    """A web process's sender over every road that is set up; None where there is none at all."""
    texts, mailer = channel_of(settings, service), mailer_of(settings, service.rooms)
    if texts is None and mailer is None:
        return None
    channel: SmsSender = texts or NoTexts()
    return Sender(service, channel, mailer=mailer, alerts_only=texts is None, pressing_only=True)


class AtOnce:
    """Called after a commit that may have raised an alert; returns at once."""

    def __init__(
        self,
        sender: Sender,
        clock: Clock,
        grace: float = GRACE_SECONDS,
        every: float = STAND_IN_EVERY_SECONDS,
    ) -> None:
        """`sender` sends what obeys no calendar."""
        self._sender, self._clock = sender, clock
        self._grace, self._every = grace, every
        self._free = threading.Semaphore(2)
        self._standing_in = threading.Lock()

    def __call__(self, now: datetime) -> None:
        """Send what is due, unless two threads of this process are at it already."""
        if self._free.acquire(blocking=False):
            threading.Thread(target=self._send, args=(now,), daemon=True, name="alerts").start()

    def _send(self, now: datetime) -> None:
        try:
            send_due(self._sender, now)
            if self._worker_is_dead(now) and not self._standing_in.locked():
                threading.Thread(target=self._stand_in, daemon=True, name="stand-in").start()
        except Busy:
            log.warning("alerts_wait_for_the_database")
        except Exception as error:  # the worker sends them
            log.error("alerts_left_to_the_worker", kind=type(error).__name__)
        finally:
            self._free.release()

    def _worker_is_dead(self, now: datetime) -> bool:
        with self._sender.service.rooms.register.read() as conn:
            return alerting.worker_is_dead(conn, now)

    def _stand_in(self) -> None:
        """Pass alerts on and send them until the worker is back; one thread for each process."""
        if not self._standing_in.acquire(blocking=False):
            return
        try:
            time.sleep(self._grace)
            if self._stood_in():
                log.error("worker_is_dead", do="start it; the web passes alerts on meanwhile")
            while self._stood_in():
                time.sleep(self._every)
        finally:
            self._standing_in.release()

    def _stood_in(self) -> bool:
        """Whether the worker was still dead; a database that is away for a moment ends nothing."""
        try:
            now = self._clock.now()
            if not alerting.stand_in_for_the_worker(self._sender.service, now):
                return False
            send_due(self._sender, now)
        except Busy:
            log.warning("alerts_wait_for_the_database")
        except Exception as error:
            log.error("stand_in_failed", kind=type(error).__name__)
        return True


class Watch:
    """Around the whole web: what an answer has queued goes out, and a dead worker is noticed.

    After each form of the staff, and now and then after any other answer: whoever watches
    `/readyz` from outside keeps a web process looking.
    """

    def __init__(self, app: WSGIApplication, alert_now: AtOnce, clock: Clock) -> None:
        """`app` is both sides, as they are served."""
        self._app, self._alert_now, self._clock = app, alert_now, clock
        self._looked = 0.0

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """The app's own answer; the look comes after it."""
        form = environ["REQUEST_METHOD"] == "POST" and environ["PATH_INFO"].startswith("/staff/")
        answer = self._app(environ, start_response)
        if form or time.monotonic() - self._looked > LOOK_EVERY_SECONDS:
            self._look()
        return answer

    def _look(self) -> None:
        self._looked = time.monotonic()
        try:
            self._alert_now(self._clock.now())
        except Busy:  # the answer goes out all the same
            log.warning("alerts_wait_for_the_database")
        except Exception as error:
            log.error("not_looked_at_the_worker", kind=type(error).__name__)
