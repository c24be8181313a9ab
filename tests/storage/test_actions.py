"""Actions: their state follows from their days, and what was promised is never forgotten."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from storage import retention
from storage.office import actions, reply_clock
from storage.office.actions import CANNOT, WILL, Action
from storage.rooms import Rooms

MAY = date(2026, 5, 12)
JUNE = date(2026, 6, 12)


def an_action(**more: object) -> Action:
    return Action(**({"heard": "You said it is too far.", "made_on": MAY} | more))


def promised(**more: object) -> Action:
    return replace(actions.decide(an_action(), WILL, "A bus.", "owner", JUNE, MAY), **more)


STEPS = (
    ("asked", an_action()),
    ("said", an_action(released_on=MAY)),
    ("themed", an_action(released_on=MAY, theme="home")),
    ("decided", promised(theme="home")),
    ("did", promised(did_on=JUNE)),
    ("told", promised(did_on=JUNE, told_on=JUNE)),
    ("checked", promised(did_on=JUNE, told_on=JUNE, checked_on=JUNE)),
)


@pytest.mark.parametrize(("state", "one"), STEPS, ids=[state for state, _ in STEPS])
def test_every_state_is_kept_and_found(rooms: Rooms, now: datetime, state: str, one: Action):
    assert one.state == state
    with rooms.register.write() as conn:
        actions.add(conn, one, None, now)
        assert actions.find(conn, one.id) == one
        assert actions.listing(conn, states=(state,)) == [one]
        assert actions.listing(conn, states={*actions.STATES} - {state}) == []


def test_told_before_it_is_done_is_decided_still():
    assert promised(told_on=MAY).state == "decided"


def test_a_no_needs_nothing_done_before_it_is_told():
    refused = actions.decide(an_action(), CANNOT, "The law.", "owner", None, MAY)
    assert refused.state == "decided"
    assert replace(refused, told_on=MAY).state == "told"
    assert not refused.overdue(JUNE)


def test_a_promise_is_overdue_the_day_after():
    assert not promised().overdue(JUNE)
    assert promised().overdue(JUNE + timedelta(days=1))
    assert not promised(did_on=JUNE).overdue(JUNE + timedelta(days=1))


def test_a_moved_day_does_not_hide_the_first():
    moved = actions.decide(promised(), WILL, "A bus.", "owner", JUNE + timedelta(days=90), JUNE)
    after = JUNE + timedelta(days=30)
    assert moved.moved == 1
    assert not moved.overdue(after)
    assert moved.broken(after)
    assert replace(moved, did_on=after).broken(after)  # done late is not kept
    assert not replace(moved, did_on=JUNE).broken(after)


def test_a_promise_that_is_given_up_stays_broken():
    given_up = actions.decide(promised(), CANNOT, "No money.", "owner", None, JUNE)
    assert given_up.broken(JUNE)
    again = actions.decide(given_up, CANNOT, "No money, sorry.", "owner", None, JUNE)
    assert again.given_up_on == JUNE
    assert again.broken(JUNE)


def test_done_stuck_told_and_checked(rooms: Rooms, now: datetime) -> None:
    one = promised()
    with rooms.register.write() as conn:
        actions.add(conn, one, "me", now)
        assert actions.stuck(conn, one.id, "no driver", None, now)
        assert not actions.check(conn, one.id, None, None, now)  # nobody was told
        assert actions.did(conn, one.id, None, now)
        assert not actions.did(conn, one.id, None, now)
        assert not actions.stuck(conn, one.id, "too late", None, now)
        assert actions.tell(conn, [one.id, "unknown"], "campaign", now) == 1
        assert actions.tell(conn, [one.id], "another", now) == 0  # the first day counts
        assert actions.check(conn, one.id, {"yes": 20}, None, now)
        kept = actions.find(conn, one.id)
        history = [line.what for line in actions.changes_of(conn, one.id)]
    assert kept is not None
    assert (kept.state, kept.told_by, kept.worked) == ("checked", "campaign", {"yes": 20})
    assert kept.stuck_on is None
    assert history == ["checked", "told", "done", "stuck", "made"]


def test_what_is_gone_cannot_be_saved(rooms: Rooms, now: datetime) -> None:
    with rooms.register.write() as conn, pytest.raises(actions.Unknown):
        actions.save(conn, promised(), "me", now)


def test_an_owner_has_one_name(rooms: Rooms) -> None:
    with rooms.register.write() as conn:
        first = actions.put_owner(conn, "Virtual School")
        assert actions.put_owner(conn, "virtual school", "vs@example.org") == first
        assert actions.put_owner(conn, "Virtual School") == first
        assert actions.owners(conn)[first].email == "vs@example.org"
        assert actions.link_gone(conn, first, "2026-05")
        assert not actions.link_gone(conn, first, "2026-05")
        assert actions.link_gone(conn, first, "2026-06")


def test_after_seven_years_it_is_gone(rooms: Rooms, now: datetime) -> None:
    with rooms.register.write() as conn:
        owner = actions.put_owner(conn, "Virtual School")
        actions.add(conn, promised(owner_id=owner), "me", now)
        reply_clock.note_release(conn, "2026-Q2", ["registered"], MAY)
    retention.purge(rooms, now + timedelta(days=7 * 365))
    with rooms.register.read() as conn:
        assert len(actions.listing(conn)) == 1
    retention.purge(rooms, now + timedelta(days=7 * 366 + 2))
    with rooms.register.read() as conn:
        assert actions.listing(conn) == []
        assert actions.owners(conn) == {}
        assert reply_clock.released_on(conn, "2026-Q2") is None


# ----------------------------------------------------------------------------- the reply clock


def a_wait(asked: int | None, released: int, told: int | None) -> Action:
    day = [
        MAY + timedelta(days=one) if one is not None else None for one in (asked, released, told)
    ]
    return promised(asked_on=day[0], released_on=day[1], told_on=day[2])


def test_the_clock_runs_from_asking_and_from_release():
    known = [a_wait(0, 10, 30), a_wait(0, 10, 50), a_wait(0, 10, None), a_wait(None, 10, 20)]
    seen = reply_clock.reply_clock(known, MAY + timedelta(days=60))
    assert (seen.days_from_asking, seen.told_of_asked) == (40, 2)
    assert (seen.in_time, seen.due, seen.share) == (2, 4, 50)
    assert (seen.waiting, seen.longest_wait) == (1, 60)


def test_nobody_is_late_before_28_days():
    known = [a_wait(0, 10, None)]
    assert reply_clock.reply_clock(known, MAY + timedelta(days=38)).due == 0
    assert reply_clock.reply_clock(known, MAY + timedelta(days=39)).share == 0


def test_nothing_yet_is_said_as_nothing():
    seen = reply_clock.reply_clock([], MAY)
    assert (seen.days_from_asking, seen.share, seen.longest_wait) == (None, None, None)


def test_the_first_release_of_a_quarter_counts(rooms: Rooms) -> None:
    with rooms.register.write() as conn:
        reply_clock.note_release(conn, "2026-Q2", ["registered", "web"], JUNE)
        reply_clock.note_release(conn, "2026-Q2", ["registered", "entered"], JUNE + timedelta(9))
        assert reply_clock.released_on(conn, "2026-Q2") == JUNE
        assert reply_clock.released_on(conn, "2026-Q1") is None
