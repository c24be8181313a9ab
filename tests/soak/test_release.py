"""The release killed at every statement, fifty times over, on both databases; and by real kills."""

import random
import signal
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import delete

from storage import keys, mixer
from storage.answers.tables import answer
from storage.crypto import new_id
from storage.register.tables import contact
from storage.rooms import Rooms
from tests.conftest import NOW, ROOT
from tests.storage.breaking import cut_at
from tests.storage.test_release_broken_off import (
    _KILLED,
    RULES,
    _all_has_left_once,
    _fill,
    _nothing_lost_yet,
    _statements,
)

pytestmark = pytest.mark.soak

ROUNDS = 50
PEPPER, KEY = "a pepper only for tests, long enough", "Z" * 43 + "="


def test_killed_at_every_statement_fifty_times(rooms: Rooms) -> None:
    """Each round begins with an orphan key too: it is swept, and nobody else's is."""
    count = _statements(rooms, NOW)
    cuts = 0
    for _ in range(ROUNDS):
        for nth in range(1, count + 1):
            orphan = new_id()
            with rooms.keys.write() as conn:
                keys.make(conn, rooms.vault, orphan, NOW - timedelta(days=2))
            given = _fill(rooms)
            with cut_at(rooms, nth):
                mixer.release(rooms, RULES, NOW)
            cuts += 1
            _nothing_lost_yet(rooms, given)
            mixer.release(rooms, RULES, NOW)
            _all_has_left_once(rooms, given)
            with rooms.keys.read() as conn:
                assert keys.find_many(conn, rooms.vault, [orphan]) == {}
            with rooms.answers.write() as conn:
                conn.execute(delete(answer))
            with rooms.register.write() as conn:
                conn.execute(delete(contact))  # there are a thousand numbers, and these were four
    assert cuts == ROUNDS * count > ROUNDS * 30


def test_processes_that_are_killed_by_the_clock(sqlite_rooms: Rooms, tmp_path: Path) -> None:
    """Not between statements but wherever it happens to be, also inside a commit."""
    dice = random.Random(50)
    for _ in range(ROUNDS):
        given = _fill(sqlite_rooms)
        running = subprocess.Popen(
            [sys.executable, "-c", _KILLED, "0", str(tmp_path), NOW.isoformat(), KEY, PEPPER],
            cwd=ROOT,
        )
        time.sleep(0.6 + dice.random() * 0.8)
        running.send_signal(signal.SIGKILL)
        running.wait()
        _nothing_lost_yet(sqlite_rooms, given)
        mixer.release(sqlite_rooms, RULES, NOW)
        _all_has_left_once(sqlite_rooms, given)
        with sqlite_rooms.answers.write() as conn:
            conn.execute(delete(answer))
