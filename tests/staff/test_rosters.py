"""The roster: put on, take out, copy, and how far it says that check-ins are covered."""

import re
from datetime import UTC, datetime, timedelta

import pytest

from storage.office import duty_list, rosters, team_keys
from storage.office.rosters import DUTY, READER, Shift
from storage.register import duty_people
from tests.cases import a_team
from tests.staff.console import Console, post

WEEK = "2026-11-02"  # the week of the console's Tuesday


@pytest.fixture(autouse=True)
def _team_is_listed(console: Console) -> None:
    """The out-of-hours team can be rung."""
    with console.rooms.register.write() as conn:
        body = duty_people.sealed(console.rooms.vault, "+442079460000", "team@duty.example.org")
        duty_list.put(conn, None, body)


def _put_on(console: Console, **fields: object) -> str:
    given = {
        "week": WEEK,
        "duty": DUTY,
        "who": "",
        "day": [str(n) for n in range(7)],
        "from": "00:00",
        "to": "00:00",
    } | fields
    response = post(console.browser("safeguarding"), "/staff/rosters", **given)  # type: ignore[arg-type]
    return response.text if response.status_code == 400 else "kept"


def _page(console: Console, week: str = WEEK) -> str:
    return console.browser("safeguarding").get(f"/staff/rosters?week={week}").text


def _all(console: Console) -> list[Shift]:
    at = console.clock.now()
    with console.rooms.register.read() as conn:
        return rosters.between(conn, at - timedelta(days=99), at + timedelta(days=99))


def test_an_empty_roster_says_what_is_missing_and_what_to_do(console: Console) -> None:
    page = _page(console)
    assert "No check-in goes out." in page
    assert "Nobody is on duty now." in page
    assert "Nobody reads on Tuesday 3 November" in page
    assert "Put somebody on below" in page


def test_a_full_week_lets_check_ins_out_and_says_when_they_stop(console: Console) -> None:
    console.clock.at = datetime(2026, 11, 2, 12, tzinfo=UTC)
    assert _put_on(console) == "kept"
    assert "Nobody reads on Monday 2 November" in _page(console)
    assert (
        _put_on(
            console, duty=READER, day=["0", "1", "2", "3", "4"], **{"from": "09:00", "to": "17:00"}
        )
        == "kept"
    )
    page = _page(console)
    assert "Check-ins may go out." in page
    assert "they stop by themselves on Fri 6 November" in page


def test_a_gap_of_one_hour_is_refused_and_named(console: Console) -> None:
    _put_on(console, day=["1"], **{"from": "08:30", "to": "17:00"})
    nights = {"day": ["1", "2", "3", "4", "5"], "from": "18:00", "to": "18:00"}
    page = _put_on(console, **nights)
    assert "Nobody would be on duty Tuesday 3 November at 5pm to Tuesday 3 November at 6pm" in page
    assert len(_all(console)) == 1
    assert _put_on(console, fill="team", **nights) == "kept"
    assert len(_all(console)) == 7
    assert "Nobody is on duty from Tue 3 November" not in _page(console)


def test_a_shift_that_leaves_a_gap_is_not_taken_out(console: Console) -> None:
    _put_on(console)
    wednesday = _all(console)[2]
    client = console.browser("safeguarding")
    post(client, f"/staff/rosters/{wednesday.id}/remove", week=WEEK)
    assert "Not taken out: nobody would be on duty" in client.get("/staff/rosters").text
    assert len(_all(console)) == 7


def test_on_duty_is_only_who_can_be_rung_and_has_opened_a_test_case(console: Console) -> None:
    lead, at = console.people["safeguarding"], console.clock.now()
    assert "Nobody knows where to ring them" in _put_on(console, who=lead.id)
    with console.rooms.register.write() as conn:
        body = duty_people.sealed(console.rooms.vault, "+447700900801", "lead@duty.example.org")
        duty_list.put(conn, lead.id, body)
    assert "They cannot open a case yet" in _put_on(console, who=lead.id)
    a_team(console.rooms, lead)
    for days in (None, 31):
        with console.rooms.register.write() as conn:
            if days:
                team_keys.tested(conn, lead.id, at - timedelta(days=days))
        page = _put_on(console, who=lead.id)
        assert "no test case in the last 30 days" in page
        assert "no test case" in _put_on(console, who=lead.id, duty="standin")
    with console.rooms.register.write() as conn:
        team_keys.tested(conn, lead.id, at - timedelta(days=29))
    assert _put_on(console, who=lead.id) == "kept"
    assert _put_on(console, who=lead.id, duty="standin") == "kept"
    assert [one.standin for one in _all(console)].count(True) == 7
    assert "Stands in" in _page(console)


def test_a_bank_holiday_is_left_out_and_filled(console: Console) -> None:
    lead = console.people["safeguarding"]
    a_team(console.rooms, lead)
    with console.rooms.register.write() as conn:
        body = duty_people.sealed(console.rooms.vault, "+447700900801", "lead@duty.example.org")
        duty_list.put(conn, lead.id, body)
        team_keys.tested(conn, lead.id, console.clock.now())
    console.clock.at = datetime(2026, 11, 20, 12, tzinfo=UTC)
    week = {"week": "2026-12-21", "day": ["0", "1", "2", "3", "4"], "who": lead.id,
            "from": "00:00", "to": "00:00"}  # fmt: skip
    assert _put_on(console, fill="team", **week) == "kept"
    christmas = datetime(2026, 12, 25, 12, tzinfo=UTC)
    with console.rooms.register.read() as conn:
        there = rosters.between(conn, christmas, christmas + timedelta(minutes=1))
    assert there == []  # it is the end of what was put on: nothing is left over after it
    assert "bank holiday" in _page(console, "2026-12-21")


def test_a_night_reaches_into_the_next_day_and_into_summer_time(console: Console) -> None:
    _put_on(console, week="2026-10-19", day=["5"], **{"from": "17:00", "to": "08:30"})
    (night,) = _all(console)
    assert night.starts_at == datetime(2026, 10, 24, 16, tzinfo=UTC)
    assert night.ends_at == datetime(2026, 10, 25, 8, 30, tzinfo=UTC)  # the clocks went back


def test_who_reads_what_is_kept(console: Console) -> None:
    reader = console.people["reader"].id
    _put_on(console, duty=READER, who=reader, day=["1"], language=["en", "ar", "ti", "xx"])
    (shift,) = _all(console)
    assert (shift.account_id, shift.languages) == (reader, ("en", "ar", "ti"))
    assert "reader-person" in _page(console)
    assert "Arabic" in _page(console)


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"day": []}, "Choose at least one day."),
        ({"duty": "cook"}, "Choose whether they are on duty or read."),
        ({"from": "soon"}, "Give the time it begins"),
        ({"to": ""}, "Give the time it ends"),
        ({"who": "nobody"}, "This person cannot do that"),
    ],
)
def test_what_is_missing_is_said_beside_the_field(
    console: Console, fields: dict[str, object], said: str
) -> None:
    page = _put_on(console, **fields)
    assert page.count(said) == 2  # at the top and at the field
    assert _all(console) == []


def test_a_worker_cannot_be_put_on_duty(console: Console) -> None:
    assert "cannot do that" in _put_on(console, who=console.people["worker"].id)
    assert "cannot do that" in _put_on(console, who=console.people["reader"].id)


def test_a_week_is_copied_once(console: Console) -> None:
    _put_on(
        console, week="2026-10-26", day=["0", "6"], duty=READER, **{"from": "17:00", "to": "08:30"}
    )
    client = console.browser("safeguarding")
    for weeks, shifts in (("1", 4), ("1", 4), ("2", 6)):
        post(client, "/staff/rosters/copy", week=WEEK, weeks=weeks)
        assert len(_all(console)) == shifts
    starts = {one.starts_at for one in _all(console)}
    assert datetime(2026, 11, 2, 17, tzinfo=UTC) in starts
    post(client, "/staff/rosters/copy", week="2027-03-01", weeks="many")
    assert "Nothing to copy" in client.get("/staff/rosters").text


def test_taking_out(console: Console) -> None:
    _put_on(console, day=["1"])
    (shift,) = _all(console)
    client = console.browser("safeguarding")
    for said in ("Taken out.", "It was taken out already."):
        post(client, f"/staff/rosters/{shift.id}/remove", week=WEEK)
        assert said in client.get("/staff/rosters").text
    assert _all(console) == []


def test_the_picture_shows_each_day_to_the_minute(console: Console) -> None:
    _put_on(console, day=["1"], **{"from": "12:00", "to": "06:00"})
    bars = re.findall(r'gt-on--duty" x="([\d.]+)%" width="([\d.]+)%"', _page(console))
    assert bars == [("50.0", "50.0"), ("0.0", "25.0")]
