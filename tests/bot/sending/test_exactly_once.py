"""A text goes out exactly once, whatever is killed and whenever, or a person is told."""

import contextlib
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from bot.sending.sender import MOST_ATTEMPTS, Sender, send_due
from storage.register import outbox as outbox_module
from storage.register.sending_tables import asked, outbox, spend
from tests.bot.sending.conftest import TEXT, good_office, queue, queue_one, row, states
from tests.bot.sending.network import (
    CUT_AFTER,
    CUT_BEFORE,
    DOWN,
    LOST,
    NO_ANSWER,
    Network,
)
from tests.conftest import NOW
from tests.factories import a_contact, a_phone, some_contacts
from tests.storage.breaking import PowerCut, cut_at

LATER = NOW + timedelta(minutes=20)


def totals(rooms) -> tuple[int, int]:
    with rooms.register.read() as conn:
        asks = conn.execute(select(func.count()).select_from(asked)).scalar_one()
        segments = conn.execute(select(func.coalesce(func.sum(spend.c.segments), 0))).scalar_one()
    return asks, int(segments)


def run_to_the_end(sender: Sender, *, start=NOW) -> None:
    """What the worker does, for an hour and a bit."""
    for minute in range(0, 70, 2):
        send_due(sender, start + timedelta(minutes=minute))


def test_a_prompt_goes_out_once(sender, network):
    people = some_contacts(sender.service.rooms, [a_phone() for _ in range(5)])
    queue(sender.service.rooms, people)
    assert send_due(sender, NOW).sent == 5
    run_to_the_end(sender)
    assert sorted(network.each.values()) == [1] * 5
    assert states(sender.service.rooms) == {"sent": 5}
    assert totals(sender.service.rooms) == (5, 5)


def test_queueing_twice_is_queueing_once(sender, network):
    people = some_contacts(sender.service.rooms, [a_phone() for _ in range(3)])
    campaign = queue(sender.service.rooms, people)
    queue(sender.service.rooms, people, id=campaign)
    assert send_due(sender, NOW).sent == 3
    queue(sender.service.rooms, people, id=campaign)
    run_to_the_end(sender)
    assert set(network.each.values()) == {1}


@pytest.mark.parametrize("how", [CUT_BEFORE, CUT_AFTER, NO_ANSWER, LOST, DOWN])
def test_whatever_happens_at_the_provider(sender, network, how):
    rooms = sender.service.rooms
    queue(rooms, some_contacts(rooms, [a_phone() for _ in range(4)]))
    network.script = ["ok", how]
    with contextlib.suppress(PowerCut):
        send_due(sender, NOW)
    run_to_the_end(sender)
    assert sorted(network.each.values()) == [1] * 4
    assert states(rooms) == {"sent": 4}
    assert totals(rooms) == (4, 4)


@pytest.mark.parametrize("how", [CUT_AFTER, NO_ANSWER, LOST])
def test_what_the_provider_cannot_say_is_for_a_person_and_never_sent_again(sender, network, how):
    rooms = sender.service.rooms
    queue(rooms, some_contacts(rooms, [a_phone() for _ in range(2)]))
    network.script, network.tells = [how], False
    with contextlib.suppress(PowerCut):
        send_due(sender, NOW)
    run_to_the_end(sender)
    # The second text of the cut batch was never tried, which nobody can know either.
    assert max(network.each.values(), default=0) <= 1
    found = states(rooms)
    assert found["unknown"] >= 1
    assert found.get("sent", 0) + found["unknown"] == 2
    taken = len(network.taken)
    run_to_the_end(sender, start=NOW + timedelta(days=7))
    assert len(network.taken) == taken


def test_a_text_is_not_sent_again_before_it_is_surely_absent(sender, network):
    rooms = sender.service.rooms
    queue(rooms, [a_contact(rooms)])
    network.script = [LOST]
    send_due(sender, NOW)
    for minute in range(1, 15):
        send_due(sender, NOW + timedelta(minutes=minute))
        assert network.taken == []
    run_to_the_end(sender, start=NOW + timedelta(minutes=15))
    assert len(network.taken) == 1


def statements_of_one_send(rooms, sender) -> int:
    with cut_at(rooms, None) as ran:
        send_due(sender, NOW)
    return len(ran)


def test_killed_at_every_statement(sqlite_service, network):
    """Every place where a power cut may fall, on SQLite; the random kills run on both."""
    rules = replace(sqlite_service.sending, per_second=1000)
    service = replace(sqlite_service, sending=rules)
    rooms = service.rooms
    good_office(rooms)
    sender = Sender(service, network)
    queue(rooms, some_contacts(rooms, [a_phone(), a_phone()]))
    steps = statements_of_one_send(rooms, sender)
    assert steps > 15
    for nth in range(1, steps + 1):
        network.taken.clear()
        with rooms.register.write() as conn:
            for table in (outbox, asked, spend):
                conn.execute(table.delete())
        people = some_contacts(rooms, [a_phone(), a_phone()])
        queue(rooms, people)
        with cut_at(rooms, nth):
            send_due(sender, NOW)
        run_to_the_end(sender)
        assert sorted(network.each.values()) == [1, 1], f"killed before statement {nth}"
        assert states(rooms) == {"sent": 2}, nth
        assert totals(rooms) == (2, 2), nth


def test_two_workers_share_the_work_and_double_nothing(sender, network):
    """Each text that the first hands over makes the second worker run, as at the same time."""
    rooms = sender.service.rooms
    queue(rooms, some_contacts(rooms, [a_phone() for _ in range(30)]))
    sender.batch = 5
    other = Sender(sender.service, Network(), owner="another", batch=5)
    network.before_each = lambda: send_due(other, NOW, rounds=1)
    send_due(sender, NOW)
    both = network.each + other.channel.each
    assert len(both) == 30
    assert set(both.values()) == {1}
    assert other.channel.taken
    assert totals(rooms) == (30, 30)


def test_a_claim_that_was_taken_over_is_not_given_back_by_the_one_who_slept(sender, network):
    """A worker that slept through its lease changes nothing for the one that took over."""
    rooms = sender.service.rooms
    queue(rooms, [a_contact(rooms)])

    def sleep_through_the_lease() -> None:
        network.before_each = lambda: None
        run_to_the_end(Sender(sender.service, network, owner="another"), start=LATER)

    network.before_each, network.script = sleep_through_the_lease, ["ok", DOWN]
    send_due(sender, NOW)
    assert len(network.taken) == 1
    assert states(rooms) == {"sent": 1}
    assert totals(rooms) == (1, 1)


def test_an_alert_goes_out_twice_rather_than_never(sender, network):
    rooms = sender.service.rooms
    body = '{"to": "+447700900321", "text": "Somebody needs you. Ring the desk.", "by": "call"}'
    queue_one(rooms, "alert", body)
    network.script = [CUT_AFTER]
    with pytest.raises(PowerCut):
        send_due(sender, NOW)
    send_due(sender, NOW + timedelta(minutes=6))
    assert len(network.calls) == 2
    assert states(rooms) == {"sent": 1}


def test_a_provider_that_is_away_for_hours_harms_nothing(sender, network):
    rooms = sender.service.rooms
    who = a_contact(rooms)
    queue_one(rooms, "safety", "A person will ring you today.", who)
    network.default = DOWN
    for hour in range(6):
        send_due(sender, NOW + timedelta(hours=hour))
    network.default = "ok"
    send_due(sender, NOW + timedelta(hours=7))
    assert len(network.taken) == 1
    assert totals(rooms) == (0, 1)


def test_a_refused_text_is_given_up_after_some_attempts(sender, network):
    rooms = sender.service.rooms
    queue(rooms, [a_contact(rooms)])
    network.script = [20429] * 9
    run_to_the_end(sender)
    assert len(network.script) == 9 - MOST_ATTEMPTS
    assert states(rooms) == {"failed": 1}
    assert totals(rooms) == (0, 0)


def test_the_words_of_a_one_off_are_gone_once_it_went_out(sender, network):
    rooms = sender.service.rooms
    which = queue_one(rooms, "safety", "A person will ring you today.", a_contact(rooms))
    send_due(sender, NOW)
    assert network.taken[0].text == "A person will ring you today."
    assert row(rooms, which)["body"] is None


def test_the_outbox_holds_no_number_and_no_words(sender, network, number_of):
    rooms = sender.service.rooms
    who = a_contact(rooms)
    queue(rooms, [who])
    queue_one(rooms, "safety", "A person will ring you today.", who)
    send_due(sender, NOW)
    with rooms.register.read() as conn:
        held = repr(conn.execute(select(outbox)).all()).encode()
    for word in (number_of(who), TEXT, "A person will ring", network.taken[0].sid):
        assert word.encode() not in held


def test_an_old_claim_has_no_say_over_a_new_one(sender, network):
    """A worker that slept gives back, or gives up, what another has claimed again by now."""
    rooms = sender.service.rooms
    queue(rooms, [a_contact(rooms)])
    which = str(row(rooms)["id"])
    said = []

    def the_sleeper_wakes_up() -> None:
        with rooms.register.write() as conn:
            said.append(outbox_module.again(conn, which, 1, NOW))
            said.append(outbox_module.ended(conn, which, "failed", "", 1))

    network.script = [LOST]
    send_due(sender, NOW)
    network.before_each = the_sleeper_wakes_up
    run_to_the_end(sender)
    assert said == [False, False]
    assert states(rooms) == {"sent": 1}
    assert row(rooms)["attempts"] == 2
    assert totals(rooms) == (1, 1)
