"""Banks of questions: parts, what comes before them, and whom a question is for."""

import json
import re
from dataclasses import replace
from itertools import pairwise

import pytest

from config.data import AUDIENCES
from conversations import dialogue
from conversations.book import Person
from conversations.dialogue import Button
from conversations.events import Asked
from conversations.flows import FlowError, parse_flow
from tests.conversations.conversing import NOW, WEB, Talk, book_with, flow_of, only, said, the_book

BANK = """flow: bank
title: A bank
answers:
  yesish:
    - {value: a, label: very}
    - {value: b, label: hardly, sad: yes}
before:
  - id: first
    ask: yes_no
    text: First?
parts:
  - part: One
    steps:
      - {id: one, ask: choice, text: "One?", choices: yesish}
      - {id: two, ask: choice, text: "Two?", choices: yesish, for: [16-17]}
  - part: Other
    steps:
      - {id: three, ask: choice, text: "Three?", choices: yesish}
steps:
  - {id: why, ask: words, only_if: sad, text: "Why?"}
  - {id: bye, end: Bye.}
"""


def talk(
    part: int | None = None, audience: str = "11-15", since: str = "", web: bool = False
) -> Talk:
    flow = parse_flow(BANK, "flows/bank.yaml")
    person = Person(audience=audience, mode="web" if web else "sms")
    it = Talk(person=person, book=book_with(flow))
    it.take(dialogue.begin(it.book, "bank", person, NOW, part=part, since=since or None))
    return it


def asked(it: Talk, *replies: str) -> list[str]:
    found = []
    for reply in replies:
        found += [one.question.partition(".")[2] for one in only(it.say(reply), Asked)]
    return found


def test_the_first_part_where_none_is_named() -> None:
    assert asked(talk(), "1", "yes", "very") == ["first", "one"]


def test_a_part_can_be_named_by_who_begins_or_by_who_answers() -> None:
    assert asked(talk(part=2), "1", "yes") == ["first", "three"]
    assert asked(talk(), "Part 2", "yes") == ["first", "three"]
    assert asked(talk(part=9), "1", "yes") == ["first", "one"]
    assert asked(talk(), "part 9", "1", "yes") == ["first", "one"]


def test_a_question_is_asked_of_those_it_is_for() -> None:
    assert asked(talk(audience="16-17"), "1", "yes", "very") == ["first", "one", "two"]


def test_one_kind_why_follows_sad_answers() -> None:
    it = talk(audience="16-17")
    assert asked(it, "1", "yes", "hardly", "hardly") == ["first", "one", "two", "why"]
    assert "Bye." in said(it.say("because"))
    assert asked(talk(), "1", "yes", "very") == ["first", "one"]


def test_web_chat_offers_the_parts_and_counts_the_questions_of_one() -> None:
    it = talk(web=True)
    seen = dialogue.view(it.book, it.state, it.person)
    assert seen.buttons[1:-1] == (Button("part 1", "One"), Button("part 2", "Other"))
    it.all("part 2", "yes")
    assert dialogue.view(it.book, it.state, it.person).progress == (2, 3)


def test_what_happened_since_is_said_before_the_first_question() -> None:
    it = talk(since="You asked for later bedtimes. They are 9 now.")
    assert "later bedtimes" not in " ".join(said(it.turns[0].events))
    assert said(it.say("1"))[0] == "You asked for later bedtimes. They are 9 now."
    assert "since" not in (it.state or {})


def test_the_state_stays_small_plain_json() -> None:
    it = talk(part=2, since="News.")
    it.all("1", "yes")
    assert json.loads(json.dumps(it.state)) == it.state
    assert set(it.state or {}) - {"part"} == set(Talk("wall").state or {}) - {
        "pending",
        "nudges",
    } | {"go"}


LAST_PART = "    steps:\n      - {id: three"
MISTAKES = (
    (", choices: yesish}\n      - {id: two", ", choices: no}\n      - {id: two", 14, "no answers"),
    (LAST_PART, "    steps: []\n#   - {id: three", 17, "at least one step"),
    ("for: [16-17]", "for: [16]", 15, "not one of"),
)  # fmt: skip


@pytest.mark.parametrize(("old", "new", "line", "why"), MISTAKES)
def test_mistakes_name_the_line(old: str, new: str, line: int, why: str) -> None:
    assert old in BANK
    with pytest.raises(FlowError, match=why) as caught:
        parse_flow(BANK.replace(old, new), "flows/bank.yaml")
    assert caught.value.line == line


def test_what_comes_before_parts_needs_parts() -> None:
    with pytest.raises(FlowError, match="there are none"):
        flow_of("  - {id: a, end: x}\nbefore:\n  - {id: b, say: y}\n")


# ------------------------------------------------------------------------ the county's own bank


def test_a_bank_never_asks_one_question_twice() -> None:
    for flow in the_book().flows.values():
        for one, other in pairwise(flow.parts):
            assert not set(one.steps) & set(other.steps)
        texts = [node.text.plain for node in flow.questions if node.only_if != "sad"]
        assert len(texts) == len(set(texts))


@pytest.mark.parametrize("flow_id", ["how-is-life", "finish-the-sentence", "whats-in-a-name"])
def test_three_or_four_at_a_time(flow_id: str) -> None:
    flow = the_book().flows[flow_id]
    for part in flow.parts:
        for audience in AUDIENCES:
            mine = [flow.nodes[step] for step in part.steps]
            asks = [n for n in mine if not n.only_if and audience in (n.audiences or AUDIENCES)]
            assert 3 <= len(asks) <= 4, part.title


def test_the_core_of_how_is_life_is_in_every_version() -> None:
    """Every part, and most of each, is asked of everybody; the four domains are all there."""
    flow = the_book().flows["how-is-life"]
    core = [node for node in flow.questions if node.domain and not node.audiences]
    assert {"relationships", "resilience", "rights", "recovery"} <= {node.domain for node in core}
    for part in flow.parts:
        assert sum(flow.nodes[step] in core for step in part.steps) >= 3


def test_somebody_who_is_eleven_chooses_words_by_school() -> None:
    for school, first in (("primary", "Do you like school?"), ("college", "like college or work?")):
        it = Talk("how-is-life", WEB)
        it.say("part 4")
        assert any(first in text for text in said(it.say(school)))
        assert (it.state or {})["audience"] in AUDIENCES
    known = replace(WEB, contact_known=True)
    assert "where do you go" not in " ".join(said(Talk("how-is-life", known).say("1")))


def test_the_starters_are_young_peoples_own() -> None:
    flow = the_book().flows["finish-the-sentence"]
    starters = [
        re.findall('"(.+)"', n.text.plain)[0] for n in flow.questions if n.kind == "sentence"
    ]
    assert sorted(starters) == [
        "I don't feel heard when...", "I feel heard when...", "I feel listened to when...",
        "I think a manager would...", "My meetings would be better if...",
        "Visits would be better if...", "What happens when you give your view...",
    ]  # fmt: skip


def test_the_words_to_rename_are_those_of_the_conference() -> None:
    flow = the_book().flows["whats-in-a-name"]
    words = [re.findall('"(.+)"', n.text.plain)[0] for n in flow.questions if n.kind == "rename"]
    assert sorted(words) == [
        "contact", "core group meeting", "guardian", "looked after", "re-unification",
        "social worker", "the professionals", "visit - participation",
    ]  # fmt: skip
