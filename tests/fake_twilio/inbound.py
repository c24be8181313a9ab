"""Texts from young people's phones: posted to our app's webhook, the TwiML answered carried out.

Fields as in real payloads (public test fixtures) and twilio.com/docs/messaging/guides/
webhook-request. Where the webhook fails, the fallback address gets the same fields with ErrorCode
and ErrorUrl; where that fails too nothing more happens (Twilio's blog, "Fallback URLs"), but the
message stays in the list. STOP and its like are Twilio's own business first (docs/messaging/
tutorials/advanced-opt-out).
"""

import threading
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from random import Random

from tests.fake_twilio.account import Account
from tests.fake_twilio.delivery import Deliveries
from tests.fake_twilio.ledger import Ledger
from tests.fake_twilio.records import API, Lost, Message, Posted, segments
from tests.fake_twilio.twiml import Text, TwimlError, texts
from tests.fake_twilio.webhooks import Postman, Webhook
from tests.log_canary import canary

TWILIO_SAYS = {
    "STOP": "You have successfully been unsubscribed. Reply START to resubscribe.",
    "START": "You have successfully been re-subscribed. Reply STOP to unsubscribe.",
    "HELP": "Reply STOP to unsubscribe.",
}


@dataclass(frozen=True)
class Inbound:
    """A text that somebody sends. `fields` go into the webhook as they are."""

    from_: str
    body: str
    media: int = 0
    copies: int = 1
    """How many times the webhook is posted, all at once, with the same MessageSid."""
    fields: Mapping[str, str] = field(default_factory=dict)
    cut: bool = False
    """The answer is lost on the way back: our app has done its work and Twilio cannot know."""


@dataclass(frozen=True)
class Delivered:
    """What came of posting one text."""

    message: Message
    answers: tuple[Posted, ...]
    """The last attempt of each copy, in the order in which they came back."""
    replies: tuple[str, ...] = ()
    lost: bool = False

    @property
    def statuses(self) -> tuple[int | None, ...]:
        """The HTTP status of each copy's answer."""
        return tuple(answer.status for answer in self.answers)


class Reception:
    """Takes texts from phones."""

    url: str | None = None
    fallback_url: str | None = None

    def __init__(
        self,
        account: Account,
        ledger: Ledger,
        postman: Postman,
        deliveries: Deliveries,
        random: Random,
    ) -> None:
        """`random` shuffles where a test asks for it."""
        self._account = account
        self._ledger = ledger
        self._postman = postman
        self._deliveries = deliveries
        self._random = random
        self._taken: set[str] = set()

    def take(self, text: Inbound, media_url: Callable[[str, int], str]) -> Message:
        """Note a text in Twilio's log, as its phone sends it; nothing is posted yet."""
        canary(text.from_, text.body)
        to = text.fields.get("To", self._account.numbers[0])
        message = self._ledger.add_message(
            "MM" if text.media else "SM",
            account=self._account.sid,
            direction="inbound",
            from_=text.from_,
            to=to,
            body=text.body,
            status="received",
            sent=self._ledger.clock(),
            service=self._account.service,
            media=text.media,
            segments=segments(text.body),
        )
        media = {}
        for at in range(text.media):
            media[f"MediaUrl{at}"] = media_url(message.sid, at)
            media[f"MediaContentType{at}"] = "image/jpeg"
        form = self._form(message) | media | self._keyword(message) | dict(text.fields)
        changed = self._ledger.change_message(message.sid, form=form)
        return changed or message

    def carry(self, message: Message, copies: int = 1, *, cut: bool = False) -> Delivered:
        """Post it; carry out the first good answer to it that ever came, and only that one."""
        if copies == 1:
            results = [self._post(message, cut)]
        else:
            start = threading.Barrier(copies)
            results = []

            def one() -> None:
                start.wait(10)
                results.append(self._post(message, cut))

            with ThreadPoolExecutor(copies) as pool:
                for copy in [pool.submit(one) for _ in range(copies)]:
                    copy.result()
        good = [(posted, found) for posted, found in results if found is not None]
        answers = tuple(posted for posted, _ in results)
        if not good:
            url = self.url or ""
            lost = Lost("inbound", message.sid, url, answers[-1].error, message.form)
            self._ledger.keep_lost(lost)
            return Delivered(message, answers, lost=True)
        found = good[0][1]
        with self._ledger.lock:
            first = message.sid not in self._taken
            self._taken.add(message.sid)
        for text in found if first else ():
            self._deliveries.reply(text, message)
        return Delivered(message, answers, tuple(text.body for text in found))

    def carry_all(
        self, messages: Sequence[tuple[Message, Inbound]], window: int, at_once: int
    ) -> list[Delivered]:
        """Post several; one overtakes at most `window` others. The results in the old order."""
        places = [at + self._random.uniform(0, window) for at in range(len(messages))]
        posted = sorted(range(len(messages)), key=lambda at: places[at])
        results: dict[int, Delivered] = {}

        def one(at: int) -> None:
            message, text = messages[at]
            results[at] = self.carry(message, text.copies, cut=text.cut)

        if at_once == 1:
            for at in posted:
                one(at)
        else:
            with ThreadPoolExecutor(at_once) as pool:
                list(pool.map(one, posted))
        return [results[at] for at in range(len(messages))]

    # ------------------------------------------------------------------------------ the webhook

    def _post(self, message: Message, cut: bool) -> tuple[Posted, tuple[Text, ...] | None]:
        """The last attempt, and what our app wants sent; None where nobody took the text."""
        if self.url is None:
            raise RuntimeError("connect() says where our app is")
        posted, found = self._ask(Webhook("inbound", message.sid, self.url, message.form, cut=cut))
        if found is None and self.fallback_url:
            form = {**message.form, "ErrorCode": str(posted.error), "ErrorUrl": self.url}
            posted, found = self._ask(Webhook("fallback", message.sid, self.fallback_url, form))
        return posted, found

    def _ask(self, webhook: Webhook) -> tuple[Posted, tuple[Text, ...] | None]:
        posted = self._postman.post(webhook)
        if not posted.ok:
            return posted, None
        try:
            return posted, texts(posted)
        except TwimlError as error:
            return replace(posted, error=error.code), None

    def _form(self, message: Message) -> dict[str, str]:
        places = {
            f"{who}{what}": "GB" if what == "Country" else ""
            for who in ("To", "From")
            for what in ("City", "Country", "State", "Zip")
        }
        return places | {
            "AccountSid": message.account,
            "ApiVersion": API,
            "Body": message.body,
            "From": message.from_ or "",
            "MessageSid": message.sid,
            "MessagingServiceSid": self._account.service,
            "NumMedia": str(message.media),
            "NumSegments": str(message.segments),
            "ReferralNumMedia": "0",
            "SmsMessageSid": message.sid,
            "SmsSid": message.sid,
            "SmsStatus": "received",
            "To": message.to,
        }

    def _keyword(self, message: Message) -> dict[str, str]:
        """Block, unblock and answer as Twilio does before our app hears of it."""
        kind = self._account.keyword(message.body)
        if self._account.opt_out == "off" or kind is None or message.media:
            return {}
        number = message.from_ or ""
        with self._ledger.lock:
            if kind == "STOP":
                self._ledger.opted_out.add(number)
            elif kind == "START":
                self._ledger.opted_out.discard(number)
        said = replace(message, from_=message.to, to=number, body=TWILIO_SAYS[kind])
        self._ledger.arrive(said, "twilio", said.body)
        return {"OptOutType": kind} if self._account.opt_out == "advanced" else {}
