"""What young people are told when somebody may be hurt: every text, and who has signed it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from flask import Blueprint, render_template

from config.data import (
    SafetyKind,
    Translations,
    load_helplines,
    load_safety_texts,
    load_translations,
)
from config.helplines import Helpline
from config.safety_texts import FILE, PARTS, Review, fingerprint, signed
from staff.desk import desk, now
from staff.roles import may
from storage.times import london_day

pages = Blueprint("told_when_hurt", __name__)

ENGLISH = "en"
PART_NAMES = {"first": "When it is urgent", "gentle": "One gentle line, for a concern"}
FORM_NAMES = {"plain": "Usual", "easy": "Easy read"}


@dataclass(frozen=True)
class Shown:
    """One kind in one language: its texts by part and form, and its signature if it has one."""

    kind: SafetyKind
    language: str
    parts: tuple[tuple[str, tuple[tuple[str, str], ...]], ...]
    fingerprint: str
    review: Review | None


@pages.get("/what-young-people-are-told")
@may("safeguarding", "officer")
def show() -> str:
    """By language and kind: drafts say so, and how to sign."""
    county_dir, today = desk().settings.county_dir, london_day(now())
    return render_template(
        "told_when_hurt.html",
        shown=list(_everything()),
        helplines=[(one, one.to_check(today)) for one in load_helplines(county_dir)],
        age_of=_ages,
    )


def drafts() -> int:
    """How many kinds, in how many languages, nobody has signed."""
    return sum(one.review is None for one in _everything())


def _everything() -> Iterator[Shown]:
    county_dir, county = desk().settings.county_dir, desk().county
    files = (county_dir / FILE, *sorted((county_dir / "translations").glob("*/*/messages.po")))
    kinds, translations = _loaded(county_dir, tuple(path.stat().st_mtime_ns for path in files))
    for language in dict.fromkeys((ENGLISH, *county.languages_on)):
        theirs = translations.get(language, {})
        yield from (_shown(kind, language, theirs) for kind in kinds)


@lru_cache(maxsize=4)
def _loaded(
    county_dir: Path, _changed: tuple[int, ...]
) -> tuple[tuple[SafetyKind, ...], Translations]:
    """Read once for each change of the files: the first page asks too."""
    return load_safety_texts(county_dir), load_translations(county_dir)


def _shown(kind: SafetyKind, language: str, theirs: Mapping[str, str]) -> Shown:
    parts = []
    for part in PARTS:
        wording = kind.part(part)
        forms = {"plain": wording.plain, **wording.variants}
        said = (
            (FORM_NAMES.get(form, form), theirs.get(text, text)) for form, text in forms.items()
        )
        parts.append((PART_NAMES[part], tuple(said)))
    mark = fingerprint(kind, theirs)
    return Shown(kind, language, tuple(parts), mark, signed(kind, language, theirs))


def _ages(helpline: Helpline) -> str:
    return f"under {helpline.under}" if helpline.under else "any age"
