"""How a flow is built is checked before anybody is asked."""

import sys
from pathlib import Path

import pytest

from conversations import reading
from conversations.flows import parse_flow
from conversations.lint import Issue, lint_county, lint_flow
from tests.conversations.conversing import CONFIG, flow_of, the_book

GOOD = """  - id: a
    ask: words
    text: What is good?
    why: It helps.
  - id: quote
    ask: yes_no
    sets: may_quote
    text: May we use your words?
    why: They are better.
  - id: end
    end: Thanks. By the end of {month} we answer.
"""


def choices(kind: str, more: str) -> str:
    picks = f"[{{value: b, label: b, {more}}}, {{value: c, label: c}}]"
    return f"ask: {kind}\n    choices: {picks}\n"


def issues(steps: str, head: str = "") -> list[Issue]:
    source = f"flow: test\ntitle: A test\n{head}steps:\n{steps}"
    found = lint_flow(parse_flow(source, "flows/test.yaml"), the_book(), {}, None)
    return [one for one in found if "draft" not in one.message]


def test_a_good_flow_has_none() -> None:
    assert issues(GOOD) == []


@pytest.mark.parametrize(
    ("old", "new", "severity", "message"),
    [
        ("    why: It helps.\n", "", "warning", "'a' does not say why it is asked"),
        ("    sets: may_quote\n", "", "warning", "is asked never"),
        ("ask: words\n", "ask: words\n    sets: may_quote\n", "warning", "asked more than once"),
        ("{month}", "May", "warning", "'end' does not say by when"),
        ("    sets: may_quote\n", "    sets: keep\n", "error", "goes with one question"),
        ("ask: words\n", choices("choice", "sad: yes"), "warning", "no kind why follows"),
        ("ask: words\n", choices("choice", "request: cake"), "error", "'cake' is no request"),
        ("ask: words\n", choices("menu", "concern: flag"), "error", "leads to no answer"),
        ("ask: words\n", choices("choice\n    sets: audience", "sad: no"), "error", "'b' is not"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said(old: str, new: str, severity: str, message: str) -> None:
    found = issues(GOOD.replace(old, new, 1))
    assert any(message in one.message and one.severity == severity for one in found), found


def test_what_is_kept_needs_a_yes_or_a_no() -> None:
    keep = GOOD.replace("ask: words\n", "ask: words\n    sets: keep\n", 1)
    assert any("ask yes_no" in one.message for one in issues(keep, "keeps: if_yes\n"))
    assert any("goes with one" in one.message for one in issues(GOOD, "keeps: if_yes\n"))
    assert issues(GOOD, "keeps: nothing\n") == []


def test_nine_questions_are_too_many_and_two_whys_too() -> None:
    more = "".join(GOOD.split("  - id: quote")[0].replace("id: a", f"id: a{n}") for n in range(8))
    assert any("more than three minutes" in one.message for one in issues(more + GOOD))
    whys = "".join(
        f"  - {{id: w{n}, ask: words, only_if: sad, text: Why, why: x}}\n" for n in (1, 2)
    )
    assert any("one kind why is enough" in one.message for one in issues(whys + GOOD))


def test_a_part_that_nothing_leads_out_of_is_found() -> None:
    source = (
        "flow: t\ntitle: T\nparts:\n  - part: One\n    steps:\n      - {id: a, say: A, next: a}\n"
    )
    flow = parse_flow(source + "steps:\n  - {id: b, end: B}\n", "flows/t.yaml")
    found = [one.message for one in lint_flow(flow, the_book(), {}, None)]
    assert "'a' never comes to an end" in found
    assert "'b' can never be reached" in found


def test_easy_read_is_one_idea_a_sentence() -> None:
    long = " ".join(["so"] * 16)
    steps = GOOD.replace("text: What is good?", f"text: {{plain: What, easy: {long}.}}")
    assert any("a sentence of 16 words" in one.message for one in issues(steps))


def test_a_word_of_ours_may_be_said_to_be_renamed() -> None:
    renaming = GOOD.replace("ask: words", "ask: rename").replace(
        "What is good?", "'What is contact?'"
    )
    found = lint_flow(flow_of(renaming), the_book(), {"contact": "family time"}, None)
    assert not any("our word" in one.message for one in found)


def test_start_words_start_one_flow_and_nothing_else(tmp_path: Path) -> None:
    files = []
    for name, words in (("one", "[chat, help]"), ("two", "[chat]")):
        path = tmp_path / f"{name}.yaml"
        path.write_text(f"flow: {name}\ntitle: x\nstart_words: {words}\nsteps:\n{GOOD}", "utf-8")
        files.append(path)
    found = [one.message for one in lint_county(CONFIG, files)]
    assert "'help' always does something else" in found
    assert "'chat' starts 'one' already" in found


def test_the_county_has_no_warning_either(monkeypatch: pytest.MonkeyPatch) -> None:
    """Also on a server, where the measure with a dictionary is not installed."""
    assert lint_county(CONFIG) == []
    monkeypatch.setitem(sys.modules, "textstat", None)
    assert lint_county(CONFIG) == []


@pytest.mark.parametrize(
    ("word", "count"),
    [("home", 1), ("worker", 2), ("people", 2), ("family", 3), ("asked", 1), ("wanted", 2),
     ("idea", 3), ("social", 2), ("school", 1), ("being", 2), ("don't", 1), ("little", 2)],
)  # fmt: skip
def test_syllables(word: str, count: int) -> None:
    assert reading.syllables(word) == count


def test_a_childs_sentence_is_easier_than_a_councils() -> None:
    child = reading.grade("What is a good day like for you? Try not to use names.")
    council = reading.grade(
        "Could you elaborate on the circumstances of your accommodation and its suitability?"
    )
    assert child < 3 < 12 < council
    assert reading.grade("") == 0.0
