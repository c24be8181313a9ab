"""The pages of check-ins: sending one, who sees what of it, and what may be done with it."""

import re
from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from sqlalchemy import insert, select, update
from werkzeug.test import Client, TestResponse

from storage import check_ins
from storage.crypto import new_id
from storage.office import campaigns
from storage.office.campaigns import Campaign
from storage.office.tables import account
from storage.register import audiences, contacts
from storage.register.audiences import Audience
from storage.register.sending_tables import outbox
from storage.register.tables import contact
from storage.times import stamp
from tests.factories import a_contact, some_contacts
from tests.staff.console import Console, post

NOW = datetime(2026, 11, 3, 12, tzinfo=UTC)  # the console's Tuesday


@pytest.fixture(autouse=True)
def lead_of_havant(console: Console) -> None:
    with console.rooms.register.write() as conn:
        lead = update(account).where(account.c.role == "district_lead")
        conn.execute(lead.values(district="havant"))


def people(console: Console, many: int, *, mine: bool = True, **known: object) -> list[str]:
    rng = Random(many)
    numbers = {f"+447700900{rng.randrange(1000):03d}" for _ in range(many * 3)}
    found: list[str] = []
    for number in sorted(numbers):
        with console.rooms.register.read() as conn:
            taken = contacts.by_number(conn, console.rooms.vault, number)
        if taken is None and len(found) < many:
            worker = console.people["worker"].id if mine else None
            made = a_contact(console.rooms, number, **({"worker_id": worker} | known))
            found.append(made.id)
    assert len(found) == many
    return found


def send(client: Client, **fields: object) -> TestResponse:
    return post(client, "/staff/check-in", **fields)  # type: ignore[arg-type]


def kept(console: Console) -> list[Campaign]:
    with console.rooms.register.read() as conn:
        return campaigns.listing(conn)


def page_of(client: Client, one: Campaign) -> str:
    return client.get(f"/staff/check-ins/{one.id}").text


def under_way(
    console: Console, ids: list[str], by: str = "worker", state: str = "running", **how: object
) -> Campaign:
    """A campaign whose texts arrived, but every fifth's."""
    audience = Audience(worker_id=console.people[by].id if by == "worker" else None)
    one = Campaign(
        **{
            "title": "A check-in", "kind": "prompt", "made_by": console.people[by].id,
            "audience": audiences.to_json(how.pop("audience", audience)), "flow": "check-in",
            "starts_at": NOW - timedelta(days=1), "closes_at": NOW + timedelta(days=6),
            "state": state, "asked": len(ids), **how,
        }
    )  # fmt: skip
    with console.rooms.register.write() as conn:
        campaigns.add(conn, one)
        for place, each in enumerate(ids):
            conn.execute(
                insert(outbox).values(
                    id=new_id(), token=new_id(), kind=one.kind, due_at=stamp(NOW), segments=1,
                    state="refused" if place % 5 == 4 else "delivered", contact_id=each,
                    campaign_id=one.id, flow="check-in", part="", cost=5000, epoch=0,
                    reason="stopped" if place % 5 == 4 else "",
                )
            )  # fmt: skip
    return one


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


# ------------------------------------------------------------------------------------ progress


def test_progress_is_counts_with_a_picture_and_never_why(console: Console) -> None:
    one = under_way(console, people(console, 10))
    page = page_of(console.browser("worker"), one)
    numbers = [int(n) for n in re.findall(r'gt-number">(\d+)<', page)]
    assert numbers == [8, 0, 0, 2, 10]
    assert 'class="gt-arrived" x="0.0%" width="80.0%"' in page
    assert "stopped" not in page
    assert "What became of each text" not in page


def test_a_small_group_shows_nothing_before_its_window_closed_for_all(console: Console) -> None:
    one = under_way(console, people(console, 4))
    client = console.browser("worker")
    page = page_of(client, one)
    assert "fewer than 5 young people" in page
    assert "gt-stack" not in page
    with console.rooms.register.write() as conn:
        campaigns.set_state(conn, one.id, "closed")
    page = page_of(client, one)
    assert "What became of each text" in page
    assert page.count("…") == 4
    assert "fewer than 5" not in page


def test_only_the_sender_sees_each_person_and_only_afterwards(console: Console) -> None:
    ids = people(console, 6)
    one = under_way(console, ids, state="closed", closes_at=NOW - timedelta(hours=1))
    assert "Not sent" in page_of(console.browser("worker"), one)
    assert "What became of each text" in page_of(console.browser("worker"), one)
    assert "What became of each text" not in page_of(console.browser("officer"), one)
    assert "stopped" not in page_of(console.browser("officer"), one)


def test_the_response_is_protected(console: Console) -> None:
    one = under_way(console, people(console, 30), state="closed")
    client = console.browser("officer")
    for answered, said in (
        (4, None),
        (3, "<strong>5</strong>"),
        (16, "<strong>25</strong>"),
        (4, None),
    ):
        with console.rooms.register.write() as conn:
            campaigns.add_answered(conn, {one.id: answered})
        page = page_of(client, one)
        if said:
            assert f"About {said} of about <strong>30</strong>" in page
        else:
            assert "nobody can be singled out" in page


def test_steering(console: Console) -> None:
    one = under_way(console, people(console, 8), by="officer")
    client = console.browser("officer")
    path = f"/staff/check-ins/{one.id}"
    for do, state in (("pause", "paused"), ("go-on", "running"), ("remind", "running")):
        post(client, path, do=do)
        assert kept(console)[0].state == state
    assert kept(console)[0].remind_at == console.clock.now()
    assert "Send one reminder" not in client.get(path).text
    post(client, path, do="remind")
    assert "cannot be done with it any more" in client.get(path).text
    post(client, path, do="cancel")
    assert kept(console)[0].state == "cancelled"
    assert post(client, path, do="burn").status_code == 400


def test_who_sees_which_campaign(console: Console) -> None:
    ids = people(console, 5)
    workers = under_way(console, ids)
    countys = under_way(console, ids, by="officer")
    district = under_way(console, ids, by="officer", audience=Audience(places=("havant",)))
    seen = {
        role: {
            one.id
            for one in kept(console)
            if one.id in console.browser(role).get("/staff/check-ins").text
        }
        for role in ("officer", "district_lead", "worker")
    }
    assert seen["officer"] == {workers.id, countys.id, district.id}
    assert seen["district_lead"] == {district.id}
    assert seen["worker"] == {workers.id}
    for role in ("worker", "district_lead"):
        assert console.browser(role).get(f"/staff/check-ins/{countys.id}").status_code == 404
        assert (
            post(console.browser(role), f"/staff/check-ins/{countys.id}", do="cancel").status_code
            == 404
        )


def test_a_worker_may_only_cancel(console: Console) -> None:
    one = under_way(console, people(console, 8))
    client = console.browser("worker")
    for do in ("pause", "remind"):
        post(client, f"/staff/check-ins/{one.id}", do=do)
        assert kept(console)[0].state == "running"
        assert kept(console)[0].remind_at is None
    post(client, f"/staff/check-ins/{one.id}", do="cancel")
    assert kept(console)[0].state == "cancelled"


# ------------------------------------------------------------------------------ telling, the year


def test_telling_everybody_who_was_asked(console: Console) -> None:
    one = under_way(console, people(console, 8), by="officer", state="closed")
    client = console.browser("officer")
    assert "Tell before you ask again" in client.get("/staff/check-ins").text
    words = {
        "title": "Autumn",
        "of": one.id,
        "text-en": "You said buses cost a lot. You now get a bus pass.",
    }
    page = post(client, "/staff/tell", do="look", **words).text
    assert "You now get a bus pass." in page
    mark = re.search(r'name="mark" value="(\w+)"', page)
    assert mark
    changed = words | {"text-en": "You said buses cost a lot. Sorry."}
    assert "This goes out" in post(client, "/staff/tell", do="send", mark=mark[1], **changed).text
    assert len(kept(console)) == 1  # it was not what had been looked at
    post(client, "/staff/tell", do="send", mark=mark[1], **words)
    told = next(each for each in kept(console) if each.kind == "told")
    assert told.told == {"en": words["text-en"]}
    with console.rooms.register.read() as conn:
        everyone = check_ins.everyone_asked(conn, [one.id])
    assert audiences.from_json(told.audience) == everyone
    assert "Tell before you ask again" not in client.get("/staff/check-ins").text


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("", "Write what came of it"),
        ("Your LAC review is now a meeting you can chair.", "young people say"),
        ("Reply YES to hear more about it.", "phone networks swallow"),
        ("You said “buses”. You get a pass.", "70 letters long"),
        ("no " * 300, "make it shorter"),
    ],
)  # fmt: skip
def test_words_that_would_not_do_are_sent_back(console: Console, words: str, said: str) -> None:
    one = under_way(console, people(console, 8), by="officer", state="closed")
    fields = {"title": "Autumn", "of": one.id, "text-en": words}
    response = post(console.browser("officer"), "/staff/tell", do="look", **fields)
    assert response.status_code == 400
    assert said in response.text


def test_the_year_shows_the_board_and_every_campaign(console: Console) -> None:
    under_way(console, people(console, 5), by="officer")
    client = console.browser("officer")
    page = client.get("/staff/check-ins").text
    assert "April 2026 to March 2027" in page
    assert "Corporate Parenting Board sits, next on Thursday 10 December" in page
    assert page.count('class="gt-sits"') == 4  # the sittings of the year
    assert "No check-in in this year yet" in client.get("/staff/check-ins?year=2030").text
    assert client.get("/staff/check-ins?year=9999").status_code == 200
    assert client.get("/staff/check-ins?year=never").status_code == 200


# ----------------------------------------------------------------------------- money and reasons


def test_reasons_are_for_admin_only(console: Console) -> None:
    under_way(console, people(console, 10))
    assert "They said STOP" in console.browser("admin").get("/staff/refusals").text
    assert "stopped" in console.browser("admin").get("/staff/running").text
    assert "stopped" not in console.browser("officer").get("/staff/running").text


def test_the_years_money(console: Console) -> None:
    from storage.register import money

    with console.rooms.register.write() as conn:
        money.count(conn, "2026-05", "prompt", 100, 500_000)
        money.count(conn, "2026-11", "reply", 20, 100_000)
        money.count(conn, "2026-02", "prompt", 9, 900_000)  # the year before
    page = console.browser("officer").get("/staff/money").text
    assert "<strong>£6.00</strong> of £1,400.00 since April 2026 (0%)" in page
    assert "May 2026" in page
    assert "Too few have answered yet" in page
