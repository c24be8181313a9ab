"""The safeguarding lead signs questions before they are sent, and for the score's silent weeks."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import delete

from conversations.book import Book
from staff.campaigns import words
from storage import audit, check_ins, flow_safety, silent_score
from storage.office import campaigns
from storage.office.campaigns import Campaign
from storage.office.tables import sign_off
from storage.register import audiences, contacts, notices, shadow
from storage.register.audiences import Audience
from storage.register.shadow import Look
from tests.factories import a_contact
from tests.staff.console import Console, post

PAGE, SILENT = "/staff/flows", "/staff/silent-score"


def unsign(console: Console) -> None:
    with console.rooms.register.write() as conn:
        conn.execute(delete(sign_off))


def the_book(console: Console) -> Book:
    with console.app.app_context():
        return words.book()


def test_an_unsigned_flow_cannot_be_sent_and_why_is_said(console: Console) -> None:
    a_contact(console.rooms, worker_id=console.people["worker"].id)
    unsign(console)
    browser = console.browser("worker")
    assert "has not signed these questions" in browser.get("/staff/check-in").text
    response = post(browser, "/staff/check-in", who="all", ask="check-in")
    assert response.status_code == 400
    with console.rooms.register.read() as conn:
        assert campaigns.listing(conn) == []


def test_signing_is_logged_and_lets_it_go(console: Console) -> None:
    a_contact(console.rooms, worker_id=console.people["worker"].id)
    unsign(console)
    lead = console.browser("safeguarding")
    assert "Not signed yet" in lead.get(PAGE).text
    page = lead.get(f"{PAGE}/check-in").text
    assert "What does a good day look like" in page
    version = the_book(console).flows["check-in"].version
    response = post(lead, f"{PAGE}/check-in", version=version)
    assert response.status_code == 302
    with console.rooms.register.read() as conn:
        entry = next(iter(audit.entries(conn)))
    assert (entry.action, entry.object_id, entry.reason) == ("flow.signed", "check-in", version)
    page = console.browser("worker").get("/staff/check-in").text
    assert "has not signed these questions" not in page


def test_what_changed_while_reading_is_not_signed(console: Console) -> None:
    unsign(console)
    response = post(console.browser("safeguarding"), f"{PAGE}/check-in", version="another")
    assert response.status_code == 409
    assert "changed while you were reading" in response.text
    with console.rooms.register.read() as conn:
        assert not flow_safety.is_signed(conn, the_book(console).flow("check-in"))


def test_a_changed_flow_needs_a_new_signature(console: Console) -> None:
    flow = the_book(console).flows["check-in"]
    with console.rooms.register.read() as conn:
        assert flow_safety.is_signed(conn, flow)
        assert not flow_safety.is_signed(conn, replace(flow, version="changed"))
        assert not flow_safety.is_signed(conn, None)
    book = the_book(console)
    changed = replace(book, flows={**book.flows, "check-in": replace(flow, version="changed")})
    console.app.extensions["golden_thread_book"] = changed
    assert "Changed since it was signed" in console.browser("officer").get(PAGE).text


@pytest.mark.parametrize("role", ["officer", "worker", "reader", "admin", "district_lead"])
def test_nobody_else_signs(console: Console, role: str) -> None:
    unsign(console)
    version = the_book(console).flows["check-in"].version
    assert post(console.browser(role), f"{PAGE}/check-in", version=version).status_code == 403
    assert post(console.browser(role), SILENT, until="2026-11-10").status_code == 403
    assert console.browser(role).get(SILENT).status_code == 403


def test_what_was_planned_or_queued_waits_for_the_signature(console_on_both: Console) -> None:
    console = console_on_both
    a_contact(console.rooms)
    now, book = console.clock.now(), the_book(console)
    desk = check_ins.Desk(console.rooms, book, contacts.cohort_years(console.rooms.vault))
    one = Campaign(
        title="A check-in", kind="prompt", made_by="an officer", flow="check-in",
        audience=audiences.to_json(Audience()), starts_at=now, closes_at=now + timedelta(days=7),
        state="planned",
    )  # fmt: skip
    flow = book.flows["check-in"]
    unsign(console)
    with console.rooms.register.write() as conn:
        campaigns.add(conn, one)
    check_ins.run(desk, now)
    assert state(console, one) == "planned"
    assert (
        "waits for a signature" in console.browser("officer").get(f"/staff/check-ins/{one.id}").text
    )
    with console.rooms.register.write() as conn:
        flow_safety.sign(conn, flow, "the lead", now)
    check_ins.run(desk, now)
    assert (state(console, one), held(console)) == ("running", ())
    changed = {**book.flows, "check-in": replace(flow, version="changed")}
    check_ins.run(replace(desk, book=replace(book, flows=changed)), now)
    assert held(console) == (one.id,)
    check_ins.run(desk, now)
    assert held(console) == ()


def state(console: Console, one: Campaign) -> str:
    with console.rooms.register.read() as conn:
        found = campaigns.get(conn, one.id)
    assert found
    return found.state


def held(console: Console) -> tuple[str, ...]:
    with console.rooms.register.read() as conn:
        return notices.listed(conn, notices.PAUSED_CAMPAIGNS)


# ------------------------------------------------------------------------- the score's silent weeks


def test_the_lead_signs_for_an_end_of_28_days_at_most(console: Console) -> None:
    lead = console.browser("safeguarding")
    assert "The score counts." in lead.get(SILENT).text
    for wrong in ("", "soon", "2026-11-01", "2026-12-02", "2027-11-03"):
        assert post(lead, SILENT, until=wrong).status_code == 400, wrong
    assert post(lead, SILENT, until="2026-12-01").status_code == 302
    assert "silent until" in lead.get(SILENT).text
    with console.rooms.register.read() as conn:
        signed = silent_score.period(conn)
        entry = next(iter(audit.entries(conn)))
    assert signed
    assert signed.until - signed.begins == timedelta(days=28)
    assert entry.action == "score.silent"
    post(lead, SILENT, end="yes")
    assert "The score counts." in lead.get(SILENT).text


def test_what_the_score_would_have_said_is_shown_without_a_person(console: Console) -> None:
    lead = console.browser("safeguarding")
    post(lead, SILENT, until="2026-11-20")
    with console.rooms.register.write() as conn:
        look = Look("", "none", "urgent", "words of somebody", ("score:urgent",))
        shadow.add(conn, console.rooms.vault, "a-conversation", console.clock.now(), look)
        same = Look("", "none", "none", "pizza", ())
        shadow.add(conn, console.rooms.vault, "a-conversation", console.clock.now(), same)
    page = lead.get(SILENT).text
    assert "words of somebody" in page
    assert "pizza" not in page
    assert "a-conversation" not in page


def test_after_the_first_weeks_it_cannot_be_silent_again(console: Console) -> None:
    lead = console.browser("safeguarding")
    post(lead, SILENT, until="2026-11-05")
    console.clock.move(days=29)
    lead = console.browser("safeguarding")
    page = lead.get(SILENT).text
    assert "cannot be made silent again" in page
    assert post(lead, SILENT, until="2026-12-05").status_code == 400
