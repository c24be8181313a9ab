"""Coding: what belongs to a theme and why, what says nothing, the same in any order and run."""

import os
import pickle
import subprocess
import sys
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from collation.coding import (
    BY_LEARNING,
    BY_QUESTION,
    NON_ANSWER,
    SUBSTANTIVE,
    Compiled,
    Correction,
    code,
    compile_frame,
)
from config.frame import Frame, Term, Theme, load_frame

CONFIG = Path(__file__).resolve().parents[2] / "config"


@lru_cache(maxsize=1)
def county() -> Compiled:
    return compile_frame(load_frame(CONFIG))


def themes(text: str, question: str | None = None) -> set[str]:
    return {hit.theme for hit in code(county(), text, question).themes}


def test_why_is_said():
    hit = code(county(), "my sw never rings back")
    assert [one.theme for one in hit.themes] == ["worker_contact"]
    assert "rings back" in hit.themes[0].words
    assert hit.themes[0].terms


@pytest.mark.parametrize(
    ("text", "theme"),
    [
        ("the socail werker nvr txts me bak", "worker_contact"),
        ("my iro is late to my reveiw", "meetings"),
        ("they dont lisen 2 us", "listened"),
        ("getting bulied at skool", "safety"),
        ("my carrer is lovley", "home"),
        ("i feel so lonley", "wellbeing"),
        ("cahms waiting list", "wellbeing"),
        ("my pa helps with bills", "adulthood"),
        ("privite stuff got told", "trust"),
    ],
)
def test_child_spelling_and_care_words_are_read(text, theme):
    assert theme in themes(text)


def test_one_answer_has_several_themes():
    assert themes("moved schools again and my new worker never rings me") >= {
        "worker_contact",
        "worker_change",
    }


def test_what_an_exclusion_takes_out_codes_nothing():
    assert "family" not in themes("my foster mum is strict")
    assert "family" in themes("my foster mum lets me see my real mum")
    assert "worker_contact" not in themes("kids call me names")
    assert "school" not in themes("nothing about school its all fine there")


def test_the_question_gives_an_answer_its_sense():
    assert themes("on their phone the whole time", "ideal-worker.never") == {"worker_qualities"}
    assert code(county(), "dinosaurs", "after-an-event.better").themes[0].by == BY_QUESTION
    assert "event" in themes("the food", "after-an-event.best")


@pytest.mark.parametrize(
    "text",
    ["idk", "idk tbh", "👍", "...", "", "asdfghj", "hahahaha", "nothing really", "no comment lol",
     "Nah im good", "n/a", "1", "dunno mate", "😂😂", "not sure sorry", "NOTHING!!!"],
)  # fmt: skip
def test_answers_that_say_nothing(text):
    assert code(county(), text, "check-in.better").kind == NON_ANSWER


@pytest.mark.parametrize(
    "text", ["no one listens", "nothing ever changes", "I don't know why I moved", "شكرا", "happy"]
)
def test_answers_that_say_something(text):
    assert code(county(), text).kind == SUBSTANTIVE


def test_what_no_term_finds_gets_a_suggestion_that_is_not_coded():
    frame = Frame(1, (a_theme("pets", "dog"), a_theme("travel", "bus")))
    compiled = compile_frame(
        replace(frame, themes=(replace(frame.themes[0], examples=("my doggy barks",)),))
    )
    coded = code(compiled, "the doggies were barking")
    assert coded.themes == ()
    assert [one.theme for one in coded.suggested] == ["pets"]


def a_theme(name: str, *terms: str) -> Theme:
    return Theme(name, name.title(), "", tuple(Term(text) for text in terms), acts=("somebody",))


ZINES = [Correction(f"the zine {n} is great", "wall.more", frozenset({"art"})) for n in range(4)]


def test_corrections_teach_words_and_say_so():
    frame = Frame(1, (a_theme("art", "painting"), a_theme("bus", "bus")))
    before = code(compile_frame(frame), "we made a zine")
    after = code(compile_frame(frame, ZINES), "we made a zine")
    assert before.themes == ()
    assert [(hit.theme, hit.by) for hit in after.themes] == [("art", BY_LEARNING)]
    assert "zine" in after.themes[0].terms


def test_corrections_silence_a_term_that_misleads():
    frame = Frame(1, (a_theme("art", "draw"),))
    wrong = [Correction(f"the curtains draw {n}", None, frozenset()) for n in ("a", "b", "c")]
    assert code(compile_frame(frame), "they draw").themes
    assert not code(compile_frame(frame, wrong), "they draw").themes


@given(st.permutations(ZINES + [Correction("bus late", None, frozenset({"bus"}))]))
@settings(max_examples=10, deadline=None)
def test_the_order_of_corrections_changes_nothing(corrections):
    frame = Frame(1, (a_theme("art", "painting", "paint*"), a_theme("bus", "bus")))
    one, other = compile_frame(frame, ZINES), compile_frame(frame, ZINES[::-1])
    assert one.learned == other.learned
    turned = replace(frame, themes=tuple(reversed(frame.themes)))
    straight, shuffled = (
        compile_frame(frame, sorted(corrections, key=repr)),
        compile_frame(turned, corrections),
    )
    for text in ("a zine about paint", "the bus", "zines busses"):
        assert code(straight, text) == code(shuffled, text)


@given(st.text(max_size=300))
@settings(max_examples=60, deadline=None)
def test_no_text_breaks_it_and_none_is_coded_in_two_ways(text):
    assert code(county(), text, None) == code(county(), text, None)


def test_it_can_be_handed_to_another_process():
    other = pickle.loads(pickle.dumps(county()))  # noqa: S301 - our own object
    for text in ("my sw never rings", "idk", "the fridge is locked"):
        assert code(other, text) == code(county(), text)


def test_every_run_codes_alike():
    script = (
        "from pathlib import Path; from collation.coding import *; from config.frame import *;"
        f"c = compile_frame(load_frame(Path({str(CONFIG)!r})));"
        "print([code(c, t) for t in ('my sw never rings and school is bad', 'weird thing', 'idk')])"
    )
    said = {
        subprocess.run(
            [sys.executable, "-c", script],
            env={**os.environ, "PYTHONHASHSEED": seed},
            cwd=CONFIG.parent,
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("0", "1")
    }
    assert len(said) == 1
