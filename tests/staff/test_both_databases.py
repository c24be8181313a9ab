"""A day at the console on SQLite and on PostgreSQL: every query of the pages runs on both."""

import threading

from storage.office import signins
from storage.register import notices
from tests.staff.console import Console, decide, post, shown


def test_a_day_at_the_console(console_on_both: Console) -> None:
    console = console_on_both
    console.hold("one", "two")
    console.hold_for_a_look("never mind")
    concern = console.concern()
    console.request()
    console.released("check-in.home_now", ["good"] * 7 + ["ok"] * 6, kind="choice")
    console.released("check-in.home_now", (), ["because"], kind="unclear", lane="web")
    with console.rooms.register.write() as conn:
        notices.beat(conn, console.clock.now())

    reader = console.browser()
    assert console.sign_in(reader, "reader-person", "wrong").status_code == 401
    assert console.sign_in(reader, "reader-person").status_code == 302
    page = reader.get("/staff/reading").text
    decide(reader, shown(page)[0], "clear")
    assert "Cleared." in reader.get("/staff/reading").text
    post(reader, "/staff/reading/undo")
    assert "Taken back." in reader.get("/staff/reading").text

    lead = console.browser("safeguarding")
    assert "1 open concern" in lead.get("/staff/").text
    assert "7700900123" in post(lead, f"/staff/concerns/{concern}/number", why="find").text

    officer = console.browser("officer")
    assert "at least 13 people" in officer.get("/staff/answers").text
    table = officer.get("/staff/answers/check-in.home_now").text
    assert ">7<" in table
    assert (
        officer.get("/staff/answers/check-in.home_now/counts.csv").status_code == 200
    )  # protected

    admin = console.browser("admin")
    assert "reachable and up to date" in admin.get("/staff/running").text
    assert (
        "One-time password"
        in post(admin, "/staff/accounts", name="somebody.new", role="worker").text
    )
    post(admin, f"/staff/accounts/{console.people['reader'].id}/active", active="no")
    assert reader.get("/staff/").status_code == 302
    assert "The log is whole" in console.browser("auditor").get("/staff/audit-log").text


def test_tries_at_the_same_moment_all_count(console_on_both: Console) -> None:
    console = console_on_both
    allowed: list[bool] = []

    def guess() -> None:
        for _ in range(4):
            with console.rooms.register.write() as conn:
                allowed.append(signins.take_try(conn, "name", "address", console.clock.now()))

    threads = [threading.Thread(target=guess) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert allowed.count(True) == signins.TRIES_PER_ACCOUNT
    assert len(allowed) == 16
