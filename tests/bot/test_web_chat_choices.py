"""What web chat adds to the words: faces, wording, languages, letters, sheets, shared tablets."""

import re
from dataclasses import replace
from html import unescape

import pytest
from flask import Flask
from sqlalchemy import func, select

from bot.channels.doors import GROUPS, Offer, in_group, load_offer
from bot.channels.faces import answers, feeling
from bot.conversation import opened
from bot.message import ChatView, ChoiceButton
from config.data import DataError
from conversations.flows import parse_flow
from conversations.steps import Choice
from storage import keys
from storage.register import sessions
from storage.register.tables import session
from tests.bot.plain_browser import PlainBrowser
from tests.conftest import ROOT

CSRF = "csrf_token"


@pytest.fixture
def browser(sqlite_app: Flask) -> PlainBrowser:
    return PlainBrowser(sqlite_app.test_client())


def chat_lines(page) -> list[tuple[str, str]]:
    found = re.findall(r'<li class="said (you|bot)".*?<bdi>(.*?)</bdi>', page.html, re.DOTALL)
    return [(who, unescape(words)) for who, words in found]


def mine(page) -> list[str]:
    return [words for who, words in chat_lines(page) if who == "you"]


def started(browser, query="flow=check-in"):
    page = browser.open(f"/chat?{query}")
    return browser.send(next(one for one in page.buttons if one.value == "1"))


def kept_conversation(service, browser):
    with browser.client.session_transaction() as cookie:
        tag = service.rooms.vault.tags("browser", cookie["chat"])
    with service.rooms.register.read() as conn:
        found = sessions.by_token(conn, tag)
    with service.rooms.keys.read() as conn:
        return opened(found, keys.find(conn, service.rooms.vault, found.id))


# ----------------------------------------------------------------------------------- wording


def test_the_wording_that_is_asked_for_is_there_from_the_first_text(browser, sqlite_service):
    before = chat_lines(browser.open("/chat?flow=check-in&age=18-25"))
    page = started(browser, "flow=check-in&age=18-25")
    assert "automated service" in before[0][1]
    assert chat_lines(page)[:2] == before
    assert kept_conversation(sqlite_service, browser).audience == "18-25"


def test_nobody_has_to_say_and_nonsense_is_nothing(browser, sqlite_service):
    started(browser, "flow=check-in&age=old&easy=maybe")
    kept = kept_conversation(sqlite_service, browser)
    assert (kept.audience, kept.easy_read) == (None, False)
    assert "Try not to use names" in browser.page.text  # the simplest wording


def test_easy_words_from_the_first_text_and_back_again(browser, sqlite_service):
    page = started(browser, "flow=check-in&easy=1")
    assert "I am a computer" in chat_lines(page)[0][1]
    browser.press("Usual words")
    assert kept_conversation(sqlite_service, browser).easy_read is False
    browser.press("Easier words")
    assert kept_conversation(sqlite_service, browser).easy_read is True


def test_the_wording_is_asked_before_the_chat_only_and_is_in_no_cookie(browser):
    assert "Which words suit you?" in browser.open("/chat?flow=wall").text
    assert "Which words suit you?" not in started(browser, "flow=wall&age=16-17").text
    with browser.client.session_transaction() as cookie:
        assert "16-17" not in str(dict(cookie))


def test_the_wording_survives_a_form_that_was_too_old(browser, sqlite_service):
    page = browser.open("/chat?flow=check-in&age=16-17")
    form = dict(page.form_of(page.buttons[-2]).fields) | {CSRF: "old", "reply": "hello you"}
    browser._shown(browser.client.post("/chat", data=form))
    browser.press("Send again")
    assert kept_conversation(sqlite_service, browser).audience == "16-17"


# ------------------------------------------------------------------------------------- faces


def test_a_pressed_answer_stands_in_the_chat_by_its_word(browser, sqlite_service):
    started(browser, "flow=check-in")
    for words in ("football", "my friends", "my aunt"):
        page = browser.press("Send", reply=words)
    old = page
    good = next(one for one in page.buttons if one.label == "good")
    page = browser.send(good)
    assert mine(page) == ["OK, let's go", "football", "my friends", "my aunt", "good"]
    twice = browser.send(good, old)
    assert browser.response.status_code == 200
    assert mine(twice) == mine(page)
    assert kept_conversation(sqlite_service, browser).kept[-1].value == "good"


def test_a_skip_stands_in_the_chat_by_its_word(browser):
    started(browser, "flow=check-in")
    assert mine(browser.press("Skip"))[-1] == "Skip"


@pytest.mark.parametrize(
    ("accepts", "concern", "face"),
    [
        (("great", "😀", "👍", "😄"), "", 5),
        (("meh", "😐"), "", 3),
        (("bad", "☹️", "😞", "😢"), "flag", 2),
        (("scared", "😢"), "concern", 0),  # danger is not a feeling to smile or frown at
        (("me", "alone"), "", 0),
    ],
)
def test_a_choice_has_the_face_of_its_emoji(accepts, concern, face):
    assert feeling(Choice("it", "it", accepts, concern)) == face


SCALE = """
flow: try
title: Try
steps:
  - {id: happy, ask: scale, low: 1, high: 5, text: {plain: "How happy?"}}
  - {id: end, end: {plain: "Bye"}}
"""


@pytest.mark.parametrize(
    ("happy", "pictures"),
    [
        (frozenset({"try.happy"}), [(1, 0), (2, 0), (3, 0), (4, 0), (5, 0)]),
        (frozenset(), [(0, 1), (0, 2), (0, 3), (0, 4), (0, 5)]),
    ],
)
def test_only_a_scale_known_to_be_happy_at_its_top_has_faces(sqlite_service, happy, pictures):
    flow = parse_flow(SCALE, "try.yaml")
    book = replace(sqlite_service.book, flows={"try": flow})
    buttons = tuple(ChoiceButton(str(n), str(n)) for n in range(1, 6))
    view = ChatView((), 1, "en", buttons, None, False, False, "try", None, question="try.happy")
    assert [(one.face, one.step) for one in answers(view, book, happy)] == pictures


# ------------------------------------------------------------------------ language and letters


def test_the_language_changes_in_the_middle_of_a_chat(browser, sqlite_service):
    started(browser, "flow=check-in")
    page = browser.press("العربية")
    assert '<html lang="ar" dir="rtl">' in page.html
    assert re.search(r'role="log"[^>]* lang="ar" dir="rtl"', page.html)
    assert mine(page)[-2:] == ["LANGUAGE", "العربية"]
    assert kept_conversation(sqlite_service, browser).language == "ar"
    assert 'lang="en" dir="ltr"' in browser.press("English").html


def test_the_language_changes_where_languages_are_being_offered(browser):
    started(browser, "flow=check-in")
    browser.press("Send", reply="LANGUAGE")
    page = browser.press("العربية")
    assert re.search(r'role="log"[^>]* lang="ar" dir="rtl"', page.html)
    assert mine(page).count("LANGUAGE") == 1


def test_the_language_changes_before_the_chat_and_nothing_is_kept(browser, sqlite_service):
    browser.open("/chat?flow=check-in&age=16-17")
    page = browser.press("العربية", reply="half a thought")
    assert '<html lang="ar" dir="rtl">' in page.html
    assert "half a thought" in page.html
    assert 'name="age" value="16-17"' in page.html
    with sqlite_service.rooms.register.read() as conn:
        assert conn.execute(select(func.count()).select_from(session)).scalar_one() == 0


def test_a_language_that_is_not_on_changes_nothing(browser):
    page = started(browser)
    form = dict(page.form_of(page.buttons[-1]).fields) | {"language": "xx"}
    page = browser._shown(browser.client.post("/chat", data=form, follow_redirects=True))
    assert mine(page) == ["OK, let's go"]


def test_big_letters_keep_the_words_in_the_box_and_stay(browser):
    before = started(browser)
    page = browser.press("Bigger letters", reply="half a thought")
    assert 'class="big"' in page.html
    assert page.form_of(next(one for one in page.buttons if one.label == "Send")).boxes == {
        "reply": "half a thought"
    }
    assert mine(page) == mine(before)
    assert 'class="big"' in browser.open("/help-now").html
    assert 'class="big"' not in browser.open(browser.page.links["Usual letters"]).html


# ------------------------------------------------------------------------- who reads, and back


def test_who_reads_this_is_at_hand_before_and_during_a_chat(browser):
    for page in (browser.open("/chat"), browser.open("/chat?flow=wall"), started(browser)):
        assert "Who reads this?" in page.text
        assert "Your carer and worker don't read them" in page.text


def test_how_to_change_an_answer_is_said_honestly(browser):
    page = started(browser)
    assert "There is nothing to go back to yet" in page.text
    page = browser.press("Send", reply="football")
    assert "People who check that you are safe still see what you took out" in page.text
    page = browser.press("Take it all out")
    assert "Start a new chat" in page.text


def test_whoever_may_be_in_danger_sees_the_numbers_and_nothing_to_choose(browser):
    started(browser)
    page = browser.press("I need help now")
    assert "tel:999" in page.links.values()
    assert "Easier words" not in page.text


# ------------------------------------------------------------------------------------- doors


def test_every_flow_has_one_door_and_the_open_one_is_first(browser, sqlite_service):
    page = browser.open("/chat")
    doors = re.findall(r'class="door" href="/chat\?flow=([^"&]+)"', page.html)
    assert sorted(doors) == sorted(sqlite_service.book.flows)
    assert doors[0] == "say-anything"


def test_the_county_s_order_and_what_it_does_not_name():
    order = Offer({"say": ("b", "a", "not-here"), "workers": ("c",)})
    assert [in_group(name, order, ("a", "b", "c", "d")) for name in GROUPS[:3]] == [
        ["b", "a", "d"],
        [],
        ["c"],
    ]


def test_a_county_without_an_order_has_one_group(tmp_path):
    flows = ("wall", "say-anything")
    assert in_group("say", load_offer(tmp_path), flows) == ["say-anything", "wall"]


def test_a_group_that_does_not_exist_is_named_with_its_line(tmp_path):
    (tmp_path / "web-chat.yaml").write_text("groups:\n  - group: fun\n    flows: [wall]\n")
    with pytest.raises(DataError, match=r"web-chat.yaml:2: a group is one of"):
        load_offer(tmp_path)


def test_the_county_s_own_order_names_only_flows_that_there_are(sqlite_service):
    named = {flow for group in load_offer(ROOT / "config").groups.values() for flow in group}
    assert named - set(sqlite_service.book.flows) == set()


# ------------------------------------------------------------------------------- shared tablet


def test_a_shared_tablet_forgets_a_chat_that_nobody_touched(browser, clock):
    browser.open("/chat?shared=1")
    started(browser)
    clock.advance(minutes=2)
    assert mine(browser.open("/chat"))
    clock.advance(minutes=4)
    assert mine(browser.open("/chat")) == []
    assert browser.client.get_cookie("gt_chat")
    assert "Other people use this device" in browser.page.text  # still a shared tablet


def test_a_shared_tablet_forgets_soon_after_the_end(browser, clock):
    browser.open("/chat?shared=1")
    started(browser)
    assert "in one minute" in browser.press("Send", reply="STOP").text
    clock.advance(minutes=2)
    assert "Say anything" in browser.open("/chat").text


def test_clearing_and_leaving_keep_it_a_shared_tablet(browser):
    for address in ("/chat/clear", "/leave"):
        browser.open("/chat?shared=1")
        started(browser)
        browser.client.get(address)
        assert chat_lines(browser.open("/chat")) == []
        assert "Other people use this device" in browser.page.text
    assert "Other people use this device" not in browser.open("/chat?shared=0").text


def test_words_that_come_late_from_a_shared_tablet_are_taken(browser, clock):
    browser.open("/chat?shared=1")
    started(browser)
    clock.advance(minutes=10)
    browser.press("Send", reply="a slow and careful sentence")
    assert browser.response.status_code == 200


def test_a_device_of_ones_own_is_not_cleared(browser, clock):
    assert "data-idle" not in started(browser).html
    clock.advance(hours=5)
    assert mine(browser.open("/chat"))


# ------------------------------------------------------------------------------------- a sheet


def test_a_sheet_is_there_while_it_is_made(browser):
    assert "There is no sheet here now" in browser.open("/chat/sheet").text
    page = started(browser, "flow=my-meeting&age=16-17")
    for place in range(12):
        if "See my sheet and print it" in page.links:
            break
        page = browser.press("Send", reply=f"thing number {place} that i want to say")
    page = browser.open(page.links["See my sheet and print it"])
    assert "thing number 0 that i want to say" in page.text
    assert 'class="by-hand"' in page.html
    assert browser.response.headers["Cache-Control"] == "no-store"
    browser.client.get("/leave")
    assert "thing number" not in browser.open("/chat/sheet").text


def test_help_stands_in_the_chat_by_its_word(browser):
    started(browser)
    assert mine(browser.press("I need help now"))[-1] == "I need help now"
