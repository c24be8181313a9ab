"""PAUSE, JOIN and WRONG NUMBER: whole messages, in any place, safe and kind."""

from dataclasses import replace

import pytest

from conversations.events import Ended, Paused, RequestMade, Started, WrongNumber
from tests.conversations.conversing import DANGER, SMS, WEB, Talk, only, said


@pytest.mark.parametrize("text", ["PAUSE", "pause please", "I need a break"])
def test_a_pause_keeps_what_was_said_and_asks_no_reason(text: str) -> None:
    talk = Talk("check-in")
    talk.all("1", "yes")
    events = talk.say(text)
    assert only(events, Paused)
    assert only(events, Ended) == [Ended("timed_out")]
    assert "START" in said(events)[0]
    assert talk.state is None


def test_start_ends_a_pause() -> None:
    events = Talk(person=replace(SMS, paused=True)).say("start")
    assert only(events, Started)


def test_words_still_reach_us_in_a_pause() -> None:
    talk = Talk(person=replace(SMS, paused=True))
    assert said(talk.say("I want to say something"))
    assert talk.state is not None
    assert any("999" in text for text in said(talk.say("he hits me", DANGER)))


def test_the_web_has_nothing_to_pause_and_no_number_to_join_with() -> None:
    talk = Talk(person=WEB)
    assert not only(talk.say("pause"), Paused)
    assert not only(talk.say("join"), RequestMade)
    assert not only(talk.say("wrong number"), WrongNumber)


def test_join_asks_staff_and_goes_on() -> None:
    talk = Talk("check-in")
    talk.say("1")
    before = talk.state
    events = talk.say("join again")
    assert only(events, RequestMade) == [RequestMade("join")]
    assert talk.state is not None
    assert before is not None
    assert talk.state["at"] == before["at"]


@pytest.mark.parametrize("text", ["WRONG NUMBER", "This isn't me.", "this isnt me"])
def test_a_wrong_number_ends_it_and_its_words_are_only_looked_at(text: str) -> None:
    talk = Talk("check-in")
    talk.all("1", "yes")
    events = talk.say(text)
    assert only(events, WrongNumber)
    assert only(events, RequestMade) == [RequestMade("wrong-number")]
    assert only(events, Ended) == [Ended("deleted")]
    assert "99" in said(events)[0]


def test_in_danger_a_wrong_number_is_added_to_the_case() -> None:
    talk = Talk("check-in")
    talk.say("he hits me", DANGER)
    assert not only(talk.say("this isn't me"), WrongNumber)
