"""The audit log's head, verified and mailed to the auditor every day: an anchor outside."""

import smtplib
import ssl
from datetime import datetime
from email.message import EmailMessage
from typing import Protocol
from urllib.parse import unquote, urlsplit

from sqlalchemy import insert, select

from config.settings import Settings
from storage import audit, audit_checked
from storage.audit import Head
from storage.register.sending_tables import demo_inbox
from storage.rooms import Rooms
from storage.times import london_day

WAIT_SECONDS = 10.0
SINK = "e-mail sink"


class Mailer(Protocol):
    """A way out for an e-mail. `token` makes one that goes twice recognisable."""

    def mail(self, to: str, subject: str, text: str, token: str) -> object:
        """Send it, or raise `OSError`."""
        ...


def send_head(rooms: Rooms, mailer: Mailer | None, to: str, now: datetime) -> str:
    """Verify the whole log and mail its head; a broken one is mailed as broken.

    What it did, for the ledger. Raises `OSError` where the mail did not go: the job comes again.
    """
    with rooms.register.read() as conn:
        broken, head = audit.verify(conn), audit.head(conn)
    day = london_day(now).isoformat()
    if mailer is not None and to:
        mailer.mail(to, *_letter(head, broken, day), f"audit-head-{day}")
    if broken is not None:
        return f"the log is broken at row {broken}"
    with rooms.register.write() as conn:
        audit_checked.put(conn, head, now)
    return f"whole up to row {head.seq}, " + ("mailed" if mailer and to else "mailed to nobody")


def _letter(head: Head, broken: int | None, day: str) -> tuple[str, str]:
    if broken is not None:
        return f"Golden Thread: the audit log is BROKEN at row {broken}", (
            f"On {day} row {broken} of the audit log was found changed, removed or put in.\n"
            "Keep the database as it is and tell the data protection officer.\n"
        )
    return f"Golden Thread: head of the audit log, {day}", (
        f"{head}\n\nKeep this. Whoever changes the log up to row {head.seq} cannot change this "
        f"mail. To compare:\n\n  python manage.py audit verify --head {head}\n"
    )


def mailer_of(settings: Settings, rooms: Rooms) -> Mailer | None:
    """SMTP where it is set up; the demo's sink; else none."""
    if settings.smtp_url:
        return SmtpMailer(settings.smtp_url)
    return SinkMailer(rooms) if settings.demo else None


class SmtpMailer:
    """One SMTP server, by its address; the path of the address is who the mail is from."""

    def __init__(self, url: str) -> None:
        """Speaks to nobody yet."""
        self._parts = urlsplit(url)

    def mail(self, to: str, subject: str, text: str, token: str) -> object:
        """Send one. The id is ours, so a mail that goes twice is one in most programs."""
        parts, host = self._parts, self._parts.hostname or ""
        user, letter = unquote(parts.username or ""), EmailMessage()
        letter["From"] = unquote(parts.path.lstrip("/")) or user or f"golden-thread@{host}"
        letter["To"], letter["Subject"] = to, subject
        letter["Message-ID"], letter["Auto-Submitted"] = (
            f"<{token}@golden-thread>",
            "auto-generated",
        )
        letter.set_content(text)
        secure = parts.scheme == "smtps"
        kind = smtplib.SMTP_SSL if secure else smtplib.SMTP
        with kind(host, parts.port or (465 if secure else 587), timeout=WAIT_SECONDS) as server:
            server.ehlo()
            if not secure and server.has_extn("starttls"):
                server.starttls(context=ssl.create_default_context())
            if user:
                server.login(user, unquote(parts.password or ""))
            return server.send_message(letter)


class SinkMailer:
    """The demo's: mails lie sealed in the register until somebody looks."""

    def __init__(self, rooms: Rooms) -> None:
        """They wait in the register of these rooms."""
        self._rooms = rooms

    def mail(self, to: str, subject: str, text: str, token: str) -> object:
        """Keep one; twice is once."""
        vault = self._rooms.vault
        row = {"id": f"mail-{token}", "lookup": vault.tag(SINK, SINK), "at": token,
               "body": vault.seal(f"{to}\n{subject}\n{text}")}  # fmt: skip
        with self._rooms.register.write() as conn:
            known = select(demo_inbox.c.id).where(demo_inbox.c.id == row["id"])
            if conn.execute(known).first() is None:
                conn.execute(insert(demo_inbox).values(row))
        return row["id"]
