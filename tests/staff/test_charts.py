"""Pictures: one scale, blanks stay blanks, and everything is said in words too."""

from itertools import pairwise

from staff.charts import BLANK, WALL_WIDTH, Bar, bars, camps, pairs, small_multiples, wall


def test_bars_share_one_scale_and_blanks_are_no_bars() -> None:
    drawn = bars("T", [Bar("a", 40, "40", 30, 50), Bar("b", 10, "10"), Bar("c", None, BLANK)])
    assert [row.width for row in drawn.rows] == [80, 20, None]
    assert (drawn.rows[0].low, drawn.rows[0].high) == (60, 100)
    assert "a: 40" in drawn.said
    assert "1 of 3 are too few to show" in drawn.said


def test_no_bars_and_only_noughts() -> None:
    assert bars("T", []).rows == ()
    assert bars("T", [Bar("a", 0, "0")]).rows[0].width == 0


def test_small_pictures_share_one_scale() -> None:
    one, other = small_multiples(
        [("A", [10, 20], "more"), ("B", [5, None], "")], ["2026-Q2", "2026-Q3"], "voices"
    )
    assert one.columns[1].height == 2 * one.columns[0].height == 4 * other.columns[0].height
    assert other.columns[1].blank
    assert other.columns[1].said == BLANK
    assert "2026-Q2: 10, 2026-Q3: 20" in one.said
    assert all(column.y >= 0 for column in one.columns)


def test_a_wall_keeps_inside_and_does_not_overlap() -> None:
    drawn = wall("W", [(f"word{n}", 60 - n) for n in range(60)], most=40)
    assert len(drawn.words) == 40
    assert drawn.words[0].size > drawn.words[-1].size
    assert all(word.x < WALL_WIDTH and word.y <= drawn.height for word in drawn.words)
    lines = {word.y for word in drawn.words}
    for y in lines:
        line = [word for word in drawn.words if word.y == y]
        for one, following in pairwise(line):
            assert one.x + len(one.text) * one.size / 2 < following.x
    assert wall("W", [("b", 3), ("a", 3)]).words[0].text == "a"
    assert wall("W", []).height == 0


def test_camps_are_two_bars_never_a_difference() -> None:
    row, blank = camps([("Family", 30, 10), ("School", None, 5)])
    assert (row.more, row.less) == (100, 33.3)
    assert (blank.more, blank.said_more) == (None, BLANK)


def test_pairs_share_one_scale() -> None:
    one, other = pairs([("north", 60, 30), ("south", 40, None)])
    assert (one.everybody, one.heard) == (100, 50)
    assert other.heard is None
