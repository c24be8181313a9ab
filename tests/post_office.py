"""A small SMTP server for tests: it takes e-mails, or goes wrong as a test asks."""

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_string
from email.message import Message

PLAIN, NO_TLS, HANGS_UP, TAKEN_NO_ANSWER = "plain", "no tls", "hangs up", "taken, no answer"
LATER, NEVER, WRONG_PASSWORD = "451 later", "550 nobody here", "535 wrong password"


@dataclass
class PostOffice:
    """What it took, and how it behaves: `how` may be changed at any moment."""

    how: str = PLAIN
    tls_offered: bool = False
    taken: list[Message] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    port: int = 0

    @property
    def url(self) -> str:
        """For SMTP_URL."""
        return f"smtp://127.0.0.1:{self.port}/gt@example.org"


class _Line(socketserver.StreamRequestHandler):
    office: PostOffice

    def handle(self) -> None:
        """One connection, until they or we have had enough."""
        self._say("220 post office")
        while line := self.rfile.readline().decode(errors="replace").strip():
            self.office.said.append(line)
            if not self._answered(line.partition(" ")[0].upper()):
                return

    def _answered(self, word: str) -> bool:
        how = self.office.how
        if word == "EHLO" and self.office.tls_offered:
            self._say("250-post office")
            self._say("250 STARTTLS")
        elif word == "EHLO" and how == WRONG_PASSWORD:
            self._say("250-post office")
            self._say("250 AUTH PLAIN")
        elif word == "AUTH":
            self._say(WRONG_PASSWORD)
        elif word == "STARTTLS":
            self._say("454 TLS is not available" if how == NO_TLS else "220 go on")
            return how == NO_TLS  # else: not a word of TLS follows
        elif word == "RCPT" and how in (LATER, NEVER):
            self._say(how)
        elif word == "DATA":
            return self._take(how)
        elif word == "QUIT":
            self._say("221 bye")
            return False
        else:
            self._say("250 ok")
        return True

    def _take(self, how: str) -> bool:
        if how == HANGS_UP:
            return False
        self._say("354 go on")
        lines = iter(lambda: self.rfile.readline().decode(errors="replace"), ".\r\n")
        self.office.taken.append(message_from_string("".join(lines)))
        if how == TAKEN_NO_ANSWER:
            return False
        self._say("250 taken")
        return True

    def _say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())


@contextmanager
def post_office(how: str = PLAIN, *, tls_offered: bool = False) -> Iterator[PostOffice]:
    """One that listens on a port of its own."""
    office = PostOffice(how, tls_offered)
    handler = type("Line", (_Line,), {"office": office})
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), handler) as server:
        server.daemon_threads = True
        office.port = server.server_address[1]
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield office
        server.shutdown()
