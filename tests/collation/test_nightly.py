"""A night on both databases: once, again, two at once, killed, and in several processes."""

import threading
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import select

from collation import nightly
from collation.coding import Correction
from collation.frame import to_json
from config.data import ReleaseRules
from config.frame import Frame, load_frame
from storage import mixer
from storage.answers import codings, publications, reviewing, tallies
from storage.answers.reviewing import Sought
from storage.answers.tables import answer, answer_state, coding
from storage.office import frames
from storage.rooms import Rooms
from tests.factories import a_group, read_at_once, words
from tests.released import check, some_words

FRAME = load_frame(Path(__file__).parents[2] / "config")
TEXTS = (
    "my social worker keeps changing", "idk", "more trips please", "I want to see my mum",
    "they never listen to us", "maths is boring", "qwertz uiop",
)  # fmt: skip


def night(rooms: Rooms, now: datetime, first: Frame = FRAME, **how: int) -> nightly.Night:
    return nightly.run(rooms.answers, rooms.register, first, ReleaseRules(), now, **how)


def all_of(rooms: Rooms) -> tuple[list, list]:
    """Every coding and how every answer stands."""
    with rooms.answers.read() as conn:
        return (
            sorted(map(tuple, conn.execute(select(coding)))),
            sorted(map(tuple, conn.execute(select(answer_state)))),
        )


def test_released_words_are_coded_and_counted(rooms: Rooms, now: datetime) -> None:
    a_group(rooms, 20, answers=[words(TEXTS[0])])
    read_at_once(rooms)
    mixer.release(rooms, ReleaseRules(min_days=0, hold_hours=0), now)
    assert str(night(rooms, now)) == (
        "20 answers coded, 0 things are new, 1 questions counted, 0 publications drafted"
    )
    with rooms.answers.read() as conn:
        found = reviewing.listing(conn, Sought("coded"), 100)
        cells = {one.theme: one for one in tallies.cells(conn)}
    assert len(found) == 20
    assert (cells["worker_change"].voices, cells["worker_change"].unchecked) == (0, 20)


def test_the_first_night_keeps_the_countys_frame_as_version_1(rooms: Rooms, now: datetime) -> None:
    night(rooms, now)
    night(rooms, now, replace(FRAME, version=9))  # the database owns what follows
    with rooms.register.read() as conn:
        assert [one.version for one in frames.history(conn)] == [FRAME.version]


def test_a_second_night_does_nothing(rooms: Rooms, now: datetime) -> None:
    some_words(rooms, TEXTS)
    assert night(rooms, now).coded == len(TEXTS)
    before = all_of(rooms)
    assert night(rooms, now) == nightly.Night(0, 0, 0, 0)
    assert all_of(rooms) == before


def test_a_night_that_was_killed_goes_on_where_it_stopped(
    rooms: Rooms, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    some_words(rooms, TEXTS * 3)
    monkeypatch.setattr(nightly, "BATCH", 5)
    put, calls = codings.put, []

    def dies(*given: object, **named: object) -> set[str]:
        calls.append(1)
        written = put(*given, **named)  # type: ignore[arg-type]
        if len(calls) == 3:
            raise KeyboardInterrupt  # within the transaction: it is rolled back
        return written

    monkeypatch.setattr(codings, "put", dies)
    with pytest.raises(KeyboardInterrupt):
        night(rooms, now)
    monkeypatch.setattr(codings, "put", put)
    assert night(rooms, now).coded == len(TEXTS) * 3 - 10
    assert len(all_of(rooms)[1]) == len(TEXTS) * 3


def test_two_nights_at_once_do_no_harm(
    rooms: Rooms, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(nightly, "BATCH", 5)  # many transactions, so that they meet
    some_words(rooms, TEXTS * 20)
    errors: list[Exception] = []

    def one() -> None:
        try:
            night(rooms, now)
        except Exception as error:  # told below
            errors.append(error)

    both = [threading.Thread(target=one) for _ in range(2)]
    for each in both:
        each.start()
    for each in both:
        each.join()
    assert errors == []
    codings_then, states = all_of(rooms)
    assert len(states) == len(TEXTS) * 20
    assert len({one[:2] for one in codings_then}) == len(codings_then)
    with rooms.answers.read() as conn:
        assert codings.how_many_wait(conn) == 0
        assert tallies.stale(conn) == []


@pytest.mark.timeout(120)
def test_several_processes_make_the_same_of_it(rooms: Rooms, now: datetime) -> None:
    some_words(rooms, TEXTS * 4)
    night(rooms, now, processes=1)
    before = all_of(rooms)
    with rooms.answers.write() as conn:
        codings.enqueue(conn, conn.execute(select(answer.c.id)).scalars())
    assert night(rooms, now, processes=2).coded == len(TEXTS) * 4
    assert all_of(rooms) == before


def test_a_changed_definition_codes_both_periods_again(rooms: Rooms, now: datetime) -> None:
    for quarter in ("2025-Q4", "2026-Q1"):
        some_words(rooms, ["qwertz uiop"], quarter=quarter)
    night(rooms, now)
    school = FRAME.theme("school")
    term = replace(school.terms[0], text="qwertz", asked=())
    themes = tuple(
        replace(one, terms=(*one.terms, term)) if one == school else one for one in FRAME.themes
    )
    with rooms.register.write() as conn:
        assert frames.add(
            conn, 2, to_json(replace(FRAME, version=2, themes=themes)), "a new word", now
        )
        assert not frames.add(
            conn, 2, to_json(replace(FRAME, version=2, themes=themes)), "too late", now
        )
    assert night(rooms, now).coded == 2
    with rooms.answers.read() as conn:
        found = reviewing.listing(conn, Sought(theme="school"), 10)
    assert {one.state.quarter for one in found} == {"2025-Q4", "2026-Q1"}
    assert {one.state.frame_version for one in found} == {2}


def test_the_machine_learns_from_what_people_decided(rooms: Rooms, now: datetime) -> None:
    (one,) = some_words(rooms, ["they took my phone away again"])
    night(rooms, now)
    with rooms.answers.write() as conn:
        reviewing.set_themes(conn, one, {"home"}, "officer", now)
    home, nothing = frozenset({"home"}), frozenset[str]()
    assert list(nightly.corrections(rooms.answers, {}, now)) == [
        Correction("they took my phone away again", "wall.more", home, nothing, nothing)
    ]
    night(rooms, now)
    with rooms.answers.read() as conn:
        found = reviewing.find(conn, one)
    assert found is not None
    assert found.state.checked  # a night never takes a person's work away


def test_what_is_new_is_a_step_of_the_night(rooms: Rooms, now: datetime) -> None:
    some_words(rooms, ["maths is boring"] * 20)
    assert night(rooms, now).new == 0
    some_words(rooms, ["purple elephants wobble"] * 20)
    assert night(rooms, now).new == 1  # a question that no theme fits is asked about


def test_a_quarter_that_is_checked_is_drafted_in_the_night(rooms: Rooms, now: datetime) -> None:
    ids = some_words(rooms, [TEXTS[0]] * 8 + [TEXTS[2]] * 8)
    night(rooms, now)
    check(rooms, ids, now)
    assert night(rooms, now).drafted == 1
    with rooms.answers.read() as conn:
        (one,) = publications.listing(conn, states=("draft",))
        tables = {each.name: each for each in publications.tables_of(conn, one.id)}
    themes = tables["wall.more registered"].cells["themes"]
    assert themes["worker_change"]["said"] == [10]  # 8, to the nearest 5


def test_merged_themes_are_followed_to_the_last() -> None:
    def theme(which: str, into: str = "") -> object:
        return replace(FRAME.themes[0], id=which, into=into)

    themes = (theme("a", "b"), theme("b", "c"), theme("c"))
    frame = replace(FRAME, themes=themes)
    assert nightly.merged(frame) == {"a": "c", "b": "c"}
