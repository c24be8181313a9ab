"""What the roster says to the sender: how far duty is covered, who reads when."""

from datetime import timedelta

from storage import retention, rosters
from storage.register import rota
from storage.rosters import Shift, cover
from storage.times import london_day
from tests.conftest import NOW

HOUR = timedelta(hours=1)


def shift(duty: str, begins: int, ends: int, *languages: str) -> Shift:
    return Shift(duty, NOW + begins * HOUR, NOW + ends * HOUR, languages=languages or ("en",))


def test_duty_reaches_to_the_first_gap():
    known = [shift("duty", -2, 6), shift("duty", 6, 40), shift("duty", 41, 90)]
    assert cover(known, NOW).duty_until == NOW + 40 * HOUR
    assert cover([*known, shift("duty", 30, 50)], NOW).duty_until == NOW + 90 * HOUR


def test_nobody_on_duty_now_is_nobody_on_duty():
    assert cover([shift("duty", 1, 90)], NOW).duty_until is None
    assert cover([], NOW).duty_until is None


def test_readers_days_and_what_they_read():
    known = [shift("reader", -6, 2, "en", "ar"), shift("reader", 20, 26, "en", "so")]
    found = cover(known, NOW)
    assert found.reader_until == NOW + 2 * HOUR
    assert found.reader_days == {london_day(NOW), london_day(NOW + 20 * HOUR)}
    assert found.languages == {"en", "ar"}


def test_the_register_is_told_and_only_what_has_changed_is_written(rooms):
    with rooms.register.write() as conn:
        rosters.add(conn, shift("duty", -1, 80))
        rosters.add(conn, shift("reader", -1, 2, "en", "ar"))
        rosters.tell(conn, NOW)
    with rooms.register.read() as conn:
        said = rota.office(conn, NOW)
    assert said.duty_until == NOW + 80 * HOUR
    assert said.reads == {"en", "ar"}
    with rooms.register.write() as conn:
        rosters.add(conn, shift("duty", 80, 100))
    assert rosters.refresh(rooms.register, NOW)
    with rooms.register.read() as conn:
        assert rota.office(conn, NOW).duty_until == NOW + 100 * HOUR
    assert not rosters.refresh(rooms.register, NOW + 101 * HOUR)
    with rooms.register.read() as conn:
        assert rota.office(conn, NOW + 101 * HOUR).duty_until is None


def test_old_shifts_are_forgotten(rooms):
    with rooms.register.write() as conn:
        rosters.add(conn, shift("duty", -1, 80))
    retention.purge(rooms, NOW + timedelta(days=92))
    with rooms.register.read() as conn:
        assert len(rosters.shifts(conn, NOW)) == 1
    retention.purge(rooms, NOW + timedelta(days=95))
    with rooms.register.read() as conn:
        assert rosters.shifts(conn, NOW) == []
