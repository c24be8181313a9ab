"""Counting people as voices."""

from hypothesis import given
from hypothesis import strategies as st

from collation.counts import OptionCount, count, people, protected_rows
from storage.answers.read import Closed, Value


def _said(
    *pairs: tuple[str, Value], lane: str = "registered", quarter: str = "2026-Q3"
) -> list[Closed]:
    return [Closed(lane, quarter, voice, value) for voice, value in pairs]


def test_one_voice_counts_once_however_often_it_speaks() -> None:
    counted = count(_said(("a", "yes"), ("a", "yes"), ("b", "no")), ("yes", "no"))
    assert counted.base == 2
    assert counted.options == (OptionCount("yes", 1), OptionCount("no", 1))


def test_known_options_come_first_with_noughts_and_numbers_in_order() -> None:
    counted = count(_said(("a", 10), ("b", 2), ("c", "other")), ("1",))
    assert [option.value for option in counted.options] == ["1", "2", "10", "other"]
    assert counted.options[0].voices == 0


def test_several_answers_of_one_voice() -> None:
    counted = count(_said(("a", ["food", "room"]), ("b", ["food"])))
    assert counted.base == 2
    assert {option.value: option.voices for option in counted.options} == {"food": 2, "room": 1}


def test_people_across_questions_are_the_largest_never_the_sum() -> None:
    assert people([12, 40, 7]) == 40
    assert people([]) == 0


def test_no_percentage_on_a_small_base() -> None:
    small = count(_said(*((str(n), "yes") for n in range(29))))
    large = count(_said(*((str(n), "yes") for n in range(30))))
    assert small.percent(small.options[0]) is None
    assert large.percent(large.options[0]) == 100


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["registered", "web"]),
            st.sampled_from(["2026-Q2", "2026-Q3"]),
            st.sampled_from(["yes", "no", "maybe"]),
        ),
        max_size=60,
    ),
    st.sampled_from(["choice", "choices"]),
)
def test_no_row_that_leaves_shows_fewer_than_k(said: list[tuple[str, str, str]], kind: str) -> None:
    answers = [
        Closed(lane, quarter, str(n), value) for n, (lane, quarter, value) in enumerate(said)
    ]
    rows = protected_rows(answers, kind, ("yes", "no", "maybe"), 5, "2026-Q4")
    for row in rows:
        mine = [a for a in answers if (a.lane, a.quarter) == (row.lane, row.quarter)]
        shown = [voices for _, voices in row.options]
        assert all(voices is None or voices >= 5 for voices in (*shown, row.base))
        assert row.base is None or abs(row.base - len(mine)) <= 2
        assert all(voices is None or voices % 5 == 0 for voices in (*shown, row.base))
        if kind == "choice" and row.base is not None:
            assert shown.count(None) != 1  # a single blank is the base less the others
    quarter = [answer for answer in answers if answer.quarter == "2026-Q2"]
    alone = protected_rows(quarter, kind, ("yes", "no", "maybe"), 5, "2026-Q4")
    assert alone == [row for row in rows if row.quarter == "2026-Q2"]


def test_a_quarter_that_is_not_over_leaves_in_no_file() -> None:
    """Taken before and after a release, the difference would be the few who came with it."""
    before = _said(*((str(n), "yes") for n in range(20)), quarter="2026-Q3")
    after = before + _said(("one more", "yes"), quarter="2026-Q3")
    assert protected_rows(before, "choice", ("yes",), 5, "2026-Q3") == []
    assert protected_rows(after, "choice", ("yes",), 5, "2026-Q3") == []
    assert len(protected_rows(after, "choice", ("yes",), 5, "2026-Q4")) == 1
