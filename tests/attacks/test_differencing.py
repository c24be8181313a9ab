"""Attacks 8, 11 and 14 on numbers and pages: what changes by one, and who may search what."""

import random

import pytest

from staff.roles import ROLES
from storage import mixer
from storage.disclosure_guard import Earlier, Proposed, Refused, guard
from storage.disclosure_said import Exact, Safe
from storage.register import held
from storage.register.held import HeldAnswer
from tests.staff.console import Console, post
from tests.storage import attacks
from tests.storage.canaries import RULES

PAIRS = 10_000
PLACES, AGES = ("havant", "winchester", "new-forest"), ("11-15", "16-17")
Person = tuple[str, str, bool]
"""Where, how old, and whether they named the theme."""

Shown = tuple[int | None, ...]


def _crowd(dice: random.Random) -> list[Person]:
    return [
        (dice.choice(PLACES), dice.choice(AGES), dice.random() < 0.4)
        for _ in range(dice.randint(6, 45))
    ]


def _exact(people: list[Person], by: str) -> Exact:
    values = {"": ("",), "place": PLACES, "age": AGES}[by]
    part = {"place": 0, "age": 1}.get(by)

    def row(*said: bool) -> tuple[int, ...]:
        return tuple(
            sum(one[2] in said and (part is None or one[part] == value) for one in people)
            for value in values
        )

    return Exact(values, row(True, False), {"theme": row(True)})


def _ours(people: list[Person], by: str, before: list[Earlier]) -> Shown | None:
    """What goes out of a table after what went out before; None where nothing does."""
    unit = (("2026-Q1",), ("wall.more",), ("registered",), (by,) if by else ())
    safe = guard(Proposed(*unit, _exact(people, by), (5,), closed=True), before)
    if isinstance(safe, Refused):
        return None
    assert isinstance(safe, Safe)
    before.append(Earlier(by, safe.exact, safe.blanks, 5))
    lines = [number for line in safe.lines for number in (*line.said, line.total)]
    return (*safe.base, safe.total, *lines)


def _naive(people: list[Person], by: str) -> Shown:
    """Counts under five are left out, and nothing else is thought of."""
    exact = _exact(people, by)
    numbers = (*exact.base, sum(exact.base), *exact.said["theme"], sum(exact.said["theme"]))
    return tuple(number if number >= 5 else None for number in numbers)


def _tells(first: Shown, second: Shown) -> bool:
    """Whether two answers to the same question differ by exactly the one who is missing."""
    pairs = zip(first, second, strict=True)
    return any(a is not None and b is not None and a - b == 1 for a, b in pairs)


@pytest.mark.attack(11)
def test_no_two_tables_differ_by_the_one_who_is_missing() -> None:
    """Ten thousand crowds, each also without one of them, asked for in any order of filters."""
    dice = random.Random(11)
    told = refused = 0
    for _ in range(PAIRS):
        people, by = _crowd(dice), dice.choice(("", "place", "age"))
        before: list[Earlier] = []
        if dice.random() < 0.3:
            _ours(people, dice.choice(("", "place", "age")), before)
        first = _ours(people, by, before)
        second = _ours(people[1:], by, before)
        refused += second is None
        told += first is not None and second is not None and _tells(first, second)
    assert told == 0
    assert refused < PAIRS


@pytest.mark.attack(11, naive=True)
def test_naive_tables_tell_of_nearly_everybody() -> None:
    dice = random.Random(11)
    told = 0
    for _ in range(PAIRS):
        people, by = _crowd(dice), dice.choice(("", "place", "age"))
        told += _tells(_naive(people, by), _naive(people[1:], by))
    assert told > 0.9 * PAIRS


# ------------------------------------------------------------- 11 and 14: who may search what

SECRET = "a canary that nobody has read yet"


@pytest.mark.attack(14)
def test_no_role_finds_words_that_were_not_released(console: Console) -> None:
    """Searching what is held is nobody's page; the page that searches, searches released words."""
    console.hold(SECRET)
    allowed = set()
    for role in ROLES:
        client = console.browser(role)
        for path in ("/staff/answers?q=", "/staff/find-words?q=", "/staff/reading?q="):
            page = client.get(path + SECRET.replace(" ", "+"))
            if "reading" not in path:
                assert SECRET not in page.text.replace(f'value="{SECRET}"', "")
        found = post(client, "/staff/find-words", quote=SECRET)
        if found.status_code == 200:
            allowed.add(role)
            assert "No released words" in found.text
    assert allowed == {"dpo"}


@pytest.mark.attack(14, naive=True)
def test_naive_releases_take_words_that_nobody_read(
    console: Console, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Names and all: nobody read them, and the machine's own redaction is not asked either."""
    monkeypatch.setattr(HeldAnswer, "words", property(lambda one: one.text))
    monkeypatch.setattr(HeldAnswer, "leaves", property(lambda one: True))
    console.hold("my worker Jo Plumtree never rings")
    with console.rooms.register.read() as conn:
        ids = sorted(held.ids(conn))
    mixer._insert(console.rooms, "a" * 32, mixer._atoms(console.rooms, RULES, ids, "2026-Q4"),
                  "2026-Q4")  # fmt: skip
    assert b"my worker Jo Plumtree never rings" in attacks.values(
        attacks.dump(console.rooms.answers)
    )
