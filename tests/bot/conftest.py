"""The young people's side put together: a service on either database, and phones that sign."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask

from bot.app import create_bot_app
from bot.service import Service, keep_flows, make_service
from config.settings import Settings
from storage.crypto import Vault
from storage.rooms import Rooms, open_rooms
from tests.bot.duty_office import Office, an_office
from tests.conftest import NOW, ROOT
from tests.phone import Phone


class MovableClock:
    """A clock that a test moves."""

    def __init__(self, now: datetime = NOW) -> None:
        self._now = now

    def now(self) -> datetime:
        """The moment the test has got to."""
        return self._now

    def advance(self, **length: float) -> None:
        """Let time pass."""
        self._now += timedelta(**length)


@pytest.fixture
def clock() -> MovableClock:
    """Starts on a Tuesday at 16:00."""
    return MovableClock()


@pytest.fixture(scope="session")
def _read_once(vault: Vault, tmp_path_factory: pytest.TempPathFactory) -> Service:
    """The county's files are read once; every test gets rooms of its own."""
    url = f"sqlite:///{tmp_path_factory.mktemp('nowhere')}/never-made.db"
    nowhere = open_rooms(url, url, url, vault)
    return make_service(nowhere, ROOT / "config", {"MODE": "demo"})


@pytest.fixture
def service(rooms: Rooms, _read_once: Service) -> Service:
    """The service on each kind of database."""
    return _in(rooms, _read_once)


@pytest.fixture
def sqlite_service(sqlite_rooms: Rooms, _read_once: Service) -> Service:
    """The service on SQLite only, for what does not depend on the database."""
    return _in(sqlite_rooms, _read_once)


def _in(rooms: Rooms, read: Service) -> Service:
    service = replace(read, rooms=rooms, old_flows={})
    keep_flows(service, NOW)
    return service


@pytest.fixture
def bot_settings(settings_demo: Settings, tmp_path: Path) -> Settings:
    """Demo settings with the tokens that phones sign with."""
    assert settings_demo.twilio_auth_tokens
    return settings_demo


@pytest.fixture
def app(service: Service, bot_settings: Settings, clock: MovableClock) -> Flask:
    """The young people's app on each kind of database."""
    return _app(service, bot_settings, clock)


@pytest.fixture
def sqlite_app(sqlite_service: Service, bot_settings: Settings, clock: MovableClock) -> Flask:
    """The young people's app on SQLite only."""
    return _app(sqlite_service, bot_settings, clock)


def _app(service: Service, settings: Settings, clock: MovableClock) -> Flask:
    app = create_bot_app(service, settings, clock)
    app.config["TESTING"] = False  # errors become pages, as they do for people
    return app


@pytest.fixture
def phone(app: Flask, bot_settings: Settings) -> Callable[..., Phone]:
    """Phones whose texts go through the signed webhook, on each kind of database."""
    return lambda number=None: Phone(app, bot_settings, number)


@pytest.fixture
def sqlite_phone(sqlite_app: Flask, bot_settings: Settings) -> Callable[..., Phone]:
    """Phones on SQLite only."""
    return lambda number=None: Phone(sqlite_app, bot_settings, number)


@pytest.fixture
def office(service: Service) -> Office:
    """A county whose duty is covered, on each kind of database."""
    return an_office(service, NOW)
