"""An administrator brings a file in: looks, puts right, imports; and the weekly list."""

import io
import re

import pytest
from openpyxl import Workbook
from sqlalchemy import select
from werkzeug.test import Client, TestResponse

from storage.office import team_keys
from storage.register import do_not_ask, records
from storage.register.tables import contact, import_draft
from tests.factories import a_contact
from tests.staff.console import Console, post, token

IMPORT, LIST = "/staff/contacts-import", "/staff/do-not-ask"
HEADER = "number,age_cohort,place,may_ask,consent_source"
GOOD = "07700 900001,2012-13,Havant,yes,worker"
BAD = "07700 90000,13,Narnia,yes,"


@pytest.fixture(autouse=True)
def team_key(console: Console) -> None:
    team_keys.ensure(console.rooms.register, console.clock.now())


def send(browser: Client, path: str, content: bytes, **fields: str) -> TestResponse:
    data = {"csrf_token": token(browser), "file": (io.BytesIO(content), "a.csv"), **fields}
    return browser.post(path, data=data, content_type="multipart/form-data")


def csv_of(*lines: str) -> bytes:
    return "\n".join((HEADER, *lines)).encode()


def numbers(console: Console) -> set[str]:
    with console.rooms.register.read() as conn:
        rows = conn.execute(select(contact.c.number)).scalars()
        return {console.rooms.vault.open(one) for one in rows}


def test_a_good_file_is_shown_then_imported(console: Console) -> None:
    browser = console.browser("admin")
    draft = send(browser, IMPORT, csv_of(GOOD, "07700 900002,Year 9,,no,")).headers["Location"]
    page = browser.get(draft).text
    assert "Ready to import" in page
    assert "Import all 2 rows" in page
    assert numbers(console) == set()
    worker = console.people["worker"].id
    page = post(browser, f"{draft}/import", worker=worker, mode="update").text
    assert "2 of 2 rows looked at" in page
    assert "2 new" in page
    assert numbers(console) == {"+447700900001", "+447700900002"}
    assert browser.get(draft).status_code == 404
    assert "Not told yet (2)" in console.browser("worker").get("/staff/contacts").text


def test_bad_rows_are_given_back_corrected_and_imported_with_the_rest(console: Console) -> None:
    browser = console.browser("admin")
    draft = send(browser, IMPORT, csv_of(GOOD, BAD)).headers["Location"]
    page = browser.get(draft).text
    assert "1 row to put right" in page
    assert "Narnia" not in page  # its shape is enough
    assert "6 letters" in page
    assert "Nothing was imported" in post(browser, f"{draft}/import").text
    assert numbers(console) == set()
    given = browser.get(f"{draft}/rows-to-correct.csv")
    assert given.mimetype == "text/csv"
    assert "Narnia" in given.text
    assert "07700 900001" not in given.text
    better = given.text.replace("07700 90000", "07700 900002").replace("Narnia", "ooc")
    better = better.replace('"13"', '"2013-14"').replace('"yes",""', '"yes","form"')
    answer = send(browser, f"{draft}/corrections", better.encode())
    assert answer.status_code == 302
    assert "Ready to import" in browser.get(draft).text
    assert "2 new" in post(browser, f"{draft}/import").text
    assert numbers(console) == {"+447700900001", "+447700900002"}


def test_or_left_out_or_thrown_away(console: Console) -> None:
    browser = console.browser("admin")
    draft = send(browser, IMPORT, csv_of(GOOD, BAD)).headers["Location"]
    post(browser, f"{draft}/leave-out")
    assert "1 new" in post(browser, f"{draft}/import").text
    assert numbers(console) == {"+447700900001"}
    draft = send(browser, IMPORT, csv_of(GOOD)).headers["Location"]
    post(browser, f"{draft}/throw-away")
    with console.rooms.register.read() as conn:
        assert conn.execute(select(import_draft)).first() is None


def test_those_who_are_here_are_changed_or_left(console: Console) -> None:
    a_contact(console.rooms, "+447700900001", place="new-forest", onboarded=True)
    browser = console.browser("admin")
    for mode, place in (("skip", "new-forest"), ("update", "havant")):
        draft = send(browser, IMPORT, csv_of(GOOD)).headers["Location"]
        assert "Here already, with changes" in browser.get(draft).text
        assert "Imported" in post(browser, f"{draft}/import", mode=mode).text
        with console.rooms.register.read() as conn:
            assert conn.execute(select(contact.c.place)).scalar() == place


def test_excel_files(console: Console) -> None:
    book = Workbook()
    book.active.append(["Number", "age_cohort"])
    book.active.append([7700900001, "2012-13"])  # a spreadsheet eats the nought in front
    out = io.BytesIO()
    book.save(out)
    browser = console.browser("admin")
    draft = send(browser, IMPORT, out.getvalue()).headers["Location"]
    assert "1 new" in post(browser, f"{draft}/import").text
    assert numbers(console) == {"+447700900001"}


@pytest.mark.parametrize(
    "content", [b"", b"name\nLyra\n", b"\x00\xff", b"number,age_cohort\n"], ids=range(4)
)
def test_a_file_that_cannot_be_used_says_so_at_the_field(console: Console, content: bytes) -> None:
    answer = send(console.browser("admin"), IMPORT, content)
    assert answer.status_code == 400
    assert 'id="file-error"' in answer.text


def test_a_draft_is_ones_own(console: Console) -> None:
    draft = send(console.browser("admin"), IMPORT, csv_of(GOOD)).headers["Location"]
    with console.rooms.register.write() as conn:
        conn.execute(import_draft.update().values(account_id="another"))
    browser = console.browser("admin")
    assert browser.get(draft).status_code == 404
    for what in ("import", "leave-out", "throw-away"):
        assert post(browser, f"{draft}/{what}").status_code == 404


def test_what_is_uploaded_never_touches_a_disk(
    console: Console, monkeypatch: pytest.MonkeyPatch
) -> None:
    def nowhere(*_: object, **__: object) -> None:
        raise AssertionError("a file was written to the temporary folder")

    monkeypatch.setattr("tempfile.SpooledTemporaryFile", nowhere)
    monkeypatch.setattr("werkzeug.formparser.SpooledTemporaryFile", nowhere)
    many = csv_of(*(f"07{700900000 + at % 1000:09d},2012-13,,no," for at in range(20_000)))
    assert len(many) > 500_000
    assert send(console.browser("admin"), IMPORT, many).status_code == 302


def test_other_forms_stay_small(console: Console) -> None:
    browser = console.browser("officer")
    answer = browser.post("/staff/reading/x", data={"text": "x" * 200_000})
    assert answer.status_code == 413


def test_the_weekly_list(console: Console) -> None:
    tag = records.tag(console.rooms.vault, "HX 1")
    a_contact(console.rooms, record_tag=tag, onboarded=False)
    browser = console.browser("admin")
    assert "No list has come yet" in browser.get(LIST).text
    lines = "\n".join(["record_number", *(f"HX {at}" for at in range(20))])
    send(browser, LIST, lines.encode())
    page = browser.get(LIST).text
    assert "20 record numbers, of which 1" in page
    assert "1 young person here is" in page
    assert not re.search(r"HX \d", page)


def test_a_list_that_shrank_is_asked_about(console: Console) -> None:
    browser = console.browser("admin")
    lines = "\n".join(["record_number", *(f"HX {at}" for at in range(20))])
    send(browser, LIST, lines.encode())
    answer = send(browser, LIST, b"record_number\nHX 1\n")
    assert answer.status_code == 409
    assert "less than half as long" in answer.text
    assert _size(console) == 20
    send(browser, LIST, b"record_number\nHX 1\n", shorter="yes")
    assert _size(console) == 1
    send(browser, LIST, b"", nobody="yes", shorter="yes")
    assert _size(console) == 0
    assert send(browser, LIST, b"").status_code == 400


def _size(console: Console) -> int:
    with console.rooms.register.read() as conn:
        return do_not_ask.size(conn)


def test_ten_thousand_rows_with_three_hundred_bad_ones_are_one_short_page(
    console: Console,
) -> None:
    rows = [f"07{910000000 + at},2012-13,Havant,yes,worker" for at in range(10_000)]
    for at in range(0, 9_000, 30):
        rows[at] = rows[at].replace("Havant", "Narnia")
    browser = console.browser("admin")
    draft = send(browser, IMPORT, csv_of(*rows)).headers["Location"]
    page = browser.get(draft).text
    assert "300 rows to put right" in page
    assert len(page) < 40_000
    given = browser.get(f"{draft}/rows-to-correct.csv").text
    better = given.replace("Narnia", "Out of county").encode()
    send(browser, f"{draft}/corrections", better)
    done = post(browser, f"{draft}/import").text
    assert "5,000 of 10,000 rows looked at" in done
    assert "10,000 new" in done
