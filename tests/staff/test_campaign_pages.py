"""Sending a check-in: whom it reaches, what they get, one's own phone first, a second person."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, update

from storage.register import audiences, contacts
from storage.register.audiences import Audience
from storage.register.sending_tables import outbox
from storage.register.tables import contact
from tests.factories import a_contact, some_contacts
from tests.staff.campaigning import NOW, kept, page_of, people, send
from tests.staff.console import Console, post

pytestmark = pytest.mark.usefixtures("lead_of_havant")


# ---------------------------------------------------------------------------------- sending


def test_a_worker_sends_to_all_of_theirs_with_one_press(console: Console) -> None:
    people(console, 7)
    client = console.browser("worker")
    page = client.get("/staff/check-in").text
    assert "about 5 young people" in page
    assert "What does a good day look like for you?" in page
    fields = re.findall(r'type="hidden" name="(?!csrf)(\w+)" value="([^"]*)"', page)
    assert fields == []  # the usual choice is what is sent when nothing was chosen
    response = send(client)
    (one,) = kept(console)
    assert response.headers["Location"].endswith(f"/check-ins/{one.id}")
    assert (one.flow, one.state, one.made_by) == (
        "check-in",
        "planned",
        console.people["worker"].id,
    )
    audience = audiences.from_json(one.audience)
    assert audience == Audience(worker_id=console.people["worker"].id)
    assert (one.starts_at, one.closes_at) == (NOW, NOW + timedelta(days=7))


def test_what_is_shown_is_what_is_sent(console: Console) -> None:
    people(console, 9, place="havant")
    people(console, 9, place="winchester-eastleigh", mine=False)
    client = console.browser("officer")
    query = "who=some&place=havant&band=11-15&ask=how-is-life:2&remind=yes"
    query += "&when=date&date=2026-11-20&days=14"
    page = client.get(f"/staff/check-in?{query}").text
    form = page[page.index('action="/staff/check-in"><input') :]
    fields = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', form))
    client.post("/staff/check-in", data=fields)
    (one,) = kept(console)
    assert (one.flow, one.part) == ("how-is-life", "2")
    assert audiences.from_json(one.audience) == Audience(places=("havant",), bands=("11-15",))
    assert one.starts_at == datetime(2026, 11, 20, tzinfo=UTC)
    assert one.closes_at - one.starts_at == timedelta(days=14)
    assert one.remind_at == one.starts_at + timedelta(days=7)


def test_the_count_shows_no_small_number_and_no_exact_one(console: Console) -> None:
    client = console.browser("worker")
    assert "to <strong>nobody</strong>" in client.get("/staff/check-in").text
    for more, said in ((1, "fewer than 5"), (3, "fewer than 5"), (1, "about 5"), (7, "about 10")):
        people(console, more)
        for path in ("/staff/check-in", "/staff/check-in/preview"):
            assert f"to <strong>{said} young people</strong>" in client.get(path).text


def test_the_preview_alone_is_what_the_page_holds(console: Console) -> None:
    people(console, 6)
    client = console.browser("worker")
    query = "?who=all&ask=wall&when=soon"
    whole, part = (client.get(f"/staff/check-in{p}{query}").text for p in ("", "/preview"))
    assert "<html" not in part
    sentence = "<strong>The wall</strong> to <strong>about 5 young people</strong>"
    assert sentence in whole
    assert sentence in part
    assert 'hx-get="/staff/check-in/preview"' in whole


def test_a_worker_reaches_nobody_but_their_own(console: Console) -> None:
    (mine,), (other,) = people(console, 1), people(console, 1, mine=False)
    client = console.browser("worker")
    page = client.get("/staff/check-in").text
    assert mine in page
    assert other not in page
    assert send(client, who="one", one=other).status_code == 400
    assert send(client, who="one", one=mine).status_code == 302
    assert [audiences.from_json(one.audience).contacts for one in kept(console)] == [(mine,)]


def test_a_worker_never_sends_the_one_about_themselves(console: Console) -> None:
    people(console, 9)
    client = console.browser("worker")
    assert 'value="my-worker"' not in client.get("/staff/check-in").text
    page = send(client, ask="my-worker").text
    assert "Nobody sends this one about themselves" in page
    assert kept(console) == []
    send(console.browser("officer"), ask="my-worker")
    (one,) = kept(console)
    assert audiences.from_json(one.audience).not_worker_id == console.people["officer"].id


def test_a_lead_sends_in_their_own_district_only(console: Console) -> None:
    people(console, 6, mine=False, place="havant")
    client = console.browser("district_lead")
    assert "about 5 young people" in client.get("/staff/check-in").text
    send(client, who="some", place="winchester-eastleigh", band="11-15")
    (one,) = kept(console)
    assert audiences.from_json(one.audience) == Audience(places=("havant",), bands=("11-15",))


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"who": "one"}, "Choose one of your young people."),
        ({"who": "some"}, "Tick at least one box"),
        ({"when": "date"}, "Give the day on which it goes out."),
        ({"when": "2026-11-01"}, "Give a day from today on"),
        ({"when": "2029-11-01"}, "Give a day from today on"),
        ({"ask": "no-such-flow"}, "This check-in is not there any more."),
    ],
)
def test_what_is_missing_is_said_and_nothing_is_sent(
    console: Console, fields: dict[str, str], said: str
) -> None:
    people(console, 6)
    client = console.browser("worker")
    response = send(client, **fields)
    assert response.status_code == 400
    assert said in response.text
    assert kept(console) == []
    assert client.get("/staff/check-in", query_string=fields).status_code == 200


def test_a_person_is_shown_by_two_digits_and_never_by_what_they_did(console: Console) -> None:
    a_contact(console.rooms, "+447700900742", worker_id=console.people["worker"].id)
    page = console.browser("worker").get("/staff/check-in").text
    assert "…42, 11-15, Havant" in page
    assert "7700900" not in page
    before = page
    with console.rooms.register.write() as conn:
        conn.execute(update(contact).values(consent="stopped"))
    after = console.browser("worker").get("/staff/check-in").text
    assert "…42, 11-15, Havant" in after  # who said STOP is still on the list
    assert before.count("<option") == after.count("<option")


# ------------------------------------------------------------------------------- my phone first


def test_my_phone_first_asks_the_number_once(console: Console) -> None:
    client = console.browser("worker")
    path = "/staff/check-in/my-phone"
    assert "Give your own mobile number" in post(client, path, number="12").text
    assert post(client, path, number="07700 900555", ask="wall").status_code == 302
    assert post(client, path, ask="wall").status_code == 302
    with console.rooms.register.read() as conn:
        rows = conn.execute(select(outbox.c.kind, outbox.c.contact_id, outbox.c.body)).all()
        found = contacts.by_number(conn, console.rooms.vault, "+447700900555")
    assert found is not None
    assert found.kind == "staff_test"
    assert {(row.kind, row.contact_id) for row in rows} == {("reply", found.id)}
    texts = [console.rooms.vault.open(row.body) for row in rows]
    assert len(texts) == 6
    assert not [text for text in texts if "{" in text]


def test_a_young_persons_phone_is_no_test_phone(console: Console) -> None:
    a_contact(console.rooms, "+447700900123")
    page = post(console.browser("worker"), "/staff/check-in/my-phone", number="07700900123").text
    assert "This number cannot be used" in page


# ----------------------------------------------------------------------------- a second person


def test_a_large_group_waits_for_another_person(console: Console) -> None:
    some_contacts(console.rooms, [f"+447700900{n:03d}" for n in range(51)])
    officer, lead = console.browser("officer"), console.browser("district_lead")
    send(officer)
    (one,) = kept(console)
    assert one.state == "draft"
    assert "Another officer or district lead must agree" in page_of(officer, one)
    post(officer, f"/staff/check-ins/{one.id}", do="agree")
    assert kept(console)[0].state == "draft"
    assert one.id in lead.get("/staff/").text
    assert "Agree: it may go out" in page_of(lead, one)
    post(lead, f"/staff/check-ins/{one.id}", do="agree")
    assert kept(console)[0].state == "planned"
    assert console.browser("worker").get(f"/staff/check-ins/{one.id}").status_code == 404
