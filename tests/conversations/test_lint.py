"""Flows and texts are checked before a young person meets them."""

from dataclasses import replace
from pathlib import Path

import pytest

from conversations import catalogue, extract
from conversations.lint import Issue, lint_county, lint_flow, lint_said, spoken_texts
from tests.conversations.conversing import CONFIG, flow_of, the_book

END = "  - id: bye\n    end: Bye.\n"
JARGON = {"contact": "family time", "LAC": "in care"}


def issues(steps: str) -> list[Issue]:
    return lint_flow(flow_of(steps), the_book(), JARGON, None)


def errors(steps: str) -> list[str]:
    return [issue.message for issue in issues(steps) if issue.severity == "error"]


def asking(text: str, more: str = "") -> str:
    return f'  - id: a\n    ask: words\n    text: "{text}"\n{more}' + END


def test_the_county_has_no_error() -> None:
    assert [one for one in lint_county(CONFIG) if one.severity == "error"] == []


def test_one_file_can_be_named(tmp_path: Path) -> None:
    """Only what is wrong in it is said; what the county's others have wrong is not."""
    (tmp_path / "bad.yaml").write_text("id: bad\n", "utf-8")
    found = lint_county(CONFIG, [tmp_path / "bad.yaml"])
    assert {Path(issue.path).name for issue in found} == {"bad.yaml"}


@pytest.mark.parametrize(
    ("steps", "message"),
    [
        (asking("Hi?") + "  - id: lost\n    end: Lost.\n", "'lost' can never be reached"),
        ("  - id: a\n    say: A.\n  - id: b\n    say: B.\n    next: a\n", "never comes to an end"),
        (asking("Hi?", "    skip: no\n"), "'a' cannot be skipped"),
        (asking("Hi?", "    takes: [STOP]\n"), "'STOP' can never be taken as an answer"),
        (asking("x" * 170), "takes 2 SMS parts; at most 1"),
        (asking("It’s good?"), "makes every SMS part 70 letters long"),
        (asking("Reply YES to go on."), "phone networks swallow: 'Reply YES'"),
        (asking("Text us 'help' now."), "phone networks swallow"),
        (asking("STOP = finish"), "phone networks swallow"),
        (asking("How is contact?"), "young people say 'family time'"),
        (asking("How is LAC?"), "young people say 'in care'"),
    ],
)  # fmt: skip
def test_an_error_is_found(steps: str, message: str) -> None:
    assert any(message in error for error in errors(steps))


@pytest.mark.parametrize(
    "text",
    ["STOP = stop", "Do you like to help others?", "Contacts?", "lack of sleep?"],
)
def test_what_is_fine_is_no_error(text: str) -> None:
    assert [e for e in errors(asking(text)) if "swallow" in e] == []
    assert [e for e in errors(asking(text)) if "our word" in e] == []


def test_an_acronym_is_a_warning() -> None:
    found = issues(asking("Did your PEP help? OK, YES or NO, STOP = stop"))
    assert [i.message for i in found if i.severity == "warning" and "acronym" in i.message] == [
        "'PEP' looks like an acronym; say it in full"
    ]


def test_the_line_is_named() -> None:
    found = next(
        i for i in issues(END.replace("bye", "hi") + asking("x" * 200)) if "SMS" in i.message
    )
    assert (found.path, found.line) == ("flows/test.yaml", 6)


def test_reading_age_is_a_warning_by_audience() -> None:
    long = "Could you elaborate on the circumstances of your accommodation and its suitability?"
    found = lint_flow(flow_of(asking(long)), the_book(), {}, lambda text: 12.0)
    assert any("reading age 17.0; at most 7" in issue.message for issue in found)
    assert all(issue.severity == "warning" for issue in found if "reading age" in issue.message)
    fine = lint_flow(flow_of(asking(long)), the_book(), {}, lambda text: 1.0)
    assert not any("reading age" in issue.message for issue in fine)


def test_missing_translations_are_errors_only_where_switched_on_and_checked() -> None:
    book = replace(the_book(), translations={"ar": {"Bye.": "وداعا"}})
    flow = flow_of(asking("Hi?"))
    drafts = [i for i in lint_flow(flow, book) if "ar" in i.message]
    assert [i.severity for i in drafts] == ["warning"]
    checked = replace(book, county=replace(book.county, drafts=()))
    assert [i.message for i in lint_flow(flow, checked) if i.severity == "error"] == [
        "ar: no translation of 'Hi?'"
    ]
    off = replace(book, county=replace(book.county, languages_on=("en",)))
    assert [i for i in lint_flow(flow, off) if "ar" in i.message.split(" ")[0]] == []


def test_a_translation_that_loses_a_placeholder_is_an_error() -> None:
    words = {"In {county}?": "في {city}؟", "Bye.": "وداعا"}
    book = replace(the_book(), translations={"ar": words})
    found = [i.message for i in lint_flow(flow_of(asking("In {county}?")), book)]
    assert "ar lacks {county} in 'In {county}?'" in found
    assert "ar has an unknown {city} in 'In {county}?'" in found


def test_a_long_translation_is_an_error() -> None:
    book = replace(the_book(), translations={"ar": {"Hi?": "ا" * 250, "Bye.": "و"}})
    found = [i.message for i in lint_flow(flow_of(asking("Hi?")), book)]
    assert any("takes 4 SMS parts; at most 3" in message for message in found)


def test_fixed_texts_are_checked_too() -> None:
    texts = {**the_book().texts, "stopped": replace(the_book().texts["stopped"], plain="x" * 161)}
    found = lint_said(replace(the_book(), texts=texts))
    assert any("'stopped'" in issue.message and issue.severity == "error" for issue in found)


def test_a_broken_flow_is_said_and_the_rest_is_checked(tmp_path: Path) -> None:
    for path in (*CONFIG.rglob("*.yaml"), CONFIG / "safeguarding" / "score.tsv"):
        target = tmp_path / path.relative_to(CONFIG)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(path.read_text(encoding="utf-8"), encoding="utf-8")
    (tmp_path / "flows/bad.yaml").write_text("flow: bad\ntitle: x\nsteps:\n  - id: a\n", "utf-8")
    (tmp_path / "flows/twice.yaml").write_text(
        "flow: wall\ntitle: x\nsteps:\n  - id: a\n    end: Bye.\n", "utf-8"
    )
    found = [f"{i.path}:{i.line}: {i.message}" for i in lint_county(tmp_path)]
    assert "flows/bad.yaml:4: a step has exactly one of ask, say or end" in found
    assert any("two flows are called 'wall'" in one for one in found)
    (tmp_path / "texts.yaml").write_text("a: {x: y}\n", "utf-8")
    assert [i.path for i in lint_county(tmp_path)] == ["texts.yaml"]


def test_a_file_that_is_not_there_is_said() -> None:
    (found,) = lint_county(CONFIG, [CONFIG / "flows/wall.yaml", "no-such-file.yaml"])
    assert (found.path, found.severity) == ("no-such-file.yaml", "error")


def test_translators_see_everything_that_is_said() -> None:
    spoken = {text for _, text in spoken_texts(CONFIG)}
    flow = the_book().flows["check-in"]
    assert flow.nodes["good_day"].text.plain in spoken
    assert flow.nodes["good_day"].why in spoken
    assert "I don't feel safe" in spoken
    assert the_book().texts["stopped"].plain in spoken
    assert "Childline 0800 1111" in spoken
    assert "until {time} today" in spoken
    assert "Monday" in spoken


def test_babel_finds_the_same_texts() -> None:
    with (CONFIG / "flows/check-in.yaml").open("rb") as file:
        found = list(extract.flows(file, (), (), {}))
    flow = the_book().flows["check-in"]
    assert {message[2] for message in found} == {one.text for one in catalogue.of_flow(flow)}
    assert all(message[0] > 0 for message in found)
    with (CONFIG / "texts.yaml").open("rb") as file:
        texts = {message[2] for message in extract.texts(file, (), (), {})}
    ours = catalogue.of_texts(the_book().texts)
    assert texts == {one.text for one in ours if one.path == "texts.yaml"}


@pytest.mark.parametrize(
    ("text", "hints"),
    [
        ("How was your review meeting?", ["young people say 'my meeting' for 'review meeting'"]),
        ("REVIEW MEETING soon?", ["young people say 'my meeting' for 'review meeting'"]),
        ("How are previewmeetings?", []),
        ("How is contact?", []),  # the county's own list refuses it, with its own word
    ],
)
def test_words_of_theirs_that_the_officer_approved_are_a_hint(text: str, hints: list[str]) -> None:
    theirs = {"review meeting": "my meeting", "Contact": "seeing mum"}
    flow = flow_of(asking(text))
    found = lint_flow(flow, the_book(), JARGON, None, theirs)
    assert [one.message for one in found if one.message.endswith(("meeting'", "act'"))] == hints
    assert all(one.severity == "warning" for one in found if one.message in hints)
