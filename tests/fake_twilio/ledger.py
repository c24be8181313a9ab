"""The fake's log: every message, call, request and webhook, behind one lock.

Identifiers are made from the seed and a counter, so two runs of a test see the same ones; they
have Twilio's form (two letters and 32 hexadecimal digits).
"""

import hashlib
import threading
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

from tests.fake_twilio.records import ApiRequest, Call, Lost, Message, Posted, Received

Clock = Callable[[], datetime]


class Ledger:
    """Values in it are frozen; a change puts a new one in the old one's place."""

    def __init__(self, seed: int, clock: Clock) -> None:
        """`clock` dates everything."""
        self.clock = clock
        self.lock = threading.RLock()
        self.messages: dict[str, Message] = {}
        self.deleted: dict[str, Message] = {}
        self.calls: dict[str, Call] = {}
        self.requests: list[ApiRequest] = []
        self.posted: list[Posted] = []
        self.lost: list[Lost] = []
        self.inboxes: dict[str, list[Received]] = {}
        self.opted_out: set[str] = set()
        self._seed = seed
        self._counters: Counter[str] = Counter()
        self._order = 0

    def sid(self, prefix: str) -> str:
        """A new identifier of this kind (SM, MM, CA)."""
        with self.lock:
            self._counters[prefix] += 1
            name = f"{self._seed}/{prefix}/{self._counters[prefix]}"
        return prefix + hashlib.sha256(name.encode()).hexdigest()[:32]

    # ------------------------------------------------------------------------------ messages

    def add_message(self, prefix: str = "SM", **fields: Any) -> Message:
        """Put a new message into the log."""
        with self.lock:
            now = self.clock()
            self._order += 1
            message = Message(
                sid=self.sid(prefix), created=now, updated=now, order=self._order, **fields
            )
            self.messages[message.sid] = message
            return message

    def change_message(self, sid: str, **changes: Any) -> Message | None:
        """Change a message, unless it has been deleted."""
        with self.lock:
            message = self.messages.get(sid)
            if message is None:
                return None
            self.messages[sid] = replace(message, updated=self.clock(), **changes)
            return self.messages[sid]

    def delete_message(self, sid: str) -> None:
        """Take a message out of Twilio's log; a test still finds it under `deleted`, bodyless."""
        with self.lock:
            self.deleted[sid] = replace(self.messages.pop(sid), body="")

    def arrive(self, message: Message, kind: str, body: str) -> None:
        """The phone shows it."""
        with self.lock:
            inbox = self.inboxes.setdefault(message.to, [])
            inbox.append(Received(body, message.from_ or "", message.sid, kind))

    # --------------------------------------------------------------------------------- calls

    def add_call(self, **fields: Any) -> Call:
        """Put a new call into the log."""
        with self.lock:
            now = self.clock()
            self._order += 1
            call = Call(sid=self.sid("CA"), created=now, updated=now, order=self._order, **fields)
            self.calls[call.sid] = call
            return call

    def change_call(self, sid: str, **changes: Any) -> Call:
        """Change a call."""
        with self.lock:
            self.calls[sid] = replace(self.calls[sid], updated=self.clock(), **changes)
            return self.calls[sid]

    # ------------------------------------------------------------------------------- traffic

    def keep_request(self, request: ApiRequest) -> None:
        """Note a request that came in."""
        with self.lock:
            self.requests.append(request)

    def keep_posted(self, posted: Posted) -> None:
        """Note an attempt to reach our app."""
        with self.lock:
            self.posted.append(posted)

    def keep_lost(self, lost: Lost) -> None:
        """Note what our app never took."""
        with self.lock:
            self.lost.append(lost)
