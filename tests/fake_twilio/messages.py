"""The Message resource: create, list, fetch, redact, delete.

After twilio.com/docs/messaging/api/message-resource and the published description. What the
description cannot say (a number that is none, an empty body, a text too long, a sender that is
not ours) is refused here with the code that the real one gives.
"""

from collections.abc import Mapping
from datetime import datetime

from tests.fake_twilio import paging
from tests.fake_twilio.account import Account, is_number
from tests.fake_twilio.answers import Answer, Silence
from tests.fake_twilio.behaviour import Accept, Behaviour, Drop, Refuse, delivery_of
from tests.fake_twilio.delivery import Deliveries
from tests.fake_twilio.errors import Refusal
from tests.fake_twilio.ledger import Ledger
from tests.fake_twilio.records import API, Message, segments
from tests.fake_twilio.rules import Rules

LONGEST_BODY = 1600
LONGEST_VALIDITY = 36_000
_UNFINISHED = frozenset({"accepted", "scheduled", "queued", "sending", "receiving"})

Form = Mapping[str, str]


class Messages:
    """What the API does with messages."""

    def __init__(
        self, account: Account, ledger: Ledger, rules: Rules, deliveries: Deliveries
    ) -> None:
        """`rules` decides how each create is answered."""
        self._account = account
        self._ledger = ledger
        self._rules = rules
        self._deliveries = deliveries

    # -------------------------------------------------------------------------------- create

    def create(self, form: Form) -> Answer:
        """Take a message to send, or not, as the test has asked for."""
        self._check(form)
        behaviour = self._rules.choose(dict(form))
        delivery = delivery_of(behaviour)
        if delivery is None:
            raise _unaccepted(behaviour, form)
        message = self._accept(form)

        if isinstance(behaviour, Accept):
            self._deliveries.errands.wait(behaviour.slow)
            if behaviour.early:
                self._deliveries.complete(message, delivery)
                return Answer(201, message.as_json(), message.sid)
            deliver = self._deliveries.promise(message, delivery)
            return Answer(201, message.as_json(), message.sid, deliver)
        self._deliveries.promise(message, delivery)()
        raise _unaccepted(behaviour, form, message.sid)

    def _check(self, form: Form) -> None:
        to, body, sender = (form.get(name, "") for name in ("To", "Body", "From"))
        words = {"to": to, "from": sender, "value": form.get("MessagingServiceSid")}
        problems = (
            (21211, not is_number(to)),
            (21602, not body and not form.get("MediaUrl")),
            (21617, len(body) > LONGEST_BODY),
            (21603, not sender and not form.get("MessagingServiceSid")),
            (21606, is_number(sender) and sender not in self._account.numbers),
            (21212, bool(sender) and not is_number(sender)),
            (
                21705,
                form.get("MessagingServiceSid", self._account.service) != self._account.service,
            ),
            (21704, not self._account.numbers),
            (30029, "ContentRetention" in form and not self._account.message_privacy),
            (30030, "AddressRetention" in form and not self._account.message_privacy),
        )
        for code, wrong in problems:
            if wrong:
                raise Refusal(code, words)
        if not 1 <= int(form.get("ValidityPeriod", "1")) <= LONGEST_VALIDITY:
            raise Refusal(20001, {"name": "ValidityPeriod"})
        if "ScheduleType" in form or "SendAt" in form:
            raise Refusal(20500, status=501, message="The fake schedules nothing: we do not either")
        if to in self._ledger.opted_out:
            raise Refusal(21610)

    def _accept(self, form: Form) -> Message:
        service = form.get("MessagingServiceSid")
        # With a Messaging Service the sender is chosen later; until then there is none to show.
        return self._ledger.add_message(
            account=self._account.sid,
            direction="outbound-api",
            from_=form.get("From") or (None if service else self._account.numbers[0]),
            to=form["To"],
            body=form.get("Body", ""),
            status="accepted" if service else "queued",
            service=service,
            segments=0 if service else segments(form.get("Body", "")),
            form=dict(form),
        )

    # --------------------------------------------------------------------------------- others

    def fetch(self, sid: str) -> Answer:
        """One message."""
        return Answer(200, self._found(sid).as_json(), sid)

    def list(self, query: Mapping[str, str]) -> Answer:
        """The messages that fit To, From and DateSent, newest first, a page at a time."""
        with self._ledger.lock:
            every = [*self._ledger.messages.values()]
            order = {m.sid: m.order for m in [*every, *self._ledger.deleted.values()]}
        fitting = [m for m in every if self._fits(m, query)]
        path = f"/{API}/Accounts/{self._account.sid}/Messages.json"
        return Answer(200, paging.page("messages", path, query, fitting, order))

    def _fits(self, message: Message, query: Mapping[str, str]) -> bool:
        return (
            query.get("To", message.to) == message.to
            and query.get("From", message.from_) == message.from_
            and all(
                self._in_time(message, name[len("DateSent") :], query[name])
                for name in ("DateSent", "DateSent<", "DateSent>")
                if name in query
            )
        )

    def _in_time(self, message: Message, sign: str, wanted: str) -> bool:
        """Both ends belong to it (`<=`, `>=`); a message not sent yet never fits."""
        if message.sent is None:
            return False
        by_day = not sign or self._account.whole_days or "T" not in wanted
        if by_day:
            day, sent_on = wanted[:10], message.sent.date().isoformat()
            return {"": sent_on == day, "<": sent_on <= day, ">": sent_on >= day}[sign]
        moment = datetime.fromisoformat(wanted.replace("Z", "+00:00"))
        second = message.sent.replace(microsecond=0)  # what the log knows of it
        return second <= moment if sign == "<" else second >= moment

    def update(self, sid: str, form: Form) -> Answer:
        """Redact: an empty Body. Nothing else of a message can be changed."""
        message = self._found(sid)
        if form.get("Status"):
            raise Refusal(30409)
        if "Body" not in form:
            raise Refusal(20001, {"name": "Body"})
        if form["Body"]:
            raise Refusal(30400)
        _refuse_unfinished(message)
        form_left = {**message.form, "Body": ""} if message.form else {}
        changed = self._ledger.change_message(sid, body="", form=form_left)
        return Answer(200, (changed or message).as_json(), sid)

    def delete(self, sid: str) -> Answer:
        """Take it out of the log for good."""
        _refuse_unfinished(self._found(sid))
        self._ledger.delete_message(sid)
        return Answer(204, None, sid)

    def _found(self, sid: str) -> Message:
        message = self._ledger.messages.get(sid)
        if message is None:
            path = f"/{API}/Accounts/{self._account.sid}/Messages/{sid}.json"
            raise Refusal(20404, {"path": path})
        return message


def _refuse_unfinished(message: Message) -> None:
    if message.status in _UNFINISHED:
        raise Refusal(20009)


def _unaccepted(behaviour: Behaviour, form: Form, sid: str | None = None) -> Exception:
    """The error, or the silence, that our app gets instead of a good answer."""
    if isinstance(behaviour, Refuse):
        wait = behaviour.retry_after
        return Refusal(
            behaviour.code,
            {"to": form.get("To"), "from": form.get("From")},
            status=behaviour.status,
            message=behaviour.message,
            headers={} if wait is None else {"Retry-After": str(wait)},
        )
    hang = 0 if isinstance(behaviour, Drop) else getattr(behaviour, "seconds", None)
    return Silence(hang, sid)
