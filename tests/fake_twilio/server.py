"""The fake's HTTP side: who may come in, what they ask, what is answered; all of it is noted.

Basic authentication with account and token as the real API has it (401 and code 20003 otherwise),
then the published description, then what the account and the test say.
"""

import base64
import binascii
import json
import socket
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from tests.fake_twilio.account import Account
from tests.fake_twilio.answers import Answer, Silence, nothing
from tests.fake_twilio.calls import Calls
from tests.fake_twilio.description import Description
from tests.fake_twilio.errands import Errands
from tests.fake_twilio.errors import Refusal
from tests.fake_twilio.ledger import Ledger
from tests.fake_twilio.messages import Messages
from tests.fake_twilio.records import ApiRequest

_FORM = "application/x-www-form-urlencoded"

Values = Mapping[str, Sequence[str]]


@dataclass(frozen=True)
class Incoming:
    """One request as it came, with what is needed to judge it and never kept."""

    request: ApiRequest
    authorisation: str
    content_type: str


@dataclass(frozen=True)
class Api:
    """Everything that a request may need."""

    account: Account
    description: Description
    ledger: Ledger
    messages: Messages
    calls: Calls
    errands: Errands

    def answer(self, incoming: Incoming) -> Answer:
        """The answer to one request, noted before it is given."""
        try:
            answer = self._answer(incoming)
        except Refusal as refusal:
            self._keep(incoming.request, status=refusal.status, code=refusal.code)
            raise
        except Silence as silence:
            self._keep(incoming.request, sid=silence.sid)
            raise
        self._keep(incoming.request, status=answer.status, sid=answer.sid)
        return answer

    def _keep(self, request: ApiRequest, **how: Any) -> None:
        try:
            name = self.description.operation(request.method, request.path).name
        except Refusal:
            name = None
        self.ledger.keep_request(replace(request, operation=name, **how))

    def _answer(self, incoming: Incoming) -> Answer:
        if not self.account.opens(*_credentials(incoming.authorisation)):
            raise Refusal(20003, headers={"WWW-Authenticate": 'Basic realm="Twilio API"'})
        request = incoming.request
        operation = self.description.operation(request.method, request.path)
        if request.form and incoming.content_type != _FORM:
            raise Refusal(20001, status=415, message="Unsupported Media Type")
        in_path = self.description.check(operation, request.path, request.query, request.form)
        if in_path.get("AccountSid") != self.account.sid:
            raise Refusal(20003)
        return self._do(operation.name, in_path.get("Sid", ""), request.query, request.form)

    def _do(self, operation: str, sid: str, query: Values, form: Values) -> Answer:
        fields, asked = _last(form), _last(query)
        known: dict[str, Callable[[], Answer]] = {
            "CreateMessage": lambda: self.messages.create(fields),
            "ListMessage": lambda: self.messages.list(asked),
            "FetchMessage": lambda: self.messages.fetch(sid),
            "UpdateMessage": lambda: self.messages.update(sid, fields),
            "DeleteMessage": lambda: self.messages.delete(sid),
            "CreateCall": lambda: self.calls.create(fields, form),
            "ListCall": lambda: self.calls.list(asked),
            "FetchCall": lambda: self.calls.fetch(sid),
        }
        if operation not in known:
            raise Refusal(20500, status=501, message=f"The fake does not do {operation}")
        return known[operation]()


class Server(ThreadingHTTPServer):
    """Listens on a free port of this machine, a thread for each request."""

    daemon_threads = False  # so that closing waits for them
    request_queue_size = 128

    def __init__(self, api: Api) -> None:
        self.api = api
        super().__init__(("127.0.0.1", 0), _Handler)
        self._thread = threading.Thread(
            target=self.serve_forever, kwargs={"poll_interval": 0.02}, name="fake-twilio"
        )
        self._thread.start()

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.server_address[1]}"

    def close(self) -> None:
        """Stop listening; requests under way are waited for."""
        self.shutdown()
        self._thread.join()
        self.server_close()

    def handle_error(self, request: object, client_address: object) -> None:
        """Our app may go away in the middle: no traceback for that."""


class _Handler(BaseHTTPRequestHandler):
    server: Server
    protocol_version = "HTTP/1.1"
    server_version = "FakeTwilio"
    timeout = 30

    def _handle(self) -> None:
        self.close_connection = True  # one request a connection: simple, and drops are clean
        then = nothing
        try:
            answer = self.server.api.answer(self._incoming())
            then = answer.then
            self._send(answer.status, answer.body, {})
        except Refusal as refusal:
            self._send(refusal.status, refusal.as_json(), refusal.headers)
        except Silence as silence:
            self._fall_silent(silence.hang)
        finally:
            then()  # what was accepted goes on, whether or not our app waited for the answer

    def _incoming(self) -> Incoming:
        address = urlsplit(self.path)
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        request = ApiRequest(
            self.command,
            unquote(address.path),
            _fields(address.query),
            _fields(body.decode("utf-8", "replace")),
            self.server.api.ledger.clock(),
        )
        return Incoming(
            request, self.headers.get("Authorization", ""), self.headers.get_content_type()
        )

    do_GET = do_POST = do_DELETE = do_PUT = do_PATCH = do_HEAD = do_OPTIONS = _handle

    def _send(self, status: int, body: object, headers: dict[str, str]) -> None:
        content = b"" if body is None else json.dumps(body).encode()
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.send_header("Connection", "close")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)
        self.wfile.flush()

    def _fall_silent(self, seconds: float | None) -> None:
        stopping = self.server.api.errands.stopping
        if seconds is None or seconds > 0:
            stopping.wait(seconds)
        self.connection.shutdown(socket.SHUT_RDWR)

    def log_message(self, format: str, *args: object) -> None:
        """Nothing is logged: addresses hold numbers."""


def _fields(text: str) -> dict[str, tuple[str, ...]]:
    return {name: tuple(values) for name, values in parse_qs(text, keep_blank_values=True).items()}


def _credentials(authorisation: str) -> tuple[str, str]:
    kind, _, encoded = authorisation.partition(" ")
    if kind.lower() != "basic":
        return "", ""
    try:
        user, _, password = base64.b64decode(encoded).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return "", ""
    return user, password


def _last(values: Values) -> dict[str, str]:
    """One value a field; an empty one counts as not given, except an empty Body."""
    return {name: texts[-1] for name, texts in values.items() if texts[-1] or name == "Body"}
