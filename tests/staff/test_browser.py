"""The console in a real browser: axe finds nothing, nothing scrolls sideways, keys are enough."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, sync_playwright
from sqlalchemy import delete

from conversations.redaction_change import Change
from storage.answers import read
from storage.crypto import new_id
from storage.office import duty_list, reading_work, signatures
from storage.office.tables import sign_off
from storage.register import cases, duty_people, notices, requests, shadow
from storage.register.requests import Request
from storage.register.shadow import Look
from tests.browser.looks import (
    DESK,
    PHONE,
    PICTURES,
    SMALLEST,
    launch,
    on_a_port,
    tab_to,
    violations,
)
from tests.cases import a_team
from tests.factories import a_concern
from tests.staff.campaigning import people, under_way
from tests.staff.console import PASSWORD, Console

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]

PAGES = {
    "safeguarding": ["/", "/cases", "CASE", "/case-keys", "/alerts", "/drills", "/concerns",
                     "CONCERN", "/requests", "/look-at-once", "/rosters",
                     "/flows", "/flows/how-is-life", "/silent-score",
                     "/requests?done=1&kind=person", "/what-young-people-are-told"],
    "reader": ["/reading", "/reading?show=10", "CONCERN", "/safety-read", "/practice"],
    "officer": ["/", "/answers", "/answers/check-in.home_now", "/answers/wall.more", "/running",
                "/reading", "/reading/measure", "/enter", "/public-words",
                "/check-in", "/check-ins", "CAMPAIGN", "/tell", "/money", "/actions",
                "/actions/new?theme=worker_change", "/owners", "/to-sign", "/texts/told",
                "/papers", "/council", "/council/wording", "/log", "/log/new", "/log-import"],
    "board": ["/actions", "/council"],
    "translator": ["/translate"],
    "council": ["/public-words", "/to-sign", "/council"],
    "admin": ["/accounts", "/password", "/refusals"],
    "district_lead": ["/", "/check-in"],
    "auditor": ["/audit-log", "/nowhere", "/accounts"],
    "dpo": ["/subject-access", "/find-words"],
    "worker": ["/", "/check-in", "/check-in?who=some", "/check-ins", "CAMPAIGN", "/help",
               "/help/poster/easy-read", "/help/cards/11-15"],
}  # fmt: skip


@pytest.fixture
def served(console: Console) -> Iterator[str]:
    """The console on a real port, with something on every page; the concern's path after it."""
    for text in ("my worker keeps changing", "ring 07700 900321 for my mate tigs", "وضعي صعب"):
        console.hold(text)
    console.hold_for_a_look("forget what i said")
    concern = console.concern()
    console.request()
    console.request("person", None)
    console.released("check-in.home_now", ["good"] * 22 + ["ok"] * 10, kind="choice")
    console.released("check-in.home_now", ["good"] * 6, kind="choice", lane="web")
    console.released(
        "wall.more", (), [f"a longer line, number {n}" for n in range(30)], kind="wall"
    )
    campaign = under_way(console, people(console, 12), state="closed").id
    with console.rooms.answers.read() as conn:
        proposed = read.words(conn, "wall.more", limit=2)
    with console.rooms.register.write() as conn:
        for one in proposed:
            officer = console.people["officer"].id
            signatures.mark(conn, one.id, one.text, officer, console.clock.now())
        reading_work.count_changes(conn, [Change(2, 1, 1), Change(0, 0, 0)], console.clock.now())
        notices.beat(conn, console.clock.now())
        conn.execute(delete(sign_off).where(sign_off.c.subject == "how-is-life"))
        differs = Look("", "none", "concern", "he makes me carry stuff", ("score:concern",))
        shadow.add(conn, console.rooms.vault, "a-conversation", console.clock.now(), differs)
    a_team(console.rooms, console.people["safeguarding"])
    with console.rooms.register.write() as conn:
        case = a_concern(level="urgent", raised_at=console.clock.now(), text="sealed",
                         reasons=("allegation about a worker or carer:x",))  # fmt: skip
        cases.take_in(conn, console.rooms.vault, case, None)
        people_rung = duty_people.sealed(console.rooms.vault, "+442079460000", "a@example.org")
        duty_list.put(conn, None, people_rung)
    with on_a_port(console.wsgi) as address:
        yield f"{address}/staff /concerns/{concern} /check-ins/{campaign} /cases/{case.id}"


@pytest.fixture
def context(tmp_path: Path) -> Iterator[BrowserContext]:
    """Chromium with an empty profile."""
    with sync_playwright() as playwright:
        opened = launch(playwright, tmp_path)
        yield opened
        opened.close()


def _sign_in(page: Page, address: str, role: str) -> None:
    page.context.clear_cookies()
    page.goto(f"{address}/login")
    page.fill("#name", f"{role}-person")
    page.fill("#password", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(f"{address}/")


@pytest.mark.parametrize("role", list(PAGES))
def test_every_page_is_for_everybody(context: BrowserContext, served: str, role: str) -> None:
    address, concern, campaign, case = served.split(" ")
    page, complaints = context.pages[0], []
    page.on("console", lambda said: complaints.append(said.text))
    page.goto(f"{address}/login")
    assert violations(page) == []
    _sign_in(page, address, role)
    for path in PAGES[role]:
        for size in (DESK, PHONE, SMALLEST):
            page.set_viewport_size({"width": size[0], "height": size[1]})
            named = {"CONCERN": concern, "CAMPAIGN": campaign, "CASE": case}
            page.goto(address + named.get(path, path))
            if size != SMALLEST:
                assert violations(page) == [], (path, size)
            wide = page.evaluate("document.documentElement.scrollWidth > innerWidth")
            assert not wide, (path, size)
    # Pages that are refused on purpose say so on the browser's console; the policy must not.
    assert [each for each in complaints if "status of 40" not in each] == []


def test_reading_by_keyboard_alone(context: BrowserContext, served: str) -> None:
    address = served.split(" ")[0]
    page = context.pages[0]
    _sign_in(page, address, "reader")
    page.goto(f"{address}/reading")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent").strip() == "Skip to main content"
    page.keyboard.press("Enter")
    tab_to(page, "button[value=clear]")
    page.keyboard.press("Enter")
    page.wait_for_selector("text=Cleared.")
    tab_to(page, "[name=edited]")
    page.keyboard.press("Control+A")
    page.keyboard.type("only this")
    tab_to(page, "button[value=edit]")
    page.keyboard.press("Enter")
    page.wait_for_selector("text=Saved with your changes.")
    tab_to(page, "text=Undo my last decision")
    page.keyboard.press("Enter")
    page.wait_for_selector("text=Taken back.")


def test_a_check_in_is_sent_in_three_taps(context: BrowserContext, served: str) -> None:
    """To whom, which one, send: the words and the count change under the finger."""
    address, page = served.split(" ")[0], context.pages[0]
    page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    _sign_in(page, address, "worker")
    page.goto(f"{address}/check-in")
    page.click("label[for=who-some]")  # one
    page.wait_for_selector("#preview >> text=Tick at least one box")
    page.click("label[for=who-all]")
    page.click("label[for=ask-1]")  # two
    title = page.inner_text("label[for=ask-1]").strip()
    page.wait_for_selector(f"#preview >> text={title} to about 10 young people")
    assert "about 10 young people" in (page.text_content("#count-said") or "")
    page.click("#send")  # three
    page.wait_for_selector("text=On its way.")
    assert page.inner_text("h1") == title


def test_a_check_in_is_sent_by_keyboard_without_scripts(tmp_path: Path, served: str) -> None:
    """The same with nothing but Tab, arrows and Enter, in a browser that runs no scripts."""
    address = served.split(" ")[0]
    with sync_playwright() as playwright:
        plain = launch(playwright, tmp_path, java_script_enabled=False)
        page = plain.pages[0]
        _sign_in(page, address, "worker")
        page.goto(f"{address}/check-in")
        page.focus("#who-all")
        page.keyboard.press("Tab")
        page.focus("#ask-0")
        page.keyboard.press("ArrowDown")
        page.focus("#count")
        page.keyboard.press("Enter")
        page.wait_for_selector("#preview >> text=about 10 young people")
        page.focus("#send")
        page.keyboard.press("Enter")
        page.wait_for_selector("text=On its way.")
        plain.close()


def test_one_key_a_decision_and_none_by_accident(
    context: BrowserContext, served: str, console: Console
) -> None:
    address = served.split(" ")[0]
    page = context.pages[0]
    _sign_in(page, address, "reader")
    for n in range(4):
        console.hold(f"a line, number {n}")
    page.goto(f"{address}/reading")
    page.wait_for_timeout(350)
    page.keyboard.press("c")  # off until somebody switches it on (WCAG 2.1.4)
    page.wait_for_timeout(100)
    assert page.locator("text=Cleared.").count() == 0
    page.click("text=What to look for, and the keys")
    page.click("#single-keys")
    page.wait_for_timeout(350)
    page.keyboard.press("c")
    page.wait_for_selector("text=Cleared.")
    assert page.evaluate("document.activeElement.id") == "text"  # where a screen reader goes on
    page.keyboard.press("c")  # too soon: nobody can have read the next text yet
    assert "You have read 1 text today" in page.inner_text("#progress")
    page.wait_for_timeout(350)
    page.keyboard.press("x")
    page.keyboard.press("Control+A")
    page.keyboard.type("only words c w r")
    page.keyboard.press("Control+Enter")
    page.wait_for_selector("text=Saved with your changes.")
    page.wait_for_timeout(350)
    page.keyboard.press("u")
    page.wait_for_selector("text=Taken back.")
    page.wait_for_timeout(350)
    page.keyboard.press("w")
    page.wait_for_selector("text=Withheld.")


def test_what_a_screen_reader_is_told(context: BrowserContext, served: str) -> None:
    """Buttons have names that say what they do to which text; the marks are said too."""
    address = served.split(" ")[0]
    page = context.pages[0]
    _sign_in(page, address, "reader")
    page.goto(f"{address}/reading?show=10")
    tree = page.locator("main").aria_snapshot()
    for told in (
        'button "Clear"',
        'button "Withhold"',
        'button "Worried? Tell the safeguarding lead"',
        'button "I cannot read this language"',
        "Text 1, answer to:",
        "What the machine took out",
    ):
        assert told in tree, told
    described = page.locator("button[value=clear]").first.get_attribute("aria-describedby")
    assert page.locator(f"#{described}").count() == 1


def test_a_request_with_all_that_can_be_said_about_it(
    context: BrowserContext, served: str, console: Console
) -> None:
    """Overdue, taken, a phone that others read, and how it is safe to answer."""
    address = served.split(" ")[0]
    at = console.clock.now() - timedelta(days=3)
    details = {"safe": "not", "way": "through my tutor", "who": "my worker", "shared": "yes"}
    made = Request(
        new_id(), "complain", at, "sms", "open", "+447700900457", due_at=at + timedelta(days=1),
        taken_by=console.people["safeguarding"].id, details=details,
    )  # fmt: skip
    with console.rooms.register.write() as conn:
        requests.add(conn, console.rooms.vault, made)
        notices.put(conn, notices.HELPLINES, '[["Childline", "nobody has checked it yet"]]')
    page = context.pages[0]
    _sign_in(page, address, "safeguarding")
    for name in ("/", "/requests", "/what-young-people-are-told"):
        for size in (DESK, SMALLEST):
            page.set_viewport_size({"width": size[0], "height": size[1]})
            page.goto(address + name)
            for summary in page.query_selector_all("main summary")[:3]:
                summary.click()
            PICTURES.mkdir(parents=True, exist_ok=True)
            picture = f"staff{name.replace('/', '-')}-{size[0]}.png"
            page.screenshot(path=PICTURES / picture, full_page=True)
            assert violations(page) == [], (name, size)
            assert not page.evaluate("document.documentElement.scrollWidth > innerWidth"), name
