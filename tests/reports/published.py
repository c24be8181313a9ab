"""Two published quarters, made as the service makes them, for the tests of reports."""

from datetime import UTC, datetime

from collation.publishing import Sort, draft, publish
from collation.reports.gathering import Around
from collation.themes_count import freshen
from commands.reporting import wording
from config.data import County, ReleaseRules
from storage.answers import publications
from storage.answers.publications import Quote
from storage.office import populations
from storage.office.populations import Population
from storage.rooms import Rooms
from tests.conftest import ROOT
from tests.released import check, code_as, some_words

NOW = datetime(2026, 5, 12, 15, tzinfo=UTC)
BEFORE, OVER = "2025-Q4", "2026-Q1"
CONFIG = ROOT / "config"
RULES = ReleaseRules()

SAID = {
    BEFORE: {
        "wall.more": {"school": (30, 10), "family": (12, 8), "": (40, 20)},
        "wall.less": {"school": (8, 4), "worker_change": (20, 9), "": (30, 20)},
    },
    OVER: {
        "wall.more": {"school": (55, 12), "family": (9, 12), "": (22, 12)},
        "wall.less": {"school": (11, 2), "worker_change": (21, 9), "": (30, 22)},
    },
}
"""Voices by quarter, question and theme: of 11-15 and of 16-17."""

PEOPLE = {"8-11": 90, "11-15": 400, "16-17": 210}


def around(county: County) -> Around:
    """The county of the tests."""
    return Around(county, CONFIG, wording(CONFIG))


def a_year(rooms: Rooms, *, audiences: tuple[str, ...] = ("inside", "public")) -> None:
    """Answers of two quarters, coded, checked, published; and how many young people there are."""
    for quarter, questions in SAID.items():
        for question, themes in questions.items():
            for theme, ages in themes.items():
                for age, many in zip(("11-15", "16-17"), ages, strict=True):
                    ids = some_words(rooms, ["text"] * many, quarter=quarter, question=question,
                                     age=age, place="havant")  # fmt: skip
                    code_as(rooms, ids, *filter(None, [theme]), now=NOW)
                    check(rooms, ids, NOW)
        freshen(rooms.answers)
        for audience in audiences:
            publish_one(rooms, quarter, audience)
    with rooms.register.write() as conn:
        for value, people in PEOPLE.items():
            one = Population(2026, "age", value, people, "county return")
            populations.put(conn, one, "officer", NOW)


def publish_one(rooms: Rooms, quarter: str, audience: str) -> str:
    """Publish a quarter with one summary by the officer and one quote in it."""
    sort = Sort(quarter, audience, RULES, 1)
    which = draft(rooms.answers, sort, "What you said", NOW, by="officer")
    assert which
    with rooms.answers.write() as conn:
        publications.add_quote(
            conn, which, Quote("school", "paraphrase", "Lessons should not be missed.", "officer")
        )
        publications.add_quote(
            conn, which, Quote("school", "quote", "dont drag me out of school", "officer", "a1")
        )
    publish(rooms.answers, which, sort, "officer", NOW)
    return which
