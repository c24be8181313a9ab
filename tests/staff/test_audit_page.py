"""The audit page goes on from what the night has checked, and checks all of it when asked."""

import pytest
from sqlalchemy import update

from bot.audit_head import send_head
from storage import audit
from storage.audit import audit_log
from tests.staff.console import NOON, Console


def test_the_page_reads_on_from_the_nights_check(
    console: Console, monkeypatch: pytest.MonkeyPatch
) -> None:
    with console.rooms.register.write() as conn:
        for row in range(5):
            audit.record(conn, NOON, "ann", "opened", f"c{row}")
    auditor = console.browser("auditor")
    assert "Every entry still fits" in auditor.get("/staff/audit-log").text
    send_head(console.rooms, None, "", NOON)
    looked = []
    real = audit.verify
    monkeypatch.setattr(
        audit, "verify", lambda conn, since=None: looked.append(since) or real(conn, since)
    )
    assert "All of it was checked" in auditor.get("/staff/audit-log").text
    assert "Every entry still fits" in auditor.get("/staff/audit-log?whole=yes").text
    assert [one.seq if one else None for one in looked] == [5, None]
    with console.rooms.register.write() as conn:  # an old row is seen when all of it is checked
        conn.execute(update(audit_log).where(audit_log.c.seq == 2).values(actor="nobody"))
    assert "does not fit" in auditor.get("/staff/audit-log?whole=yes").text
    with console.rooms.register.write() as conn:  # a new one, and the one it rests on, at once
        conn.execute(update(audit_log).where(audit_log.c.seq == 5).values(hash="a" * 64))
    assert "does not fit" in auditor.get("/staff/audit-log").text
