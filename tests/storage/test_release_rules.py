"""When a release may go: how many people, how long ago the last, what never leaves."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text

from config.data import County, ReleaseRules
from storage import mixer
from storage.rooms import Rooms
from tests.conftest import NOW
from tests.factories import (
    SOMEBODY,
    Talk,
    a_contact,
    a_group,
    a_held_conversation,
    a_phone,
    closed,
    hold,
    read_all,
    read_for_safety,
    some_contacts,
    words,
)

ATTRIBUTES = tuple(SOMEBODY)


def _released(rooms: Rooms, rules: ReleaseRules, when: datetime) -> dict[str, int]:
    return {one.lane: one.conversations for one in mixer.release(rooms, rules, when)}


def _why(rooms: Rooms, rules: ReleaseRules, when: datetime) -> dict[str, str]:
    return {one.lane: one.why for one in mixer.release(rooms, rules, when)}


def _answers(rooms: Rooms) -> list[dict[str, object]]:
    with rooms.answers.read() as conn:
        return [dict(row) for row in conn.execute(text("SELECT * FROM answer")).mappings()]


def test_twenty_people_may_go_and_nineteen_may_not(
    rooms: Rooms, county: County, now: datetime
) -> None:
    a_group(rooms, 19)
    read_all(rooms)
    assert _why(rooms, county.release, now)["registered"] == "19 of at least 20 people"
    assert _answers(rooms) == []
    a_group(rooms, 1)
    read_all(rooms)
    assert _released(rooms, county.release, now) == {"registered": 20, "web": 0, "entered": 0}
    assert len(_answers(rooms)) == 20


def test_people_are_counted_and_not_conversations(
    sqlite_rooms: Rooms, county: County, now: datetime
) -> None:
    people = a_group(sqlite_rooms, 19)
    hold(sqlite_rooms, [Talk(people[0]) for _ in range(30)])
    read_all(sqlite_rooms)
    assert _why(sqlite_rooms, county.release, now)["registered"] == "19 of at least 20 people"


@pytest.mark.attack(9)
def test_nineteen_test_phones_and_one_child_stay(
    sqlite_rooms: Rooms, county: County, now: datetime
) -> None:
    """The attack: flood the pool with phones one knows, and read off the one that one does not."""
    testers = some_contacts(sqlite_rooms, [a_phone() for _ in range(19)], "staff_test")
    hold(sqlite_rooms, [Talk(one, [words("test")]) for one in testers])
    a_group(sqlite_rooms, 1, answers=[closed("yes")])
    read_all(sqlite_rooms)
    assert _released(sqlite_rooms, county.release, now) == dict.fromkeys(mixer.LANES, 0)


def test_test_phones_never_leave_whatever_the_rules_and_nobody_must_read_them(
    rooms: Rooms, now: datetime
) -> None:
    tester = a_contact(rooms, kind="staff_test")
    a_held_conversation(rooms, tester, answers=[words("test"), closed("yes")])
    a_held_conversation(rooms, tester, answers=[closed("yes")])
    assert mixer.held_texts(rooms) == []
    assert mixer.queue(rooms, NOW).texts == 0
    a_group(rooms, 1, answers=[closed("no")])
    assert _released(rooms, ReleaseRules(1, 0, 0), now)["registered"] == 1
    assert [row["value"] for row in _answers(rooms)] == ['"no"']


def test_people_of_whom_nothing_leaves_are_no_cover(
    sqlite_rooms: Rooms, county: County, now: datetime
) -> None:
    """The attack from inside: withhold nineteen, and the twentieth goes alone."""
    a_group(sqlite_rooms, 19)
    read_all(sqlite_rooms, "withhold")
    a_group(sqlite_rooms, 1)
    read_all(sqlite_rooms)
    assert _why(sqlite_rooms, county.release, now)["registered"] == "1 of at least 20 people"
    a_group(sqlite_rooms, 18)
    a_group(sqlite_rooms, 1, answers=[])
    read_all(sqlite_rooms)
    assert _why(sqlite_rooms, county.release, now)["registered"] == "19 of at least 20 people"
    a_group(sqlite_rooms, 1, answers=[closed("yes")])
    assert _released(sqlite_rooms, county.release, now)["registered"] == 40
    assert len(_answers(sqlite_rooms)) == 20


def test_four_weeks_between_releases(sqlite_rooms: Rooms, county: County) -> None:
    first = datetime(2026, 4, 7, 3, 0, tzinfo=UTC)
    for days, expected in ((0, 20), (1, 0), (27, 0), (28, 20)):
        when = first + timedelta(days=days)
        if days in (0, 1):
            a_group(sqlite_rooms, 20, ready_at=when)
            read_all(sqlite_rooms)
        assert _released(sqlite_rooms, county.release, when)["registered"] == expected, days


def test_the_hold_is_kept_to_the_second(sqlite_rooms: Rooms, now: datetime) -> None:
    a_group(sqlite_rooms, 1, ready_at=now, answers=[closed("yes")])
    rules = ReleaseRules(1, 0, 0)
    assert _released(sqlite_rooms, rules, now - timedelta(seconds=1))["registered"] == 0
    assert _released(sqlite_rooms, rules, now)["registered"] == 1


def test_one_unread_text_holds_the_whole_conversation(rooms: Rooms, now: datetime) -> None:
    person = a_contact(rooms)
    a_held_conversation(
        rooms, person, answers=[words("one"), words("two"), closed("yes"), closed("no", "q.2")]
    )
    read_for_safety(rooms)
    first, second = mixer.held_texts(rooms)
    mixer.decide(rooms, first.id, "clear", "ann", NOW, first.text)
    assert _released(rooms, ReleaseRules(1, 0, 0), now)["registered"] == 0
    mixer.decide(rooms, second.id, "withhold", "ann", NOW)
    assert _released(rooms, ReleaseRules(1, 0, 0), now)["registered"] == 1
    assert len(_answers(rooms)) == 3


# ---------------------------------------------------------------------------- the quarter's end

LAST_DAYS = datetime(2026, 6, 28, 12, tzinfo=UTC)  # the last of June is two days on


@pytest.mark.parametrize(("people", "go"), [(4, 0), (5, 5), (19, 19)])
def test_at_the_quarters_end_a_few_go_without_attributes(
    sqlite_rooms: Rooms, county: County, people: int, go: int
) -> None:
    a_group(sqlite_rooms, people)
    read_all(sqlite_rooms)
    day_before = LAST_DAYS - timedelta(days=1)
    assert _released(sqlite_rooms, county.release, day_before)["registered"] == 0
    assert _released(sqlite_rooms, county.release, LAST_DAYS)["registered"] == go
    for row in _answers(sqlite_rooms):
        assert [row[name] for name in ATTRIBUTES] == [None] * len(ATTRIBUTES)


def test_at_the_quarters_end_twenty_go_with_attributes_and_without_four_weeks(
    sqlite_rooms: Rooms, county: County
) -> None:
    for when in (LAST_DAYS - timedelta(days=3), LAST_DAYS):
        a_group(sqlite_rooms, 20)
        read_all(sqlite_rooms)
        assert _released(sqlite_rooms, county.release, when)["registered"] == 20
    assert {row["place"] for row in _answers(sqlite_rooms)} == {"havant"}


def test_what_carries_over_goes_in_the_next_quarter(sqlite_rooms: Rooms, county: County) -> None:
    a_group(sqlite_rooms, 4)
    read_all(sqlite_rooms)
    assert _released(sqlite_rooms, county.release, LAST_DAYS)["registered"] == 0
    a_group(sqlite_rooms, 16)
    read_all(sqlite_rooms)
    when = datetime(2026, 8, 4, 12, tzinfo=UTC)
    assert _released(sqlite_rooms, county.release, when)["registered"] == 20
    assert {row["quarter"] for row in _answers(sqlite_rooms)} == {"2026-Q3"}


# ------------------------------------------------------------------------------------- the lanes


def test_web_chat_has_a_lane_and_a_count_of_its_own(
    rooms: Rooms, county: County, now: datetime
) -> None:
    a_group(rooms, 20)
    hold(rooms, [Talk(None) for _ in range(19)])
    read_all(rooms)
    assert _released(rooms, county.release, now) == {"registered": 20, "web": 0, "entered": 0}
    hold(rooms, [Talk(None)])
    read_all(rooms)
    assert _released(rooms, county.release, now) == {"registered": 0, "web": 20, "entered": 0}
    assert [row["lane"] for row in _answers(rooms)].count("web") == 20


def test_an_unknown_number_is_one_in_the_web_lane_however_often_it_writes(
    sqlite_rooms: Rooms, county: County, now: datetime
) -> None:
    stranger = a_contact(sqlite_rooms, kind="unknown")
    hold(sqlite_rooms, [Talk(stranger) for _ in range(25)] + [Talk(None) for _ in range(18)])
    read_all(sqlite_rooms)
    assert _why(sqlite_rooms, county.release, now)["web"] == "19 of at least 20 people"


def test_only_registered_people_are_described(
    sqlite_rooms: Rooms, county: County, now: datetime
) -> None:
    """Web chat goes at county level, whatever a conversation happens to know."""
    hold(sqlite_rooms, [Talk(None, attributes=SOMEBODY) for _ in range(20)])
    read_all(sqlite_rooms)
    assert _released(sqlite_rooms, county.release, now)["web"] == 20
    for row in _answers(sqlite_rooms):
        assert [row[name] for name in ATTRIBUTES] == [None] * len(ATTRIBUTES)


def test_a_small_place_is_not_named(sqlite_rooms: Rooms, county: County, now: datetime) -> None:
    a_group(sqlite_rooms, 16)
    a_group(sqlite_rooms, 4, attributes={**SOMEBODY, "place": "new-forest"})
    read_all(sqlite_rooms)
    mixer.release(sqlite_rooms, county.release, now)
    assert "new-forest" not in {row["place"] for row in _answers(sqlite_rooms)}


def test_the_quarter_is_that_of_the_release(sqlite_rooms: Rooms) -> None:
    a_group(sqlite_rooms, 1, answers=[closed("yes")])
    when = datetime(2026, 6, 30, 23, 30, tzinfo=UTC)  # past midnight in Hampshire
    mixer.release(sqlite_rooms, ReleaseRules(1, 0, 0), when)
    assert [row["quarter"] for row in _answers(sqlite_rooms)] == ["2026-Q3"]
