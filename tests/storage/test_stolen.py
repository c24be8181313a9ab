"""Stolen databases: after a release nobody can join an answer to a phone number.

Each attack is first tried on something naive (the control), where it must succeed.
"""

import base64
import hashlib
import shutil
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, text

from storage import keys, mixer
from storage.crypto import Unreadable, Vault, open_with
from storage.register import withdrawn
from storage.register.tables import held_answer, held_conversation
from storage.rooms import Rooms
from tests.factories import (
    SOMEBODY,
    Talk,
    closed,
    hold,
    read_all,
    read_for_safety,
    some_contacts,
    words,
)
from tests.storage import attacks
from tests.storage.canaries import NUMBERS, RULES, filled, said_by


def _sealed(rooms: Rooms) -> list[bytes]:
    """Every sealed body and key of the hold, as it stands in the databases."""
    with rooms.register.read() as conn:
        bodies = [
            row.body
            for table in (held_answer, held_conversation)
            for row in conn.execute(table.select())
        ]
    with rooms.keys.read() as conn:
        return bodies + [row.key for row in conn.execute(keys.conversation_key.select())]


def _inner(tokens: list[bytes]) -> list[bytes]:
    # Every fifth is enough. A page's own bookkeeping may overwrite a deleted row's first bytes.
    return [token[60:100] for token in tokens[::5]]


@pytest.fixture
def released(rooms: Rooms, now: datetime) -> Rooms:
    """Three hundred conversations, released."""
    filled(rooms)
    assert mixer.release(rooms, RULES, now)[0].conversations == 300
    return rooms


# --------------------------------------------------------------------------- the dumps of today


@pytest.mark.attack(1)
def test_no_number_can_be_found_by_brute_force(released: Rooms) -> None:
    rows = attacks.dump_everything(released)
    assert len(rows) > 600
    assert attacks.numbers_found(rows, [f"+447700900{n:03d}" for n in range(1000)]) == set()


@pytest.mark.attack(1, naive=True)
@pytest.mark.parametrize(
    "naive",
    [
        lambda number: {"t.number": number},
        lambda number: {"t.digits": f"from 0{number[3:]} today"},
        lambda number: {"t.hash": hashlib.sha256(number.encode()).hexdigest()},
        lambda number: {"t.hash": hashlib.sha1(number[1:].encode()).digest()},  # noqa: S324
        lambda number: {
            "t.salt": "pepper",
            "t.h": hashlib.sha256(f"pepper{number}".encode()).hexdigest(),
        },
    ],
)
def test_control_of_the_brute_force(naive: Callable[[str], dict[str, Any]]) -> None:
    assert attacks.numbers_found([naive(NUMBERS[7])], NUMBERS[:20]) == {NUMBERS[7]}


@pytest.mark.attack(1)
def test_the_answers_hold_nothing_that_leads_back(rooms: Rooms, now: datetime) -> None:
    ids = filled(rooms)
    with rooms.register.read() as conn:
        inside = set(ids) | {row.id for row in conn.execute(held_answer.select())}
        inside |= {row.contact_id for row in conn.execute(held_conversation.select())}
        inside |= {row.lookup for row in conn.execute(text("SELECT lookup FROM contact"))}
    mixer.release(rooms, RULES, now)
    rows = [row for row in attacks.dump(rooms.answers) if "alembic_version.version_num" not in row]
    assert len([row for row in rows if "answer.id" in row]) == 300
    assert len(rows) == 602  # each is waiting to be coded; one batch, and one question to count
    found = {str(value) for row in rows for value in row.values() if value is not None}
    assert not inside & found
    assert not [value for value in found if attacks.looks_like_a_time(value)]
    assert attacks.numbers_found(rows, NUMBERS[::50]) == set()
    assert {row["answer.quarter"] for row in rows if "answer.id" in row} == {"2026-Q2"}


def test_the_register_holds_nothing_of_what_was_released(released: Rooms) -> None:
    rows = attacks.dump(released.register) + attacks.dump(released.keys)
    left = {name.split(".")[0] for row in rows for name in row}
    # Of the reading itself only numbers are left: how many texts, and how the machine did.
    numbers = {"reading_day", "redaction_month"}
    assert left <= {"contact", "notice", "alembic_version"} | numbers
    told = {name for row in rows for name in row if name.split(".")[0] in numbers}
    assert {name.split(".")[1] for name in told} == {
        "day", "account_id", "month", "texts", "untouched", "kept", "restored", "more"
    }  # fmt: skip
    batches = {row["batch.id"] for row in attacks.dump(released.answers) if "batch.id" in row}
    assert not {str(one).encode() for one in batches} & attacks.values(rows)


def test_control_of_times() -> None:
    for value in ("2026-05-12", "at 16:00", 1778598000, "2026-05-12T15:00:00+00:00"):
        assert attacks.looks_like_a_time(value)


@pytest.mark.attack(6)
def test_no_sealed_value_says_when_it_was_made(rooms: Rooms) -> None:
    filled(rooms, 5)
    found = attacks.values(attacks.dump_everything(rooms))
    tokens = [value for value in found if value.startswith(b"gAAAA")]
    assert len(tokens) == 5 + 5 + 5 + 5  # numbers, conversations, answers, keys
    assert all(token.startswith(b"gAAAAAAAAAAA") for token in tokens)


def test_answers_of_one_person_cannot_be_put_together(sqlite_rooms: Rooms, now: datetime) -> None:
    people = some_contacts(sqlite_rooms, NUMBERS[:60])
    questions = ("q.one", "q.two", "q.three")
    hold(
        sqlite_rooms,
        [
            Talk(one, [closed(f"{n}", question) for question in questions])
            for n, one in enumerate(people)
        ],
    )
    written = _written_during(sqlite_rooms, now)
    # Interleaved before they are written: a log that was not emptied yet shows no order either.
    assert len(written) == 180
    assert attacks.neighbours_alike([question for question, _ in written]) < 0.6
    assert attacks.neighbours_alike([value for _, value in written]) < 0.08
    rows = [row for row in attacks.dump(sqlite_rooms.answers) if "answer.id" in row]
    assert len({row["answer.voice"] for row in rows}) == 180
    order = [str(row["answer.value"]) for row in rows]
    assert attacks.neighbours_alike(order) < 0.08  # 1 in 90 by chance, 2 in 3 in order
    assert attacks.neighbours_alike([f"{n // 3}" for n in range(180)]) > 0.6


def _written_during(rooms: Rooms, now: datetime) -> list[tuple[str, str]]:
    """(question, value) of every answer that a release inserts, in that order."""
    written: list[tuple[str, str]] = []

    @event.listens_for(rooms.answers.engine, "before_execute")
    def _seen(_conn: Any, clause: Any, many: Any, _params: Any, _options: Any) -> None:
        if str(clause).startswith("INSERT INTO answer"):
            written.extend((one["question"], one["value"]) for one in many)

    mixer.release(rooms, RULES, now)
    return written


# ---------------------------------------------------------------------------- yesterday's backup


@pytest.mark.attack(2)
def test_an_old_backup_with_todays_keys_opens_nothing(
    sqlite_rooms: Rooms, vault: Vault, tmp_path: Path, tmp_path_factory: Any, now: datetime
) -> None:
    ids = filled(sqlite_rooms, 20)
    bodies = _sealed(sqlite_rooms)
    sqlite_rooms.register.checkpoint()
    backup = tmp_path_factory.mktemp("backup") / "register.db"
    shutil.copy(tmp_path / "register.db", backup)
    mixer.release(sqlite_rooms, RULES, now)
    assert bodies[0] in backup.read_bytes()  # the control: they are there, sealed
    with sqlite_rooms.keys.read() as conn:
        assert keys.find_many(conn, vault, ids) == {}
    for body in bodies[:40]:
        with pytest.raises(Unreadable):
            vault.open(body)


# -------------------------------------------------------------------------------- bytes of files


@pytest.mark.attack(3)
def test_nothing_released_is_left_in_any_byte_of_the_register_or_the_keys(
    sqlite_rooms: Rooms, tmp_path: Path, now: datetime
) -> None:
    """Deleted pages, write-ahead logs and journals included; even as it was sealed."""
    filled(sqlite_rooms)
    tokens = _inner(_sealed(sqlite_rooms))
    assert {"register.db-wal", "keys.db"} <= attacks.files_with(tmp_path, tokens)  # control
    mixer.release(sqlite_rooms, RULES, now)
    assert attacks.files_with(tmp_path, tokens) == set()
    assert attacks.files_with(tmp_path, said_by(300)) == {"answers.db"}
    assert (tmp_path / "register.db-wal").stat().st_size == 0
    assert (tmp_path / "answers.db-wal").stat().st_size == 0
    assert not list(tmp_path.glob("*-journal"))


@pytest.mark.attack(3, naive=True)
def test_control_without_overwriting_what_was_deleted_it_stays(
    sqlite_rooms: Rooms, tmp_path: Path, now: datetime
) -> None:
    for database in (sqlite_rooms.register, sqlite_rooms.keys):

        @event.listens_for(database.engine, "connect")
        def _careless(connection: Any, _record: object) -> None:
            connection.execute("PRAGMA secure_delete=OFF")

        database.close()
    filled(sqlite_rooms)
    tokens = _inner(_sealed(sqlite_rooms))
    mixer.release(sqlite_rooms, RULES, now)
    assert {"register.db", "keys.db"} <= attacks.files_with(tmp_path, tokens)


def test_withheld_and_deleted_words_are_gone_from_every_byte(
    sqlite_rooms: Rooms, tmp_path: Path, now: datetime
) -> None:
    people = some_contacts(sqlite_rooms, NUMBERS[:12])
    said = said_by(12)
    talks = [Talk(one, [words(text)]) for one, text in zip(people, said, strict=True)]
    hold(sqlite_rooms, talks)
    with sqlite_rooms.keys.read() as conn:
        own = keys.find_many(conn, sqlite_rooms.vault, [talk.id for talk in talks])
    tokens = _sealed(sqlite_rooms)
    with sqlite_rooms.register.write() as conn:
        withdrawn.never_release(conn, people[0].id, "delete")
    (look,) = mixer.looks(sqlite_rooms)
    mixer.looked(sqlite_rooms, look.id, now, worried=False)
    for one in mixer.held_texts(sqlite_rooms):
        gone = one.original == said[1]
        how, leaves = ("withhold", None) if gone else ("edit", one.original)
        mixer.decide(sqlite_rooms, one.id, how, "ann", now, leaves)
    read_for_safety(sqlite_rooms)
    mixer.release(sqlite_rooms, RULES, now)
    assert attacks.files_with(tmp_path, _inner(tokens)) == set()
    assert attacks.files_with(tmp_path, said[:2]) == set()
    assert attacks.files_with(tmp_path, said[2:]) == {"answers.db"}
    assert any(_opens(key, tokens) for key in own.values())  # the keys were the right ones


def test_control_of_the_search_in_bytes(tmp_path: Path) -> None:
    said = "a canary sings here"
    for name, found in {
        "utf8": said.encode(),
        "utf16": said.encode("utf-16"),
        "hex": said.encode().hex().encode(),
        "base64": base64.b64encode(b"x" + said.encode() + b"yz"),
        "url": b"a%20canary%20sings%20here",
    }.items():
        (tmp_path / name).write_bytes(b"before" + found + b"after")
    (tmp_path / "clean").write_bytes(b"nothing here at all, of any kind")
    assert attacks.files_with(tmp_path, [said]) == {"utf8", "utf16", "hex", "base64", "url"}


def _opens(key: bytes, tokens: list[bytes]) -> bool:
    for token in tokens:
        try:
            open_with(key, token)
        except Unreadable:
            continue
        return True
    return False


def test_a_person_among_many_is_not_described_alone(sqlite_rooms: Rooms, now: datetime) -> None:
    people = some_contacts(sqlite_rooms, NUMBERS[:40])
    only = {**SOMEBODY, "language": "ti", "status": "kinship", "helper": "yes"}
    hold(
        sqlite_rooms,
        [Talk(one, attributes=SOMEBODY if n else only) for n, one in enumerate(people)],
    )
    read_all(sqlite_rooms)
    mixer.release(sqlite_rooms, RULES, now)
    found = attacks.values(attacks.dump(sqlite_rooms.answers))
    assert not {b"ti", b"kinship", b"yes"} & found
