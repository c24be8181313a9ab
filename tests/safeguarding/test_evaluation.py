"""Floors that safeguarding must keep, on texts that neither rules nor score learnt from."""

import re
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from commands import safety_evaluation
from commands.safety_evaluation import Disclosure, half, judge, read_disclosures, shares, told
from config.data import DataError, load_phrases
from conversations.safeguarding import Assessment, Detector, assess
from setup import safety_score
from tests.conversations.conversing import the_book

ROOT = Path(__file__).resolve().parents[2]
LABELLED = Path(__file__).parent / "labelled.tsv"


DOCUMENTED = re.compile(r"^ {4,}(\S.*?)  +[\d.]+ %  +\((\d+)/(\d+),", re.MULTILINE)


@cache
def measured(rules: bool = True, score: bool = True) -> dict[str, float]:
    phrases = load_phrases(ROOT / "config")
    phrases = phrases if rules else replace(phrases, rules=())
    detector = Detector(phrases if score else replace(phrases, trained=None))
    texts = half(read_disclosures(LABELLED), "unseen")
    found = shares(judge(texts, lambda text: assess(text, detector)))
    return {name: share.found / share.of for name, share in found.items()}


@pytest.mark.parametrize(
    ("what", "floor"),
    [
        ("urgent raised at all", 0.95),
        ("urgent as urgent", 0.70),
        ("disclosures raised at all", 0.94),
        ("disclosures at concern or above", 0.87),
        ("urgent at concern or above", 0.90),
        ("seen: sexual abuse", 0.90),
        ("seen: physical abuse", 0.90),
        ("seen: exploitation", 0.90),
        ("seen: suicide", 0.80),
    ],
)
def test_who_is_not_safe_is_seen(what: str, floor: float) -> None:
    assert measured()[what] >= floor


@pytest.mark.parametrize(
    ("what", "most"),
    [
        ("harmless, at urgent: hard look-alike", 0.05),
        ("harmless: hard look-alike", 0.16),
        ("harmless: sad but safe", 0.14),
        ("harmless, at urgent: ordinary feedback", 0.005),
        ("harmless: ordinary feedback", 0.03),
        ("harmless, raised at all: ordinary feedback", 0.20),
    ],
)
def test_it_seldom_cries_wolf(what: str, most: float) -> None:
    assert measured()[what] <= most


@pytest.mark.parametrize("source", ["demo", "walls"])
def test_it_seldom_cries_wolf_over_ordinary_words_from_elsewhere(source: str) -> None:
    """The demo's sentences, and what young people wrote on walls; rules and score know neither."""
    apart = list(safety_score.kept_apart())
    walls = len(safety_score.WALLS.read_text("utf-8").splitlines()) - 1
    texts = apart[:-walls] if source == "demo" else apart[-walls:]
    assert len(texts) >= 200
    detector = Detector(load_phrases(ROOT / "config"))
    levels = [assess(text, detector).level for text in texts]
    assert levels.count("urgent") == 0
    assert levels.count("concern") <= 0.03 * len(levels)
    assert len(levels) - levels.count("none") <= 0.20 * len(levels)


def test_rules_and_score_each_see_what_the_other_does_not() -> None:
    both = measured()["disclosures at concern or above"]
    assert measured(score=False)["disclosures at concern or above"] < both - 0.05
    assert measured(rules=False)["disclosures at concern or above"] < both - 0.02


def test_the_score_lowers_nothing_that_a_rule_raised() -> None:
    phrases = load_phrases(ROOT / "config")
    whole, rules = Detector(phrases), Detector(replace(phrases, trained=None))
    levels = safety_evaluation.LEVELS
    for one in read_disclosures(LABELLED):
        with_score, without = assess(one.text, whole), assess(one.text, rules)
        assert levels.index(with_score.level) >= levels.index(without.level)


def test_the_score_is_the_one_that_its_script_makes() -> None:
    """One text more or less, and the file must be made again."""
    examples = list(safety_score.prepared(safety_score.training_texts()))
    path = ROOT / "config/safeguarding/score.tsv"
    kept = path.read_text(encoding="utf-8")
    safety_score.write(
        path, safety_score.train(examples, ("concern", "urgent")),
        safety_score.train(examples, ("urgent",)),
    )  # fmt: skip
    made = path.read_text(encoding="utf-8")
    path.write_text(kept, encoding="utf-8")
    assert made == kept


def test_the_score_learns_from_no_unseen_text() -> None:
    unseen = {one.text.lower() for one in half(read_disclosures(LABELLED), "unseen")}
    unseen |= {text.lower() for text in safety_score.kept_apart()}
    assert not unseen & {text.lower() for text, _, _ in safety_score.training_texts()}


def test_no_text_is_labelled_twice_and_half_are_harmless() -> None:
    texts = read_disclosures(LABELLED)
    assert len({one.text.lower() for one in texts}) == len(texts) >= 2500
    harmless = sum(one.label in ("none", "flag") for one in texts)
    assert 0.4 < harmless / len(texts) < 0.65
    assert 0.30 < len(half(texts, "unseen")) / len(texts) < 0.37


def test_what_is_counted() -> None:
    texts = [Disclosure("a", "urgent", "x"), Disclosure("b", "none", "y")]
    found = judge(texts, lambda text: Assessment("concern"))
    counted = {name: (share.found, share.of) for name, share in shares(found).items()}
    assert counted["urgent at concern or above"] == (1, 1)
    assert counted["urgent as urgent"] == (0, 1)
    assert counted["harmless at concern or above"] == (1, 1)
    assert any("seen: x" in line for line in told(found))
    assert len(list(safety_evaluation.odd(found))) == 1


def test_a_wrong_label_names_its_line(tmp_path: Path) -> None:
    path = tmp_path / "labelled.tsv"
    path.write_text("text\tlabel\nhello\tbad\n", encoding="utf-8")
    with pytest.raises(DataError, match=r"labelled\.tsv:2"):
        read_disclosures(path)


def test_the_book_uses_all_of_it() -> None:
    detector = the_book().phrases
    assert detector.score is not None
    assert detector.english
    assert "-score-" in detector.name


def test_the_guide_for_practitioners_says_what_is_measured_today() -> None:
    page = (ROOT / "docs" / "safeguarding.md").read_text(encoding="utf-8")
    lines = [(name, int(found) / int(of)) for name, found, of in DOCUMENTED.findall(page)]
    assert len(lines) > 10
    assert lines == [(name, measured()[name]) for name, _ in lines]
