"""What arrives is cleaned, and folded so that spellings of one thing compare as one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conversations.text import MAX_CHARS, clean, folded, plain, squeezed, trimmed


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("  hello  ", "hello"),
        ("a\x00b\x07c", "abc"),
        ("one\r\ntwo\rthree", "one\ntwo\nthree"),
        ("half \ud83d emoji", "half  emoji"),
        ("e\u0301", "é"),
        ("\x85\x9f", ""),
        ("<b>hi</b> & 'x'", "<b>hi</b> & 'x'"),
        ("می\u200cخواهم", "می\u200cخواهم"),
    ],
)
def test_clean(text: str, kept: str) -> None:
    assert clean(text) == kept


def test_clean_keeps_1600_characters() -> None:
    assert len(clean("x" * 5000)) == MAX_CHARS == 1600


@pytest.mark.parametrize(
    ("text", "same"),
    [
        (" STOP!! ", "stop"),
        ("“Stop.”", "stop"),
        ("\u202eStop\u202c", "stop"),
        ("٩٩", "99"),
        ("۹۹", "99"),
        ("9️⃣9️⃣", "99"),
        ("９９", "99"),
        ("⑤", "5"),
        ("❺", "5"),
        ("፭", "5"),
        ("بلی", "بلي"),
        ("بلی", "بلى"),
        ("كمك", "کمک"),
        ("don’t", "don't"),
        ("👍🏽", "👍"),
        ("a   b\nc", "a b c"),
    ],
)
def test_folded(text: str, same: str) -> None:
    assert folded(text) == folded(same)


def test_a_text_of_signs_only_stays() -> None:
    assert folded("!!!") == "!!!"
    assert folded("😞") == "😞"
    assert trimmed("...") == "..."


def test_a_minus_stays_where_numbers_are_read() -> None:
    assert plain(" -3 ") == "-3"


def test_bengali_vowel_signs_are_no_punctuation() -> None:
    assert folded("না।") == folded("না")
    assert folded("না") != folded("ন")


def test_runs_of_a_letter() -> None:
    assert squeezed("yesss") == "yes"
    assert squeezed("noooo") == "no"


@given(st.text())
def test_any_text_can_be_cleaned_and_folded(text: str) -> None:
    once = clean(text)
    assert clean(once) == once
    once.encode("utf-8")
    folded(text)
