"""The floors that coding keeps on labelled answers, and how they are measured."""

from functools import lru_cache, partial
from pathlib import Path

import pytest

from collation.coding import NON_ANSWER, Coded, Correction, Hit, code, compile_frame
from commands import theme_evaluation as evaluation
from config.data import DataError
from config.frame import load_frame

ROOT = Path(__file__).resolve().parents[2]
LABELLED = ROOT / "tests" / "themes" / "labelled.tsv"


@lru_cache(maxsize=1)
def labelled():
    return evaluation.read_themed(LABELLED, [one.id for one in load_frame(ROOT / "config").themes])


@lru_cache(maxsize=2)
def judged(corrected: bool) -> evaluation.Judged:
    seen, unseen = (evaluation.half(labelled(), which) for which in ("seen", "unseen"))
    learnt = [Correction(one.text, one.question, one.themes) for one in seen] if corrected else []
    compiled = compile_frame(load_frame(ROOT / "config"), learnt)
    return evaluation.judge(unseen, partial(code, compiled))


def test_there_are_enough_answers_of_every_theme():
    assert len(labelled()) >= 700
    of = evaluation.by_theme(judged(False))
    assert len(of) == 17
    assert min(one.right + one.missed for one in of.values()) >= 10


def test_floors_on_the_unseen_half_by_machine_alone():
    all_of = evaluation.whole(evaluation.by_theme(judged(False)))
    assert all_of.precision >= 0.78
    assert all_of.f1 >= 0.72
    empty = [coded for one, coded in judged(False).answers if not one.themes]
    assert sum(bool(one.themes) for one in empty) < 0.1 * len(empty)


def test_a_quarter_of_corrections_does_not_make_it_worse():
    before, after = (
        evaluation.whole(evaluation.by_theme(judged(corrected))) for corrected in (False, True)
    )
    assert after.f1 >= 0.76
    assert after.f1 >= before.f1 - 0.005


def test_a_thin_frame_is_better_after_a_quarter_of_corrections():
    """Most counties' frames will be thinner than ours: every second term is taken away."""
    from collation.frame import to_json
    from tests.themes.thin import thinned

    frame = thinned(load_frame(ROOT / "config"))
    seen, unseen = (evaluation.half(labelled(), which) for which in ("seen", "unseen"))
    learnt = [Correction(one.text, one.question, one.themes) for one in seen]
    scores = [
        evaluation.whole(
            evaluation.by_theme(
                evaluation.judge(unseen, partial(code, compile_frame(frame, corrections)))
            )
        )
        for corrections in ([], learnt)
    ]
    assert to_json(frame)["version"] == 1
    assert scores[1].f1 > scores[0].f1
    assert min(one.precision for one in scores) >= 0.78


def test_scores_by_hand():
    made = evaluation.Judged(
        (
            (evaluation.Themed("a", None, frozenset({"home", "fun"})), coded("home", "trust")),
            (evaluation.Themed("b", None, frozenset()), Coded(NON_ANSWER)),
        ),
        1.0,
    )
    all_of = evaluation.whole(evaluation.by_theme(made))
    assert (all_of.right, all_of.extra, all_of.missed) == (1, 1, 1)
    assert (all_of.precision, all_of.recall, all_of.f1) == (0.5, 0.5, 0.5)
    assert any("non-answers coded" in line and "0.0 %" in line for line in evaluation.told(made))
    assert len(list(evaluation.odd(made))) == 1


def coded(*themes: str) -> Coded:
    return Coded("substantive", tuple(Hit(theme, ("x",)) for theme in themes))


def test_a_file_that_cannot_be_scored_is_refused_by_line(tmp_path):
    path = tmp_path / "odd.tsv"
    path.write_text("text\tthemes\nhello\tweather\n", encoding="utf-8")
    with pytest.raises(DataError, match=r"odd.tsv:2: no such theme: weather"):
        evaluation.read_themed(path, ["home"])
    path.write_text("words\nhello\n", encoding="utf-8")
    with pytest.raises(DataError, match="no column 'text'"):
        evaluation.read_themed(path, ["home"])


def test_no_theme_is_written_in_many_ways(tmp_path):
    path = tmp_path / "many.tsv"
    path.write_text("text\tthemes\na\tnone\nb\t\nc\thome; fun\n", encoding="utf-8")
    found = evaluation.read_themed(path, ["home", "fun"])
    assert [one.themes for one in found] == [set(), set(), {"home", "fun"}]
