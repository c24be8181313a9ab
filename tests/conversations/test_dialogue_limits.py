"""Everything ends, nothing is lost, and what fails fails open."""

from dataclasses import replace
from datetime import timedelta

import pytest

from conversations import dialogue, engine
from conversations.book import Book
from conversations.dialogue import BROKEN
from conversations.events import (
    Answered,
    Asked,
    ConcernRaised,
    Ended,
    Silence,
)
from conversations.safeguarding import Assessment
from tests.conversations.conversing import (
    DANGER,
    FINE,
    NOW,
    SMS,
    Talk,
    book_with,
    flow_of,
    only,
    said,
    the_book,
)


def test_unclear_answers_are_asked_twice_more_at_most() -> None:
    talk = Talk("check-in")
    talk.all("1", "0", "0", "0")
    assert len(said(talk.say("purple"))) == 1
    assert len(said(talk.say("green"))) == 1
    events = talk.say("blue")
    assert only(events, Answered) == [
        Answered("check-in.home_now", "unclear", None, "blue", "rights")
    ]
    assert only(events, Asked) == [Asked("check-in.better")]


def test_words_for_a_closed_question_are_never_lost() -> None:
    talk = Talk("check-in")
    talk.all("1", "0", "0", "0")
    events = talk.say("it depends which carer is on shift")
    assert only(events, Answered)[0].kind == "unclear"
    assert only(talk.say("2"), Answered)[0].value == "ok"


def test_a_conversation_has_an_end() -> None:
    flow = flow_of(
        "  - id: again\n    ask: yes_no\n    text: Again?\n    choices:\n"
        "      - {value: yes, label: yes, next: again}\n      - {value: no, label: no}\n"
        "  - id: bye\n    end: Bye.\n"
    )
    talk = Talk("test", book=book_with(flow))
    turns = 0
    while talk.state:
        events = talk.say("1")
        turns += 1
    assert turns == engine.MAX_TURNS
    assert only(events, Ended) == [Ended("finished")]
    assert only(events, Answered)
    assert len(said(events)) == 1


def test_a_flow_that_goes_round_without_asking_fails_open() -> None:
    flow = flow_of("  - id: a\n    say: A.\n  - id: b\n    say: B.\n    next: a\n")
    talk = Talk("test", book=book_with(flow))
    events = talk.say("1")
    assert only(events, ConcernRaised)[0].needs_person
    assert said(events) == [BROKEN]


def test_a_wall_has_room_for_thirty_lines() -> None:
    talk = Talk("wall")
    talk.say("1")
    events = talk.say("\n".join(f"wish {n}" for n in range(40)))
    assert len(only(events, Answered)) == 30
    assert only(events, Asked) == [Asked("wall.quote")]


def test_a_flow_that_is_gone_keeps_what_was_said_and_starts_over() -> None:
    talk = Talk("check-in")
    talk.all("1", "swimming")
    assert talk.state
    for state in ({**talk.state, "version": "older"}, {**talk.state, "at": "a_step_that_is_gone"}):
        turn = dialogue.turn(the_book(), state, SMS, "my aunt", FINE, NOW)
        assert only(turn.events, Answered)[0].kind == "unclear"
        assert only(turn.events, Answered)[0].text == "my aunt"
        assert only(turn.events, Asked) == [Asked("check-in.good_day")]
        assert turn.state
        assert turn.state["said"] == 2
    gone = dialogue.turn(
        the_book(), {**talk.state, "flow": "gone", "version": "x"}, SMS, "hm", FINE, NOW
    )
    assert only(gone.events, Asked) == [Asked("say-anything.words")]


def test_an_older_version_goes_on_where_the_shell_still_has_it() -> None:
    older = flow_of("  - id: a\n    ask: words\n    text: Old?\n  - id: b\n    end: Bye.\n", "wall")
    book = replace(the_book(), earlier={("wall", older.version): older})
    state = {**(Talk("wall").state or {}), "version": older.version, "at": "a"}
    assert only(dialogue.turn(book, state, SMS, "hi there", FINE, NOW).events, Ended)


def test_at_the_opening_a_changed_flow_is_simply_the_new_one() -> None:
    talk = Talk("wall")
    assert talk.state
    turn = dialogue.turn(the_book(), {**talk.state, "version": "older"}, SMS, "1", FINE, NOW)
    assert only(turn.events, Asked) == [Asked("wall.more")]


def test_a_county_without_any_flow_still_answers() -> None:
    book = replace(the_book(), flows={})
    for flow in (None, "check-in"):
        talk = Talk(flow, book=book)
        assert said(talk.say("hello there"))
    state = Talk("wall").state
    turn = dialogue.turn(book, {**(state or {}), "at": "more"}, SMS, "pizza", FINE, NOW)
    assert only(turn.events, Ended)
    assert only(turn.events, Answered)[0].text == "pizza"


@pytest.mark.parametrize(
    "state", [{"at": "x"}, {"at": 3}, {}, {"at": "@urgent"}, {"v": 1, "at": None}]
)
def test_a_broken_state_fails_open(state: dict[str, object]) -> None:
    judged = Assessment("urgent", ("test",)) if state.get("at") == "x" else FINE
    turn = dialogue.turn(the_book(), state, SMS, "hello", judged, NOW)
    again = turn
    for _ in range(3):
        if again.state is None:
            break
        again = dialogue.turn(the_book(), again.state, SMS, "hello", judged, NOW)
    assert said(turn.events)
    assert said(again.events)


def test_any_failure_is_a_concern_and_a_kind_line(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("the words of a child")

    monkeypatch.setattr(engine, "resume", broken)
    talk = Talk("check-in")
    talk.say("1")
    first = talk.say("swimming")
    assert first[0] == ConcernRaised("concern", ("engine failed: RuntimeError",), True)
    assert said(first) == [BROKEN]
    assert "the words of a child" not in str(first)
    assert talk.state
    second = talk.say("swimming")
    assert only(second, Ended) == [Ended("timed_out")]
    assert talk.state is None


def test_a_failure_does_not_make_danger_smaller(monkeypatch: pytest.MonkeyPatch) -> None:
    book: Book = replace(the_book(), texts={})
    turn = dialogue.turn(book, None, SMS, "he hits me", DANGER, NOW)
    assert only(turn.events, ConcernRaised)[0].level == "urgent"
    assert said(turn.events) == [BROKEN]
    assert dialogue.begin(book, "wall", SMS, NOW).state is None
    odd = dialogue.expire(book, {"at": "x"}, SMS, NOW)
    assert odd.state is None
    assert only(odd.events, ConcernRaised)


def test_expiry_is_an_ordinary_path() -> None:
    talk = Talk("check-in")
    talk.all("1", "swimming")
    assert talk.state
    turn = dialogue.expire(the_book(), talk.state, SMS, NOW + timedelta(days=3))
    assert turn.events == (Silence("timed out"), Ended("timed_out"))
    assert turn.path == (("working_well", "timed_out", ""),)


def test_a_late_answer_counts_while_its_question_is_open() -> None:
    talk = Talk("check-in")
    talk.say("1")
    turn = dialogue.turn(the_book(), talk.state, SMS, "late", FINE, NOW + timedelta(days=30))
    assert only(turn.events, Answered)[0].text == "late"
