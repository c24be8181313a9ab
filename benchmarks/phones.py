"""Phones that hold a conversation through Twilio's signed webhook, several at once."""

import itertools
import secrets
import socket
import threading
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from urllib.parse import urlencode

from twilio.request_validator import RequestValidator

PATH = "/sms/inbound"
SERVICE_NUMBER = "+447700900999"
SCRIPT = (
    "check in",
    "1",
    "When my sister visits and we play football",
    "People ask me before they decide things",
    "my aunt and my teacher",
    "2",
    "More time with my sister in the holidays",
    "1",
    "yes",
)
"""The ordinary check-in. The first text makes a key, the last puts the answers into the hold."""

ORDINARY = range(1, len(SCRIPT) - 1)
REPLY_WITHIN_SECONDS = 15
TEXTS_AT_MOST = 1500  # a second, for one server: more than the floor can take


def numbers(count: int) -> list[str]:
    """Numbers that are kept for drama: nobody has them."""
    return [f"+447700900{at:03d}" for at in range(count)]


@dataclass(frozen=True)
class Answered:
    """How long one text waited for its reply."""

    step: int
    seconds: float


@dataclass
class Phone:
    """One phone; its conversation goes on from round to round."""

    number: str
    at: int = 0
    answered: list[Answered] = field(default_factory=list)

    def texts(self) -> Iterator[tuple[int, str]]:
        """Its next texts, conversation after conversation."""
        for at in itertools.count(self.at):
            yield at, SCRIPT[at % len(SCRIPT)]


def request_for(words: str, number: str, address: str, token: str) -> bytes:
    """One text as Twilio posts it, signed, each on a connection of its own."""
    sid = "SM" + secrets.token_hex(16)
    form = {
        "ToCountry": "GB",
        "ToState": "",
        "SmsMessageSid": sid,
        "NumMedia": "0",
        "ToCity": "",
        "FromZip": "",
        "SmsSid": sid,
        "FromState": "",
        "SmsStatus": "received",
        "FromCity": "",
        "Body": words,
        "FromCountry": "GB",
        "To": SERVICE_NUMBER,
        "ToZip": "",
        "NumSegments": "1",
        "MessageSid": sid,
        "AccountSid": "AC" + "0" * 32,
        "From": number,
        "ApiVersion": "2010-04-01",
    }
    body = urlencode(form).encode()
    head = (
        f"POST {PATH} HTTP/1.1\r\n"
        f"Host: {address.partition('//')[2]}\r\n"
        f"X-Twilio-Signature: {RequestValidator(token).compute_signature(address + PATH, form)}\r\n"
        "Content-Type: application/x-www-form-urlencoded\r\n"
        f"Content-Length: {len(body)}\r\n"
        "User-Agent: TwilioProxy/1.1\r\n"
        "Connection: close\r\n\r\n"
    )
    return head.encode() + body


def post(port: int, request: bytes) -> bytes:
    """Send a request and read the whole answer."""
    with socket.create_connection(("127.0.0.1", port), timeout=REPLY_WITHIN_SECONDS) as conn:
        conn.sendall(request)
        parts = []
        while part := conn.recv(65536):
            parts.append(part)
    return b"".join(parts)


def talk(phones: Iterable[Phone], port: int, token: str, seconds: float) -> float:
    """Let all phones text at once, each its next text when the last is answered. Seconds it took.

    Everything is written and signed beforehand, so that the phones take little of the machine.
    """
    phones = list(phones)
    address = f"http://127.0.0.1:{port}"
    most = max(3, int(TEXTS_AT_MOST * seconds / len(phones)))
    written = [
        [
            (at, request_for(words, one.number, address, token))
            for at, words in itertools.islice(one.texts(), most)
        ]
        for one in phones
    ]
    begun = time.perf_counter()
    failures: list[BaseException] = []
    threads = [
        threading.Thread(target=_talk, args=(one, port, texts, begun + seconds, failures))
        for one, texts in zip(phones, written, strict=True)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise failures[0]
    return time.perf_counter() - begun


def _talk(
    phone: Phone,
    port: int,
    texts: list[tuple[int, bytes]],
    until: float,
    failures: list[BaseException],
) -> None:
    phone.answered = []
    try:
        for at, request in texts:
            begun = time.perf_counter()
            if begun > until:
                return
            reply = post(port, request)
            phone.answered.append(Answered(at % len(SCRIPT), time.perf_counter() - begun))
            phone.at = at + 1
            if b" 200 " not in reply[:16] or b"<Message>" not in reply:
                raise RuntimeError(f"a text was answered with {reply[:200]!r}")
    except BaseException as failure:
        failures.append(failure)
