"""Words that always work, whatever is open and whoever writes."""

from dataclasses import replace

import pytest

from conversations import dialogue
from conversations.book import Person
from conversations.events import (
    Answered,
    ConcernRaised,
    EasyChosen,
    Ended,
    LanguageChosen,
    RequestDetail,
    RequestMade,
    Silence,
    Skipped,
    Started,
    Stopped,
)
from tests.conversations.conversing import (
    DANGER,
    NOW,
    SMS,
    WEB,
    Talk,
    only,
    said,
    the_book,
)


def test_stop_ends_keeps_and_confirms_once() -> None:
    talk = Talk("check-in")
    talk.all("1", "swimming")
    events = talk.say("STOP!")
    assert only(events, Stopped) == [Stopped()]
    assert only(events, Ended) == [Ended("stopped")]
    assert len(said(events)) == 1
    assert not only(events, Answered)
    assert talk.state is None


def test_stop_with_nothing_open_ends_nothing() -> None:
    events = Talk().say("stop")
    assert only(events, Stopped)
    assert not only(events, Ended)


def test_a_stopped_person_is_answered_only_after_start() -> None:
    talk = Talk(person=replace(SMS, stopped=True))
    for text in ("hello", "STOP", "1", "WHO", "LANGUAGE"):
        assert talk.say(text) == (Silence("stopped"),)
    assert talk.say("PERSON") == (
        RequestMade("person"),
        RequestDetail("stopped", "yes"),
        Silence("stopped"),
    )
    assert talk.say("help")[0] == ConcernRaised("concern", ("word:HELP",))
    assert talk.say("", media=1)[0] == ConcernRaised("flag", ("media",), needs_person=True)
    assert talk.say("DELETE") == (RequestMade("delete"), Silence("stopped"))
    assert talk.say("he hits me", DANGER) == (
        ConcernRaised("urgent", ("test",)),
        Silence("stopped"),
    )
    assert talk.say("99")[0] == ConcernRaised("urgent", ("word:99",))
    events = talk.say("START")
    assert only(events, Started)
    assert len(said(events)) == 1
    begun = dialogue.begin(the_book(), "wall", replace(SMS, stopped=True), NOW)
    assert begun.events == (Silence("stopped"),)


def test_start_asks_the_open_question_again() -> None:
    talk = Talk("check-in")
    question = said(talk.say("1"))
    assert said(talk.say("START")) == question
    talk.person = replace(SMS, stopped=True)
    assert said(talk.say("start"))[1:] == question


@pytest.mark.parametrize("word", ["WHO", "WHY", "INFO"])
def test_questions_are_answered_and_ours_is_asked_again(word: str) -> None:
    talk = Talk("check-in")
    question = said(talk.say("1"))
    before = talk.state
    assert said(talk.say(word))[1:] == question
    assert talk.state == before


def test_why_is_the_reason_of_this_question() -> None:
    talk = Talk("check-in")
    talk.say("1")
    node = the_book().flows["check-in"].nodes["good_day"]
    assert said(talk.say("why?"))[0] == node.why


@pytest.mark.parametrize("word", ["PERSON", "ADVOCATE", "MANAGER", "COMPLAIN", "SEE"])
@pytest.mark.parametrize("person", [SMS, WEB], ids=["sms", "web"])
def test_requests_are_made_and_answered_honestly(word: str, person: Person) -> None:
    talk = Talk("check-in", person)
    question = said(talk.say("1"))
    events = talk.say(word)
    assert only(events, RequestMade) == [RequestMade(word.lower())]
    assert said(events)[1:] == question or talk.state["at"] == "@request"
    if not person.findable and word != "ADVOCATE":
        assert "I don't know who you are" in said(events)[0]


@pytest.mark.parametrize("word", ["DELETE", "LEAVE"])
def test_delete_and_leave_end_it(word: str) -> None:
    talk = Talk("say-anything")
    talk.all("1", "my own words")
    events = talk.say(word)
    assert only(events, RequestMade) == [RequestMade(word.lower())]
    assert only(events, Ended) == [Ended("deleted")]
    assert talk.state is None


def test_skip_is_as_easy_as_answering() -> None:
    for way in ("skip", "0", "prefer not to say", "SKIP!"):
        talk = Talk("check-in")
        talk.say("1")
        assert only(talk.say(way), Skipped) == [Skipped("check-in.good_day")]


def test_language_is_offered_in_its_own_script_and_then_the_question_again() -> None:
    translations = {"ar": {"What would you like to say?": "x"}}
    book = replace(the_book(), translations=translations)
    talk = Talk("say-anything", book=book)
    talk.say("1")
    assert "العربية" in said(talk.say("LANGUAGE"))[0]
    events = talk.say("٢")
    assert only(events, LanguageChosen) == [LanguageChosen("ar")]
    assert talk.state
    assert talk.state["at"] == "words"


def test_with_one_language_that_is_said() -> None:
    county = replace(the_book().county, languages_on=("en",))
    talk = Talk("wall", book=replace(the_book(), county=county))
    assert "English" in said(talk.say("language"))[0]


def test_easy_changes_the_question_at_once() -> None:
    talk = Talk("check-in")
    plain = said(talk.say("1"))
    events = talk.say("EASY")
    assert only(events, EasyChosen) == [EasyChosen(True)]
    assert said(events)[1:] != plain
    talk.person = replace(SMS, easy_read=True)
    assert only(talk.say("i dont understand"), EasyChosen) == [EasyChosen(True)]
    assert only(talk.say("EASY"), EasyChosen) == [EasyChosen(False)]


def test_help_is_a_concern_and_offers_99_and_people() -> None:
    events = Talk().say("help")
    assert only(events, ConcernRaised) == [ConcernRaised("concern", ("word:HELP",))]
    assert len(said(events)) == 1
    assert "99" in said(events)[0]
    assert "Childline 0800 1111" in said(events)[0]


def test_a_word_that_a_question_takes_is_an_answer_there() -> None:
    talk = Talk("check-in")
    talk.all("1", "0", "0")
    assert only(talk.say("advocate"), Answered)[0].text == "advocate"
