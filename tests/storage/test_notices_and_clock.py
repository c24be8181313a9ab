"""Notices between processes, and the clocks."""

from datetime import UTC, datetime, timedelta

import pytest

from storage.clock import DemoClock, SystemClock
from storage.register import notices
from storage.rooms import Rooms


class Stopped:
    """A clock that stands still until it is moved."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def now(self) -> datetime:
        return self.at


def test_a_notice_replaces_the_one_before(rooms: Rooms) -> None:
    with rooms.register.write() as conn:
        assert notices.get(conn, "n") is None
        notices.put(conn, "n", "1")
        notices.put(conn, "n", "2")
        notices.put(conn, "other", "3")
        assert (notices.get(conn, "n"), notices.get(conn, "other")) == ("2", "3")


def test_the_heartbeat(rooms: Rooms, now: datetime) -> None:
    with rooms.register.write() as conn:
        assert notices.last_beat(conn) is None
        notices.beat(conn, now)
        assert notices.last_beat(conn) == now


def test_the_systems_clock_knows_its_zone() -> None:
    assert SystemClock().now().tzinfo is UTC
    assert abs(SystemClock().now() - datetime.now(UTC)) < timedelta(seconds=5)  # noqa: TID251


def test_the_demos_clock_is_moved_for_every_process(rooms: Rooms, now: datetime) -> None:
    system = Stopped(datetime(2030, 1, 1, tzinfo=UTC))
    clock, other = (DemoClock(rooms.register, system) for _ in range(2))
    assert clock.now() == system.at
    clock.set_to(now)
    assert (clock.now(), other.now()) == (now, now)
    other.advance(3600)
    system.at += timedelta(minutes=5)
    assert clock.now() == now + timedelta(minutes=65)


def test_the_demos_clock_never_goes_back(rooms: Rooms, now: datetime) -> None:
    clock = DemoClock(rooms.register, Stopped(now))
    with pytest.raises(ValueError, match="only moves on"):
        clock.advance(-1)
    assert clock.now() == now
