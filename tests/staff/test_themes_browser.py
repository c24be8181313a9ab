"""The pages about themes in a real browser: axe, small screens, one key a theme, and no script."""

from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, sync_playwright
from sqlalchemy import delete

from storage.answers import tallies
from storage.answers.tables import answer
from storage.office import glossary, populations
from storage.office.populations import Population
from tests.browser.looks import DESK, PHONE, SMALLEST
from tests.browser.looks import violations as _violations
from tests.facilities import browser_profile, chromium_arguments, chromium_path
from tests.staff.console import Console
from tests.staff.test_browser import _sign_in, context, served
from tests.staff.test_theme_publications import PATH, drafted, published, ready
from tests.staff.theming import LESS, MORE, NOW, checked, is_checked, said, themes_of

__all__ = ["context", "served"]
pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]

PATHS = ("/", "/themes", "/themes/review?pile=uncoded", "/themes/review?pile=coded",
         "/themes/frame", "/themes/frame/theme/school", "/themes/frame/history",
         "/themes/pictures", "/themes/quotes", "/themes/words", "/publications")  # fmt: skip


@pytest.fixture
def county_year(console: Console) -> list[str]:
    """A quarter that is over and checked, and today's, which waits; paths of a draft and more."""
    with console.rooms.register.write() as conn:
        at = console.clock.now()
        for by, value, people in (("age", "8-11", 210), ("age", "11-15", 410),
                                  ("place", "havant", 90), ("place", "new-forest", 60),
                                  ("place", "basingstoke", 70)):  # fmt: skip
            populations.put(conn, Population(2026, by, value, people, "Made up"), None, at)
    with console.rooms.answers.write() as conn:  # lines that nobody has coded: no draft with them
        conn.execute(delete(answer).where(answer.c.kind == "wall"))
        tallies.mark(conn, [("2026-Q3", "wall.more")])
    ready(console)
    for place, many in (("havant", 40), ("new-forest", 12)):
        checked(console, said(console, ["my teacher helped me"] * many, place=place))
    path = published(console)
    assert path != PATH
    said(console, ["my teacher shouts", "purple elephants wobble", "idk"] * 4, quarter=NOW)
    for side in (MORE, LESS):
        checked(console, said(console, ["family time with my mum"] * 6, question=side, quarter=NOW))
    with console.rooms.register.write() as conn:
        glossary.propose(conn, [("my meeting", "LAC review")])
    draft = drafted(console, "public")
    return [each.removeprefix("/staff") for each in (path, draft)]


def test_every_page_is_for_everybody(
    context: BrowserContext,
    served: str,
    county_year: list[str],
) -> None:
    address, page = served.split(" ")[0], context.pages[0]
    _sign_in(page, address, "officer")
    name = county_year[1].rpartition("/")[2]
    for path in (*PATHS, *county_year, f"/themes/quotes?publication={name}"):
        _looks(page, address + path)
    page.goto(f"{address}/themes/frame/theme/school")
    page.fill("#f-term", "elephants")
    page.click("text=See which answers it changes >> nth=0")
    page.wait_for_selector("#save-change")
    assert "28 answers change" in page.inner_text("#change-count")
    assert _violations(page) == []


def test_with_the_colours_of_the_machine(
    context: BrowserContext,
    served: str,
    county_year: list[str],
) -> None:
    """Forced colours, a dark screen and paper: bars are still there, words are readable."""
    address, page = served.split(" ")[0], context.pages[0]
    _sign_in(page, address, "officer")
    for media in (
        {"forced_colors": "active"},
        {"forced_colors": "none", "color_scheme": "dark"},
        {"forced_colors": "none", "color_scheme": "light", "media": "print"},
    ):
        page.emulate_media(**media)  # type: ignore[arg-type]
        page.goto(f"{address}/themes/pictures?quarter=2026-Q3")
        bar, ground = page.evaluate(
            "[getComputedStyle(document.querySelector('.gt-bar rect')).fill,"
            " getComputedStyle(document.querySelector('.gt-bar')).backgroundColor]"
        )
        assert bar != ground, media
        if "media" not in media:
            assert _violations(page) == [], media


def test_one_key_a_theme(
    context: BrowserContext,
    served: str,
    console: Console,
) -> None:
    address, page = served.split(" ")[0], context.pages[0]
    first, second = said(console, ["purple elephants wobble", "purple giraffes wobble"])
    _sign_in(page, address, "officer")
    page.goto(f"{address}/themes/review?pile=uncoded")
    page.keyboard.press("s")  # off until somebody switches it on (WCAG 2.1.4)
    assert page.locator(".gt-chip input:checked").count() == 0
    page.click("#single-keys")
    school = page.locator("input[value=school]").first.get_attribute("data-key") or ""
    family = page.locator("input[value=family]").first.get_attribute("data-key") or ""
    page.keyboard.press(school)
    page.keyboard.press(family)
    assert "Family" in (page.text_content("#said") or "")
    page.keyboard.press("Enter")  # checked, and on
    page.keyboard.press("Enter")
    assert "2 of 2 marked" in page.inner_text("#marked-count")
    page.keyboard.press("Enter")  # after the last one: save
    page.wait_for_selector("text=2 answers checked.")
    assert is_checked(console, first)
    assert is_checked(console, second)
    coded = [themes_of(console, one) for one in (first, second)]
    assert {"school", "family"} in coded
    assert set() in coded
    page.keyboard.press("z")
    page.wait_for_selector("text=Taken back")
    assert not is_checked(console, first)


def test_checking_by_keyboard_without_scripts(
    tmp_path: Path,
    served: str,
    console: Console,
) -> None:
    address = served.split(" ")[0]
    (one,) = said(console, ["purple elephants wobble"])
    with sync_playwright() as playwright:
        plain = playwright.chromium.launch_persistent_context(
            browser_profile(tmp_path), executable_path=chromium_path(),
            args=chromium_arguments(), headless=True, java_script_enabled=False,
        )  # fmt: skip
        page = plain.pages[0]
        _sign_in(page, address, "officer")
        page.goto(f"{address}/themes/review?pile=uncoded")
        page.focus("input[value=school]")
        page.keyboard.press("Space")
        page.focus("button[value=marked]")
        page.keyboard.press("Enter")
        page.wait_for_selector("text=1 answer checked.")
        plain.close()
    assert themes_of(console, one) == {"school"}


def _looks(page: Page, address: str) -> None:
    for size in (DESK, PHONE, SMALLEST):
        page.set_viewport_size({"width": size[0], "height": size[1]})
        found = page.goto(address)
        assert found is not None
        assert found.ok, address
        if size != SMALLEST:
            assert _violations(page) == [], (address, size)
        wide = page.evaluate("document.documentElement.scrollWidth > innerWidth")
        assert not wide, (address, size)
