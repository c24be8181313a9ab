"""A fake Twilio: the REST API over HTTP, webhooks posted back, phones at the other end.

    with FakeTwilio() as fake:
        fake.connect(app_url, public_url=settings.public_base_url)
        young = fake.phone("+447700900001")
        assert young.text("hello") == ["Hi …"]

It refuses what Twilio's published description of its API refuses, misbehaves only as a test asks,
and keeps all that went either way. The real client drives it: `client.api.base_url = fake.url`.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from random import Random
from types import TracebackType
from typing import Any

from storage.clock import SystemClock
from tests.fake_twilio import description
from tests.fake_twilio.account import Account
from tests.fake_twilio.behaviour import Behaviour
from tests.fake_twilio.calls import Calls
from tests.fake_twilio.delivery import Deliveries
from tests.fake_twilio.errands import Errands
from tests.fake_twilio.inbound import Delivered, Inbound, Reception
from tests.fake_twilio.ledger import Ledger
from tests.fake_twilio.messages import Messages
from tests.fake_twilio.phones import FakePhone
from tests.fake_twilio.records import API, ApiRequest, Call, Lost, Message, Posted
from tests.fake_twilio.rules import Callees, Rules
from tests.fake_twilio.server import Api, Server
from tests.fake_twilio.webhooks import Limits, Postman


class FakeTwilio:
    """Listens from the moment it is made until it is closed."""

    def __init__(
        self,
        *,
        account: Account | None = None,
        seed: int = 0,
        clock: Callable[[], datetime] | None = None,
        limits: Limits | None = None,
    ) -> None:
        """`clock` dates the log; `limits` are how long webhooks wait, to be shortened where a test
        runs into them."""
        self.account = account or Account()
        self.random = Random(seed)
        self.ledger = Ledger(seed, clock or SystemClock().now)
        self.errands = Errands()
        self._sent_in: dict[str, Message] = {}
        self.postman = Postman(limits or Limits(), self.ledger.keep_posted)
        self.rules = Rules(self.random)
        self.callees = Callees()
        self.deliveries = Deliveries(self.account, self.ledger, self.postman, self.errands)
        self.reception = Reception(
            self.account, self.ledger, self.postman, self.deliveries, self.random
        )
        self.description = description.load()
        messages = Messages(self.account, self.ledger, self.rules, self.deliveries)
        calls = Calls(self.account, self.ledger, self.callees, self.postman, self.errands)
        self._server = Server(
            Api(self.account, self.description, self.ledger, messages, calls, self.errands)
        )
        self.postman.token = self.account.tokens[0]

    # -------------------------------------------------------------------------------- set-up

    @property
    def url(self) -> str:
        """The base address of the API: TWILIO_API_BASE_URL."""
        return self._server.url

    @property
    def environment(self) -> dict[str, str]:
        """The settings that make our app use this account."""
        return {
            "TWILIO_ACCOUNT_SID": self.account.sid,
            "TWILIO_AUTH_TOKEN": ",".join(self.account.tokens),
            "TWILIO_MESSAGING_SERVICE_SID": self.account.service,
            "TWILIO_API_BASE_URL": self.url,
        }

    def connect(
        self,
        app_url: str,
        *,
        public_url: str | None = None,
        path: str = "/sms/inbound",
        fallback: str | None = None,
    ) -> None:
        """Say where our app is; again after it has moved.

        `public_url` is what Twilio was told and signs (PUBLIC_BASE_URL), where that is not where
        the app listens. `fallback` is a path, or the full address of another host.
        """
        public = (public_url or app_url).rstrip("/")
        self.postman.reached_at = {public: app_url.rstrip("/")}
        self.reception.url = public + path
        elsewhere = fallback is not None and fallback.startswith("http")
        self.reception.fallback_url = fallback if elsewhere or not fallback else public + fallback

    def dated_by(self, clock: Callable[[], datetime]) -> None:
        """Another clock for the log: the app's own, where a test moves it."""
        self.ledger.clock = clock

    def rotate(self, token: str) -> None:
        """A new auth token: it signs from now on; the old ones still open the API."""
        self.account.tokens.insert(0, token)
        self.postman.token = token

    def client(self) -> Any:
        """The real client, talking to this fake."""
        from twilio.rest import Client

        client = Client(self.account.sid, self.account.tokens[0])
        client.api.base_url = self.url
        return client

    # ------------------------------------------------------------------------- what goes wrong

    def next(self, *behaviours: Behaviour) -> None:
        """What the next messages that our app sends meet, one each: see `behaviour`."""
        self.rules.next(*behaviours)

    def when(self, behaviour: Behaviour, **which: Any) -> None:
        """What messages meet that fit: `to`, `containing`, `nth`, `times`, `share`."""
        self.rules.when(behaviour, **which)

    # ------------------------------------------------------------------------------- inbound

    def phone(self, number: str) -> FakePhone:
        """The phone with this number."""
        return FakePhone(self, number)

    def deliver(
        self,
        from_: str,
        body: str,
        *,
        copies: int = 1,
        media: int = 0,
        fields: Mapping[str, str] | None = None,
        cut: bool = False,
    ) -> Delivered:
        """A text from a phone, posted to our app; back when that is over and done with.

        `copies` webhooks go out at once with the same MessageSid; `fields` are added as they are;
        `cut`: our app's answer is lost on the way back.
        """
        text = Inbound(from_, body, media, copies, fields or {})
        return self.reception.carry(self._take(text), copies, cut=cut)

    def deliver_later(self, text: Inbound, after: float = 0.0, *, held: bool = False) -> Message:
        """A text that is sent now and posted later: after some seconds or at `release()`."""
        message = self._take(text)
        self.errands.do(lambda: self._carry(message, text), after, held=held)
        return message

    def deliver_all(
        self, texts: Sequence[Inbound], *, window: int = 0, at_once: int = 1
    ) -> list[Delivered]:
        """Texts sent in this order; each may overtake up to `window` others on the way.

        `at_once` are posted at the same time. The results are in the order of `texts`.
        """
        taken = [(self._take(text), text) for text in texts]
        return self.reception.carry_all(taken, window, at_once)

    def deliver_again(self, sid: str, copies: int = 1) -> Delivered:
        """The same webhook once more, with the same MessageSid.

        Its answer is carried out only where none was before.
        """
        return self.reception.carry(self._sent_in[sid], copies)

    def lose(self, from_: str, body: str) -> Message:
        """A text that our app never hears of: it is only in the list, for reconciling."""
        message = self._take(Inbound(from_, body))
        self.ledger.keep_lost(Lost("inbound", message.sid, "", None, message.form))
        return message

    def _take(self, text: Inbound) -> Message:
        message = self.reception.take(text, self._media_url)
        self._sent_in[message.sid] = message  # a retry does not mind what was deleted since
        return message

    def _carry(self, message: Message, text: Inbound) -> None:
        self.reception.carry(message, text.copies, cut=text.cut)

    def _media_url(self, sid: str, at: int) -> str:
        media = f"ME{at:032x}"
        return f"{self.url}/{API}/Accounts/{self.account.sid}/Messages/{sid}/Media/{media}"

    # --------------------------------------------------------------------------- what was kept

    @property
    def messages(self) -> list[Message]:
        """Twilio's log as it stands: both directions, oldest first, deleted ones left out."""
        with self.ledger.lock:
            return list(self.ledger.messages.values())

    @property
    def sent(self) -> list[Message]:
        """What our app has sent, by API or TwiML."""
        return [message for message in self.messages if not message.inbound]

    @property
    def deleted(self) -> list[Message]:
        """What our app has deleted; the bodies are gone."""
        with self.ledger.lock:
            return list(self.ledger.deleted.values())

    @property
    def calls(self) -> list[Call]:
        """Every call, oldest first."""
        with self.ledger.lock:
            return list(self.ledger.calls.values())

    @property
    def requests(self) -> list[ApiRequest]:
        """Every request to the API, refused and unanswered ones included."""
        with self.ledger.lock:
            return list(self.ledger.requests)

    @property
    def posted(self) -> list[Posted]:
        """Every attempt to post a webhook to our app."""
        with self.ledger.lock:
            return list(self.ledger.posted)

    @property
    def lost(self) -> list[Lost]:
        """Webhooks that our app never took."""
        with self.ledger.lock:
            return list(self.ledger.lost)

    def bodies(self) -> Mapping[str, str]:
        """What Twilio still knows of the words: each message's body that is not redacted."""
        return {message.sid: message.body for message in self.messages if message.body}

    # ------------------------------------------------------------------------------- the end

    def settle(self, timeout: float = 30.0) -> None:
        """Wait until every delivery, callback and call is over; held ones do not count."""
        self.errands.settle(timeout)

    def release(self, timeout: float = 30.0) -> int:
        """Let go of the callbacks and texts that were held; wait for them; how many they were."""
        released = self.errands.release()
        self.settle(timeout)
        return released

    def close(self) -> None:
        """Stop: no more requests, callbacks or calls. Hanging requests are cut off."""
        self.errands.stopping.set()
        self._server.close()
        self.errands.stop()

    def __enter__(self) -> "FakeTwilio":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()
