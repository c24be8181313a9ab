"""The release ladder: no description that is kept points at fewer than k people.

The property, for every set of answers to one question and every k: all answers that end with
exactly the same attributes come from at least k people – or all answers of the question carry no
attributes at all. And an answer keeps nothing that was not true of it.
"""

import random
from collections import defaultdict
from collections.abc import Sequence

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from storage.ladder import RUNGS, Described, describe

NAMES = ("place", "age", "status", "helper", "language")
VALUES = {
    "place": ("havant", "fareham-gosport", "new-forest"),
    "age": ("8-11", "11-15", "16-17"),
    "status": ("in-care", "care-leaver"),
    "helper": ("yes", "no"),
    "language": ("en", "ar", "ti"),
}
SHAPES = {frozenset(rung) for rung in RUNGS} | {frozenset()}

known = st.fixed_dictionaries({}, optional={name: st.sampled_from(VALUES[name]) for name in NAMES})
# Few people with several answers each, and many: both are where a ladder may slip.
crowd = st.lists(st.tuples(st.integers(0, 30), known), max_size=60).map(
    lambda pairs: [Described(f"p{person}", attributes) for person, attributes in pairs]
)
sizes = st.integers(1, 8)


def _people_by_cell(
    answers: Sequence[Described], kept: Sequence[dict[str, str]]
) -> dict[frozenset[tuple[str, str]], set[str]]:
    cells: dict[frozenset[tuple[str, str]], set[str]] = defaultdict(set)
    for answer, attributes in zip(answers, kept, strict=True):
        cells[frozenset(attributes.items())].add(answer.person)
    return cells


def _points_at_few(answers: Sequence[Described], kept: Sequence[dict[str, str]], k: int) -> bool:
    cells = _people_by_cell(answers, kept)
    if set(cells) <= {frozenset()}:
        return False
    return any(len(people) < k for people in cells.values())


@pytest.mark.attack(10)
@given(crowd, sizes)
@example([Described(f"p{n}", {"place": "havant", "age": "8-11"}) for n in range(5)], 5)
@example([Described("p0", {"place": "havant", "age": "8-11"})] * 5, 5)
def test_no_description_points_at_fewer_than_k_people(answers: list[Described], k: int) -> None:
    assert not _points_at_few(answers, describe(answers, k), k)


@given(crowd, sizes)
def test_only_what_was_true_and_only_in_the_ladders_shapes(
    answers: list[Described], k: int
) -> None:
    for answer, attributes in zip(answers, describe(answers, k), strict=True):
        assert attributes.items() <= answer.attributes.items()
        assert frozenset(attributes) - {"language"} in SHAPES


@given(crowd, sizes, st.randoms(use_true_random=False))
def test_the_order_of_arrival_changes_nothing(
    answers: list[Described], k: int, chance: random.Random
) -> None:
    order = list(range(len(answers)))
    chance.shuffle(order)
    kept = describe(answers, k)
    assert describe([answers[index] for index in order], k) == [kept[index] for index in order]


@given(crowd, sizes)
def test_what_remains_when_one_cell_is_taken_away_is_no_smaller_than_k(
    answers: list[Described], k: int
) -> None:
    """Differencing: the answers of a place less those described more finely."""
    kept = describe(answers, k)
    cells = _people_by_cell(answers, kept)
    for name in NAMES:
        for value in VALUES[name]:
            coarse = [cell for cell in cells if (name, value) in cell]
            for taken in coarse:
                rest = set().union(*(cells[cell] for cell in coarse if cell != taken))
                assert not rest or len(rest) >= k or len(cells) == 1


def test_a_large_alike_group_keeps_everything() -> None:
    all_known = {name: VALUES[name][0] for name in NAMES}
    answers = [Described(f"p{n}", all_known) for n in range(5)]
    assert describe(answers, 5) == [all_known] * 5


def test_the_finest_rung_that_holds_enough_is_taken() -> None:
    answers = [
        Described(f"p{n}", {"place": "havant", "age": "8-11", "status": VALUES["status"][n % 2]})
        for n in range(8)
    ]
    assert describe(answers, 5) == [{"place": "havant", "age": "8-11"}] * 8
    assert describe(answers, 4) == [dict(answer.attributes) for answer in answers]


def test_a_few_left_over_pull_the_smallest_cell_down_with_them() -> None:
    """Three from a small place, alone without attributes, would be known to be from there."""
    havant = [Described(f"h{n}", {"place": "havant", "age": "8-11"}) for n in range(9)]
    forest = [Described(f"f{n}", {"place": "new-forest", "age": "16-17"}) for n in range(5)]
    unknown = [Described(f"u{n}", {}) for n in range(3)]
    kept = describe([*havant, *forest, *unknown], 5)
    assert kept == [{"place": "havant", "age": "8-11"}] * 9 + [{}] * 8


def test_one_persons_many_answers_are_one_person() -> None:
    chatty = [Described("one", {"place": "havant", "age": "8-11"}) for _ in range(20)]
    others = [Described(f"p{n}", {}) for n in range(10)]
    assert describe([*chatty, *others], 5) == [{}] * 30


def test_a_rare_language_hides_the_common_one_too() -> None:
    """With `en` on all the others, the two without a language would stand out."""
    cell = {"place": "havant", "age": "8-11"}
    english = [Described(f"e{n}", {**cell, "language": "en"}) for n in range(20)]
    rare = [Described(f"t{n}", {**cell, "language": "ti"}) for n in range(2)]
    assert describe([*english, *rare], 5) == [cell] * 22


@pytest.mark.attack(10, naive=True)
def test_a_naive_ladder_is_caught() -> None:
    """The control: keeping everything, or counting answers instead of people, points at few."""
    answers = [Described("one", {"place": "havant"})] * 9 + [Described("other", {})]
    assert _points_at_few(answers, [dict(answer.attributes) for answer in answers], 5)
