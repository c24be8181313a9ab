"""Attacks 9, 10 and 15: a crowd that is none, a cell with few people, a rare language."""

import random
from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

import pytest

from config.data import County
from conversations.safeguarding import Assessment
from storage import mixer, translating
from storage.ladder import Described, describe
from storage.register.held import Ready
from storage.rooms import Rooms
from tests.conftest import NOW
from tests.factories import (
    SOMEBODY,
    Talk,
    a_phone,
    closed,
    hold,
    read_all,
    some_contacts,
    words,
)
from tests.storage import attacks
from tests.storage.canaries import NUMBERS, RULES

# ---------------------------------------------------------------------- 9: flooding the pool


def _flood(rooms: Rooms) -> None:
    """Nineteen phones of our own, texting in every guise, and one child."""
    testers = some_contacts(rooms, [a_phone() for _ in range(19)], "staff_test")
    strangers = some_contacts(rooms, [a_phone() for _ in range(19)], "unknown")
    child = some_contacts(rooms, [a_phone()])
    talks = [Talk(one, [closed("yes")]) for one in (*testers, *strangers)]
    talks += [Talk(None, [closed("yes")]) for _ in range(19)]
    talks.append(Talk(child[0], [closed("no")]))
    hold(rooms, talks)
    read_all(rooms)


@pytest.mark.attack(9)
def test_one_child_among_phones_of_ours_stays(rooms: Rooms, county: County, now: datetime) -> None:
    _flood(rooms)
    went = {one.lane: one.conversations for one in mixer.release(rooms, county.release, now)}
    assert went["registered"] == 0
    assert b'"no"' not in attacks.values(attacks.dump(rooms.answers))


@pytest.mark.attack(9, naive=True)
def test_naive_mixers_count_whatever_comes(
    sqlite_rooms: Rooms, county: County, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Twenty conversations of whomever: the only "no" is the child's."""

    def everything(conn: object, lane: str, at: datetime) -> list[Ready]:
        found = [one for each in ("test", "web", "registered") for one in real(conn, each, at)]
        return found if lane == "registered" else []

    real = mixer.held.ready
    monkeypatch.setattr(mixer.held, "ready", everything)
    _flood(sqlite_rooms)
    went = {one.lane: one.conversations for one in mixer.release(sqlite_rooms, county.release, now)}
    assert went["registered"] == 58
    values = [row.get("answer.value") for row in attacks.dump(sqlite_rooms.answers)]
    assert values.count('"no"') == 1


# ----------------------------------------------------------------------- 10: small cells

_KNOWN = {
    "place": [f"district-{n}" for n in range(11)],
    "age": ["8-11", "11-15", "16-17", "18-21", "21-25"],
    "status": ["in-care", "care-leaver", "kinship"],
    "helper": ["no", "yes"],
}


def _a_quarter(seed: int, people: int = 340) -> list[Described]:
    """A made-up county's quarter: eleven places, five bands, three statuses."""
    dice = random.Random(seed)
    return [
        Described(f"p{n}", {name: dice.choice(some) for name, some in _KNOWN.items()})
        for n in range(people)
    ]


def _alone(answers: Sequence[Described], kept: Sequence[dict[str, str]], k: int = 5) -> int:
    """How many people stand in a description with fewer than k."""
    cells: dict[frozenset[tuple[str, str]], set[str]] = defaultdict(set)
    for one, attributes in zip(answers, kept, strict=True):
        cells[frozenset(attributes.items())].add(one.person)
    return sum(len(some) for some in cells.values() if len(some) < k)


@pytest.mark.attack(10)
def test_nobody_stands_in_a_small_cell() -> None:
    for seed in range(40):
        people = _a_quarter(seed, people=random.Random(seed).randint(20, 340))
        assert _alone(people, describe(people, 5)) == 0


@pytest.mark.attack(10, naive=True)
def test_naive_descriptions_leave_most_people_in_small_cells() -> None:
    """Place, age, status and helper of 340 people: over nine in ten are among four or fewer."""
    alone = [_alone(people, [dict(one.attributes) for one in people]) / 340
             for people in map(_a_quarter, range(10))]  # fmt: skip
    assert min(alone) > 0.9


# ------------------------------------------------------------------------ 15: a rare language

THEIRS, IN_ENGLISH = "ሰብ ክሰምዓኒ እደሊ", "I want somebody to listen to me"


def _one_tigrinya_speaker(rooms: Rooms) -> None:
    people = some_contacts(rooms, NUMBERS[:30])
    rare = Talk(
        people[0], [words(THEIRS)], attributes={**SOMEBODY, "language": "ti"}, language="ti"
    )
    hold(rooms, [rare, *(Talk(one, [words("more trips")]) for one in people[1:])])


def _looks_of_it(rooms: Rooms) -> list[object]:
    """Every value of the answers in which the language can be seen."""
    return [
        value
        for row in attacks.dump(rooms.answers)
        for value in row.values()
        if value == "ti" or any("\u1200" <= sign <= "\u139f" for sign in str(value))
        or "igrinya" in str(value)
    ]  # fmt: skip


@pytest.mark.attack(15)
def test_a_rare_language_leaves_no_trace(rooms: Rooms, now: datetime) -> None:
    _one_tigrinya_speaker(rooms)
    found = mixer.next_to_translate(rooms, "a translator", NOW)
    assert found is not None
    assert found.text == THEIRS
    assert translating.translate(rooms, found.id, IN_ENGLISH, NOW, Assessment())
    read_all(rooms)
    mixer.release(rooms, RULES, now)
    values = attacks.values(attacks.dump(rooms.answers))
    assert IN_ENGLISH.encode() in values
    assert _looks_of_it(rooms) == []


@pytest.mark.attack(15, naive=True)
def test_naive_answers_keep_words_and_language_as_they_came(
    sqlite_rooms: Rooms, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "storage.atoms.describe", lambda answers, _k: [dict(one.attributes) for one in answers]
    )
    monkeypatch.setattr("storage.register.held.written_in", lambda _text, _language: None)
    _one_tigrinya_speaker(sqlite_rooms)
    read_all(sqlite_rooms)
    mixer.release(sqlite_rooms, RULES, now)
    assert sorted(map(str, _looks_of_it(sqlite_rooms))) == ["ti", THEIRS]
