"""The frame as a value: read with file and line, changed by versions, written and read back."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collation import frame as frames
from collation.coding import code, compile_frame
from collation.frame import Frame, FrameError, Term, Theme
from collation.frame_files import from_yaml, to_yaml
from collation.frame_lint import ERROR, NOTE, WARNING, lint
from config.frame import load_frame, parse_frame
from config.marked import DataError

CONFIG = Path(__file__).resolve().parents[2] / "config"


def a_theme(name: str, *terms: str, **more) -> Theme:
    return Theme(name, name.title(), "", tuple(map(Term, terms)), acts=("somebody",), **more)


FRAME = Frame(1, (a_theme("art", "paint*", "drawing"), a_theme("bus", "bus", "taxi")))


def coded(frame: Frame, text: str) -> list[str]:
    return [hit.theme for hit in code(compile_frame(frame), text).themes]


def test_the_county_has_its_seventeen_themes_and_somebody_to_act_on_each():
    frame = load_frame(CONFIG)
    assert len(frame.themes) == 17
    assert all(theme.terms and theme.acts and theme.excludes for theme in frame.themes)
    assert not [one for one in lint(frame) if one.severity != NOTE]


@pytest.mark.parametrize(
    ("source", "line", "said"),
    [
        ("themes: []\n", None, "no themes"),
        ("themes:\n  - id: a\n    label: A\n    definition: x\n    wrong: 1\n", 5, "not known"),
        ("themes:\n  - {id: a, label: A, definition: x, domain: sky}\n", 2, "must be one of"),
        (
            "themes:\n  - {id: a, label: A, definition: x}\n  - {id: a, label: A, definition: x}\n",
            3,
            "two themes",
        ),
        ("themes:\n  - id: a\n    label: A\n    definition: x\n    terms: {a: b}\n", 5, "list"),
    ],
)
def test_what_is_wrong_is_named_by_file_and_line(source, line, said):
    with pytest.raises(DataError) as problem:
        parse_frame(source, "odd.yaml")
    assert problem.value.file == "odd.yaml"
    assert said in problem.value.message
    assert line is None or problem.value.line == line


def test_a_frame_is_written_and_read_back_the_same():
    frame = load_frame(CONFIG)
    assert from_yaml(to_yaml(frame)) == frame
    shown = frames.to_json(frame)
    assert frames.to_json(frames.from_json(json.loads(json.dumps(shown)))) == shown


def test_no_frame_is_refused():
    for odd in ({}, {"version": "x", "themes": []}, {"version": 1, "themes": [{"id": "A b"}]}):
        with pytest.raises(FrameError):
            frames.from_json(odd)


@given(st.permutations(["one", "two", "three", "four*", "(five|six)"]))
def test_the_order_of_terms_is_no_difference(terms):
    straight = Frame(1, (a_theme("art", "one", "two", "three", "four*", "(five|six)"),))
    assert frames.to_json(Frame(1, (a_theme("art", *terms),))) == frames.to_json(straight)


def test_every_change_is_a_new_version_and_leaves_the_old_one():
    changed = [
        frames.rename(FRAME, "art", "Making things"),
        frames.merge(FRAME, "bus", "art"),
        frames.split(FRAME, "bus", Theme("cab", "Taxis", ""), ["taxi"]),
        frames.add_theme(FRAME, a_theme("food", "pizza")),
        frames.add_term(FRAME, "art", "Clay  pots"),
        frames.drop_term(FRAME, "art", "drawing"),
        frames.add_exclusion(FRAME, "art", "paint ball"),
        frames.retire(FRAME, "bus"),
    ]
    assert [one.version for one in changed] == [2] * len(changed)
    assert FRAME.version == 1
    assert coded(FRAME, "painting on the bus") == ["art", "bus"]
    assert coded(changed[1], "the bus") == ["art"]
    assert coded(changed[2], "a taxi") == ["cab"]
    assert coded(changed[2], "a bus") == ["bus"]
    assert coded(changed[4], "clay pots") == ["art"]
    assert coded(changed[5], "drawing") == []
    assert coded(changed[6], "paint ball") == []
    assert coded(frames.drop_exclusion(changed[6], "art", "paint ball"), "paint ball") == ["art"]
    assert coded(changed[7], "the bus") == []


@pytest.mark.parametrize(
    "change",
    [
        lambda: frames.merge(FRAME, "art", "art"),
        lambda: frames.merge(FRAME, "art", "gone"),
        lambda: frames.rename(FRAME, "art", "  "),
        lambda: frames.add_term(FRAME, "art", "drawing"),
        lambda: frames.add_term(FRAME, "art", " "),
        lambda: frames.drop_term(FRAME, "art", "sculpture"),
        lambda: frames.split(FRAME, "bus", Theme("cab", "Taxis", ""), ["train"]),
        lambda: frames.split(FRAME, "bus", Theme("cab", "Taxis", ""), []),
        lambda: frames.add_theme(FRAME, a_theme("art")),
        lambda: frames.add_theme(FRAME, a_theme("Odd id")),
        lambda: frames.add_exclusion(frames.add_exclusion(FRAME, "art", "x"), "art", "x"),
        lambda: frames.drop_exclusion(FRAME, "art", "x"),
        lambda: frames.retire(FRAME, "gone"),
    ],
)
def test_what_cannot_be_changed_is_refused_with_a_reason(change):
    with pytest.raises(FrameError) as problem:
        change()
    assert str(problem.value).endswith(".")


def findings(frame: Frame, *texts: str) -> set[tuple[str, str, str]]:
    return {(one.severity, one.theme, one.term) for one in lint(frame, texts)}


def test_the_linter_finds_what_cannot_be_read_and_what_codes_everything():
    assert (ERROR, "art", "(clay") in findings(Frame(1, (a_theme("art", "(clay"),)))
    assert (ERROR, "art", "*") in findings(Frame(1, (a_theme("art", "*"),)))
    clash = a_theme("art", "clay", excludes=("clay",))
    assert (ERROR, "art", "clay") in findings(Frame(1, (clash,)))
    texts = [f"the bus was late {n}" for n in range(120)]
    assert (WARNING, "bus", "bus") in findings(FRAME, *texts)
    assert (NOTE, "art", "drawing") in findings(FRAME, *texts)


def test_the_linter_finds_overlap_and_examples_that_fail():
    double = Frame(1, (a_theme("art", "clay"), a_theme("pots", "clay")))
    texts = [f"clay {word}" for word in ("a", "b", "c", "d", "e", "f", "g", "h", "j", "k", "l")]
    found = findings(double, *texts)
    assert {(NOTE, "art", "clay"), (WARNING, "art", ""), (WARNING, "pots", "")} <= found
    unlike = replace(FRAME.themes[0], examples=("sculpture",), counter_examples=("painting",))
    messages = [one.message for one in lint(Frame(1, (unlike,)))]
    assert [text.split(":")[0] for text in messages] == [
        "An example is not found",
        "A counter-example is found",
    ]
