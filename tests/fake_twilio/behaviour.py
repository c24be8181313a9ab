"""What a test can ask the fake to do with a message that our app sends: refuse, lose, delay it.

Each is a small frozen value; `rules.py` says which message gets which. The real one's ways are in
the project's reference: codes at create and in delivery (twilio.com/docs/api/errors), status
callbacks that may be late, doubled, in any order or missing (twilio.com/docs/messaging/guides/
track-outbound-message-status: neither delivery nor order is guaranteed), and the one ambiguous
case that no API can avoid: accepted, but the answer never reached us.
"""

from dataclasses import dataclass, replace
from random import Random

_ON_THE_WAY: dict[str, tuple[str, ...]] = {
    "queued": (),
    "sent": ("sending", "sent"),
    "delivered": ("sending", "sent", "delivered"),
    "undelivered": ("sending", "sent", "undelivered"),
    "failed": ("failed",),
}

# ------------------------------------------------------------------- what becomes of a message


@dataclass(frozen=True)
class Callback:
    """One status callback: which status, how many seconds after the one before, or held back."""

    status: str
    after: float = 0.0
    held: bool = False


@dataclass(frozen=True)
class Delivery:
    """What becomes of a message once Twilio has it, and which callbacks our app gets about it.

    `final`: delivered, undelivered, failed, sent (no receipt ever comes) or queued (it is stuck).
    `arrives`: whether the phone gets it, where that does not follow from `final` (30008 may hide
    a message that did arrive). `callbacks`: None for the usual ones, in order, at once.
    """

    final: str = "delivered"
    error_code: int | None = None
    arrives: bool | None = None
    callbacks: tuple[Callback, ...] | None = None

    def __post_init__(self) -> None:
        if self.final not in _ON_THE_WAY:
            raise ValueError(f"a message does not end as {self.final!r}")

    @property
    def steps(self) -> tuple[str, ...]:
        """The states that it goes through after the one at create."""
        return _ON_THE_WAY[self.final]

    @property
    def reaches_the_phone(self) -> bool:
        """Whether the phone shows it."""
        return self.final in ("delivered", "sent") if self.arrives is None else self.arrives

    @property
    def told(self) -> tuple[Callback, ...]:
        """The callbacks, in the order in which they are posted.

        None comes for the state at create, and `sending` is never told (track-outbound-message-
        status: the usual are sent, then delivered or undelivered; failed alone).
        """
        if self.callbacks is not None:
            return self.callbacks
        return tuple(Callback(status) for status in self.steps if status != "sending")

    def tells(self, *statuses: str) -> "Delivery":
        """These callbacks and no others, in this order."""
        return replace(self, callbacks=tuple(Callback(status) for status in statuses))

    def late(self, seconds: float) -> "Delivery":
        """The first callback comes only after some seconds."""
        first, *others = self.told
        return replace(self, callbacks=(replace(first, after=seconds), *others))

    def held(self) -> "Delivery":
        """Every callback waits until the test calls `fake.release()`."""
        return replace(self, callbacks=tuple(replace(c, held=True) for c in self.told))

    def twice(self, times: int = 2) -> "Delivery":
        """Each callback comes several times."""
        return replace(self, callbacks=tuple(c for c in self.told for _ in range(times)))

    def out_of_order(self) -> "Delivery":
        """The last callback comes first."""
        return replace(self, callbacks=self.told[::-1])

    def shuffled(self, random: Random) -> "Delivery":
        """The callbacks come in an order that `random` chooses."""
        return replace(self, callbacks=tuple(random.sample(self.told, len(self.told))))

    def untold(self, *statuses: str) -> "Delivery":
        """The callbacks of these statuses never come; none at all where none is named."""
        left = (c for c in self.told if statuses and c.status not in statuses)
        return replace(self, callbacks=tuple(left))


DELIVERED = Delivery()
STUCK = Delivery(final="queued")
NO_RECEIPT = Delivery(final="sent")
UNREACHABLE = Delivery(final="undelivered", error_code=30003)
UNKNOWN_HANDSET = Delivery(final="undelivered", error_code=30005)
LANDLINE = Delivery(final="undelivered", error_code=30006)
FILTERED = Delivery(final="undelivered", error_code=30007)
UNKNOWN_ERROR = Delivery(final="undelivered", error_code=30008)
HANDSET_AND_CARRIER_ERRORS = (UNREACHABLE, UNKNOWN_HANDSET, LANDLINE, FILTERED, UNKNOWN_ERROR)

# ------------------------------------------------------------------- how a create is answered


@dataclass(frozen=True)
class Accept:
    """201; `slow` keeps our app waiting for the answer for some seconds.

    `early`: the message is delivered and its callbacks are posted before our app has the answer,
    so that it hears of an identifier that it does not know yet.
    """

    delivery: Delivery = DELIVERED
    slow: float = 0.0
    early: bool = False


@dataclass(frozen=True)
class Refuse:
    """An error in Twilio's form: 21610, 21211, 21614, 20429, 20500 …

    `accepted`: the message was taken all the same (a 500 or 503 says nothing about that).
    """

    code: int
    status: int | None = None
    message: str | None = None
    retry_after: int | None = None
    accepted: bool = False
    delivery: Delivery = DELIVERED


@dataclass(frozen=True)
class Hang:
    """No answer at all: the connection stays open for some seconds, or until the fake closes."""

    accepted: bool = True
    seconds: float | None = None
    delivery: Delivery = DELIVERED


@dataclass(frozen=True)
class Drop:
    """The connection is cut before an answer.

    Ambiguous for our app: with `accepted` the message goes out, without it does not, and both
    look the same.
    """

    accepted: bool = True
    delivery: Delivery = DELIVERED


Behaviour = Accept | Refuse | Hang | Drop

OPTED_OUT = Refuse(21610)
NOT_A_NUMBER = Refuse(21211)
NOT_A_MOBILE = Refuse(21614)
BUSY = Refuse(20429, retry_after=1)
BROKEN = Refuse(20500)

# ------------------------------------------------------------------------ who answers a call


@dataclass(frozen=True)
class Callee:
    """Whoever is rung: how the call ends, and the keys pressed, one entry for each question."""

    ends: str = "completed"
    keys: tuple[str, ...] = ()
    rings: float = 0.0

    def __post_init__(self) -> None:
        if self.ends not in ("completed", "no-answer", "busy", "failed"):
            raise ValueError(f"a call does not end as {self.ends!r}")


def presses(*keys: str, rings: float = 0.0) -> Callee:
    """Answers and presses these keys, one entry for each `<Gather>` that asks."""
    return Callee(keys=keys, rings=rings)


PRESSES_NOTHING = Callee()
"""Answers, listens and presses nothing: a voicemail box is no different without detection."""
NEVER_ANSWERS = Callee(ends="no-answer")
IS_BUSY = Callee(ends="busy")
CANNOT_BE_REACHED = Callee(ends="failed")


def delivery_of(behaviour: Behaviour) -> Delivery | None:
    """What becomes of the message; None where Twilio never took it."""
    taken = isinstance(behaviour, Accept) or behaviour.accepted
    return behaviour.delivery if taken else None
