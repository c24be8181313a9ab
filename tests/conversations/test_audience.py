"""Wording goes by school year; where the year is not known, the simplest."""

from datetime import date

import pytest

from conversations.audience import audience, cohort_for, school_year, suits

TODAY = date(2026, 5, 12)


@pytest.mark.parametrize(
    ("cohort", "band"),
    [
        ("2017-18", "8-11"),  # year 3
        ("2014-15", "8-11"),  # year 6: eleven, but in primary
        ("2013-14", "11-15"),  # year 7
        ("2009-10", "11-15"),  # year 11
        ("2008-09", "16-17"),  # year 12
        ("2007-08", "16-17"),  # year 13
        ("2006-07", "18-25"),
        ("2000/01", "18-25"),
        ("2009", "11-15"),
        ("2021-22", "8-11"),
        ("16-17", "16-17"),
        (None, "8-11"),
        ("", "8-11"),
        ("about ten", "8-11"),
    ],
)
def test_audience(cohort: str | None, band: str) -> None:
    assert audience(cohort, TODAY) == band


def test_the_school_year_changes_on_the_first_of_september() -> None:
    assert school_year(2014, date(2026, 8, 31)) == 6
    assert school_year(2014, date(2026, 9, 1)) == 7
    assert audience("2014-15", date(2026, 9, 1)) == "11-15"


def test_cohort_of_a_birthday() -> None:
    assert cohort_for(date(2014, 8, 31)) == "2013-14"
    assert cohort_for(date(2014, 9, 1)) == "2014-15"
    assert cohort_for(date(1999, 12, 1)) == "1999-00"


def test_childline_is_for_under_19s_so_not_for_the_oldest_band() -> None:
    assert suits("8-11", 19)
    assert suits("16-17", 19)
    assert not suits("18-25", 19)
    assert suits("18-25", None)
