"""PostgreSQL closes connections: it is noticed, said once, and the next one is fresh."""

import pytest
from sqlalchemy import text

from storage import database as module
from storage.database import Busy, Database, Dropped
from storage.register import notices
from storage.rooms import Rooms

pytestmark = pytest.mark.postgres

LONGEST_SILENCE = 10
"""Twilio waits 15 s for our answer; the next connection is given up after two."""


def test_a_connection_that_the_server_cut_says_busy_and_heals(postgres_rooms: Rooms) -> None:
    register = postgres_rooms.register
    with pytest.raises(Busy), register.write() as conn:  # noqa: PT012
        own = conn.execute(text("SELECT pg_backend_pid()")).scalar_one()
        with register.write() as other:
            other.execute(text("SELECT pg_terminate_backend(:pid)"), {"pid": own})
        notices.put(conn, "n", "1")
    with register.write() as conn:
        notices.put(conn, "n", "2")
    with register.read() as conn:
        assert notices.get(conn, "n") == "2"


def _cut(register: Database, other: Database) -> None:
    """The server closes every connection of the first, as when it starts again."""
    with other.look() as conn:
        conn.execute(
            text(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = :name AND pid <> pg_backend_pid()"
            ),
            {"name": register.engine.url.database},
        )


@pytest.mark.parametrize("way", ["read", "look", "write"])
def test_a_connection_that_was_cut_while_it_rested(
    postgres_rooms: Rooms, monkeypatch: pytest.MonkeyPatch, way: str
) -> None:
    """After a rest it is tried first, and nobody notices; a moment after its use it is not,
    and says so, once."""
    register = postgres_rooms.register
    register.check()
    _cut(register, postgres_rooms.keys)
    with pytest.raises(Dropped), getattr(register, way)() as conn:
        notices.get(conn, "n")
    register.check()
    monkeypatch.setattr(module, "TRUSTED_SECONDS", 0)
    _cut(register, postgres_rooms.keys)
    with getattr(register, way)() as conn:
        assert notices.get(conn, "n") is None


def test_a_connection_whose_end_the_driver_has_not_read_yet(
    postgres_rooms: Rooms, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The server's last words are enough: it must not go back to the pool."""
    register = postgres_rooms.register
    register.check()
    _cut(register, postgres_rooms.keys)
    monkeypatch.setattr(register.engine.dialect, "is_disconnect", lambda *_: False)
    with pytest.raises(Dropped), register.look() as conn:
        notices.get(conn, "n")
    with register.look() as conn:
        assert notices.get(conn, "n") is None


def test_a_server_that_is_back_is_not_said_to_be_away(postgres_rooms: Rooms) -> None:
    register = postgres_rooms.register
    register.check()
    _cut(register, postgres_rooms.keys)
    register.check()


def test_a_machine_that_is_gone_without_a_word_is_noticed_in_time(postgres_rooms: Rooms) -> None:
    """Nothing here can unplug a machine: that the driver is told is what can be looked at."""
    with postgres_rooms.register.read() as conn:
        driver = conn.connection.driver_connection
        assert driver is not None
        told = driver.info.get_parameters()
    assert int(told["tcp_user_timeout"]) <= 1000 * LONGEST_SILENCE
    beats = int(told["keepalives_interval"]) * int(told["keepalives_count"])
    assert int(told["keepalives_idle"]) + beats <= LONGEST_SILENCE
