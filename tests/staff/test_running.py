"""The running page and the audit log."""

from storage import audit
from storage.register import notices
from tests.staff.console import Console, post


def test_running_shows_counts_and_no_content(console: Console) -> None:
    console.hold("secret words")
    console.concern("secret words")
    console.request()
    with console.rooms.register.write() as conn:
        notices.beat(conn, console.clock.now())
        notices.put(conn, "released-web", "2026-10-30")
    console.clock.move(minutes=2)
    page = console.browser("admin").get("/staff/running").text
    assert "secret words" not in page
    assert "30 October 2026" in page
    assert "running, last seen" in page
    assert "reachable and up to date" in page
    assert "Something needs you" not in page


def test_a_worker_that_stopped_is_said_with_what_to_do(console: Console) -> None:
    admin = console.browser("admin")
    assert "has never run" in admin.get("/staff/running").text
    with console.rooms.register.write() as conn:
        notices.beat(conn, console.clock.now())
    console.clock.move(minutes=10)
    page = admin.get("/staff/running").text
    assert "was last seen" in page
    assert "Start it" in page


def test_the_audit_log_is_whole_until_somebody_touches_it(console: Console) -> None:
    admin, auditor = console.browser("admin"), console.browser("auditor")
    for n in range(60):
        with console.rooms.register.write() as conn:
            audit.record(conn, console.clock.now(), "system", f"step.{n}", f"{n:032x}", "")
    post(admin, f"/staff/accounts/{console.people['reader'].id}/active", active="no")
    page = auditor.get("/staff/audit-log").text
    assert "The log is whole" in page
    assert "account.disabled" in page
    assert "reader-person" in page
    assert "step.59" in page
    assert "step.3<" not in page
    older = auditor.get("/staff/audit-log?before=12").text
    assert "step.3<" in older
    with console.rooms.register.write() as conn:
        conn.exec_driver_sql("UPDATE audit_log SET actor = 'somebody' WHERE seq = 7")
    assert "does not fit together at entry 7" in auditor.get("/staff/audit-log").text
