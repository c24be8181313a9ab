"""Codings on both databases: what the machine makes, what a person decides, and going back."""

from datetime import datetime

import pytest
from sqlalchemy import func, select

from storage import retention
from storage.answers import codings, erasing, reviewing, tallies, texts
from storage.answers.codings import Coding, settle
from storage.answers.mixing import mix, nothing_is_coded
from storage.answers.reviewing import Review, Sought
from storage.answers.tables import (
    answer_state,
    coding,
    coding_change,
    theme_cell,
    to_code,
    to_count,
)
from storage.answers.tallies import EVERYONE
from storage.database import insert_many
from storage.rooms import Rooms
from tests.released import check, code_as, made, some_words


def look(rooms: Rooms, answer_id: str) -> Review:
    with rooms.answers.read() as conn:
        found = reviewing.find(conn, answer_id)
    assert found is not None
    return found


def themes(rooms: Rooms, answer_id: str, state: str = "counted") -> set[str]:
    return {one.theme for one in look(rooms, answer_id).codings if one.state == state}


def count(rooms: Rooms, table) -> int:
    with rooms.answers.read() as conn:
        return conn.execute(select(func.count()).select_from(table)).scalar_one()


def test_the_queue_is_read_by_random_ids_and_emptied(rooms: Rooms, now: datetime) -> None:
    ids = some_words(rooms, ["a", "b", "c"])
    with rooms.answers.read() as conn:
        waiting = codings.waiting(conn, 10)
        assert codings.how_many_wait(conn) == 3
    assert [one.id for one in waiting] == sorted(ids)
    code_as(rooms, ids[:2], "school", now=now)
    with rooms.answers.read() as conn:
        assert [one.id for one in codings.waiting(conn, 10)] == [ids[2]]


def test_coding_twice_changes_nothing(rooms: Rooms, now: datetime) -> None:
    """A night that was killed runs again, and two at once share the work."""
    ids = some_words(rooms, ["a", "b"])
    for _ in range(2):
        code_as(rooms, ids, "school", "family", now=now)
    assert count(rooms, coding) == 4
    assert count(rooms, answer_state) == 2
    assert count(rooms, coding_change) == 0


def test_every_coding_says_who_by_which_term_and_version(rooms: Rooms, now: datetime) -> None:
    (one,) = some_words(rooms, ["a"])
    code_as(rooms, [one], "school", now=now, version=3)
    (found,) = look(rooms, one).codings
    assert (found.coded_by, found.terms, found.frame_version) == ("machine", ("school",), 3)
    with rooms.answers.write() as conn:
        assert reviewing.set_themes(conn, one, {"family"}, "officer", now)
    by_theme = {each.theme: each for each in look(rooms, one).codings}
    assert by_theme["school"].state == "rejected"
    assert (by_theme["family"].coded_by, by_theme["family"].account) == ("person", "officer")


def test_a_suggestion_is_never_counted_until_a_person_takes_it(rooms: Rooms, now: datetime) -> None:
    (one,) = some_words(rooms, ["a"])
    suggestion = Coding("trust", "machine", "suggested", score=0.7)
    with rooms.answers.write() as conn:
        codings.put(conn, [codings.Made(one, "substantive", (suggestion,))],
                    version=1, learned="", moved={}, now=now)  # fmt: skip
    assert look(rooms, one).state.standing == "suggested"
    assert check(rooms, [one], now) == 1
    assert themes(rooms, one) == set()
    with rooms.answers.write() as conn:
        assert reviewing.undo(conn, one, "officer", now)
        assert reviewing.set_themes(conn, one, {"trust"}, "officer", now)
    assert themes(rooms, one) == {"trust"}


def test_undo_goes_back_step_by_step_and_history_keeps_all(rooms: Rooms, now: datetime) -> None:
    (one,) = some_words(rooms, ["a"])
    code_as(rooms, [one], "school", now=now)
    with rooms.answers.write() as conn:
        assert reviewing.flag(conn, one, "officer", now)
        assert not reviewing.flag(conn, one, "officer", now)
        assert reviewing.set_themes(conn, one, {"family"}, "officer", now)
    assert look(rooms, one).state.checked
    with rooms.answers.write() as conn:
        assert reviewing.undo(conn, one, "officer", now)
    back = look(rooms, one)
    assert (back.state.checked, back.state.flagged_by) == (False, "officer")
    assert themes(rooms, one) == {"school"}
    with rooms.answers.write() as conn:
        assert reviewing.undo(conn, one, "officer", now)
        assert not reviewing.undo(conn, one, "officer", now)
        lines = reviewing.history(conn, one)
    assert look(rooms, one).state.flagged_by is None
    assert [(line.did, line.undone) for line in lines] == [
        ("undone", False), ("undone", False), ("themes", True), ("flagged", True),
    ]  # fmt: skip


def test_a_changed_definition_codes_every_quarter_again(rooms: Rooms, now: datetime) -> None:
    old = some_words(rooms, ["a"], quarter="2025-Q4")
    new = some_words(rooms, ["b"], quarter="2026-Q1")
    code_as(rooms, [*old, *new], "school", now=now)
    with rooms.answers.write() as conn:
        assert codings.enqueue_changed(conn, 1) == 0
        assert codings.enqueue_changed(conn, 2) == 2
        assert codings.how_many_wait(conn) == 2


def test_what_was_learned_looks_again_at_open_unchecked_work_only(
    rooms: Rooms, now: datetime
) -> None:
    ids = [
        *some_words(rooms, ["a", "b"], quarter="2026-Q1"),
        *some_words(rooms, ["c"], quarter="2025-Q1"),
    ]
    code_as(rooms, ids, "school", now=now, learned="monday")
    check(rooms, ids[:1], now)
    with rooms.answers.write() as conn:
        assert codings.enqueue_learned(conn, "monday", ["2026-Q1"]) == 0
        assert codings.enqueue_learned(conn, "tuesday", ["2026-Q1"]) == 1
        assert [one.id for one in codings.waiting(conn, 9)] == ids[1:2]


def test_what_a_person_checked_stays_unless_the_definition_says_something_else(
    rooms: Rooms, now: datetime
) -> None:
    same, more, less, person = some_words(rooms, ["a", "b", "c", "d"])
    code_as(rooms, [same, more, less, person], "school", now=now)
    check(rooms, [same, more, less], now)
    with rooms.answers.write() as conn:
        reviewing.set_themes(conn, person, {"family"}, "officer", now)
        again = [made(same, "school"), made(more, "school", "trust"), made(less),
                 made(person, "school")]  # fmt: skip
        codings.put(conn, again, version=2, learned="", moved={}, now=now)
    assert look(rooms, same).state.checked
    assert look(rooms, person).state.checked  # the person has refused "school" already
    assert themes(rooms, person) == {"family"}
    assert not look(rooms, more).state.checked
    assert themes(rooms, more) == {"school", "trust"}
    assert not look(rooms, less).state.checked
    assert {one.frame_version for one in (look(rooms, same).state, look(rooms, less).state)} == {2}
    with rooms.answers.read() as conn:
        assert [line.did for line in reviewing.history(conn, more)] == ["recoded", "confirmed"]


def test_a_merged_theme_takes_its_answers_along() -> None:
    theirs = [Coding("fun", "person"), Coding("food", "machine"), Coding("home", "machine")]
    now_made = [Coding("fun", "machine"), Coding("home", "machine")]
    kept, agrees = settle(now_made, theirs, {"food": "fun"})
    assert agrees
    assert {(one.theme, one.coded_by) for one in kept} == {("fun", "person"), ("home", "machine")}


def test_voices_are_counted_and_only_of_checked_answers(rooms: Rooms, now: datetime) -> None:
    twice = some_words(rooms, ["a", "again"], voice="one", place="havant")
    once = some_words(rooms, ["b"], place="havant")
    apart = some_words(rooms, ["c"], lane="web")
    code_as(rooms, [*twice, *once, *apart], "school", now=now)
    check(rooms, twice, now)
    with rooms.answers.write() as conn:
        tallies.recount(conn, tallies.stale(conn))
        assert tallies.stale(conn) == []
        found = {(one.theme, one.lane): one for one in tallies.cells(conn)}
        (line,) = reviewing.progress(conn)
    school = found["school", "registered"]
    assert (school.place, school.voices, school.unchecked) == ("havant", 1, 1)
    assert found[EVERYONE, "registered"].voices == 1
    assert (found["school", "web"].voices, found["school", "web"].unchecked) == (0, 1)
    assert (line.standing, line.answers, line.checked) == ("coded", 4, 2)


def test_an_answer_that_says_nothing_is_nobodys_voice(rooms: Rooms, now: datetime) -> None:
    (one,) = some_words(rooms, ["idk"])
    code_as(rooms, [one], "school", now=now)
    with rooms.answers.write() as conn:
        reviewing.set_themes(conn, one, {"school"}, "officer", now, kind="non_answer")
        tallies.recount(conn, tallies.stale(conn))
        assert tallies.cells(conn) == []


def test_lists_by_standing_theme_and_page(rooms: Rooms, now: datetime) -> None:
    ids = some_words(rooms, ["a", "b", "c"])
    code_as(rooms, ids, "school", now=now)
    code_as(rooms, ids[:1], now=now)
    with rooms.answers.read() as conn:
        uncoded = reviewing.listing(conn, Sought("uncoded"), 10)
        first = reviewing.listing(conn, Sought(theme="school"), 1)
        then = reviewing.listing(conn, Sought(theme="school"), 10, first[0].answer_id)
        none = reviewing.listing(conn, Sought(theme="school", checked=True), 10)
    assert [one.answer_id for one in uncoded] == ids[:1]
    assert [one.answer_id for one in (*first, *then)] == sorted(ids[1:])
    assert none == []


def test_corrections_are_what_people_decided(rooms: Rooms, now: datetime) -> None:
    ids = some_words(rooms, ["a", "b", "c"])
    code_as(rooms, ids, "school", now=now)
    check(rooms, ids[:1], now)
    with rooms.answers.write() as conn:
        reviewing.set_themes(conn, ids[1], (), "officer", now)
        found = sorted(texts.corrections(conn, ["2026-Q1"]))
        assert list(texts.corrections(conn, ["2025-Q1"])) == []
    assert found == [
        ("a", "wall.more", [("school", "machine", "counted")]),
        ("b", "wall.more", [("school", "machine", "rejected")]),
    ]


TABLES = (coding, coding_change, answer_state, to_code, theme_cell)


def test_an_erased_answer_takes_all_along(rooms: Rooms, now: datetime) -> None:
    ids = some_words(rooms, ["a", "b"])
    code_as(rooms, ids, "school", now=now)
    check(rooms, ids, now)
    with rooms.answers.write() as conn:
        codings.enqueue(conn, ids)
        assert erasing.erase(conn, ids[:1]) == 1
        assert erasing.erase(conn, ids[:1]) == 0
        tallies.recount(conn, tallies.stale(conn))
    assert {table.name: count(rooms, table) for table in TABLES} == {
        "coding": 1, "coding_change": 1, "answer_state": 1, "to_code": 1, "theme_cell": 2,
    }  # fmt: skip


def test_answers_go_after_six_years_with_all_that_was_made_of_them(
    rooms: Rooms, now: datetime
) -> None:
    old = some_words(rooms, ["a"], quarter="2020-Q1")
    code_as(rooms, old, "school", now=now)
    check(rooms, old, now)
    with rooms.answers.write() as conn:
        codings.enqueue(conn, old)
        tallies.recount(conn, [("2020-Q1", "wall.more")])
    retention.purge(rooms, datetime(2026, 3, 1, tzinfo=now.tzinfo))
    assert count(rooms, answer_state) == 1
    retention.purge(rooms, datetime(2026, 5, 1, tzinfo=now.tzinfo))
    assert {count(rooms, table) for table in (*TABLES, to_count)} == {0}


def test_what_was_made_of_lost_answers_goes_in_the_night(rooms: Rooms, now: datetime) -> None:
    with rooms.answers.write() as conn:
        codings.enqueue(conn, ["gone"])
    retention.purge(rooms, now)
    assert count(rooms, to_code) == 0


@pytest.mark.postgres
def test_rows_on_postgresql_do_not_tell_which_night_coded_them(
    postgres_rooms: Rooms, now: datetime
) -> None:
    rooms = postgres_rooms
    nights = [some_words(rooms, [str(n) for n in range(40)]) for _ in range(2)]
    for night in nights:
        code_as(rooms, night, "school", now=now)
        mix(rooms.answers, {"2026-Q1"})
    with rooms.answers.read() as conn:
        for table in ("answer_state", "coding"):
            rows = conn.exec_driver_sql(f"SELECT answer_id, xmin::text FROM {table}").all()  # noqa: S608
            assert len({xmin for _, xmin in rows}) == 1
            first = [answer_id in nights[0] for answer_id, _ in rows]
            changes = sum(a != b for a, b in zip(first, first[1:], strict=False))
            assert changes > 15  # 39.5 are expected of a shuffle, 1 of two blocks
        size = conn.exec_driver_sql("SELECT pg_relation_size('to_code')").scalar_one()
    assert size == 0


def test_a_queue_full_of_what_is_gone_does_not_end_the_night(rooms: Rooms) -> None:
    (there,) = some_words(rooms, ["school"])
    with rooms.answers.write() as conn:
        codings.enqueue(conn, [f"!gone {number}" for number in range(5)])  # before any random id
    with rooms.answers.read() as conn:
        assert [one.id for one in codings.waiting(conn, 2)] == [there]
        assert codings.waiting(conn, 2, there) == []


def test_any_words_are_written_as_they_are(rooms: Rooms) -> None:
    odd = ('a "b" {c, d}', "back\\slash", "NULL", "", "لا", "it's", "a\tb")
    rows = [{"answer_id": str(at), "theme": one, "coded_by": "machine", "account": None,
             "term": one, "score": at / 7, "frame_version": at, "state": "counted"}
            for at, one in enumerate(odd)]  # fmt: skip
    with rooms.answers.write() as conn:
        insert_many(conn, coding, rows)
        found = conn.execute(select(coding).order_by(coding.c.answer_id)).mappings().all()
    assert [dict(one) for one in found] == rows


def test_only_before_anything_was_coded_is_it_the_first_night(rooms: Rooms, now: datetime) -> None:
    ids = some_words(rooms, ["school"])
    assert nothing_is_coded(rooms.answers)
    code_as(rooms, ids, "school", now=now)
    assert not nothing_is_coded(rooms.answers)
