"""The tables: declared and migrated alike, and none of them with a hidden order."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Boolean, LargeBinary, MetaData, Table, Text, text

from storage.answers.tables import answer, batch
from storage.crypto import Vault
from storage.rooms import Rooms, check_migrations, migrate, open_rooms
from storage.schema import answers_metadata, keys_metadata, register_metadata

ROOMS_OF: dict[str, tuple[MetaData, set[str]]] = {
    "register": (register_metadata, {"register", "office", "neutral"}),
    "keys": (keys_metadata, {"keys"}),
    "answers": (answers_metadata, {"answers"}),
}
EVERY_TABLE = [
    pytest.param(table, rooms, id=table.name)
    for metadata, rooms in ROOMS_OF.values()
    for table in metadata.tables.values()
]


@pytest.fixture
def new_rooms(vault: Vault, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rooms]:
    """Databases with nothing in them at all."""
    folder = tmp_path_factory.mktemp("new") / "not" / "made"
    rooms = open_rooms(
        *(f"sqlite:///{folder}/{name}.db" for name in ("register", "keys", "answers")), vault
    )
    yield rooms
    rooms.close()


@pytest.mark.parametrize(("table", "rooms"), EVERY_TABLE)
def test_every_table_says_its_room_and_how_long_it_is_kept(table: Table, rooms: set[str]) -> None:
    assert table.info["room"] in rooms
    assert len(table.info["kept"]) > 5
    assert table.primary_key.columns


def test_the_declared_tables_are_the_migrated_ones(rooms: Rooms) -> None:
    assert check_migrations(rooms) == []
    assert rooms.check() == []


def test_migrating_again_changes_nothing(sqlite_rooms: Rooms) -> None:
    migrate(sqlite_rooms)
    assert sqlite_rooms.check() == []


def test_new_databases_say_what_to_do(new_rooms: Rooms) -> None:
    assert [line.split(":")[0] for line in new_rooms.check()] == ["register", "keys", "answers"]
    assert all("python manage.py migrate" in line for line in new_rooms.check())
    migrate(new_rooms)
    assert new_rooms.check() == []


def test_a_database_that_is_away_is_named(sqlite_rooms: Rooms, vault: Vault) -> None:
    away = open_rooms(
        sqlite_rooms.register.url,
        "postgresql+psycopg://nobody@127.0.0.1:1/keys",
        sqlite_rooms.answers.url,
        vault,
    )
    assert away.check() == ["keys: cannot be reached"]
    away.close()


def test_no_sqlite_table_has_a_hidden_order(sqlite_rooms: Rooms) -> None:
    for _, database, metadata in sqlite_rooms._all():
        with database.read() as conn:
            found = conn.execute(text("SELECT name, sql FROM sqlite_master WHERE type = 'table'"))
            made = {row.name: row.sql for row in found}
        assert set(metadata.tables) == set(made) - {"alembic_version"}
        for name in metadata.tables:
            assert made[name].rstrip().endswith("WITHOUT ROWID"), name
            assert "AUTOINCREMENT" not in made[name].upper()


@pytest.mark.postgres
def test_postgresql_counts_nothing(postgres_rooms: Rooms) -> None:
    for _, database, _ in postgres_rooms._all():
        with database.read() as conn:
            assert conn.execute(text("SELECT count(*) FROM pg_sequences")).scalar() == 0


def test_the_answers_have_no_room_for_a_time_or_a_secret() -> None:
    for table in (answer, batch):
        for column in table.columns:
            assert isinstance(column.type, Text | Boolean), column.name
            assert not isinstance(column.type, LargeBinary)


def test_the_answers_have_no_column_that_leads_back() -> None:
    names = {column.name for column in answer.columns}
    for word in ("contact", "number", "conversation", "session", "batch", "campaign", "worker",
                 "channel", "at", "when", "time", "date", "day", "seq", "order"):  # fmt: skip
        assert not [name for name in names if word in name.split("_")], word
    assert {column.name for column in batch.columns} == {"id", "quarter"}
