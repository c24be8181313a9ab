"""Who is there and when is worked out from the county's hours, never promised."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from conversations.cover import cover, when
from conversations.speech import Speaker
from tests.conversations.conversing import the_book

ENGLISH = Speaker({})


@pytest.mark.parametrize(
    ("now", "here", "said"),
    [
        ("2026-05-12 15:00", True, "until 5pm today"),  # a Tuesday, summer time
        ("2026-05-12 07:29", False, "from 8.30am today"),
        ("2026-05-12 07:30", True, "until 5pm today"),
        ("2026-05-12 16:00", False, "from 8.30am tomorrow"),
        ("2026-05-15 15:00", True, "until 4.30pm today"),  # a Friday
        ("2026-05-15 15:30", False, "from 8.30am on Monday"),
        ("2026-05-23 12:00", False, "from 8.30am on Tuesday"),  # a bank holiday weekend
        ("2026-12-24 18:00", False, "from 8.30am on Tuesday"),  # Christmas
        ("2026-01-15 08:29", False, "from 8.30am today"),  # winter time
        ("2026-01-15 08:30", True, "until 5pm today"),
    ],
)
def test_when(now: str, here: bool, said: str) -> None:
    moment = datetime.strptime(now, "%Y-%m-%d %H:%M").replace(tzinfo=UTC)
    county = the_book().county
    assert cover(county, moment).here is here
    assert when(county, moment, ENGLISH) == said


def test_a_week_ahead_has_its_date() -> None:
    county = the_book().county
    long = replace(county, hours=(*county.hours[:1], None, None, None, None, None, None))
    moment = datetime(2026, 5, 18, 18, tzinfo=UTC)  # Monday evening; next Monday is a bank holiday
    assert when(long, moment, ENGLISH) == "from 8.30am on Monday 1 June"


def test_a_county_that_is_never_there_says_nothing() -> None:
    county = replace(the_book().county, hours=(None,) * 7)
    moment = datetime(2026, 5, 12, 12, tzinfo=UTC)
    assert not cover(county, moment).here
    assert when(county, moment, ENGLISH) == ""


def test_it_is_said_in_the_language() -> None:
    speaker = Speaker({"cy": {"until {time} today": "tan {time} heddiw"}}, "cy")
    moment = datetime(2026, 5, 12, 12, tzinfo=UTC)
    assert when(the_book().county, moment, speaker) == "tan 5pm heddiw"
