"""Signs for letters, other languages, no one to turn to, and texts made to wear the machine out."""

import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from config.data import load_phrases
from conversations.safeguarding import LEVELS, Assessment, assess
from conversations.text import MAX_CHARS
from conversations.trained_score import TrainedScore
from tests.conversations.conversing import the_book

ROOT = Path(__file__).resolve().parents[2]


def judged(text: str) -> Assessment:
    return assess(text, the_book().phrases)


def raised(text: str) -> bool:
    return LEVELS.index(judged(text).level) >= LEVELS.index("concern")


@pytest.mark.parametrize(
    "text",
    [
        "want to k!ll myself", "k*ll myself", "su!cide", "i got r*ped", "s u i c i d e",
        "r a p e d",
        "I'm 12 and being sexually abused", "pizza. and my dad hits me", "he nonced me",
        "im in a trap house", "got me shotting", "they made me plug it", "gonna unalive myself",
    ],
)  # fmt: skip
def test_hidden_and_slang(text: str) -> None:
    assert raised(text)


@pytest.mark.parametrize(
    "text",
    [
        "hes going to kill me", "he will kill me when i get home", "he beats me at home",
        "dad batters me at night", "he says im mature for my age", "mum will kill me if i tell",
        "my story is about me being raped by my dad", "he killed my cat and says im next",
    ],
)  # fmt: skip
def test_what_only_looks_harmless_is_not_taken_out(text: str) -> None:
    assert raised(text)


@pytest.mark.parametrize("text", ["f*ck this", "pizza!yum", "c*p", "lol!!!ok", "10*10", "a*b"])
def test_other_signs_are_nothing_grave(text: str) -> None:
    assert not raised(text)


GRAVE = {
    "ar": "أبي يضربني", "fa": "می خواهم بمیرم", "ps": "زه غواړم مړ شم", "ckb": "باوکم لێم دەدات",
    "kmr": "dixwazim bimirim", "ti": "ኣቦይ ይወቕዓኒ", "am": "አባቴ ይመታኛል", "sq": "dua te vdes",
    "vi": "em muốn chết", "uk": "тато мене б'є", "ru": "хочу умереть", "pl": "tata bije mnie",
    "ro": "tata ma bate", "pt": "ele me bate", "ur": "میرا باپ مجھے مارتا ہے",
    "bn": "বাবা আমাকে মারে", "so": "wuu i garaacaa", "fr": "il me frappe", "es": "mi padre me pega",
    "tr": "ölmek istiyorum", "cy": "dwi eisiau marw",
}  # fmt: skip


@pytest.mark.parametrize(("code", "text"), GRAVE.items(), ids=GRAVE)
def test_the_gravest_things_in_every_language(code: str, text: str) -> None:
    found = judged(text)
    assert found.level == "urgent"
    assert found.needs_person
    assert f"{code}:urgent" in found.reasons


def test_every_other_language_is_marked_as_a_draft() -> None:
    others = load_phrases(ROOT / "config").others
    assert {one.language for one in others} == set(GRAVE)
    for one in others:
        source = (ROOT / "config" / one.file).read_text(encoding="utf-8")
        assert one.checked or "A machine's draft" in source


@pytest.mark.parametrize(
    "text", ["lubie pizze i pilke nozna", "waxaan jeclahay kubada", "mi piace la mia stanza"]
)
def test_words_that_are_not_english_go_to_a_person(text: str) -> None:
    found = judged(text)
    assert found.needs_person
    assert found.level == "concern"


@pytest.mark.parametrize(
    "text",
    [
        "nah im gd thx", "wagwan bruv", "idk tbh lol", "my sw is peng", "Mohammed and Oluwaseun",
        "ngl its calm", "pizzaaaa", "cba wiv dis lol", "me n my bro play fifa", "skibidi rizz",
    ],
)  # fmt: skip
def test_slang_and_names_can_be_read(text: str) -> None:
    assert not judged(text).needs_person


def test_nobody_to_turn_to_is_read_first() -> None:
    asked = the_book().flows["check-in"].nodes["support"]
    assert assess("no one", the_book().phrases, asked).level == "flag"
    assert assess("Nobody!", the_book().phrases, asked).level == "flag"
    assert assess("my nan", the_book().phrases, asked).level == "none"
    assert assess("no one", the_book().phrases).level == "none"


def test_a_score_that_breaks_is_a_concern_for_a_person(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(self: TrainedScore, words: object) -> str:
        raise KeyError(words)

    monkeypatch.setattr(TrainedScore, "level", broken)
    found = judged("pizza")
    assert (found.level, found.needs_person) == ("concern", True)


def test_a_disclosure_deep_in_a_long_text_is_seen() -> None:
    ordinary = "we had pizza and then went to the park and it was nice "
    assert raised(ordinary * 12 + "my uncle makes me do stuff with him " + ordinary * 12)


@given(st.lists(st.sampled_from(["my dad hits me", "pizza", "he beat me at fifa", "ok", "kms"])))
@settings(max_examples=50)
def test_what_came_before_changes_nothing(texts: list[str]) -> None:
    alone = [judged(text) for text in reversed(texts)]
    assert [judged(text) for text in texts] == alone[::-1]


@pytest.mark.parametrize(
    "piece",
    ["he ", "my dad ", "hit me ", "a", "k m s ", "*a", "i will not be ", "(", "no one ", "😭", "ሀ",
     "the book is about ", "he he he is ", "k*", "made me to "],
)  # fmt: skip
def test_no_text_runs_away(piece: str) -> None:
    """Four times the text may take some times as long, never the power that a bad pattern takes."""

    def seconds(size: int) -> float:
        text = (piece * size)[:size]
        begun = time.process_time()
        judged(text)
        return time.process_time() - begun

    seconds(MAX_CHARS)
    assert seconds(MAX_CHARS) < 30 * max(seconds(MAX_CHARS // 4), 0.005)
