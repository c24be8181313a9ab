"""Who leaves: at 25 by the school year, or by LEAVE; never while something of theirs is open."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import insert, select

from storage import retention, suppression
from storage.crypto import Vault
from storage.register import contacts, do_not_ask, notices, people, rota
from storage.register.sending_tables import asked
from storage.register.tables import contact
from storage.rooms import Rooms
from tests.factories import a_contact, a_held_conversation

AUGUST = datetime(2026, 8, 31, 12, tzinfo=UTC)
SEPTEMBER = datetime(2026, 9, 1, 12, tzinfo=UTC)


def there(rooms: Rooms) -> set[str]:
    with rooms.register.read() as conn:
        return set(conn.execute(select(contact.c.id)).scalars())


def test_a_cohort_leaves_on_the_1st_of_september_when_all_of_it_are_25(
    rooms: Rooms, vault: Vault
) -> None:
    """Born September 2000 to August 2001: the youngest is 25 on 31 August 2026."""
    old = a_contact(rooms, "+447700900001", cohort=contacts.cohort_code(vault, 2000))
    young = a_contact(rooms, "+447700900002", cohort=contacts.cohort_code(vault, 2001))
    with rooms.register.write() as conn:
        row = {"contact_id": old.id, "flow": "f", "part": "", "month": "2026-05"}
        conn.execute(insert(asked).values(row))
    retention.purge(rooms, AUGUST)
    assert there(rooms) == {old.id, young.id}
    retention.purge(rooms, SEPTEMBER)
    assert there(rooms) == {young.id}
    with rooms.register.read() as conn:
        assert conn.execute(select(asked)).first() is None
    with rooms.keys.read() as conn:
        assert "leave" in suppression.of_number(conn, vault, "+447700900001")


def test_nobody_is_removed_while_their_words_wait(rooms: Rooms, vault: Vault) -> None:
    old = a_contact(rooms, cohort=contacts.cohort_code(vault, 2000))
    a_held_conversation(rooms, old)
    retention.purge(rooms, SEPTEMBER)
    assert there(rooms) == {old.id}
    with rooms.register.read() as conn:
        assert conn.execute(select(contact.c.may_ask)).scalar() is False  # but asked no more


def test_leave_takes_a_number_off(rooms: Rooms, vault: Vault, now: datetime) -> None:
    left, stays = a_contact(rooms, "+447700900001"), a_contact(rooms, "+447700900002")
    with rooms.keys.write() as conn:
        suppression.add(conn, vault.lookups("+447700900001")[0], "leave", now)
        suppression.add(conn, vault.lookups("+447700900002")[0], "stop", now)
    retention.purge(rooms, now)
    assert there(rooms) == {stays.id} != {left.id}


@pytest.mark.parametrize("number", ["HX 1234", "hx-1234"])
def test_the_weekly_list_is_replaced_whole_and_counts_without_names(
    rooms: Rooms, vault: Vault, now: datetime, number: str
) -> None:
    from storage.register import records

    known = {"record_tag": records.tag(vault, "HX1234")}
    a_contact(rooms, "+447700900001", **known)
    a_contact(rooms, "+447700900002")
    with rooms.register.write() as conn:
        do_not_ask.replace(conn, do_not_ask.tags_of(vault, ["A 1", number]), now)
        assert (do_not_ask.matching(conn), do_not_ask.size(conn)) == (1, 2)
        assert rota.office(conn, now).list_at == now
        assert number not in str(notices.get(conn, notices.DO_NOT_ASK))
        do_not_ask.replace(conn, do_not_ask.tags_of(vault, ["A 1"]), now)
        assert do_not_ask.matching(conn) == 0


def test_a_shared_phone_has_the_younger_ones_words(rooms: Rooms, vault: Vault) -> None:
    cohorts = contacts.cohort_years(vault)
    number = "+447700900001"
    a_contact(rooms, number, cohort=contacts.cohort_code(vault, 2010))
    for added, youngest in ((2014, 2014), (2008, 2014)):
        with rooms.register.write() as conn:
            found = people.found(conn, vault, number, cohorts)
            assert found is not None
            people.share(conn, vault, found, added)
        with rooms.register.read() as conn:
            shared = contacts.by_number(conn, vault, number)
        assert shared is not None
        assert (shared.phone_of, cohorts[shared.cohort or ""]) == ("shared", youngest)
