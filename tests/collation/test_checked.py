"""Did it work? Shown once the quarter is over and enough have answered, protected."""

import json
from datetime import datetime, timedelta

import pytest
from sqlalchemy import insert

from collation.checked import QUESTION, close_checked, published
from collation.themes_count import freshen
from storage.answers import tallies
from storage.answers.tables import answer
from storage.crypto import new_id
from storage.office import actions
from storage.office.actions import Action
from storage.rooms import Rooms
from storage.times import london_day

NEXT_QUARTER = timedelta(days=60)


@pytest.mark.parametrize(
    ("counts", "shown"),
    [
        ({"yes": 4, "no": 5}, None),
        ({"yes": 40, "a_bit": 20, "no": 15, "not_seen": 12},
         {"base": 85, "yes": 40, "a_bit": 20, "no": 15, "not_seen": 10}),
    ],
)  # fmt: skip
def test_only_what_protects_people_is_shown(counts: dict[str, int], shown: object) -> None:
    assert published(counts, 10) == shown


def test_one_small_number_cannot_be_worked_out() -> None:
    shown = published({"yes": 40, "a_bit": 3, "no": 30, "not_seen": 20}, 10)
    assert shown is not None
    assert shown["a_bit"] is None
    assert [value for value in shown.values() if value is None] != [None]  # never one blank alone


def _said(rooms: Rooms, quarter: str, yes: int, no: int, lane: str = "registered") -> None:
    values = ["yes"] * yes + ["no"] * no + ["a_bit"] * yes + ["not_seen"] * no
    with rooms.answers.write() as conn:
        tallies.mark(conn, [(quarter, QUESTION)])
        for value in values:
            conn.execute(
                insert(answer).values(
                    id=new_id(), quarter=quarter, lane=lane, question=QUESTION, kind="choice",
                    value=json.dumps(value), voice=new_id(),
                )
            )  # fmt: skip
    freshen(rooms.answers)


def _told(rooms: Rooms, now: datetime) -> str:
    day = london_day(now)
    one = Action(heard="h", made_on=day, kind="will", answer="a", did_on=day, told_on=day)
    with rooms.register.write() as conn:
        return actions.add(conn, one, None, now)


def _state(rooms: Rooms, action_id: str) -> actions.Action:
    with rooms.register.read() as conn:
        found = actions.find(conn, action_id)
    assert found is not None
    return found


def test_it_closes_when_the_quarter_is_over(rooms: Rooms, now: datetime) -> None:
    which = _told(rooms, now)
    _said(rooms, "2026-Q2", 20, 15)
    _said(rooms, "2026-Q2", 90, 0, lane="web")  # not known to be in care: not counted
    assert close_checked(rooms.answers, rooms.register, 10, now) == 0
    assert close_checked(rooms.answers, rooms.register, 10, now + NEXT_QUARTER) == 1
    one = _state(rooms, which)
    assert one.state == "checked"
    assert one.worked == {"quarter": "2026-Q2", "base": 70, "yes": 20, "a_bit": 20, "no": 15,
                          "not_seen": 15}  # fmt: skip
    assert close_checked(rooms.answers, rooms.register, 10, now + NEXT_QUARTER) == 0


def test_too_few_leave_it_open(rooms: Rooms, now: datetime) -> None:
    which = _told(rooms, now)
    _said(rooms, "2026-Q2", 2, 2)
    assert close_checked(rooms.answers, rooms.register, 10, now + NEXT_QUARTER) == 0
    assert _state(rooms, which).state == "told"
