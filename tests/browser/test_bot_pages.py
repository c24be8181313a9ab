"""The young people's pages in a real browser: easy for everybody, at every size, both ways."""

import threading
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page, Playwright, sync_playwright
from werkzeug.serving import make_server

from bot.app import create_bot_app
from bot.service import keep_flows, make_service
from storage.clock import DemoClock
from tests.conftest import NOW, ROOT
from tests.facilities import browser_profile, chromium_arguments, chromium_path
from tests.factories import some_contacts

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
PHONE, DESK, SMALLEST = (390, 844), (1200, 900), (320, 640)
PAGES = {
    "first": "/",
    "your-words": "/your-words",
    "help-now": "/help-now",
    "you-said-we-did": "/you-said-we-did",
    "accessibility": "/accessibility",
    "what-about": "/chat",
    "opening": "/chat?flow=check-in",
    "not-found": "/nothing-here",
    "demo-phone": "/demo/phone",
}
LOOKS = [("en", PHONE, "light"), ("en", DESK, "dark"), ("ar", PHONE, "dark"), ("ar", DESK, "light")]
PICTURES = ROOT / "test-results" / "pages"


@pytest.fixture
def address(sqlite_rooms, settings_demo) -> Iterator[str]:
    """The app on a real port of this machine."""
    some_contacts(sqlite_rooms, ["+447700900001", "+447700900002"])
    service = make_service(sqlite_rooms, ROOT / "config", {"MODE": "demo"})
    keep_flows(service, NOW)
    clock = DemoClock(sqlite_rooms.register)
    clock.set_to(NOW)
    app = create_bot_app(service, settings_demo, clock)
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(scope="module")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as started:
        yield started


@pytest.fixture
def context(playwright, tmp_path) -> Iterator[BrowserContext]:
    opened = launch(playwright, tmp_path)
    yield opened
    opened.close()


def launch(playwright: Playwright, folder, **how) -> BrowserContext:
    return playwright.chromium.launch_persistent_context(
        browser_profile(folder),
        executable_path=chromium_path(),
        args=chromium_arguments(),
        headless=True,
        **how,
    )


def looked_at(page: Page, name: str, size: tuple[int, int], colours: str) -> None:
    """Show the page at this size and in these colours, take its picture, and judge it."""
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.emulate_media(color_scheme=colours)
    PICTURES.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=PICTURES / f"{name}.png", full_page=True)
    found = Axe().run(page, options={"runOnly": RULES}).response["violations"]
    assert [(one["id"], [node["html"] for node in one["nodes"]]) for one in found] == []
    assert not page.evaluate("document.documentElement.scrollWidth > innerWidth"), (
        "scrolls sideways"
    )


def too_small(page: Page) -> list[str]:
    """Buttons and boxes that a thumb would miss."""
    return page.evaluate(
        """[...document.querySelectorAll("button, .button, summary, select, .bar a")]
        .filter(it => it.offsetParent && it.getBoundingClientRect().height < 43.5)
        .map(it => it.outerHTML)"""
    )


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
