"""Gathers the texts for translators (`update`) and says which catalogue lags behind (`check`).

Two catalogues a language: `messages` holds what the bot says (config/*.yaml), `pages` what the
young people's pages say. Both are read as they are; nothing is compiled.
"""

import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
TRANSLATIONS = ROOT / "config/translations"
PROJECT = "Golden Thread"
TEMPLATE_HEADER = "# PROJECT: what there is to translate."
LANGUAGE_HEADER = "# PROJECT in another language. Draft, not yet checked by a translator."
# Babel writes made-up names and addresses where nobody is named; we say that there is nobody.
NOBODY = "none yet"
MADE_UP = ("EMAIL@ADDRESS", "LL@li", "FULL NAME", "FIRST AUTHOR", "ORGANIZATION")


def main() -> int:
    command = sys.argv[1] if len(sys.argv) == 2 else ""
    if command == "update":
        update()
        return 0
    if command == "check":
        lagging = list(differences())
        for line in lagging:
            print(line)
        if lagging:
            print("Run `make catalogues` and commit what it changes.")
        return int(bool(lagging))
    print("python -m setup.catalogues update|check", file=sys.stderr)
    return 2


def gathered() -> dict[str, Catalog]:
    """What there is to translate today, by catalogue."""
    return {"messages": spoken(), "pages": on_pages()}


def on_pages() -> Catalog:
    """The texts of the young people's pages, marked with `_()` in templates and code."""
    catalogue = _empty()
    with (ROOT / "babel.cfg").open() as file:
        methods, options = parse_mapping_cfg(file)
    for path, _line, message, comments, context in extract_from_dir(
        ROOT / "bot", methods, options, comment_tags=("Translators:",), strip_comment_tags=True
    ):
        catalogue.add(message, None, [(f"bot/{path}", None)], (), comments, context=context)
    return catalogue


def spoken() -> Catalog:
    """The texts that the bot says: fixed texts and flows."""
    from conversations.lint import spoken_texts

    catalogue = _empty()
    for path, text in spoken_texts(ROOT / "config"):
        catalogue.add(text, None, [(path, None)])
    return catalogue


def catalogue_files(name: str) -> Iterator[Path]:
    """The template, then one file a language."""
    yield TRANSLATIONS / f"{name}.pot"
    for folder in sorted(TRANSLATIONS.glob("*/LC_MESSAGES")):
        yield folder / f"{name}.po"


def update() -> None:
    """Write the templates, and bring each language's file up to date with them."""
    for name, fresh in gathered().items():
        for path in catalogue_files(name):
            kept = fresh if path.suffix == ".pot" else _read(path)
            if kept is not fresh:
                # A guess at a likely translation would be said to a child unread.
                kept.update(fresh, no_fuzzy_matching=True)
                _without_made_up_names(kept)
            with path.open("wb") as file:
                write_po(file, kept, width=100, sort_output=True, include_lineno=False)


def differences() -> Iterator[str]:
    """Texts that a file lacks, or has though nobody says them any more."""
    for name, fresh in gathered().items():
        wanted = _ids(fresh)
        for path in catalogue_files(name):
            shown = path.relative_to(ROOT)
            if not path.exists():
                yield f"{shown}: is missing"
                continue
            there = _ids(_read(path))
            yield from (f"{shown}: lacks {text[1]!r}" for text in sorted(wanted - there, key=repr))
            yield from (
                f"{shown}: still has {text[1]!r}" for text in sorted(there - wanted, key=repr)
            )


def _read(path: Path) -> Catalog:
    if not path.exists():
        return _empty(path.parent.parent.name)
    with path.open("rb") as file:
        return read_po(file)


def _empty(language: str | None = None) -> Catalog:
    return Catalog(
        locale=language,
        project=PROJECT,
        header_comment=LANGUAGE_HEADER if language else TEMPLATE_HEADER,
        copyright_holder=NOBODY,
        msgid_bugs_address=NOBODY,
        last_translator=NOBODY,
        language_team=NOBODY,
        fuzzy=False,
    )


def _without_made_up_names(catalogue: Catalog) -> None:
    """A file made by other tools keeps its real names only."""
    for name in ("msgid_bugs_address", "last_translator", "language_team"):
        if any(made_up in (getattr(catalogue, name) or "") for made_up in MADE_UP):
            setattr(catalogue, name, NOBODY)
    if any(made_up in catalogue.header_comment for made_up in MADE_UP):
        catalogue.header_comment = LANGUAGE_HEADER


def _ids(catalogue: Catalog) -> set[tuple[str | None, object]]:
    return {(message.context, message.id) for message in catalogue if message.id}


if __name__ == "__main__":
    sys.exit(main())
