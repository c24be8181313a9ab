"""A table that a person types sums, or is refused with its cells named."""

from contextlib import suppress

import pytest

from collation.reports.typed_table import NotATable, read

RESPONSE = """Response
Age | Care population | Responses | Response rate
4 to 7 | 231 | 42 | 18%
8 to 11 | 238 | 75 | 32%
11 to 18 | 835 | 261 | 31%
Total | 1,304 | 378 | 29%"""


def test_the_table_of_the_paper_holds() -> None:
    found = read(RESPONSE)
    assert (found.title, found.total, len(found.rows)) == ("Response", True, 4)
    assert read(found.lines()) == found


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (
            "378",
            "379",
            "Row “Total”, column “Responses” says 379; the rows above it add up to 378.",
        ),
        (
            "1,304",
            "1,303",
            "column “Care population” says 1,303; the rows above it add up to 1,304",
        ),
        ("32%", "35%", "Row “8 to 11”, column “Response rate” says 35%; 75 of 238 is 31.5%."),
        ("| 42 |", "| * |", "Row “4 to 7”, column “Responses” is hidden, but can be worked out"),
        ("| 75 | 32%", "| 75", "Row “8 to 11” has 3 cells, the first line has 4."),
    ],
)
def test_a_cell_that_is_wrong_is_named(old: str, new: str, said: str) -> None:
    with pytest.raises(NotATable) as refused:
        read(RESPONSE.replace(old, new, 1))
    assert any(said in one for one in refused.value.wrong)


def test_attendance_as_in_the_papers() -> None:
    """S95: 51 and 32, not 51 and 31."""
    rows = "District\tYoung people\tStaff\tTotal\nHavant\t20\t30\t50\nTest Valley\t12\t21\t33\n"
    assert read(f"{rows}Total\t32\t51\t83").total
    with pytest.raises(NotATable) as refused:
        read(f"{rows}Total\t31\t51\t83")
    assert len(refused.value.wrong) == 2  # down the column, and across the row


def test_the_gender_table_of_the_paper_gives_its_five_away() -> None:
    """S9: 121, 135 and a star, with the total of 261 beside it."""
    with pytest.raises(NotATable, match="can be worked out"):
        read("Age; Girls; Boys; Not said; Total\n11 to 18; 121; 135; *; 261")
    assert read("Age; Girls; Boys; Not said; Total\n11 to 18; *; 135; *; 261")
    assert read("Age; Girls; Boys; Not said\n11 to 18; 121 (46%); 135 (52%); *")


@pytest.mark.parametrize("text", ["", "one line", "a | b", "just\nwords\nhere", "a|b\n" * 100,
                                  "x" * 9000, "|" * 50, "a | b\nTotal | 3%"])  # fmt: skip
def test_anything_else_never_breaks(text: str) -> None:
    with suppress(NotATable):
        assert read(text).columns
