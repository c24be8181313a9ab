"""Drafts as people work on them: nothing typed is lost, and nothing unfinished becomes final."""

from dataclasses import replace

import pytest
from sqlalchemy import delete, select

from collation.reports import due, gathering, html, kept, writing
from collation.reports.forms import build
from collation.reports.periods import period_of
from collation.reports.slots import CHOICE, KINDS, LINE, SLOTS, TABLE
from collation.reports.writing import NotDone
from config.data import County
from storage import retention
from storage.answers import publications
from storage.answers.tables import published_quote
from storage.office import calendar, reports
from storage.office.calendar import Day
from storage.office.report_tables import calendar_day, report_text
from storage.office.report_tables import report as report_table
from storage.rooms import Rooms
from tests.reports.published import CONFIG, NOW, OVER, RULES, a_year, around


def a_draft(rooms: Rooms, kind: str = "quarterly") -> str:
    with rooms.register.write() as conn:
        return reports.make(conn, kind, OVER, NOW, by="officer")


def opened(rooms: Rooms, county: County, which: str) -> writing.Opened:
    with rooms.answers.read() as answers, rooms.register.read() as office:
        one = reports.find(office, which)
        assert one is not None
        return writing.open_report(answers, office, around(county), one, NOW)


def fill(rooms: Rooms, which: str, slot: str, text: str, *, stands: bool = False) -> None:
    with rooms.register.write() as conn:
        one = reports.find(conn, which)
        assert one is not None
        writing.save(conn, one, which=slot, text=text, by="officer", now=NOW, stands=stands)


def fill_all(rooms: Rooms, which: str, kind: str) -> None:
    for one in SLOTS[kind]:
        if one.required:
            text = {LINE: "Somebody", CHOICE: (one.options or ("",))[0]}.get(one.kind)
            fill(rooms, which, one.id, text or f"About {one.name.lower()}.")


def finish(rooms: Rooms, county: County, which: str) -> None:
    writing.finish(rooms.answers, rooms.register, around(county), which, "officer", NOW)


@pytest.mark.parametrize("kind", KINDS)
def test_final_only_when_every_place_is_filled(rooms: Rooms, county: County, kind: str) -> None:
    a_year(rooms)
    which = a_draft(rooms, kind)
    required = [one for one in SLOTS[kind] if one.required]
    with pytest.raises(NotDone) as refused:
        finish(rooms, county, which)
    assert len(refused.value.why) == len(required)
    assert all(one.startswith("To fill: ") for one in refused.value.why)
    fill_all(rooms, which, kind)
    finish(rooms, county, which)
    found = opened(rooms, county, which)
    assert found.report is not None
    assert (found.kept.state, found.report.state, found.report.left()) == ("final", "final", [])
    text = html.page(found.report, found.quotes)
    assert "[to fill" not in text.lower()
    assert 'class="mark"' not in text
    assert "To fill:" not in text


def test_a_proposal_is_not_enough(rooms: Rooms, county: County) -> None:
    a_year(rooms)
    which = a_draft(rooms)
    found = opened(rooms, county, which)
    assert found.report is not None
    assert "equality" in [one.slot for one in found.report.left()]
    assert "easy" in writing.proposals(found.report)["equality"]


def test_what_is_wrong_keeps_it_from_being_final(rooms: Rooms, county: County) -> None:
    a_year(rooms)
    which = a_draft(rooms)
    fill_all(rooms, which, "quarterly")
    fill(rooms, which, "next_steps", "The survey is bi-annual. Trust was 55%.", stands=True)
    with pytest.raises(NotDone) as refused:
        finish(rooms, county, which)
    assert ["bi-annual" in one for one in refused.value.why] == [True]  # the 55% was looked at
    fill(rooms, which, "next_steps", "The survey is every two years. Trust was 55%.")
    with pytest.raises(NotDone, match="55%"):
        finish(rooms, county, which)
    fill(rooms, which, "next_steps", "The survey is every two years. Trust was 55%.", stands=True)
    finish(rooms, county, which)


def test_a_table_that_does_not_sum_is_refused_and_the_old_one_stays(
    rooms: Rooms, county: County
) -> None:
    a_year(rooms)
    which = a_draft(rooms)
    fill(rooms, which, "events", "District | Came\nHavant | 12\nGosport | 20\nTotal | 32")
    with pytest.raises(NotDone, match="column “Came” says 31; the rows above it add up to 32"):
        fill(rooms, which, "events", "District | Came\nHavant | 12\nGosport | 20\nTotal | 31")
    found = opened(rooms, county, which)
    assert found.written["events"].text.endswith("Total | 32")
    assert found.report is not None
    assert "Gosport" in html.page(found.report, found.quotes)


def test_nothing_published_loses_nothing_written(rooms: Rooms, county: County) -> None:
    which = a_draft(rooms)
    fill(rooms, which, "next_steps", "Ask again in June.")
    found = opened(rooms, county, which)
    assert found.report is None
    assert "What was written into the report is kept" in found.why
    with pytest.raises(NotDone, match="Nothing is published"):
        finish(rooms, county, which)
    assert opened(rooms, county, which).written["next_steps"].text == "Ask again in June."


def test_a_final_report_stays_as_it_is(rooms: Rooms, county: County) -> None:
    a_year(rooms)
    which = a_draft(rooms)
    fill_all(rooms, which, "quarterly")
    finish(rooms, county, which)
    before = opened(rooms, county, which)
    assert before.report is not None
    with rooms.register.write() as conn:
        conn.execute(delete(calendar_day))
        from storage.office import populations

        populations.remove(conn, 2026, "age", "11-15")
    after = opened(rooms, county, which)
    assert after.report == before.report
    with pytest.raises(NotDone, match="final"):
        fill(rooms, which, "next_steps", "Later.")
    with pytest.raises(NotDone, match="no such draft"):
        finish(rooms, county, which)
    with rooms.register.write() as conn:
        assert not reports.discard(conn, which)
        assert reports.reopen(conn, which)
    again = opened(rooms, county, which)
    assert again.report is not None
    assert again.report.draft
    assert again.written["next_steps"].text  # what was written is still there


def test_a_quote_leaves_a_final_report_with_its_publication(rooms: Rooms, county: County) -> None:
    a_year(rooms, audiences=("inside",))
    which = a_draft(rooms)
    fill_all(rooms, which, "quarterly")
    finish(rooms, county, which)
    with rooms.register.read() as conn:
        assert "drag me out" not in (reports.frozen(conn, which) or "")
    assert "drag me out" in html.page(*_page(opened(rooms, county, which)))
    with rooms.answers.write() as conn:  # as erasing the answer does
        conn.execute(delete(published_quote).where(published_quote.c.kind == "quote"))
    found = opened(rooms, county, which)
    assert found.withdrawn
    assert "drag me out" not in html.page(*_page(found))


def _page(found: writing.Opened):
    assert found.report is not None
    return found.report, found.quotes


def test_a_report_is_kept_whole(rooms: Rooms, county: County) -> None:
    a_year(rooms)
    for kind in KINDS:
        with rooms.answers.read() as answers, rooms.register.read() as office:
            material = gathering.gather(
                answers, office, around(county), kind, period_of(kind, OVER), NOW
            )
        report = build(material)
        assert kept.from_json(kept.to_json(report)) == report


def test_what_is_typed_is_bounded_and_escaped(rooms: Rooms, county: County) -> None:
    a_year(rooms)
    which = a_draft(rooms)
    for slot, text in (("next_steps", "x" * 20_001), ("nowhere", "x")):
        with pytest.raises(NotDone):
            fill(rooms, which, slot, text)
    board = a_draft(rooms, "board")
    with pytest.raises(NotDone, match="Choose Yes or No"):
        fill(rooms, board, "plan_1", "Perhaps")
    fill(rooms, which, "next_steps", "<script>alert(1)</script>")
    text = html.page(*_page(opened(rooms, county, which)))
    assert "<script>" not in text
    assert "&lt;script&gt;" in text


# ------------------------------------------------------------------------------- by the clock


def days(rooms: Rooms, *some: Day) -> None:
    with rooms.register.write() as conn:
        calendar.add(conn, some, "officer", NOW)


def made(rooms: Rooms) -> list[tuple[str, str, str | None]]:
    with rooms.register.read() as conn:
        return sorted((one.kind, one.period, one.made_by) for one in reports.listing(conn))


def run(rooms: Rooms, county_dir=CONFIG, now=NOW) -> due.Drafted:
    return due.run(rooms.answers, rooms.register, county_dir, now)


def test_the_clock_drafts_what_is_due_once(rooms: Rooms) -> None:
    a_year(rooms)
    today = NOW.date()
    days(
        rooms,
        Day(today.replace(day=28), "board", "The Board", today.replace(day=21)),
        Day(today.replace(month=6, day=4), "management", "CSDMT"),
        Day(today.replace(month=9, day=1), "board", "The Board"),
        Day(today.replace(day=20), "other", "Workshop"),
    )
    assert str(run(rooms)) == "3 reports drafted, 0 wait for a publication"
    assert made(rooms) == [("board", OVER, None), ("csdmt", OVER, None), ("quarterly", OVER, None)]
    assert str(run(rooms)) == "0 reports drafted, 0 wait for a publication"
    assert len(made(rooms)) == 3


def test_without_a_publication_it_waits_and_says_so(rooms: Rooms) -> None:
    days(rooms, Day(NOW.date().replace(day=28), "board", "The Board"))
    assert str(run(rooms)) == "0 reports drafted, 1 wait for a publication"
    assert made(rooms) == []
    a_year(rooms)
    assert run(rooms).made == 2  # the Board's, and the quarter's own


def test_it_writes_over_nothing(rooms: Rooms) -> None:
    a_year(rooms)
    which = a_draft(rooms)
    fill(rooms, which, "next_steps", "Mine.")
    assert run(rooms).made == 0
    with rooms.register.read() as conn:
        assert reports.written(conn, which)["next_steps"].text == "Mine."


def test_the_boards_dates_of_the_file_begin_the_calendar(rooms: Rooms) -> None:
    run(rooms)
    with rooms.register.read() as conn:
        first = calendar.listing(conn, NOW.date())[0]
    assert (first.day.isoformat(), first.kind) == ("2026-06-18", "board")
    with rooms.register.write() as conn:
        calendar.remove(conn, first.id)
    run(rooms)
    with rooms.register.read() as conn:
        assert calendar.listing(conn, NOW.date())[0].day.isoformat() == "2026-09-24"


def test_a_meeting_keeps_its_quarter_when_the_next_one_is_over(rooms: Rooms) -> None:
    a_year(rooms)
    days(rooms, Day(NOW.date().replace(month=4, day=20), "board", "The Board"))
    march, april = NOW.replace(month=3, day=30), NOW.replace(month=4, day=3)
    for at in (march, april):
        with rooms.answers.read() as answers, rooms.register.read() as office:
            found = [one.period for one in due.due(answers, office, at) if one.kind == "board"]
        assert found == ["2025-Q4"], at


def test_old_reports_and_dates_are_deleted_in_time(rooms: Rooms) -> None:
    which = a_draft(rooms)
    fill(rooms, which, "next_steps", "Old.")
    days(rooms, Day(NOW.date(), "board", "The Board"))
    retention.purge(rooms, NOW.replace(year=NOW.year + 6))
    assert _left(rooms) == (1, 1, 1)
    retention.purge(rooms, NOW.replace(year=NOW.year + 8))
    assert _left(rooms) == (0, 0, 0)


def _left(rooms: Rooms) -> tuple[int, ...]:
    with rooms.register.read() as conn:
        tables = (report_table, report_text, calendar_day)
        return tuple(len(conn.execute(select(one)).all()) for one in tables)


def test_the_same_date_is_entered_once(rooms: Rooms) -> None:
    one = Day(NOW.date(), "board", "The Board")
    with rooms.register.write() as conn:
        assert calendar.add(conn, [one, one], "officer", NOW) == 1
        (there,) = calendar.listing(conn, NOW.date())
        other = replace(one, title="Another", papers_due=NOW.date())
        assert calendar.replace(conn, there.id, other, "officer", NOW)
        assert calendar.find(conn, there.id) == replace(other, id=there.id)


def test_tables_are_the_only_slots_with_a_table() -> None:
    assert {one.id for kind in KINDS for one in SLOTS[kind] if one.kind == TABLE} == {"events"}
    assert RULES.k_public == 10
    assert publications.AUDIENCES == ("inside", "board", "public")
