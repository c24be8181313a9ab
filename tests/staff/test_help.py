"""The help: words for every audience that pass the linter of texts, and codes that lead home."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from config.data import load_jargon
from conversations.book import load_book
from conversations.lint import lint_said
from conversations.reading import grade
from staff.help import NAMES, code, load_welcome
from tests.conftest import ROOT
from tests.staff.console import Console

COUNTY = ROOT / "config"


def test_what_is_said_and_printed_passes_the_linter_of_texts() -> None:
    book = replace(load_book(COUNTY, {}), texts=load_welcome(COUNTY))
    # Wallet cards and posters are in English so far; a missing translation is not an error.
    found = [
        f"{one.line}: {one.message}"
        for one in lint_said(book, load_jargon(COUNTY), grade)
        if "translation" not in one.message and "texts missing" not in one.message
    ]
    assert found == []


@pytest.mark.parametrize("who", list(NAMES))
def test_every_audience_has_a_poster_and_cards(console: Console, who: str) -> None:
    client = console.browser("worker")
    assert "I can't see what you say" in client.get("/staff/help?who=8-11").text.replace(
        "&#39;", "'"
    )
    poster = client.get(f"/staff/help/poster/{who}").text
    assert "Ring 999" in poster
    assert "{" not in poster[poster.index("gt-poster") :].split("</article>")[0]
    cards = client.get(f"/staff/help/cards/{who}").text
    assert cards.count('class="gt-wallet"') == 8


def test_adults_are_not_given_childline(console: Console) -> None:
    client = console.browser("worker")
    assert "Childline" in client.get("/staff/help/poster/11-15").text
    assert "Childline" not in client.get("/staff/help/poster/18-25").text


def test_what_cannot_be_printed_is_not_there(console: Console) -> None:
    client = console.browser("worker")
    for path in ("poster/all", "flag/11-15", "poster/../../etc"):
        assert client.get(f"/staff/help/{path}").status_code == 404
    assert client.get("/staff/help?who=nobody").status_code == 200


def test_the_code_is_the_one_that_the_library_draws() -> None:
    import segno

    made = code("https://golden-thread.example/")
    dark = {(int(x), int(y)) for x, y in re.findall(r"M(\d+) (\d+)h1v1h-1z", made.path)}
    matrix = segno.make("https://golden-thread.example/", error="q", micro=False).matrix
    assert dark == {
        (x + 4, y + 4) for y, row in enumerate(matrix) for x, one in enumerate(row) if one
    }
    assert made.size == len(matrix) + 8


def test_a_broken_flow_file_keeps_nobody_out_of_the_rest(
    console: Console, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    from config.data import DataError
    from staff.campaigns import words

    def broken(*_: object) -> None:
        raise DataError("check-in.yaml", 3, "not a flow")

    monkeypatch.setattr(words, "load_book", broken)
    client = console.browser("worker")
    for path in ("check-in", "check-in/preview", "help"):
        response = client.get(f"/staff/{path}")
        assert response.status_code == 503
        assert "lint-flows" in response.text
    for path in ("", "check-ins"):
        assert client.get(f"/staff/{path}").status_code == 200
