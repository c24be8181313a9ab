"""Languages measured on the half that nothing was fitted to: floors under what was reached."""

import re
from pathlib import Path
from random import Random

import pytest

from commands.language_evaluation import Spoken, half, judge, read_spoken, shares, told
from config.data import DataError
from conversations import language
from conversations.language import NAMES, identify, offer
from setup.language_profiles import COUNTS, TEXTS, counted, shown

LABELLED = Path(__file__).with_name("labelled.tsv")
ROOT = LABELLED.parents[2]


@pytest.fixture(scope="module")
def unseen():
    return half(read_spoken(LABELLED), "unseen")


@pytest.fixture(scope="module")
def reached(unseen):
    return {name: share.found / share.of for name, share in shares(judge(unseen)).items()}


def test_the_labelled_texts_are_enough():
    texts = read_spoken(LABELLED)
    many = {code: sum(one.lang == code for one in texts) for code in NAMES}
    assert min(many.values()) >= 40
    assert sum(one.lang in ("en", "") for one in texts) >= 700
    assert len({one.text for one in texts}) == len(texts)


@pytest.mark.parametrize(
    ("name", "least"),
    [
        ("right", 0.90), ("right from 12 characters", 0.95), ("right, without English", 0.95),
        ("offered with the right one", 0.92),
    ],
)  # fmt: skip
def test_languages_are_told_apart(reached, name, least):
    assert reached[name] >= least


def test_english_is_asked_about_languages_hardly_ever(reached):
    assert reached["wrong offers to English"] < 0.01
    for kind in ("slang and spelling", "names", "places", "codes", "emoji and signs"):
        assert reached[f"wrong offers: {kind}"] == 0, kind


def test_no_language_is_left_behind(reached):
    behind = {name for name, share in reached.items() if name[:7] == "right: " and share < 0.8}
    assert behind == set()


def test_the_same_text_has_the_same_answer_in_any_order(unseen):
    texts = [one.text for one in unseen if one.lang != "en"][:150]
    first = {text: (identify(text), offer(text)) for text in texts}
    for seed in range(3):
        identify.cache_clear()
        offer.cache_clear()
        Random(seed).shuffle(texts)
        assert {text: (identify(text), offer(text)) for text in texts} == first


def test_english_is_in_every_offer_and_last(unseen):
    offers = {offer(one.text) for one in unseen} - {()}
    assert offers
    assert all(codes[-1] == "en" and len(set(codes)) == len(codes) for codes in offers)
    assert all(set(codes) <= set(NAMES) for codes in offers)


def test_the_counts_are_those_of_the_texts():
    assert COUNTS.read_text("utf-8") == shown(counted(TEXTS.read_text("utf-8")))


def test_nothing_was_learnt_from_what_is_unseen(unseen):
    learnt = {language.normal(line) for line in TEXTS.read_text("utf-8").splitlines()}
    both = {one.text for one in unseen if language.normal(one.text) in learnt}
    assert len(both) <= 0.01 * len(unseen), both


@pytest.mark.parametrize("row", ["hello\txx", "hello\tklingon"])
def test_a_label_that_is_no_language_names_its_line(tmp_path, row):
    path = tmp_path / "labelled.tsv"
    path.write_text(f"text\tlang\n{row}\n", encoding="utf-8")
    with pytest.raises(DataError, match=r"labelled\.tsv:2"):
        read_spoken(path)


def test_what_is_counted():
    texts = (Spoken("ok", "en"), Spoken("Yusuf", "", "names"), Spoken("nie wiem co", "pl"))
    lines = list(told(judge(texts)))
    assert any(line.startswith("wrong offers to English") and "(0/2" in line for line in lines)
    assert any(line.startswith("right: pl") or "right: pl" in line for line in lines)


def test_the_page_about_languages_says_what_is_measured_today(unseen):
    page = (ROOT / "docs" / "languages.md").read_text(encoding="utf-8")
    now = {f"({share.found}/{share.of}," for share in shares(judge(unseen)).values()}
    written = re.findall(r"^ {4}\S.*%  +(\(\d+/\d+,)", page, re.MULTILINE)
    assert len(written) >= 5
    assert set(written) <= now
