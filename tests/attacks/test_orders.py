"""Attacks 4 and 12: does any order tell who came when, or which answers are one person's?"""

import random
import statistics
from collections.abc import Hashable, Sequence
from datetime import datetime
from itertools import combinations
from math import comb
from typing import Any

import pytest
from sqlalchemy import text

from storage import mixer
from storage.crypto import new_id
from storage.ladder import RUNGS
from storage.rooms import Rooms
from tests.attacks.naive import NaiveBuild, Said
from tests.factories import Talk, closed, hold, some_contacts
from tests.storage import attacks
from tests.storage.canaries import FIRST, NUMBERS, RULES, said_by

ROUNDS, PEOPLE, QUESTIONS = 20, 60, 4
KNOWN = ("place", "age", "status", "helper", "language")


def _arrival(order: Sequence[str]) -> list[int]:
    return [int(one.removeprefix(FIRST).rstrip(".")) for one in order]


def _atoms(count: int) -> list[dict[str, Any]]:
    """Atoms in the order in which their conversations came."""
    return [
        {
            "id": new_id(), "quarter": "2026-Q2", "lane": "registered", "question": "wall.more",
            "kind": "words", "value": None, "text": said, "may_quote": True, "voice": new_id(),
            **dict.fromkeys(("place", "age", "status", "helper", "language", "event")),
        }
        for said in said_by(count)
    ]  # fmt: skip


@pytest.mark.attack(4)
def test_rows_lie_in_no_order_that_tells_who_came_first(rooms: Rooms) -> None:
    found = []
    for _ in range(ROUNDS):
        mixer._insert(rooms, new_id(), _atoms(300), "2026-Q2")  # type: ignore[arg-type]
        found.append(attacks.rank_correlation(_arrival(attacks.physical_order(rooms.answers))))
        with rooms.answers.write() as conn:
            conn.execute(text("DELETE FROM answer"))
    # Of 20 shuffled orders of 300, two are beyond 0.2 once in 20,000 runs.
    assert sum(abs(one) > 0.2 for one in found) <= 1, found
    assert abs(statistics.mean(found)) < 0.07


@pytest.mark.attack(4, naive=True)
def test_naive_rows_lie_as_they_came(rooms: Rooms) -> None:
    """A random text key hides nothing: the rows' places say who came first, all 300 of them."""
    build = NaiveBuild(rooms.answers)
    build.keep(Said(f"p{n}", said) for n, said in enumerate(said_by(300)))
    assert attacks.rank_correlation(_arrival(build.lying())) == 1
    build.remove()


@pytest.mark.attack(4)
@pytest.mark.postgres
def test_postgresql_does_not_say_which_transaction_wrote_which_row(postgres_rooms: Rooms) -> None:
    for half in range(2):
        mixer._insert(postgres_rooms, new_id(), _atoms(60)[half::2], "2026-Q2")  # type: ignore[arg-type]
    assert len(_transactions(postgres_rooms, "answer")) == 1


@pytest.mark.attack(4, naive=True)
@pytest.mark.postgres
def test_naive_postgresql_numbers_every_row(postgres_rooms: Rooms) -> None:
    build = NaiveBuild(postgres_rooms.answers)
    build.keep(Said(f"p{n}", said) for n, said in enumerate(said_by(60)))
    numbers = _transactions(postgres_rooms, "naive_answer")
    build.remove()
    assert len(numbers) == 60


def _transactions(rooms: Rooms, table: str) -> set[int]:
    with rooms.answers.read() as conn:
        return set(conn.execute(text(f"SELECT xmin::text::bigint FROM {table}")).scalars())  # noqa: S608


# ------------------------------------------------------------------ one person's answers


def _people(rooms: Rooms, known: bool) -> dict[str, str]:
    """Sixty people with four answers each, all told apart by a value; whose each value is."""
    people, dice = some_contacts(rooms, NUMBERS[:PEOPLE]), random.Random(4)
    talks, whose = [], {}
    for one in people:
        values = [new_id() for _ in range(QUESTIONS)]
        whose |= dict.fromkeys((f'"{value}"' for value in values), one.id)
        of_them = {
            "place": dice.choice(("havant", "fareham-gosport")),
            "age": dice.choice(("11-15", "16-17")),
            "status": "in-care", "helper": dice.choice(("no", "no", "yes")), "language": "en",
        }  # fmt: skip
        answers = [closed(value, f"q.{place}") for place, value in enumerate(values)]
        talks.append(Talk(one, answers, attributes=of_them if known else {}))
    hold(rooms, talks)
    return whose


def _released(rooms: Rooms, now: datetime) -> list[dict[str, object]]:
    """What a thief has, in the order in which it lies; a value only says which atom is which."""
    mixer.release(rooms, RULES, now)
    query = "SELECT * FROM answer" if rooms.answers.sqlite else "SELECT * FROM answer ORDER BY ctid"
    with rooms.answers.read() as conn:
        return [dict(row) for row in conn.execute(text(query)).mappings()]


def _guesses(rows: Sequence[dict[str, object]]) -> dict[str, list[Hashable]]:
    """Every way to put atoms together: by each column, and by what lies together."""
    columns = [name for name in rows[0] if name not in ("id", "value", *KNOWN)]
    found: dict[str, list[Hashable]] = {name: [str(row[name]) for row in rows] for name in columns}
    for name in ("id", "voice"):
        order = sorted(range(len(rows)), key=lambda place, by=name: str(rows[place][by]))  # type: ignore[misc]
        groups = {row: place // QUESTIONS for place, row in enumerate(order)}
        found[f"order of {name}"] = [groups[row] for row in range(len(rows))]
    found["place"] = [place // QUESTIONS for place in range(len(rows))]
    return found


@pytest.mark.attack(12)
def test_one_persons_answers_cannot_be_put_together(rooms: Rooms, now: datetime) -> None:
    whose = _people(rooms, known=False)
    rows = _released(rooms, now)
    truth = [whose[str(row["value"])] for row in rows]
    indexes = {name: rand_index(guess, truth) for name, guess in _guesses(rows).items()}
    assert len(rows) == PEOPLE * QUESTIONS
    assert all(abs(one) < 0.06 for one in indexes.values()), indexes


@pytest.mark.attack(12)
def test_what_is_known_of_answers_puts_no_two_of_them_together(rooms: Rooms, now: datetime) -> None:
    """Two answers with the same description are one person's at most once in k."""
    whose = _people(rooms, known=True)
    cells: dict[tuple[object, ...], list[dict[str, object]]] = {}
    for row in _released(rooms, now):
        cells.setdefault(tuple(row[name] for name in RUNGS[0]), []).append(row)
    assert len(cells) > 3  # or nothing is described, and this shows nothing
    for some in cells.values():
        pairs = [
            whose[str(a["value"])] == whose[str(b["value"])]
            for a, b in combinations(some, 2)
            if a["question"] != b["question"]
        ]
        assert statistics.mean(pairs) <= 1 / RULES.k_inside


@pytest.mark.attack(12, naive=True)
def test_naive_answers_fall_into_their_conversations(rooms: Rooms) -> None:
    """By a conversation's id, and as well without it: they lie together."""
    build = NaiveBuild(rooms.answers)
    build.keep(Said(f"p{n // QUESTIONS}", f"{n}", f"q.{n % QUESTIONS}") for n in range(240))
    truth = [int(one) // QUESTIONS for one in build.lying("text")]
    assert rand_index(build.lying("conversation"), truth) == 1
    assert rand_index([place // QUESTIONS for place in range(240)], truth) == 1
    build.remove()


def rand_index(guess: Sequence[Hashable], truth: Sequence[Hashable]) -> float:
    """The adjusted Rand index: 1 when the groups are the true ones, about 0 when by chance."""
    pairs: dict[tuple[Hashable, Hashable], int] = {}
    for both in zip(guess, truth, strict=True):
        pairs[both] = pairs.get(both, 0) + 1
    together = sum(comb(many, 2) for many in pairs.values())
    ours, theirs = (
        sum(comb(sum(m for p, m in pairs.items() if p[side] == one), 2) for one in set(group))
        for side, group in ((0, guess), (1, truth))
    )
    by_chance = ours * theirs / comb(len(truth), 2)
    most = (ours + theirs) / 2
    return 0.0 if most == by_chance else (together - by_chance) / (most - by_chance)
