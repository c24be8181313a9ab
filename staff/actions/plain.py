"""Whether words for young people are plain: the flow linter's rules, for texts that staff wrote."""

from collections.abc import Iterable

from config.data import load_jargon
from conversations.lint_outgoing import EASY, USUAL, YOUNG, on_a_page, outgoing
from staff.desk import desk

FOR = {USUAL: "Everybody", YOUNG: "Ages 8 to 11", EASY: "Easy read"}


def page_errors(text: str, who: str) -> str:
    """What stops a text on a page; "" for one that may stand."""
    return _joined(on_a_page(text, who, load_jargon(desk().settings.county_dir)), "error")


def page_hints(text: str, who: str) -> str:
    """What would make it kinder to read."""
    return _joined(on_a_page(text, who, load_jargon(desk().settings.county_dir)), "warning")


def text_errors(text: str, language: str) -> str:
    """What stops a text message."""
    return _joined(outgoing(text, language, load_jargon(desk().settings.county_dir)), "error")


def _joined(found: Iterable[tuple[str, str]], wanted: str) -> str:
    why = [f"{reason[:1].upper()}{reason[1:]}." for severity, reason in found if severity == wanted]
    return " ".join(dict.fromkeys(why))
