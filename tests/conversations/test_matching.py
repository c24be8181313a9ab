"""Closed questions read what young people really write, and ask again where it is not clear."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conversations.flows import Choice
from conversations.matching import Match, is_number_only, match

THREE = (
    Choice("good", "good", ("great", "👍")),
    Choice("ok", "OK", ("not bad", "alright")),
    Choice("bad", "bad", ("not good", "😞")),
)
AGAIN = None


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("5", 5), ("٥", 5), ("۵", 5), ("5️⃣", 5), ("5!!!", 5), ("five", 5), ("two", 2),
        ("⑤", 5),
        ("፭", 5), ("４", 4), ("4/5", 4), ("4 out of 5", 4), ("four out of five", 4),
        ("4 of 5", 4),
        ("no2", 2), ("number 2", 2), ("no. 3", 3), ("1st", 1), ("a 4", 4), ("about 4", 4),
        ("i'd say 3", 3), ("prob a 3 tbh", 3), ("4 :)", 4), ("4 out of 5 stars", 4),
        ("FIVE!", 5),
        ("⭐⭐⭐⭐", 4), ("5 👍", 5), ("2.", 2), ("(3)", 3), ("#4", 4), ("threee", 3),
        ("4 because my carers are nice", 4), ("3, my room is cold", 3), ("3 - its ok", 3),
        ("3.5", AGAIN), ("2-3", AGAIN), ("1 2", AGAIN), ("1,5", AGAIN), ("fiv3", AGAIN),
        ("yes no", AGAIN), ("0", AGAIN), ("6", AGAIN), ("-3", AGAIN), ("", AGAIN),
        ("8/10", AGAIN),
        ("4/10", AGAIN), ("my number is 07700 900123", AGAIN), ("07700900123", AGAIN),
        ("3 people left", AGAIN), ("half", AGAIN), ("1 or 2", AGAIN), ("one two", AGAIN),
        ("between 2 and 3", AGAIN), ("9" * 50, AGAIN), ("½", AGAIN), ("lots", AGAIN),
        ("5 5", AGAIN),
        ("1/2/3", AGAIN), ("10", AGAIN), ("2 to 3", AGAIN),
    ],
)  # fmt: skip
def test_scale(text: str, value: int | None) -> None:
    assert match("scale", text, span=(1, 5)).value == value


@pytest.mark.parametrize(
    ("text", "value"), [("0", 0), ("10", 10), ("ten", 10), ("7/10", 7), ("zero", 0), ("11", AGAIN)]
)
def test_scale_from_nought_to_ten(text: str, value: int | None) -> None:
    assert match("scale", text, span=(0, 10)).value == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        (" yes!! ", "yes"), ("YES PLEASE", "yes"), ("y", "yes"), ("ok 👍", "yes"),
        ("yess", "yes"),
        ("yeh", "yes"), ("👍", "yes"), ("👍🏽", "yes"), ("✅", "yes"), ("yeahhh", "yes"),
        ("1", "yes"),
        ("yes you can", "yes"), ("of course", "yes"), ("yse", "yes"), ("go on then", "yes"),
        ("no thanks", "no"), ("nah", "no"), ("nope", "no"), ("nooo", "no"), ("👎", "no"),
        ("2", "no"),
        ("n", "no"), ("not really", "no"), ("i dont think so", "no"),
        ("no because its mine", "no"),
        ("I know", AGAIN), ("yes no", AGAIN), ("no yes", AGAIN), ("yes and no", AGAIN),
        ("no idea", AGAIN), ("no one", AGAIN), ("maybe", AGAIN), ("", AGAIN), ("3", AGAIN),
        ("👍👎", AGAIN), ("12", AGAIN), ("yellow", AGAIN), ("i dont mind", AGAIN),
        ("dunno", AGAIN),
        ("yesterday", AGAIN), ("nothing", AGAIN), ("???", AGAIN), ("yet", AGAIN),
    ],
)  # fmt: skip
def test_yes_or_no(text: str, value: str | None) -> None:
    assert match("yes_no", text).value == value


@pytest.mark.parametrize(
    ("text", "language", "value"),
    [
        ("نعم", "ar", "yes"), ("لا", "ar", "no"), ("بلی", "fa", "yes"), ("بلي", "fa", "yes"),
        ("بلى", "fa", "yes"), ("نه", "fa", "no"), ("አዎ", "am", "yes"), ("ኣይፋል", "ti", "no"),
        ("tak", "pl", "yes"), ("ні", "uk", "no"), ("হ্যাঁ", "bn", "yes"), ("না", "bn", "no"),
        ("không", "vi", "no"), ("evet", "tr", "yes"), ("yes", "ar", "yes"),
        ("nah", "sq", "no"),
        ("نعم", "en", "yes"), ("да", "en", "yes"),
    ],
)  # fmt: skip
def test_yes_or_no_in_other_languages(text: str, language: str, value: str) -> None:
    assert match("yes_no", text, language=language).value == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1", "good"), ("b", "ok"), ("B)", "ok"), ("3)", "bad"), ("Good", "good"),
        ("GOOD!!", "good"),
        ("goood", "good"), ("gud", "good"), ("god", "good"), ("goof", "good"),
        ("great", "good"),
        ("grate", AGAIN), ("graet", "good"), ("👍", "good"), ("👍👍", "good"), ("😞", "bad"),
        ("ok", "ok"), ("its ok i guess", "ok"), ("not bad", "ok"), ("not good", "bad"),
        ("its not good tbh", "bad"), ("two", "ok"), ("the second one", "ok"),
        ("option 2", "ok"),
        ("٣", "bad"), ("really bad because of school", "bad"), ("last one", "bad"),
        ("good and bad", AGAIN), ("not great", AGAIN), ("4", AGAIN), ("0", AGAIN),
        ("", AGAIN),
        ("1 2", AGAIN), ("purple", AGAIN), ("isnt bad", AGAIN), ("d", AGAIN),
        ("goodness me", AGAIN),
    ],
)  # fmt: skip
def test_choice(text: str, value: str | None) -> None:
    assert match("choice", text, THREE).value == value


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("1 3", ("good", "bad")), ("1,3", ("good", "bad")), ("3 and 1", ("good", "bad")),
        ("1/2", ("good", "ok")), ("a b", ("good", "ok")), ("good, ok", ("good", "ok")),
        ("2", ("ok",)), ("all", ("good", "ok", "bad")), ("bad", ("bad",)),
        ("good & bad", ("good", "bad")),
        ("1 4", AGAIN), ("13", AGAIN), ("", AGAIN), ("purple", AGAIN),
        ("one and three", ("good", "bad")),
    ],
)  # fmt: skip
def test_several_choices(text: str, values: tuple[str, ...] | None) -> None:
    assert match("choices", text, THREE).value == values


def test_other_words_are_noticed() -> None:
    assert match("scale", "4 because its loud") == Match(4, more=True)
    assert match("scale", "4 tbh") == Match(4)
    assert match("choice", "good since i moved", THREE) == Match("good", more=True)
    assert match("yes_no", "yes but leave my school out") == Match("yes", more=True)


def test_words_are_not_matched_as_an_answer() -> None:
    assert match("words", "yes") == Match()
    assert match("number", "12", span=(1, 99)).value == 12


@pytest.mark.parametrize("text", ["99", "999", "٩٩", "99 please", "ninety nine", "98 no 99"])
@pytest.mark.parametrize("kind", ["scale", "number"])
def test_a_call_for_help_is_never_an_answer(kind: str, text: str) -> None:
    assert match(kind, text, span=(0, 1000)).value is None


def test_a_choice_is_named_by_its_id_too() -> None:
    assert (
        match("choice", "not_safe", (Choice("not_safe", "no"), Choice("b", "x"))).value
        == "not_safe"
    )


@pytest.mark.parametrize("text", ["7", "07700 900123", "4/5", "3.5", "٣"])
def test_numbers_only(text: str) -> None:
    assert is_number_only(text)


@pytest.mark.parametrize("text", ["", "7 dogs", "😞", "...", "b4"])
def test_not_numbers_only(text: str) -> None:
    assert not is_number_only(text)


@given(st.text(), st.sampled_from(["yes_no", "scale", "choice", "choices", "number", "words"]))
def test_any_text_has_an_answer_of_the_question_or_none(text: str, kind: str) -> None:
    value = match(kind, text, THREE if kind.startswith("choice") else (), (1, 5)).value
    allowed = {"yes_no": {"yes", "no"}, "choice": {"good", "ok", "bad"}}.get(kind, set())
    if isinstance(value, tuple):
        assert set(value) <= {"good", "ok", "bad"}
    elif isinstance(value, int):
        assert 1 <= value <= 5
    else:
        assert value is None or value in allowed
