"""The young people's pages in a real browser: easy for everybody, at every size, both ways."""

import pytest

from tests.browser.looks import DESK, PHONE, SMALLEST, launch, looked_at, too_small

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]

PAGES = {
    "first": "/",
    "your-words": "/your-words",
    "help-now": "/help-now",
    "you-said-we-did": "/you-said-we-did",
    "you-said-we-did-poster": "/you-said-we-did/poster",
    "join-over": "/join/QQQQQ",
    "accessibility": "/accessibility",
    "what-about": "/chat",
    "opening": "/chat?flow=check-in",
    "opening-big": "/chat?flow=check-in&age=11-15&easy=1&big=1",
    "come-back": "/come-back",
    "no-sheet": "/chat/sheet?big=0",
    "not-found": "/nothing-here",
    "demo-phone": "/demo/phone",
}
LOOKS = [("en", PHONE, "light"), ("en", DESK, "dark"), ("ar", PHONE, "dark"), ("ar", DESK, "light")]


def test_every_page_is_easy_for_everybody(context, address):
    page, complaints = context.pages[0], []
    page.on("console", lambda said: complaints.append(said.text))
    for language, size, colours in (LOOKS[0], ("ar", DESK, "dark")):
        for name, path in PAGES.items():
            page.goto(address + path + ("&" if "?" in path else "?") + f"lang={language}")
            looked_at(page, f"{name}-{language}-{size[0]}-{colours}", size, colours)
            assert too_small(page) == []
    # A 404 is what "not-found" is for; anything else would be the content policy.
    assert [one for one in complaints if "404" not in one] == []


def test_no_page_scrolls_sideways_on_the_smallest_phone(context, address):
    page = context.pages[0]
    for name, path in PAGES.items():
        page.goto(address + path)
        looked_at(page, f"{name}-smallest", SMALLEST, "light")


@pytest.mark.parametrize(("language", "size", "colours"), LOOKS)
def test_the_chat_is_easy_for_everybody(context, address, language, size, colours):
    page = context.pages[0]
    page.goto(f"{address}/chat?flow=check-in&lang={language}")
    page.click(".choices button")
    for said in ("ألعب كرة القدم" if language == "ar" else "football & chips", "my friends"):
        page.fill("textarea", said)
        page.click("#words .row button")
    looked_at(page, f"chat-{language}-{size[0]}-{colours}", size, colours)
    assert too_small(page) == []
    assert page.locator("progress").is_visible()
    sides = page.evaluate(
        """[...document.querySelectorAll(".said")].map(it => {
            const box = it.getBoundingClientRect()
            return [it.className, box.left + box.right < innerWidth]
        })"""
    )
    bot_on_the_left = language != "ar"
    # Short lines only: a long one may reach over the middle.
    assert ["said you", not bot_on_the_left] in sides


def test_the_whole_chat_without_javascript(playwright, address, tmp_path):
    context = launch(playwright, tmp_path, java_script_enabled=False)
    page = context.pages[0]
    page.goto(address)
    page.click("text=Start a chat")
    page.click("a.door >> nth=0")
    page.click(".choices button")
    page.fill("textarea", "more time with my friends")
    page.click("#words .row button")
    assert "more time with my friends" in page.inner_text(".chat-log")
    assert page.url.endswith("/chat#latest")
    page.click("text=I need help now")
    assert "999" in page.inner_text(".chat-log")
    context.close()


def test_help_and_leaving_stay_in_sight(context, address):
    page = context.pages[0]
    page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    page.goto(f"{address}/your-words")
    page.evaluate("scrollTo(0, document.body.scrollHeight)")
    for words in ("I need help now", "Leave this page"):
        box = page.locator(".bar", has_text=words).bounding_box()
        assert box
        assert box["y"] >= 0
        assert box["y"] + box["height"] < PHONE[1]


def test_where_the_keyboard_is_can_be_seen(context, address):
    page = context.pages[0]
    page.goto(f"{address}/chat?flow=check-in")
    for _ in range(12):
        page.keyboard.press("Tab")
        outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        assert outline == "solid", page.evaluate("document.activeElement.outerHTML")
