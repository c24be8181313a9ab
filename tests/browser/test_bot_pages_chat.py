"""A whole chat in a real browser: every page in it, the keyboard, leaving, shared tablets."""

import re

import pytest

from bot.pages.first import NEUTRAL_PAGE
from tests.browser.chats import begun, say
from tests.browser.looks import DESK, PHONE, SMALLEST, looked_at, tab_to, too_small

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]

SAID = {
    "en": ("football & chips", "my friends", "my aunt"),
    "ar": ("كرة القدم", "أصدقائي", "خالتي"),
}
LOOKS = [
    ("en", SMALLEST, "light"),
    ("en", DESK, "dark"),
    ("ar", PHONE, "dark"),
    ("ar", DESK, "light"),
]
A_VOICE = """
    const voice = {localService: %s, lang: "en-GB", name: "test"}
    const spoken = window.spoken = []
    Object.defineProperty(window, "speechSynthesis", {value: {
        getVoices: () => [voice], addEventListener() {}, cancel() {},
        speak: (it) => spoken.push(it.text),
    }})
    window.SpeechSynthesisUtterance = function (text) { this.text = text }
"""


def in_the_log(page) -> str:
    return page.inner_text(".chat-log")


@pytest.mark.parametrize(("language", "size", "colours"), LOOKS)
def test_every_kind_of_page_in_a_chat_is_easy_for_everybody(
    context, address, language, size, colours
):
    page = context.pages[0]
    name = f"{language}-{size[0]}-{colours}"
    begun(page, address, language)
    looked_at(page, f"chat-words-{name}", size, colours)
    for words in SAID[language]:
        say(page, words)
    for summary in page.query_selector_all(".aids summary"):
        summary.click()
    looked_at(page, f"chat-faces-{name}", size, colours)
    assert too_small(page) == []
    with page.expect_navigation():
        page.click(".answer >> nth=1")
    with page.expect_navigation():
        page.click(".bar .help")
    looked_at(page, f"chat-urgent-{name}", size, colours)
    assert page.is_visible("a[href='tel:999']")
    say(page, "STOP")
    looked_at(page, f"chat-ended-{name}", size, colours)
    assert too_small(page) == []


def test_a_face_always_has_its_word_beside_it(context, address):
    page = context.pages[0]
    begun(page, address)
    for words in SAID["en"]:
        say(page, words)
    answers = page.query_selector_all(".answer")
    assert [one.inner_text() for one in answers] == ["good", "OK", "not good", "I don't feel safe"]
    faces = [one.query_selector("svg[aria-hidden=true]") is not None for one in answers]
    assert faces == [True, True, True, False]
    mouths = {one.inner_html().split("<path")[2] for one in answers[:3]}
    assert len(mouths) == 3, "not by colour alone"


def test_a_whole_chat_by_keyboard_alone(context, address):
    page = context.pages[0]
    page.goto(address)
    tab_to(page, "a[href$='/chat'].door")
    page.keyboard.press("Enter")
    tab_to(page, "a.door[href*='check-in']")
    page.keyboard.press("Enter")
    tab_to(page, ".answer.go")
    page.keyboard.press("Enter")
    page.wait_for_url("**/chat#latest")
    for words in SAID["en"]:
        # After a turn the keyboard is at the newest words: the answer is one or two steps away.
        assert tab_to(page, "#reply") <= 3
        page.keyboard.type(words)
        with page.expect_navigation():
            page.keyboard.press("Enter")
    assert "football & chips" in in_the_log(page)
    assert tab_to(page, ".answer >> nth=0") <= 3
    with page.expect_navigation():
        page.keyboard.press("Space")
    for _ in range(10):
        if page.query_selector("button[name=again]"):
            break
        tab_to(page, ".answer >> nth=0" if page.query_selector(".answer") else "[form=skip]")
        with page.expect_navigation():
            page.keyboard.press("Enter")
    assert page.query_selector("button[name=again]")


def test_shift_and_enter_makes_a_line(context, address):
    page = context.pages[0]
    begun(page, address)
    page.focus("#reply")
    page.keyboard.type("one")
    page.keyboard.press("Shift+Enter")
    page.keyboard.type("two")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.inner_text(".said.you >> nth=-1").endswith("one\ntwo")


@pytest.mark.parametrize("how", ["escape", "button"])
def test_leaving_fast_leaves_nothing(context, address, how):
    page = context.pages[0]
    page.route("**/leave", _without_the_network)
    begun(page, address)
    say(page, "secret football")
    if how == "escape":
        for _ in range(3):
            page.keyboard.press("Escape")
    else:
        page.click("#leave")
    page.wait_for_url("**/leave")
    assert page.inner_text("body") == NEUTRAL_PAGE
    page.go_back()
    page.wait_for_load_state()
    assert "secret football" not in page.content()
    page.goto(f"{address}/chat")
    assert "secret football" not in page.content()


def _without_the_network(route) -> None:
    """Our own answer to /leave, and a page that stands for the one that it leads to."""
    answer = route.fetch(max_redirects=0)
    route.fulfill(body=answer.headers["location"], content_type="text/plain")


def test_nothing_is_kept_on_the_device(context, address):
    page = context.pages[0]
    begun(page, address)
    page.fill("#reply", "half a thought")
    assert page.evaluate("localStorage.length + sessionStorage.length") == 0
    page.reload()
    assert page.input_value("#reply") == ""


def test_a_shared_tablet_clears_itself_when_nobody_is_there(context, address):
    page = context.pages[0]
    page.clock.install()
    page.goto(f"{address}/chat?shared=1")
    begun(page, address)
    say(page, "secret football")
    page.clock.run_for(155_000)
    assert page.is_visible("#still-there")
    page.keyboard.press("Shift")
    assert not page.is_visible("#still-there")
    page.clock.run_for(100_000)
    assert "secret football" in in_the_log(page)
    with page.expect_navigation(url=re.compile("/chat$")):
        page.clock.run_for(90_000)
    assert "secret football" not in page.content()
    page.go_back()
    assert "secret football" not in page.content()


def test_a_shared_tablet_clears_itself_soon_after_the_end(context, address):
    page = context.pages[0]
    page.clock.install()
    page.goto(f"{address}/chat?shared=1")
    begun(page, address)
    say(page, "STOP")
    looked_at(page, "chat-shared-ended", PHONE, "light")
    with page.expect_navigation(url=re.compile("/chat$")):
        page.clock.run_for(65_000)
    assert "Say anything" in page.content()


def test_reading_aloud_where_the_device_has_a_voice(context, address):
    page = context.pages[0]
    page.add_init_script(A_VOICE % "true")
    begun(page, address)
    page.click("text=Read it to me")
    assert "good day" in page.evaluate("window.spoken.join()")
    assert page.is_visible("text=Stop reading")
    looked_at(page, "chat-read-aloud", PHONE, "light")


@pytest.mark.parametrize(("local", "language"), [("false", "en"), ("true", "ar")])
def test_no_reading_aloud_by_a_voice_elsewhere_or_of_another_language(
    context, address, local, language
):
    page = context.pages[0]
    page.add_init_script(A_VOICE % local)
    begun(page, address, language)
    assert not page.is_visible("#aloud")


def test_the_language_changes_in_the_middle_and_the_words_stay(context, address):
    page = context.pages[0]
    begun(page, address)
    page.fill("#reply", "half a thought")
    page.click("button[name=language][value=ar]")
    assert page.get_attribute("#so-far", "lang") == "ar"
    assert page.get_attribute("html", "dir") == "rtl"
    assert page.input_value("#reply") == "half a thought"


def test_the_page_reads_in_order_without_its_style_sheet(context, address):
    page = context.pages[0]
    page.route("**/*.css", lambda route: route.abort())
    begun(page, address)
    for words in SAID["en"]:
        say(page, words)
    words = page.inner_text("body")
    order = (
        "I need help now",
        "Question 4",
        "good day",
        "football & chips",
        "where you live",
        "not good",
    )
    places = [words.index(one) for one in order]
    assert places == sorted(places)


@pytest.mark.parametrize(
    ("language", "size", "colours"), [("en", SMALLEST, "light"), ("ar", PHONE, "dark")]
)
def test_a_number_can_be_left_and_is_not_shown_again(context, address, language, size, colours):
    page = context.pages[0]
    name = f"{language}-{size[0]}-{colours}"
    begun(page, address, language)
    say(page, "MANAGER")
    looked_at(page, f"chat-asking-number-{name}", size, colours)
    page.fill("#number", "07700 900321")
    with page.expect_navigation():
        page.click("#leave-number button")
    looked_at(page, f"chat-asking-safe-{name}", size, colours)
    assert "900321" not in in_the_log(page)
    assert too_small(page) == []
    with page.expect_navigation():
        page.click(".answer >> nth=1")
    with page.expect_navigation():
        page.click(".bar .help")
    looked_at(page, f"chat-urgent-number-{name}", size, colours)
    page.fill("#number", "07700 900321")
    with page.expect_navigation():
        page.click("#leave-number button")
    assert "900321" not in page.content()
    assert not page.query_selector("#number")
