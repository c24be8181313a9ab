"""Released answers on the officer's screen and in a spreadsheet."""

import csv
import io

import pytest

from staff.spreadsheet import as_csv, safe
from tests.staff.console import Console

Q = "check-in.home_now"


def _rows(text: str) -> list[dict[str, str]]:
    assert text.startswith("\ufeff")
    return list(csv.DictReader(io.StringIO(text[1:])))


def test_counts_are_of_voices_and_lanes_stay_apart(console: Console) -> None:
    console.released(Q, ["good"] * 31 + ["ok"] * 9, kind="choice")
    console.released(Q, ["good"] * 3, kind="choice", lane="web")
    client = console.browser("officer")
    index = client.get("/staff/answers").text
    assert "How are things where you live right now?" in index
    assert "at least 40 people" in index
    assert "at least 3 people" in index
    page = client.get(f"/staff/answers/{Q}").text
    registered, web = page.split('id="l-web"')
    assert "40 people gave one of these answers" in registered
    assert "78%" in registered
    assert "3 people gave one of these answers" in web
    assert "%</td>" not in web
    assert "not known to be in care" in web


def test_the_quarter_filter(console: Console) -> None:
    console.released(Q, ["good"] * 6, kind="choice", quarter="2026-Q2")
    console.released(Q, ["ok"] * 7, kind="choice", quarter="2026-Q3")
    client = console.browser("officer")
    page = client.get(f"/staff/answers/{Q}?quarter=2026-Q2").text
    assert "6 people gave" in page
    assert "April to June 2026" in page
    assert "Nobody answered this" in client.get(f"/staff/answers/{Q}?quarter=2019-Q1").text
    assert "13 people gave" in client.get(f"/staff/answers/{Q}?quarter='; drop").text
    assert "No answers came out" in client.get("/staff/answers?quarter=2019-Q1").text


def test_before_the_first_release(console: Console) -> None:
    assert "No answers have come out yet" in console.browser("officer").get("/staff/answers").text
    assert console.browser("officer").get(f"/staff/answers/{Q}").status_code == 404
    for part in ("counts", "words"):
        path = f"/staff/answers/none/{part}.csv"
        assert console.browser("officer").get(path).status_code == 404


def test_words_come_in_pages_and_say_whether_they_may_be_quoted(console: Console) -> None:
    console.released("wall.more", (), [f"line {n}" for n in range(30)], kind="wall")
    console.released("wall.more", (), ["not for others"], kind="wall", may_quote=False, lane="web")
    client = console.browser("officer")
    pages = [client.get(f"/staff/answers/wall.more?page={n}").text for n in (1, 2)]
    assert "page 2 of 2" in pages[0]
    shown = [n for n in range(30) if any(f">line {n}<" in page for page in pages)]
    assert shown == list(range(30))
    web = client.get("/staff/answers/wall.more?lane=web").text
    assert "not for others" in web
    assert ">Not to be quoted<" in web
    assert "line 1" not in web


def test_small_counts_are_blank_in_the_file(console: Console) -> None:
    many = ["good"] * 20 + ["ok"] * 9 + ["not_good"] * 2
    console.released(Q, many, kind="choice", quarter="2026-Q1")
    console.released(Q, many, kind="choice", quarter="2026-Q4")  # not over yet
    console.released(Q, ["good"] * 3, kind="choice", quarter="2025-Q4")
    response = console.browser("officer").get(f"/staff/answers/{Q}/counts.csv")
    assert response.mimetype == "text/csv"
    assert 'filename="check-in-home-now-counts.csv"' in response.headers["Content-Disposition"]
    assert response.headers["Cache-Control"] == "no-store"
    rows = {(row["quarter"], row["answer"]): row for row in _rows(response.text)}
    assert rows["2026-Q1", "good"]["voices"] == "20"
    assert rows["2026-Q1", "everyone who answered"]["voices"] == "30"  # 31, to the nearest 5
    blanks = {key for key, row in rows.items() if not row["voices"]}
    assert ("2026-Q1", "OK") in blanks  # else 31 - 20 - 9 would give the 2 away
    assert {key[0] for key in rows} == {"2025-Q4", "2026-Q1"}
    assert all(row["voices"] == "" for key, row in rows.items() if key[0] == "2025-Q4")
    assert all(rows[key]["note"] == "left blank to protect people" for key in blanks)


def test_a_release_within_the_quarter_changes_no_file(console: Console) -> None:
    """Or whoever takes the file before and after it could subtract."""
    files = (f"/staff/answers/{Q}/counts.csv", "/staff/answers/wall.more/words.csv")
    console.released(Q, ["good"] * 20, kind="choice", quarter="2026-Q4")
    console.released("wall.more", (), [f"text {n}" for n in range(20)], quarter="2026-Q4")
    client = console.browser("officer")
    before = [client.get(path).data for path in files]
    console.released(Q, ["good"] * 5, kind="choice", quarter="2026-Q4")
    console.released("wall.more", (), ["one more"], quarter="2026-Q4")
    assert [client.get(path).data for path in files] == before


def test_one_quarter_alone_gives_the_same_rows(console: Console) -> None:
    for quarter, n in (("2025-Q4", 6), ("2026-Q1", 11)):
        console.released(Q, ["good"] * n + ["ok"] * (n - 3), kind="choice", quarter=quarter)
    client = console.browser("officer")
    every = _rows(client.get(f"/staff/answers/{Q}/counts.csv").text)
    alone = _rows(client.get(f"/staff/answers/{Q}/counts.csv?quarter=2025-Q4").text)
    assert alone == [row for row in every if row["quarter"] == "2025-Q4"]


def test_words_leave_only_where_enough_people_spoke_and_without_attributes(
    console: Console,
) -> None:
    past = {"kind": "wall", "quarter": "2026-Q1"}
    console.released("wall.more", (), ["=1+1", "dogs", "wifi", "a bike"], **past)
    client = console.browser("officer")
    assert _rows(client.get("/staff/answers/wall.more/words.csv").text) == []
    console.released("wall.more", (), ["an earlier voice"], kind="wall", quarter="2025-Q4")
    console.released("wall.more", (), ["swimming"], may_quote=False, **past)
    rows = _rows(client.get("/staff/answers/wall.more/words.csv").text)
    assert set(rows[0]) == {"question", "asked", "words", "may be quoted"}
    assert {row["words"] for row in rows} == {"'=1+1", "dogs", "wifi", "a bike", "swimming"}
    assert [row["may be quoted"] for row in rows].count("no") == 1


PAYLOADS = [
    "=1+1", "=cmd|' /C calc'!A0", "=HYPERLINK(\"http://x\",\"y\")", "=IMPORTXML(A1)", "+1", "+cmd",
    "-1", "-2+3", "--1", "@SUM(A1)", "@x", "\t=1", "\t1", "\r=1", "\rx", "\n=1", "\r\n=1", "\0=1",
    "\0x", " =1", "  +1", "\u00a0=1", "\u2003-1", "\u3000@x", "\ufeff=1", "\u200b=1", "\u202e=1",
    "\u2066+1", "＝1+1", "＋1", "－1", "＠x", " ＝1", "﹣1", "﹢1", "﹦1", "﹫x", "\u22121",
    "|calc", "%0A=1", "=", "\x1f=1", "\x0b=1", "\u2028=1", "\u00ad=1",
]  # fmt: skip


@pytest.mark.parametrize("payload", PAYLOADS)
def test_no_cell_can_run(payload: str) -> None:
    guarded = safe(payload)
    assert guarded == f"'{payload}"
    assert safe(guarded) == guarded


@pytest.mark.parametrize("harmless", ["", "hello", "1", "a=b", "(x)", "5+", "مرحبا", "'=1", "👍"])
def test_what_cannot_run_stays_as_it_is(harmless: str) -> None:
    assert safe(harmless) == harmless


def test_every_cell_is_quoted_and_comes_back_whole() -> None:
    text = as_csv(("a", "b"), [("x,y", 'he said "no"'), ("two\nlines", 5), ("z", None)])
    assert list(csv.reader(io.StringIO(text[1:]))) == [
        ["a", "b"], ["x,y", 'he said "no"'], ["two\nlines", "5"], ["z", ""],
    ]  # fmt: skip
    assert '"5"' in text
