"""Going back one question in a real browser: by thumb, by keyboard, and without scripts."""

import pytest

from tests.browser.chats import begun, say
from tests.browser.looks import DESK, PHONE, SMALLEST, launch, looked_at, too_small

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]


def one_back(page):
    with page.expect_navigation():
        page.click("button[name=back]")


@pytest.mark.parametrize(
    ("language", "size", "colours"),
    [("en", SMALLEST, "dark"), ("en", DESK, "light"), ("ar", PHONE, "light")],
)
def test_going_back_is_easy_for_everybody(context, address, language, size, colours):
    page = context.pages[0]
    begun(page, address, language)
    for words in ("football", "my mates", "my nan"):
        say(page, words)
    assert page.is_visible(".answer")
    one_back(page)
    one_back(page)
    looked_at(page, f"chat-back-{language}-{size[0]}-{colours}", size, colours)
    assert too_small(page) == []
    log = page.inner_text(".chat-log")
    assert "football" in log
    assert "my mates" not in log
    assert "my nan" not in log
    assert page.is_visible("#reply")


def test_going_back_by_keyboard_starts_reading_at_the_question(context, address):
    page = context.pages[0]
    begun(page, address)
    say(page, "football")
    page.focus("button[name=back]")
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.matches('[name=back]:focus-visible')")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.evaluate("location.hash") == "#latest"
    assert "took that answer out" in page.inner_text("#latest")
    for _ in range(3):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.id") == "reply":
            break
    assert page.evaluate("document.activeElement.id") == "reply"


def test_going_back_needs_no_scripts(playwright, address, tmp_path):
    context = launch(playwright, tmp_path, java_script_enabled=False)
    page = context.pages[0]
    begun(page, address)
    say(page, "football")
    one_back(page)
    assert "football" not in page.inner_text(".chat-log")
    assert "Question 1" in page.inner_text(".progress")
    context.close()
