"""What the fake keeps: messages and calls as Twilio's log has them, and all that went either way.

The message's and call's fields are those of the published description; times are RFC 2822 there
(`Tue, 12 May 2026 15:00:00 +0000`) and numbers such as `num_segments` are text.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import format_datetime
from typing import Any

from tests.fake_twilio.errors import DELIVERY_WORDS

API = "2010-04-01"

FINAL = frozenset({"delivered", "undelivered", "failed", "received", "canceled", "read"})
"""States after which nothing changes any more."""

_GSM = set(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_GSM_TWO = set("\f^{}\\[~]|€")


@dataclass(frozen=True)
class Message:
    """One message in Twilio's log, as it stands now (each change makes a new value)."""

    sid: str
    account: str
    direction: str
    from_: str | None
    to: str
    body: str
    status: str
    created: datetime
    updated: datetime
    order: int
    sent: datetime | None = None
    error_code: int | None = None
    service: str | None = None
    media: int = 0
    segments: int = 1
    form: Mapping[str, str] = field(default_factory=dict, repr=False)
    """What our app sent, or what was posted to it."""

    @property
    def inbound(self) -> bool:
        """Whether it came from a phone."""
        return self.direction == "inbound"

    def as_json(self) -> dict[str, Any]:
        """The message as the API shows it."""
        uri = f"/{API}/Accounts/{self.account}/Messages/{self.sid}"
        return {
            "account_sid": self.account,
            "api_version": API,
            "body": self.body,
            "date_created": _rfc2822(self.created),
            "date_sent": _rfc2822(self.sent),
            "date_updated": _rfc2822(self.updated),
            "direction": self.direction,
            "error_code": self.error_code,
            "error_message": DELIVERY_WORDS.get(self.error_code) if self.error_code else None,
            "from": self.from_,
            "messaging_service_sid": self.service,
            "num_media": str(self.media),
            "num_segments": str(self.segments),
            "price": None,
            "price_unit": "GBP",
            "sid": self.sid,
            "status": self.status,
            "subresource_uris": {"media": f"{uri}/Media.json"},
            "to": self.to,
            "uri": f"{uri}.json",
        }


@dataclass(frozen=True)
class Call:
    """One voice call: what was said into it, which keys were pressed, how it ended."""

    sid: str
    account: str
    from_: str
    to: str
    status: str
    created: datetime
    updated: datetime
    order: int
    started: datetime | None = None
    ended: datetime | None = None
    heard: tuple[str, ...] = ()
    pressed: tuple[str, ...] = ()
    error_code: int | None = None
    """What broke it off: our app could not be reached, or its TwiML not be understood."""
    form: Mapping[str, str] = field(default_factory=dict, repr=False)

    @property
    def answered(self) -> bool:
        """Whether somebody picked up."""
        return self.started is not None

    def as_json(self) -> dict[str, Any]:
        """The call as the API shows it."""
        uri = f"/{API}/Accounts/{self.account}/Calls/{self.sid}"
        return {
            "account_sid": self.account,
            "answered_by": None,
            "api_version": API,
            "caller_name": None,
            "date_created": _rfc2822(self.created),
            "date_updated": _rfc2822(self.updated),
            "direction": "outbound-api",
            "duration": self.duration if self.ended else None,
            "end_time": _rfc2822(self.ended),
            "forwarded_from": None,
            "from": self.from_,
            "from_formatted": self.from_,
            "group_sid": None,
            "parent_call_sid": None,
            "phone_number_sid": None,
            "price": None,
            "price_unit": "GBP",
            "queue_time": "0",
            "sid": self.sid,
            "start_time": _rfc2822(self.started),
            "status": self.status,
            "subresource_uris": {"notifications": f"{uri}/Notifications.json"},
            "to": self.to,
            "to_formatted": self.to,
            "trunk_sid": None,
            "uri": f"{uri}.json",
        }

    @property
    def duration(self) -> str:
        """Whole seconds, as text; 0 when nobody answered."""
        if self.started is None or self.ended is None:
            return "0"
        return str(int((self.ended - self.started).total_seconds()))


@dataclass(frozen=True)
class ApiRequest:
    """One request that came to the fake, refused ones included.

    `status` is what was answered, None when nothing was (hung, dropped).
    """

    method: str
    path: str
    query: Mapping[str, tuple[str, ...]]
    form: Mapping[str, tuple[str, ...]]
    at: datetime
    operation: str | None = None
    status: int | None = None
    code: int | None = None
    sid: str | None = None

    @property
    def refused(self) -> bool:
        """Whether it was answered with an error."""
        return self.status is not None and self.status >= 400


@dataclass(frozen=True)
class Posted:
    """One webhook that the fake posted to our app: each attempt is one of these."""

    kind: str  # inbound | fallback | status | voice | gather | call
    sid: str
    url: str
    form: Mapping[str, str]
    token: str
    """`I-Twilio-Idempotency-Token`: the same for every attempt of one webhook."""
    attempt: int
    status: int | None = None
    body: str = ""
    content_type: str = ""
    error: int | None = None
    """Twilio's error code when it counts as failed."""
    failed_at: str | None = None
    """ct (connecting), rt (after the request was sent), 4xx, 5xx."""

    @property
    def ok(self) -> bool:
        """Whether our app took it."""
        return self.error is None


@dataclass(frozen=True)
class Lost:
    """A webhook that our app never took, on any attempt or address.

    Twilio logs the error and does nothing more (twilio.com/blog "Fallback URLs"); an inbound
    message is still in its list.
    """

    kind: str
    sid: str
    url: str
    error: int | None
    form: Mapping[str, str]


@dataclass(frozen=True)
class Received:
    """What a phone shows: `kind` is reply (TwiML), api, or twilio (its own opt-out texts)."""

    body: str
    from_: str
    sid: str
    kind: str


def segments(text: str) -> int:
    """How many SMS a text takes: 160/153 in GSM-7, 70/67 otherwise (UTF-16 units)."""
    if set(text) <= _GSM | _GSM_TWO:
        units, alone, joined = len(text) + sum(c in _GSM_TWO for c in text), 160, 153
    else:
        units, alone, joined = len(text.encode("utf-16-le")) // 2, 70, 67
    return 1 if units <= alone else -(-units // joined)


def _rfc2822(moment: datetime | None) -> str | None:
    return None if moment is None else format_datetime(moment)
