"""Danger, STOP and the words that work anywhere are heard before any question."""

import pytest

from bot.service import Service
from storage import mixer
from storage.register.tables import held_answer
from tests.bot.texting import (
    URGENT,
    held_texts,
    open_concerns,
    open_requests,
    rows,
    text,
    whole_conversation,
)
from tests.factories import a_contact, a_phone


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
