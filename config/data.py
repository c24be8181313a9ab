"""Typed loaders for what a county changes without programming: every error names file and line."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

from babel.messages.pofile import PoFileError, read_po

from config.answers import AnswerWords, Mood, load_answers
from config.county import County, Place, Promise, ReleaseRules, Status, load_county
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
from config.sending import SendingRules, load_sending

__all__ = [
    "AnswerWords", "AUDIENCES", "County", "DataError", "FlowFile", "Helpline", "Index", "Item",
    "load_answers", "load_classes", "load_county", "load_cues", "load_flow_files",
    "load_helplines", "load_jargon", "load_phrases", "load_redaction", "load_sending",
    "load_texts", "load_translations", "load_words", "Mood", "OtherPhrases", "parse",
    "PhraseRule", "Phrases", "Place", "plain", "Promise", "RedactionLists", "ReleaseRules",
    "SendingRules", "Status", "text_of", "Trained", "Translations", "Wording", "wording", "Words",
]  # fmt: skip

AUDIENCES = ("8-11", "11-15", "16-17", "18-25")
Translations = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True)
class Helpline:
    """A number to ring or text; `under` is the age from which it is no longer for you."""

    id: str
    name: str
    say: str
    uses: tuple[str, ...]
    under: int | None
    hours: str
    source: str
    verified_on: str


@dataclass(frozen=True)
class Words:
    """Global words by language: language -> word or list name -> what people may write."""

    languages: Mapping[str, Mapping[str, tuple[str, ...]]]


@dataclass(frozen=True)
class FlowFile:
    path: str
    source: str


@dataclass(frozen=True)
class Wording:
    """One text in its forms: the plain one, and those for an audience, easy read or web."""

    plain: str
    variants: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    line: int = 0

    def pick(self, audience: str, easy_read: bool, mode: str) -> str:
        if not self.variants:
            return self.plain
        keys = ("easy web", "easy") if easy_read else ()
        for key in (*keys, f"{audience} web", audience, "web"):
            if key in self.variants and (mode == "web" or not key.endswith("web")):
                return self.variants[key]
        return self.plain

    def all(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys((self.plain, *self.variants.values())))


def wording(item: Item, key: str) -> Wording:
    """Read a text that is either one line or a set of lines by audience and mode."""
    if isinstance(item.values.get(key), str):
        return Wording(item.text(key), line=item.lines[key])
    forms = item.item(key)
    known = {f"{form}{mode}" for form in (*AUDIENCES, "easy") for mode in ("", " web")} | {"web"}
    variants: dict[str, str] = {}
    for names in forms:
        for name in (one.strip() for one in names.split(",")):
            if name not in known | {"plain"}:
                raise forms.error(f"'{name}' is not an audience or form of text", names)
            variants[name] = forms.text(names)
    if "plain" not in variants:
        raise item.error(f"'{key}' has no 'plain' text", key)
    return Wording(variants.pop("plain"), MappingProxyType(variants), item.lines.get(key, 0))


def load_helplines(county_dir: Path) -> tuple[Helpline, ...]:
    lines = []
    for one in read(county_dir / "helplines.yaml").items("helplines"):
        one.only("id", "name", "say", "uses", "under", "hours", "source", "verified_on")
        line = Helpline(
            id=one.text("id"),
            name=one.text("name"),
            say=one.text("say"),
            uses=one.texts("uses"),
            under=one.number("under") if "under" in one else None,
            hours=one.text("hours", ""),
            source=one.text("source", ""),
            verified_on=one.text("verified_on", ""),
        )
        lines.append(line)
    return tuple(lines)


def load_words(county_dir: Path) -> Words:
    item = read(county_dir / "words.yaml")
    return Words(
        {code: {word: item.item(code).texts(word) for word in item.item(code)} for code in item}
    )


def load_texts(county_dir: Path) -> Mapping[str, Wording]:
    item = read(county_dir / "texts.yaml")
    return {key: wording(item, key) for key in item}


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
