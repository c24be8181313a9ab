"""The owner's monthly link: no log-in, two buttons, theirs only, over after five weeks."""

import re
from email.message import EmailMessage

import pytest

from staff.actions import owner_links
from storage.office import actions
from tests.staff.console import Console, post
from tests.staff.test_actions import WHOLE, kept


@pytest.fixture
def link(console: Console) -> str:
    """The path of the link of who owns one promise; another owner has another one."""
    officer = console.browser("officer")
    post(officer, "/staff/actions/new", **WHOLE, email="team@example.org")
    post(officer, "/staff/actions/new", **(WHOLE | {"who": "Fostering", "answer": "Not theirs."}))
    with console.rooms.register.read() as conn:
        owners = {one.name: one.id for one in actions.owners(conn).values()}
    return _path(console, owners["Workforce Development"])


def _path(console: Console, owner_id: str) -> str:
    settings = console.app.extensions["golden_thread_desk"].settings
    made = owner_links.link_of(settings, owner_id, console.clock.now())
    return "/staff/" + made.split("/staff/")[1]


def _press(console: Console, link: str, which: str, **fields: str):
    browser = console.browser()
    page = browser.get(link).text
    assert WHOLE["answer"] in page
    (one,) = [each for each in kept(console) if each.answer == WHOLE["answer"]]
    token = re.search(r'name="csrf_token" value="([^"]+)"', page)
    assert token
    data = {"csrf_token": token[1], "do": which, **fields}
    return browser.post(f"{link}/{one.id}", data=data, follow_redirects=True)


def test_done_needs_no_log_in_and_shows_only_their_own(console: Console, link: str) -> None:
    assert "Not theirs." not in console.browser().get(link).text
    assert "Thank you" in _press(console, link, "done").text
    assert {one.answer: one.state for one in kept(console)} == {
        WHOLE["answer"]: "did",
        "Not theirs.": "decided",
    }


def test_stuck_needs_a_reason(console: Console, link: str) -> None:
    assert "what it hangs on" in _press(console, link, "stuck").text
    assert kept(console)[0].stuck_on is None
    _press(console, link, "stuck", why="no money")
    assert {one.stuck_why for one in kept(console)} == {"no money", ""}


def test_somebody_elses_action_is_not_touched(console: Console, link: str) -> None:
    (other,) = [one for one in kept(console) if one.answer == "Not theirs."]
    browser = console.browser()
    token = re.search(r'name="csrf_token" value="([^"]+)"', browser.get(link).text)
    assert token
    data = {"csrf_token": token[1], "do": "done"}
    assert (
        "not open any more"
        in browser.post(f"{link}/{other.id}", data=data, follow_redirects=True).text
    )
    assert {one.state for one in kept(console)} == {"decided"}


def test_the_link_is_over_after_five_weeks(console: Console, link: str) -> None:
    console.clock.move(days=34)
    assert console.browser().get(link).status_code == 200
    console.clock.move(days=2)
    over = console.browser().get(link)
    assert over.status_code == 410
    assert "This link is over" in over.text
    assert WHOLE["answer"] not in over.text


def test_a_link_that_was_changed_opens_nothing(console: Console, link: str) -> None:
    owner, until, mac = link.rsplit("/", 1)[1].split(".")
    start = link.rsplit("/", 1)[0]
    for forged in (f"{owner}.20991231.{mac}", f"{'0' * 32}.{until}.{mac}", owner, "x", "é.1.é"):
        assert console.browser().get(f"{start}/{forged}").status_code == 404, forged


def test_one_letter_a_month_to_who_has_something_open(console: Console, link: str) -> None:
    settings = console.app.extensions["golden_thread_desk"].settings
    register, letters = console.rooms.register, list[EmailMessage]()
    sent = owner_links.send_links(register, settings, console.clock.now(), letters.append)
    assert (sent.gone, sent.without_address) == (1, 1)
    assert letters[0]["To"] == "team@example.org"
    assert link in letters[0].get_content()
    again = owner_links.send_links(register, settings, console.clock.now(), letters.append)
    assert again.gone == 0
    console.clock.move(days=30)
    owner_links.send_links(register, settings, console.clock.now(), letters.append)
    assert len(letters) == 2


def test_a_mail_server_that_is_down_is_tried_again(console: Console, link: str) -> None:
    settings = console.app.extensions["golden_thread_desk"].settings

    def down(_letter: EmailMessage) -> None:
        raise ConnectionRefusedError

    register, now = console.rooms.register, console.clock.now()
    assert owner_links.send_links(register, settings, now, down).failed == 1
    assert owner_links.send_links(register, settings, now, lambda _one: None).gone == 1


def test_the_officer_sees_every_link(console: Console, link: str) -> None:
    page = console.browser("officer").get("/staff/owners").text
    assert link in page
    assert "No mail server is set up" in page
