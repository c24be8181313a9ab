"""Every page stands on a base that says its language and direction, and nothing skips escaping."""

import re
from pathlib import Path

import pytest

from tests.house.tree import ROOT, product_code

SIDES = ("bot", "staff")
TEMPLATES = sorted(
    path.relative_to(ROOT) for side in SIDES for path in (ROOT / side).glob("templates/**/*.html")
)
UNESCAPED = re.compile(r"\|\s*safe\b|autoescape\s+(false|off)", re.IGNORECASE)


def is_part(path: Path) -> bool:
    """A file that pages include (a leading underscore) or import macros from."""
    return path.name.startswith("_") or "{% macro " in (ROOT / path).read_text()


@pytest.mark.parametrize("path", TEMPLATES, ids=str)
def test_nothing_skips_escaping(path):
    assert UNESCAPED.findall((ROOT / path).read_text()) == []


def test_no_code_skips_escaping():
    assert [str(path) for path, text, _ in product_code() if "Markup(" in text] == []


@pytest.mark.parametrize("path", [p for p in TEMPLATES if not is_part(p)], ids=str)
def test_every_page_extends_a_base_or_is_one(path):
    text = (ROOT / path).read_text()
    if re.search(r"{%-?\s*extends\s", text):
        return
    html = re.search(r"<html[^>]*>", text)
    assert html, "neither extends a base nor is a whole page"
    assert "lang=" in html.group()
    assert "dir=" in html.group()
