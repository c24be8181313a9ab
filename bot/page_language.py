"""Chooses the language of a page and reads the county's translations straight from the PO files."""

from collections.abc import Iterable
from datetime import date
from io import BytesIO
from pathlib import Path

from babel import Locale, UnknownLocaleError
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import Translations
from flask import Flask, g, request, session, url_for
from flask_babel import Babel, Domain, format_date, refresh

from bot.site import site

LONDON = "Europe/London"
ENGLISH = "en"
KEPT_IN_LINKS = frozenset({"flow", "phone", "again", "age", "easy", "for"})
WRITTEN_FROM_THE_RIGHT = frozenset({"ar", "fa", "ps", "ckb", "ur"})
# The conversation's texts and the pages' texts are two catalogues, so that either can be
# extracted again without losing the other.
CATALOGUES = ("messages", "pages")


class PoDomain(Domain):  # type: ignore[misc]
    """Catalogues read from PO, so that a county edits one text file and nothing is compiled."""

    def __init__(self, folder: Path) -> None:
        super().__init__(translation_directories=[str(folder)])
        self._folder = folder
        self._read: dict[str, Translations] = {}

    def get_translations(self) -> Translations:
        """The catalogue of the page's language; texts that nobody translated stay English."""
        language = page_language()
        if language not in self._read:
            self._read[language] = read_catalogues(self._folder, language)
        return self._read[language]


def read_catalogues(folder: Path, language: str) -> Translations:
    """All texts of one language. Guesses (fuzzy ones) are left out: nobody has read them."""
    together = Translations()
    for name in CATALOGUES:
        path = folder / language / "LC_MESSAGES" / f"{name}.po"
        if path.is_file():
            compiled = BytesIO()
            with path.open("rb") as source:
                write_mo(compiled, read_po(source, locale=language))
            compiled.seek(0)
            catalogue = Translations(compiled)
            together.merge(catalogue)
            together.plural = catalogue.plural
    return together


def install(app: Flask, folder: Path) -> None:
    """Give the app its languages, its dates (London) and the choice by `?lang=`."""
    babel = Babel(app, locale_selector=_locale_code, timezone_selector=lambda: LONDON)
    babel.domain_instance = PoDomain(folder)
    app.jinja_env.filters.update(day=_day, month=_month)
    app.before_request(_remember_choice)
    app.context_processor(_for_templates)


def _day(when: date) -> str:
    """`24 December 2026`, in the page's language."""
    return str(format_date(when, "d MMMM y"))


def _month(when: date) -> str:
    """`December 2026`."""
    return str(format_date(when, "MMMM y"))


def page_language() -> str:
    """The language asked for just now or before; English where none is, or it is not on."""
    chosen = g.get("page_language") or session.get("lang")
    return str(chosen) if chosen in site().languages else ENGLISH


def use_language(code: str | None) -> None:
    """Show this and the following pages in a language, if it is switched on here."""
    if code in site().languages and code != page_language():
        g.page_language = code
        session["lang"] = code
        refresh()


def named(codes: Iterable[str]) -> dict[str, str]:
    """The languages with their own names, in the county's order."""
    return {code: own_name(code) for code in codes}


def own_name(code: str) -> str:
    """A language's name in that language, for the links that choose it."""
    name = Locale.parse(code).get_display_name(code) if known_to_babel(code) else None
    return name[:1].upper() + name[1:] if name else code


def known_to_babel(code: str) -> bool:
    """Whether dates and names exist for this language (Northern Kurdish has none as `kmr`)."""
    try:
        Locale.parse(code)
    except (UnknownLocaleError, ValueError):
        return False
    return True


def direction(code: str) -> str:
    """`rtl` for the languages that are written from the right."""
    return "rtl" if code in WRITTEN_FROM_THE_RIGHT else "ltr"


def language_link(code: str) -> str:
    """This page in another language; the first page where this one cannot simply be asked again."""
    if request.method != "GET" or request.endpoint is None:
        return url_for("pages.first", lang=code)
    asked = {name: value for name, value in request.args.items() if name in KEPT_IN_LINKS}
    return url_for(request.endpoint, **{**(request.view_args or {}), **asked, "lang": code})


def _locale_code() -> str:
    code = page_language()
    return code if known_to_babel(code) else ENGLISH


def _remember_choice() -> None:
    use_language(request.args.get("lang"))


def _for_templates() -> dict[str, object]:
    return {
        "page_language": page_language(),
        "page_direction": direction(page_language()),
        "languages": site().languages,
        "language_is_draft": page_language() in site().drafts,
        "language_link": language_link,
        "direction_of": direction,
    }
