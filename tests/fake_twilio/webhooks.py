"""How Twilio posts to our app: signed, within its time limits, with its retries.

Known from twilio.com/docs/usage/webhooks/webhooks-connection-overrides (connect 5 s, read 15 s,
15 s for everything, one retry and only where connecting failed; a fragment of the address such as
`#rc=3&rp=ct,rt` changes that and is neither sent nor signed), docs/usage/security (the signature:
HMAC-SHA1 over the address and the sorted fields) and the error pages (11200 retrieval failure,
11205 no connection). `I-Twilio-Idempotency-Token` is the same on a retry. It follows no redirect
here: the fields would be lost on the way.
"""

import http.client
import time
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from urllib.parse import parse_qsl, urldefrag, urlencode, urlsplit

from twilio.request_validator import RequestValidator

from tests.fake_twilio.records import Posted

NO_CONNECTION = 11205
RETRIEVAL_FAILED = 11200


@dataclass(frozen=True)
class Limits:
    """How long Twilio waits for our app, in seconds, and when it tries again."""

    connect: float = 5.0
    read: float = 15.0
    total: float = 15.0
    retries: int = 1
    retry_on: frozenset[str] = frozenset({"ct"})

    def overridden(self, fragment: str) -> "Limits":
        """With what an address's fragment says: ct, rt, tt in milliseconds, rc, rp."""
        given = dict(parse_qsl(fragment))
        policy = set(given.get("rp", ",".join(self.retry_on)).split(","))
        if "all" in policy:
            policy = {"ct", "rt", "4xx", "5xx"}
        return replace(
            self,
            connect=int(given["ct"]) / 1000 if "ct" in given else self.connect,
            read=int(given["rt"]) / 1000 if "rt" in given else self.read,
            total=int(given["tt"]) / 1000 if "tt" in given else self.total,
            retries=int(given.get("rc", self.retries)),
            retry_on=frozenset(policy),
        )


@dataclass(frozen=True)
class Webhook:
    """One thing to tell our app, whatever number of attempts it takes."""

    kind: str
    sid: str
    url: str
    form: Mapping[str, str]
    method: str = "POST"
    cut: bool = False
    """The answer is lost on the way back: our app has done its work and Twilio cannot know."""


class Postman:
    """Carries webhooks to our app."""

    def __init__(self, limits: Limits, keep: Callable[[Posted], None]) -> None:
        """`keep` notes every attempt."""
        self.limits = limits
        self.token = ""
        """The auth token that signs."""
        self.reached_at: dict[str, str] = {}
        """Public addresses that are really served elsewhere, as behind a proxy."""
        self._keep = keep

    def post(self, webhook: Webhook) -> Posted:
        """Post it, again where Twilio would; the last attempt says how it went."""
        url, fragment = urldefrag(webhook.url)
        limits = self.limits.overridden(fragment)
        webhook = replace(webhook, url=url)
        deadline = time.monotonic() + limits.total
        token = str(uuid.uuid4())
        attempt = 1
        while True:
            posted = self._attempt(webhook, limits, deadline, token, attempt)
            self._keep(posted)
            again = posted.failed_at in limits.retry_on and attempt <= limits.retries
            if posted.ok or not again or time.monotonic() >= deadline:
                return posted
            attempt += 1

    def _attempt(
        self, webhook: Webhook, limits: Limits, deadline: float, token: str, attempt: int
    ) -> Posted:
        posted = Posted(webhook.kind, webhook.sid, webhook.url, dict(webhook.form), token, attempt)
        url, body, headers = self._signed(webhook)
        address = urlsplit(self._reached(url))
        if address.scheme != "http":
            raise ValueError(f"the fake reaches no {address.scheme} address: see connect()")
        target = address.path + (f"?{address.query}" if address.query else "")
        headers["Host"] = urlsplit(url).netloc
        headers["I-Twilio-Idempotency-Token"] = token
        connection = http.client.HTTPConnection(address.hostname or "", address.port)
        try:
            connection.timeout = _left(deadline, limits.connect)
            connection.connect()
        except OSError:
            connection.close()
            return replace(posted, error=NO_CONNECTION, failed_at="ct")
        try:
            connection.sock.settimeout(_left(deadline, limits.read))
            connection.request(webhook.method, target or "/", body, headers)
            answer = connection.getresponse()
            text = _all_of(answer, connection, deadline, limits.read)
        except (OSError, http.client.HTTPException):
            return replace(posted, error=RETRIEVAL_FAILED, failed_at="rt")
        finally:
            connection.close()
        if webhook.cut:
            return replace(posted, error=RETRIEVAL_FAILED, failed_at="rt")
        return replace(
            posted,
            status=answer.status,
            body=text,
            content_type=answer.headers.get_content_type(),
            error=None if 200 <= answer.status < 300 else RETRIEVAL_FAILED,
            failed_at=f"{answer.status // 100}xx" if answer.status >= 300 else None,
        )

    def _signed(self, webhook: Webhook) -> tuple[str, bytes | None, dict[str, str]]:
        """The address, the body and the headers; a GET carries its fields in the address."""
        url, body = webhook.url, None
        headers = {"User-Agent": "TwilioProxy/1.1", "Accept": "*/*"}
        if webhook.method == "GET":
            url += ("&" if "?" in url else "?") + urlencode(webhook.form)
            signed: Mapping[str, str] = {}
        else:
            signed = webhook.form
            body = urlencode(webhook.form).encode()
            headers["Content-Type"] = "application/x-www-form-urlencoded; charset=UTF-8"
        signature = RequestValidator(self.token).compute_signature(url, dict(signed))
        headers["X-Twilio-Signature"] = signature
        return url, body, headers

    def _reached(self, url: str) -> str:
        for public, real in self.reached_at.items():
            if url.startswith(public):
                return real + url[len(public) :]
        return url


def _left(deadline: float, at_most: float) -> float:
    return max(0.001, min(at_most, deadline - time.monotonic()))


def _all_of(
    answer: http.client.HTTPResponse,
    connection: http.client.HTTPConnection,
    deadline: float,
    read: float,
) -> str:
    """The whole body, as long as it comes in time."""
    parts: list[bytes] = []
    while True:
        if connection.sock is not None:
            connection.sock.settimeout(_left(deadline, read))
        part = answer.read1(65536)
        if not part:
            return b"".join(parts).decode("utf-8", "replace")
        parts.append(part)
        if time.monotonic() > deadline:
            raise TimeoutError
