"""Texts that never reached us are fetched, answered once, and never answer the wrong question."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from bot.message import InboundMessage
from bot.receive import receive
from bot.sending.channel import Listed
from bot.sending.reconcile import SETTLED, reconcile
from bot.sending.sender import send_due
from storage.register import contacts, money, notices
from storage.register.sending_tables import outbox
from storage.register.tables import concern, held_answer
from tests.bot.sending.conftest import states
from tests.conftest import NOW
from tests.factories import a_contact
from tests.log_canary import canary

LATER = NOW + timedelta(minutes=30)


def text(number, words, at=NOW, sid=None, **more) -> Listed:
    canary(words)
    sid = sid or f"SM{abs(hash((number, words, at))):032x}"
    return Listed(sid, "in", number, words, 0, 1, at, **more)


def say(service, number, words, at, key=None):
    return receive(service, InboundMessage("sms", number, key or f"SM{at}{words}", words), at)


@pytest.fixture
def number(quick) -> str:
    return quick.rooms.vault.open(a_contact(quick.rooms).number)


def replies(rooms) -> int:
    with rooms.register.read() as conn:
        query = select(func.count()).select_from(outbox).where(outbox.c.kind == "reply")
        return conn.execute(query).scalar_one()


def test_a_lost_text_is_taken_in_and_answered_by_api_once(sender, network, number):
    network.waiting = [text(number, "hi")]
    for minutes in range(5, 60, 10):
        reconcile(sender.service, network, NOW + timedelta(minutes=minutes))
        send_due(sender, NOW + timedelta(minutes=minutes))
    said = [one.text for one in network.taken]
    assert any("Golden Thread" in one for one in said)
    assert len(said) == len(set(said)) == replies(sender.service.rooms)
    assert states(sender.service.rooms) == {"sent": len(said)}


def test_a_webhook_that_comes_after_all_is_not_answered_again(sender, network, number):
    network.waiting = [text(number, "hi", sid="SMlate")]
    reconcile(sender.service, network, LATER)
    assert say(sender.service, number, "hi", LATER, key="SMlate").texts == ()


def test_what_the_webhook_took_is_not_taken_again(sender, network, number):
    say(sender.service, number, "hi", NOW, key="SMtaken")
    network.waiting = [text(number, "hi", sid="SMtaken")]
    done = reconcile(sender.service, network, LATER)
    assert (done.fetched, done.known) == (0, 1)
    assert replies(sender.service.rooms) == 0


def test_what_may_still_be_on_its_way_is_left_to_the_webhook(sender, network, number):
    network.waiting = [text(number, "hi", at=NOW)]
    assert reconcile(sender.service, network, NOW + SETTLED / 2).fetched == 0
    assert reconcile(sender.service, network, NOW + SETTLED * 2).fetched == 1


def to_the_good_day_question(service, number):
    opening = InboundMessage("sms", number, "SM1", "", start_flow="check-in")
    receive(service, opening, NOW - timedelta(minutes=1))
    return say(service, number, "1", NOW + timedelta(minutes=1), key="SM2")


def kept(rooms) -> int:
    with rooms.register.read() as conn:
        return conn.execute(select(func.count()).select_from(held_answer)).scalar_one()


def question(service, number, at) -> str | None:
    """The open question, asked for without moving anything."""
    from bot.channels.demo_others import _open_view

    view = _open_view(service, number)
    return view.question if view else None


def test_an_answer_from_before_the_question_was_asked_does_not_answer_it(sender, network, number):
    service = sender.service
    to_the_good_day_question(service, number)
    first = question(service, number, NOW)
    say(service, number, "football and pizza", NOW + timedelta(minutes=10), key="SM3")
    second = question(service, number, NOW)
    assert first != second
    network.waiting = [text(number, "1", at=NOW + timedelta(minutes=5))]
    assert reconcile(service, network, LATER).fetched == 1
    assert question(service, number, LATER) == second
    assert replies(service.rooms) == 0


def test_an_answer_that_came_late_to_the_question_that_is_still_open_counts(
    sender, network, number
):
    service = sender.service
    to_the_good_day_question(service, number)
    first = question(service, number, NOW)
    network.waiting = [text(number, "football", at=NOW + timedelta(minutes=5))]
    reconcile(service, network, LATER)
    assert question(service, number, LATER) not in (None, first)
    assert replies(service.rooms) >= 1


def test_asking_again_makes_no_answer_late(sender, network, number):
    """Lost: a real answer. Then "1" was unclear, and the same question was asked once more."""
    service = sender.service
    to_the_good_day_question(service, number)
    first = question(service, number, NOW)
    say(service, number, "1", NOW + timedelta(minutes=10), key="SM3")
    assert question(service, number, NOW) == first
    network.waiting = [text(number, "football", at=NOW + timedelta(minutes=5))]
    reconcile(service, network, LATER)
    assert question(service, number, LATER) not in (None, first)


def test_late_words_are_kept_as_words_of_their_own(sender, network, number):
    service = sender.service
    to_the_good_day_question(service, number)
    say(service, number, "football and pizza", NOW + timedelta(minutes=10), key="SM3")
    network.waiting = [text(number, "my room is cold", at=NOW + timedelta(minutes=5))]
    reconcile(service, network, LATER)
    say(service, number, "STOP", LATER, key="SM9")
    from storage import mixer

    waiting = mixer.held_texts(service.rooms, limit=50)
    assert [one.question for one in waiting if one.text == "my room is cold"] == [
        "say-anything.words"
    ]


@pytest.mark.parametrize("words", ["he hit me again and i dont feel safe tonight", "99"])
def test_late_danger_is_danger(sender, network, number, words):
    service = sender.service
    to_the_good_day_question(service, number)
    say(service, number, "football and pizza", NOW + timedelta(minutes=10), key="SM3")
    network.waiting = [text(number, words, at=NOW + timedelta(minutes=5))]
    reconcile(service, network, LATER)
    with service.rooms.register.read() as conn:
        assert conn.execute(select(concern.c.level)).scalars().all() == ["urgent"]
    assert replies(service.rooms) >= 1


def test_stop_wins_whenever_it_comes(sender, network, number):
    service = sender.service
    to_the_good_day_question(service, number)
    network.waiting = [text(number, "stop", at=NOW - timedelta(minutes=5))]
    reconcile(service, network, LATER)
    with service.rooms.register.read() as conn:
        found = contacts.by_number(conn, service.rooms.vault, number)
    assert found is not None
    assert found.stopped


def test_a_start_from_before_their_last_stop_starts_nothing(sender, network, number):
    service = sender.service
    stop_at = NOW + timedelta(minutes=5)
    say(service, number, "stop", stop_at, key="SMstop")
    network.waiting = [
        text(number, "stop", at=stop_at, sid="SMstop"),
        text(number, "start", at=NOW),
    ]
    reconcile(service, network, LATER)
    with service.rooms.register.read() as conn:
        found = contacts.by_number(conn, service.rooms.vault, number)
    assert found is not None
    assert found.stopped
    network.waiting.append(text(number, "start", at=stop_at + timedelta(minutes=1)))
    reconcile(service, network, LATER + timedelta(minutes=10))
    with service.rooms.register.read() as conn:
        found = contacts.by_number(conn, service.rooms.vault, number)
    assert found is not None
    assert not found.stopped


def test_words_do_not_stay_with_the_provider(sender, network, number):
    one = text(number, "hi")
    answer = Listed("SMreply", "reply", number, "hello", 0, 2, NOW)
    going = Listed("SMgoing", "out", number, "still going", 0, 1, NOW, finished=False)
    network.waiting = [one, answer, going]
    reconcile(sender.service, network, LATER)
    network.waiting.append(Listed("SMours", "out", number, "a prompt", 0, 1, NOW))
    reconcile(sender.service, network, LATER)
    assert network.forgotten == [(one.sid, True), ("SMreply", True)] * 2 + [("SMours", False)]


@pytest.mark.parametrize("bodies", ["redact", "keep"])
def test_the_county_may_have_words_blanked_only_or_kept(sender, network, number, bodies):
    rules = replace(sender.service.sending, bodies=bodies)
    network.waiting = [text(number, "hi")]
    reconcile(replace(sender.service, sending=rules), network, LATER)
    blanked = [(network.waiting[0].sid, False)]
    assert network.forgotten == (blanked if bodies == "redact" else [])


def test_direct_answers_are_paid_for_once(sender, network, number):
    network.waiting = [
        Listed(f"SM{n}", "reply", number, "hello", 0, 2, NOW + timedelta(minutes=n))
        for n in range(4)
    ]
    for minutes in range(3, 80, 10):
        reconcile(sender.service, network, NOW + timedelta(minutes=minutes))
    with sender.service.rooms.register.read() as conn:
        spent = money.by_kind(conn, "2026-05", "2026-05")
    assert spent["reply"].segments == 8
    assert spent["reply"].cost == 8 * sender.service.sending.price["reply"]


def test_a_failure_in_the_middle_leaves_the_rest_for_the_next_run(
    sender, network, number, monkeypatch
):
    from bot.sending import reconcile as module
    from storage.database import Busy

    network.waiting = [text(number, f"word {n}", at=NOW + timedelta(seconds=n)) for n in range(4)]
    real, taken = module.receive, []

    def busy_at_third(service, message, now):
        taken.append(message.key)
        if len(taken) == 3:
            raise Busy("locked")
        return real(service, message, now)

    monkeypatch.setattr(module, "receive", busy_at_third)
    with pytest.raises(Busy):
        reconcile(sender.service, network, LATER)
    with sender.service.rooms.register.read() as conn:
        assert notices.get(conn, notices.RECONCILED) is None
    done = reconcile(sender.service, network, LATER + timedelta(minutes=10))
    assert (done.known, done.fetched) == (2, 2)
