"""What staff see of sending: counts, a pause, the ledger, the money; no content and no number."""

from datetime import timedelta

import pytest
from sqlalchemy import insert

from storage import audit
from storage.office import job_runs
from storage.register import money, notices, rota
from storage.register.sending_tables import outbox
from tests.staff.console import Console, post

PAGE = "/staff/running"


def put(console: Console, **columns: object) -> str:
    """A row of the outbox."""
    which = columns.pop("id", "u" * 32)
    known = {
        "id": which, "token": f"token of {which}", "kind": "prompt", "state": "unknown",
        "due_at": "2026-11-03", "claimed_at": "2026-11-03T11:00:00+00:00", "segments": 1,
        "contact_id": f"contact-{which}", "campaign_id": "the-campaign", "epoch": 0,
        "body": console.rooms.vault.seal("secret words"),
    }  # fmt: skip
    with console.rooms.register.write() as conn:
        conn.execute(insert(outbox).values(**(known | columns)))
    return str(which)


@pytest.mark.parametrize("role", ["admin", "officer"])
def test_pause_is_one_button_and_in_the_audit_log(console: Console, role: str) -> None:
    browser = console.browser(role)
    assert "Switch sending on" in browser.get(PAGE).text
    post(browser, f"{PAGE}/pause", pause="no")
    assert "Pause all sending" in browser.get(PAGE).text
    post(browser, f"{PAGE}/pause", pause="yes")
    page = browser.get(PAGE).text
    assert "Paused." in page
    assert "Replies, safety texts and alerts to staff go out" in page
    with console.rooms.register.read() as conn:
        assert rota.office(conn, console.clock.now()).paused is True
        assert [one.action for one in audit.entries(conn)] == ["sending.paused", "sending.resumed"]


@pytest.mark.parametrize("role", ["reader", "worker", "safeguarding", "district_lead", "board"])
def test_nobody_else_pauses(console: Console, role: str) -> None:
    browser = console.browser(role)
    assert browser.get(PAGE).status_code == 403
    assert post(browser, f"{PAGE}/pause", pause="yes").status_code == 403
    assert post(browser, f"{PAGE}/unknown/{'u' * 32}", went_out="yes").status_code == 403
    with console.rooms.register.read() as conn:
        assert rota.office(conn, console.clock.now()).paused is None


def test_counts_without_content_number_or_campaign(console: Console) -> None:
    put(console, id="a" * 32, state="delivered")
    put(console, id="b" * 32, state="delivered")
    put(console, id="c" * 32, state="failed", reason="provider: 21614")
    page = console.browser("officer").get(PAGE).text
    assert "Check-ins: arrived" in page
    assert "provider: 21614" not in page  # reasons are for administrators
    assert "provider: 21614" in console.browser("admin").get(PAGE).text
    for never in ("secret words", "the-campaign", "contact-", "token of"):
        assert never not in page


def test_what_nobody_knows_is_listed_until_a_person_says(console: Console) -> None:
    which = put(console)
    browser = console.browser("admin")
    assert which[:8] in browser.get(PAGE).text
    post(browser, f"{PAGE}/unknown/{which}", went_out="yes")
    assert "Nobody knows whether" not in browser.get(PAGE).text
    post(browser, f"{PAGE}/unknown/{which}", went_out="no")  # too late: nothing changes
    assert "Nothing was changed" in browser.get(PAGE).text
    with console.rooms.register.read() as conn:
        (entry,) = audit.entries(conn)
        assert (entry.action, entry.object_id) == ("sending.looked_into", which)


def test_money_is_shown_and_warns_at_80_percent(console: Console) -> None:
    def spend(pounds: int) -> str:
        with console.rooms.register.write() as conn:
            money.count(conn, "2026-11", "prompt", 1, pounds * 100_000)
        return console.browser("officer").get(PAGE).text

    assert "£879.00 of £1400" in (page := spend(879))
    assert "of the year's money" not in page.replace("&#39;", "'")
    assert "80% of the year's money for check-ins is spent" in spend(1).replace("&#39;", "'")


def test_the_ledger_shows_what_became_of_each_run(console: Console) -> None:
    due = console.clock.now()
    with console.rooms.register.write() as conn:
        job_runs.begin(conn, "release", due, "one", due, timedelta(minutes=30))
        job_runs.finish(conn, "release", due, "one", due, "conversations released: 7")
        job_runs.begin(conn, "purge", due, "one", due, timedelta(minutes=30))
    page = console.browser("admin").get(PAGE).text
    assert "conversations released: 7" in page
    assert "running (not finished)" in page


def test_a_problem_at_the_provider_is_said(console: Console) -> None:
    with console.rooms.register.write() as conn:
        told = '{"30007": {"at": "2026-11-03T11:00:00+00:00", "count": 3}}'
        notices.put(conn, notices.PROBLEMS, told)
    page = console.browser("officer").get(PAGE).text
    assert "refused 3 texts with error 30007" in page
