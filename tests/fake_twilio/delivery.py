"""What happens to a message once Twilio has it: its states, the phone, the status callbacks.

Fields of a callback: twilio.com/docs/messaging/guides/track-outbound-message-status and payloads
in public test fixtures; `RawDlrDoneDate` comes with delivered and undelivered (Twilio changelog,
14 February 2023). A callback that fails is tried again like any webhook and then given up.
"""

from collections.abc import Sequence

from tests.fake_twilio.account import Account
from tests.fake_twilio.behaviour import DELIVERED, Callback, Delivery
from tests.fake_twilio.errands import Errand, Errands
from tests.fake_twilio.errors import DELIVERY_WORDS
from tests.fake_twilio.ledger import Ledger
from tests.fake_twilio.records import API, Lost, Message, segments
from tests.fake_twilio.twiml import Text
from tests.fake_twilio.webhooks import Postman, Webhook

NO_BODY = 14103
TOO_LONG = 21617
UNSUBSCRIBED = 21610


class Deliveries:
    """Carries messages to phones, and what became of them to our app."""

    def __init__(
        self, account: Account, ledger: Ledger, postman: Postman, errands: Errands
    ) -> None:
        self.errands = errands
        self.usual_for_replies: Delivery = DELIVERED
        """What becomes of texts that our app sends by TwiML."""
        self._account = account
        self._ledger = ledger
        self._postman = postman

    def promise(self, message: Message, delivery: Delivery) -> Errand:
        """What delivers it in the background once it is called."""
        return self.errands.promise(lambda: self._deliver(message, delivery))

    def complete(self, message: Message, delivery: Delivery) -> None:
        """Deliver it now, all callbacks that are not held back included."""
        url = self._carry(message, delivery)
        for callback in delivery.told if url else ():
            if callback.held:
                self._tell_later(message, url, [callback], delivery)
            else:
                self.errands.wait(callback.after)
                self._tell(message, url, callback.status, delivery)

    def _deliver(self, message: Message, delivery: Delivery) -> None:
        url = self._carry(message, delivery)
        if url:
            self._tell_later(message, url, delivery.told, delivery)

    def _carry(self, message: Message, delivery: Delivery) -> str:
        """Through its states and onto the phone; where our app wants to hear of it."""
        now = self._ledger.clock()
        body = message.body
        sender = message.from_ or self._account.numbers[0]
        for status in delivery.steps:
            self._ledger.change_message(
                message.sid,
                status=status,
                from_=sender,
                sent=now,
                segments=segments(body),
                error_code=delivery.error_code if status == delivery.final else None,
            )
        if delivery.reaches_the_phone:
            kind = "reply" if message.direction == "outbound-reply" else "api"
            sent = self._ledger.messages.get(message.sid, message)
            self._ledger.arrive(sent, kind, body)
        if delivery.steps:
            self._forget(message)
        return message.form.get("StatusCallback", "")

    def _forget(self, message: Message) -> None:
        """ContentRetention=discard and AddressRetention=obfuscate: once it is on its way."""
        changes = {}
        if message.form.get("ContentRetention") == "discard":
            changes["body"] = ""
        if message.form.get("AddressRetention") == "obfuscate":
            changes["to"] = message.to[:-4] + "XXXX"
        if changes:
            self._ledger.change_message(message.sid, **changes)

    # ------------------------------------------------------------------------------ callbacks

    def _tell_later(
        self, message: Message, url: str, callbacks: Sequence[Callback], delivery: Delivery
    ) -> None:
        """One after the other, so that their order is the one that was asked for."""
        if not callbacks:
            return
        first, *others = callbacks

        def errand() -> None:
            self._tell(message, url, first.status, delivery)
            self._tell_later(message, url, others, delivery)

        self.errands.do(errand, first.after, held=first.held)

    def _tell(self, message: Message, url: str, status: str, delivery: Delivery) -> None:
        form = {
            "SmsSid": message.sid,
            "SmsStatus": status,
            "MessageStatus": status,
            "To": message.to,
            "MessageSid": message.sid,
            "AccountSid": self._account.sid,
            "From": message.from_ or self._account.numbers[0],
            "ApiVersion": API,
        }
        if message.service:
            form["MessagingServiceSid"] = message.service
        if status in ("delivered", "undelivered"):
            form["RawDlrDoneDate"] = self._ledger.clock().strftime("%y%m%d%H%M")
        if status in ("undelivered", "failed") and delivery.error_code:
            form["ErrorCode"] = str(delivery.error_code)
            form["ErrorMessage"] = DELIVERY_WORDS.get(delivery.error_code, "")
        posted = self._postman.post(Webhook("status", message.sid, url, form))
        if not posted.ok:
            self._ledger.keep_lost(Lost("status", message.sid, url, posted.error, form))

    # -------------------------------------------------------------------------------- replies

    def reply(self, text: Text, asked: Message) -> Message:
        """Send a text that our app gave as TwiML in answer to an inbound message.

        A bad one is not sent: nobody but Twilio's error log hears of it.
        """
        to = text.to or asked.from_ or ""
        error = (
            UNSUBSCRIBED
            if to in self._ledger.opted_out
            else (NO_BODY if not text.body.strip() else TOO_LONG if len(text.body) > 1600 else None)
        )
        message = self._ledger.add_message(
            account=self._account.sid,
            direction="outbound-reply",
            from_=asked.to,
            to=to,
            body=text.body,
            status="failed" if error else "queued",
            error_code=error,
            service=asked.service,
            segments=segments(text.body),
            form={"StatusCallback": text.status_callback} if text.status_callback else {},
        )
        if error is None:
            delivery = self.usual_for_replies
            url = self._carry(message, delivery)
            self._tell_later(message, url, delivery.told if url else (), delivery)
        return self._ledger.messages[message.sid]
