"""Somebody being hurt is noticed, however they say it; what cannot be judged goes to a person."""

from collections.abc import Iterator
from pathlib import Path
from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.data import DataError, PhraseRule, Phrases
from conversations.safeguarding import LEVELS, Assessment, Detector, assess, detector, worst
from tests.conversations.conversing import the_book

FOLDER = Path(__file__).parent


def disclosures() -> Iterator[tuple[str, str]]:
    source = (FOLDER / "safeguarding_disclosures.tsv").read_text(encoding="utf-8")
    for line in source.splitlines():
        level, text = line.split("\t")
        yield level, text


def judged(text: str) -> Assessment:
    return assess(text, the_book().phrases)


def level_of(text: str) -> int:
    return LEVELS.index(judged(text).level)


@pytest.mark.parametrize(("level", "text"), list(disclosures()), ids=lambda one: str(one)[:50])
def test_a_disclosure_is_noticed(level: str, text: str) -> None:
    assert level_of(text) >= LEVELS.index("concern")


def test_nearly_every_urgent_disclosure_wakes_somebody() -> None:
    urgent = [text for level, text in disclosures() if level == "urgent"]
    woken = [text for text in urgent if judged(text).level == "urgent"]
    assert len(woken) >= 0.95 * len(urgent)


def test_everyday_texts_raise_hardly_anything() -> None:
    source = (FOLDER / "safeguarding_everyday.tsv").read_text(encoding="utf-8")
    raised = [text for text in source.splitlines() if level_of(text) >= LEVELS.index("concern")]
    assert len(raised) <= 2, raised


@pytest.mark.parametrize(
    "text",
    [
        "this game is killing me", "maths is torture", "he beat me at fifa", "my phone died",
        "im dead 😂", "i could murder a kebab", "cut my hair", "hit me up", "that song slaps",
    ],
)  # fmt: skip
def test_said_every_day_and_meaning_no_harm(text: str) -> None:
    assert judged(text).level == "none"


def test_what_is_harmless_hides_nothing_beside_it() -> None:
    assert judged("this game is killing me and i want to kill myself").level == "urgent"
    assert judged("he beat me at fifa then he hit me with a belt").level == "urgent"


@pytest.mark.parametrize(
    "text",
    [
        "kms", "K.M.S", "k m s", "KMS!!!", "wanna dieeee", "i wanna kil myself",
        "i want to k1ll myself",
        "sucidal", "im suicidle", "my dad hitts me every night", "he’s hurting me",
        "hes rapping me",
        "i got rapd", "im being sexualy abused by my uncle",
    ],
)  # fmt: skip
def test_slang_and_misspellings(text: str) -> None:
    assert level_of(text) >= LEVELS.index("concern")


def test_the_sting_is_out_but_it_is_read_first() -> None:
    assert judged("less bullying") == Assessment(
        "flag", ("quieter",), False, the_book().phrases.name
    )
    assert judged("nobody hits me any more").level == "flag"


@pytest.mark.parametrize(
    "text", ["انا خائف جدا", "мене бʼють", "እርዳኝ እባክህ", "আমাকে মারে", "我很害怕"]
)
def test_what_cannot_be_read_goes_to_a_person(text: str) -> None:
    found = judged(text)
    assert found.needs_person
    assert found.level in ("concern", "urgent")


def test_part_of_a_text_in_another_script_is_enough() -> None:
    found = judged("my dad يضربني and i want to die")
    assert (found.level, found.needs_person) == ("urgent", True)


@pytest.mark.parametrize("text", ["", "1", "👍", "😀😀", "٣", "…", "é", "Ω", "naïve café"])
def test_numbers_signs_and_latin_letters_are_nothing(text: str) -> None:
    assert judged(text).level == "none"
    assert not judged(text).needs_person


def test_a_closed_answer_means_what_its_choice_says() -> None:
    node = the_book().flows["check-in"].nodes["home_now"]
    book = the_book()
    unsafe = assess("4", book.phrases, node)
    assert (unsafe.level, unsafe.reasons) == ("concern", ("answer:check-in.home_now=unsafe",))
    assert assess("1", book.phrases, node).level == "none"
    assert assess("لا", book.phrases, book.flows["check-in"].nodes["quote"], "ar").level == "none"
    assert assess("4 he hits me with a belt", book.phrases, node).level == "urgent"
    assert assess("نعم", book.phrases).needs_person


def test_reasons_name_category_and_rule_worst_first() -> None:
    found = judged("he raped me and i am sad")
    assert found.reasons[0] == "sexual abuse:sexual-abuse"
    assert found.detector.startswith("rules-")


def test_a_detector_that_breaks_is_a_concern_for_a_person() -> None:
    class Broken:
        name = "broken"

        def judge(self, text: str) -> tuple[str, tuple[str, ...]]:
            raise RuntimeError(text)

    found = assess("hello", cast(Detector, Broken()))
    assert found.level == "concern"
    assert found.needs_person
    assert found.reasons == ("detector failed: RuntimeError",)
    assert assess("hello", cast(Detector, None)).needs_person


def test_the_same_every_time() -> None:
    text = "my mums boyfriend hits me and i want to run away"
    assert len({judged(text) for _ in range(20)}) == 1


@given(st.text())
def test_any_text_is_judged(text: str) -> None:
    found = judged(text)
    assert found.level in LEVELS
    assert not any("failed" in reason for reason in found.reasons)


WORDS = "my dad he she hits me want to die kill safe . ! i am 😭 not"


@given(chosen=st.data())
def test_any_mix_of_words_is_judged(chosen: st.DataObject) -> None:
    words = chosen.draw(st.lists(st.sampled_from(WORDS.split(" "))))
    assert not any("failed" in reason for reason in judged(" ".join(words)).reasons)


def test_worst() -> None:
    assert worst(["flag", "urgent", "none"]) == "urgent"
    assert worst([]) == "none"


@pytest.mark.parametrize(
    ("phrase", "problem"),
    [
        ("(a|b", "not closed"), ("[maybe] [later]", "left out"),
        ("<nobody> hits", "no group"),
        ("a (b]", "closed by"), ("...", "left out"), ("a) b", "brackets do not close"),
    ],
)  # fmt: skip
def test_a_phrase_that_cannot_be_read_names_its_file_and_line(phrase: str, problem: str) -> None:
    rule = PhraseRule("x", "y", "urgent", (phrase,), 7)
    phrases = Phrases("safeguarding/en.yaml", {}, (), (), {}, (), (), (rule,))
    with pytest.raises(DataError, match=problem) as caught:
        detector(phrases)
    assert (caught.value.file, caught.value.line) == ("safeguarding/en.yaml", 7)
