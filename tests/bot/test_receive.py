"""One message in, one reply out: once, whole, and never lost."""

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from bot import receive as receiving
from bot.message import InboundMessage, Reply
from bot.receive import expire_due, receive
from bot.service import Service
from conversations import dialogue, safeguarding
from storage import keys, mixer
from storage.database import Busy
from storage.register import concerns, contacts, requests
from storage.register.concerns import Concern
from storage.register.requests import Request
from storage.register.tables import contact, held_answer, held_conversation, seen, session
from tests.conftest import NOW
from tests.factories import a_contact, a_phone
from tests.log_canary import canary

URGENT = "i want to kill myself"
_key = iter(range(10**6))


def text(service: Service, number: str, body: str, **more: Any) -> Reply:
    """One text from a phone, or one message from a browser when `number` has no plus sign."""
    for word in (number, body):
        canary(word)
    channel = "sms" if number.startswith("+") else "web"
    key = more.pop("key", f"message-{next(_key)}")
    now = more.pop("now", NOW)
    return receive(service, InboundMessage(channel, number, key, body, **more), now)


def rows(service: Service, table: Any) -> int:
    """How many rows a table of the register has."""
    with service.rooms.register.read() as conn:
        return int(conn.execute(select(func.count()).select_from(table)).scalar_one())


def open_concerns(service: Service) -> list[Concern]:
    """What the safeguarding lead sees."""
    with service.rooms.register.read() as conn:
        return concerns.listing(conn, service.rooms.vault)


def open_requests(service: Service) -> list[Request]:
    """What waits for a person."""
    with service.rooms.register.read() as conn:
        return requests.listing(conn, service.rooms.vault)


def held_texts(service: Service) -> list[str]:
    """The words that wait in the reading room."""
    return sorted(one.text for one in mixer.held_texts(service.rooms, 100))


def whole_conversation(service: Service, number: str, words: str) -> None:
    """Say something at the front door and go through to the end."""
    for body in (words, "1", "0", "1"):
        text(service, number, body)


def test_first_words_become_the_first_answer(service: Service) -> None:
    """Nobody is made to start over: what they texted in with is what is kept."""
    number = a_phone()
    opening = text(service, number, "they keep changing my worker")
    assert len(opening.texts) == 2
    assert "computer" in opening.texts[0]
    assert "1 = go" in opening.texts[1]
    assert held_texts(service) == []
    for body in ("1", "0", "1"):
        text(service, number, body)
    assert held_texts(service) == ["they keep changing my worker"]
    assert rows(service, session) == 0


def test_unconfirmed_words_get_a_look_and_are_destroyed(service: Service) -> None:
    """Without the reply 1 nothing is ever used."""
    text(service, a_phone(), "my room is cold")
    assert expire_due(service, NOW + timedelta(days=4)) == 1
    assert held_texts(service) == []
    (look,) = mixer.looks(service.rooms)
    assert look.why == "unconfirmed"
    assert mixer.looked(service.rooms, look.id, NOW, worried=False)
    assert mixer.looks(service.rooms) == []
    with service.rooms.keys.read() as conn:
        assert keys.find(conn, service.rooms.vault, look.id) is None


def test_the_same_message_has_one_effect_and_one_reply(service: Service) -> None:
    """Again at once, and again a day later."""
    number = a_phone()
    first = text(service, number, "more pizza", key="same")
    again = text(service, number, "more pizza", key="same")
    text(service, number, "1")
    later = text(service, number, "more pizza", key="same", now=NOW + timedelta(days=1))
    assert first.texts == again.texts == later.texts
    assert rows(service, contact) == 1


def test_the_same_message_at_once_over_several_threads(service: Service) -> None:
    """One session, one contact, equal replies."""
    replies = at_once(5, lambda _: text(service, "+447700900400", "more trips", key="at-once"))
    assert len({reply.texts for reply in replies}) == 1
    assert replies[0].texts
    assert rows(service, session) == rows(service, contact) == rows(service, seen) == 1


def test_two_messages_at_once_from_one_phone_both_count(service: Service) -> None:
    """Compare-and-set: the slower one does its turn again on the newer state."""
    number = "+447700900401"
    text(service, number, "wall")
    text(service, number, "1")
    wishes = [f"more of thing number {n}" for n in range(4)]
    at_once(4, lambda n: text(service, number, wishes[n]))
    text(service, number, "0")
    text(service, number, "0")
    text(service, number, "0")
    assert held_texts(service) == wishes


def at_once(count: int, act: Callable[[int], Reply]) -> list[Reply]:
    """Do it in several threads, started together."""
    barrier, replies = threading.Barrier(count), []

    def run(n: int) -> None:
        barrier.wait()
        replies.append(act(n))

    threads = [threading.Thread(target=run, args=(n,)) for n in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(replies) == count
    return replies


def test_urgent_words_stop_the_survey_and_raise_a_concern(service: Service) -> None:
    """The concern holds the words and the number; a joke closes nothing."""
    number = a_phone()
    text(service, number, "check in")
    text(service, number, "1")
    reply = text(service, number, URGENT)
    assert "999" in " ".join(reply.texts)
    text(service, number, "that was a joke")
    (concern,) = open_concerns(service)
    assert (concern.level, concern.state, concern.number) == ("urgent", "new", number)
    assert URGENT in concern.text
    assert "that was a joke" in concern.text


@pytest.mark.parametrize("state", ["nothing open", "opening", "question", "stopped", "urgent"])
def test_text_is_assessed_before_anything_can_drop_it(service: Service, state: str) -> None:
    """Whatever is open, and after STOP too."""
    number = a_phone()
    before = {
        "nothing open": [],
        "opening": ["hello"],
        "question": ["check in", "1"],
        "stopped": ["STOP"],
        "urgent": ["99"],
    }[state]
    for body in before:
        text(service, number, body)
    text(service, number, URGENT)
    assert any(one.level == "urgent" and URGENT in one.text for one in open_concerns(service))


def test_the_end_of_a_very_long_text_is_assessed_too(service: Service) -> None:
    """What is kept is cut at 1,600 characters; what is assessed is not."""
    text(service, a_phone(), "my day was fine. " * 94 + URGENT + " it was fine." * 9)
    assert [one.level for one in open_concerns(service)] == ["urgent"]


def test_every_channel_assesses(service: Service) -> None:
    """Web chat and the terminal too; there nobody can be found."""
    text(service, "a-browser-token", "", start_flow="check-in")
    text(service, "a-browser-token", URGENT)
    (concern,) = open_concerns(service)
    assert (concern.level, concern.channel, concern.number) == ("urgent", "web", None)


def test_99_is_never_an_answer(service: Service) -> None:
    """In the middle of a question it is a call for help."""
    number = a_phone()
    for body in ("wall", "1", "99"):
        reply = text(service, number, body)
    assert "999" in " ".join(reply.texts)
    assert [one.level for one in open_concerns(service)] == ["urgent"]


def test_stop_is_never_an_answer_and_then_silence(service: Service) -> None:
    """What was said stays; nothing more is sent; START brings us back."""
    number = a_phone()
    for body in ("wall", "1", "more football"):
        text(service, number, body)
    assert len(text(service, number, "STOP").texts) == 1
    assert held_texts(service) == ["more football"]
    silent = text(service, number, "are you there?")
    assert (silent.texts, silent.silence) == ((), "stopped")
    assert [look.why for look in mixer.looks(service.rooms)] == ["stopped_before"]
    assert text(service, number, "start").texts


def test_after_stop_a_disclosure_alerts_a_person_and_nothing_is_sent(service: Service) -> None:
    """We may not answer, so somebody must know."""
    number = a_phone()
    text(service, number, "STOP")
    assert text(service, number, URGENT).texts == ()
    assert [one.level for one in open_concerns(service)] == ["urgent"]


@pytest.mark.parametrize("word", ["DELETE", "LEAVE"])
def test_delete_and_leave_keep_words_from_ever_being_released(service: Service, word: str) -> None:
    """Of the open conversation and of those already held."""
    number = a_contact(service.rooms, "+447700900402").number
    phone = service.rooms.vault.open(number)
    whole_conversation(service, phone, "the first thing")
    text(service, phone, "the second thing")
    text(service, phone, "1")
    assert held_texts(service) == ["the first thing"]
    text(service, phone, word)
    assert held_texts(service) == []
    assert rows(service, held_answer) == 0
    assert {look.why for look in mixer.looks(service.rooms)} == {"deleted", word.lower()}
    assert [one.kind for one in open_requests(service)] == [word.lower()]


@pytest.mark.parametrize("word", ["PERSON", "ADVOCATE", "MANAGER", "COMPLAIN", "SEE"])
def test_a_request_is_a_row_and_the_question_stays_open(service: Service, word: str) -> None:
    """A reply from the first day, and the survey goes on."""
    number = a_phone()
    for body in ("wall", "1"):
        question = text(service, number, body).texts[-1]
    reply = text(service, number, word)
    while reply.texts[-1] != question:  # how to answer: each question can be skipped
        assert reply.texts[-1].endswith("0 = skip")
        reply = text(service, number, "0")
    (made,) = open_requests(service)
    assert (made.kind, made.number) == (word.lower(), number)


def test_detector_that_breaks_is_a_concern_and_the_reply_still_goes(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Safeguarding fails open."""

    def broken(*_: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(safeguarding, "assess", broken)
    reply = text(service, a_phone(), "more pizza")
    assert len(reply.texts) == 2
    (concern,) = open_concerns(service)
    assert (concern.level, concern.needs_person) == ("concern", True)


def test_our_own_failure_is_a_concern_and_the_reply_still_goes(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever breaks in the turn, a person reads the text."""

    def broken(*_: object, **__: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(dialogue, "turn", broken)
    number = a_phone()
    assert "Childline" in " ".join(text(service, number, "help my worker").texts)
    (concern,) = open_concerns(service)
    assert (concern.text, concern.number, concern.needs_person) == (
        "help my worker",
        number,
        True,
    )


def test_nothing_is_kept_when_the_write_fails(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A locked database is `Busy`; afterwards the same message goes through."""

    def locked(*_: object) -> None:
        raise Busy

    with monkeypatch.context() as patched:
        patched.setattr(receiving, "write", locked)
        with pytest.raises(Busy):
            text(service, "+447700900403", "more pizza", key="first try")
    assert rows(service, seen) == rows(service, contact) == rows(service, session) == 0
    assert len(text(service, "+447700900403", "more pizza", key="first try").texts) == 2


def test_a_reply_after_the_flow_changed_keeps_its_own_version(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The running conversation goes on as it began, from the kept source."""
    number = a_phone()
    for body in ("wall", "1"):
        before = text(service, number, body)
    flows = service.book.flows
    changed = _with_flows(service, {**flows, "wall": _renamed(flows["wall"])})
    assert before.texts
    reply = text(changed, number, "more trips")
    assert "What else" in reply.texts[0]


def test_a_flow_version_nobody_kept_says_so_and_keeps_the_words(service: Service) -> None:
    """What was said is not lost; the flow begins again."""
    number = a_phone()
    for body in ("wall", "1"):
        text(service, number, body)
    changed = _with_flows(
        service, {**service.book.flows, "wall": _renamed(service.book.flows["wall"])}
    )
    with service.rooms.register.write() as conn:
        conn.exec_driver_sql("DELETE FROM flow_source")
    reply = text(changed, number, "more trips to the sea")
    assert reply.texts
    text(changed, number, "STOP")
    assert "more trips to the sea" in held_texts(changed)


def _renamed(flow: Any) -> Any:
    from dataclasses import replace

    return replace(flow, version="another")


def _with_flows(service: Service, flows: Any) -> Service:
    from dataclasses import replace

    return replace(service, book=replace(service.book, flows=flows), old_flows={})


def test_destroyed_key_begins_anew_and_loses_no_message(service: Service) -> None:
    """A session whose key is gone (an old backup) must not swallow a text."""
    number = a_phone()
    text(service, number, "something from before")
    with service.rooms.keys.write() as conn:
        conn.exec_driver_sql("DELETE FROM conversation_key")
    assert len(text(service, number, "something new").texts) == 2
    for body in ("1", "0", "1"):
        text(service, number, body)
    assert held_texts(service) == ["something new"]


def test_staff_test_phones_have_a_lane_that_never_leaves(service: Service) -> None:
    """They try the service; they do not count."""
    number = "+447700900404"
    a_contact(service.rooms, number, kind="staff_test")
    whole_conversation(service, number, "only a test")
    with service.rooms.register.read() as conn:
        assert conn.execute(select(held_conversation.c.lane)).scalars().all() == ["test"]
    assert held_texts(service) == []


def test_the_language_stays_chosen(service: Service) -> None:
    """LANGUAGE is kept with the contact for the next conversation."""
    number = a_phone()
    offer = text(service, number, "LANGUAGE").texts[-1]
    assert "العربية" in offer
    text(service, number, "2")
    with service.rooms.register.read() as conn:
        known = contacts.by_number(conn, service.rooms.vault, number)
    assert known is not None
    assert known.language == "ar"


def test_web_chat_shows_the_ending_but_not_the_words(service: Service) -> None:
    """After the end nothing joins the browser to what was said."""
    token = "a-token-of-a-browser"
    text(service, token, "", start_flow="say-anything")
    for body in ("1", "the food is cold", "0"):
        text(service, token, body)
    view = text(service, token, "1").view
    assert view is not None
    assert view.ended
    seen_later = receiving.chat_view(service, token, NOW)
    assert seen_later is not None
    assert seen_later.ended
    assert all(who == "bot" for who, _ in seen_later.lines)
    assert held_texts(service) == ["the food is cold"]
