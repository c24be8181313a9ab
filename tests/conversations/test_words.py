"""Global words are the whole message, in any language; nothing else is taken for one."""

import pytest

from conversations.words import COMMANDS, global_word
from tests.conversations.conversing import the_book


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("STOP", "STOP"), (" Stop. ", "STOP"), ("stop please", "STOP"), ("stopp", "STOP"),
        ("unsubscribe", "STOP"), ("END", "STOP"), ("quit", "STOP"), ("cancel", "STOP"),
        ("توقف", "STOP"), ("СТОП", "STOP"), ("ndalo", "STOP"), ("dừng lại", "STOP"),
        ("አቁም", "STOP"),
        ("🛑 stop 🛑", "STOP"), ("START", "START"), ("unstop", "START"), ("99", "99"),
        ("99!!!", "99"),
        ("٩٩", "99"), ("۹۹", "99"), ("9 9", "99"), ("99 please help me", "99"),
        ("99 now", "99"),
        ("ninety nine", "99"), ("9️⃣9️⃣", "99"), ("i need help", "99"),
        ("I NEED HELP NOW!!", "99"),
        ("au secours", "99"), ("النجدة", "99"), ("999", "999"), ("999 help", "999"),
        ("call the police", "999"),
        ("help", "HELP"), ("Help!!", "HELP"), ("help me please", "HELP"), ("مساعدة", "HELP"),
        ("pomocy", "HELP"), ("PERSON", "PERSON"), ("can i talk to someone", "PERSON"),
        ("Advocate", "ADVOCATE"), ("manager pls", "MANAGER"), ("who is this?", "WHO"),
        ("Why?", "WHY"),
        ("skip", "SKIP"), ("pass", "SKIP"), ("LANGUAGE", "LANGUAGE"), ("easy", "EASY"),
        ("i don’t understand", "EXPLAIN"), ("DELETE", "DELETE"), ("see", "SEE"),
        ("LEAVE", "LEAVE"),
        ("complain", "COMPLAIN"), ("info", "INFO"),
    ],
)  # fmt: skip
def test_a_global_word(text: str, word: str) -> None:
    assert global_word(text, the_book().words) == word


@pytest.mark.parametrize(
    "text",
    [
        "stop it", "don't stop", "stop changing my social worker", "i want it to stop",
        "the bus stop",
        "99% of the time", "i am 99", "199", "9", "help with my homework", "no one helps me",
        "my manager at work", "personal adviser", "leave me alone", "easy peasy",
        "who cares", "",
        "😀", "start of the year", "police", "see you", "why bother",
        "x" * 2000, "end of term",
    ],
)  # fmt: skip
def test_not_a_global_word(text: str) -> None:
    assert global_word(text, the_book().words) is None


def test_every_word_has_its_own_form_in_capitals() -> None:
    for word in COMMANDS:
        if word != "EXPLAIN":
            assert global_word(word, the_book().words) == word


def test_no_form_means_two_things() -> None:
    """A form that is a command must not also be an everyday answer at its own place."""
    words = the_book().words
    allowed = {"next", "nothing"}
    for name in ("go", "done", "greetings", "thanks"):
        clashes = {form for form in words.lists[name] if form in words.commands} - allowed
        assert not clashes, (name, clashes)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("greetings", "Hiii!"), ("greetings", "hello?"), ("greetings", "مرحبا"),
        ("go", "1"), ("go", "١"),
        ("go", "Yes!"), ("done", "0"), ("done", "that's it"), ("done", "Nooo"),
        ("thanks", "ty"),
    ],
)  # fmt: skip
def test_small_lists(name: str, text: str) -> None:
    assert the_book().words.holds(name, text)
