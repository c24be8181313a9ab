"""A check-in on its way: how far it has got, who sees that, telling people, the year's money."""

import re
from datetime import timedelta

import pytest

from storage import check_ins
from storage.office import campaigns
from storage.register import audiences
from storage.register.audiences import Audience
from tests.staff.campaigning import NOW, kept, page_of, people, under_way
from tests.staff.console import Console, post

pytestmark = pytest.mark.usefixtures("lead_of_havant")


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
