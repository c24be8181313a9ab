"""A check-in's texts for every kind of reader: short, with one link, answered where they ask."""

import pytest

from config.data import AUDIENCES
from conversations import opening, prompting
from conversations.book import Person, load_book
from conversations.prompting import LINK
from tests.conftest import NOW, ROOT

BOOK = load_book(ROOT / "config", {})
BANKS = [
    (flow.id, part)
    for flow in BOOK.flows.values()
    for part in ([str(one) for one in range(1, len(flow.parts) + 1)] or [""])
]


@pytest.mark.parametrize(("flow", "part"), BANKS)
def test_in_english_a_prompt_is_one_part_with_its_link(flow, part):
    found = [
        *prompting.prompt_variants(BOOK, flow, part, NOW),
        *prompting.reminder_variants(BOOK, flow, part, NOW),
    ]
    for one in found:
        most = 1 if one.language == "en" else 3
        assert all(prompting.segments(text) <= most for text in one.texts), one
        assert sum(LINK in text for text in one.texts) == 1
        assert one.first or len(one.texts) == 1


@pytest.mark.parametrize(("flow", "part"), BANKS)
@pytest.mark.parametrize("band", AUDIENCES)
def test_who_got_the_question_stands_at_it_and_nobody_else_does(flow, part, band):
    person = Person(audience=band, contact_known=True)
    for first in (True, False):
        got = prompting.prompt(BOOK, flow, person, first=first, now=NOW, part=part)
        assert got.state is not None
        at_opening = got.state["at"] == opening.AT
        assert at_opening == ("1 = go" in " ".join(got.texts))
        assert not any(LINK in text for text in got.noted)
    got = prompting.reminder(BOOK, flow, person, now=NOW, part=part)
    assert got.state["at"] == opening.AT


def test_every_reader_has_a_variant():
    found = prompting.prompt_variants(BOOK, "check-in", "", NOW)
    assert len(found) == len(AUDIENCES) * 2 * 2 * 2  # languages, easy read, first or not
    assert {one.language for one in found} == {"en", "ar"}
