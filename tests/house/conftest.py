"""Both Flask apps, built as in production except for where their databases are."""

import pytest
from flask import Flask

from bot.app import create_bot_app
from bot.service import make_service
from config.data import County
from config.settings import Settings
from staff.app import create_staff_app
from storage.clock import SystemClock
from storage.rooms import Rooms
from tests.house.tree import ROOT


@pytest.fixture
def bot_app(sqlite_rooms: Rooms, settings_demo: Settings) -> Flask:
    """The young people's app, the demo's own pages included."""
    service = make_service(sqlite_rooms, ROOT / "config", {"MODE": "demo"})
    return create_bot_app(service, settings_demo, SystemClock())


@pytest.fixture
def staff_app(sqlite_rooms: Rooms, county: County, settings_demo: Settings) -> Flask:
    """The console."""
    return create_staff_app(sqlite_rooms, county, settings_demo, SystemClock())
