"""The response table: what it hides cannot be worked out, and what it cannot know it says."""

from itertools import product
from random import Random

import pytest

from collation.reports.material import Quarter
from collation.reports.response import protect, response
from storage.answers.publications import PublishedTable
from storage.office.populations import Population

K = 10


def quarter(values: list[str], everyone: list[int | None], total: int | None) -> Quarter:
    cells = {"values": values, "everyone": everyone, "total": total, "themes": {}}
    table = PublishedTable(
        "t", "2026-Q1", "registered", "wall.more", "age", {"levels": [5]}, cells, total
    )
    return Quarter("2026-Q1", "p", (table,))


def people(**figures: int) -> list[Population]:
    return [Population(2026, "age", value.replace("_", "-"), many, "county return")
            for value, many in figures.items()]  # fmt: skip


def test_the_table_of_the_paper() -> None:
    """S8, as it is shown: 18, 32 and 31 of a hundred, 29 in all."""
    known = [Population(2018, "age", value, many, "care population")
             for value, many in (("4-7", 231), ("8-11", 238), ("11-18", 835))]  # fmt: skip
    found = response(quarter(["4-7", "8-11", "11-18"], [40, 75, 260], 380), "age", known, K)
    assert found is not None
    assert [(row.value, row.people, row.answered, row.rate) for row in found.rows] == [
        ("4-7", 231, 40, 17), ("8-11", 238, 75, 32), ("11-18", 835, 260, 31),
    ]  # fmt: skip
    assert (found.total.people, found.total.answered, found.total.rate) == (1304, 380, 29)


def test_the_five_of_the_paper_cannot_be_derived() -> None:
    """S9: 121, 135 and 5 of 261: with the 5 another one has to go."""
    hidden = protect([121, 135, None], [None, None, None], 261, K)
    assert hidden.cells.count(None) >= 2
    assert not derivable(hidden.cells, [None] * 3, hidden.total, 2)


def derivable(cells, people, total, at: int) -> bool:
    """Whether fewer than K values of a blank fit all that is known; tried out one by one."""
    if total is None:
        return False
    blank = [n for n, one in enumerate(cells) if one is None]
    rest = total - sum(one for one in cells if one is not None)
    most = [min(rest, people[n]) if people[n] is not None else rest for n in blank]
    fits = {
        guess[blank.index(at)]
        for guess in product(*(range(top + 1) for top in most))
        if sum(guess) == rest
    }
    return len(fits) < K


@pytest.mark.parametrize("seed", range(60))
def test_no_blank_can_be_worked_out_from_the_public_figures(seed: int) -> None:
    rng = Random(seed)
    there = [rng.choice([None, rng.randint(8, 60)]) for _ in range(3)]
    exact = [rng.randint(0, min(one or 40, 40)) for one in there]
    cells = [None if one < K and rng.random() < 0.9 else one for one in exact]
    shown = protect(cells, there, sum(exact), K)
    for at, one in enumerate(shown.cells):
        if one is None:
            assert not derivable(shown.cells, there, shown.total, at), (cells, there, shown)
        else:
            assert one == cells[at]
            assert there[at] is None or not 0 < there[at] - one < K


def test_who_did_not_answer_is_as_few() -> None:
    assert protect([55, 50], [60, 300], 105, K).cells == (None, None)


def test_nobody_by_the_source_is_said_and_never_divided_by() -> None:
    known = people(a=0, b=40)
    found = response(quarter(["a", "b"], [10, 20], 30), "age", known, K)
    assert found is not None
    assert found.odd == ("a",)
    assert found.rows[0].rate is None
    zero = response(quarter(["a"], [10], 10), "age", people(a=0), K)
    assert zero is not None
    assert zero.total.rate is None


def test_more_than_there_are_gets_no_rate() -> None:
    found = response(quarter(["a"], [60], 60), "age", people(a=40), K)
    assert found is not None
    assert (found.odd, found.rows[0].rate) == (("a",), None)


def test_where_most_are_of_no_known_group_no_rate_is_given() -> None:
    found = response(quarter(["", "a"], [40, 60], 100), "age", people(a=400, b=90), K)
    assert found is not None
    assert found.unsure
    assert [row.rate for row in found.rows] == [None, None, None]
    assert [row.value for row in found.rows] == ["a", "b", ""]


def test_without_figures_or_a_table_there_is_none() -> None:
    assert response(None, "age", people(a=3), K) is None
    assert response(quarter(["a"], [30], 30), "age", [], K) is None
    assert response(quarter(["a"], [30], 30), "place", people(a=30), K) is None
