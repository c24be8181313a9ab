"""The small language of phrases, and the spellings that are put right before it."""

import time

import pytest

from conversations.phrases import Pattern, PhraseBook
from conversations.spelling import Speller

GROUPS = {"parent": ("mum", "dad", "step dad"), "they": ("(he|she)", "my <parent>")}


def pattern(phrase: str) -> Pattern:
    return PhraseBook(GROUPS, {"pills": "tablets", "mom": "mum"}).pattern(phrase)


@pytest.mark.parametrize(
    ("phrase", "text", "found"),
    [
        ("hits me", "he hits me ", True),
        ("hits me", "he hits mean ", False),
        ("it me", "hit me ", False),
        ("hit* me", "hitting me ", True),
        ("(hits|hurts) (me|my brother)", "dad hurts my brother ", True),
        ("hits [me] with", "hits with ", True),
        ("hits [me] with", "hits her with ", False),
        ("took ... tablets", "took all of the tablets ", True),
        ("took ... tablets", "took one two three four tablets ", False),
        ("took ... tablets", "took it . tablets ", False),
        ("took pills", "took tablets ", True),
        ("<they> hits", "my step dad hits ", True),
        ("<they> hits", "your dad hits ", False),
        ("a.b", "axb ", False),
        ("😭", "sad 😭 ", True),
    ],
)
def test_a_phrase(phrase: str, text: str, found: bool) -> None:
    assert bool(pattern(phrase).regex.search(text)) is found


def test_it_knows_the_words_that_it_can_begin_with() -> None:
    assert pattern("(hit*|my <parent>) x").firsts == {"hit*", "my"}
    assert pattern("<they> hits").firsts == {"he", "she", "my"}


def test_no_text_makes_it_run_away() -> None:
    """Four times the text may take some times as long, never the power that a bad pattern takes."""
    slow = pattern("he ... hits ... me ... with ... belt")

    def seconds(times: int) -> float:
        began = time.process_time()
        slow.regex.search("he hits me with " * times)
        return time.process_time() - began

    assert seconds(400) < 30 * max(seconds(100), 0.005)


SPELLER = Speller(
    {"im": "i am", "wanna": "want to", "kms": "kill myself", "dont": "do not", "hes": "he is"},
    ("bullied", "scared", "raped"),
    ("rapped",),
    frozenset({"kill", "die", "hits"}),
)


@pytest.mark.parametrize(
    ("text", "normal"),
    [
        ("Im wanna DIE", "i am want to die "),
        ("k m s", "kill myself "),
        ("K.M.S.", "kill myself "),
        ("a b c", "a b c "),
        ("he's here", "he is here "),
        ("mum's house", "mum house "),
        ("don’t, can't, won't", "do not can not will not "),
        ("i'm i've i'll they're", "i am i have i will they are "),
        ("one. two\nthree!", "one . two . three . "),
        ("killll", "kill "),
        ("sooo", "so "),
        ("buliled bullied bulied", "bullied bullied bullied "),
        ("rapped scard", "rapped scared "),
        ("self-harm", "self harm "),
        ("sad 😭", "sad 😭 "),
        ("", ""),
    ],
)
def test_spellings_are_put_right(text: str, normal: str) -> None:
    assert SPELLER.normal(text) == normal
