"""When somebody may be hurt: the survey stops, or one gentle line is said."""

from datetime import datetime, timedelta

from conversations import dialogue
from conversations.book import Person
from conversations.events import (
    Answered,
    Asked,
    ConcernRaised,
    Ended,
    RequestMade,
    Said,
    Silence,
)
from conversations.safeguarding import Assessment
from tests.conversations.conversing import (
    DANGER,
    FINE,
    NIGHT,
    NOW,
    SMS,
    WEB,
    WORRY,
    Talk,
    book_with,
    flow_of,
    only,
    said,
    the_book,
)


def test_99_stops_the_survey_and_never_asks_on() -> None:
    talk = Talk("check-in")
    talk.all("1", "swimming")
    events = talk.say("99")
    assert only(events, ConcernRaised) == [ConcernRaised("urgent", ("word:99",))]
    assert not only(events, Asked)
    assert talk.state
    assert talk.state["at"] == "@urgent"
    assert datetime.fromisoformat(talk.state["expires"]) == NOW + timedelta(hours=24)
    text = " ".join(said(events))
    assert "999" in text
    assert "Childline 0800 1111" in text
    assert "until 5pm today" in text


def test_more_words_join_the_case_and_a_joke_closes_nothing() -> None:
    talk = Talk("check-in")
    talk.all("1", "99")
    for text in ("that was a joke", "1", "skip", "hello", "wall", "help"):
        events = talk.say(text)
        assert only(events, ConcernRaised)[0].same_case
        assert only(events, ConcernRaised)[0].reasons[0] == "same case"
        assert len(said(events)) == 1
        assert not only(events, Answered)
        assert talk.state
        assert talk.state["at"] == "@urgent"
    assert only(talk.say("he has a knife", DANGER), ConcernRaised)[0].level == "urgent"
    assert only(talk.say("GO ON"), Ended) == [Ended("urgent")]


def test_urgent_ends_after_a_day() -> None:
    talk = Talk("check-in")
    talk.all("1", "99")
    assert talk.state
    early = dialogue.expire(the_book(), talk.state, SMS, NOW + timedelta(hours=23))
    assert early.state == talk.state
    assert early.events == ()
    late = dialogue.expire(the_book(), talk.state, SMS, NOW + timedelta(hours=24))
    assert late.events == (Silence("timed out"), Ended("urgent"))


def test_words_in_danger_still_work() -> None:
    talk = Talk("check-in")
    talk.all("1", "99")
    assert only(talk.say("PERSON"), RequestMade)
    assert only(talk.say("STOP"), Ended) == [Ended("stopped")]


def test_999_says_that_this_is_not_the_police() -> None:
    events = Talk().say("999")
    assert only(events, ConcernRaised)[0].level == "urgent"
    assert "NOT reach the police" in said(events)[0]


def test_at_night_nobody_is_promised() -> None:
    turn = dialogue.turn(the_book(), None, SMS, "99", FINE, NIGHT)
    text = " ".join(said(turn.events))
    assert "from 8.30am on Monday" in text
    assert "0300 555 1373" in text


def test_without_a_number_we_say_that_we_cannot_find_them() -> None:
    turn = dialogue.turn(the_book(), None, WEB, "99", FINE, NOW)
    assert "can't find you unless you leave a phone number" in said(turn.events)[-1]
    assert "look up" not in " ".join(said(turn.events))


def test_childline_only_under_19() -> None:
    text = " ".join(said(Talk(person=Person(audience="18-25")).say("99")))
    assert "Childline" not in text
    assert "SHOUT" in text


def test_no_text_promises_secrecy() -> None:
    for name, wording in the_book().texts.items():
        for text in wording.all():
            assert "confidential" not in text.lower(), name
            assert "anonymous" not in text.lower(), name
            assert "nobody will know" not in text.lower(), name


def test_concern_is_one_gentle_line_and_the_survey_goes_on() -> None:
    talk = Talk("check-in")
    talk.say("1")
    events = talk.say("i get bullied", WORRY)
    kinds = [type(event) for event in events]
    assert kinds == [ConcernRaised, Answered, Said, Said, Asked]
    assert "99" in said(events)[0]


def test_a_flag_is_not_seen_by_the_young_person() -> None:
    talk, same = Talk("check-in"), Talk("check-in")
    talk.say("1")
    same.say("1")
    flagged = talk.say("i am sad", Assessment("flag", ("test",)))
    assert said(flagged) == said(same.say("i am sad"))
    assert only(flagged, ConcernRaised) == [ConcernRaised("flag", ("test",))]


def test_what_cannot_be_read_raises_a_concern_without_a_gentle_line() -> None:
    talk = Talk("check-in", Person(audience="11-15", language="ar"))
    talk.say("1")
    events = talk.say("أنا خائف", Assessment("concern", ("not readable here",), True))
    assert only(events, ConcernRaised)[0].needs_person
    assert len(said(events)) == 1


def test_our_own_words_in_another_script_need_no_person() -> None:
    unread = Assessment("concern", ("not readable here",), True)
    assert only(Talk().say("توقف", unread), ConcernRaised) == []
    assert only(Talk().say("مرحبا", unread), ConcernRaised) == []
    assert only(Talk().say("سلام یا", unread), ConcernRaised) != []


def test_a_choice_that_means_danger_is_kept_and_stops_the_survey() -> None:
    flow = flow_of(
        "  - id: safe\n    ask: choice\n    text: Safe?\n    choices:\n"
        "      - {value: always, label: always}\n"
        "      - {value: never, label: never, concern: urgent}\n"
        "  - id: bye\n    end: Bye.\n"
    )
    talk = Talk("test", book=book_with(flow))
    talk.say("1")
    judged = Assessment("urgent", ("answer:test.safe=never",))
    events = talk.say("2", judged)
    assert only(events, Answered)[0].value == "never"
    assert len(only(events, ConcernRaised)) == 1
    assert talk.state
    assert talk.state["at"] == "@urgent"
    assert talk.turns[-1].path == (("safe", "never", "bye"),)


def test_a_choice_that_carries_a_concern_raises_it_once() -> None:
    talk = Talk("check-in")
    talk.all("1", "0", "0", "0")
    judged = Assessment("concern", ("answer:check-in.home_now=unsafe",))
    events = talk.say("4", judged)
    assert len(only(events, ConcernRaised)) == 1
    assert only(events, Asked) == [Asked("check-in.better")]
