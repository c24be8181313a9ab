"""Attack 17: what the safeguarding team was told, for somebody who has every key of the service."""

import json

import pytest
from sqlalchemy import update

from bot.service import Service
from storage import audit, cases, mixer
from storage.crypto import Unreadable
from storage.office import team_keys
from storage.register import cases as kept
from storage.register import records
from storage.register.case_tables import case_part
from storage.rooms import Rooms
from tests.bot.texting import text
from tests.cases import Team, a_team
from tests.conftest import NOW
from tests.factories import a_contact, a_phone
from tests.storage import attacks

WORDS = "he hit me with the marigold belt and i want to die"
NOTE = "the aunt in the yellow house has room"
RECORD = "HC-4711-22"


def _a_case(service: Service) -> tuple[Team, str, str]:
    """Somebody in the register says something terrible by text, and a lead adds a note."""
    group, phone = a_team(service.rooms), a_phone()
    _known_by_record(service.rooms, phone)
    text(service, phone, WORDS)
    (case,) = cases.queue(service.rooms, group.lead.id)
    with service.rooms.register.write() as conn:
        assert kept.add_note(conn, case.id, "note", {"text": NOTE, "by": "a lead"}, NOW)
    return group, phone, case.id


def _take_out_what_is_held(service: Service, phone: str) -> None:
    text(service, phone, "DELETE")
    while looks := mixer.looks(service.rooms):
        for one in looks:
            assert mixer.looked(service.rooms, one.id, NOW, worried=False)


def _known_by_record(rooms: Rooms, phone: str) -> None:
    with rooms.register.read() as conn:
        key = team_keys.find(conn)
    assert key is not None
    sealed = records.sealed(key.public, RECORD)
    a_contact(rooms, phone, record_number=sealed, record_tag=records.tag(rooms.vault, RECORD))


@pytest.mark.attack(17)
def test_the_service_with_all_its_keys_cannot_read_a_case(service: Service) -> None:
    """What was said lies in the case alone once the conversation is gone; a lead still reads it."""
    rooms = service.rooms
    group, phone, case_id = _a_case(service)
    _take_out_what_is_held(service, phone)
    opened = attacks.all_that_opens(rooms, rooms.vault)
    assert phone in opened  # the keys do open what they are for
    assert not [one for one in (WORDS, NOTE, RECORD) if one in opened]
    found = group.open(case_id)
    assert (found.text, found.numbers) == (WORDS, (phone,))
    assert found.about["record_number"] == RECORD
    assert NOTE in [one.said.get("text") for one in found.entries]


@pytest.mark.attack(17)
def test_every_opening_is_in_the_log_with_its_reason_and_every_wrong_try(service: Service) -> None:
    group, _, case_id = _a_case(service)
    group.open(case_id, why="the duty lead asked")
    with pytest.raises(Unreadable):
        group.open(case_id, "not the passphrase", why="curious")
    with service.rooms.register.read() as conn:
        done = [(one.action, one.reason) for one in audit.entries(conn) if one.object_id == case_id]
    assert ("case.opened", "the duty lead asked") in done
    assert ("case.not_opened", "curious") in done


@pytest.mark.attack(17, naive=True)
def test_naive_cases_open_with_the_service_s_key(service: Service) -> None:
    """Sealed, but to a key that lies beside the database: whoever has the host has them all."""
    rooms = service.rooms
    _, phone, _ = _a_case(service)
    _take_out_what_is_held(service, phone)
    naive = {"body": rooms.vault.seal(json.dumps({"text": WORDS, "record": RECORD}))}
    with rooms.register.write() as conn:
        conn.execute(update(case_part).values(naive))
    opened = attacks.all_that_opens(rooms, rooms.vault)
    assert WORDS in opened
    assert RECORD in opened
