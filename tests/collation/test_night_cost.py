"""A night costs what is new: what stays as it was is not written again, nor counted again."""

import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, select

from collation import nightly
from config.data import ReleaseRules
from config.frame import load_frame
from storage.answers import reviewing
from storage.answers.tables import answer_state
from storage.database import Database
from storage.rooms import Rooms
from tests.released import some_words

FRAME = load_frame(Path(__file__).parents[2] / "config")
OLD, NEW = "2025-Q1", "2026-Q2"
"""The fixtures' clock stands in May 2026: a quarter long over, and today's."""

_WRITES = re.compile(r"(?:INSERT INTO|DELETE FROM|UPDATE) (coding|answer_state|theme_cell)\b")


@contextmanager
def written(database: Database) -> Iterator[Counter[str]]:
    """How many rows of each table statements write, or delete."""
    rows: Counter[str] = Counter()

    def count(conn: Any, cursor: Any, statement: str, *_: Any) -> None:
        if found := _WRITES.match(statement):
            rows[found[1]] += max(0, cursor.rowcount)

    event.listen(database.engine, "after_cursor_execute", count)
    try:
        yield rows
    finally:
        event.remove(database.engine, "after_cursor_execute", count)


def night(rooms: Rooms, now: datetime) -> nightly.Night:
    return nightly.run(rooms.answers, rooms.register, FRAME, ReleaseRules(), now)


def test_a_night_writes_what_is_new(rooms: Rooms, now: datetime) -> None:
    some_words(rooms, ["maths is boring"] * 150, quarter=OLD)
    night(rooms, now)
    some_words(rooms, ["maths is boring"] * 10, quarter=NEW)
    with written(rooms.answers) as rows:
        assert night(rooms, now).coded == 10
    again = 1 if rooms.answers.sqlite else 3  # PostgreSQL: written, then taken out and mixed
    assert rows["answer_state"] == 10 * again
    with written(rooms.answers) as rows:
        night(rooms, now)
    assert rows == {}


def test_what_was_learned_writes_only_what_it_changes(rooms: Rooms, now: datetime) -> None:
    """Corrections have the open answers looked at again: that is no reason to write them."""
    some_words(rooms, ["zorbing was here", "maths is boring"] * 20, quarter=NEW)
    decided = some_words(
        rooms, ["zorbing one", "zorbing two", "my zorbing", "zorbing four"], quarter=NEW
    )
    night(rooms, now)
    with rooms.answers.write() as conn:
        for one in decided:
            reviewing.set_themes(conn, one, {"fun"}, "officer", now)
    night(rooms, now)
    with rooms.answers.read() as conn:
        themes = [found.codings for found in reviewing.listing(conn, reviewing.Sought(), 100)]
    assert sum(any(one.theme == "fun" for one in some) for some in themes) == 20
    some_words(rooms, ["something else"], quarter=OLD)
    with rooms.answers.write() as conn:  # another correction that changes nothing else
        reviewing.set_themes(conn, decided[0], {"fun", "school"}, "officer", now)
    with written(rooms.answers) as rows:
        assert night(rooms, now).coded == 41
    if rooms.answers.sqlite:
        assert rows["coding"] <= 2 * 20  # suggestions that come nearer; none without any
        assert rows["answer_state"] <= 1 + 3 * 40


@pytest.mark.postgres
def test_quarters_that_are_over_lie_where_they_lay(postgres_rooms: Rooms, now: datetime) -> None:
    """The rows that hide the night they came in are those of the quarters that are open."""
    rooms = postgres_rooms
    some_words(rooms, ["maths is boring"] * 50, quarter=OLD)
    some_words(rooms, ["maths is boring"] * 20, quarter=NEW)
    night(rooms, now)
    before = _places(rooms)
    some_words(rooms, ["maths is boring"] * 20, quarter=NEW)
    night(rooms, now)
    after = _places(rooms)
    assert after[OLD] == before[OLD]
    assert len({xmin for xmin, _ in before[OLD].values()}) == 1


def _places(rooms: Rooms) -> Any:
    """Quarter -> answer -> the transaction that wrote its state, and where it lies."""
    query = select(answer_state.c["quarter", "answer_id"])
    with rooms.answers.read() as conn:
        found = conn.exec_driver_sql(
            "SELECT quarter, answer_id, xmin::text, ctid::text FROM answer_state"
        ).all()
        assert len(found) == len(conn.execute(query).all())
    places: dict[str, dict[str, tuple[str, str]]] = {}
    for quarter, answer_id, xmin, ctid in found:
        places.setdefault(quarter, {})[answer_id] = (xmin, ctid)
    return places
