"""The page on writing a flow does what it says: its example can be used as it stands."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from conversations.book import Book
from conversations.flows import Flow, parse_flow
from conversations.lint import lint_flow
from conversations.reading import grade
from tests.conversations.conversing import the_book
from tests.transcript_runner import Transcript, parse, play

PAGE = (Path(__file__).resolve().parents[2] / "docs/flows.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```(\w*)\n(.*?)```", PAGE, re.DOTALL)


@pytest.fixture(scope="module")
def example() -> Flow:
    return parse_flow(next(text for kind, text in BLOCKS if kind == "yaml"), "flows/pets.yaml")


@pytest.fixture(scope="module")
def book(example: Flow) -> Book:
    return replace(the_book(), flows={**the_book().flows, example.id: example})


def transcripts() -> list[Transcript]:
    texts = [text for kind, text in BLOCKS if not kind and "flow: pets" in text]
    return [parse(text, Path(f"pets/{at}.txt")) for at, text in enumerate(texts)]


def test_the_example_has_nothing_to_mend(example: Flow, book: Book) -> None:
    english = replace(book, county=replace(book.county, languages_on=("en",)))
    assert lint_flow(example, english, {}, grade) == []


def test_its_transcripts_walk_every_way(example: Flow, book: Book) -> None:
    played = [play(one, book) for one in transcripts()]
    assert len(played) == 5
    walked = {step for _, player in played for step in player.path}
    assert {(example.id, edge) for edge in example.edges()} <= walked
    assert any(edge[1] == "timed_out" for _, edge in walked)
    assert not any(line.startswith("!") for lines, _ in played for line in lines)
