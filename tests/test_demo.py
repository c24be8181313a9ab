"""The demo opens on a Tuesday, with a log-in for each role, and never in production."""

from datetime import UTC, datetime, timedelta

import pytest
from cryptography.fernet import Fernet

from commands.demo import coming_tuesday, forbid_demo_county, open_demo
from config.settings import SettingsError, load_settings
from staff.roles import ROLES
from storage.crypto import Vault
from storage.office import accounts
from storage.rooms import migrate, open_rooms


@pytest.mark.parametrize("days", range(7))
def test_it_opens_on_the_coming_tuesday_at_four(days):
    opened = coming_tuesday(datetime(2026, 5, 8, 22, 30, tzinfo=UTC) + timedelta(days=days))
    assert (opened.weekday(), opened.hour, opened.utcoffset()) == (1, 16, timedelta(hours=1))
    assert opened.date().isoformat() in ("2026-05-12", "2026-05-19")


def test_a_tuesday_is_its_own_tuesday():
    winter = coming_tuesday(datetime(2026, 12, 1, 23, 59, tzinfo=UTC))
    assert winter.astimezone(UTC) == datetime(2026, 12, 1, 16, tzinfo=UTC)


def test_it_is_loaded_once_and_forbidden_in_production(tmp_path):
    demo = load_settings({"MODE": "demo", "VAR_DIR": str(tmp_path)})
    rooms = open_rooms(
        demo.database_url,
        demo.keys_database_url,
        demo.answers_database_url,
        Vault(demo.register_keys, demo.lookup_peppers),
    )
    migrate(rooms)
    production = {
        "VAR_DIR": str(tmp_path),
        "SECRET_KEY": "s" * 32,
        "LOOKUP_PEPPERS": "p" * 32,
        "REGISTER_KEYS": Fernet.generate_key().decode(),
    }
    forbid_demo_county(load_settings(production), {})  # nothing is loaded yet

    logins = open_demo(demo, {"MODE": "demo"})
    assert [login.role for login in logins] == list(ROLES)
    with rooms.register.read() as conn:
        for login in logins[:2]:
            account, password_hash = accounts.find_by_name(conn, login.name) or (None, "")
            assert account is not None
            assert (account.role, account.must_change) == (login.role, False)
            assert accounts.password_matches(password_hash, login.password)
    rooms.close()

    assert open_demo(demo, {"MODE": "demo"}) == logins
    with pytest.raises(SettingsError, match="demo county's database"):
        forbid_demo_county(load_settings(production), {})
