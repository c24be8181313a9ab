"""The young people's app on a real port, and a browser to look at it with."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import BrowserContext, Playwright, sync_playwright

from bot.app import create_bot_app
from bot.service import keep_flows, make_service
from storage.clock import DemoClock
from tests.browser.looks import launch, on_a_port
from tests.conftest import NOW, ROOT
from tests.factories import some_contacts


@pytest.fixture
def address(sqlite_rooms, settings_demo) -> Iterator[str]:
    """The app on a real port of this machine."""
    some_contacts(sqlite_rooms, ["+447700900001", "+447700900002"])
    service = make_service(sqlite_rooms, ROOT / "config", {"MODE": "demo"})
    keep_flows(service, NOW)
    clock = DemoClock(sqlite_rooms.register)
    clock.set_to(NOW)
    app = create_bot_app(service, settings_demo, clock)
    with on_a_port(app) as address:
        yield address


@pytest.fixture(scope="module")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as started:
        yield started


@pytest.fixture
def context(playwright, tmp_path) -> Iterator[BrowserContext]:
    opened = launch(playwright, tmp_path)
    yield opened
    opened.close()
