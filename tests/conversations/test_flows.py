"""Flow files are read as a participation officer writes them; mistakes name file and line."""

import pytest

from config.data import DataError
from conversations.flows import FlowError, parse_flow
from tests.conversations.conversing import flow_of, the_book

ASKS = "  - id: a\n    ask: {}\n    text: x\n    "
GOOD = """
  - id: hello
    say: "Hello."
  - id: mood
    ask: choice
    domain: recovery
    text: {plain: "How are you?", 8-11: "How do you feel?"}
    choices:
      - {value: good, label: good, accepts: ["👍", fine]}
      - {value: bad, label: bad, concern: flag, next: why}
    next: bye
  - id: why
    ask: words
    text: "Why?"
  - id: bye
    end: "Bye."
"""


def test_a_flow_is_read() -> None:
    flow = flow_of(GOOD)
    mood = flow.nodes["mood"]
    assert flow.first == "hello"
    assert mood.question == "test.mood"
    assert mood.kind == "choice"
    assert mood.choices[1].concern == "flag"
    assert mood.text.pick("8-11", False, "sms") == "How do you feel?"
    assert [node.id for node in flow.questions] == ["mood", "why"]
    assert set(flow.edges()) == {
        ("hello", "next", "mood"),
        ("mood", "good", "bye"),
        ("mood", "bad", "why"),
        ("mood", "skip", "bye"),
        ("why", "next", "bye"),
        ("why", "skip", "bye"),
    }


def test_the_version_is_the_source() -> None:
    assert flow_of(GOOD).version == flow_of(GOOD).version
    assert flow_of(GOOD).version != flow_of(GOOD + " ").version


@pytest.mark.parametrize(
    ("steps", "line", "message"),
    [
        ("  - id: a\n    ask: poem\n    text: x\n", 5, "'poem' is not one of"),
        ("  - id: a\n    end: x\n  - id: a\n    end: y\n", 6, "two steps are called 'a'"),
        ("  - id: a\n    ask: words\n    text: x\n", 4, "leads nowhere"),
        ("  - id: a\n    say: x\n    next: z\n  - id: b\n    end: y\n", 4, "no step called 'z'"),
        ("  - id: a b\n    end: x\n", 4, "letters, digits and _ only"),
        ("  - id: a\n    end: x\n    colour: red\n", 6, "'colour' is not known"),
        ("  - id: a\n    say: x\n    end: y\n", 4, "exactly one of ask, say or end"),
        ("  - id: a\n    ask: words\n    text: x\n    low: few\n", 7, "must be a whole number"),
        ("  - id: a\n    ask: words\n    text: x\n    skip: perhaps\n", 7, "must be yes or no"),
        (ASKS.format("words") + "domain: weather\n", 7, "'weather' is not one"),
        ("  - id: a\n    ask: words\n    text: x\n    sets: name\n", 7, "'name' is not one"),
        (ASKS.format("choice") + "choices: [{value: b, label: b}]", 7, "two values"),
        (ASKS.format("words") + "choices: [{value: b, label: b}]\n", 7, "no choices"),
        ("  - id: a\n    ask: choice\n    text: x\n    choices: [b, c]\n", 7, "must be a list"),
        ("  - id: a\n    ask: words\n", 4, "must hold settings|must be given|no 'plain'"),
        ("  []\n", 3, "needs at least one step"),
        ("  - id: a\n    end: [x\n", 6, "expected|did not find"),
    ],
)  # fmt: skip
def test_a_mistake_names_file_and_line(steps: str, line: int, message: str) -> None:
    with pytest.raises(FlowError, match=message) as caught:
        flow_of(steps)
    assert caught.value.file == "flows/test.yaml"
    assert caught.value.line == line
    assert isinstance(caught.value, DataError)


def test_a_choice_that_leads_nowhere_is_named_by_its_own_line() -> None:
    with pytest.raises(FlowError, match="no step called 'mars'") as caught:
        flow_of(GOOD.replace("next: why", "next: mars"))
    assert caught.value.line == 13


def test_yes_and_no_are_words_here() -> None:
    flow = flow_of("  - id: a\n    ask: yes_no\n    text: x\n  - id: b\n    end: y\n")
    assert [choice.value for choice in flow.nodes["a"].choices] == ["yes", "no"]
    with pytest.raises(FlowError, match="values are yes and no"):
        flow_of(
            "  - id: a\n    ask: yes_no\n    text: x\n    choices:\n"
            "      - {value: y, label: y}\n      - {value: n, label: n}\n  - id: b\n    end: y\n"
        )


def test_nothing_at_all() -> None:
    with pytest.raises(FlowError):
        parse_flow("", "flows/empty.yaml")
    with pytest.raises(FlowError):
        parse_flow("flow: x\ntitle: y\nsteps: later\n", "flows/x.yaml")


def test_the_county_has_the_three_flows_of_the_first_landing() -> None:
    flows = the_book().flows
    assert {"check-in", "wall", "say-anything"} <= set(flows)
    for flow in flows.values():
        asks = sum(node.sets == "may_quote" for node in flow.questions)
        assert asks == (0 if flow.keeps == "nothing" else 1)
        for node in flow.questions:
            assert node.skip
            assert node.why
    assert any(node.attribute == "helper" for node in flows["check-in"].questions)


def test_one_version_can_be_asked_for() -> None:
    book = the_book()
    version = book.flows["wall"].version
    assert book.flow("wall") is book.flow("wall", version)
    assert book.flow("wall", "gone") is None
    assert book.flow("nothing") is None
