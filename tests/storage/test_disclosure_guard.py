"""No small cell can be worked out from all that was ever published: tried with every number."""

from dataclasses import replace
from itertools import product

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from storage.disclosure import Table, percent, rounded, suppress
from storage.disclosure_guard import Earlier, Proposed, Refused, guard
from storage.disclosure_said import Exact, Safe

INSIDE, PUBLIC = (5,), (5, 10)
PLACES, AGES = ("north", "south"), ("younger", "older")
GROUPS = tuple(product(PLACES, AGES, ("said", "not")))
"""The finest groups there are: what an attacker wants to know something about."""

People = dict[tuple[str, str, str], int]

numbers = st.integers(0, 9) | st.sampled_from([0, 1, 4, 5, 6, 12])
people = st.fixed_dictionaries(dict.fromkeys(GROUPS, numbers))
orders = st.lists(
    st.tuples(st.sampled_from(["", "place", "age"]), st.sampled_from([INSIDE, PUBLIC])),
    min_size=1,
    max_size=4,
)


def counted(people: People, by: str) -> Exact:
    """A table of these people."""
    values = {"": ("",), "place": PLACES, "age": AGES}[by]
    part = {"place": 0, "age": 1}.get(by)

    def row(*answers: str) -> tuple[int, ...]:
        return tuple(
            sum(
                many
                for group, many in people.items()
                if group[2] in answers and (part is None or group[part] == value)
            )
            for value in values
        )

    return Exact(values, row("said", "not"), {"theme": row("said")})


def proposed(people: People, by: str, levels: tuple[int, ...] = INSIDE) -> Proposed:
    exact = counted(people, by)
    unit = (("2026-Q1",), ("wall.more",), ("registered",), (by,) if by else ())
    return Proposed(*unit, exact, levels, closed=True)


def published(people: People, order: list[tuple[str, tuple[int, ...]]]) -> list[tuple[str, Safe]]:
    """One table after the other, each guarded against those before."""
    before: list[Earlier] = []
    out = []
    for by, levels in order:
        safe = guard(proposed(people, by, levels), before)
        assert isinstance(safe, Safe)
        before.append(Earlier(by, safe.exact, safe.blanks, max(levels)))
        out.append((by, safe))
    return out


@pytest.mark.attack(11)
@pytest.mark.attack(10)
@settings(deadline=None, max_examples=150)
@given(people, orders)
@example(dict.fromkeys(GROUPS, 6) | {GROUPS[0]: 0}, [("place", INSIDE), ("age", PUBLIC)])
def test_no_small_cell_can_be_worked_out_from_any_sequence(people: People, order: list) -> None:
    """The attacker even has the numbers before they are rounded, of every audience."""
    known = equations(published(people, order))
    k = min(levels[-1] for _, levels in order)
    for by, which in (("place", 0), ("age", 1)):
        if by not in {each for each, _ in order}:
            continue
        for value, answer in product({"place": PLACES, "age": AGES}[by], ("said", "not")):
            cell = frozenset(g for g in GROUPS if g[which] == value and g[2] == answer)
            true = sum(people[group] for group in cell)
            if true < k:
                assert width(known, cell, true, k) >= k


@settings(deadline=None)
@given(people, orders)
def test_nothing_small_is_ever_shown(people: People, order: list) -> None:
    for (_, levels), (_, safe) in zip(order, published(people, order), strict=True):
        k = max(levels)
        shown = [*safe.base, safe.total]
        for line in safe.lines:
            shown += [*line.said, line.total]
            shown += [
                None if said is None or base is None else base - said
                for said, base in zip(line.said, safe.base, strict=True)
            ]
        assert all(number is None or number >= k for number in shown)


changes = st.dictionaries(st.sampled_from(GROUPS), st.integers(-9, 9), max_size=3)


@settings(deadline=None)
@given(people, st.lists(st.tuples(changes, orders), min_size=2, max_size=3))
def test_what_changes_by_a_few_never_shows(people: People, steps: list) -> None:
    """Counted again with another definition, or after an erasure: equal, or k apart."""
    before: list[Earlier] = []
    for change, order in steps:
        people = people | {group: max(0, people[group] + by) for group, by in change.items()}
        for by, levels in order:
            safe = guard(proposed(people, by, levels), before)
            if isinstance(safe, Refused):
                continue
            for old in (one for one in before if one.breakdown == by):
                assert_equal_or_far(old.exact.base, safe.exact.base, before, by)
            before.append(Earlier(by, safe.exact, safe.blanks, max(levels)))


def assert_equal_or_far(then, now, before: list[Earlier], by: str) -> None:
    """Between two publications of a table each number is the same, far off, or known."""
    known = [one.exact.base for one in before if one.breakdown == by]
    if now not in known:
        assert all(a == b or abs(a - b) >= 5 for a, b in zip(then, now, strict=True))


def test_blank_stays_blank_when_the_cell_grows() -> None:
    """20 of 40 and then 25 of 40, five of them in the cell that was blank: that was 3."""
    first = Exact(("a", "b", "c"), (20, 40, 40), {"theme": (3, 8, 20)})
    then = Exact(("a", "b", "c"), (20, 40, 40), {"theme": (8, 8, 20)})
    start = replace(proposed(dict.fromkeys(GROUPS, 9), "place"), exact=first)
    safe = guard(start, [])
    assert isinstance(safe, Safe)
    assert safe.lines[0].said[0] is None
    before = [Earlier("place", safe.exact, safe.blanks, 5)]
    again = guard(replace(start, exact=then), before)
    assert isinstance(again, Safe)
    assert again.lines[0].said[0] is None
    assert again.lines[0].total == 36


def test_one_voice_more_keeps_the_earlier_number() -> None:
    start = proposed(dict.fromkeys(GROUPS, 20), "place")
    safe = guard(start, [])
    assert isinstance(safe, Safe)
    before = [Earlier("place", safe.exact, safe.blanks, 5)]
    more = proposed(dict.fromkeys(GROUPS, 20) | {GROUPS[0]: 21, GROUPS[1]: 19}, "place")
    again = guard(more, before)
    assert isinstance(again, Safe)
    assert again.lines == safe.lines


def test_an_erased_answer_shows_in_no_other_table_either() -> None:
    start = guard(proposed(dict.fromkeys(GROUPS, 20), ""), [])
    assert isinstance(start, Safe)
    before = [Earlier("", start.exact, start.blanks, 5)]
    less = dict.fromkeys(GROUPS, 20) | {GROUPS[0]: 19}
    assert isinstance(guard(proposed(less, "place"), before), Refused)


def test_themes_that_were_merged_do_not_give_away_the_few_that_only_one_had() -> None:
    first = Exact(("",), (60,), {"a": (25,), "b": (10,)})
    merged = Exact(("",), (60,), {"a": (27,)})
    start = replace(proposed({}, ""), exact=first)
    safe = guard(start, [])
    assert isinstance(safe, Safe)
    before = [Earlier("", safe.exact, safe.blanks, 5)]
    again = guard(replace(start, exact=merged, merged={"b": "a"}), before)
    assert isinstance(again, Safe)
    assert again.lines[0].total == 25
    split = Exact(("",), (60,), {"a": (15,), "b": (10,), "c": (12,)})
    parts = guard(replace(start, exact=split), before)
    assert isinstance(parts, Safe)
    assert "c" in {line.theme for line in parts.lines}  # 25 - 12 are many enough
    few = Exact(("",), (60,), {"a": (15,), "b": (10,), "c": (22,)})
    parts = guard(replace(start, exact=few), before)
    assert isinstance(parts, Safe)
    assert {line.theme for line in parts.lines} == {"a", "b"}


def test_what_overlaps_has_no_form_that_goes_out() -> None:
    fine = proposed(dict.fromkeys(GROUPS, 50), "place")
    assert isinstance(guard(fine, []), Safe)
    for wrong in (
        replace(fine, quarters=("2026-Q1", "2026-Q2")),
        replace(fine, closed=False),
        replace(fine, questions=("wall.more", "wall.less")),
        replace(fine, lanes=("registered", "web")),
        replace(fine, by=("place", "age")),
        replace(fine, by=("helper",)),
    ):
        assert isinstance(guard(wrong, []), Refused)


def test_a_gender_table_does_not_give_its_five_away() -> None:
    """The known trap: 121, 135 and 5 of 261."""
    exact = Exact(("boys", "girls", "other"), (121, 135, 5), {})
    safe = guard(replace(proposed({}, "place"), exact=exact, levels=PUBLIC), [])
    assert isinstance(safe, Safe)
    out = safe.rounded()
    assert (out.base, out.total) == ((None, 135, None), 260)


# Gender by age, as a survey of 378 was once printed: 206 boys, 167 girls, and 5 who did not say.
SURVEY = ((61, 78, 67), (52, 60, 55), (1, 2, 2))


def test_the_five_of_a_printed_survey_cannot_be_worked_out() -> None:
    """Neither from gender by age with all its totals, nor from each by itself one after another."""
    rows = [sum(row) for row in SURVEY]
    columns = [sum(row[place] for row in SURVEY) for place in range(3)]
    assert (rows, sum(rows)) == ([206, 167, 5], 378)
    safe = suppress(Table(SURVEY), 10)
    assert safe.row_totals[2] is None
    assert safe.cells[2] == (None, None, None)
    assert None in safe.row_totals[:2]  # or 378 less the other two would tell it
    shown = [one for row in safe.cells for one in row if one is not None]
    assert all(one >= 10 for one in shown)
    hidden = [at for at, one in enumerate(safe.row_totals) if one is None]
    spread = sum(rows[at] for at in hidden)
    assert spread - 5 >= 10  # the blanks together hide the five among many
    known = [(frozenset((r, c) for c in range(3)), total)
             for r, total in enumerate(safe.row_totals) if total is not None]  # fmt: skip
    known += [(frozenset((r, c) for r in range(3)), total)
              for c, total in enumerate(safe.column_totals) if total is not None]  # fmt: skip
    known += [(frozenset({(r, c)}), value) for r, row in enumerate(safe.cells)
              for c, value in enumerate(row) if value is not None]  # fmt: skip
    if safe.grand_total is not None:
        known.append((frozenset(product(range(3), range(3))), safe.grand_total))
    assert width(known, frozenset((2, c) for c in range(3)), 5, 10) >= 10
    asked = ("place", "age", "place", "age")  # stands for gender, which is not asked, and age
    before: list[Earlier] = []
    for by in asked:
        base = tuple(rows) if by == "place" else tuple(columns)
        exact = Exact(tuple("abc"), base, {"theme": tuple(n // 2 for n in base)})
        out = guard(replace(proposed({}, by), exact=exact, levels=PUBLIC), before)
        if isinstance(out, Refused):
            continue
        before.append(Earlier(by, out.exact, out.blanks, 10))
        if by == "place":
            assert out.base[2] is None
            assert out.base.count(None) >= 2 or out.total is None


@settings(deadline=None, max_examples=60)
@given(st.lists(people, min_size=2, max_size=4), st.lists(orders, min_size=2, max_size=4))
def test_quarters_side_by_side_tell_no_more_than_each_by_itself(
    quarters: list[People], order: list
) -> None:
    """Four quarters in columns, each with its own tables: what differs is two crowds, not one
    person, and every number of each is k or more, its own blanks kept."""
    for crowd, its in zip(quarters, order, strict=False):
        known = equations(published(crowd, its))
        k = min(levels[-1] for _, levels in its)
        for groups, number in known:
            assert number >= k or number == 0 == sum(crowd[one] for one in groups)


def test_numbers_go_out_rounded_and_percentages_come_from_what_is_shown() -> None:
    assert [rounded(n) for n in (5, 7, 8, 12, 13, None)] == [5, 5, 10, 10, 15, None]
    assert percent(15, 25) is None
    assert percent(15, 30) == 50
    assert percent(None, 100) is None


Known = list[tuple[frozenset, int]]


def equations(tables: list[tuple[str, Safe]]) -> Known:
    """Every number that was shown, as a sum over the finest groups."""
    known: Known = []

    def learn(by: str, value: str | None, answers: tuple[str, ...], number: int | None) -> None:
        part = {"place": 0, "age": 1}.get(by)
        groups = frozenset(
            g
            for g in GROUPS
            if g[2] in answers and (part is None or value is None or g[part] == value)
        )
        if number is not None and (groups, number) not in known:
            known.append((groups, number))

    for by, safe in tables:
        learn(by, None, ("said", "not"), safe.total)
        for value, number in zip(safe.values, safe.base, strict=True):
            learn(by, value, ("said", "not"), number)
        for line in safe.lines:
            learn(by, None, ("said",), line.total)
            for value, number in zip(safe.values, line.said, strict=True):
                learn(by, value, ("said",), number)
    return known


def width(known: Known, cell: frozenset, true: int, enough: int) -> int:
    """How far the cell could be from the truth, up and down together, for all that is known."""
    low = high = true
    while high - low < enough and possible([*known, (cell, high + 1)]):
        high += 1
    while high - low < enough and low > 0 and possible([*known, (cell, low - 1)]):
        low -= 1
    return high - low


def possible(known: Known) -> bool:
    """Whether whole numbers of people fit all that is known, by trying them."""
    if any(rest < 0 or (rest and not groups) for groups, rest in known):
        return False
    left = [(groups, rest) for groups, rest in known if groups]
    if not left:
        return True
    groups, rest = min(left, key=lambda each: (len(each[0]), each[1]))
    group = min(groups)
    most = min(number for some, number in left if group in some)
    return any(
        possible([(some - {group}, number - value * (group in some)) for some, number in left])
        for value in ([rest] if len(groups) == 1 else range(most + 1))
    )
