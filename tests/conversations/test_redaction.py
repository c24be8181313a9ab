"""Names go, ordinary words stay: single rules, any text at all, and floors on labelled texts."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commands.evaluation import half, read_labelled, score
from config.data import load_redaction
from conversations.redaction import redact
from conversations.tokens import KINDS
from tests.house.tree import ROOT

LISTS = load_redaction(ROOT / "config")
LABELLED = read_labelled(ROOT / "tests/redaction/labelled.tsv")
OTHER_SCRIPTS = read_labelled(ROOT / "tests/redaction/other-scripts.tsv")
STRUCTURED = ("phone", "email", "link", "postcode", "date of birth", "number", "address")

PIECES = [
    "my sw ", "Karen", "karen oduya", " and ", ", ", "[name]", "[", "]", "will", "Hope ", "mr T",
    " 07700 900123", "0", "7 ", "@kayz", " at ", "dot", " com", "i live in ", "eastleigh", "\n",
    "Maple House", " school", "st marys", " road", "12 ", "born 1 may ", "'s", "’", "🙂", "é", "İ",
    "اسمي ", "سمر", "ስሜ ", "ዮናስ", "друг ", "Тарас", "\u0000", "\u200f", "J. ", "the Smiths",
    "٠٧٧٠٠", "ﬁ", "a", " ", ".", "case number ", "snap: ", "_", "-", "Xyq", "O", "ß", "one two ",
]  # fmt: skip
texts = st.one_of(
    st.text(max_size=200), st.lists(st.sampled_from(PIECES), max_size=25).map("".join)
)


@settings(max_examples=400, deadline=None)
@given(texts)
def test_any_text_is_redacted_with_offsets_that_hold(text):
    redacted = redact(text, LISTS)
    parts, at = [], 0
    for one in redacted.removed:
        assert at <= one.start < one.end <= len(text)
        assert one.kind in KINDS
        parts += [text[at : one.start], f"[{one.kind}]"]
        at = one.end
    assert redacted.text == "".join([*parts, text[at:]])
    if not redacted.removed:
        assert redacted.text == text
    for one in redacted.suspect:
        assert 0 <= one.start < one.end <= len(text)
        assert all(cut.end <= one.start or one.end <= cut.start for cut in redacted.removed)


@settings(max_examples=400, deadline=None)
@given(texts)
def test_what_is_redacted_is_redacted_for_good(text):
    once = redact(text, LISTS).text
    again = redact(once, LISTS)
    assert (again.text, again.removed) == (once, ())


@pytest.mark.parametrize(
    "text",
    ["a ", "0", "0 7 ", "a dot ", "at ", "Xq and ", "[name] ", "my name is ", "one ", "a-", "A. "],
)
def test_a_long_text_takes_time_in_proportion(text):
    """Ten times the text may take some tens of times as long, never a hundred."""

    def seconds(size):
        begun = time.process_time()
        redact((text * size)[:size], LISTS)
        return time.process_time() - begun

    seconds(1_600)
    assert seconds(40_000) < 60 * max(seconds(4_000), 0.01)


def test_a_hundred_thousand_characters_come_back():
    text = "i will be fine and " * 5_300
    assert redact(text, LISTS).text == text


@pytest.mark.parametrize(
    ("text", "becomes"),
    [
        ("my brother will is in prison", "my brother [name] is in prison"),
        ("my brother will come", "my brother will come"),
        ("Rose said no", "[name] said no"),
        ("the sun rose early", "the sun rose early"),
        ("told mark i was sad", "told [name] i was sad"),
        ("full mark in maths", "full mark in maths"),
        ("i live in eastleigh", "i live in [place]"),
        ("i live in england", "i live in england"),
        ("ms oduya never rings", "ms [name] never rings"),
        ("my friend J is moving", "my friend [name] is moving"),
        ("ring 999 or Childline 0800 1111", "ring 999 or Childline 0800 1111"),
        ("4/5 at 4.30, 99", "4/5 at 4.30, 99"),
        ("i go to Thornden School", "i go to [school]"),
        ("oh seven seven double oh nine double oh one two three", "[phone]"),
        ("i like messi and man united", "i like messi and man united"),
        ("Hampshire and CAMHS and my IRO", "Hampshire and CAMHS and my IRO"),
        ("my sw [name] rang", "my sw [name] rang"),
    ],
)
def test_what_goes_and_what_stays(text, becomes):
    assert redact(text, LISTS).text == becomes


def test_what_is_left_but_doubtful_is_shown():
    redacted = redact("we went to Skelder", LISTS)
    shown = [redacted.text[one.start : one.end] for one in redacted.suspect]
    assert redacted.removed or shown == ["Skelder"]


@pytest.mark.parametrize("which", ["seen", "unseen"])
def test_the_floors_hold_on_labelled_texts(which):
    found = score(half(LABELLED, which), lambda text: redact(text, LISTS))
    names = found.by_kind["name"]
    assert names.found >= 0.93 * names.of
    assert found.clean.found >= 0.96 * found.clean.of
    assert found.precision.found >= 0.94 * found.precision.of
    for kind in STRUCTURED:
        assert found.by_kind[kind].found == found.by_kind[kind].of, kind


def test_names_go_and_words_stay_in_other_scripts():
    found = score(OTHER_SCRIPTS, lambda text: redact(text, LISTS))
    names = found.by_kind["name"]
    assert names.of > 90
    assert names.found >= 0.95 * names.of
    assert found.clean.found >= 0.95 * found.clean.of


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("mum said mark would come", "mum said [name] would come"),
        ("rose picked me up, i rose early", "[name] picked me up, i rose early"),
        ("they said hope is important", "they said hope is important"),
        ("she said summer was fun", "she said summer was fun"),
    ],
)
def test_a_word_that_somebody_does_something_with_is_a_name(text, left):
    assert redact(text, LISTS).text == left


def test_a_county_adds_people_by_hash_alone(tmp_path):
    from conversations.tokens import hashed

    folder = tmp_path / "redaction"
    folder.mkdir()
    code, home = hashed("Dreamer", "salt"), hashed("high tops", "salt")
    (folder / "county.yaml").write_text(
        f'salt: "salt"\nhashed_names: ["{code}"]\nhashed_homes: ["{home}"]\nschools: [the hub]\n'
    )
    lists = load_redaction(tmp_path)
    assert redact("dreamer left high tops", lists).text == "[name] left [home]"
    assert redact("dreamer left high tops", LISTS).removed == ()
    assert redact("i like the hub", lists).text == "i like [school]"
