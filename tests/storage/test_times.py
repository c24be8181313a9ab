"""Times as they are kept, and the quarters of Hampshire."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.times import days_left_in_quarter, london_day, moment, quarter, stamp

moments = st.datetimes(
    datetime(2000, 1, 1),  # noqa: DTZ001 - Hypothesis adds the zone
    datetime(2100, 1, 1),  # noqa: DTZ001
    timezones=st.sampled_from([UTC, timezone(timedelta(hours=14)), timezone(timedelta(hours=-12))]),
)


@given(moments, moments)
def test_text_order_is_time_order(one: datetime, other: datetime) -> None:
    one, other = one.replace(microsecond=0), other.replace(microsecond=0)
    assert (stamp(one) < stamp(other)) == (one < other)
    assert moment(stamp(one)) == one


def test_a_time_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="zone"):
        stamp(datetime(2026, 5, 12, 16, 0))  # noqa: DTZ001 - that is the point


@pytest.mark.parametrize(
    ("when", "expected"),
    [
        (datetime(2026, 3, 31, 22, 59, tzinfo=UTC), "2026-Q1"),
        (datetime(2026, 3, 31, 23, 0, tzinfo=UTC), "2026-Q2"),  # summer time has begun
        (datetime(2026, 12, 31, 23, 59, tzinfo=UTC), "2026-Q4"),
        (datetime(2027, 1, 1, 0, 0, tzinfo=UTC), "2027-Q1"),
        (datetime(2026, 9, 30, 23, 30, tzinfo=UTC), "2026-Q4"),  # already October in Hampshire
    ],
)
def test_quarters_are_hampshires(when: datetime, expected: str) -> None:
    assert quarter(when) == expected


@given(moments)
def test_days_left_count_down_to_nought(when: datetime) -> None:
    left = days_left_in_quarter(when)
    assert 0 <= left <= 91
    at_noon = datetime.combine(london_day(when), datetime.min.time(), UTC) + timedelta(hours=12)
    assert quarter(at_noon + timedelta(days=left)) == quarter(when)
    assert quarter(at_noon + timedelta(days=left + 1)) != quarter(when)
