"""The room of requests: by age and kind, who has it, what came of it, and who must not see it."""

import re
from datetime import date, timedelta

import pytest
from werkzeug.test import Client

from staff.guard import COOKIE
from storage import audit
from storage.crypto import new_id
from storage.office import accounts, signins
from storage.register import notices, requests
from storage.register.requests import Request
from tests.staff.console import PASSWORD, Console, post

PATH = "/staff/requests"


def ask(console: Console, kind: str = "person", hours: int = 1, **more: object) -> str:
    """A request made so many hours ago, due in a day."""
    at = console.clock.now() - timedelta(hours=hours)
    known: dict[str, object] = {"channel": "sms", "state": "open", "number": "+447700900456"}
    known |= {"due_at": at + timedelta(hours=24), **more}
    made = Request(new_id(), kind, at, **known)  # type: ignore[arg-type]
    with console.rooms.register.write() as conn:
        requests.add(conn, console.rooms.vault, made)
    return made.id


def found(console: Console, request_id: str) -> Request:
    with console.rooms.register.read() as conn:
        one = requests.find(conn, console.rooms.vault, request_id)
    assert one
    return one


def was(client: Client, path: str = PATH) -> str:
    return re.findall(r'name="was" value="([^"]+)"', client.get(path).text)[0]


def another_lead(console: Console, name: str) -> tuple[str, Client]:
    """A second safeguarding lead, signed in."""
    with console.rooms.register.write() as conn:
        made = accounts.create(
            conn, name, "safeguarding", accounts.hash_password(PASSWORD), date(2026, 11, 1),
            one_time=False,
        )  # fmt: skip
        token = signins.start(conn, made.id, console.clock.now())
    client = Client(console.wsgi)
    client.set_cookie(COOKIE, token, path="/staff")
    return made.id, client


def test_what_they_said_and_by_when_is_on_the_page(console: Console) -> None:
    ask(console, details={"safe": "not", "way": "my tutor", "who": "ms plum", "shared": "yes"})
    page = console.browser("safeguarding").get(PATH).text
    for text in ("Do not use this number at all", "my tutor", "ms plum", "Other people read this"):
        assert text in page
    assert "They were told that they hear" in page
    assert "900456" not in page


def test_overdue_is_seen_in_the_room_and_on_the_first_page(console: Console) -> None:
    client = console.browser("safeguarding")
    ask(console, hours=2)
    assert "Overdue" not in client.get(PATH).text
    assert "overdue" not in client.get("/staff/").text
    ask(console, "advocate", hours=30)
    assert client.get(PATH).text.count("Overdue") == 1
    assert "1 answer is overdue" in client.get("/staff/").text
    assert "of young people are open" not in console.browser("worker").get("/staff/").text


def test_the_oldest_first_and_by_kind(console: Console) -> None:
    ask(console, "person", hours=1)
    ask(console, "complain", hours=9)
    client = console.browser("safeguarding")
    page = client.get(PATH).text
    cards = re.findall(r'<h2 class="govuk-heading-m" id="r-\w+">([^<]+)<', page)
    assert cards == ["Wants to complain", "Wants to talk to a person"]
    assert "Wants to complain (1)" in page
    only = client.get(f"{PATH}?kind=person").text
    assert re.findall(r'id="r-\w+">([^<]+)<', only) == ["Wants to talk to a person"]


def test_somebody_takes_it_gives_it_back_and_is_done(console: Console) -> None:
    request = ask(console)
    client = console.browser("safeguarding")
    assert "Nobody has taken it yet" in client.get(PATH).text
    post(client, f"{PATH}/{request}/take", take="yes", was=was(client))
    assert "Taken by you" in client.get(PATH).text
    assert found(console, request).taken_by == console.people["safeguarding"].id
    _, other = another_lead(console, "second-lead")
    assert "Taken by safeguarding-person" in other.get(PATH).text
    post(client, f"{PATH}/{request}/take", take="no", was=was(client))
    assert found(console, request).taken_by is None
    post(client, f"{PATH}/{request}", state="done", note="rang", was=was(client), outcome="spoke")
    assert "Spoke to them" in client.get(f"{PATH}?done=1").text
    with console.rooms.register.read() as conn:
        actions = [one.action for one in audit.entries(conn)]
    assert {"request.taken", "request.given_back", "request.done"} <= set(actions)


def test_two_cannot_take_it_at_once(console: Console) -> None:
    request = ask(console)
    first = console.browser("safeguarding")
    _, second = another_lead(console, "second-lead")
    seen = was(first)
    post(first, f"{PATH}/{request}/take", take="yes", was=seen)
    post(second, f"{PATH}/{request}/take", take="yes", was=seen)
    assert found(console, request).taken_by == console.people["safeguarding"].id
    assert "Nothing of yours was saved" in second.get(PATH).text


def test_more_from_the_young_person_is_not_closed_unread(console: Console) -> None:
    request = ask(console)
    client = console.browser("safeguarding")
    seen = was(client)
    with console.rooms.register.write() as conn:
        requests.tell(conn, console.rooms.vault, request, [("when", "not at home")])
    post(client, f"{PATH}/{request}", state="done", note="x", was=seen, outcome="spoke")
    assert found(console, request).state == "open"


@pytest.mark.parametrize("who", ["Jo Plumtree", "its plumtree on the desk", "JO"])
def test_a_complaint_about_a_lead_is_not_visible_to_that_lead(console: Console, who: str) -> None:
    request = ask(console, "complain", details={"who": who})
    _, about = another_lead(console, "jo.plumtree")
    other = console.browser("safeguarding")
    short = who == "JO"  # two letters are in too many words to be taken for a name
    assert ("Wants to complain" in about.get(PATH).text) is short
    assert "Wants to complain" in other.get(PATH).text
    if short:
        return
    assert "young person is open" not in about.get("/staff/").text
    for action, form in (("", {"state": "open"}), ("/take", {"take": "yes"}), ("/number", {})):
        assert post(about, f"{PATH}/{request}{action}", **form).status_code == 404


def test_a_complaint_can_be_hidden_from_whom_it_is_about(console: Console) -> None:
    request = ask(console, "complain", details={"who": "the one with the beard"})
    about_id, about = another_lead(console, "second-lead")
    post(about, f"{PATH}/{request}/take", take="yes", was=was(about))
    client = console.browser("safeguarding")
    post(client, f"{PATH}/{request}/hide", about=about_id)
    assert found(console, request).hidden_from == (about_id,)
    assert found(console, request).taken_by is None
    assert "There are no open requests" in about.get(PATH).text
    assert post(client, f"{PATH}/{request}/hide", about="nobody").status_code == 302


def test_a_complaint_about_everybody_who_could_read_it_is_said_to_the_administrator(
    console: Console,
) -> None:
    ask(console, "complain", details={"who": "the safeguarding person"})
    assert "There are no open requests" in console.browser("safeguarding").get(PATH).text
    page = console.browser("admin").get("/staff/").text
    assert "about everybody who could read it" in page
    assert "safeguarding person" not in page


def test_helplines_to_check_are_on_the_first_page_until_they_are(console: Console) -> None:
    client = console.browser("safeguarding")
    assert "needs checking" not in client.get("/staff/").text
    with console.rooms.register.write() as conn:
        notices.put(conn, notices.HELPLINES, '[["Childline", "nobody has checked it yet"]]')
    for role in ("safeguarding", "admin", "officer"):
        page = console.browser(role).get("/staff/").text
        assert "1 number that young people are given needs" in page
        assert "Childline: nobody has checked it yet" in page
    assert "Childline" not in console.browser("worker").get("/staff/").text


def test_the_texts_say_that_they_are_drafts_and_how_to_sign(console: Console) -> None:
    page = console.browser("safeguarding").get("/staff/what-young-people-are-told").text
    assert "Somebody hurts them (English)" in page
    assert "Somebody hurts them (Arabic)" in page
    assert page.count("Nobody has signed it as it is now") == 16
    assert "16 sets of texts" in console.browser("safeguarding").get("/staff/").text
