"""What a young person is told when somebody may be hurt, by kind, and who has signed each text."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from config.marked import Item, read
from config.wording import Wording, wording

FILE = "safety-texts.yaml"
PARTS = ("first", "gentle")
GENERAL = "worry"
"""The kind for whatever no other kind names; every county has it."""


@dataclass(frozen=True)
class SafetyKind:
    """One kind of worry: the categories of the rules it stands for, and its helplines' uses."""

    id: str
    title: str
    categories: tuple[str, ...]
    lines: tuple[str, ...]
    first: Wording
    gentle: Wording
    reviews: Mapping[str, "Review"]
    line: int = 0

    def part(self, name: str) -> Wording:
        return self.first if name == "first" else self.gentle

    def texts(self) -> Iterator[tuple[str, Wording]]:
        """(id, wording) as the book of texts names them."""
        for name in PARTS:
            yield f"safety.{self.id}.{name}", replace(self.part(name), file=FILE)


@dataclass(frozen=True)
class Review:
    """Who has read the texts of a kind in one language, when, and in which state they were."""

    by: str = ""
    on: str = ""
    fingerprint: str = ""


def load_safety_texts(county_dir: Path) -> tuple[SafetyKind, ...]:
    """The kinds, the gravest first; the last is the general one."""
    found = tuple(_kind(one) for one in read(county_dir / FILE).items("kinds"))
    if not found or found[-1].id != GENERAL:
        raise Item(FILE, 1, {}, {}).error(f"the last kind must be '{GENERAL}', for all the rest")
    return found


def _kind(one: Item) -> SafetyKind:
    one.only("id", "title", "categories", "lines", "first", "gentle", "reviewed")
    reviewed = one.item("reviewed")
    return SafetyKind(
        id=one.text("id"),
        title=one.text("title"),
        categories=one.texts("categories"),
        lines=one.texts("lines"),
        first=wording(one, "first"),
        gentle=wording(one, "gentle"),
        reviews={code: _review(reviewed.item(code)) for code in reviewed},
        line=one.line,
    )


def _review(one: Item) -> Review:
    one.only("reviewed_by", "reviewed_on", "as")
    return Review(one.text("reviewed_by", ""), one.text("reviewed_on", ""), one.text("as", ""))


def fingerprint(kind: SafetyKind, theirs: Mapping[str, str]) -> str:
    """The mark of the texts in one language (`theirs`: English -> that language).

    It changes with every change of a text: what was signed was another text then.
    """
    said = "\n".join(theirs.get(text, text) for _, one in kind.texts() for text in one.all())
    return hashlib.sha256(said.encode()).hexdigest()[:8]


def signed(kind: SafetyKind, language: str, theirs: Mapping[str, str]) -> Review | None:
    """The signature that holds for the texts as they are; None for a draft."""
    review = kind.reviews.get(language)
    if review is None or not (review.by and review.on):
        return None
    return review if review.fingerprint == fingerprint(kind, theirs) else None
