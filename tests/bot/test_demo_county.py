"""The demo county: the same each time, whole, quick to load, and nobody in it is real."""

import re
from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from bot import demo_county, demo_people
from bot.demo_words import load_demo_words
from bot.service import Service, make_service
from conversations.safeguarding import Assessment
from storage import mixer
from storage.crypto import Vault
from storage.register import contacts
from storage.rooms import Rooms
from tests.conftest import NOW, ROOT, copied
from tests.factories import read_all
from tests.storage.breaking import cut_at


def _service(rooms: Rooms) -> Service:
    return make_service(rooms, ROOT / "config", {"MODE": "demo"})


def _answers(rooms: Rooms) -> Counter[tuple[str, ...]]:
    query = "SELECT quarter, lane, question, kind, coalesce(value, text) AS said FROM answer"
    with rooms.answers.read() as conn:
        return Counter(tuple(row) for row in conn.execute(text(query)))


def _registered(rooms: Rooms) -> list[tuple[object, ...]]:
    columns = "kind, cohort, place, status, language, easy_read, phone_of, consent, may_ask, lookup"
    with rooms.register.read() as conn:
        rows = conn.execute(text(f"SELECT {columns} FROM contact ORDER BY lookup"))  # noqa: S608
        return [tuple(row) for row in rows]


@pytest.fixture(scope="module")
def _loaded_files(
    _migrated_files: Path, tmp_path_factory: pytest.TempPathFactory, vault: Vault
) -> Path:
    """The demo county, loaded once; every test gets a copy."""
    folder = tmp_path_factory.mktemp("loaded")
    rooms = copied(_migrated_files, folder, vault)
    demo_county.load(_service(rooms), NOW)
    assert mixer.empty_logs(rooms)
    rooms.close()
    return folder


@pytest.fixture
def loaded(
    _loaded_files: Path, tmp_path_factory: pytest.TempPathFactory, vault: Vault
) -> Iterator[Rooms]:
    rooms = copied(_loaded_files, tmp_path_factory.mktemp("copy"), vault)
    yield rooms
    rooms.close()


def test_what_there_is(sqlite_rooms: Rooms, now: datetime) -> None:
    assert not demo_county.is_loaded(sqlite_rooms)
    summary = demo_county.load(_service(sqlite_rooms), now)
    assert demo_county.is_loaded(sqlite_rooms)
    assert summary == demo_county.DemoSummary(
        people=396,
        quarters=("2025-Q2", "2025-Q3", "2025-Q4", "2026-Q1"),
        texts_waiting=14,
        looks=2,
        concerns=1,
        requests=2,
    )
    assert demo_county.load(_service(sqlite_rooms), now) == summary


def test_four_quarters_were_released_in_two_lanes(loaded: Rooms) -> None:
    answers = _answers(loaded)
    assert answers.total() > 1500
    assert {(quarter, lane) for quarter, lane, *_ in answers} == {
        (quarter, lane)
        for quarter in ("2025-Q2", "2025-Q3", "2025-Q4", "2026-Q1")
        for lane in ("registered", "web")
    }
    flows = {question.split(".")[0] for _, _, question, *_ in answers}
    assert flows == {"check-in", "wall", "say-anything"}
    assert len({said for *_, said in answers}) > 200


def test_some_texts_were_edited_and_no_name_was_let_through(loaded: Rooms) -> None:
    said = {said for *_, said in _answers(loaded)}
    assert any("[name]" in one for one in said)
    assert not any("Miss K" in one for one in said)


def test_answers_are_described_as_finely_as_the_ladder_lets(loaded: Rooms) -> None:
    with loaded.answers.read() as conn:
        places = set(conn.execute(text("SELECT place FROM answer WHERE lane = 'registered'")))
        web = set(conn.execute(text("SELECT place, age FROM answer WHERE lane = 'web'")))
    assert len(places) > 4
    assert {tuple(row) for row in web} == {(None, None)}


def test_the_same_seed_makes_the_same_county(
    loaded: Rooms, sqlite_rooms: Rooms, now: datetime
) -> None:
    demo_county.load(_service(sqlite_rooms), now)
    assert _registered(loaded) == _registered(sqlite_rooms)
    assert _answers(loaded) == _answers(sqlite_rooms)


@pytest.mark.parametrize("nth", [2500, 4180, 4300])
def test_a_load_that_was_broken_off_goes_on(
    sqlite_rooms: Rooms, loaded: Rooms, now: datetime, nth: int
) -> None:
    service = _service(sqlite_rooms)
    with cut_at(sqlite_rooms, nth) as ran:
        demo_county.load(service, now)
    assert len(ran) == nth
    summary = demo_county.load(service, now)
    assert (summary.people, summary.texts_waiting, summary.looks) == (396, 14, 2)
    once = _answers(loaded).total()
    assert 0.9 < _answers(sqlite_rooms).total() / once < 1.1


def test_the_phones_that_are_lent_are_registered(loaded: Rooms) -> None:
    assert _service(loaded).demo_contacts() == list(demo_people.NUMBERS[:10])
    with loaded.register.read() as conn:
        first = contacts.by_number(conn, loaded.vault, demo_people.NUMBERS[0])
    assert first is not None
    assert (first.kind, first.language, first.may_ask) == ("registered", "en", True)


def test_nobody_has_these_numbers() -> None:
    assert len(set(demo_people.NUMBERS)) == 400
    assert all(re.fullmatch(r"\+447700900\d{3}", number) for number in demo_people.NUMBERS)


def test_every_sort_of_person_is_there(loaded: Rooms) -> None:
    with loaded.register.read() as conn:
        people = contacts.listing(conn, "registered", 1000)
        testers = contacts.listing(conn, "staff_test", 10)
    county = _service(loaded).county
    assert len(testers) == 4
    assert {one.place for one in people} == {place.id for place in county.places}
    assert {one.status for one in people} == {status.id for status in county.statuses}
    assert len({one.language for one in people}) >= 6
    assert {one.phone_of for one in people} == {"own", "carer", "shared"}
    assert len({one.cohort for one in people}) > 10


def test_the_next_release_can_be_seen_in_the_demo(loaded: Rooms, now: datetime) -> None:
    before = _answers(loaded).total()
    while text := mixer.next_to_translate(loaded, "a translator", now):
        assert mixer.translate(loaded, text.id, "in English", now, Assessment())
    read_all(loaded)
    reports = mixer.release(loaded, _service(loaded).county.release, now + timedelta(hours=1))
    assert [one.conversations for one in reports] == [9, 0, 3]
    assert _answers(loaded).total() == before + 16


def test_something_waits_at_every_desk(loaded: Rooms, now: datetime) -> None:
    waiting = mixer.queue(loaded, now)
    assert (waiting.texts, waiting.to_translate, waiting.conversations) == (14, 1, 9)
    shown = mixer.held_texts(loaded, limit=50, now=now)
    assert any(one.translated_from for one in shown)
    assert any(one.redaction.removed for one in shown)


def test_there_are_enough_sentences_of_our_own() -> None:
    words = load_demo_words(ROOT / "config")
    assert len({line for lines in words.said.values() for line in lines}) > 250
    assert sum(len(texts) for texts in words.waiting) == 13
