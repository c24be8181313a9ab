"""A release killed at any statement, and two at once: every answer leaves exactly once."""

import subprocess
import sys
import textwrap
import threading
from collections import Counter
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import delete, text

from config.data import ReleaseRules
from storage import keys, mixer
from storage.answers.tables import answer
from storage.database import Busy
from storage.register import reads, withdrawn
from storage.register.tables import held_answer, held_conversation
from storage.rooms import Rooms
from tests.conftest import NOW, ROOT
from tests.factories import Talk, a_phone, closed, hold, read_all, some_contacts, words
from tests.storage.breaking import cut_at

RULES = ReleaseRules(min_people=3, min_days=0, hold_hours=0, k_inside=2)


def _fill(rooms: Rooms) -> dict[str, set[str]]:
    """Some conversations in two lanes, read; what each will give, by its id."""
    people = some_contacts(rooms, [a_phone() for _ in range(4)])
    talks = [Talk(one, [words(f"p{n} words"), closed(f"p{n}")]) for n, one in enumerate(people)]
    talks += [Talk(None, [words(f"w{n} words"), closed(f"w{n}")]) for n in range(3)]
    hold(rooms, talks)
    read_all(rooms)
    return {
        talk.id: {str(kept.text or f'"{kept.value}"') for kept in talk.answers} for talk in talks
    }


def _left(rooms: Rooms) -> Counter[str]:
    with rooms.answers.read() as conn:
        return Counter(conn.execute(text("SELECT coalesce(text, value) FROM answer")).scalars())


def _with_keys(rooms: Rooms, conversations: dict[str, set[str]]) -> set[str]:
    with rooms.keys.read() as conn:
        return set(keys.find_many(conn, rooms.vault, conversations))


def _held(rooms: Rooms) -> int:
    with rooms.register.read() as conn:
        return sum(
            len(conn.execute(table.select()).all()) for table in (held_conversation, held_answer)
        )


def _nothing_lost_yet(rooms: Rooms, given: dict[str, set[str]]) -> None:
    """Whatever has no key any more has left; nothing has left twice."""
    left = _left(rooms)
    assert set(left.values()) <= {1}
    for conversation in set(given) - _with_keys(rooms, given):
        assert given[conversation] <= set(left), "a key was destroyed before its answers were kept"


def _all_has_left_once(rooms: Rooms, given: dict[str, set[str]]) -> None:
    assert _left(rooms) == Counter(one for some in given.values() for one in some)
    assert _with_keys(rooms, given) == set()
    assert _held(rooms) == 0


def _statements(rooms: Rooms, now: datetime) -> int:
    _fill(rooms)
    with cut_at(rooms, None) as ran:
        mixer.release(rooms, RULES, now)
    with rooms.answers.write() as conn:
        conn.execute(delete(answer))
    return len(ran)


def test_killed_at_any_statement_and_run_again(rooms: Rooms, now: datetime) -> None:
    count = _statements(rooms, now)
    assert count > 30
    for nth in range(1, count + 1):
        given = _fill(rooms)
        with cut_at(rooms, nth) as ran:
            mixer.release(rooms, RULES, now)
        assert len(ran) == nth, "the cut never came"
        _nothing_lost_yet(rooms, given)
        mixer.release(rooms, RULES, now)
        _all_has_left_once(rooms, given)
        with rooms.answers.write() as conn:
            conn.execute(delete(answer))


def test_killed_twice_in_a_row(sqlite_rooms: Rooms, now: datetime) -> None:
    """Also the run that mends may be killed."""
    count = _statements(sqlite_rooms, now)
    for first in range(5, count, 6):
        given = _fill(sqlite_rooms)
        for nth in (first, 8):
            with cut_at(sqlite_rooms, nth):
                mixer.release(sqlite_rooms, RULES, now)
            _nothing_lost_yet(sqlite_rooms, given)
        mixer.release(sqlite_rooms, RULES, now)
        _all_has_left_once(sqlite_rooms, given)
        with sqlite_rooms.answers.write() as conn:
            conn.execute(delete(answer))


_KILLED = textwrap.dedent("""
    import os, signal, sys
    from datetime import datetime
    from sqlalchemy import event
    from config.data import ReleaseRules
    from storage import mixer
    from storage.crypto import Vault
    from storage.rooms import open_rooms

    nth, folder, now = int(sys.argv[1]), sys.argv[2], datetime.fromisoformat(sys.argv[3])
    urls = [f"sqlite:///{folder}/{name}.db" for name in ("register", "keys", "answers")]
    rooms = open_rooms(*urls, Vault((sys.argv[4],), (sys.argv[5],)))
    ran = []

    def before(*_):
        ran.append(1)
        if len(ran) == nth:
            os.kill(os.getpid(), signal.SIGKILL)

    for _, database, _ in rooms._all():
        event.listen(database.engine, "before_cursor_execute", before)
    mixer.release(rooms, ReleaseRules(3, 0, 0, 2), now)
""")


@pytest.mark.parametrize("part", [0.25, 0.45, 0.6, 0.8])
def test_a_process_that_is_really_killed(
    sqlite_rooms: Rooms, tmp_path: Path, now: datetime, part: float
) -> None:
    nth = int(_statements(sqlite_rooms, now) * part)
    given = _fill(sqlite_rooms)
    pepper = "a pepper only for tests, long enough"
    killed = subprocess.run(
        [sys.executable, "-c", _KILLED, str(nth), str(tmp_path), now.isoformat(),
         "Z" * 43 + "=", pepper],
        cwd=ROOT,
        check=False,
    )  # fmt: skip
    assert killed.returncode == -9
    _nothing_lost_yet(sqlite_rooms, given)
    mixer.release(sqlite_rooms, RULES, now)
    _all_has_left_once(sqlite_rooms, given)


# ------------------------------------------------------------------------------------ at once


def test_several_releases_at_once(
    rooms: Rooms, reopened: Callable[[Rooms], Rooms], now: datetime
) -> None:
    own = [reopened(rooms) for _ in range(3)]
    for _ in range(4):
        given, start, errors = _fill(rooms), threading.Barrier(3), []
        _at_once([_released(one, now, start, errors) for one in own])
        assert errors == []
        mixer.release(rooms, RULES, now)
        _all_has_left_once(rooms, given)
        with rooms.answers.write() as conn:
            conn.execute(delete(answer))


def _released(
    own: Rooms, now: datetime, start: threading.Barrier, errors: list[BaseException]
) -> Callable[[], None]:
    def work() -> None:
        start.wait()
        try:
            mixer.release(own, RULES, now)
        except Busy:
            pass  # the job is run again; what it had begun is finished then
        except BaseException as error:
            errors.append(error)

    return work


def _at_once(works: list[Callable[[], None]]) -> None:
    threads = [threading.Thread(target=work) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def test_a_broken_release_finished_by_two_at_once(
    rooms: Rooms, reopened: Callable[[Rooms], Rooms], now: datetime
) -> None:
    own = [reopened(rooms) for _ in range(2)]
    for nth in (12, 16, 20, 24):
        given, start, errors = _fill(rooms), threading.Barrier(2), []
        with cut_at(rooms, nth):
            mixer.release(rooms, RULES, now)
        _at_once([_released(one, now, start, errors) for one in own])
        assert errors == []
        mixer.release(rooms, RULES, now)
        _all_has_left_once(rooms, given)
        with rooms.answers.write() as conn:
            conn.execute(delete(answer))


def test_readers_and_deletions_during_releases(
    rooms: Rooms, reopened: Callable[[Rooms], Rooms], now: datetime
) -> None:
    """What an undo took back in time is not carried; what was carried could not be taken back."""
    given = _fill(rooms)
    with rooms.register.read() as conn:
        decided = conn.execute(
            held_answer.select().where(held_answer.c.decided_by.is_not(None))
        ).all()
    start, errors, undone = threading.Barrier(2), [], []

    def undo_all() -> None:
        other = reopened(rooms)
        start.wait()
        for row in decided:
            if mixer.undo(other, row.id, "a reader", NOW):
                undone.append(row.conversation_id)

    _at_once([_released(reopened(rooms), now, start, errors), undo_all])
    assert errors == []
    left = set(_left(rooms))
    for conversation, some in given.items():
        assert some.isdisjoint(left) if conversation in undone else True
        assert some <= left or conversation in _with_keys(rooms, given)


@pytest.mark.postgres
def test_a_release_waits_for_a_decision_that_is_being_taken_back(
    postgres_rooms: Rooms, reopened: Callable[[Rooms], Rooms], now: datetime
) -> None:
    """On SQLite it cannot begin before; on PostgreSQL it must not go by what was before."""
    rooms, other = postgres_rooms, reopened(postgres_rooms)
    given = _fill(rooms)
    release = threading.Thread(target=mixer.release, args=(other, RULES, now))
    with rooms.register.write() as conn:
        row = conn.execute(held_answer.select().where(held_answer.c.decided_by.is_not(None)))
        one = row.fetchall()[0]
        assert reads.undecide(conn, one.id, "a reader", one.body)
        release.start()
        release.join(0.8)
    release.join()
    assert given[one.conversation_id].isdisjoint(_left(rooms))
    assert one.conversation_id in _with_keys(rooms, given)


@pytest.mark.postgres
def test_the_rewriting_on_postgresql_brings_nothing_back(
    postgres_rooms: Rooms, reopened: Callable[[Rooms], Rooms], now: datetime
) -> None:
    """An answer is erased, not yet committed, while a release begins to rewrite the table."""
    rooms, other = postgres_rooms, reopened(postgres_rooms)
    _fill(rooms)
    mixer.release(rooms, RULES, now)
    given = _fill(rooms)
    release = threading.Thread(target=mixer.release, args=(other, RULES, now))
    with rooms.answers.write() as conn:
        gone = conn.execute(delete(answer)).rowcount
        release.start()
        release.join(0.8)
    release.join()
    assert gone == 14
    _all_has_left_once(rooms, given)


def test_answers_are_written_in_one_transaction_a_batch(
    sqlite_rooms: Rooms, tmp_path: Path, now: datetime
) -> None:
    """A log of many commits would tell who came first; this one has one for each lane."""
    _fill(sqlite_rooms)
    with cut_at(sqlite_rooms, None) as ran:
        mixer.release(sqlite_rooms, RULES, now)
    inserts = [line for line in ran if line.startswith("INSERT INTO answer")]
    assert len(inserts) == 2


# ------------------------------------------------------------------------------ words taken out


@pytest.mark.parametrize("moment", ["_atoms", "_insert"])
def test_delete_in_the_middle_of_a_release_takes_out_or_finds_nothing(
    rooms: Rooms,
    reopened: Callable[[Rooms], Rooms],
    now: datetime,
    monkeypatch: pytest.MonkeyPatch,
    moment: str,
) -> None:
    """What was taken out never arrives; and nothing that has arrived is said to be taken out."""
    other, given, taken = reopened(rooms), _fill(rooms), []
    with rooms.register.read() as conn:
        rows = conn.execute(held_conversation.select())
        one = next(row for row in rows.all() if row.contact_id)
    real = getattr(mixer, moment)

    def delete_now() -> None:
        try:
            with other.register.write() as conn:
                taken.append(withdrawn.never_release(conn, one.contact_id, "delete"))
        except Busy:
            pass  # their text is answered later

    def meanwhile(*given: object) -> object:
        if taken or threads:
            return real(*given)
        threads.append(threading.Thread(target=delete_now))
        threads[0].start()
        threads[0].join(0.5)
        return real(*given)

    threads: list[threading.Thread] = []
    monkeypatch.setattr(mixer, moment, meanwhile)
    mixer.release(rooms, RULES, now)
    threads[0].join()
    left = set(_left(rooms))
    assert len(left) >= 6
    if taken == [1]:
        assert given[one.id].isdisjoint(left)
        assert one.id in _with_keys(rooms, given), "the look for safety has nothing to look at"
    else:
        assert given[one.id] <= left
