"""Two hundred texts by keyboard in a real browser, with the time that a person needs to think."""

import random
import time
from pathlib import Path

import pytest
from playwright.sync_api import Page, sync_playwright

from tests.browser.looks import launch
from tests.conftest import ROOT
from tests.staff.console import Console
from tests.staff.test_browser import _sign_in, served  # noqa: F401 - a fixture

pytestmark = [pytest.mark.browser, pytest.mark.soak, pytest.mark.timeout(3000)]

TEXTS, MINUTES = 200, 20
# What people need: 238 words a minute to read silently (a known mean), a second and a half to
# judge, four more where something is marked, and for one text in eight an edit: ten seconds.
WORDS_A_SECOND, TO_JUDGE, MARKED, TO_EDIT, EDITED = 238 / 60, 1.5, 4.0, 10.0, 1 / 8


def _thinking(page: Page, rng: random.Random) -> tuple[float, bool]:
    words = len(page.inner_text("blockquote").split())
    edited = rng.random() < EDITED
    marks = page.locator("blockquote mark").count()
    needed = words / WORDS_A_SECOND + TO_JUDGE + MARKED * bool(marks) + TO_EDIT * edited
    return needed, edited


def _said() -> list[str]:
    lines = (ROOT / "config/young-peoples-words.tsv").read_text().splitlines()[1:]
    texts = [line.split("\t")[-1] for line in lines]
    rng = random.Random(7)
    return [f"{one} ask tigs on 07700 900321" if rng.random() < 0.1 else one
            for one in rng.sample(texts, TEXTS)]  # fmt: skip


def test_two_hundred_texts_in_under_twenty_minutes(
    served: str,  # noqa: F811 - the fixture
    console: Console,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    address = served.split(" ")[0]
    for text in _said():
        console.hold(text)
    rng, machine, thinking = random.Random(7), [], 0.0
    with sync_playwright() as playwright:
        context = launch(playwright, tmp_path)
        page = context.pages[0]
        _sign_in(page, address, "reader")
        page.goto(f"{address}/reading")
        page.evaluate("localStorage.setItem('gt-single-keys', 'on')")
        page.reload()
        for n in range(1, TEXTS + 1):
            needed, edited = _thinking(page, rng)
            thinking += needed
            page.wait_for_timeout(310)  # part of the thinking: no key counts before
            started = time.monotonic()
            if edited:
                page.keyboard.press("x")
                page.keyboard.press("End")
                page.keyboard.type(" [name]")
                page.keyboard.press("Control+Enter")
            else:
                page.keyboard.press("c")
            page.wait_for_selector(f'#progress:has-text("read {n} text")')
            machine.append(time.monotonic() - started)
        context.close()
    minutes = (sum(machine) + thinking) / 60
    machine.sort()
    with capsys.disabled():
        print(  # noqa: T201 - what a soak run is for
            f"\n{TEXTS} texts: {minutes:.1f} minutes ({thinking / 60:.1f} thinking, "
            f"{sum(machine) / 60:.1f} waiting; median {machine[TEXTS // 2] * 1000:.0f} ms, "
            f"worst {machine[-1] * 1000:.0f} ms a text)"
        )
    assert minutes < MINUTES
