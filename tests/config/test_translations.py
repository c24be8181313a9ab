"""Translations keep what must not change, and a conversation in a translated language is in it."""

import re
import unicodedata
from collections import Counter
from datetime import datetime
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po, write_po

from config.data import AUDIENCES
from conversations import dialogue, engine, language
from conversations.book import Book, Person, load_book
from conversations.events import Said
from conversations.matching import match
from conversations.safeguarding import Assessment
from conversations.scene import Scene
from conversations.speech import Speaker
from conversations.words import COMMANDS, global_word
from setup import catalogues

CONFIG = Path(__file__).resolve().parents[2] / "config"
FILES = sorted((CONFIG / "translations").glob("*/LC_MESSAGES/*.po"))
SPOKEN = [path for path in FILES if path.stem == "messages"]
ARABIC = CONFIG / "translations/ar/LC_MESSAGES/messages.po"
FLOWS = sorted(path.stem for path in (CONFIG / "flows").glob("*.yaml"))
BRACES = re.compile(r"\{\w+\}|%\(\w+\)s")
# What people send, and what they ring or text: the same in every language.
FIXED = re.compile(rf"\b(?:{'|'.join((*COMMANDS, 'GO ON', 'SHOUT'))})\b|\d+")


def read(path: Path) -> Catalog:
    with path.open("rb") as file:
        return read_po(file)


def messages(path: Path) -> list[Message]:
    return [message for message in read(path) if message.id]


def pairs(path: Path) -> list[tuple[str, str]]:
    """Each translation beside its English; every plural form beside the English plural."""
    found = []
    for one in messages(path):
        if isinstance(one.id, tuple):
            found += [(one.id[-1], form) for form in one.string if form]
        elif one.string:
            found.append((one.id, one.string))
    return found


@pytest.fixture(scope="module")
def book() -> Book:
    return load_book(CONFIG, {})


def said(turn: dialogue.Turn) -> list[str]:
    return [event.text for event in turn.events if isinstance(event, Said)]


# ---------------------------------------------------------------------------- the catalogues


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parts[-3]}-{path.stem}")
def test_every_translation_keeps_its_placeholders(path):
    for english, theirs in pairs(path):
        wanted, found = Counter(BRACES.findall(english)), Counter(BRACES.findall(theirs))
        assert found == wanted, english


@pytest.mark.parametrize("path", SPOKEN, ids=lambda path: path.parts[-3])
def test_numbers_and_the_words_that_people_send_stay_as_they_are(path):
    for english, theirs in pairs(path):
        missing = Counter(FIXED.findall(english)) - Counter(FIXED.findall(theirs))
        assert not missing, (english, theirs)
        assert all(char.isascii() for char in theirs if char.isdigit()), theirs


def test_nothing_that_the_bot_says_is_untranslated_in_arabic():
    assert [one.id for one in messages(ARABIC) if not one.string] == []
    assert [one.id for one in messages(ARABIC) if one.fuzzy] == []


def test_the_draft_says_that_it_is_one():
    assert "Draft, not yet checked by a translator" in read(ARABIC).header_comment


def test_the_catalogues_hold_what_is_said_today():
    assert list(catalogues.differences()) == []


def test_no_made_up_name_or_address_is_written(tmp_path, monkeypatch):
    monkeypatch.setattr(catalogues, "TRANSLATIONS", tmp_path)
    monkeypatch.setattr(catalogues, "gathered", lambda: {"messages": catalogues.spoken()})
    for code in ("fr", "uk"):
        (tmp_path / code / "LC_MESSAGES").mkdir(parents=True)
    old = tmp_path / "uk/LC_MESSAGES/messages.po"
    with old.open("wb") as file:
        write_po(file, Catalog(locale="uk", project="Old", fuzzy=False))
    assert "EMAIL@ADDRESS" in old.read_text(encoding="utf-8")
    catalogues.update()
    written = sorted(tmp_path.rglob("*.po*"))
    assert [path.suffix for path in written] == [".po", ".pot", ".po"]
    for path in written:
        text = path.read_text(encoding="utf-8")
        assert not any(made_up in text for made_up in ("@", *catalogues.MADE_UP)), path
    assert "Draft, not yet checked" in old.read_text(encoding="utf-8")


def test_a_real_translator_stays_named(tmp_path, monkeypatch):
    monkeypatch.setattr(catalogues, "TRANSLATIONS", tmp_path)
    monkeypatch.setattr(catalogues, "gathered", lambda: {"messages": catalogues.spoken()})
    path = tmp_path / "uk/LC_MESSAGES/messages.po"
    path.parent.mkdir(parents=True)
    header = "# Checked by a translator."
    with path.open("wb") as file:
        known = Catalog(locale="uk", header_comment=header, last_translator="A. Translator")
        write_po(file, known)
    catalogues.update()
    text = path.read_text(encoding="utf-8")
    assert text.startswith(header)
    assert '"Last-Translator: A. Translator\\n"' in text


# ------------------------------------------------------------------------ a conversation in it


@pytest.mark.parametrize("audience", AUDIENCES)
@pytest.mark.parametrize("mode", ["sms", "web"])
@pytest.mark.parametrize("flow", FLOWS)
def test_every_flow_begins_in_arabic(
    book: Book, flow: str, mode: str, audience: str, now: datetime
) -> None:
    """Also its first question. A phone takes the direction of a text from its first letter."""
    person = Person(language="ar", audience=audience, mode=mode, findable=mode == "sms")
    first = dialogue.begin(book, flow, person, now)
    second = dialogue.turn(book, first.state, person, "1", Assessment(), now)
    texts = said(first) + said(second)
    assert len(texts) >= 3
    for text in texts:
        assert language.script(text) == "ARABIC", text
        letter = next(char for char in text if char.isalpha())
        assert unicodedata.bidirectional(letter) == "AL", text


@pytest.mark.parametrize("easy", [False, True])
@pytest.mark.parametrize("mode", ["sms", "web"])
def test_no_brace_is_left_open_in_arabic(book: Book, mode: str, easy: bool, now: datetime) -> None:
    scene = Scene(book, Person(language="ar", mode=mode, easy_read=easy), now)
    filled = {"low": "1", "high": "5", "list": "1 English", "name": "English"}
    filled |= {"link": "https://x.example/c/y", "question": "?", "ways": "1 نعم"}
    texts = [scene.say(name, **filled) for name in book.texts]
    assert [text for text in texts if "{" in text] == []


@pytest.mark.parametrize("easy", [False, True])
@pytest.mark.parametrize("audience", AUDIENCES)
def test_numbers_are_shown_in_their_order_from_right_to_left(
    book: Book, audience: str, easy: bool, now: datetime
) -> None:
    """A number goes with the letter before it. After an Arabic one, 0300 555 1373 is shown as 1373
    555 0300; after a Latin one, "1 = go" is torn apart. A mark or an Arabic word mends it."""
    scene = Scene(book, Person(language="ar", audience=audience, easy_read=easy), now)
    nodes = [node for flow in book.flows.values() for node in flow.nodes.values()]
    filled = {"low": "1", "high": "5", "list": "", "name": "", "ways": "1 نعم, 2 لا"}
    texts = [scene.say(name, **filled) for name in book.texts]
    texts += [engine.question_text(node, scene) for node in nodes if node.asks]
    texts += [engine.asked_again_text(node, scene) for node in nodes if node.asks]
    for text in texts:
        for number in re.finditer(r"\d+(?: \d+)+", text):
            assert direction(text[: number.start()]) == "L", text
        for number in re.finditer(r"\b\d+ =|\b1 (?=[^\W\d_])", text):
            assert direction(text[: number.start()]) != "L", text


def direction(text: str) -> str:
    """What the last letter or mark of a text says of the numbers after it."""
    strong = [
        kind for char in text if (kind := unicodedata.bidirectional(char)) in ("L", "R", "AL")
    ]
    return strong[-1] if strong else ""


def test_the_arabic_words_that_are_shown_work_when_they_are_sent(book: Book, now: datetime) -> None:
    """Whoever writes the word instead of its number is understood too."""
    scene = Scene(book, Person(language="ar"), now)
    for name, word in (("notice.skip", "SKIP"), ("button.skip", "SKIP"), ("button.help", "99")):
        assert global_word(scene.say(name).split(" = ")[-1], book.words) == word
    for name in ("notice.done", "button.done"):
        assert book.words.holds("done", scene.say(name).split(" = ")[-1])
    stopping = re.findall(r"STOP = (\w+)", " ".join(book.translations["ar"].values()))
    assert {global_word(one, book.words) for one in stopping} == {"STOP"}


@pytest.mark.parametrize(
    ("answer", "value"),
    [
        ("جيد", "good"),
        ("جيدة جدًا", "good"),
        ("لا بأس", "ok"),
        ("عادي", "ok"),
        ("غير جيد", "not_good"),
        ("مش كويس", "not_good"),
        ("لست سعيدة", "not_good"),
        ("لا أشعر بالأمان", "unsafe"),
        ("أنا خايفة", "unsafe"),
        ("4", "unsafe"),
        ("٤", "unsafe"),
        ("أشعر بالأمان", None),
    ],
)
def test_how_things_are_at_home_is_understood_in_arabic(
    book: Book, answer: str, value: str | None
) -> None:
    """Above all, "not good" is never read as "good"."""
    node = book.flows["check-in"].nodes["home_now"]
    choices = Speaker(book.translations, "ar").choices(node.choices)
    assert match("choice", answer, choices, language="ar").value == value
