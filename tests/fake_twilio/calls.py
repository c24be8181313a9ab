"""The Call resource: our app has somebody rung, who answers or not and presses keys or not.

After twilio.com/docs/voice/api/call-resource, docs/voice/twiml/gather (digits go to `action`,
`msg=Gather End`; without any, the next verb is next unless actionOnEmptyResult) and payloads in
public test fixtures. A call that cannot get its TwiML tries FallbackUrl, then hangs up after a
recorded apology.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import urljoin
from xml.etree import ElementTree

from tests.fake_twilio import paging, twiml
from tests.fake_twilio.account import Account, is_number
from tests.fake_twilio.answers import Answer
from tests.fake_twilio.behaviour import Callee
from tests.fake_twilio.errands import Errands
from tests.fake_twilio.errors import Refusal
from tests.fake_twilio.ledger import Ledger
from tests.fake_twilio.records import API, Call, Lost, Posted
from tests.fake_twilio.rules import Callees
from tests.fake_twilio.webhooks import Postman, Webhook

MOST_DOCUMENTS = 20
BAD_URL = 11100
EVENTS = frozenset({"initiated", "ringing", "answered", "completed"})
_EVENT_OF = {"initiated": "initiated", "ringing": "ringing", "in-progress": "answered"}

Many = Mapping[str, Sequence[str]]


class _HungUp(Exception):
    """The document said so."""


@dataclass
class _Line:
    """One call while it lasts."""

    call: Call
    callee: Callee
    keys: list[str]
    events: tuple[str, ...]
    told: int = 0
    documents: int = 0
    heard: list[str] = field(default_factory=list)
    pressed: list[str] = field(default_factory=list)


class Calls:
    """What the API does with calls."""

    def __init__(
        self,
        account: Account,
        ledger: Ledger,
        callees: Callees,
        postman: Postman,
        errands: Errands,
    ) -> None:
        """`callees` decides who is at the other end."""
        self._account = account
        self._ledger = ledger
        self._callees = callees
        self._postman = postman
        self._errands = errands

    # ------------------------------------------------------------------------------- the API

    def create(self, form: Mapping[str, str], many: Many) -> Answer:
        """Take a call to make; it is made once this has been answered."""
        words = {"to": form["To"], "from": form["From"]}
        if not is_number(form["To"]):
            raise Refusal(21211, words)
        if form["From"] not in self._account.numbers:
            raise Refusal(21212, words)
        if not form.get("Url") and not form.get("Twiml"):
            raise Refusal(21205)
        # The client repeats the field; people also write all events into one.
        events = " ".join(many.get("StatusCallbackEvent", ["completed"])).split()
        if not EVENTS.issuperset(events):
            raise Refusal(20001, {"name": "StatusCallbackEvent"})
        call = self._ledger.add_call(
            account=self._account.sid,
            from_=form["From"],
            to=form["To"],
            status="queued",
            form=dict(form),
        )
        callee = self._callees.choose(call.to)
        line = _Line(call, callee, list(callee.keys), tuple(events))
        ring = self._errands.promise(lambda: self._ring(line))
        return Answer(201, call.as_json(), call.sid, ring)

    def fetch(self, sid: str) -> Answer:
        """One call."""
        if sid not in self._ledger.calls:
            raise Refusal(20404, {"path": f"/{API}/Accounts/{self._account.sid}/Calls/{sid}.json"})
        return Answer(200, self._ledger.calls[sid].as_json(), sid)

    def list(self, query: Mapping[str, str]) -> Answer:
        """The calls that fit To, From and Status, newest first."""
        with self._ledger.lock:
            every = [*self._ledger.calls.values()]
        fitting = [
            call
            for call in every
            if query.get("To", call.to) == call.to
            and query.get("From", call.from_) == call.from_
            and query.get("Status", call.status) == call.status
        ]
        path = f"/{API}/Accounts/{self._account.sid}/Calls.json"
        order = {call.sid: call.order for call in every}
        return Answer(200, paging.page("calls", path, query, fitting, order))

    # ------------------------------------------------------------------------------ the line

    def _ring(self, line: _Line) -> None:
        self._becomes(line, "initiated", log_status="queued")
        if line.callee.ends != "failed":
            self._becomes(line, "ringing")
            self._errands.wait(line.callee.rings)
        error = None
        if line.callee.ends == "completed":
            self._becomes(line, "in-progress", started=self._ledger.clock())
            error = self._talk(line)
        self._becomes(
            line,
            line.callee.ends,
            ended=self._ledger.clock(),
            heard=tuple(line.heard),
            pressed=tuple(line.pressed),
            error_code=error,
        )

    def _becomes(
        self, line: _Line, status: str, *, log_status: str | None = None, **changes: object
    ) -> None:
        """The call's new state, and its event where our app asked for it."""
        sid = line.call.sid
        line.call = self._ledger.change_call(sid, status=log_status or status, **changes)
        url = line.call.form.get("StatusCallback")
        if not url or _EVENT_OF.get(status, "completed") not in line.events:
            return
        form = self._about(line.call) | {
            "CallStatus": status,
            "Timestamp": self._ledger.clock().strftime("%a, %d %b %Y %H:%M:%S +0000"),
            "CallbackSource": "call-progress-events",
            "SequenceNumber": str(line.told),
        }
        if status not in _EVENT_OF:
            form |= {"CallDuration": line.call.duration, "Duration": "1"}
        line.told += 1
        method = line.call.form.get("StatusCallbackMethod", "POST")
        self._post(Webhook("call", sid, url, form, method))

    def _talk(self, line: _Line) -> int | None:
        """Go through the TwiML; the error that broke it off, if one did."""
        form = line.call.form
        try:
            if form.get("Twiml"):
                self._perform(line, twiml.parse(form["Twiml"]), "")
            else:
                self._go_on(line, "voice", form["Url"], {}, form.get("Method", "POST"))
        except _HungUp:
            return None
        except twiml.TwimlError as error:
            return error.code
        return None

    def _go_on(
        self, line: _Line, kind: str, url: str, more: Mapping[str, str], method: str
    ) -> None:
        """Ask our app how the call goes on, and do that."""
        line.documents += 1
        if line.documents > MOST_DOCUMENTS:
            raise AssertionError(f"the call {line.call.sid} goes round in circles at {url}")
        fields = self._about(line.call) | {"CallStatus": "in-progress"} | dict(more)
        posted = self._post(Webhook(kind, line.call.sid, url, fields, method))
        fallback = line.call.form.get("FallbackUrl")
        if not posted.ok and fallback:
            fields |= {"ErrorCode": str(posted.error), "ErrorUrl": url}
            how = line.call.form.get("FallbackMethod", "POST")
            url, posted = (
                fallback,
                self._post(Webhook("fallback", line.call.sid, fallback, fields, how)),
            )
        if not posted.ok:
            raise twiml.TwimlError(posted.error or 0)
        if posted.body.strip():
            self._perform(line, twiml.document(posted), url)
        raise _HungUp

    def _perform(self, line: _Line, document: ElementTree.Element, url: str) -> None:
        for verb in document:
            if verb.tag in ("Say", "Play"):
                line.heard.append((verb.text or "").strip())
            elif verb.tag == "Gather":
                self._gather(line, verb, url)
            elif verb.tag == "Redirect":
                to = _absolute(url, (verb.text or "").strip())
                self._go_on(line, "voice", to, {}, verb.get("method", "POST"))
            elif verb.tag == "Hangup":
                raise _HungUp
            elif verb.tag != "Pause":
                raise twiml.TwimlError(twiml.NOT_TWIML)

    def _gather(self, line: _Line, verb: ElementTree.Element, url: str) -> None:
        line.heard += [(said.text or "").strip() for said in verb if said.tag in ("Say", "Play")]
        keys = line.keys.pop(0) if line.keys else ""
        digits = _gathered(keys, verb.get("numDigits"), verb.get("finishOnKey", "#"))
        if not digits and verb.get("actionOnEmptyResult") != "true":
            return
        line.pressed.append(digits)
        fields = {"Digits": digits, "FinishedOnKey": "", "msg": "Gather End"}
        action = _absolute(url, verb.get("action", ""))
        self._go_on(line, "gather", action, fields, verb.get("method", "POST"))

    # ------------------------------------------------------------------------------ our app

    def _about(self, call: Call) -> dict[str, str]:
        places = {
            f"{who}{what}": "GB" if what == "Country" else ""
            for who in ("Called", "Caller", "To", "From")
            for what in ("City", "Country", "State", "Zip")
        }
        return places | {
            "AccountSid": call.account,
            "ApiVersion": API,
            "CallSid": call.sid,
            "Called": call.to,
            "Caller": call.from_,
            "Direction": "outbound-api",
            "From": call.from_,
            "To": call.to,
        }

    def _post(self, webhook: Webhook) -> Posted:
        posted = self._postman.post(webhook)
        if not posted.ok:
            self._ledger.keep_lost(
                Lost(webhook.kind, webhook.sid, webhook.url, posted.error, webhook.form)
            )
        return posted


def _gathered(keys: str, most: str | None, last: str) -> str:
    """What a `<Gather>` makes of the keys: up to its number of them, or to the key that ends it."""
    if last and last in keys:
        keys = keys[: keys.index(last)]
    return keys[: int(most)] if most else keys


def _absolute(document: str, url: str) -> str:
    """The address as seen from the document; one given within the request has none of its own."""
    found = urljoin(document, url) if document else url
    if not found.startswith(("http://", "https://")):
        raise twiml.TwimlError(BAD_URL)
    return found
