"""SMS parts are counted as networks count them, and texts cut where a reader would."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conversations.segments import Segments, count, graphemes, split

FAMILY = "👨‍👩‍👧‍👦"


@pytest.mark.parametrize(
    ("text", "counted"),
    [
        ("", Segments("GSM-7", 0, 1)),
        ("a" * 160, Segments("GSM-7", 160, 1)),
        ("a" * 161, Segments("GSM-7", 161, 2)),
        ("a" * 306, Segments("GSM-7", 306, 2)),
        ("a" * 307, Segments("GSM-7", 307, 3)),
        ("€" * 80, Segments("GSM-7", 160, 1)),
        ("€" * 81, Segments("GSM-7", 162, 2)),
        ("[{~}]", Segments("GSM-7", 10, 1)),
        ("’", Segments("UCS-2", 1, 1)),
        ("ا" * 70, Segments("UCS-2", 70, 1)),
        ("ا" * 71, Segments("UCS-2", 71, 2)),
        ("ا" * 134, Segments("UCS-2", 134, 2)),
        ("ا" * 135, Segments("UCS-2", 135, 3)),
        ("😀", Segments("UCS-2", 2, 1)),
        ("😀" * 35, Segments("UCS-2", 70, 1)),
        ("😀" * 36, Segments("UCS-2", 72, 2)),
        ("ñà@£¥", Segments("GSM-7", 5, 1)),
        ("ŵ", Segments("UCS-2", 1, 1)),
    ],
)
def test_count(text: str, counted: Segments) -> None:
    assert count(text) == counted


def test_no_part_cuts_an_escape_or_a_pair() -> None:
    # 152 units and then a two-unit character: it does not fit in the 153rd.
    assert count("a" * 152 + "€" + "a" * 152).segments == 3
    assert count("ا" * 66 + "😀" + "ا" * 66).segments == 3


def test_split_at_spaces() -> None:
    text = ("word " * 60).strip()
    parts = split(text)
    assert all(count(part).segments == 1 for part in parts)
    assert " ".join(parts) == text


def test_split_never_cuts_what_a_reader_sees_as_one() -> None:
    parts = split(FAMILY * 20)
    assert all(count(part).segments == 1 for part in parts)
    assert "".join(parts) == FAMILY * 20
    assert all(part.replace(FAMILY, "") == "" for part in parts)


def test_split_into_messages_of_several_parts() -> None:
    parts = split("ሰላም ንዓኻ " * 60, most=3)
    assert all(count(part).segments <= 3 for part in parts)
    assert len(parts) == 3


def test_split_leaves_a_short_text() -> None:
    assert split("hello") == ("hello",)
    assert split("") == ("",)


@pytest.mark.parametrize(
    ("text", "seen"), [("e\u0301a", 2), (FAMILY, 1), ("👍🏽!", 2), ("🇬🇧🇪🇺", 2), ("5️⃣", 1), ("না", 1)]
)
def test_graphemes(text: str, seen: int) -> None:
    assert len(graphemes(text)) == seen


@given(st.text(max_size=400))
def test_any_text_is_counted_and_split(text: str) -> None:
    assert count(text).segments >= 1
    parts = split(text)
    assert "".join("".join(parts).split()) == "".join(text.split())
    if not any(len(one) > 30 for one in graphemes(text)):
        assert all(count(part).segments == 1 for part in parts)
