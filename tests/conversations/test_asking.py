"""After PERSON and its like: how it is safe to answer, who, when; apart from every answer."""

from dataclasses import replace

import pytest

from conversations import dialogue
from conversations.book import Person
from conversations.events import Answered, Ended, Event, RequestDetail, RequestMade
from conversations.segments import count
from tests.conversations.conversing import FINE, NIGHT, NOW, SMS, WEB, Talk, only, said, the_book

SHARED = replace(SMS, shared=True)
WORDS = ("PERSON", "ADVOCATE", "MANAGER", "COMPLAIN")


def details(talk: Talk) -> list[tuple[str, str]]:
    events: list[Event] = [event for turn in talk.turns for event in turn.events]
    return [(one.field, one.text) for one in only(tuple(events), RequestDetail)]


@pytest.mark.parametrize("word", WORDS)
@pytest.mark.parametrize("person", [SMS, WEB, SHARED], ids=["sms", "web", "shared"])
def test_it_is_made_at_once_and_back_to_the_open_question(word: str, person: Person) -> None:
    talk = Talk("check-in", person)
    question = said(talk.say("1"))
    assert only(talk.say(word), RequestMade) == [RequestMade(word.lower())]
    for _ in range(5):
        if said(talk.turns[-1].events)[1:] == question and talk.state["at"] != "@request":
            break
        talk.say("0")
    assert talk.state
    assert talk.state["at"] == "good_day"
    assert "request" not in talk.state
    assert only(talk.say("swimming"), Answered)[0].text == "swimming"


@pytest.mark.parametrize("word", WORDS)
@pytest.mark.parametrize("moment", [NOW, NIGHT])
def test_the_receipt_says_by_when_in_one_part(word: str, moment: object) -> None:
    for band in ("8-11", "18-25"):
        turn = dialogue.turn(
            the_book(),
            None,
            replace(SMS, audience=band),
            word,
            FINE,
            moment,  # type: ignore[arg-type]
        )
        for text in said(turn.events):
            assert count(text).segments == 1, text
        assert "You'll hear by" in said(turn.events)[0] or "you'll hear by" in said(turn.events)[0]


def test_nothing_that_is_said_is_an_answer_to_a_question() -> None:
    talk = Talk("check-in")
    talk.all("1", "PERSON", "ring me", "my old worker", "after 4, not at home")
    assert details(talk) == [
        ("safe", "ring"),
        ("who", "my old worker"),
        ("when", "after 4, not at home"),
    ]
    events = tuple(event for turn in talk.turns for event in turn.events)
    assert not only(events, Answered)


@pytest.mark.parametrize(
    ("reply", "value"),
    [
        ("1", "ring"), ("call me", "ring"), ("yes", "ring"), ("2", "text"), ("text me", "text"),
        ("3", "not"), ("no", "not"), ("not this phone", "not"),
    ],
)  # fmt: skip
def test_how_it_is_safe_is_understood(reply: str, value: str) -> None:
    talk = Talk()
    talk.all("PERSON", reply)
    assert details(talk) == [("safe", value)]


def test_not_this_phone_asks_for_another_way_and_never_rings() -> None:
    talk = Talk()
    events = talk.all("MANAGER", "3")
    assert "nobody rings you" in said(events)[0]
    talk.say("through my tutor")
    assert ("way", "through my tutor") in details(talk)


def test_words_that_are_no_choice_are_kept_for_whoever_answers() -> None:
    talk = Talk()
    talk.all("PERSON", "he can hear me", "later")
    assert details(talk) == [("way", "he can hear me"), ("way", "later")]


def test_the_same_again_is_one_request_and_another_is_two() -> None:
    talk = Talk()
    talk.say("PERSON")
    assert not only(talk.say("person"), RequestMade)
    assert only(talk.say("ADVOCATE"), RequestMade) == [RequestMade("advocate")]


def test_without_a_number_one_can_be_left_and_else_it_is_said() -> None:
    talk = Talk(None, WEB)
    assert "I don't know who you are" in said(talk.say("PERSON"))[0]
    talk.say("07700 900123")
    assert details(talk) == [("number", "+447700900123")]
    talk.all("2", "0", "0")
    assert ("safe", "text") in details(talk)
    assert "You'll hear by" in said(talk.turns[-1].events)[0]
    talk = Talk(None, WEB)
    assert "nobody can ring you back" in said(talk.all("PERSON", "0"))[0]


def test_where_others_read_it_is_not_asked_about_whom() -> None:
    talk = Talk("check-in", SHARED)
    texts = said(talk.all("1", "COMPLAIN"))
    texts += said(talk.say("1")) + said(talk.say("0"))
    assert not any("complain" in text.lower() or "someone" in text for text in texts)


def test_in_danger_nothing_is_asked() -> None:
    talk = Talk()
    talk.say("99")
    events = talk.say("PERSON")
    assert only(events, RequestMade)
    assert talk.state
    assert talk.state["at"] == "@urgent"


def test_danger_and_stop_end_the_asking() -> None:
    talk = Talk("check-in")
    talk.all("1", "PERSON", "99")
    assert talk.state
    assert talk.state["at"] == "@urgent"
    talk = Talk("check-in")
    assert only(talk.all("1", "PERSON", "STOP"), Ended) == [Ended("stopped")]


def test_nobody_waits_for_ever() -> None:
    talk = Talk()
    talk.say("PERSON")
    assert talk.state
    over = dialogue.expire(the_book(), talk.state, SMS, NOW.replace(day=14))
    assert over.state is None
    assert only(over.events, Ended) == [Ended("unconfirmed")]
