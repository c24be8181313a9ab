"""The audit log's head, verified and mailed to the auditor every day: an anchor outside."""

from datetime import datetime
from typing import Protocol

from storage import audit, audit_checked
from storage.audit import Head
from storage.rooms import Rooms
from storage.times import london_day


class Mailer(Protocol):
    """A way out for an e-mail (`bot.sending.mail`); `token` makes one that goes twice the same."""

    def mail(self, to: str, subject: str, text: str, token: str) -> object:
        """Send it, or raise as a provider of texts does."""
        ...


def send_head(rooms: Rooms, mailer: Mailer | None, to: str, now: datetime) -> str:
    """Verify the whole log and mail its head; a broken one is mailed as broken.

    What it did, for the ledger. Raises the mailer's error where it did not go: the job comes again.
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
