"""One database: writes take the lock at once, wait a little, and then say that they could not."""

import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import event, insert, text
from sqlalchemy.exc import IntegrityError

from storage import database as module
from storage.database import Busy, Database, Dropped
from storage.register import notices
from storage.register.tables import notice
from storage.rooms import Rooms

LONGEST_WAIT = 5.0
"""A webhook answers 503 well within Twilio's patience of 15 seconds."""


class Planned(Exception):
    """What a test throws inside a transaction."""


def _statements(database: Database, statements: list[str]) -> None:
    @event.listens_for(database.engine, "before_cursor_execute")
    def _seen(_conn, _cursor, statement, _parameters, _context, _many) -> None:  # type: ignore[no-untyped-def]
        statements.append(statement)


def test_a_write_begins_with_the_lock_and_a_read_without_it(sqlite_rooms: Rooms) -> None:
    seen: list[str] = []
    _statements(sqlite_rooms.register, seen)
    with sqlite_rooms.register.write() as conn:
        notices.get(conn, "a")
    with sqlite_rooms.register.read() as conn:
        notices.get(conn, "a")
    assert [line for line in seen if line.startswith("BEGIN")] == ["BEGIN IMMEDIATE", "BEGIN"]


def test_a_look_is_one_statement_without_a_transaction(rooms: Rooms) -> None:
    """And leaves nothing of that to whoever has the connection next."""
    register = rooms.register
    with register.write() as conn:
        notices.put(conn, "n", "1")
    seen: list[str] = []
    _statements(register, seen)
    with register.look() as conn:
        assert notices.get(conn, "n") == "1"
    assert len(seen) == 1
    with pytest.raises(Planned), register.write() as conn:  # noqa: PT012
        notices.put(conn, "n", "2")
        raise Planned
    with register.look() as conn:
        assert notices.get(conn, "n") == "1"


def test_the_lock_is_taken_before_the_first_statement(sqlite_rooms: Rooms) -> None:
    """With a plain BEGIN both would get in, and one of the two fail at its first write."""
    with sqlite_rooms.register.write():
        other = sqlite_rooms.register.engine.raw_connection()
        other.cursor().execute("PRAGMA busy_timeout=0")
        with pytest.raises(Exception, match="locked"):
            other.cursor().execute("BEGIN IMMEDIATE")
        other.cursor().execute(f"PRAGMA busy_timeout={int(module.LOCK_WAIT_SECONDS * 1000)}")
        other.close()


def test_a_second_writer_waits_for_the_first(rooms: Rooms) -> None:
    with rooms.register.write() as conn:
        notices.put(conn, "n", "0")
    inside, order = threading.Event(), []

    def first() -> None:
        with rooms.register.write() as conn:
            notices.put(conn, "n", "1")
            inside.set()
            time.sleep(0.3)
            order.append("first")

    thread = threading.Thread(target=first)
    thread.start()
    inside.wait()
    with rooms.register.write() as conn:
        conn.execute(text("UPDATE notice SET value = value || '2' WHERE name = 'n'"))
        order.append("second")
    thread.join()
    assert order == ["first", "second"]


def test_a_writer_that_waits_too_long_says_busy(rooms: Rooms) -> None:
    with rooms.register.write() as conn:
        notices.put(conn, "n", "0")
    with rooms.register.write() as holder:
        holder.execute(text("UPDATE notice SET value = 'held' WHERE name = 'n'"))
        started = time.monotonic()
        with pytest.raises(Busy), rooms.register.write() as conn:
            conn.execute(text("UPDATE notice SET value = 'mine' WHERE name = 'n'"))
        waited = time.monotonic() - started
    assert 1.0 < waited < LONGEST_WAIT


def test_a_writer_whose_turn_does_not_come_says_busy(
    sqlite_rooms: Rooms, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In one process it waits for its turn and not at the file; a broken turn is given up."""
    monkeypatch.setattr(module, "LOCK_WAIT_SECONDS", 0.2)
    register, seen = sqlite_rooms.register, []
    with register.write() as holder:
        notices.put(holder, "n", "held")
        _statements(register, seen)
        with pytest.raises(Busy), register.write():
            pass
    assert not [line for line in seen if line.startswith("BEGIN")]
    with pytest.raises(Planned), register.write():
        raise Planned
    with register.write() as conn:
        notices.put(conn, "n", "mine")


def test_a_reader_is_not_kept_waiting_by_a_writer(rooms: Rooms) -> None:
    with rooms.register.write() as conn:
        notices.put(conn, "n", "before")
    with rooms.register.write() as conn:
        notices.put(conn, "n", "after")
        with rooms.register.read() as reader:
            assert notices.get(reader, "n") == "before"


def test_all_or_nothing(rooms: Rooms) -> None:
    with pytest.raises(Planned), rooms.register.write() as conn:  # noqa: PT012
        notices.put(conn, "a", "1")
        notices.put(conn, "b", "2")
        raise Planned
    with rooms.register.read() as conn:
        assert notices.get(conn, "a") is None
        assert notices.get(conn, "b") is None


def test_a_commit_that_fails_keeps_nothing_and_says_busy(sqlite_rooms: Rooms) -> None:
    """A commit that meets a full disk."""
    pages = sqlite_rooms.register.engine.raw_connection()
    count = pages.cursor().execute("PRAGMA page_count").fetchone()[0]
    pages.close()
    with pytest.raises(Busy), sqlite_rooms.register.write() as conn:  # noqa: PT012
        conn.execute(text(f"PRAGMA max_page_count={count}"))
        notices.put(conn, "large", "x" * 1_000_000)
    sqlite_rooms.register.close()
    with sqlite_rooms.register.read() as conn:
        assert notices.get(conn, "large") is None


def test_a_broken_rule_is_not_called_busy(rooms: Rooms) -> None:
    """Busy means: try again. A row that breaks a rule would break it again."""
    with rooms.register.write() as conn:
        notices.put(conn, "n", "1")
    with pytest.raises(IntegrityError), rooms.register.write() as conn:
        conn.execute(insert(notice).values(name="n", value="2"))


def test_an_error_never_repeats_what_a_child_wrote(rooms: Rooms) -> None:
    with rooms.register.write() as conn:
        notices.put(conn, "n", "1")
    with pytest.raises(IntegrityError) as caught, rooms.register.write() as conn:
        conn.execute(insert(notice).values(name="n", value="my secret words"))
    assert "secret" not in str(caught.value)
    assert "secret" not in repr(caught.value)


def test_a_read_only_file_says_busy(sqlite_rooms: Rooms, tmp_path: Path) -> None:
    database = Database(f"sqlite:///file:{tmp_path}/register.db?mode=ro&uri=true")
    with pytest.raises(Busy), database.write() as conn:
        notices.put(conn, "n", "1")
    database.close()


@pytest.mark.parametrize(
    "url",
    [
        "sqlite:////nowhere/at/all/register.db",
        "postgresql+psycopg://nobody@127.0.0.1:1/nothing",
        "postgresql+psycopg:///nothing?host=/nowhere/at/all",
    ],
)
@pytest.mark.parametrize("way", ["read", "write", "check"])
def test_a_database_that_is_away_says_busy_soon(url: str, way: str) -> None:
    database = Database(url)
    started = time.monotonic()
    with pytest.raises(Busy):  # noqa: PT012
        if way == "check":
            database.check()
        else:
            with getattr(database, way)() as conn:
                notices.get(conn, "n")
    assert time.monotonic() - started < LONGEST_WAIT
    database.close()


def test_when_every_connection_is_taken_it_says_busy(
    sqlite_rooms: Rooms, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "LOCK_WAIT_SECONDS", 0.2)
    database = Database(sqlite_rooms.register.url)
    taken = [database.engine.connect() for _ in range(16)]
    with pytest.raises(Busy), database.read():
        pass
    for conn in taken:
        conn.close()
    database.close()


def test_settings_of_every_sqlite_connection(sqlite_rooms: Rooms) -> None:
    expected = {"synchronous": 2, "secure_delete": 1, "foreign_keys": 1, "temp_store": 2}
    journals = {"register": "wal", "answers": "wal", "keys": "delete"}
    for name, database, _ in sqlite_rooms._all():
        with database.read() as conn:
            got = {pragma: conn.exec_driver_sql(f"PRAGMA {pragma}").scalar() for pragma in expected}
            journal = conn.exec_driver_sql("PRAGMA journal_mode").scalar()
        assert got == expected
        assert journal == journals[name]


def test_emptying_the_log(sqlite_rooms: Rooms, tmp_path: Path) -> None:
    with sqlite_rooms.register.write() as conn:
        notices.put(conn, "n", "1")
    log = tmp_path / "register.db-wal"
    assert log.stat().st_size > 0
    assert sqlite_rooms.register.checkpoint()
    assert log.stat().st_size == 0


def test_a_reader_in_the_way_of_emptying_is_reported(
    sqlite_rooms: Rooms, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(module, "LOCK_WAIT_SECONDS", 0.1)
    impatient = Database(sqlite_rooms.register.url)
    with sqlite_rooms.register.read() as reader:
        notices.get(reader, "n")
        with impatient.write() as conn:
            notices.put(conn, "n", "1")
        assert not impatient.checkpoint()
    assert impatient.checkpoint()
    impatient.close()


@pytest.mark.parametrize("step", ["write", "lock"])
def test_emptying_while_others_write_raises_nothing(
    sqlite_rooms: Rooms, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    monkeypatch.setattr(module, "LOCK_WAIT_SECONDS", 0.1)
    impatient = Database(sqlite_rooms.register.url)
    with sqlite_rooms.register.write() as conn:
        if step == "write":
            notices.put(conn, "n", "1")
        assert impatient.checkpoint() in (True, False)
    impatient.close()


def test_many_threads_lose_no_write(rooms: Rooms, reopened: Callable[[Rooms], Rooms]) -> None:
    with rooms.register.write() as conn:
        notices.put(conn, "n", "0")

    def add(own: Rooms) -> None:
        for _ in range(10):
            with own.register.write() as conn:
                conn.execute(
                    text(
                        "UPDATE notice SET value = CAST(CAST(value AS INTEGER) + 1 AS TEXT)"
                        " WHERE name = 'n'"
                    )
                )

    threads = [threading.Thread(target=add, args=(reopened(rooms),)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with rooms.register.read() as conn:
        assert notices.get(conn, "n") == "40"


@pytest.mark.postgres
def test_a_database_that_may_only_be_read_is_busy(postgres_rooms: Rooms) -> None:
    """As a stand-by is after a fail-over: the webhook says "try again", not that we broke."""

    def write() -> None:
        with postgres_rooms.register.write() as conn:
            conn.execute(text("SET TRANSACTION READ ONLY"))
            notices.put(conn, "n", "1")

    with pytest.raises(Busy):
        write()


@pytest.mark.postgres
def test_a_connection_of_a_time_when_nothing_could_be_written_is_not_used_again(
    postgres_rooms: Rooms,
) -> None:
    database = postgres_rooms.register
    with database.write() as conn:  # what a connection is that was opened meanwhile
        conn.execute(text("SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY"))
    with pytest.raises(Dropped), database.write() as conn:
        notices.put(conn, "said", "once")
    with database.write() as conn:
        notices.put(conn, "said", "twice")
    with database.read() as conn:
        assert notices.get(conn, "said") == "twice"
