"""What came of it stands in reports and files: each claim with its code, nothing of anybody's."""

import csv
import io
from argparse import Namespace
from dataclasses import replace
from datetime import date

import pytest

from collation.reports import gathering, html
from collation.reports.forms import build
from collation.reports.material import Meeting
from collation.reports.periods import period_of
from commands.exporting import ACTION_COLUMNS, LOG_COLUMNS, export
from config.data import County
from storage.office import actions, log, proposals, public_texts
from storage.office.actions import Action
from storage.office.log import LogEntry
from storage.office.proposals import Proposal
from storage.office.public_texts import PublicText
from storage.rooms import Rooms
from tests.reports.published import NOW, OVER, a_year, around

DAY = date(2026, 2, 10)
KEPT = Action(
    "You said lessons are missed.", DAY, kind="will", answer="Meetings are after school.",
    theme="school", period=OVER, asked_on=date(2026, 1, 5), released_on=date(2026, 2, 1),
    decided_on=DAY, first_by=date(2026, 4, 1), by_when=date(2026, 4, 1), did_on=date(2026, 3, 20),
    told_on=date(2026, 2, 20), code="3FA9C2",
)  # fmt: skip
LATE = replace(KEPT, heard="=cmd()", answer="A new group.", did_on=None, told_on=None, theme=None,
               id="late", code="BBBBB1", by_when=date(2026, 4, 30))  # fmt: skip
REFUSED = replace(KEPT, kind="cannot", heard="You said phones.", answer="We can't, because.",
                  id="no", code="CCCCC1", did_on=None, theme=None)  # fmt: skip
OTHER = replace(KEPT, heard="Long ago.", period="2024-Q1", id="old", code="DDDDD1",
                decided_on=date(2024, 1, 2), did_on=None, told_on=None)  # fmt: skip
EVENTS = (
    LogEntry("event", DAY, "havant", "Pizza night", 12, 3, DAY, lines=14, did="A group began.",
             effect=("plan",), managers="Director", told_back_on=date(2026, 3, 1)),
    LogEntry("event", DAY, "test-valley", "Small evening", 4, 2, DAY, lines=3),
    LogEntry("carers", DAY, "havant", "Carers’ coffee", 0, 9, DAY),
    LogEntry("event", date(2025, 5, 1), "havant", "Last year", 30, 3, DAY),
)  # fmt: skip


@pytest.fixture
def loop(rooms: Rooms) -> Rooms:
    a_year(rooms)
    with rooms.register.write() as conn:
        owner = actions.put_owner(conn, "Virtual School")
        for one in (KEPT, LATE, REFUSED, OTHER):
            actions.add(conn, replace(one, owner_id=owner), "officer", NOW)
        for event in EVENTS:
            log.add(conn, event)
    return rooms


def page(rooms: Rooms, county: County, kind: str, meeting: Meeting | None = None) -> str:
    place = replace(around(county), base="https://example.org")
    with rooms.answers.read() as answers, rooms.register.read() as office:
        material = gathering.gather(
            answers, office, place, kind, period_of(kind, OVER), NOW, meeting=meeting
        )
    return html.page(build(material), {})


def test_every_claim_links_to_the_log(loop: Rooms, county: County) -> None:
    text = page(loop, county, "quarterly")
    assert f'<a href="https://example.org/staff/actions/{KEPT.id}">3FA9C2</a>' in text
    assert "Meetings are after school. (Virtual School, by 1 April 2026): " in text
    assert "Long ago." not in text
    public = page(loop, county, "board")
    assert '<a href="https://example.org/you-said-we-did#3FA9C2">3FA9C2</a>' in public


def test_what_is_late_stays_visible(loop: Rooms, county: County) -> None:
    text = page(loop, county, "board")
    assert "1 promise of this time is overdue or was not kept" in text
    assert "decided, not done yet, overdue" in text
    assert "we cannot, and they were told" in text


def test_the_reply_clock_is_of_actions_with_its_base(loop: Rooms, county: County) -> None:
    text = page(loop, county, "board")
    assert "2 of 4 actions whose 28 days are over were told back within 28 days" in text
    assert "half of them heard within 46 days (2 actions)" in text
    assert "Young people have not been told yet of 2 actions" in text


def test_events_show_no_small_number_and_carers_stand_apart(loop: Rooms, county: County) -> None:
    text = page(loop, county, "quarterly")
    assert "Pizza night" in text
    assert '<td class="d">12</td>' in text
    assert '<td class="d">4</td>' not in text
    assert "Last year" not in text
    assert (
        text.index("Pizza night") < text.index("Kept apart: carers") < text.index("Carers’ coffee")
    )
    assert text.index("Carers’ coffee") < text.index("carers’ own")
    assert "Managers came to 1 of 2 events. At 1 of 2 events young people have been told" in text
    assert f'<a href="https://example.org/staff/log/{EVENTS[0].id}">Pizza night</a>' in text
    board = page(loop, county, "board")
    assert '<td class="d">12</td>' in board
    assert "/staff/" not in board  # the Board's papers are public


def test_the_board_reads_the_words_that_two_people_signed(loop: Rooms, county: County) -> None:
    body = {"usual": {"said": "Signed: lessons.", "did": "Signed: after school."}}
    with loop.register.write() as conn:
        text = PublicText("action", KEPT.id, "t", body, "officer", NOW)
        made = public_texts.put(conn, text)
        for who in ("one", "two"):
            public_texts.sign(conn, made, text.digest, who, NOW)
    assert "Signed: after school." in page(loop, county, "board")
    assert "Signed: after school." not in page(loop, county, "quarterly")


def test_young_people_set_lines_of_the_agenda(loop: Rooms, county: County) -> None:
    day = date(2026, 6, 18)
    with loop.register.write() as conn:
        proposals.add(conn, Proposal("agenda", "Why do workers change?", "council", NOW,
                                     about=day.isoformat()))  # fmt: skip
    text = page(loop, county, "board", Meeting("The Board", day))
    assert "What young people ask the Board to talk about" in text
    assert "Why do workers change?" in text
    assert "Why do workers change?" not in page(loop, county, "board")


def printed(
    rooms: Rooms, capsys: pytest.CaptureFixture[str], what: str, **asked
) -> list[list[str]]:
    known = {"what": what, "period": None, "audience": None, "json": False} | asked
    assert export(Namespace(**known), rooms, 5, NOW.date()) == 0
    return list(csv.reader(io.StringIO(capsys.readouterr().out)))


def test_actions_as_a_file(loop: Rooms, capsys: pytest.CaptureFixture[str]) -> None:
    head, *rows = printed(loop, capsys, "actions")
    assert head == list(ACTION_COLUMNS)
    assert len(rows) == 4
    by_code = {row[0]: dict(zip(head, row, strict=True)) for row in rows}
    assert by_code["3FA9C2"]["who"] == "Virtual School"
    assert by_code["BBBBB1"]["overdue"] == "True"
    assert by_code["BBBBB1"]["heard"] == "'=cmd()"  # a spreadsheet does not run it
    assert len(printed(loop, capsys, "actions", period="2024-Q1")) == 2


def test_the_log_as_a_file(loop: Rooms, capsys: pytest.CaptureFixture[str]) -> None:
    head, *rows = printed(loop, capsys, "log", period=OVER)
    assert head == list(LOG_COLUMNS)
    found = {row[3]: dict(zip(head, row, strict=True)) for row in rows}
    assert found["Pizza night"]["young_people"] == "12"
    assert found["Small evening"]["young_people"] == found["Small evening"]["lines"] == ""
    assert "Last year" not in found
    with loop.register.read() as conn:
        codes = {one.code for one in log.listing(conn)}
    assert not codes & {cell for row in rows for cell in row}
