"""The district log: six fields, sums that agree, words to the reading room, a sheet of rows."""

import io
import re
from base64 import b64decode
from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select
from werkzeug.test import Client, TestResponse

from staff import log_import
from storage import log_imports, mixer, retention, spreadsheets
from storage.office import log
from storage.office.log import LogEntry
from storage.register.tables import concern, held_answer
from storage.rooms import Rooms
from tests.staff.console import Console, post, token

WHOLE = {
    "day": "2026-11-02", "title": "Pizza night", "place": "havant", "kind": "event",
    "young_people": "12", "adults": "3", "altogether": "15", "question": "wall.more",
    "lines": "more trips\nmore pizza", "did": "We book two trips.", "managers": "Director",
}  # fmt: skip
COLUMNS = "day,place,title,young_people,adults,question,said,effect,consent_words"


def kept(console: Console) -> list[LogEntry]:
    with console.rooms.register.read() as conn:
        return log.listing(conn)


def count(console: Console, table) -> int:
    with console.rooms.register.read() as conn:
        return int(conn.execute(select(func.count()).select_from(table)).scalar_one())


def send(client: Client, content: bytes) -> TestResponse:
    data = {"csrf_token": token(client), "file": (io.BytesIO(content), "log.csv")}
    response = client.post("/staff/log-import", data=data, content_type="multipart/form-data")
    response.request.environ["wsgi.input"].close()  # the client's own copy of a large file
    return response


def test_an_event_is_kept_and_its_words_wait_to_be_read(console: Console) -> None:
    officer = console.browser("officer")
    assert post(officer, "/staff/log/new", **WHOLE, effect="service").status_code == 302
    (one,) = kept(console)
    assert (one.young_people, one.adults, one.lines, one.effect) == (12, 3, 2, ("service",))
    assert count(console, held_answer) == 2
    page = officer.get("/staff/log").text
    assert "Pizza night" in page
    assert "more trips" not in page + officer.get(f"/staff/log/{one.id}").text


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("altogether", "16", "12 and 3 are 15, not 16"),
        ("young_people", "twelve", "Write a whole number"),
        ("adults", "-1", "Write a whole number"),
        ("day", "soon", "Write the day as"),
        ("day", "2026-12-01", "still to come"),
        ("place", "narnia", "Choose the district"),
        ("title", "", "Give it a short name"),
        ("title", "With 07700 900321", "without anybody"),
        ("question", "", "Choose the question"),
        ("lines", "\n".join(["x"] * 61), "at most 60 lines"),
        ("did", "x" * 501, "at most 500"),
        ("kind", "nobody", "Choose one of"),
        ("flow", "no-such", "Choose one of these"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_lost(
    console: Console, field: str, value: str, said: str
) -> None:
    answer = post(console.browser("officer"), "/staff/log/new", **(WHOLE | {field: value}))
    assert answer.status_code == 400
    assert said in answer.text
    assert kept(console) == []
    assert count(console, held_answer) == 0
    for name in ("did", "managers"):
        assert (WHOLE | {field: value})[name] in answer.text


def test_danger_is_raised_at_once(console: Console) -> None:
    officer = console.browser("officer")
    done = post(officer, "/staff/log/new", **(WHOLE | {"lines": "my carer hits me"}))
    assert "ring the duty number now" in officer.get(done.location).text
    assert count(console, concern) == 1


def test_adults_voices_are_kept_apart(console: Console) -> None:
    officer = console.browser("officer")
    post(officer, "/staff/log/new", **(WHOLE | {"kind": "observed", "lines": "he smiles at gran"}))
    post(officer, "/staff/log/new", **(WHOLE | {"kind": "carers", "title": "Carers’ evening"}))
    with console.rooms.register.read() as conn:
        asked = set(conn.execute(select(held_answer.c.question)).scalars())
    assert asked == {"log.observed", "log.carers"}
    assert "What adults saw" in officer.get("/staff/log").text


def test_a_district_lead_logs_their_own(console: Console, lead_of_havant: None) -> None:
    post(console.browser("officer"), "/staff/log/new", **(WHOLE | {"place": "new-forest"}))
    assert len(kept(console)) == 1
    lead = console.browser("district_lead")
    assert "Pizza night" not in lead.get("/staff/log").text
    assert lead.get(f"/staff/log/{kept(console)[0].id}").status_code == 404
    post(lead, "/staff/log/new", **(WHOLE | {"place": "new-forest", "title": "Ours"}))
    assert {one.place for one in kept(console)} == {"new-forest", "havant"}


def test_a_coming_event_has_a_code_and_a_poster(console: Console) -> None:
    officer = console.browser("officer")
    coming = WHOLE | {"day": "2026-11-20", "lines": "", "question": "", "flow": "after-an-event"}
    post(officer, "/staff/log/new", **coming)
    (one,) = kept(console)
    page = officer.get(f"/staff/log/{one.id}/poster").text
    assert f"/join/{one.code}" in page
    post(officer, f"/staff/log/{one.id}", did="Two trips.", effect="plan", told_back="yes")
    changed = kept(console)[0]
    assert (changed.did, changed.effect) == ("Two trips.", ("plan",))
    assert changed.told_back_on is not None


def test_a_sheet_is_brought_in_once(console: Console) -> None:
    rows = [f"2026-10-{day:02d},Havant,Club,8,2,wall.more,line {n},plan training,yes"
            for day in (1, 2) for n in range(3)]  # fmt: skip
    content = "\n".join([COLUMNS, *rows]).encode()
    officer = console.browser("officer")
    assert "2 events and 6 lines are in" in send(officer, content).text
    assert [(one.lines, one.effect, one.consent_words) for one in kept(console)] == [
        (3, ("plan", "training"), True)
    ] * 2
    assert count(console, held_answer) == 6
    assert "2 events were there before and left out" in send(officer, content).text
    assert count(console, held_answer) == 6


def test_an_import_that_broke_off_goes_on_where_it_stopped(
    console: Console, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Twice, in the middle of an event and between two: in the end every line is there once."""
    monkeypatch.setattr(log_import, "AT_ONCE", 2)
    rows = [f"2026-10-0{day},Havant,Club,8,2,{asked},line {day} {asked} {n},,yes"
            for day in (1, 2)
            for asked in ("wall.more", "wall.less")
            for n in range(3)]  # fmt: skip
    content = "\n".join([COLUMNS, *rows]).encode()
    officer = console.browser("officer")
    whole = mixer.enter
    for parts in (3, 2):
        left = iter(range(parts))

        def breaks(*given, left=left):
            if next(left, None) is None:
                raise OSError("the disk is full")
            return whole(*given)

        monkeypatch.setattr(mixer, "enter", breaks)
        with pytest.raises(OSError, match="full"):
            _ = send(officer, content).text
    assert (count(console, held_answer), len(kept(console))) == (2 + 1 + 2 + 1 + 2, 2)
    monkeypatch.setattr(mixer, "enter", whole)
    shorter = send(officer, content.rpartition(b"\n")[0])
    assert "broke off when 2 of its 6 lines were in" in shorter.text
    assert "1 event and 6 lines are in" in send(officer, content).text
    assert [one.lines for one in kept(console)] == [6, 6]
    with console.rooms.register.read() as conn:
        assert log_imports.broken_off(conn) == {}
    words = [one.text for one in mixer.held_texts(console.rooms, 100)]
    assert len(words) == len(set(words)) == 12
    assert "2 events were there before and left out" in send(officer, content).text
    assert count(console, held_answer) == 12


def test_where_the_log_cannot_be_kept_no_word_is(
    console: Console, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Words and entry are one transaction: what is pressed twice is there once."""
    officer = console.browser("officer")
    assert post(officer, "/staff/log/new", **WHOLE).status_code == 302
    again = post(officer, "/staff/log/new", **WHOLE)
    assert again.status_code == 400
    assert "in the log already" in again.text
    assert "more trips" in again.text  # nothing that was typed is lost
    assert (len(kept(console)), count(console, held_answer)) == (1, 2)


def test_an_empty_sheet_names_every_column_and_the_page_every_question(console: Console) -> None:
    page = console.browser("officer").get("/staff/log-import").text
    (packed,) = re.findall(r'download="district-log.csv" href="data:[^,]*,([^"]+)"', page)
    filled = b64decode(packed) + b"2026-10-01,Havant,Club,8,2,10,event,wall.more,fine\r\n"
    assert spreadsheets.read(filled, log_import.WANTED, log_import.NEEDED).header == (
        log_import.WANTED
    )
    assert ">wall.more<" in page
    assert "log.carers" not in page


def test_wrong_rows_come_back_as_a_file(console: Console) -> None:
    rows = ["2026-10-01,Havant,Club,8,2,wall.more,fine,,", "soon,Narnia,Club,8,2,wall.more,=bad,,"]
    page = send(console.browser("officer"), "\n".join([COLUMNS, *rows]).encode()).text
    (packed,) = re.findall(r'download="rows-to-correct.csv" href="data:[^,]*,([^"]+)"', page)
    read = spreadsheets.read(b64decode(packed), log_import.WANTED, log_import.NEEDED)
    (row,) = read.rows
    assert row.line == 3
    assert read.named(row)["said"] == "=bad"
    assert read.named(row)["what to do"] == (
        "day: Write the day as 2026-12-24; place: Choose the district"
    )


def test_forty_thousand_rows_with_errors_bring_nothing_in(console: Console) -> None:
    good = "2026-10-01,Havant,Club,8,2,wall.more,a line,,"
    rows = [good] * 40_000
    rows[10] = good.replace("Havant", "Narnia")
    rows[39_999] = good.replace(",8,", ",9,")
    for at in range(20_000, 20_030):
        rows[at] = good.replace("wall.more", "no.question")
    said = send(console.browser("officer"), "\n".join([COLUMNS, *rows]).encode())
    assert said.status_code == 400
    assert "Nothing was imported" in said.text
    assert "Of 40,000 rows" in said.text
    assert "place: Choose the district: row 12" in said.text
    assert "row 2 has another number for the same event: row 40001" in said.text
    assert "and 20 more" in said.text
    assert kept(console) == []
    assert count(console, held_answer) == 0


def test_a_file_that_is_none_is_refused(console: Console) -> None:
    officer = console.browser("officer")
    assert "missing: day" in send(officer, b"place,title\nx,y").text
    assert send(officer, b"").status_code == 400
    too_many = "\n".join([COLUMNS, *["2026-10-01,Havant,Club,8,2,,,,"] * 40_001])
    assert "more than 40,000 rows" in send(officer, too_many.encode()).text


def test_entries_on_both_databases(rooms: Rooms, now: datetime) -> None:
    today = now.date()
    one = LogEntry("event", today, "havant", "Club", 8, 2, today, flow="wall", effect=("plan",))
    with rooms.register.write() as conn:
        log.add(conn, one)
        assert log.find(conn, one.id) == one
        assert log.by_code(conn, f" {one.code.lower()} ") == one
        assert log.known(conn) == {("event", today.isoformat(), "havant", "Club")}
        assert log.listing(conn, place="winchester") == []
    assert one.joined_on(today + timedelta(days=1))
    assert not one.joined_on(today + timedelta(days=2))
    assert not one.joined_on(today - timedelta(days=1))
    retention.purge(rooms, now + timedelta(days=7 * 366 + 2))
    with rooms.register.read() as conn:
        assert log.listing(conn) == []
