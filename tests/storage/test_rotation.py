"""New keys and new peppers: broken off anywhere and begun again, nobody is lost on the way."""

import re
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import LargeBinary, Table, Text, select
from sqlalchemy.types import TypeEngine

from storage import mixer, rotation, suppression
from storage.crypto import Unreadable, Vault
from storage.register import (
    case_hiding,
    chat_links,
    contacts,
    do_not_ask,
    outbox,
    requests,
    rota,
)
from storage.register.case_tables import case_hidden
from storage.register.outbox import OneOff
from storage.rooms import Rooms
from storage.schema import answers_metadata, keys_metadata, register_metadata
from tests.cases import an_account
from tests.conftest import NOW
from tests.factories import a_contact, a_held_conversation, a_phone, a_request, words
from tests.storage import attacks
from tests.storage.breaking import cut_at

OLD_KEY, OLD_PEPPER = "Z" * 43 + "=", "a pepper only for tests, long enough"
NEW_KEY, NEW_PEPPER = "Y" * 42 + "w=", "another pepper for tests, as long as that"
BOTH = Vault((NEW_KEY, OLD_KEY), (NEW_PEPPER, OLD_PEPPER))
NEW = Vault((NEW_KEY,), (NEW_PEPPER,))


@pytest.fixture
def quiet() -> rotation.Told:
    return lambda _line: None


def _filled(rooms: Rooms, people: int = 3) -> list[str]:
    """People, what is held of them, what they asked for, a text on its way; their numbers."""
    numbers = [a_phone() for _ in range(people)]
    for number in numbers:
        who = a_contact(rooms, number)
        a_held_conversation(rooms, who, answers=[words("more pizza")])
        with rooms.register.write() as conn:
            requests.add(conn, rooms.vault, a_request(number=number))
            waits, goes = (
                OneOff("safety", "take care", 1, NOW, contact_id=who.id) for _ in range(2)
            )
            outbox.queue_one(conn, rooms.vault, waits, 0)
            gone = outbox.queue_one(conn, rooms.vault, goes, 0)
            assert outbox.sent(conn, rooms.vault, gone, f"SM{number}")
    with rooms.keys.write() as conn:
        suppression.add(conn, rooms.vault.lookups(numbers[0])[0], "stop", NOW)
    return numbers


def _still_there(rooms: Rooms, vault: Vault, numbers: list[str]) -> None:
    """Everything can be found and opened with these keys alone."""
    theirs = replace(rooms, vault=vault)
    with rooms.register.read() as conn:
        found = [contacts.by_number(conn, vault, number) for number in numbers]
        assert all(found)
        assert [vault.open(one.number) for one in found if one] == numbers
        assert sorted(str(one.number) for one in requests.listing(conn, vault)) == sorted(numbers)
        assert all(outbox.by_sid(conn, vault, f"SM{number}") for number in numbers)
        years = contacts.cohort_years(vault)
        assert {years[str(one.cohort)] for one in found if one} == {2012}
    assert len(mixer.held_texts(theirs)) == len(numbers)
    with rooms.keys.read() as conn:
        assert "stop" in suppression.of_number(conn, vault, numbers[0])


def test_register_keys_cut_off_anywhere_and_begun_again(
    sqlite_rooms: Rooms, quiet: rotation.Told
) -> None:
    numbers, both = _filled(sqlite_rooms), replace(sqlite_rooms, vault=BOTH)
    nth, ran = 0, ["something"]
    while ran:
        nth += 3
        with cut_at(sqlite_rooms, nth) as ran:
            rotation.register_keys(both, quiet)
        _still_there(sqlite_rooms, BOTH, numbers)
        if len(ran) < nth:
            break
    assert nth > 20
    done = rotation.register_keys(both, quiet)
    assert (done.changed, done.finished) == (0, True)
    _still_there(sqlite_rooms, Vault((NEW_KEY,), (OLD_PEPPER,)), numbers)


def test_nothing_is_left_under_the_old_key(rooms: Rooms, quiet: rotation.Told) -> None:
    _filled(rooms)
    done = rotation.register_keys(replace(rooms, vault=BOTH), quiet)
    # Number, request, text to be sent, the provider's id of one that was, conversation's key.
    assert done.changed == 3 * 5
    old, left = Vault((OLD_KEY,), (OLD_PEPPER,)), 0
    for value in attacks.values(attacks.dump_everything(rooms)):
        if value.startswith(b"gAAAA"):
            try:
                old.open(value)
            except Unreadable:
                continue
            left += 1
    assert left == 0


def test_a_turn_in_the_middle_of_it_is_not_lost(
    sqlite_rooms: Rooms, quiet: rotation.Told, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A note is written on a request between the reading and the writing of a batch."""
    numbers, both = _filled(sqlite_rooms, 1), replace(sqlite_rooms, vault=BOTH)
    with sqlite_rooms.register.read() as conn:
        (one,) = requests.listing(conn, sqlite_rooms.vault)
    real, meddled = BOTH.resealed, []

    def slow(token: bytes) -> bytes | None:
        sealed = real(token)
        if sealed and len(meddled) < 3:
            meddled.append(token)
            with sqlite_rooms.register.write() as conn:
                requests.mark(conn, sqlite_rooms.vault, one.id, "open", "rung twice", NOW)
        return sealed

    monkeypatch.setattr(BOTH, "resealed", slow)
    assert rotation.register_keys(both, quiet).finished
    with sqlite_rooms.register.read() as conn:
        kept = requests.find(conn, Vault((NEW_KEY,), (OLD_PEPPER,)), one.id)
    assert kept is not None
    assert (kept.number, kept.note) == (numbers[0], "rung twice")


def test_peppers_cut_off_anywhere_and_begun_again(
    sqlite_rooms: Rooms, quiet: rotation.Told
) -> None:
    numbers, both = _filled(sqlite_rooms), replace(sqlite_rooms, vault=BOTH)
    for nth in range(1, 60, 2):
        with cut_at(sqlite_rooms, nth) as ran:
            rotation.peppers(both, quiet)
        _still_there(sqlite_rooms, BOTH, numbers)
        if len(ran) < nth:
            break
    else:
        pytest.fail("it never came to its end")
    assert nth > 10
    assert rotation.peppers(both, quiet).changed == 0
    _still_there(sqlite_rooms, Vault((OLD_KEY,), (NEW_PEPPER,)), numbers)


def test_after_a_new_pepper_nobody_is_asked_before_a_new_do_not_ask_list(
    rooms: Rooms, quiet: rotation.Told
) -> None:
    _filled(rooms)
    with rooms.register.write() as conn:
        do_not_ask.replace(conn, do_not_ask.tags_of(rooms.vault, ["A-1"]), NOW)
        assert rota.office(conn, NOW).list_at == NOW
    rotation.peppers(replace(rooms, vault=BOTH), quiet)
    with rooms.register.read() as conn:
        assert rota.office(conn, NOW).list_at is None


def test_who_left_and_stopped_stays_so_under_the_old_pepper(
    rooms: Rooms, quiet: rotation.Told
) -> None:
    gone = a_phone()
    with rooms.keys.write() as conn:
        suppression.add(conn, rooms.vault.lookups(gone)[0], "leave", NOW)
    done = rotation.peppers(replace(rooms, vault=BOTH), quiet)
    assert done.older["suppression.tag"] == 1
    with rooms.keys.read() as conn:
        assert "leave" in suppression.of_number(conn, BOTH, gone)


def test_a_link_counts_once_across_a_new_pepper(rooms: Rooms, now: datetime) -> None:
    """Used under the old pepper, offered again under the new one: it counts no more."""
    who = a_contact(rooms)
    with rooms.register.write() as conn:
        at = chat_links.period(conn)
        chat_links.offer(conn, rooms.vault, [who.id], at)
        tag = chat_links.tag_of(rooms.vault, chat_links.token_of(rooms.vault, who.id, at.id))
        assert chat_links.use(conn, tag)
        chat_links.offer(conn, BOTH, [who.id], at)
        new = chat_links.tag_of(BOTH, chat_links.token_of(BOTH, who.id, at.id))
        assert new != tag
        assert not chat_links.use(conn, new)
    other = a_contact(rooms)
    with rooms.register.write() as conn:
        assert not chat_links.answered_by_text(conn, rooms.vault, other.id)
        chat_links.offer(conn, BOTH, [other.id], at)
        assert not chat_links.use(
            conn, chat_links.tag_of(BOTH, chat_links.token_of(BOTH, other.id, at.id))
        )


def test_a_case_stays_hidden_from_whom_it_is_about(rooms: Rooms, quiet: rotation.Told) -> None:
    about, other = (an_account(rooms, name, "safeguarding") for name in ("marigold", "tansy"))
    with rooms.register.write() as conn:
        case_hiding.hide(conn, rooms.vault, "c1", about.id)
    for _ in range(2):
        rotation.peppers(replace(rooms, vault=BOTH), quiet)
    only_new = Vault((OLD_KEY,), (NEW_PEPPER,))
    with rooms.register.write() as conn:
        assert case_hiding.hidden_from(conn, only_new, ["c1"], about.id) == {"c1"}
        assert not case_hiding.hidden_from(conn, only_new, ["c1"], other.id)
        case_hiding.hide(conn, BOTH, "c1", about.id)
        assert len(conn.execute(select(case_hidden)).all()) == 1


def test_staff_are_known_by_name_before_their_names_are_hashed_anew(sqlite_rooms: Rooms) -> None:
    about = an_account(sqlite_rooms, "marigold", "safeguarding")
    with sqlite_rooms.register.read() as conn:
        assert case_hiding.named_in(conn, BOTH, "marigold hit me") == (about.id,)


# ----------------------------------------------------------------------- nothing is forgotten

PLAIN = {
    "account.password_hash": "argon2 of a password, by itself",
    "action_owner.link_month": "a month",
    "audit_log.hash": "of the row and the one before, without a key: anybody may verify it",
    "calendar_day.cohort": "a word for whom a work programme hears",
    "outbox.token": "random, in the address of the provider's report",
    "public_candidate.digest": "of words that are to be published",
    "public_text.digest": "of words that are to be published",
    "sign_off.digest": "of questions",
}
"""Columns that are called like keyed hashes, and are none."""

_CALLED = re.compile(r"(^|_)(tag|tags|hash|digest|lookup|cohort|bucket|token|fingerprint|mac|link)")


def _columns(kind: type[TypeEngine[Any]]) -> dict[str, Table]:
    return {
        f"{table.name}.{column.name}": table
        for metadata in (register_metadata, keys_metadata, answers_metadata)
        for table in metadata.tables.values()
        for column in table.c
        if isinstance(column.type, kind)
    }


def test_every_column_of_keyed_hashes_says_how_it_gets_over_a_new_pepper() -> None:
    called = {name for name in _columns(Text) if _CALLED.search(name.split(".")[1])}
    assert called == (set(rotation.HASHED) - {"notice.value"}) | set(PLAIN)


def test_every_sealed_column_says_whether_it_needs_the_register_s_keys() -> None:
    assert set(_columns(LargeBinary)) == set(rotation.SEALED)
    walked = {
        f"{table.name}.{column.name}"
        for metadata in (register_metadata, keys_metadata)
        for table, column in rotation._sealed_columns(metadata)
    }
    assert walked == set(rotation.SEALED)


def test_the_answers_hold_no_hash_and_nothing_sealed() -> None:
    theirs = {table.name for table in answers_metadata.tables.values()}
    named = {*rotation.HASHED, *rotation.SEALED}
    assert not theirs & {one.partition(".")[0] for one in named}
