"""After a backup is put back nothing is sent again, and nobody is revived."""

from datetime import timedelta

import pytest
from sqlalchemy import delete, insert, select

from bot.message import InboundMessage
from bot.receive import receive
from bot.sending.restore import after_restore
from bot.sending.sender import send_due
from storage import audit, keys, mixer, suppression
from storage.register import contacts, rota
from storage.register.tables import contact, held_conversation
from storage.schema import register_metadata
from tests.bot.sending.conftest import queue, queue_one, states
from tests.conftest import NOW
from tests.factories import a_contact, a_held_conversation, a_phone, some_contacts

HOLD = timedelta(hours=72)
LATER = NOW + timedelta(days=1)


def backed_up(rooms) -> dict:
    with rooms.register.read() as conn:
        tables = register_metadata.sorted_tables
        return {one: conn.execute(select(one)).mappings().all() for one in tables}


def put_back(rooms, backup) -> None:
    with rooms.register.write() as conn:
        for table, rows in backup.items():
            conn.execute(delete(table))
            if rows:
                conn.execute(insert(table), [dict(row) for row in rows])


def say(service, number, words, at=NOW):
    return receive(service, InboundMessage("sms", number, f"SM{at}{words}", words), at)


def the(rooms, number):
    with rooms.register.read() as conn:
        found = contacts.by_number(conn, rooms.vault, number)
    assert found is not None
    return found


@pytest.fixture
def number(rooms) -> str:
    return rooms.vault.open(a_contact(rooms).number)


def test_what_was_queued_before_is_never_sent(sender, network, rooms):
    queue(rooms, some_contacts(rooms, [a_phone() for _ in range(3)]))
    queue_one(rooms, "safety", "a safety text", a_contact(rooms))
    backup = backed_up(rooms)
    assert send_due(sender, NOW).sent == 4
    put_back(rooms, backup)
    done = after_restore(rooms, HOLD, LATER)
    assert done.cancelled == 4
    assert states(rooms) == {"cancelled": 4}
    with rooms.register.write() as conn:
        rota.pause(conn, False)
    send_due(sender, NOW + timedelta(minutes=30))
    assert len(network.taken) == 4


def test_prompts_wait_until_a_person_has_looked_and_safety_goes_out(sender, network, rooms):
    after_restore(rooms, HOLD, NOW)
    queue(rooms, [a_contact(rooms)])
    queue_one(rooms, "safety", "a safety text", a_contact(rooms))
    send_due(sender, NOW)
    assert [one.text for one in network.taken] == ["a safety text"]
    with rooms.register.write() as conn:
        rota.pause(conn, False)
    send_due(sender, NOW)
    assert len(network.taken) == 2


def test_who_said_stop_after_the_backup_stays_stopped(sender, rooms, number):
    backup = backed_up(rooms)
    say(sender.service, number, "stop")
    put_back(rooms, backup)
    assert not the(rooms, number).stopped
    assert after_restore(rooms, HOLD, LATER).stopped == 1
    assert the(rooms, number).stopped


def test_who_said_start_again_is_not_stopped(sender, rooms, number):
    say(sender.service, number, "stop")
    say(sender.service, number, "start", NOW + timedelta(minutes=1))
    backup = backed_up(rooms)
    put_back(rooms, backup)
    assert after_restore(rooms, HOLD, LATER).stopped == 0
    assert not the(rooms, number).stopped


def test_a_stop_that_did_not_reach_the_list_is_put_there(sender, rooms, number):
    say(sender.service, number, "stop")
    with rooms.keys.write() as conn:
        conn.execute(delete(suppression.suppression))
    assert after_restore(rooms, HOLD, LATER).remembered == 1
    with rooms.keys.read() as conn:
        assert set(suppression.of_number(conn, rooms.vault, number)) == {"stop"}


def test_a_stop_of_somebody_new_is_on_the_list_too(sender, rooms):
    number = a_phone()
    say(sender.service, number, "stop")
    with rooms.keys.read() as conn:
        assert set(suppression.of_number(conn, rooms.vault, number)) == {"stop"}


def test_what_was_deleted_after_the_backup_is_deleted_again(sender, rooms, number):
    who = the(rooms, number)
    a_held_conversation(rooms, who)
    backup = backed_up(rooms)
    say(sender.service, number, "delete")
    put_back(rooms, backup)
    later_words = a_held_conversation(rooms, who, ready_at=LATER + HOLD + HOLD)
    after_restore(rooms, HOLD, LATER)
    with rooms.register.read() as conn:
        query = select(held_conversation.c.id, held_conversation.c.state)
        states_of = dict(conn.execute(query).all())
    assert states_of.pop(later_words) == "waiting"
    assert set(states_of.values()) == {"look"}


def test_who_left_is_not_asked_again(sender, rooms, number):
    backup = backed_up(rooms)
    say(sender.service, number, "leave")
    left = not the(rooms, number).may_ask
    put_back(rooms, backup)
    after_restore(rooms, HOLD, LATER)
    assert left
    assert not the(rooms, number).may_ask


def test_what_was_released_after_the_backup_is_not_held_again(sender, rooms):
    released = a_held_conversation(rooms, a_contact(rooms))
    waiting = a_held_conversation(rooms, a_contact(rooms))
    with rooms.keys.write() as conn:
        keys.destroy(conn, [released])
    assert after_restore(rooms, HOLD, LATER).unreadable == 1
    with rooms.register.read() as conn:
        assert set(conn.execute(select(held_conversation.c.id)).scalars()) == {waiting}
    assert mixer.queue(rooms, NOW).texts == 1


def test_it_can_be_run_again_and_is_in_the_audit_log(sender, rooms, number):
    after_restore(rooms, HOLD, LATER)
    after_restore(rooms, HOLD, LATER)
    with rooms.keys.read() as conn:
        assert suppression.current(conn).number == 2
    with rooms.register.read() as conn:
        assert [one.action for one in audit.entries(conn)] == ["restore.after"] * 2
        assert audit.verify(conn) is None


def test_the_list_holds_no_number(sender, rooms, number):
    say(sender.service, number, "stop")
    with rooms.keys.read() as conn:
        held = repr(conn.execute(select(suppression.suppression)).all())
    assert number[-9:] not in held


def test_a_keys_database_that_is_away_does_not_stop_a_stop(sender, rooms, number, monkeypatch):
    from storage.database import Busy

    def away(*_):
        raise Busy("away")

    monkeypatch.setattr(suppression, "add", away)
    say(sender.service, number, "stop")
    assert the(rooms, number).stopped
    assert rooms.register.read  # and after-restore finds it in the register
    monkeypatch.undo()
    assert after_restore(rooms, HOLD, LATER).remembered == 1


def test_contacts_are_unchanged_where_nothing_is_on_the_list(sender, rooms):
    some_contacts(rooms, [a_phone() for _ in range(3)])
    with rooms.register.read() as conn:
        before = conn.execute(select(contact).order_by(contact.c.id)).all()
    after_restore(rooms, HOLD, LATER)
    with rooms.register.read() as conn:
        assert conn.execute(select(contact).order_by(contact.c.id)).all() == before
