"""Before the first question: who asks, and one word to go on."""

from dataclasses import replace
from datetime import timedelta

import pytest

from conversations import dialogue
from conversations.book import Person
from conversations.events import (
    Answered,
    Asked,
    Ended,
    Silence,
)
from conversations.segments import count
from tests.conversations.conversing import (
    NOW,
    SMS,
    WEB,
    Talk,
    only,
    said,
    the_book,
)

OPENING = [
    "Hi, I'm Golden Thread, a computer asking for Hampshire council. Staff read your words but "
    "can't see your name or number. Later, even we can't tell it was you.",
    "If someone may get hurt, staff WILL look up your number to help. Nobody's here at night: ring "
    "999 or Childline 0800 1111. 1 = go, 99 = I need help, STOP = stop",
]


@pytest.mark.parametrize("audience", ["8-11", "11-15", "16-17"])
def test_the_two_opening_texts_exactly(audience: str) -> None:
    talk = Talk("check-in", Person(audience=audience))
    assert said(talk.turns[0].events) == OPENING
    assert [count(text).segments for text in OPENING] == [1, 1]
    assert {count(text).encoding for text in OPENING} == {"GSM-7"}


def test_adults_and_easy_read_have_their_own_opening() -> None:
    adult = said(Talk("check-in", Person(audience="18-25")).turns[0].events)
    easy = said(Talk("check-in", Person(easy_read=True)).turns[0].events)
    assert "text SHOUT to 85258" in adult[1]
    assert "Childline" not in adult[1]
    assert easy != OPENING
    assert [count(text).segments for text in (*adult, *easy)] == [1, 1, 1, 1]


def test_the_county_is_a_parameter() -> None:
    book = replace(the_book(), county=replace(the_book().county, name="Barsetshire"))
    assert "Barsetshire council" in said(Talk("wall", book=book).turns[0].events)[0]


def test_web_says_that_we_cannot_find_them() -> None:
    text = " ".join(said(Talk("check-in", WEB).turns[0].events))
    assert "cannot find you unless you give us a phone number" in text
    assert "STOP" not in text


def test_first_words_wait_for_a_1_and_become_the_first_answer() -> None:
    talk = Talk()
    assert said(talk.say("my worker never calls")) == OPENING
    assert talk.state
    assert talk.state["pending"] == ["my worker never calls"]
    events = talk.say("1")
    assert only(events, Answered) == [
        Answered("say-anything.words", "words", None, "my worker never calls", "service")
    ]
    assert only(events, Asked) == [Asked("say-anything.more")]


def test_words_before_the_1_are_all_kept_and_asked_for_twice_at_most() -> None:
    talk = Talk()
    talk.say("one thing")
    assert len(said(talk.say("another thing"))) == 1
    assert len(said(talk.say("a third thing"))) == 1
    assert talk.say("a fourth thing") == (Silence("waiting for 1"),)
    answer = only(talk.say("yes"), Answered)[0]
    assert answer.text == "one thing\nanother thing\na third thing\na fourth thing"


@pytest.mark.parametrize("text", ["hi", "Hello!", "hey", "هلا", ""])
def test_a_greeting_is_no_answer(text: str) -> None:
    talk = Talk()
    talk.say(text)
    assert talk.state
    assert talk.state["pending"] == []


def test_begin_with_first_words() -> None:
    turn = dialogue.begin(the_book(), "say-anything", SMS, NOW, first_words="too many meetings")
    assert turn.state
    assert turn.state["pending"] == ["too many meetings"]


def test_no_1_in_time_is_unconfirmed() -> None:
    talk = Talk()
    talk.say("my worker never calls")
    assert talk.state
    turn = dialogue.expire(the_book(), talk.state, SMS, NOW + timedelta(days=4))
    assert turn.state is None
    assert turn.events == (Silence("timed out"), Ended("unconfirmed"))


def test_an_unknown_flow_is_say_anything() -> None:
    turn = dialogue.begin(the_book(), "no-such-flow", SMS, NOW)
    assert turn.state
    assert turn.state["flow"] == "say-anything"


@pytest.mark.parametrize("text", ["1", "١", "yes", "OK!", "go", "👍 1", "one", "Sure."])
def test_ways_to_go_on(text: str) -> None:
    assert only(Talk("wall").say(text), Asked) == [Asked("wall.more")]
