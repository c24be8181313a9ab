"""Pictures, empty texts, late numbers: one sensible reply, always."""

import pytest

from conversations.dialogue import BROKEN
from conversations.events import (
    Answered,
    ConcernRaised,
)
from tests.conversations.conversing import (
    Talk,
    only,
    said,
)


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
