"""The run of a conversation: mild signs add up, and words after something grave mean more."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conversations import course
from conversations.safeguarding import LEVELS, Assessment, assess
from tests.conversations.conversing import the_book

ASKED = {"support": "check-in.support", "less": "wall.less", "more": "wall.more"}


def question(name: str):
    flows = the_book().flows.values()
    return next(node for flow in flows for node in flow.questions if node.question == ASKED[name])


def said(*texts: str, asked: str | None = None) -> list[Assessment]:
    """Judge one text after the other, as one conversation."""
    phrases, signs, judged = the_book().phrases, [], []
    for text in texts:
        alone = assess(text, phrases, question(asked) if asked else None)
        judged.append(course.in_the_run(alone, signs, text, phrases))
        signs = course.signs_after(signs, judged[-1])
    return judged


def test_several_low_texts_in_a_row_are_a_concern() -> None:
    texts = ("i feel really low", "i cry most nights", "im just sad and lonely")
    assert all(assess(text, the_book().phrases).level in ("flag", "concern") for text in texts)
    assert said(*texts)[-1].level == "concern"


def test_one_low_text_stays_as_it_was() -> None:
    assert said("i feel a bit sad")[0].level == "flag"
    assert said("pizza", "football", "i feel a bit sad")[-1].level == "flag"


def test_nobody_to_turn_to_and_then_feeling_low_is_a_concern() -> None:
    phrases = the_book().phrases
    alone = assess("no one", phrases, question("support"))
    assert (alone.level, alone.reasons) == ("flag", ("alone:check-in.support",))
    signs = course.signs_after([], alone)
    text = "i feel a bit sad"
    low = course.in_the_run(assess(text, phrases), signs, text, phrases)
    assert low.level == "concern"
    assert "run: several signs" in low.reasons


@pytest.mark.parametrize(
    "text", ["every night", "he still does it", "dont tell anyone", "my stepdad", "it hurts"]
)
def test_an_answer_looks_different_after_an_earlier_one(text: str) -> None:
    assert said("my uncle touches me", text)[-1].level in ("concern", "urgent")
    assert said("i like football", text)[-1].level == assess(text, the_book().phrases).level


@pytest.mark.parametrize("text", ["pizza", "ok", "2", "more trips", "thank you"])
def test_ordinary_words_stay_ordinary_after_something_grave(text: str) -> None:
    assert said("my uncle touches me", text)[-1].level == "none"


def test_a_wall_of_what_should_stop_is_not_a_story() -> None:
    words = ("bullying", "racist staff", "shouting", "secrets")
    for judged in said(*words, asked="less"):
        assert judged.level in ("none", "flag")


@pytest.mark.parametrize(
    "text", ["he hits me", "being raped", "i cut myself", "suicide", "my dad hits me with a belt"]
)
def test_somebodys_own_story_stays_one_on_that_wall(text: str) -> None:
    plain = assess(text, the_book().phrases).level
    assert plain in ("concern", "urgent")
    assert assess(text, the_book().phrases, question("less")).level == plain


def test_words_that_cannot_be_read_are_never_lowered() -> None:
    judged = assess("قلق", the_book().phrases, question("less"))
    assert (judged.level, judged.needs_person) == ("concern", True)


@given(
    st.sampled_from(LEVELS),
    st.lists(st.sampled_from(["alone", "feelings", "sign", "concern", "urgent", "?"]), max_size=30),
    st.text(max_size=40),
)
def test_the_run_only_raises(level: str, before: list[str], text: str) -> None:
    judged = Assessment(level, ("feelings:x",) if level != "none" else ())
    after = course.in_the_run(judged, before, text, the_book().phrases)
    assert LEVELS.index(after.level) >= LEVELS.index(level)
    assert after.level == "urgent" or level != "urgent"
    assert len(course.signs_after(before, after)) <= max(course.MOST_SIGNS, len(before))


def test_no_words_are_kept() -> None:
    judged = said("my uncle touches me")[0]
    assert course.signs_after([], judged) in (["concern"], ["urgent"])
