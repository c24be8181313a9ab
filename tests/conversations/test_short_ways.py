"""Where the engine takes a short way, it gets to the very place that the long way leads to."""

import string
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from config.data import Wording
from conversations import engine, language, matching, text, words
from conversations.book import Asked, Book, Person
from conversations.flows import Choice, Node
from conversations.language import LATIN, script
from conversations.matching import match
from conversations.scene import Scene
from tests.conversations.conversing import NIGHT, NOW, SMS, WEB, the_book

TYPED = st.text(string.printable, max_size=12) | st.text(max_size=12)
CLOSED = [
    node
    for flow in the_book().flows.values()
    for node in flow.nodes.values()
    if node.kind in ("yes_no", "choice", "choices", "menu", "scale", "number")
]
NEAR = (
    "1",
    "2",
    "3",
    "10",
    "01",
    "-2",
    "2.",
    "2)",
    " 2",
    "2\ufe0f\u20e3",
    "yes",
    "no",
    "No",
    "YES!",
)


def _in_full(node: Node, reply: str, code: str) -> matching.Match:
    return matching.read(reply, node.read_as, node.choices, (node.low, node.high), code)


def _matched(node: Node, reply: str, code: str) -> matching.Match:
    return match(node.read_as, reply, node.choices, (node.low, node.high), code)


@pytest.mark.parametrize("code", ["en", "ar"])
def test_every_plain_reply_to_every_question_is_read_as_in_full(code: str) -> None:
    """What the question names, as it stands and nearly so."""
    for node in CLOSED:
        said = (form for one in node.choices for form in (one.label, one.value, *one.accepts))
        for form in said:
            for reply in (form, form.lower(), form.capitalize(), form.upper(), f"{form}!"):
                assert _matched(node, reply, code) == _in_full(node, reply, code)
        for reply in NEAR:
            assert _matched(node, reply, code) == _in_full(node, reply, code)


@settings(deadline=None)
@given(st.sampled_from(CLOSED), TYPED | st.integers(-20, 120).map(str))
def test_any_reply_is_read_as_in_full(node: Node, reply: str) -> None:
    assert _matched(node, reply, "en") == _in_full(node, reply, "en")


@settings(deadline=None)
@given(st.integers(0, 400).map(str), st.integers(-3, 3), st.integers(4, 300))
def test_numbers_of_any_span(reply: str, low: int, high: int) -> None:
    """Also of a span too long to be known beforehand."""
    for kind in ("scale", "number"):
        full = matching.read(reply, kind, (), (low, high), "en")
        assert match(kind, reply, (), (low, high)) == full


def test_two_questions_whose_choices_are_called_alike_are_told_apart() -> None:
    """Their hashes may be one: what they accept is compared all the same."""
    one, other = Choice("a", "yes", ("sure",)), Choice("a", "yes", ("fine",))
    rest = Choice("b", "no")
    assert hash(one) == hash(other)
    assert match("choice", "sure", (one, rest)).value == "a"
    assert match("choice", "sure", (other, rest)) == matching.read(
        "sure", "choice", (other, rest), (1, 5), "en"
    )


@given(TYPED)
def test_folding(typed: str) -> None:
    assert text.folded(typed) == text.trimmed(text.plain(typed))
    start, end = 0, len(typed)
    while start < end and text._is_edge(typed[start]):
        start += 1
    while end > start and text._is_edge(typed[end - 1]):
        end -= 1
    assert text.trimmed(typed) == (typed[start:end] or typed)


@given(st.text(string.printable + "\x00\x1b\x7f", max_size=20), st.sampled_from([1, 300]))
def test_cleaning(typed: str, times: int) -> None:
    typed *= times
    lines = typed.replace("\r\n", "\n").replace("\r", "\n")
    assert text.clean(typed) == lines.translate(text._CONTROL)[: text.MAX_CHARS].strip()


@settings(deadline=None)
@given(TYPED | st.sampled_from(sorted(the_book().words.commands)), st.sampled_from(["", " please"]))
def test_global_words(said: str, kindly: str) -> None:
    typed = said + kindly
    known, bare = the_book().words, text.folded(typed)
    found = known.commands.get(bare) or known.commands.get(words._without_courtesy(bare, known))
    if found is None and len(bare) > 3:
        found = known.commands.get(text.squeezed(bare))
    assert words.global_word(typed, known) == found


@given(st.text(string.printable))
def test_english_is_last_in_what_is_offered_for_ascii(typed: str) -> None:
    assert script(typed) in (LATIN, None)
    assert LATIN not in language.BY_SCRIPT
    assert language.offer(typed)[-1:] in ((), ("en",))


@pytest.mark.parametrize("person", [SMS, WEB, replace(SMS, language="ar", easy_read=True)])
def test_a_question_is_asked_in_the_same_words_from_memory(person: Person) -> None:
    book = replace(the_book())
    for node in (node for flow in book.flows.values() for node in flow.questions):
        for again in (False, True):
            first = engine.question_text(node, Scene(book, person, NOW), again)
            assert engine.question_text(node, Scene(book, person, NOW), again) == first
            fresh = Scene(replace(book), person, NIGHT)
            assert engine.question_text(node, Scene(book, person, NIGHT), again) == (
                engine.question_text(node, fresh, again)
            )


def test_a_wording_that_depends_on_the_hour_is_worked_out_each_time() -> None:
    node = Node("a", "words", Wording("Someone is here {when}. What now?"), skip=False)
    said = {engine.question_text(node, Scene(the_book(), SMS, now)) for now in (NOW, NIGHT)}
    assert len(said) == 2


def test_so_is_one_whose_notice_depends_on_the_hour() -> None:
    texts = {**the_book().texts, "notice.skip": Wording("0 = skip, till {when}")}
    book, node = replace(the_book(), texts=texts), Node("a", "words", Wording("What now?"))
    said = {engine.question_text(node, Scene(book, SMS, now)) for now in (NOW, NIGHT)}
    assert len(said) == 2


def test_another_book_remembers_nothing_of_this_one() -> None:
    """A county that changes a text, and an earlier version of a flow."""
    node = the_book().flows["check-in"].questions[0]
    before = engine.question_text(node, Scene(the_book(), SMS, NOW))
    texts = {**the_book().texts, "notice.skip": Wording("0 = next")}
    changed: Book = replace(the_book(), texts=texts)
    assert engine.question_text(node, Scene(changed, SMS, NOW)) != before


def test_only_so_many_questions_are_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Asked, "MOST", 1)
    asked, form = Asked(), (False, "en", "11-15", False, "sms")
    one, other = (Node(name, "words", Wording("What now?")) for name in ("a", "b"))
    asked.keep(one, form, "What now?")
    asked.keep(other, form, "What now?")
    assert asked.find(one, form) == "What now?"
    assert asked.find(other, form) is None
