"""An event's code opens its chat on its day; what is said carries the event to the hold."""

from datetime import timedelta

import pytest

from storage.office import log
from storage.office.log import LogEntry
from tests.bot.chatting import held_now
from tests.bot.plain_browser import PlainBrowser
from tests.bot.test_web_chat import started
from tests.conftest import NOW


@pytest.fixture
def browser(sqlite_app) -> PlainBrowser:
    return PlainBrowser(sqlite_app.test_client())


def an_event(rooms, days: int = 0) -> LogEntry:
    day = NOW.date() + timedelta(days=days)
    one = LogEntry("event", day, "havant", "Club", 8, 2, NOW.date(), flow="after-an-event")
    with rooms.register.write() as conn:
        log.add(conn, one)
    return one


def test_the_code_opens_the_events_chat(browser, sqlite_rooms):
    one = an_event(sqlite_rooms)
    page = browser.open(f"/join/{one.code.lower()}")
    assert (
        "How was the event for you?"
        in browser.send(next(each for each in page.buttons if each.value == "1")).text
    )


@pytest.mark.parametrize("days", [-2, 1])
def test_it_is_over_on_other_days(browser, sqlite_rooms, days):
    one = an_event(sqlite_rooms, days)
    assert "This code is not open" in browser.open(f"/join/{one.code}").text
    assert browser.response.status_code == 404


@pytest.mark.parametrize("code", ["QQQQQ", "x", "é", "0" * 300])
def test_other_codes_open_nothing(browser, sqlite_rooms, code):
    an_event(sqlite_rooms)
    browser.open(f"/join/{code}")
    assert browser.response.status_code == 404


def test_what_is_said_carries_the_event(browser, sqlite_rooms, sqlite_service):
    one = an_event(sqlite_rooms)
    page = browser.open(f"/join/{one.code}")
    page = browser.send(next(each for each in page.buttons if each.value == "1"))
    for _ in range(8):
        if "What next?" in page.text:
            break
        choices = [b for b in page.buttons if b.name == "reply" and b.value == "1"]
        page = browser.send(choices[0]) if choices else browser.press("Send", reply="the climbing")
    (kept,) = held_now(sqlite_service)
    assert kept.attributes["event"] == f"Club, {NOW.date().isoformat()}"


def test_another_chat_in_this_browser_does_not(browser, sqlite_rooms, sqlite_service):
    an_event(sqlite_rooms)
    started(browser, "say-anything")
    page = browser.press("Send", reply="the food is bad")
    for _ in range(6):
        if "What next?" in page.text:
            break
        choices = [b for b in page.buttons if b.name == "reply" and b.value == "1"]
        page = browser.send(choices[0]) if choices else browser.press("Send", reply="no")
    assert all("event" not in one.attributes for one in held_now(sqlite_service))
