"""Attack 17: what the safeguarding team was told, for somebody who has every key of the service."""

import pytest
from cryptography.fernet import Fernet, InvalidToken

from bot.service import Service
from storage import cases, keys
from storage.crypto import Unreadable
from storage.office import team_keys
from storage.register import records
from storage.rooms import Rooms
from tests.bot.texting import text
from tests.conftest import NOW
from tests.factories import a_contact, a_phone
from tests.storage import attacks

WORDS = "i want to kill myself tonight and nobody sees it"
RECORD = "HC-4711-22"


def _opened_by_the_service(rooms: Rooms, tables: tuple[str, ...]) -> list[str]:
    """Everything in these tables that any key of the service opens, conversations' included."""
    with rooms.keys.read() as conn:
        ids = keys.made_before(conn, NOW.replace(year=NOW.year + 1))
        own = keys.find_many(conn, rooms.vault, ids)
    found = []
    for row in attacks.dump(rooms.register):
        for name, value in row.items():
            if not name.startswith(tables) or not isinstance(value, bytes):
                continue
            try:
                found.append(rooms.vault.open(value))
            except Unreadable:
                found += [_plain(key, value) for key in own.values()]
    return found


def _plain(key: bytes, value: bytes) -> str:
    try:
        return Fernet(key).decrypt(value).decode(errors="replace")
    except InvalidToken:
        return ""


@pytest.mark.attack(17)
def test_the_service_with_all_its_keys_cannot_read_a_case(sqlite_service: Service) -> None:
    rooms = sqlite_service.rooms
    cases.ensure_key(rooms, NOW)
    text(sqlite_service, a_phone(), WORDS)
    assert any("case_part.body" in row for row in attacks.dump(rooms.register))
    tables = ("concern.", "case_", "alert", "outbox", "contact.", "notice", "drill", "shadow")
    assert not [one for one in _opened_by_the_service(rooms, tables) if WORDS in one]
    # The control: the conversation that is still open has a key of its own, which we do have.
    assert [one for one in _opened_by_the_service(rooms, ("session.",)) if WORDS in one]


@pytest.mark.attack(17)
def test_nor_the_county_s_own_record_number(sqlite_rooms: Rooms) -> None:
    team_keys.ensure(sqlite_rooms.register, NOW)
    with sqlite_rooms.register.read() as conn:
        kept = team_keys.find(conn)
    assert kept is not None
    a_contact(
        sqlite_rooms,
        record_number=records.sealed(kept.public, RECORD),
        record_tag=records.tag(sqlite_rooms.vault, RECORD),
    )
    assert not [one for one in _opened_by_the_service(sqlite_rooms, ("contact",)) if RECORD in one]
    assert RECORD.encode() not in b"\n".join(attacks.values(attacks.dump(sqlite_rooms.register)))


@pytest.mark.attack(17, naive=True)
def test_naive_cases_open_with_the_service_s_key(sqlite_rooms: Rooms) -> None:
    """Sealed, but to a key that lies beside the database: whoever has the host has them all."""
    a_contact(sqlite_rooms, record_number=sqlite_rooms.vault.seal(RECORD))
    assert RECORD in _opened_by_the_service(sqlite_rooms, ("contact",))
