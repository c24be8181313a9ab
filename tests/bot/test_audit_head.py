"""Every day the auditor gets the head of a log that was verified, or hears that it is broken."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from bot.audit_head import send_head
from bot.sending.mail import SinkMailer
from storage import audit, audit_checked
from storage.audit import audit_log
from storage.register.sending_tables import demo_inbox
from storage.rooms import Rooms
from tests.conftest import NOW


class Letters:
    """A mail server that keeps what it got, or is down."""

    def __init__(self, *, down: bool = False) -> None:
        self.got: list[tuple[str, str, str]] = []
        self.down = down

    def mail(self, to: str, subject: str, text: str, token: str) -> object:
        if self.down:
            raise ConnectionRefusedError
        self.got.append((to, subject, text))
        return token


def _some(rooms: Rooms, rows: int = 3) -> audit.Head:
    with rooms.register.write() as conn:
        for row in range(rows):
            audit.record(conn, NOW, "ann", "opened", f"c{row}", "asked to")
        return audit.head(conn)


def test_the_head_goes_to_the_auditor_and_the_page_goes_on_from_there(rooms: Rooms) -> None:
    head, letters = _some(rooms), Letters()
    assert "whole up to row 3, mailed" in send_head(rooms, letters, "auditor@example.org", NOW)
    ((to, _subject, text),) = letters.got
    assert to == "auditor@example.org"
    assert str(head) in text
    assert "asked to" not in text  # the head says how it stands, never what is in it
    with rooms.register.read() as conn:
        assert audit_checked.last(conn) == audit_checked.Checked(head, NOW)


def test_a_broken_log_is_mailed_as_broken_and_counts_as_checked_no_further(rooms: Rooms) -> None:
    _some(rooms)
    with rooms.register.write() as conn:
        conn.execute(update(audit_log).where(audit_log.c.seq == 2).values(actor="nobody"))
    letters = Letters()
    assert "broken at row 2" in send_head(rooms, letters, "auditor@example.org", NOW)
    assert "BROKEN at row 2" in letters.got[0][1]
    with rooms.register.read() as conn:
        assert audit_checked.last(conn) is None


def test_a_mail_that_does_not_go_is_tried_again(rooms: Rooms) -> None:
    _some(rooms)
    with pytest.raises(ConnectionRefusedError):
        send_head(rooms, Letters(down=True), "auditor@example.org", NOW)
    with rooms.register.read() as conn:
        assert audit_checked.last(conn) is None


def test_in_the_demo_it_lies_in_the_sink_once_a_day(sqlite_rooms: Rooms) -> None:
    _some(sqlite_rooms)
    for hours in (0, 1, 24):
        mailer = SinkMailer(sqlite_rooms)
        send_head(sqlite_rooms, mailer, "auditor@example.org", NOW + timedelta(hours=hours))
    with sqlite_rooms.register.read() as conn:
        rows = conn.execute(demo_inbox.select()).all()
    assert len(rows) == 2
    assert "head of the audit log" in sqlite_rooms.vault.open(rows[0].body)
