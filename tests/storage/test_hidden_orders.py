"""Hidden orders: nothing tells which answer came first, whichever way the rows are laid out."""

import hashlib
import statistics
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import text

from storage import mixer
from storage.rooms import Rooms
from tests.factories import Talk, hold, read_all, some_contacts, words
from tests.storage import attacks
from tests.storage.canaries import FIRST, NUMBERS, RULES, filled, said_by

ROUNDS = 3
"""The middle one decides: by mere chance a shuffled order is beyond 0.2 once in 2,000."""


def _arrival(order: list[str]) -> list[int]:
    return [int(one.removeprefix(FIRST).rstrip(".")) for one in order]


def _rounds(rooms: Rooms, now: datetime, order: Callable[[], list[str]]) -> list[list[str]]:
    """The order found after each of some releases, each of three hundred conversations."""
    people = some_contacts(rooms, NUMBERS)
    found = []
    for _ in range(ROUNDS):
        filled(rooms, people=people)
        assert mixer.release(rooms, RULES, now)[0].conversations == 300
        found.append(order())
        with rooms.answers.write() as conn:
            conn.execute(text("DELETE FROM answer"))
    return found


def _middle(rounds: list[list[str]]) -> float:
    return statistics.median(abs(attacks.rank_correlation(_arrival(order))) for order in rounds)


@pytest.mark.attack(4)
def test_the_order_of_arrival_is_nowhere(rooms: Rooms, now: datetime) -> None:
    rounds = _rounds(rooms, now, lambda: attacks.physical_order(rooms.answers))
    assert all(len(order) == 300 for order in rounds)
    assert _middle(rounds) < 0.2


def test_nor_in_the_order_of_writing_within_the_file(
    sqlite_rooms: Rooms, tmp_path: Path, now: datetime
) -> None:
    answers, said = tmp_path / "answers.db", said_by(300)
    rounds = _rounds(sqlite_rooms, now, lambda: attacks.order_in_file(answers, said))
    assert _middle(rounds) < 0.2


@pytest.mark.postgres
def test_nor_across_releases_on_postgresql(postgres_rooms: Rooms, now: datetime) -> None:
    """The rows of an older release do not lie before those of a newer one."""
    people = some_contacts(postgres_rooms, NUMBERS)
    said = said_by(300)
    for half in (slice(0, 150), slice(150, 300)):
        hold(
            postgres_rooms,
            [Talk(one, [words(text)]) for one, text in zip(people[half], said[half], strict=True)],
        )
        read_all(postgres_rooms)
        mixer.release(postgres_rooms, RULES, now)
    newer = [arrival >= 150 for arrival in _arrival(attacks.physical_order(postgres_rooms.answers))]
    assert 40 < sum(newer[:150]) < 110


@pytest.mark.attack(4, naive=True)
def test_control_an_ordinary_table_keeps_the_order_of_arrival(rooms: Rooms) -> None:
    """Random ids do not help: the rows lie as they came."""
    with rooms.answers.write() as conn:
        conn.execute(text("CREATE TEMPORARY TABLE plain (id TEXT PRIMARY KEY, text TEXT)"))
        for said in said_by(300):
            conn.execute(
                text("INSERT INTO plain VALUES (:id, :text)"),
                {"id": hashlib.sha256(said.encode()).hexdigest(), "text": said},
            )
        place = "rowid" if rooms.answers.sqlite else "ctid"
        found = conn.execute(text(f"SELECT text FROM plain ORDER BY {place}"))  # noqa: S608
        order = [str(one) for one in found.scalars()]
    assert attacks.rank_correlation(_arrival(order)) == 1
