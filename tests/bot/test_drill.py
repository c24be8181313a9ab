"""Drills: planted by every channel, found by the same path as any words, counted nowhere."""

from dataclasses import replace
from datetime import timedelta

from sqlalchemy import func, select

from bot import drill, self_test
from bot.service import Service
from storage import cases, mixer, retention
from storage.office import team_keys
from storage.register import alerts, case_work, drills
from storage.register.tables import concern, held_conversation, session
from tests.bot.duty_office import Office, an_office
from tests.conftest import NOW
from tests.factories import read_all


def _count(office: Office, table: object) -> int:
    with office.rooms.register.read() as conn:
        return int(conn.execute(select(func.count()).select_from(table)).scalar_one())  # type: ignore[call-overload]


def test_every_loud_one_is_found_at_once_and_rings_as_a_test(service: Service) -> None:
    office = an_office(service, NOW)
    done = {one.channel: one for one in drill.plant(service, NOW)}
    assert set(done) == {"sms", "web", "entered", "reader"}
    assert [name for name, one in done.items() if one.found_at is None] == ["reader"]
    with office.rooms.register.read() as conn:
        found = case_work.listing(conn)
        raised = alerts.latest(conn, 9)
    assert len(found) == 3
    assert all(one.drill for one in found)
    assert {one.gist for one in raised} == {"test"}
    office.send()
    assert office.rung() == ["+447700900801"]
    assert "This is a test" in office.network.calls[0].text


def test_a_drill_leaves_nothing_that_counts(service: Service) -> None:
    office = an_office(service, NOW)
    drill.plant(service, NOW)
    assert _count(office, session) == 0
    assert _count(office, concern) == 0
    assert _count(office, held_conversation) == 1  # the quiet one, for the readers
    one = mixer.next_for_safety(office.rooms, "a reader", NOW + timedelta(days=9))
    assert one is not None
    mixer.read_for_safety(office.rooms, one.id, "a reader", NOW, worried=False)
    assert read_all(office.rooms) == 1
    rules = replace(service.county.release, min_people=1, min_days=0)
    reports = mixer.release(office.rooms, rules, NOW + timedelta(days=30))
    assert sum(one.conversations for one in reports) == 0


def test_the_quiet_one_is_found_by_a_reader_and_measured(service: Service) -> None:
    office = an_office(service, NOW)
    drill.plant(service, NOW)
    later = NOW + timedelta(hours=2)
    one = mixer.next_for_safety(office.rooms, "a reader", later)
    assert one is not None
    assert drill.QUIET in str(one.lines)
    assert mixer.read_for_safety(office.rooms, one.id, "a reader", later, worried=True)
    with office.rooms.register.read() as conn:
        (quiet,) = [each for each in drills.latest(conn) if each.channel == "reader"]
    assert quiet.took(quiet.found_at) == timedelta(hours=2)
    assert quiet.case_id is not None
    known = cases.open_case(
        office.rooms, quiet.case_id, office.team.lead.id, "four words nobody guesses", "x", later
    )
    assert known is not None
    assert known.case.drill
    with office.rooms.register.write() as conn:
        assert case_work.mark_decided(conn, quiet.case_id, later + timedelta(minutes=7))
        drills.refresh(conn)
        (quiet,) = [each for each in drills.latest(conn) if each.channel == "reader"]
    assert quiet.seen_at == later
    assert quiet.took(quiet.decided_at) == timedelta(hours=2, minutes=7)


def test_the_next_week_clears_away_what_nobody_found(service: Service) -> None:
    office = an_office(service, NOW)
    drill.plant(service, NOW)
    assert not drill.due(service, NOW + timedelta(days=6))
    week = NOW + timedelta(days=7)
    assert drill.due(service, week)
    done = drill.plant(service, week)
    assert [one.found_at is not None for one in done] == [True, True, True, False]
    assert _count(office, held_conversation) == 1
    retention.purge(office.rooms, week + timedelta(days=800))
    with office.rooms.register.read() as conn:
        assert drills.latest(conn) == []


def test_opening_a_test_case_makes_a_lead_fit_for_the_roster(service: Service) -> None:
    office = an_office(service, NOW)
    drill.plant(service, NOW)
    case_id = cases.queue(office.rooms, office.team.lead.id)[0].id
    office.team.open(case_id)
    with office.rooms.register.read() as conn:
        assert team_keys.last_tests(conn)[office.team.lead.id] is not None


# ---------------------------------------------------------------------------- the self-test


def test_the_self_test_is_content_with_a_whole_path_and_leaves_nothing(service: Service) -> None:
    office = an_office(service, NOW)
    with office.rooms.register.read() as conn:
        (second, _), *_ = team_keys.waiting(conn)
    cases.admit(office.rooms, office.team.lead.id, "four words nobody guesses", second, NOW)
    assert self_test.run(service, office.network, office.post, NOW) == ()
    with office.rooms.register.read() as conn:
        assert case_work.listing(conn, open_only=False) == []
        assert alerts.latest(conn, 9) == []


def test_the_self_test_says_what_is_wrong(service: Service) -> None:
    wrong = " ".join(self_test.run(service, None, None, NOW))
    for said in ("no team key", "0 safeguarding leads", "Nobody is on the list", "not set up"):
        assert said in wrong
    office = an_office(service, NOW)
    office.post.down = True
    wrong = " ".join(self_test.run(service, office.network, office.post, NOW + timedelta(days=20)))
    assert "E-mail: the road is closed" in wrong
    assert "on duty" in wrong
