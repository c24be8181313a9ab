"""The whole turn: what one message leads to, whatever is open and whoever writes."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from conversations import dialogue, engine
from conversations.book import Book, Person
from conversations.dialogue import BROKEN
from conversations.events import (
    Answered,
    Asked,
    ConcernRaised,
    EasyChosen,
    Ended,
    LanguageChosen,
    RequestMade,
    Said,
    Silence,
    Skipped,
    Started,
    Stopped,
)
from conversations.safeguarding import Assessment
from conversations.segments import count
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

OPENING = [
    "Hi, I'm Golden Thread, a computer asking for Hampshire council. Staff read your words but "
    "can't see your name or number. Later, even we can't tell it was you.",
    "If someone may get hurt, staff WILL look up your number to help. Nobody's here at night: ring "
    "999 or Childline 0800 1111. 1 = go, 99 = I need help, STOP = stop",
]


# --- the opening -------------------------------------------------------------------------------


@pytest.mark.parametrize("audience", ["8-11", "11-15", "16-17"])
def test_the_two_opening_texts_exactly(audience: str) -> None:
    talk = Talk("check-in", Person(audience=audience))
    assert said(talk.turns[0].events) == OPENING
    assert [count(text).segments for text in OPENING] == [1, 1]
    assert {count(text).encoding for text in OPENING} == {"GSM-7"}


def test_adults_and_easy_read_have_their_own_opening() -> None:
    adult = said(Talk("check-in", Person(audience="18-25")).turns[0].events)
    easy = said(Talk("check-in", Person(easy_read=True)).turns[0].events)
    assert "Samaritans 116 123" in adult[1]
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


# --- words that always work --------------------------------------------------------------------


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
    for text in ("hello", "STOP", "PERSON", "1", "DELETE"):
        assert talk.say(text) == (Silence("stopped"),)
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
    assert said(events)[1:] == question
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


# --- danger ------------------------------------------------------------------------------------


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
    assert "can't find you unless you send your phone number" in said(turn.events)[-1]
    assert "look up" not in " ".join(said(turn.events))


def test_childline_only_under_19() -> None:
    text = " ".join(said(Talk(person=Person(audience="18-25")).say("99")))
    assert "Childline" not in text
    assert "Samaritans 116 123" in text
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


# --- odd messages ------------------------------------------------------------------------------


def test_a_picture_is_told_of_and_changes_nothing() -> None:
    talk = Talk("check-in")
    talk.say("1")
    before = talk.state
    events = talk.say("", media=2)
    assert only(events, ConcernRaised) == [ConcernRaised("flag", ("media",), needs_person=True)]
    assert "can't open pictures" in said(events)[0]
    assert talk.state == before
    with_words = talk.say("my dog", media=1)
    assert only(with_words, Answered)[0].text == "my dog"


@pytest.mark.parametrize(
    "text",
    [
        "", " ", "😀", "\x00", "\u202e\u200f", "<script>alert(1)</script>",
        "x" * 1600, "%s{county}{x}",
        "'; DROP TABLE answers;--", "=cmd|' /C calc'!A0", "\ud83d", "👨‍👩‍👧‍👦",
        "ا" * 1600, "\n\n\n", "٫", "0x41",
    ],
)  # fmt: skip
@pytest.mark.parametrize("flow", [None, "check-in", "wall", "say-anything"])
def test_odd_texts_get_one_sensible_reply(text: str, flow: str | None) -> None:
    talk = Talk(flow)
    if flow:
        talk.say("1")
    events = talk.say(text)
    assert 1 <= len(said(events)) <= 3
    assert not any("failed" in str(event) for event in events)
    if flow:
        assert BROKEN not in said(events)


def test_only_emoji_is_something_said() -> None:
    talk = Talk("check-in")
    talk.say("1")
    assert only(talk.say("😞"), Answered)[0].text == "😞"


def test_a_number_is_no_answer_in_words() -> None:
    talk = Talk("check-in")
    talk.say("1")
    for text in ("3", "07700 900123"):
        events = talk.say(text)
        assert not only(events, Answered)
        assert len(said(events)) == 1
    assert only(talk.say("3"), Answered)[0].kind == "unclear"


def test_the_name_of_a_flow_begins_it() -> None:
    talk = Talk()
    talk.say("Wall!")
    assert talk.state
    assert talk.state["flow"] == "wall"


@pytest.mark.parametrize("text", ["thanks", "4", "yes", "👍", "0", "no"])
def test_nothing_is_begun_by_thanks_or_late_numbers(text: str) -> None:
    talk = Talk()
    assert len(said(talk.say(text))) == 1
    assert talk.state is None


# --- limits and failures -----------------------------------------------------------------------


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
