"""What web chat needs beside the words: buttons, how far along, whether to type."""

from conversations import dialogue
from conversations.dialogue import Button, View
from tests.conversations.conversing import WEB, Talk, book_with, flow_of, the_book


def view(talk: Talk) -> View:
    return dialogue.view(talk.book, talk.state, WEB)


def test_the_opening_has_a_button_to_go_on_and_one_for_help() -> None:
    seen = view(Talk("check-in", WEB))
    assert [button.value for button in seen.buttons] == ["1", "99"]
    assert seen.flow == "check-in"
    assert not seen.ended


def test_a_question_in_words() -> None:
    talk = Talk("check-in", WEB)
    talk.say("1")
    seen = view(talk)
    assert seen.buttons == (Button("0", "Skip"),)
    assert seen.free_text
    assert seen.question == "check-in.good_day"
    assert seen.progress == (1, 8)


def test_a_choice_has_its_labels_and_a_way_past() -> None:
    talk = Talk("check-in", WEB)
    talk.all("1", "0", "0", "0")
    seen = view(talk)
    assert seen.kind == "choice"
    assert not seen.free_text
    assert [button.label for button in seen.buttons] == [
        "good", "OK", "not good", "I don't feel safe", "Skip",
    ]  # fmt: skip
    assert [button.value for button in seen.buttons] == ["1", "2", "3", "4", "0"]


def test_every_button_is_a_reply_that_is_understood() -> None:
    talk = Talk("check-in", WEB)
    talk.all("1", "0", "0", "0")
    for button in view(talk).buttons:
        other = Talk(person=WEB)
        other.state = talk.state
        other.say(button.value)
        assert other.state
        assert other.state["at"] != "home_now"


def test_a_wall_is_done_once_something_is_on_it() -> None:
    talk = Talk("wall", WEB)
    talk.say("1")
    assert view(talk).buttons == (Button("0", "Skip"),)
    talk.say("pizza")
    assert view(talk).buttons == (Button("0", "I'm done"),)


def test_a_scale_has_a_button_a_step_and_a_word_to_skip_where_nought_is_an_answer() -> None:
    flow = flow_of(
        "  - id: a\n    ask: scale\n    low: 0\n    high: 3\n    text: x\n  - id: b\n    end: y\n"
    )
    talk = Talk("test", WEB, book_with(flow))
    talk.say("1")
    assert [button.value for button in view(talk).buttons] == ["0", "1", "2", "3", "skip"]


def test_languages_are_buttons_in_their_own_script() -> None:
    talk = Talk("wall", WEB)
    talk.say("LANGUAGE")
    assert [button.label for button in view(talk).buttons] == ["English", "العربية"]


def test_danger_and_the_end_have_no_buttons() -> None:
    talk = Talk("wall", WEB)
    talk.say("99")
    assert view(talk).buttons == ()
    assert not view(talk).ended
    assert dialogue.view(the_book(), None, WEB).ended


def test_any_state_can_be_viewed() -> None:
    for state in ({"at": "gone", "flow": "wall", "version": "x"}, {"at": "x"}, {}):
        dialogue.view(the_book(), state, WEB)
