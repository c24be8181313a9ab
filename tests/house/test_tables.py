"""Every table says in which room it is and how long its rows are kept."""

import pytest

import storage.rooms  # noqa: F401 - declares every table
from storage.schema import answers_metadata, keys_metadata, register_metadata

ROOMS = {
    "register": {"register", "office", "neutral"},
    "keys": {"keys"},
    "answers": {"answers"},
}
METADATA = {"register": register_metadata, "keys": keys_metadata, "answers": answers_metadata}
TABLES = [
    pytest.param(database, table, id=f"{database}.{table.name}")
    for database, metadata in METADATA.items()
    for table in metadata.sorted_tables
]


@pytest.mark.parametrize(("database", "table"), TABLES)
def test_a_table_says_its_room_and_how_long_it_keeps(database, table):
    assert table.info["room"] in ROOMS[database]
    assert len(table.info["kept"].split()) >= 2


@pytest.mark.parametrize(("database", "table"), TABLES)
def test_no_hidden_column_keeps_the_order_of_arrival(database, table):
    assert table.primary_key.columns
    assert table.dialect_options["sqlite"]["with_rowid"] is False
