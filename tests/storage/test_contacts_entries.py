"""What people type about a young person is read kindly, or sent back with what to do."""

from datetime import date

import pytest

from config.data import County
from storage import spreadsheets
from storage.register import entries
from storage.register.entries import COLUMNS, Entry
from storage.spreadsheets import Unusable

TODAY = date(2026, 5, 12)
ROW = {"number": "07700 900123", "age_cohort": "2012-13"}


@pytest.mark.parametrize(
    "typed",
    ["07700 900123", "+447700900123", "+44 (0)7700 900123", "0044 7700 900 123", "7700900123",
     "7700900123.0", "'+447700900123", "07700-900-123"],
)  # fmt: skip
def test_one_number_however_it_is_written(typed: str) -> None:
    assert entries.number(typed) == "+447700900123"


@pytest.mark.parametrize(
    "typed", ["", "hello", "0770090012", "02380 123456", "0760 123 4567", "999", "+44", "1" * 40]
)
def test_what_no_text_can_reach_is_no_number(typed: str) -> None:
    assert entries.number(typed) is None


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("2012-13", 2012), ("2012/2013", 2012), ("2012-2013", 2012), ("Year 8", 2012),
        ("y8", 2012), ("Reception", 2020), ("05/2013", 2012), ("09/2013", 2013),
        ("17/05/2013", 2012), ("2013-05-17 00:00:00", 2012),
        ("2012-14", None), ("13", None), ("2013", None), ("Year 14", None), ("13/2013", None),
    ],
)  # fmt: skip
def test_a_cohort_from_a_school_year_or_a_month_of_birth(typed: str, first: int | None) -> None:
    assert entries.first_year(typed, TODAY) == first


def test_cohorts_go_from_reception_to_the_25th_birthday() -> None:
    years = entries.cohort_years(TODAY)
    assert entries.cohort_name(years[-1], TODAY).startswith("Reception")
    assert entries.cohort_name(years[0], TODAY).startswith("Aged 24 or 25")


@pytest.mark.parametrize(
    ("typed", "place"),
    [("Eastleigh/Winchester", "winchester-eastleigh"), ("east hampshire", "east-hants"),
     ("Fareham & Gosport", "fareham-gosport"), ("OOC", "out-of-county"),
     ("Outside Hampshire", "out-of-county"), ("", None)],
)  # fmt: skip
def test_places_have_many_names(county: County, typed: str, place: str | None) -> None:
    read = entries.read({**ROW, "place": typed}, county, TODAY)
    assert isinstance(read, Entry)
    assert read.place == place


def test_a_whole_row(county: County) -> None:
    typed = {
        **ROW, "status": "Care leaver", "language": "Tigrinya", "easy_read": "Y",
        "phone_of": "Carer", "may_ask": "yes", "consent_source": "form",
        "record_number": "HX 12-345", "preferred_time": "4.30pm",
    }  # fmt: skip
    read = entries.read(typed, county, TODAY)
    assert isinstance(read, Entry)
    assert (read.first_year, read.status, read.language) == (2012, "care-leaver", "ti")
    assert (read.easy_read, read.phone_of, read.preferred_time) == (True, "carer", "16:30")
    assert "place" not in read.given


@pytest.mark.parametrize(
    ("column", "typed"),
    [("number", "0770090012"), ("age_cohort", "13"), ("place", "Narnia"), ("status", "king"),
     ("language", "klingon"), ("easy_read", "perhaps"), ("phone_of", "mum"), ("may_ask", "ask me"),
     ("consent_source", "a dream"), ("record_number", "Lyra"), ("preferred_time", "25:00")],
)  # fmt: skip
def test_every_wrong_cell_says_what_to_do_and_never_repeats_it(
    county: County, column: str, typed: str
) -> None:
    (fault,) = entries.read({**ROW, column: typed}, county, TODAY)
    assert fault.column == column
    assert len(fault.what) > 15
    assert typed not in fault.shape


def test_all_faults_of_a_row_are_named(county: County) -> None:
    typed = {"number": "x", "age_cohort": "", "place": "Narnia"}
    found = entries.read(typed, county, TODAY)
    assert not isinstance(found, Entry)
    assert [one.column for one in found] == ["number", "age_cohort", "place"]


def test_a_yes_needs_its_source(county: County) -> None:
    (fault,) = entries.read({**ROW, "may_ask": "yes"}, county, TODAY)
    assert fault.column == "consent_source"


def test_a_shape_says_nothing_of_the_value() -> None:
    assert entries.shape("0770-90012a") == "1 letter and 9 digits and 1 other sign"
    assert entries.shape("") == "empty"


# ------------------------------------------------------------------------------- the file


@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("between", [",", ";", "\t"])
def test_spreadsheets_of_any_dialect(mark: str, between: str) -> None:
    text = f"{mark}Number{between}Age cohort\r\n07700 900123{between}2012-13\r\n"
    sheet = spreadsheets.read(text.encode(), COLUMNS, ("number",))
    assert sheet.header == ("number", "age_cohort")
    assert [(row.line, row.cells) for row in sheet.rows] == [(2, ("07700 900123", "2012-13"))]


@pytest.mark.parametrize(
    "content",
    [b"", b"\n\n", b"number\n", b"age_cohort\n2012-13\n", b"number,name\n1,2\n",
     b"number,number\n1,2\n", b'number\n"1\n', b"\x00\x01\x02", b"PK\x03\x04nonsense",
     b"x" * (spreadsheets.MOST_BYTES + 1)],
    ids=range(10),
)  # fmt: skip
def test_a_file_that_cannot_be_used_says_why(content: bytes) -> None:
    with pytest.raises(Unusable) as refused:
        spreadsheets.read(content, COLUMNS, ("number",))
    assert len(str(refused.value)) > 20


def test_a_column_that_we_do_not_take_is_not_repeated() -> None:
    with pytest.raises(Unusable) as refused:
        spreadsheets.read(b"number,Lyra Belacqua\n1,2\n", COLUMNS, ("number",))
    assert "Lyra" not in str(refused.value)
    assert "column 2" in str(refused.value)
