"""`report KIND --period … --out FILE`: the file is whole or not there, and the words say why."""

import tempfile
from argparse import Namespace
from functools import cache
from pathlib import Path

import pytest
from docx import Document

from commands import reporting
from commands.reporting import NotWritten
from config.data import County
from config.settings import Settings, load_settings
from storage.office import reports
from storage.rooms import Rooms
from tests.reports.published import NOW, OVER, a_year
from tests.reports.test_word import template
from tests.staff.console import HandClock


@cache
def settings() -> Settings:
    return load_settings({"MODE": "demo", "VAR_DIR": tempfile.mkdtemp()})


def write(rooms: Rooms, county: County, out: Path, **changes) -> int:
    asked = {"kind": "quarterly", "period": OVER, "out": out, "template": None, **changes}
    return reporting.report(Namespace(**asked), rooms, county, settings(), HandClock(NOW))


@pytest.mark.parametrize("kind", ["quarterly", "board", "csdmt", "annual"])
@pytest.mark.parametrize("ending", ["docx", "html"])
def test_each_kind_in_each_form(
    rooms: Rooms, county: County, tmp_path: Path, kind: str, ending: str,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    a_year(rooms)
    out = tmp_path / f"report.{ending}"
    assert write(rooms, county, out, kind=kind) == 0
    whole = (
        "\n".join(one.text for one in Document(str(out)).paragraphs)
        if ending == "docx"
        else out.read_text()
    )
    assert "School and learning" in whole
    assert "to fill: Equality statement" in capsys.readouterr().out
    assert [each.name for each in tmp_path.glob("*report*")] == [out.name]


def test_what_was_written_on_the_pages_is_in_the_file(
    rooms: Rooms, county: County, tmp_path: Path
) -> None:
    a_year(rooms)
    with rooms.register.write() as conn:
        which = reports.make(conn, "quarterly", OVER, NOW, by="officer")
        reports.write(conn, which, "next_steps", "Ask again in June.", "officer", NOW)
    write(rooms, county, tmp_path / "r.html")
    assert "Ask again in June." in (tmp_path / "r.html").read_text()


def test_the_same_publications_make_the_same_page(
    rooms: Rooms, county: County, tmp_path: Path
) -> None:
    a_year(rooms)
    for name in ("a.html", "b.html"):
        write(rooms, county, tmp_path / name)
    assert (tmp_path / "a.html").read_bytes() == (tmp_path / "b.html").read_bytes()


def test_a_template_from_the_command_line(rooms: Rooms, county: County, tmp_path: Path) -> None:
    a_year(rooms)
    own = tmp_path / "own.dotx"
    own.write_bytes(template("{{title}}", "{{body}}", dotx=True))
    write(rooms, county, tmp_path / "r.docx", template=own)
    own.write_bytes(template("{{title}}"))
    (tmp_path / "r.docx").write_text("the old one")
    with pytest.raises(NotWritten, match="no {{body}}"):
        write(rooms, county, tmp_path / "r.docx", template=own)
    assert (tmp_path / "r.docx").read_text() == "the old one"


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"period": "2026"}, "no period. Write a quarter like 2026-Q3"),
        ({"period": "Q1"}, "no period"),
        ({"period": "2026-Q5"}, "no period"),
        ({"period": "2030-Q1"}, "Nothing is published of January to March 2030"),
        ({"period": "2030-Q1"}, "Published for this report: 2026-Q1, 2025-Q4"),
        ({"out": Path("/nowhere/at/all.docx")}, "cannot be written"),
        ({"out": Path("report.pdf")}, "must end in .docx or .html"),
        ({"template": Path("/nowhere.dotx")}, "cannot be read"),
    ],
)
def test_bad_input_says_what_to_do(
    sqlite_rooms: Rooms, county: County, tmp_path: Path, changes: dict, said: str
) -> None:
    a_year(sqlite_rooms)
    with pytest.raises(NotWritten, match=said):
        write(sqlite_rooms, county, **{"out": tmp_path / "r.docx", **changes})
    assert list(tmp_path.glob("*r.docx*")) == []


def test_a_year_by_its_name(sqlite_rooms: Rooms, county: County, tmp_path: Path) -> None:
    a_year(sqlite_rooms)
    write(sqlite_rooms, county, tmp_path / "r.html", kind="annual", period="2025")
    assert "January to December 2025" in (tmp_path / "r.html").read_text()


def test_without_a_period_it_is_the_newest_one(
    sqlite_rooms: Rooms, county: County, tmp_path: Path
) -> None:
    with pytest.raises(NotWritten, match="Nothing is published yet"):
        write(sqlite_rooms, county, tmp_path / "r.html", period=None)
    a_year(sqlite_rooms)
    write(sqlite_rooms, county, tmp_path / "r.html", period=None)
    assert "January to March 2026" in (tmp_path / "r.html").read_text()
