"""What every test may ask for: rooms to keep things in, keys, a county and a fixed moment."""

import importlib.util
import os
import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import hypothesis
import pytest
from sqlalchemy import text

from config.data import County, load_county
from config.settings import Settings, database_url, load_settings
from storage.crypto import Vault
from storage.rooms import Rooms, migrate, open_rooms

_PLUGINS = (
    "tests.light_apps",
    "tests.facilities",
    "tests.log_canary",
    "tests.fake_twilio.plugin",
    "tests.soak.figures",
)
pytest_plugins = [name for name in _PLUGINS if importlib.util.find_spec(name)]

# A run that decides about a change tries the same cases for everybody; other runs search on.
hypothesis.settings.register_profile("strict", derandomize=True)
if os.environ.get("STRICT"):
    hypothesis.settings.load_profile("strict")

ROOT = Path(__file__).resolve().parent.parent
NAMES = ("register", "keys", "answers")

NOW = datetime(2026, 5, 12, 15, 0, tzinfo=UTC)
"""A Tuesday, 16:00 in Hampshire, in the middle of a quarter."""


def pytest_addoption(parser: pytest.Parser) -> None:
    """Options of helpers that are not plugins themselves."""
    if importlib.util.find_spec("tests.transcript_runner"):
        from tests import transcript_runner

        add_option = getattr(transcript_runner, "add_option", None)
        if add_option:
            add_option(parser)


@pytest.fixture
def now() -> datetime:
    """A fixed Tuesday, 16:00 in Hampshire."""
    return NOW


@pytest.fixture(scope="session")
def vault() -> Vault:
    """Register keys and peppers that never change between runs."""
    return Vault(("Z" * 43 + "=",), ("a pepper only for tests, long enough",))


@pytest.fixture(scope="session")
def county() -> County:
    """The county as it is in production: 20 people, 28 days, 72 hours."""
    return load_county(ROOT / "config", {})


@pytest.fixture(scope="session")
def demo_county() -> County:
    """The county with the demo's small release rules."""
    return load_county(ROOT / "config", {"MODE": "demo"})


@pytest.fixture
def settings_demo(tmp_path: Path) -> Settings:
    """Settings of a demo whose secrets and databases are in this test's own folder."""
    return load_settings({"MODE": "demo", "VAR_DIR": str(tmp_path / "var")})


# ------------------------------------------------------------------------------------ the rooms


@pytest.fixture(scope="session")
def _migrated_files(tmp_path_factory: pytest.TempPathFactory, vault: Vault) -> Path:
    """The three SQLite files, migrated once; every test gets a copy."""
    folder = tmp_path_factory.mktemp("migrated")
    rooms = _on_sqlite(folder, vault)
    migrate(rooms)
    for database in (rooms.register, rooms.answers):
        assert database.checkpoint()
    rooms.close()
    return folder


@pytest.fixture
def sqlite_rooms(_migrated_files: Path, tmp_path: Path, vault: Vault) -> Iterator[Rooms]:
    """Empty, migrated rooms on SQLite."""
    rooms = copied(_migrated_files, tmp_path, vault)
    yield rooms
    rooms.close()


@pytest.fixture(scope="session")
def _postgres_urls() -> Iterator[dict[str, str]]:
    from tests import facilities

    urls = {name: facilities.fresh_postgres_url() for name in NAMES}
    yield {name: database_url(url) for name, url in urls.items()}
    for url in urls.values():
        facilities.drop_postgres(url)


@pytest.fixture(scope="session")
def _migrated_postgres(_postgres_urls: dict[str, str], vault: Vault) -> dict[str, str]:
    rooms = open_rooms(
        _postgres_urls["register"], _postgres_urls["keys"], _postgres_urls["answers"], vault
    )
    migrate(rooms)
    rooms.close()
    return _postgres_urls


@pytest.fixture
def postgres_rooms(_migrated_postgres: dict[str, str], vault: Vault) -> Iterator[Rooms]:
    """Empty, migrated rooms on PostgreSQL: always the same databases, emptied before each test.

    Mark a test that asks for it with `postgres`.
    """
    urls = _migrated_postgres
    rooms = open_rooms(urls["register"], urls["keys"], urls["answers"], vault)
    _empty(rooms)
    yield rooms
    rooms.close()


@pytest.fixture(
    params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)],
)
def rooms(request: pytest.FixtureRequest) -> Rooms:
    """Empty, migrated rooms; the test runs once on each kind of database."""
    found: Rooms = request.getfixturevalue(
        "sqlite_rooms" if request.param == "sqlite" else "postgres_rooms"
    )
    return found


@pytest.fixture
def reopened(vault: Vault) -> Iterator[Callable[[Rooms], Rooms]]:
    """Open the same databases again, as another process would."""
    opened: list[Rooms] = []

    def again(rooms: Rooms) -> Rooms:
        opened.append(open_rooms(rooms.register.url, rooms.keys.url, rooms.answers.url, vault))
        return opened[-1]

    yield again
    for one in opened:
        one.close()


def copied(files: Path, folder: Path, vault: Vault) -> Rooms:
    """Rooms on a copy of three SQLite files."""
    for name in NAMES:
        shutil.copy(files / f"{name}.db", folder / f"{name}.db")
    return _on_sqlite(folder, vault)


def _on_sqlite(folder: Path, vault: Vault) -> Rooms:
    register, keys, answers = (f"sqlite:///{folder}/{name}.db" for name in NAMES)
    return open_rooms(register, keys, answers, vault)


def _empty(rooms: Rooms) -> None:
    for _, database, metadata in rooms._all():
        names = ", ".join(f'"{table}"' for table in metadata.tables)
        with database.write() as conn:
            conn.execute(text(f"TRUNCATE {names}"))
