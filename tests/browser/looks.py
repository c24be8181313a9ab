"""Looks at a page as people do: at a size, in a colour scheme, with axe; keeps its picture."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page, Playwright
from werkzeug.serving import make_server

from tests.conftest import ROOT
from tests.facilities import browser_profile, chromium_arguments, chromium_path

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
PHONE, DESK, SMALLEST = (390, 844), (1200, 900), (320, 640)
PICTURES = ROOT / "test-results" / "pages"


def launch(playwright: Playwright, folder, **how) -> BrowserContext:
    return playwright.chromium.launch_persistent_context(
        browser_profile(folder),
        executable_path=chromium_path(),
        args=chromium_arguments(),
        headless=True,
        **how,
    )


@contextmanager
def on_a_port(app) -> Iterator[str]:
    """The app on a real port of this machine: its address."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def looked_at(page: Page, name: str, size: tuple[int, int], colours: str) -> None:
    """Show the page at this size and in these colours, take its picture, and judge it."""
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.emulate_media(color_scheme=colours)
    PICTURES.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=PICTURES / f"{name}.png", full_page=True)
    assert violations(page) == []
    assert not page.evaluate("document.documentElement.scrollWidth > innerWidth"), (
        "scrolls sideways"
    )


def violations(page: Page) -> list[object]:
    """What axe finds wrong, with the elements."""
    found = Axe().run(page, options={"runOnly": RULES}).response["violations"]
    return [(one["id"], [node["html"] for node in one["nodes"]]) for one in found]


def tab_to(page: Page, wanted: str) -> int:
    """Press Tab until the first of these has the keyboard; how many presses it took."""
    for steps in range(1, 61):
        page.keyboard.press("Tab")
        if page.locator(wanted).first.evaluate("it => it === document.activeElement"):
            return steps
    raise AssertionError(f"the keyboard does not reach {wanted}")


def too_small(page: Page) -> list[str]:
    """Buttons and boxes that a thumb would miss."""
    return page.evaluate(
        """[...document.querySelectorAll("button, .button, .pill, a.link, summary, select, .bar a")]
        .filter(it => it.offsetParent && it.getBoundingClientRect().height < 43.5)
        .map(it => it.outerHTML)"""
    )
