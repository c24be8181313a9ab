"""Attacks 2, 3, 5 and 6: backups, freed pages, write-ahead logs, times inside sealed values."""

import shutil
import tempfile
from base64 import urlsafe_b64decode
from pathlib import Path
from typing import Any

import pytest

from storage import keys, mixer
from storage.crypto import Unreadable, Vault, open_with
from storage.database import Database
from storage.register.tables import held_answer
from storage.rooms import Rooms, open_rooms
from tests.attacks.naive import NaiveBuild, Said, sealed_today
from tests.attacks.write_ahead import newly_written
from tests.conftest import NAMES, NOW
from tests.factories import a_contact, a_held_conversation, words
from tests.storage import attacks
from tests.storage.canaries import RULES, filled, said_by

# ------------------------------------------------------------- 2: an old backup, today's keys


def _copied(folder: Path, to: Path, names: tuple[str, ...]) -> None:
    for name in names:
        shutil.copy(folder / f"{name}.db", to / f"{name}.db")


def _opened_in(folder: Path, vault: Vault, ids: list[str]) -> int:
    """How many of these conversations' answers somebody reads who has these files and our keys."""
    stolen = open_rooms(*(f"sqlite:///{folder}/{name}.db" for name in NAMES), vault)
    with stolen.keys.read() as conn:
        found = keys.find_many(conn, vault, ids)
    with stolen.register.read() as conn:
        rows = list(conn.execute(held_answer.select()))
    stolen.close()
    opened = 0
    for row in rows:
        try:
            opened += bool(open_with(found.get(row.conversation_id, b"A" * 43 + b"="), row.body))
        except Unreadable:
            continue
    return opened


@pytest.fixture
def stolen(sqlite_rooms: Rooms, tmp_path: Path, tmp_path_factory: Any) -> tuple[Path, list[str]]:
    """Last week's backup of the register and, after a release, everything of today."""
    ids = filled(sqlite_rooms, 20)
    sqlite_rooms.register.checkpoint()
    thief = tmp_path_factory.mktemp("thief")
    _copied(tmp_path, thief, ("register",))
    shutil.copy(tmp_path / "keys.db", thief / "keys-of-last-week.db")
    mixer.release(sqlite_rooms, RULES, NOW)
    sqlite_rooms.answers.checkpoint()
    _copied(tmp_path, thief, ("keys", "answers"))
    return thief, ids


@pytest.mark.attack(2)
def test_an_old_backup_opens_with_nothing_of_today(stolen: tuple[Path, list[str]], vault: Vault):
    assert _opened_in(stolen[0], vault, stolen[1]) == 0


@pytest.mark.attack(2, naive=True)
def test_naive_keys_in_the_backup_open_all_of_it(stolen: tuple[Path, list[str]], vault: Vault):
    """What a snapshot of the whole machine is: the one thing that must not be made."""
    (stolen[0] / "keys-of-last-week.db").replace(stolen[0] / "keys.db")
    assert _opened_in(stolen[0], vault, stolen[1]) == 20


# --------------------------------------------------- 3: what lies in files after it is deleted


def _sealed(rooms: Rooms) -> list[bytes]:
    with rooms.register.read() as conn:
        return [row.body[60:100] for row in conn.execute(held_answer.select())]


@pytest.mark.attack(3)
def test_nothing_of_a_conversation_is_in_any_file_nor_in_the_temporary_folder(
    sqlite_rooms: Rooms, tmp_path: Path, tmp_path_factory: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    temporary = tmp_path_factory.mktemp("temporary")
    monkeypatch.setenv("TMPDIR", str(temporary))
    monkeypatch.setenv("SQLITE_TMPDIR", str(temporary))
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))
    filled(sqlite_rooms)
    sealed = _sealed(sqlite_rooms)
    mixer.release(sqlite_rooms, RULES, NOW)
    assert len(sealed) == 300
    assert attacks.files_with(tmp_path, sealed) == set()
    assert attacks.files_with(tmp_path, said_by(300)) == {"answers.db"}
    assert attacks.files_with(temporary, [*sealed, *said_by(300)]) == set()


@pytest.mark.attack(3, naive=True)
def test_naive_logs_that_are_not_emptied_hold_all_that_was_deleted(
    sqlite_rooms: Rooms, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mixer, "empty_logs", lambda _rooms: True)
    filled(sqlite_rooms, 60)
    sealed = _sealed(sqlite_rooms)
    mixer.release(sqlite_rooms, RULES, NOW)
    log = (tmp_path / "register.db-wal").read_bytes()
    assert sum(one in log for one in sealed) == 60


# -------------------------------------------------------- 5: the commits of a write-ahead log


@pytest.mark.attack(5)
def test_a_log_that_was_not_emptied_yet_shows_batches_and_no_order(
    sqlite_rooms: Rooms, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A thief who comes between the release and the emptying of the log."""
    monkeypatch.setattr(mixer, "empty_logs", lambda _rooms: True)
    said = said_by(60)
    filled(sqlite_rooms, 60)
    mixer.release(sqlite_rooms, RULES, NOW)
    groups = newly_written(tmp_path / "answers.db-wal", said)
    assert [len(one) for one in groups] == [60]


@pytest.mark.attack(5, naive=True)
def test_naive_commits_give_the_order_back(tmp_path: Path) -> None:
    """Even without rowids: one commit an answer, 60 of 60 in the order in which they came."""
    said = said_by(60)
    database = Database(f"sqlite:///{tmp_path}/naive.db")
    build = NaiveBuild(database)
    build.keep(Said(f"p{n}", one) for n, one in enumerate(said))
    groups = newly_written(tmp_path / "naive.db-wal", said)
    database.close()
    assert groups == [{one} for one in said]


# ------------------------------------------------------------------------------- 6: times


def _times_in(rows: list[dict[str, object]]) -> list[object]:
    """Everything that says when: written out, or in clear inside a sealed value."""
    found: list[object] = []
    for value in attacks.values(rows):
        if value.startswith(b"gAAAA"):
            found += [value] if any(urlsafe_b64decode(value)[1:9]) else []
        elif attacks.looks_like_a_time(value.decode(errors="replace")):
            found.append(value)
    return found


@pytest.mark.attack(6)
def test_nothing_says_when_an_answer_came(rooms: Rooms) -> None:
    filled(rooms, 30)
    sealed = [
        {"body": value}
        for value in attacks.values(attacks.dump_everything(rooms))
        if value.startswith(b"gAAAA")
    ]
    assert len(sealed) == 4 * 30
    assert _times_in(sealed) == []
    mixer.release(rooms, RULES, NOW)
    rows = [row for row in attacks.dump(rooms.answers) if "answer.id" in row]
    assert (len(rows), _times_in(rows)) == (30, [])


@pytest.mark.attack(6, naive=True)
def test_naive_answers_say_it_to_the_second(rooms: Rooms) -> None:
    build = NaiveBuild(rooms.answers)
    build.keep(Said(f"p{n}", said) for n, said in enumerate(said_by(30)))
    rows = [row for row in attacks.dump(rooms.answers) if "naive_answer.id" in row]
    build.remove()
    assert len(_times_in(rows)) == 30
    assert len(_times_in([{"body": sealed_today(one)} for one in said_by(3)])) == 3


@pytest.mark.attack(6, naive=True)
def test_naive_sealing_in_the_hold_says_when_somebody_wrote(
    sqlite_rooms: Rooms, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("storage.register.held.seal_with", lambda _key, said: sealed_today(said))
    a_held_conversation(sqlite_rooms, a_contact(sqlite_rooms), answers=[words("more pizza")])
    rows = [row for row in attacks.dump(sqlite_rooms.register) if "held_answer.body" in row]
    assert len(_times_in([{"body": row["held_answer.body"]} for row in rows])) == 1
