"""What is new, what is meant, trends, quotes and the glossary: by voices, in any order."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from collation import glossary, quotes
from collation.meaning import OPEN, camps, meaning_of
from collation.quotes import Candidate
from collation.rising import MERGE, RISING, SPIKE, UNCODED, in_words, what_is_new
from collation.trends import DOWN, LEVEL, TOO_FEW, UP, Part, trend
from collation.voices import Said, voices
from config.data import load_flow_files
from config.meanings import load_meanings
from conversations.flows import read_flow

CONFIG = Path(__file__).resolve().parents[2] / "config"


def said(number: int, text: str, *themes: str, voice: str = "", question: str = "wall.more"):
    return Said(
        f"a{number:03}",
        voice or f"v{number:03}",
        question,
        f". {text} . ",
        frozenset(themes),
    )


def kinds(now, before=(), **more) -> set[str]:
    return {one.kind for one in what_is_new(now, before, **more)}


QUIET = [said(n, "school is fine", "school") for n in range(40)]


def test_many_uncoded_answers_are_a_question():
    bare = [said(100 + n, f"zebra{n}") for n in range(12)]
    (found,) = [one for one in what_is_new(QUIET + bare, QUIET) if one.kind == UNCODED]
    assert found.answers == tuple(one.id for one in bare)
    assert UNCODED not in kinds(QUIET, QUIET)


def test_a_spike_that_nobody_expected_is_a_question():
    bullied = [said(100 + n, f"bullied {n}", "safety") for n in range(20)]
    (found,) = [
        one for one in what_is_new(QUIET + bullied, QUIET + bullied[:2]) if one.kind == SPIKE
    ]
    assert found.theme == "safety"
    asks = in_words(found, {"safety": "Bullying"}, {})
    assert "“Bullying”" in asks
    assert asks.endswith("?")
    assert SPIKE not in kinds(QUIET[:8] + bullied[:1], QUIET[:8])


def test_words_rise_by_voices_and_not_by_mentions():
    one_voice = [said(100 + n, "vapes everywhere", voice="v1") for n in range(9)]
    three = [said(200 + n, "vapes everywhere") for n in range(3)]
    assert RISING not in kinds(QUIET + one_voice, QUIET)
    (found,) = [one for one in what_is_new(QUIET + three, QUIET) if one.kind == RISING]
    assert "vapes" in found.words
    assert found.voices == 3
    assert RISING not in kinds(QUIET + three, QUIET + three)
    known = ["vapes", "everywhere", "vapes everywhere"]
    assert RISING not in kinds(QUIET + three, QUIET, known=known)


def test_themes_that_share_their_answers_should_merge():
    both = [said(n, "court plan", "meetings", "info") for n in range(12)]
    more = [said(50 + n, "other", "info") for n in range(20)]
    (found,) = [one for one in what_is_new(both + more, both + more) if one.kind == MERGE]
    assert (found.theme, found.other) == ("meetings", "info")


@given(st.randoms(use_true_random=False))
@settings(max_examples=15)
def test_the_order_of_answers_is_no_difference(chance):
    now = QUIET + [
        said(100 + n, f"vapes {n % 3}", *(["safety"] if n % 2 else [])) for n in range(30)
    ]
    shuffled = list(now)
    chance.shuffle(shuffled)
    assert what_is_new(shuffled, QUIET[::-1]) == what_is_new(now, QUIET)


def test_people_are_the_largest_number_to_one_question():
    two = [said(1, "a", voice="x"), said(2, "b", voice="y")]
    other = [said(3, "c", voice="z", question="wall.less")]
    assert voices(two + other) == 2


@pytest.mark.parametrize(
    ("before", "now", "direction"),
    [
        (Part(5, 100), Part(30, 100), UP),
        (Part(30, 100), Part(5, 100), DOWN),
        (Part(5, 100), Part(7, 100), LEVEL),
        (Part(0, 9), Part(9, 9), TOO_FEW),
        (Part(0, 0), Part(5, 50), TOO_FEW),
    ],
)
def test_trends_say_when_too_few_said_anything(before, now, direction):
    assert trend(before, now).direction == direction


@given(st.integers(0, 50), st.integers(50, 90), st.integers(0, 50), st.integers(50, 90))
def test_a_trend_backwards_is_the_other_way_round(a, n, b, m):
    there, back = trend(Part(a, n), Part(b, m)), trend(Part(b, m), Part(a, n))
    assert {there.direction, back.direction} in ({UP, DOWN}, {LEVEL})
    assert there.low <= there.points <= there.high


def test_every_question_that_a_meaning_names_exists_and_both_camps_are_shown():
    meanings = load_meanings(CONFIG)
    flows = (read_flow(file) for file in load_flow_files(CONFIG))
    known = {node.question for flow in flows for node in flow.questions}
    named = {one for some in meanings.values() for one in some if "*" not in one}
    assert named <= known
    assert meaning_of("wall.more", meanings) == "more"
    assert meaning_of("how-is-life.me_why", meanings) == "less"
    assert meaning_of("say-anything.words", meanings) == OPEN
    answers = [said(1, "a", "home"), said(2, "b", "home", question="wall.less"), said(3, "c")]
    found = {one.meaning: (one.voices, one.base) for one in camps(answers, "home", meanings)}
    assert found == {"more": (1, 2), "less": (1, 1), "praise": (0, 0), "idea": (0, 0), OPEN: (0, 0)}


def candidate(number: int, text: str, **more) -> Candidate:
    values = {"themes": frozenset({"home"}), "may_quote": True, "checked": True} | more
    return Candidate(f"q{number}", f"v{number}", text, f". {text.lower()} . ", **values)


SAME = [candidate(n, "my carers are kind to me") for n in range(5)]


def test_no_quote_from_fewer_voices_than_k():
    assert quotes.candidates(SAME[:4], "home", 5) == []
    assert len(quotes.candidates(SAME, "home", 5)) == 5
    assert quotes.candidates(SAME, "home", 10) == []


@pytest.mark.parametrize(
    "odd",
    [
        candidate(9, "my carers are kind to me", may_quote=False),
        candidate(9, "my carers are kind to me", checked=False),
        candidate(9, "my carers are kind to me", suspect=True),
        candidate(9, "my carers are kind to me", themes=frozenset({"home", "fun"})),
        candidate(9, "my 2 carers are kind to me"),
        candidate(9, "my carers [name] are kind"),
        candidate(9, "my carers and my nan are kind"),
        candidate(9, "kind carers"),
        candidate(9, "kind " * 21),
    ],
)
def test_what_is_not_safe_is_no_candidate(odd):
    assert "q9" not in {one.id for one in quotes.candidates([*SAME, odd], "home", 5)}


def test_the_typical_comes_first_and_rare_words_are_shown():
    rare = candidate(9, "my carers are kind zookeepers")
    found = quotes.candidates([rare, *SAME], "home", 5)
    assert found[-1].id == "q9"
    assert found[-1].rare == ("zookeepers",)
    again = Candidate("q99", "v1", "my carers are so kind", ". my carers are so kind . ",
                      frozenset({"home"}), may_quote=True, checked=True)  # fmt: skip
    assert "q99" not in {one.id for one in quotes.candidates([again, *SAME], "home", 5)}


def test_their_words_for_ours_are_proposed_by_voices():
    question = "whats-in-a-name.contact"
    answers = [
        ("1", "a", question, "family time . "),
        ("2", "b", question, "i would call it family time . "),
        ("3", "a", question, "family time . "),
        ("4", "c", question, "contact . "),
        ("5", "d", question, "seeing my people whenever we all like it . "),
        ("6", "e", "wall.more", "family time . "),
    ]
    (found,) = glossary.proposals(answers, {})
    assert (found.ours, found.theirs, found.voices) == ("contact", "family time", 2)
    assert found.answers == ("1", "2", "3")
    assert glossary.proposals(reversed(answers), {}) == [found]
    assert glossary.proposals(answers, {}, [("contact", "family time")]) == []
