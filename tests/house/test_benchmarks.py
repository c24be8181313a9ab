"""Each benchmark runs at its smallest size. How fast anything is, is not asked here."""

from pathlib import Path

import pytest
from sqlalchemy import text

from benchmarks import __main__ as program
from benchmarks import (
    contender,
    engine,
    pages,
    queueing,
    relaxed,
    segments,
    sender,
    sms_turn,
    statements,
    themes,
)
from benchmarks.measure import Size, interleaved, percentile, ratios, spread
from benchmarks.sms_turn import NORMAL, POSTGRESQL
from storage.rooms import Rooms

SMALLEST = Size(rounds=1, seconds=0.1, warm_up=0.1)


@pytest.mark.parametrize(
    "kind",
    [NORMAL, pytest.param(POSTGRESQL, marks=pytest.mark.postgres)],
    ids=lambda k: k.name,
)
def test_a_text_over_http_is_measured_beside_the_floor(kind):
    report = sms_turn.throughput(SMALLEST, (kind,))
    assert [line[0].strip() for line in report.lines] == [kind.name, "Golden Thread", "floor"]
    assert len(report.goals) == 1


def test_the_relaxed_app_is_our_own_at_normal(tmp_path, vault):
    rooms = relaxed.open_relaxed(*(f"sqlite:///{tmp_path}/{name}.db" for name in "rka"), vault)
    for database in (rooms.register, rooms.keys, rooms.answers):
        with database.read() as conn:
            assert conn.execute(text("PRAGMA synchronous")).scalar() == 1  # NORMAL; ours is 2, FULL
    rooms.close()


def test_an_ordinary_text_takes_four_statements_at_most(tmp_path):
    urls = {name: f"sqlite:///{tmp_path}/{name}.db" for name in sms_turn.ROOMS}
    (goal,) = statements.measure(urls, sms_turn.STATEMENTS).goals
    assert goal[1], goal[0]


def test_engines_that_are_not_installed_are_named_with_the_way_to_get_them(tmp_path, monkeypatch):
    monkeypatch.setattr(contender, "NODE_FOLDER", tmp_path / "node")
    monkeypatch.setattr(contender, "PYTHON_FOLDER", tmp_path / "venv")
    (report,) = engine.measure(SMALLEST)
    assert len(report.not_run) == 3
    assert all("python -m benchmarks.fetch" in how for _, how in report.not_run)
    assert [line[0] for line in report.lines[:2]] == [one.name for one in contender.ours()]


def test_a_check_in_in_english_is_one_plain_segment_a_text():
    (report,) = segments.measure(SMALLEST)
    assert [goal for goal, reached in report.goals if not reached] == []
    assert segments.typographic('"I can\'t"') == "“I can’t”"


@pytest.mark.postgres
def test_queueing_is_measured_beside_a_bulk_insert():
    (report,) = queueing.measure(SMALLEST)
    assert len(report.goals) == 2


@pytest.mark.postgres
def test_coding_and_pages_are_measured():
    coding, shown = themes.measure(SMALLEST)
    assert [line[0] for line in coding.lines] == ["SQLite, 100", "PostgreSQL, 100"]
    assert shown.lines[0][0] == "SQLite"
    assert len(shown.goals) == 4  # pages and reports, on both databases


def test_a_page_that_is_not_there_is_no_fast_page(
    sqlite_rooms: Rooms, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    console = pages.console_of(sqlite_rooms, str(tmp_path))
    monkeypatch.setattr(pages, "PATHS", ("/staff/no-such-page",))
    with pytest.raises(RuntimeError, match="404"):
        pages.milliseconds(console)


@pytest.mark.postgres
def test_senders_and_an_idle_hour_are_measured():
    throughput, idle = sender.measure(SMALLEST)
    assert [line[0] for line in throughput.lines] == ["1", "2", "4"] or throughput.not_run
    assert [line[0] for line in idle.lines] == ["SQLite", "PostgreSQL"] or throughput.not_run


def test_rows_are_chosen_by_name(capsys):
    assert program.main(["segments", "--rounds", "1"]) == 0
    assert "SMS segments" in capsys.readouterr().out
    with pytest.raises(SystemExit):
        program.main(["no-such-row"])
    assert "no such row" in capsys.readouterr().err


def test_rounds_alternate_and_compare_like_with_like():
    order = []
    runs = {name: lambda name=name: order.append(name) for name in "ab"}
    interleaved(runs, 2)
    assert order == ["a", "b", "b", "a"]
    assert ratios([2, 9], [1, 3]).show(".1f") == "2.5 (2.0–3.0)"
    assert spread([3, 1, 2]).median == 2
    assert percentile(range(100), 0.99) == 99
