"""What is new and a wall's words are kept: as the answers stand, no longer than each of them."""

import json
from collections import Counter
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import select

from collation import news as news_of
from collation import nightly
from collation.news import kept_news, news, wall_words
from collation.rising import Question
from collation.themes_count import freshen
from collation.wall_words import by_voices
from config.data import ReleaseRules
from config.frame import load_frame
from storage.answers import erasing, read, reviewing, tallies, texts, worked_out
from storage.answers.codings import COUNTED, MACHINE, REJECTED
from storage.answers.tables import answer_state, coding
from storage.answers.tables import worked_out as table
from storage.rooms import Rooms
from tests.released import QUESTION, some_words

FRAME = load_frame(Path(__file__).parents[2] / "config")
EARLIER, THEN, NOW = "2025-Q4", "2026-Q1", "2026-Q2"
"""The fixtures' clock stands in May 2026: only the last two are open."""

SAID = ["maths is boring"] * 12 + ["purple elephants wobble"] * 8
BEFORE = ["maths is boring"] * 12 + ["more trips please"] * 8


def night(rooms: Rooms, now: datetime) -> nightly.Night:
    return nightly.run(rooms.answers, rooms.register, FRAME, ReleaseRules(), now)


def worked_out_now(rooms: Rooms, quarter: str = NOW, earlier: str | None = THEN) -> list[Question]:
    with rooms.answers.read() as conn:
        return news(conn, FRAME, quarter, earlier)


def rows(rooms: Rooms) -> str:
    """All that is kept, as text."""
    with rooms.answers.read() as conn:
        return json.dumps([list(row) for row in conn.execute(select(table))])


@pytest.fixture
def two_quarters(rooms: Rooms, now: datetime) -> list[str]:
    """After a night; the ids of the newer quarter's answers."""
    some_words(rooms, BEFORE, quarter=THEN)
    ids = some_words(rooms, SAID, quarter=NOW)
    night(rooms, now)
    return ids


def test_the_first_night_counts_before_it_looks_for_news(rooms: Rooms, now: datetime) -> None:
    some_words(rooms, ["purple elephants wobble"] * 20)
    assert night(rooms, now).new == 1
    assert night(rooms, now).new == 0  # the same question is not new twice


def test_a_page_shows_what_its_answers_say_right_after_a_night(
    rooms: Rooms, two_quarters: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    found = worked_out_now(rooms)
    assert {one.kind for one in found} == {"rising"}
    monkeypatch.setattr(texts, "of_quarter", None)  # a look reads no answers
    kept = kept_news(rooms.answers, FRAME, NOW, THEN)
    assert list(kept.questions) == found
    assert not kept.since


def test_what_is_checked_by_day_is_said_and_taken_up_at_night(
    rooms: Rooms, two_quarters: list[str], now: datetime
) -> None:
    before = kept_news(rooms.answers, FRAME, NOW, THEN).questions
    with rooms.answers.write() as conn:
        for one in two_quarters[-8:]:
            reviewing.set_themes(conn, one, (), "officer", now, kind="non_answer")
    freshen(rooms.answers)  # as every page does
    by_day = kept_news(rooms.answers, FRAME, NOW, THEN)
    assert (by_day.questions, by_day.since) == (before, True)
    night(rooms, now)
    after = kept_news(rooms.answers, FRAME, NOW, THEN)
    assert list(after.questions) == worked_out_now(rooms) != list(before)
    assert not after.since


def test_the_quarter_before_counts_too(
    rooms: Rooms, two_quarters: list[str], now: datetime
) -> None:
    some_words(rooms, ["purple elephants wobble"] * 10, quarter=THEN)
    night(rooms, now)
    kept = kept_news(rooms.answers, FRAME, NOW, THEN)
    assert list(kept.questions) == worked_out_now(rooms)
    assert "rising" not in {one.kind for one in kept.questions}


def test_an_erased_answer_is_in_nothing_that_is_kept(
    rooms: Rooms, two_quarters: list[str], now: datetime
) -> None:
    wall_words(rooms.answers, QUESTION, NOW, "registered", least=5, texts_there=20)
    gone = two_quarters[-1]
    assert gone in rows(rooms)
    assert "wobble" in rows(rooms)
    with rooms.answers.write() as conn:
        assert erasing.erase(conn, two_quarters[-6:]) == 6
    assert gone not in rows(rooms)
    assert "wobble" not in rows(rooms)  # two are left who said it, and no wall shows two
    freshen(rooms.answers)
    kept = kept_news(rooms.answers, FRAME, NOW, THEN)
    assert list(kept.questions) == worked_out_now(rooms)


def test_so_is_one_of_the_quarter_that_it_is_compared_with(
    rooms: Rooms, two_quarters: list[str], now: datetime
) -> None:
    others = some_words(rooms, ["more trips please"], quarter=THEN)
    night(rooms, now)
    with rooms.answers.write() as conn:
        erasing.erase(conn, others)
    assert rows(rooms) == "[]"


def test_nothing_is_kept_of_an_answer_that_went_meanwhile(
    rooms: Rooms, two_quarters: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with rooms.answers.write() as conn:
        worked_out.forget_all(conn)

    def erased_meanwhile(*given: object) -> list[Question]:
        found = news(*given)  # type: ignore[arg-type]
        with rooms.answers.write() as conn:
            erasing.erase(conn, two_quarters[-1:])
        return found

    monkeypatch.setattr(news_of, "news", erased_meanwhile)
    kept_news(rooms.answers, FRAME, NOW, THEN)
    assert two_quarters[-1] not in rows(rooms)


def test_what_changes_meanwhile_is_not_called_worked_out(
    rooms: Rooms, two_quarters: list[str], now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    def check(one: str) -> None:
        with rooms.answers.write() as conn:
            reviewing.confirm(conn, [one], "officer", now)

    def checked_meanwhile(*given: object) -> list[Question]:
        found = news(*given)  # type: ignore[arg-type]
        check(two_quarters[1])
        return found

    check(two_quarters[0])
    monkeypatch.setattr(news_of, "news", checked_meanwhile)
    night(rooms, now)
    assert kept_news(rooms.answers, FRAME, NOW, THEN).since
    monkeypatch.undo()
    night(rooms, now)
    assert not kept_news(rooms.answers, FRAME, NOW, THEN).since


def test_a_quarter_long_over_is_worked_out_when_somebody_looks(
    rooms: Rooms, two_quarters: list[str], now: datetime
) -> None:
    old = some_words(rooms, SAID, quarter=EARLIER)
    night(rooms, now)
    assert old[-1] not in rows(rooms)
    kept = kept_news(rooms.answers, FRAME, EARLIER, None)
    assert list(kept.questions) == worked_out_now(rooms, EARLIER, None)
    with rooms.answers.read() as conn:
        assert {one.about.quarter for one in worked_out.news(conn)} == {EARLIER, THEN, NOW}
    with rooms.answers.write() as conn:
        reviewing.confirm(conn, old[:1], "officer", now)
    night(rooms, now)
    with rooms.answers.read() as conn:
        assert {one.about.quarter for one in worked_out.news(conn)} == {THEN, NOW}


def test_a_wall_keeps_only_words_that_enough_people_used(
    rooms: Rooms, two_quarters: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    some_words(rooms, ["zebra crossing"] * 2, quarter=NOW)  # a later release
    freshen(rooms.answers)

    def shown(least: int) -> list[tuple[str, int]]:
        with rooms.answers.read() as conn:
            there = read.texts_there(conn, QUESTION, NOW, "registered")
        where = (QUESTION, NOW, "registered")
        return wall_words(rooms.answers, *where, least=least, texts_there=there)

    with rooms.answers.read() as conn:
        said = texts.said(conn, QUESTION, NOW, "registered")
    assert shown(5) == by_voices(said, 5)
    assert "zebra" not in rows(rooms)
    assert dict(shown(2))["zebra"] == 2
    some_words(rooms, ["zebra crossing"], quarter=NOW)
    freshen(rooms.answers)
    assert dict(shown(2))["zebra"] == 3
    monkeypatch.setattr(texts, "said", None)  # a look reads no answers
    assert dict(shown(2))["zebra"] == 3


def test_kept_sums_are_those_of_the_cells(
    rooms: Rooms, two_quarters: list[str], now: datetime
) -> None:
    some_words(rooms, ["more trips please"] * 3, quarter=NOW, place="havant", age="11-15")
    night(rooms, now)
    with rooms.answers.write() as conn:
        reviewing.confirm(conn, two_quarters[:5], "officer", now)
        reviewing.set_themes(conn, two_quarters[5], (), "officer", now)
    freshen(rooms.answers)
    sums: Counter[tuple[str, str, str]] = Counter()
    with rooms.answers.read() as conn:
        for one in tallies.cells(conn, lane="registered"):
            sums[one.quarter, one.question, one.theme] += one.voices * 1000 + one.unchecked
        found = tallies.summed(conn, [THEN, NOW], "registered")
        state = answer_state.c
        judged = conn.execute(
            select(coding.c.state)
            .join(answer_state, state.answer_id == coding.c.answer_id)
            .where(state.checked_in.is_not(None), coding.c.coded_by == MACHINE)
        ).scalars()
        states = Counter(judged)
        agreed = tallies.agreement(conn, NOW)
    assert {(one.quarter, one.question, one.theme): one.voices * 1000 + one.unchecked
            for one in found} == sums  # fmt: skip
    assert agreed == (states[COUNTED], states[COUNTED] + states[REJECTED])
    assert states[REJECTED] >= 1
