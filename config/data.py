"""Typed loaders for what a county changes without programming: every error names file and line."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from babel.messages.pofile import PoFileError, read_po

from config.answers import AnswerWords, Mood, load_answers
from config.county import County, Place, Promise, ReleaseRules, Status, load_county
from config.helplines import Helpline, load_helplines
from config.languages import LanguageData, load_languages
from config.marked import DataError, Item, parse, read, text_of
from config.redaction_lists import Index, RedactionLists, load_cues, load_redaction, plain
from config.safeguarding_files import (
    OtherPhrases,
    PhraseRule,
    Phrases,
    Trained,
    load_classes,
    load_phrases,
)
from config.safety_texts import SafetyKind, load_safety_texts
from config.sending import SendingRules, load_sending
from config.wording import AUDIENCES, Wording, wording

__all__ = [
    "AnswerWords", "AUDIENCES", "County", "DataError", "FlowFile", "Helpline", "Index", "Item",
    "LanguageData", "load_answers", "load_classes", "load_county", "load_cues", "load_flow_files",
    "load_helplines", "load_jargon", "load_languages", "load_phrases", "load_redaction",
    "load_safety_texts", "load_sending", "load_texts", "load_translations", "load_words", "Mood",
    "OtherPhrases", "parse", "PhraseRule", "Phrases", "Place", "plain", "Promise",
    "RedactionLists", "ReleaseRules", "SafetyKind", "SendingRules", "Status", "text_of",
    "Trained", "Translations", "Wording", "wording", "Words",
]  # fmt: skip

Translations = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True)
class Words:
    """Global words by language: language -> word or list name -> what people may write."""

    languages: Mapping[str, Mapping[str, tuple[str, ...]]]


@dataclass(frozen=True)
class FlowFile:
    path: str
    source: str


def load_words(county_dir: Path) -> Words:
    item = read(county_dir / "words.yaml")
    return Words(
        {code: {word: item.item(code).texts(word) for word in item.item(code)} for code in item}
    )


def load_texts(county_dir: Path) -> Mapping[str, Wording]:
    """Every fixed text, those of the kinds of worry among them."""
    item = read(county_dir / "texts.yaml")
    texts = {key: wording(item, key) for key in item}
    for kind in load_safety_texts(county_dir):
        texts |= dict(kind.texts())
    return texts


def load_jargon(county_dir: Path) -> Mapping[str, str]:
    """Words of ours -> what young people say; none where a county keeps no such list."""
    path = county_dir / "jargon.yaml"
    item = read(path) if path.exists() else Item(path.name, 0, {}, {})
    return {word: item.text(word) for word in item}


def load_flow_files(county_dir: Path) -> tuple[FlowFile, ...]:
    files = {f"flows/{path.name}": path for path in sorted((county_dir / "flows").glob("*.yaml"))}
    return tuple(FlowFile(name, text_of(path, name)) for name, path in files.items())


def load_translations(county_dir: Path) -> Translations:
    """Every catalogue there is: language -> English -> translation. None at all is fine."""
    catalogues: dict[str, Mapping[str, str]] = {}
    for path in sorted((county_dir / "translations").glob("*/LC_MESSAGES/messages.po")):
        code = path.parent.parent.name
        try:
            with path.open("rb") as file:
                catalogue = read_po(file, abort_invalid=True)
        except (PoFileError, UnicodeDecodeError, ValueError) as problem:
            raise DataError(
                f"{code}/messages.po", getattr(problem, "lineno", None), str(problem)
            ) from None
        catalogues[code] = {
            str(one.id): str(one.string)
            for one in catalogue
            if one.id and one.string and not one.fuzzy
        }
    return catalogues
