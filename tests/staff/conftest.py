"""A console on fresh databases, with somebody of every role."""

import pytest
from argon2 import PasswordHasher
from sqlalchemy import update

from config.data import County
from config.settings import Settings
from staff import signing_in
from storage.office import accounts
from storage.office.tables import account
from storage.rooms import Rooms
from tests.staff.console import Console


@pytest.fixture(autouse=True)
def quick_passwords(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hashes that cost nothing: they are slow on purpose, and these tests make thousands."""
    quick = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    monkeypatch.setattr(accounts, "HASHER", quick)
    monkeypatch.setattr(signing_in, "_NOBODY", accounts.hash_password("no account has this"))


@pytest.fixture
def console(sqlite_rooms: Rooms, county: County, settings_demo: Settings) -> Console:
    """The console, mounted at /staff, with an account for every role."""
    return Console(sqlite_rooms, county, settings_demo)


@pytest.fixture
def console_on_both(rooms: Rooms, county: County, settings_demo: Settings) -> Console:
    """The same, once on SQLite and once on PostgreSQL."""
    return Console(rooms, county, settings_demo)


@pytest.fixture
def lead_of_havant(console: Console) -> None:
    """The console's district lead has a district."""
    with console.rooms.register.write() as conn:
        lead = update(account).where(account.c.role == "district_lead")
        conn.execute(lead.values(district="havant"))
