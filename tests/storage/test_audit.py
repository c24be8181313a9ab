"""The audit log: a row that was touched, removed or put in is named."""

import threading
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from sqlalchemy import delete, insert, text, update

from storage import audit
from storage.audit import audit_log
from storage.rooms import Rooms


def _written(rooms: Rooms, now: datetime, rows: int = 9) -> None:
    with rooms.register.write() as conn:
        for row in range(rows):
            audit.record(conn, now + timedelta(minutes=row), "ann", "open", f"c{row}", "asked to")


def _broken_at(rooms: Rooms) -> int | None:
    with rooms.register.read() as conn:
        return audit.verify(conn)


def test_an_untouched_log_is_whole(rooms: Rooms, now: datetime) -> None:
    assert _broken_at(rooms) is None
    _written(rooms, now)
    assert _broken_at(rooms) is None
    with rooms.register.read() as conn:
        newest = audit.entries(conn, limit=3)
        older = audit.entries(conn, limit=3, before=newest[-1].seq)
    assert [one.seq for one in newest + older] == [9, 8, 7, 6, 5, 4]
    assert (newest[0].actor, newest[0].object_id, newest[0].reason) == ("ann", "c8", "asked to")


@pytest.mark.attack(18)
@pytest.mark.parametrize("row", [1, 5, 9])
@pytest.mark.parametrize("column", ["at", "actor", "action", "object_id", "reason", "hash"])
def test_an_edited_row_is_named(sqlite_rooms: Rooms, now: datetime, row: int, column: str) -> None:
    _written(sqlite_rooms, now)
    with sqlite_rooms.register.write() as conn:
        conn.execute(update(audit_log).where(audit_log.c.seq == row).values({column: "other"}))
    assert _broken_at(sqlite_rooms) == row


def test_a_row_edited_with_its_own_hash_made_right_breaks_the_next(
    rooms: Rooms, now: datetime
) -> None:
    _written(rooms, now)
    with rooms.register.write() as conn:
        rows = {one.seq: one for one in audit.entries(conn)}
        fields = vars(rows[5]) | {"actor": "somebody else"}
        fields.pop("hash")
        right = audit._chained(rows[4].hash, fields)
        change = update(audit_log).where(audit_log.c.seq == 5)
        conn.execute(change.values(actor="somebody else", hash=right))
    assert _broken_at(rooms) == 6


@pytest.mark.attack(18)
@pytest.mark.parametrize("row", [1, 5, 8])
def test_a_removed_row_is_named(rooms: Rooms, now: datetime, row: int) -> None:
    _written(rooms, now)
    with rooms.register.write() as conn:
        conn.execute(delete(audit_log).where(audit_log.c.seq == row))
    assert _broken_at(rooms) == row


def test_a_removed_row_is_named_even_when_the_rest_moves_up(rooms: Rooms, now: datetime) -> None:
    _written(rooms, now)
    with rooms.register.write() as conn:
        conn.execute(delete(audit_log).where(audit_log.c.seq == 5))
        for row in range(6, 10):
            conn.execute(update(audit_log).where(audit_log.c.seq == row).values(seq=row - 1))
    assert _broken_at(rooms) == 5


@pytest.mark.attack(18)
@pytest.mark.parametrize("seq", [0, 10, 11])
def test_a_row_put_in_is_named(rooms: Rooms, now: datetime, seq: int) -> None:
    _written(rooms, now)
    false = {"seq": seq, "at": now.isoformat(), "actor": "x", "action": "x", "object_id": "x",
             "reason": "", "hash": "0" * 64}  # fmt: skip
    with rooms.register.write() as conn:
        conn.execute(insert(audit_log).values(false))
    assert _broken_at(rooms) == (1 if seq == 0 else 10)


def test_a_row_that_is_rolled_back_was_never_there(rooms: Rooms, now: datetime) -> None:
    _written(rooms, now, 2)
    with pytest.raises(RuntimeError), rooms.register.write() as conn:  # noqa: PT012
        audit.record(conn, now, "ann", "open", "c")
        raise RuntimeError
    _written(rooms, now, 1)
    assert _broken_at(rooms) is None


def test_several_processes_write_one_chain(
    rooms: Rooms, reopened: Callable[[Rooms], Rooms], now: datetime
) -> None:
    def work(own: Rooms) -> None:
        for row in range(8):
            with own.register.write() as conn:
                audit.record(conn, now, "ann", "open", str(row))

    threads = [threading.Thread(target=work, args=(reopened(rooms),)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert _broken_at(rooms) is None
    with rooms.register.read() as conn:
        assert conn.execute(text("SELECT count(*) FROM audit_log")).scalar() == 32


# ---------------------------------------------------------------------------- the head outside


@pytest.mark.attack(18)
def test_a_log_cut_short_or_written_anew_does_not_have_the_head_that_was_mailed(
    rooms: Rooms, now: datetime
) -> None:
    """A chain alone cannot tell: its last rows may go, or all of it be hashed anew."""
    _written(rooms, now)
    with rooms.register.read() as conn:
        mailed = audit.head(conn)
    _written(rooms, now)
    with rooms.register.read() as conn:
        assert audit.verify(conn, mailed) is None
    with rooms.register.write() as conn:
        conn.execute(delete(audit_log).where(audit_log.c.seq > 8))
        assert audit.verify(conn) is None
        assert audit.verify(conn, mailed) == 9
    with rooms.register.write() as conn:
        conn.execute(delete(audit_log))
    _written(rooms, now + timedelta(seconds=1))
    with rooms.register.read() as conn:
        assert audit.verify(conn) is None
        assert audit.verify(conn, mailed) == 9


@pytest.mark.attack(18, naive=True)
def test_naive_logs_without_a_chain_or_a_head_tell_nothing(rooms: Rooms, now: datetime) -> None:
    """Numbered rows alone: a reason that was changed leaves the numbers as they were."""
    _written(rooms, now)
    with rooms.register.write() as conn:
        conn.execute(update(audit_log).where(audit_log.c.seq == 5).values(reason="another"))
    with rooms.register.read() as conn:
        numbers = [one.seq for one in audit.entries(conn)]
    assert numbers == list(range(9, 0, -1))
    assert _broken_at(rooms) == 5


def test_heads_are_read_as_they_are_written() -> None:
    head = audit.Head(12, "a" * 64)
    assert audit.read_head(f" {head}\n") == head
    for wrong in ("", "12", "x:" + "a" * 64, "12:abc"):
        assert audit.read_head(wrong) is None


def test_rows_leave_after_their_time_and_the_chain_goes_on(rooms: Rooms, now: datetime) -> None:
    _written(rooms, now)
    late = now + timedelta(days=6 * 366)
    with rooms.register.write() as conn:
        audit.forget_old(conn, now + timedelta(minutes=5), late)
    assert _broken_at(rooms) is None
    with rooms.register.read() as conn:
        assert [one.seq for one in audit.entries(conn)] == [10, 9, 8, 7, 6]
    with rooms.register.write() as conn:
        conn.execute(delete(audit_log).where(audit_log.c.seq == 6))
    assert _broken_at(rooms) == 6
    with rooms.register.write() as conn:  # nor can somebody else's forgetting hide what is gone
        conn.execute(
            update(audit_log).where(audit_log.c.seq == 10).values(object_id=f"6:{'a' * 64}")
        )
    assert _broken_at(rooms) is not None
