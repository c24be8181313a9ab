"""No blank can be worked out from what is published: tried by an attacker who knows everything."""

from itertools import product

from hypothesis import example, given, settings
from hypothesis import strategies as st

from storage.disclosure import Protected, Table, suppress, suppress_options

K = 5
counts = st.integers(0, 8) | st.sampled_from([0, 1, 4, 5, 6, 15])


@st.composite
def tables(draw: st.DrawFn) -> Table:
    rows, columns = draw(st.integers(1, 3)), draw(st.integers(1, 3))
    cells = tuple(tuple(draw(counts) for _ in range(columns)) for _ in range(rows))
    flags = [draw(st.booleans()) for _ in range(3)]
    return Table(cells, *flags)


@settings(deadline=None)  # the attacker tries many tables
@given(tables())
@example(Table(((1, 19),)))
@example(Table(((0, 0, 30),)))
@example(Table(((4, 4, 15), (15, 15, 15))))
@example(Table(((2, 7, 9), (7, 9, 2), (9, 2, 7))))
@example(Table(((0, 0), (0, 0))))
def test_every_blank_could_be_k_different_numbers(table: Table) -> None:
    done = suppress(table, K)
    for r, row in enumerate(done.cells):
        for c, shown in enumerate(row):
            if shown is None:
                assert _width(table, done, r, c) >= K
            else:
                assert shown == table.cells[r][c] >= K


@given(tables())
def test_totals_that_are_shown_are_true_and_large_enough(table: Table) -> None:
    done = suppress(table, K)
    sums = [sum(row) for row in table.cells]
    across = [sum(row[c] for row in table.cells) for c in range(len(table.cells[0]))]
    for shown, true, wanted in (
        *((a, b, table.row_totals) for a, b in zip(done.row_totals, sums, strict=True)),
        *((a, b, table.column_totals) for a, b in zip(done.column_totals, across, strict=True)),
        (done.grand_total, sum(sums), table.grand_total),
    ):
        assert shown is None or (wanted and shown == true >= K)


@given(tables())
def test_nothing_is_blank_where_nothing_is_small(table: Table) -> None:
    large = Table(tuple(tuple(cell + K for cell in row) for row in table.cells))
    done = suppress(large, K)
    assert done.cells == large.cells
    assert None not in (*done.row_totals, *done.column_totals, done.grand_total)


def test_the_known_trap_of_two_blanks_that_are_both_nought() -> None:
    """Two blanks whose sum is known to be 0 are known: a third number must go."""
    done = suppress(Table(((0, 0, 30, 20),), column_totals=False, grand_total=False), K)
    assert done.cells == ((None, None, 30, None),)
    assert done.row_totals == (50,)


def test_options_that_do_not_add_up() -> None:
    """Who did not choose an option is a group too, and may be as small."""
    assert suppress_options([20, 3, 18, 15, 0], 20, K) == (None, None, None, 15, None)
    assert suppress_options([4, 4], 4, K) == (None, None)


def _width(table: Table, done: Protected, r: int, c: int) -> int:
    """How many more values than one a cell could have, by trying.

    The attacker knows all that is published and looks for tables of counts that fit it.
    """
    true = table.cells[r][c]
    fitting = {value for value in range(true + 2 * K) if _fits(table, done, r, c, value)}
    assert true in fitting
    low = high = true
    while low - 1 in fitting:
        low -= 1
    while high + 1 in fitting:
        high += 1
    return high - low


def _fits(table: Table, done: Protected, r: int, c: int, value: int) -> bool:
    """Whether some table of counts with this value agrees with everything published."""
    rows, columns = range(len(table.cells)), range(len(table.cells[0]))
    known = {
        (i, j): shown for i in rows for j in columns if (shown := done.cells[i][j]) is not None
    }
    known[r, c] = value
    sums = [([(i, j) for j in columns], done.row_totals[i]) for i in rows]
    sums += [([(i, j) for i in rows], done.column_totals[j]) for j in columns]
    sums.append((list(product(rows, columns)), done.grand_total))
    equations = []
    for cells, total in sums:
        if total is not None:
            rest = total - sum(known.get(cell, 0) for cell in cells)
            equations.append((frozenset(cells) - known.keys(), rest))
    return _solvable(equations)


def _solvable(equations: list[tuple[frozenset[tuple[int, int]], int]]) -> bool:
    """Whether whole numbers of nought or more make every sum come out, by trying them."""
    if any(rest < 0 or (rest and not unknown) for unknown, rest in equations):
        return False
    left = [each for each in equations if each[0]]
    if not left:
        return True
    unknown, rest = min(left, key=lambda each: (len(each[0]), each[1]))
    cell = min(unknown)
    most = min(rest for cells, rest in left if cell in cells)
    for value in [rest] if len(unknown) == 1 else range(most + 1):
        less = [(cells - {cell}, rest - value * (cell in cells)) for cells, rest in left]
        if _solvable(less):
            return True
    return False
