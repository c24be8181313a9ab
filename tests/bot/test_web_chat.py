"""Web chat without JavaScript: from the first look to the end, and what can go wrong between."""

import re

import pytest
from flask import Flask
from sqlalchemy import func, select

from bot.service import Service
from storage.register.tables import concern, session
from tests.bot.plain_browser import PlainBrowser

LONGEST_WALK = 25


@pytest.fixture
def browser(app: Flask) -> PlainBrowser:
    return PlainBrowser(app.test_client())


@pytest.fixture
def quick_browser(sqlite_app: Flask) -> PlainBrowser:
    """On SQLite only, for what does not depend on the database."""
    return PlainBrowser(sqlite_app.test_client())


def rows(service: Service, table) -> int:
    with service.rooms.register.read() as conn:
        return conn.execute(select(func.count()).select_from(table)).scalar_one()


def turn(page) -> str:
    return re.findall('name="turn" value="([^"]+)"', page.html)[0]


def lines(page) -> list[tuple[str, str]]:
    """What stands in the chat: who, and what."""
    found = re.findall(r'<li class="said (you|bot)".*?<bdi>(.*?)</bdi>', page.html, re.DOTALL)
    return [(who, words) for who, words in found]


def mine(page) -> list[str]:
    return [words for who, words in lines(page) if who == "you"]


def started(browser: PlainBrowser, flow: str = "check-in"):
    """Choose what to talk about and say that we may begin."""
    page = browser.open(f"/chat?flow={flow}")
    return browser.send(go(page))


def go(page):
    return next(button for button in page.buttons if button.value == "1")


def the_box(page):
    return next(button for button in page.buttons if button.label == "Send")


# --------------------------------------------------------------------------- the ordinary path


def test_a_whole_check_in_without_javascript(browser, service):
    page = started(browser)
    for _ in range(LONGEST_WALK):
        if "What next?" in page.text:
            break
        choices = [b for b in page.buttons if b.name == "reply" and b.value in ("1", "2")]
        page = browser.send(choices[0]) if choices else browser.press("Send", reply="my aunt helps")
    assert "What next?" in page.text
    assert "Thank you" in page.text
    assert browser.response.status_code == 200


def test_looking_keeps_nothing(browser, service):
    for address in ("/chat", "/chat?flow=check-in", "/chat?flow=no-such-thing", "/chat?lang=ar"):
        assert browser.open(address).forms
    assert rows(service, session) == 0


def test_the_opening_texts_come_first_and_only_the_first_post_keeps_anything(browser, service):
    page = browser.open("/chat?flow=wall")
    opening = lines(page)
    assert "Golden Thread" in opening[0][1]
    assert rows(service, session) == 0
    page = browser.send(go(page))
    assert rows(service, session) == 1
    assert lines(page)[: len(opening)] == opening
    assert "YES, MORE!" in lines(page)[-1][1]


def test_a_post_is_answered_by_a_redirect(quick_browser):
    form = quick_browser.open("/chat?flow=wall").forms[0]
    sent = quick_browser.client.post("/chat", data=dict(form.fields) | {"reply": "1"})
    assert sent.status_code == 303
    assert sent.headers["Location"].endswith("/chat#latest")


def test_progress_is_shown(quick_browser):
    assert re.search(r"Question 1 of \d", started(quick_browser).text)


def test_words_of_young_people_are_escaped(quick_browser):
    started(quick_browser)
    page = quick_browser.press("Send", reply='<b>pizza</b> & "chips" <script>alert(1)</script>')
    assert "<b>pizza" not in page.html
    assert "<script>" not in page.html
    assert "&lt;b&gt;pizza&lt;/b&gt; &amp;" in page.html


def test_skip_is_as_easy_as_an_answer(quick_browser):
    page = started(quick_browser)
    before = turn(page)
    page = quick_browser.press("Skip")
    assert turn(page) != before
    assert "Question 2" in page.text


def test_the_log_is_announced_and_its_list_stays_a_list(quick_browser):
    page = started(quick_browser)
    assert re.search(r'<div class="chat-log" role="log" aria-label="[^"]+" tabindex="0"', page.html)
    assert "<ol role" not in page.html


def test_a_start_after_the_end_is_a_new_conversation(quick_browser):
    started(quick_browser)
    page = quick_browser.press("Send", reply="STOP")
    assert "What next?" in page.text
    page = quick_browser.press("Start a new chat")
    assert "What do you want to do?" in page.text
    assert lines(started(quick_browser))


def test_a_language_is_used_from_the_first_word(quick_browser):
    page = quick_browser.send(go(quick_browser.open("/chat?lang=ar&flow=check-in")))
    assert '<html lang="ar" dir="rtl">' in page.html
    assert re.search(r'role="log"[^>]* lang="ar" dir="rtl"', page.html)


def test_words_after_the_end_are_heard_every_time(browser, service):
    """Turns are counted from 1 again after an end: no message may look like one of before."""
    for times in range(1, 4):
        started(browser)
        browser.press("Send", reply="STOP") if times == 3 else browser.press("Send", reply="DELETE")
        page = browser.press("Send", reply=f"one more thing {times}")
        assert mine(page)[-1] == f"one more thing {times}"
        browser.press("Send", reply="STOP")
        page = browser.press("Start a new chat")


# ------------------------------------------------------------------------- twice, late, too long


def test_the_same_press_twice_has_one_effect(browser, service):
    page = started(browser)
    box, said = the_box(page), "when we go out on saturdays"
    first = browser.send(box, page, reply=said)
    second = browser.send(box, page, reply=said)
    assert mine(first) == mine(second)
    assert mine(second).count(said) == 1
    assert turn(first) == turn(second)
    assert rows(service, session) == 1


def test_the_first_press_twice_opens_one_conversation(browser, service):
    page = browser.open("/chat?flow=check-in")
    first, second = browser.send(go(page), page), browser.send(go(page), page)
    assert lines(first) == lines(second)
    assert rows(service, session) == 1


def test_words_for_an_earlier_question_answer_no_other(quick_browser):
    old = started(quick_browser)
    now = quick_browser.press("Send", reply="a day at the beach")
    late = quick_browser.send(the_box(old), old, reply="and with chips")
    assert quick_browser.response.status_code == 409
    assert mine(late) == mine(now)
    assert turn(late) == turn(now)
    assert "and with chips" in late.html  # still in the box, to send or not
    assert "moved on" in late.text


def test_an_old_skip_skips_nothing(quick_browser):
    old = started(quick_browser)
    skip = next(button for button in old.buttons if button.label == "Skip")
    now = quick_browser.press("Send", reply="a day at the beach")
    assert turn(quick_browser.send(skip, old)) == turn(now)


def test_help_from_an_old_page_is_never_late(browser, service):
    old = started(browser)
    browser.press("Send", reply="a day at the beach")
    browser.send(next(button for button in old.buttons if button.value == "99"), old)
    assert rows(service, concern) == 1


def test_worrying_words_from_an_old_page_are_never_late(browser, service):
    old = started(browser)
    browser.press("Send", reply="a day at the beach")
    browser.send(the_box(old), old, reply="i want to kill myself")
    assert rows(service, concern) == 1


def test_help_before_anything_else(browser, service):
    browser.open("/chat")
    page = browser.press("I need help now")
    assert rows(service, concern) == 1
    assert "999" in " ".join(words for _, words in lines(page))


def test_help_with_words_in_the_box_takes_both(browser, service):
    started(browser)
    page = browser.press("I need help now", reply="it is about my step dad")
    assert rows(service, concern) == 1
    assert "999" in page.text


def test_a_long_message_is_kept_in_parts_and_nothing_is_lost(quick_browser):
    started(quick_browser)
    page = quick_browser.press("Send", reply="chips and beans " * 120 + "the very end")
    assert quick_browser.response.status_code == 200
    assert "The first part is sent" in page.text
    assert "the very end" not in " ".join(mine(page))
    rest = page.form_of(the_box(page)).boxes["reply"]
    assert rest.endswith("the very end")
    assert "the very end" in mine(quick_browser.press("Send"))[-1]


def test_a_worry_at_the_end_of_a_long_message_is_not_left_in_the_box(quick_browser, sqlite_service):
    started(quick_browser)
    quick_browser.press("Send", reply="chips and beans " * 120 + ". i want to kill myself")
    assert rows(sqlite_service, concern) == 1


def test_nothing_typed_does_nothing(quick_browser):
    page = started(quick_browser)
    assert turn(quick_browser.press("Send", reply="   ")) == turn(page)


# ---------------------------------------------------------------------------- nothing is lost


def test_a_form_that_is_not_ours_keeps_the_words_and_sends_them_again(quick_browser):
    page = started(quick_browser)
    said = "keep <this> & that"
    form = dict(page.form_of(the_box(page)).fields) | {"csrf_token": "old", "reply": said}
    response = quick_browser.client.post("/chat", data=form)
    assert response.status_code == 400
    html = response.get_data(as_text=True)
    assert "keep &lt;this&gt; &amp; that" in html
    assert "0800 1111" in html
    quick_browser._shown(response)
    assert len(mine(quick_browser.press("Send again"))) == len(mine(page)) + 1


def test_help_that_did_not_arrive_is_one_press_away(quick_browser, sqlite_service):
    page = started(quick_browser)
    form = page.form_of(the_box(page)).fields
    sent = dict(form) | {"csrf_token": "old", "reply": ["it is about home", "99"]}
    page = quick_browser._shown(quick_browser.client.post("/chat", data=sent))
    assert "did not reach us" in page.text
    assert "it is about home" in page.html
    quick_browser.press("I need help now")
    assert rows(sqlite_service, concern) == 1


def test_a_language_chosen_on_the_page_stays(quick_browser):
    started(quick_browser)
    quick_browser.open("/chat?lang=ar")
    page = quick_browser.send(quick_browser.page.buttons[-1], reply="a day at the beach")
    assert '<html lang="ar" dir="rtl">' in page.html
    assert re.search(r'role="log"[^>]* lang="en" dir="ltr"', page.html)


def test_without_any_cookie_the_words_are_kept_too(sqlite_app):
    response = sqlite_app.test_client().post("/chat", data={"reply": "hello there", "turn": "3"})
    assert response.status_code == 400
    assert "hello there" in response.get_data(as_text=True)


def test_a_locked_database_keeps_the_words_on_the_page(quick_browser, sqlite_service):
    page = started(quick_browser)
    with sqlite_service.rooms.register.write():
        late = quick_browser.send(the_box(page), page, reply="the garden and the dog")
    assert quick_browser.response.status_code == 503
    assert "the garden and the dog" in late.html
    assert "Nobody has read them yet" in late.text
    assert mine(quick_browser.press("Send again"))[-1] == "the garden and the dog"


def test_too_much_to_send_is_refused_kindly(quick_browser):
    quick_browser.open("/chat")
    response = quick_browser.client.post("/chat", data={"reply": "x" * 70_000})
    assert response.status_code == 413
    assert "too long" in response.get_data(as_text=True)


def test_leaving_leaves_no_chat_behind(quick_browser):
    started(quick_browser)
    quick_browser.client.get("/leave")
    assert lines(quick_browser.open("/chat")) == []


def test_the_cookie_holds_no_words(quick_browser, sqlite_app):
    started(quick_browser)
    quick_browser.press("Send", reply="a very special word")
    with quick_browser.client.session_transaction() as cookie:
        assert set(cookie) <= {"chat", "round", "csrf_token", "lang", "big", "shared", "until"}
