"""Two hundred answers checked by keyboard in a real browser, with the time a person needs."""

import random
import time
from pathlib import Path

import pytest
from playwright.sync_api import Page, sync_playwright

from tests.conftest import ROOT
from tests.facilities import browser_profile, chromium_arguments, chromium_path
from tests.staff.console import Console
from tests.staff.test_browser import _sign_in, served
from tests.staff.theming import said

__all__ = ["served"]
pytestmark = [pytest.mark.browser, pytest.mark.soak, pytest.mark.timeout(3000)]

ANSWERS, MINUTES = 200, 60
# What people need: 238 words a minute to read silently (a known mean), two seconds to judge what
# the machine proposes, six to find a theme where it proposes none, one for each key; and for one
# answer in twenty a term is added or a flag is weighed: thirty seconds.
WORDS_A_SECOND, TO_JUDGE, TO_FIND, A_KEY, TO_PONDER, PONDERED = (
    238 / 60,
    2.0,
    6.0,
    1.0,
    30.0,
    1 / 20,
)


def _check(page: Page, rng: random.Random) -> tuple[float, float]:
    """One answer: what the person thinks, and what the machine takes."""
    card = page.locator(".gt-review--now")
    words = len(card.locator("blockquote").inner_text().split())
    ticked = card.locator("input[name^=theme-]:checked").count()
    thinking = words / WORDS_A_SECOND + (TO_JUDGE if ticked else TO_FIND) + A_KEY
    thinking += TO_PONDER * (rng.random() < PONDERED)
    started = time.monotonic()
    if not ticked or rng.random() < 0.2:  # the machine is right about four in five
        page.keyboard.press(rng.choice("abcdefgh"))
        thinking += A_KEY
    page.keyboard.press("Enter")
    return thinking, time.monotonic() - started


def test_two_hundred_answers_in_under_an_hour(
    served: str,
    console: Console,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    lines = (ROOT / "tests/themes/labelled.tsv").read_text().splitlines()[1:]
    rng, thinking, machine, saves = random.Random(7), 0.0, 0.0, 0
    said(console, [line.split("\t")[0] for line in rng.sample(lines, ANSWERS)])
    with sync_playwright() as playwright:
        context = playwright.chromium.launch_persistent_context(
            browser_profile(tmp_path), executable_path=chromium_path(),
            args=chromium_arguments(), headless=True,
        )  # fmt: skip
        page = context.pages[0]
        _sign_in(page, served.split(" ")[0], "officer")
        page.goto(f"{served.split(' ')[0]}/themes/review")
        page.evaluate("localStorage.setItem('gt-single-keys', 'on')")
        page.reload()
        page.wait_for_selector(".gt-review--now")
        while cards := page.locator(".gt-review").count():
            for _ in range(cards):
                thought, took = _check(page, rng)
                thinking, machine = thinking + thought, machine + took
            started = time.monotonic()
            page.keyboard.press("Enter")  # on the button: save
            page.wait_for_selector(".govuk-notification-banner--success")
            machine, saves = machine + time.monotonic() - started, saves + 1
        context.close()
    minutes = (machine + thinking) / 60
    with capsys.disabled():
        print(  # noqa: T201 - what a soak run is for
            f"\n{ANSWERS} answers: {minutes:.1f} minutes ({thinking / 60:.1f} thinking, "
            f"{machine / 60:.1f} waiting; {saves} saves)"
        )
    assert saves >= ANSWERS / 20
    assert minutes < MINUTES
