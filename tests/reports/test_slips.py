"""The slips of the council's own papers are caught when somebody types them again."""

import pytest

from collation.reports import typed_table
from collation.reports.slips import LOOK, WRONG, apart, slips

K = 10


def found(text: str, severity: str | None = None) -> list[str]:
    return [one.words for one in slips(text, K) if severity in (None, one.severity)]


@pytest.mark.parametrize(
    ("text", "words"),
    [  # S95: three attendances of one day
        ("51 adults and 31 young people = 83", "51 adults and 31 young people = 83"),
        ("There were 83 people in attendance, 51 adults and 31 young people.",
         "51 adults and 31 young people"),
        # S96: 206 of 378 is 54%
        ("206 of 378 (55%) were boys", "206 of 378 (55%"),
        ("Boys were 206/378 = 55%.", "206/378 = 55%"),
        ("55% (206 of 378) were boys", "55% (206 of 378"),
        ("400 of 378 young people (106%) answered", "400 of 378 young people (106%"),
        ("5 of 0 young people (0%)", "5 of 0 young people (0%"),
        # S97: points, not per cent
        ("This is a reduction in the response rate of last year by 8%.", "by 8%"),
        ("The rate fell by 8 per cent from 37% to 29%.", "by 8 per cent"),
        ("Trust is up 12% on last year.", "up 12%"),
        ("It fell by 10 percentage points, from 37% to 29%.", "10 percentage points"),
        # S98: every two years was meant
        ("The survey will be completed bi-annually.", "bi-annually"),
        ("A biannual survey.", "biannual"),
        ("A Bi-Monthly meeting.", "Bi-Monthly"),
        ("2.32 Digital Participation Progress", "2.32"),  # S100
    ],
)  # fmt: skip
def test_what_cannot_stand(text: str, words: str) -> None:
    assert words in found(text, WRONG)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("there were approximately 100 people in attendance with a 50:50 ratio of young people",
         "approximately 100"),  # S95
        ("There were more boys (55%) who completed the survey than girls (44%).", "55%"),  # S96
        ("if the survey is to be completed less frequently", "less frequently"),  # S98
        ("a significantly bigger proportion", "significantly"),  # S12
        ("Five young people preferred not to report their gender.", "Five young people"),  # S6
        ("1 young person from Test Valley", "1 young person"),
    ],
)  # fmt: skip
def test_what_a_person_looks_at(text: str, words: str) -> None:
    assert words in found(text, LOOK)


@pytest.mark.parametrize(
    "text",
    [
        "83 people came: 51 adults and 32 young people.",
        "206 of 378 (54%) were boys.",
        "378 of 1,304 young people answered, a response rate of 29%.",
        "The rate fell by 8 percentage points, from 37% of 1,290 to 29% of 1,304.",
        "The survey is now every two years: October 2026, then October 2028.",
        "The Board meets on 10 December 2026 at 2:00pm in room 12.",
        "12 young people wrote to the Chair.",
        "- That the Board note the content of this report.",
        "",
    ],
)
def test_what_is_right_is_left_alone(text: str) -> None:
    assert found(text) == []


def test_two_numbers_for_the_same_people_in_one_report() -> None:
    """S95 across texts: the papers had 31 in one place and 32 in another."""
    texts = {"summary": "51 adults and 32 young people came.",
             "conclusion": "We thank 51 adults and 31 young people."}  # fmt: skip
    assert [(which, one.words) for which, one in apart(texts, {})] == [
        ("conclusion", "31 young people")
    ]
    table = typed_table.read(
        "District | Young people | Adults\nA | 20 | 30\nB | 12 | 21\nTotal | 32 | 51"
    )
    assert [
        which for which, _ in apart({"conclusion": texts["conclusion"]}, {"events": table})
    ] == ["conclusion"]
    assert apart({"summary": texts["summary"]}, {"events": table}) == []


def test_the_points_are_worked_out_for_whoever_typed_per_cent() -> None:
    (one,) = [
        x for x in slips("It fell by 22% from 37% to 29% of 1,304.", K) if x.severity == WRONG
    ]
    assert "8 percentage points" in one.why
