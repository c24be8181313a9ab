"""E-mails to staff on duty: by SMTP, or in the demo into a sink where they can be looked at."""

import smtplib
import ssl
from email.message import EmailMessage
from typing import Protocol
from urllib.parse import unquote, urlsplit

from sqlalchemy import insert, select

from bot.sending.channel import Ambiguous, NotTaken, Sent, Unreachable
from config.settings import Settings
from storage.clock import DemoClock
from storage.register.sending_tables import demo_inbox
from storage.rooms import Rooms

WAIT_SECONDS = 10.0
SINK = "e-mail sink"


class Mailer(Protocol):
    """A way out for e-mails. Raises as a provider of texts does."""

    def mail(self, to: str, subject: str, text: str, token: str) -> Sent:
        """Send one e-mail; the token makes it recognisable if it goes twice."""
        ...

    def check(self) -> None:
        """Whether the road is open. Raises `Unreachable` or `NotTaken`."""
        ...


def mailer_of(settings: Settings, rooms: Rooms) -> Mailer | None:
    """SMTP where it is set up; the demo's sink; else none."""
    if settings.smtp_url:
        return SmtpMailer(settings.smtp_url)
    return SinkMailer(rooms) if settings.demo else None


class SmtpMailer:
    """One SMTP server, spoken to anew for each e-mail."""

    def __init__(self, url: str) -> None:
        """`smtp://user:PASSWORD@host:587/from` or `smtps://…:465/…`."""
        parts = urlsplit(url)
        self._secure, self._host = parts.scheme == "smtps", parts.hostname or ""
        self._port = parts.port or (465 if self._secure else 587)
        self._user, self._password = unquote(parts.username or ""), unquote(parts.password or "")
        self._from = unquote(parts.path.lstrip("/")) or self._user or f"golden-thread@{self._host}"

    def mail(self, to: str, subject: str, text: str, token: str) -> Sent:
        """Send one. The id is ours, so an e-mail that goes twice is one in most programs."""
        message = EmailMessage()
        message["From"], message["To"], message["Subject"] = self._from, to, subject
        message["Message-ID"] = f"<{token}@golden-thread>"
        message["Auto-Submitted"], message["X-Priority"] = "auto-generated", "1"
        message.set_content(text)
        server = self._connected()
        try:
            server.send_message(message)
        except smtplib.SMTPResponseException as error:
            raise NotTaken(error.smtp_code, _what(error.smtp_code)) from None
        except smtplib.SMTPRecipientsRefused as error:
            code = min((code for code, _ in error.recipients.values()), default=550)
            raise NotTaken(code, _what(code)) from None
        except (OSError, smtplib.SMTPException):
            raise Ambiguous from None
        finally:
            server.close()
        return Sent("EM" + token)

    def check(self) -> None:
        """Connect, and say nothing."""
        self._connected().close()

    def _connected(self) -> smtplib.SMTP:
        try:
            if self._secure:
                context = ssl.create_default_context()
                server: smtplib.SMTP = smtplib.SMTP_SSL(
                    self._host, self._port, timeout=WAIT_SECONDS, context=context
                )
            else:
                server = smtplib.SMTP(self._host, self._port, timeout=WAIT_SECONDS)
                server.ehlo()
                if server.has_extn("starttls"):
                    server.starttls(context=ssl.create_default_context())
            if self._user:
                server.login(self._user, self._password)
        except smtplib.SMTPAuthenticationError as error:
            raise NotTaken(error.smtp_code, "tell") from None
        except (OSError, smtplib.SMTPException):
            raise Unreachable from None
        return server


def _what(code: int) -> str:
    return "later" if 400 <= code < 500 else "never"


class SinkMailer:
    """The demo's: e-mails lie sealed in the register until somebody looks."""

    def __init__(self, rooms: Rooms) -> None:
        """They wait in the register of these rooms."""
        self._rooms = rooms

    def mail(self, to: str, subject: str, text: str, token: str) -> Sent:
        """Keep one; twice is once."""
        row = {
            "id": f"mail-{token}",
            "lookup": self._rooms.vault.tag(SINK, SINK),
            "at": DemoClock(self._rooms.register).now().isoformat(timespec="microseconds"),
            "body": self._rooms.vault.seal(f"{to}\n{subject}\n{text}"),
        }
        with self._rooms.register.write() as conn:
            known = select(demo_inbox.c.id).where(demo_inbox.c.id == row["id"])
            if conn.execute(known).first() is None:
                conn.execute(insert(demo_inbox).values(row))
        return Sent("EM" + token)

    def check(self) -> None:
        """The sink is always open."""
