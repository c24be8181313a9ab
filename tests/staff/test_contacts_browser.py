"""The pages for contacts in a real browser: axe, small screens, keys alone, and no script."""

import os
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page

from tests.browser.looks import DESK, PHONE, SMALLEST, tab_to, violations
from tests.factories import a_contact
from tests.staff.console import Console
from tests.staff.test_browser import (
    _sign_in,
    context,
    served,
)

__all__ = ["context", "served"]
pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]

FILE = (
    "number,age_cohort,place,may_ask,consent_source\n"
    "07700 900001,2012-13,Havant,yes,worker\n"
    "07700 90000,13,Narnia,yes,\n"
)


@pytest.fixture(autouse=True)
def people(console: Console) -> str:
    """One young person who was told, one who was not, and a phone that wants to join."""
    worker = console.people["worker"].id
    told = a_contact(console.rooms, "+447700900321", worker_id=worker, onboarded=True)
    a_contact(console.rooms, "+447700900322", worker_id=worker, status="care-leaver",
              onboarded=False)  # fmt: skip
    console.request("join")
    console.request("wrong-number")
    return told.id


def _looks(page: Page, name: str, shots: str | None = None) -> None:
    for size in (DESK, PHONE, SMALLEST):
        page.set_viewport_size({"width": size[0], "height": size[1]})
        if size != SMALLEST:
            assert violations(page) == [], (name, size)
        if shots:
            page.screenshot(path=Path(shots) / f"{name}-{size[0]}.png", full_page=True)
        wide = page.evaluate("document.documentElement.scrollWidth > innerWidth")
        assert not wide, (name, size)
    page.set_viewport_size({"width": DESK[0], "height": DESK[1]})


def test_every_page_is_for_everybody(
    context: BrowserContext, served: str, people: str, tmp_path: Path
) -> None:
    address, page, shots = served.split(" ")[0], context.pages[0], os.environ.get("SCREENSHOTS")
    _sign_in(page, address, "worker")
    for name, path in {
        "list": "/contacts", "new": "/contacts/new", "one": f"/contacts/{people}",
        "welcome": f"/contacts/{people}/welcome",
    }.items():  # fmt: skip
        page.goto(address + path)
        _looks(page, name, shots)
    page.goto(f"{address}/contacts/new")
    page.fill("#number", "12")
    page.click("text=Save and go on")
    _looks(page, "new-problem", shots)
    page.fill("#number", "07700 900321")
    page.select_option("#age_cohort", "2012-13")
    page.check("#may_ask")
    page.select_option("#consent_source", "worker")
    page.click("text=Save and go on")
    page.wait_for_selector("text=This number is here already")
    _looks(page, "shared", shots)
    _sign_in(page, address, "admin")
    for name, path in {"import": "/contacts-import", "do-not-ask": "/do-not-ask"}.items():
        page.goto(address + path)
        _looks(page, name, shots)
    (tmp_path / "people.csv").write_text(FILE)
    page.goto(f"{address}/contacts-import")
    page.set_input_files("#file", tmp_path / "people.csv")
    page.click("text=Look at the file")
    page.wait_for_selector("text=1 row to put right")
    _looks(page, "preview-bad", shots)
    page.click("text=Go on without this row")
    page.wait_for_selector("text=Ready to import")
    _looks(page, "preview-good", shots)
    _sign_in(page, address, "officer")
    page.goto(f"{address}/joining")
    _looks(page, "joining", shots)


def test_adding_somebody_by_keyboard_alone(context: BrowserContext, served: str) -> None:
    address, page = served.split(" ")[0], context.pages[0]
    _sign_in(page, address, "worker")
    page.goto(f"{address}/contacts/new")
    tab_to(page, "#number")
    page.keyboard.type("07700 900555")
    tab_to(page, "#age_cohort")
    _down_to(page, "#age_cohort", "Year 9")
    tab_to(page, "#may_ask")
    page.keyboard.press("Space")
    tab_to(page, "#consent_source")
    _down_to(page, "#consent_source", "They told")
    tab_to(page, "#record_number")
    page.keyboard.press("Enter")
    page.wait_for_selector("text=Read this aloud")
    tab_to(page, "#told")
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    page.wait_for_selector("text=They are set up")


def _down_to(page: Page, box: str, begins: str) -> None:
    """Press the arrow until that line is chosen. Typing its letters depends on how fast one is."""
    for _ in range(40):
        if page.locator(box).evaluate("it => it.selectedOptions[0].text.trim()").startswith(begins):
            return
        page.keyboard.press("ArrowDown")
    raise AssertionError(f"the keyboard does not reach {begins}")


def test_without_a_script(served: str, context: BrowserContext, tmp_path: Path) -> None:
    address, page = served.split(" ")[0], context.pages[0]
    context.route("**/*.js", lambda route: route.abort())
    _sign_in(page, address, "admin")
    (tmp_path / "people.csv").write_text(FILE)
    page.goto(f"{address}/contacts-import")
    page.set_input_files("#file", tmp_path / "people.csv")
    page.click("text=Look at the file")
    page.wait_for_selector("text=1 row to put right")
    with page.expect_download() as given:
        page.click("text=to correct (CSV)")
    text = Path(given.value.path()).read_text(encoding="utf-8-sig")
    better = text.replace("07700 90000", "07700 900002").replace("Narnia", "ooc")
    better = better.replace('"13"', '"2013-14"').replace('"yes",""', '"yes","form"')
    (tmp_path / "better.csv").write_text(better)
    page.set_input_files("#file", tmp_path / "better.csv")
    page.click("text=Send the corrected rows")
    page.wait_for_selector("text=Ready to import")
    page.click("text=Import all 2 rows")
    page.wait_for_selector("text=Imported:")  # both rows, new or known before
