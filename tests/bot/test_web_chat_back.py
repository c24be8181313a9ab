"""The Back button of web chat, without JavaScript; and the addresses ?lang= and ?flow=."""

import re
from html import unescape

import pytest
from flask import Flask
from sqlalchemy import func, select

from bot.service import Service
from storage import mixer
from storage.register.tables import concern, session
from tests.bot.plain_browser import Button, Page, PlainBrowser

BACK = "Back"


@pytest.fixture
def browser(app: Flask) -> PlainBrowser:
    return PlainBrowser(app.test_client())


@pytest.fixture
def quick_browser(sqlite_app: Flask) -> PlainBrowser:
    """On SQLite only, for what does not depend on the database."""
    return PlainBrowser(sqlite_app.test_client())


def started(browser: PlainBrowser, query: str = "flow=check-in") -> Page:
    page = browser.open(f"/chat?{query}")
    return browser.send(next(one for one in page.buttons if one.value == "1"))


def lines(page: Page) -> list[str]:
    return [unescape(words) for words in re.findall(r"<bdi>(.*?)</bdi>", page.html, re.DOTALL)]


def rows(service: Service, table) -> int:
    with service.rooms.register.read() as conn:
        return conn.execute(select(func.count()).select_from(table)).scalar_one()


def back_button(page: Page) -> Button | None:
    return next((one for one in page.buttons if one.name == "back"), None)


def box(page: Page) -> str:
    return next(form.boxes["reply"] for form in page.forms if "reply" in form.boxes)


# ------------------------------------------------------------------------------------- back


def test_back_is_offered_where_there_is_something_to_go_back_to(browser: PlainBrowser) -> None:
    assert back_button(browser.open("/chat?flow=check-in")) is None
    assert back_button(started(browser)) is None
    page = browser.press("Send", reply="football")
    assert "Question 2" in page.text
    page = browser.press(BACK)
    assert "Question 1" in page.text
    assert back_button(page) is None


def test_what_was_taken_back_is_gone_from_the_screen(browser: PlainBrowser) -> None:
    started(browser)
    page = browser.press("Send", reply="a secret about my brother")
    assert "a secret" in page.text
    page = browser.press(BACK)
    assert "a secret" not in page.html
    assert "You took this out." in page.text
    assert "I took that answer out" in lines(page)[-2]
    page = browser.press("Send", reply="football")
    assert "Question 2" in page.text
    assert "football" in lines(page)


def test_the_page_starts_at_the_step_back(quick_browser: PlainBrowser) -> None:
    started(quick_browser)
    quick_browser.press("Send", reply="football")
    page = quick_browser.press(BACK)
    latest = re.findall(r'id="latest"[^>]*>.*?<bdi>(.*?)</bdi>', page.html, re.DOTALL)
    assert latest[0].startswith("OK, I took that answer out")


def test_pressing_back_twice_on_one_page_goes_back_once(browser: PlainBrowser) -> None:
    started(browser)
    browser.press("Send", reply="football")
    page = browser.press("Send", reply="friends")
    button = back_button(page)
    assert button
    browser.send(button, page)
    page = browser.send(button, page)
    assert "Question 2" in page.text
    assert browser.response.status_code == 200


def test_back_from_an_old_page_undoes_nothing_that_came_since(
    quick_browser: PlainBrowser,
) -> None:
    started(quick_browser)
    old = quick_browser.press("Send", reply="football")
    quick_browser.press("Send", reply="friends")
    button = back_button(old)
    assert button
    page = quick_browser.send(button, old)
    assert quick_browser.response.status_code == 409
    assert "The chat has moved on" in page.text
    assert "Question 3" in page.text


def test_an_answer_that_comes_twice_does_not_undo_a_step_back(quick_browser) -> None:
    page = started(quick_browser)
    send = next(one for one in page.buttons if one.label == "Send")
    quick_browser.send(send, page, reply="football")
    quick_browser.press(BACK)
    page = quick_browser.send(send, page, reply="football")
    assert "Question 1" in page.text


def test_words_in_the_box_are_not_lost_by_going_back(quick_browser: PlainBrowser) -> None:
    started(quick_browser)
    quick_browser.press("Send", reply="football")
    page = quick_browser.press(BACK, reply="half a thought")
    assert "Question 1" in page.text
    assert box(page) == "half a thought"
    assert "Your words are still in the box" in page.text


def test_words_that_may_mean_harm_are_heard_before_any_step_back(
    browser: PlainBrowser, service: Service
) -> None:
    started(browser)
    browser.press("Send", reply="football")
    page = browser.press(BACK, reply="i want to kill myself")
    assert "tel:999" in page.links.values()
    assert back_button(page) is None
    assert rows(service, concern) == 1


def test_a_forged_back_leads_nobody_out_of_danger(quick_browser: PlainBrowser) -> None:
    started(quick_browser)
    quick_browser.press("Send", reply="football")
    page = quick_browser.press("I need help now")
    form = next(form for form in page.forms if form.id == "words")
    data = dict(form.fields) | {"back": "1"}
    quick_browser.client.post("/chat", data=data)
    page = quick_browser.open("/chat")
    assert "tel:999" in page.links.values()
    assert "Question" not in page.text


def test_back_after_the_end_says_where_the_words_are_and_delete_takes_them_out(
    browser: PlainBrowser, service: Service
) -> None:
    started(browser)
    old = browser.press("Send", reply="football")
    browser.press("Send", reply="STOP")
    button = back_button(old)
    assert button
    page = browser.send(button, old)
    assert "This chat is over, so we can't go back. Staff have your words now." in page.text
    assert back_button(page) is None
    assert browser.send(button, old).text.count("Staff have your words now") == 1
    page = browser.press("Take it all out")
    assert "Done. We won't use what you said" in page.text
    assert mixer.held_texts(service.rooms, 10) == []


def test_back_before_anything_began_keeps_nothing(
    quick_browser: PlainBrowser, sqlite_service: Service
) -> None:
    page = quick_browser.open("/chat?flow=check-in")
    data = dict(page.forms[0].fields) | {"back": "1"}
    assert quick_browser.client.post("/chat", data=data).status_code == 303
    assert rows(sqlite_service, session) == 0


# ------------------------------------------------------------------------- ?lang= and ?flow=


@pytest.mark.parametrize("query", ["lang=xx", "lang=", "lang=en-GB", "lang=" + "x" * 900])
def test_an_unknown_language_is_english_and_says_nothing_wrong(quick_browser, query) -> None:
    page = quick_browser.open(f"/chat?flow=check-in&{query}")
    assert quick_browser.response.status_code == 200
    assert '<html lang="en" dir="ltr"' in page.html
    assert "Golden Thread" in lines(page)[0]


@pytest.mark.parametrize("flow", ["no-such-thing", "", "../etc", "%00", "<b>", "x" * 900])
def test_an_unknown_flow_shows_what_there_is(quick_browser, flow) -> None:
    page = quick_browser.open(f"/chat?flow={flow}&lang=ar")
    assert quick_browser.response.status_code == 200
    assert "/chat?flow=check-in" in page.html
    assert '<html lang="ar" dir="rtl"' in page.html
    assert "<b>" not in page.html


@pytest.mark.parametrize("query", ["lang=xx", "flow=no-such-thing", "flow=wall", "flow=check-in"])
def test_an_address_in_the_middle_of_a_chat_loses_nothing(quick_browser, query) -> None:
    started(quick_browser)
    before = quick_browser.press("Send", reply="football")
    page = quick_browser.open(f"/chat?{query}")
    assert quick_browser.response.status_code == 200
    assert lines(page) == lines(before)
    assert "Question 2" in page.text
    assert "Question 3" in quick_browser.press("Send", reply="friends").text


def test_another_flow_in_the_middle_of_a_chat_is_explained(quick_browser) -> None:
    started(quick_browser)
    quick_browser.press("Send", reply="football")
    page = quick_browser.open("/chat?flow=wall")
    assert "You are in the middle of another chat" in page.text
    assert "You are in the middle" not in quick_browser.open("/chat?flow=check-in").text
    page = quick_browser.press("Send", reply="friends")
    assert "You are in the middle" not in page.text
    quick_browser.open("/chat?flow=wall")
    page = quick_browser.press('Start "')
    assert "OK, let's go" in page.text
    assert "Question" not in page.text


def test_another_flow_after_the_end_is_one_press_away(quick_browser) -> None:
    started(quick_browser)
    quick_browser.press("Send", reply="STOP")
    page = quick_browser.open("/chat?flow=wall")
    assert "The chat below is over." in page.text
    assert "OK, let's go" in quick_browser.press('Start "').text


def test_a_language_in_the_address_is_one_press_away_from_the_chat_too(quick_browser) -> None:
    started(quick_browser)
    quick_browser.press("Send", reply="football")
    page = quick_browser.open("/chat?lang=ar")
    assert '<html lang="ar" dir="rtl"' in page.html
    assert "football" in lines(page)
    button = [one for one in page.buttons if one.name == "language" and one.value == "ar"][-1]
    page = quick_browser.send(button)
    assert re.search(r'role="log"[^>]* lang="ar" dir="rtl"', page.html)
    assert "football" in lines(page)
