"""Tables as they come out of the printer: on the page, header repeated, no word cut, no stars."""

from dataclasses import replace
from io import BytesIO

import pytest
from docx import Document
from docx.oxml.ns import qn
from docx.shared import Cm

from collation.reports import gathering, html
from collation.reports.forms import build
from collation.reports.material import Material
from collation.reports.model import Form, Gap, Heading, Paragraph, Table
from collation.reports.periods import period_of
from collation.reports.response import Response, Row
from collation.reports.slots import KINDS
from collation.reports.template import docx
from collation.reports.word_widths import widths
from config.data import County
from storage.office import campaigns, populations
from storage.office.campaigns import Campaign
from storage.office.populations import Population
from storage.rooms import Rooms
from tests.reports.published import NOW, OVER, a_year, around
from tests.reports.test_word import report

DEEDS = Table(
    "You said, we did",
    ("You said", "We will, or why we cannot", "Who", "By", "Where it stands"),
    (
        ("You said your worker changes too often, and you have to start again each time.",
         "We train new workers here and keep them. We use fewer short-term workers. When a worker "
         "leaves, you meet the new one first.",
         "Children’s Assessment and Safeguarding Teams", "8\u00a0Jan\u00a02027",
         "decided, not done yet, overdue"),
        ("You said there is nowhere quiet.", "–", "Placement Commissioning", "–", "asked"),
    ),
)  # fmt: skip


def a_material(rooms: Rooms, county: County, kind: str, *, asked: int = 120) -> Material:
    a_year(rooms)
    with rooms.register.write() as conn:
        for value, people in (("havant", 500), ("gosport", 200)):
            one = Population(2026, "place", value, people, "county return")
            populations.put(conn, one, "officer", NOW)
        campaigns.add(conn, Campaign(
            "Spring check-in", "prompt", "w", "{}", NOW.replace(month=2), NOW.replace(month=3),
            flow="check-in", state="closed", asked=asked,
        ))  # fmt: skip
    with rooms.answers.read() as answers, rooms.register.read() as office:
        return gathering.gather(
            answers, office, around(county), kind, period_of(kind, OVER), NOW
        )  # fmt: skip


def opened(data: bytes):
    return Document(BytesIO(data))


def widths_of(table) -> list[float]:
    return [cell.width / Cm(1) for cell in table.rows[0].cells]


def narrower() -> bytes:
    made = Document()
    made.sections[0].page_width = Cm(21)
    made.sections[0].left_margin = made.sections[0].right_margin = Cm(4)
    made.add_paragraph("{{title}}")
    made.add_paragraph("{{body}}")
    out = BytesIO()
    made.save(out)
    return out.getvalue()


@pytest.mark.parametrize("kind", KINDS)
def test_tables_of_every_report_fill_the_page(rooms: Rooms, county: County, kind: str) -> None:
    made = build(a_material(rooms, county, kind))
    for own, wide in ((None, 16.5), (narrower(), 13.0)):
        tables = opened(docx(made, {}, own)).tables
        assert tables
        for table in tables:
            assert sum(widths_of(table)) == pytest.approx(wide, abs=0.05)


@pytest.mark.parametrize("kind", KINDS)
def test_header_rows_repeat_and_no_row_is_cut(rooms: Rooms, county: County, kind: str) -> None:
    made = build(a_material(rooms, county, kind))
    titles = {one.title for one in made.blocks if isinstance(one, Table)}
    found = [
        one
        for one in opened(docx(made, {})).tables
        if one._tbl.tblPr.find(qn("w:tblCaption")).get(qn("w:val")) in titles
    ]
    assert len(found) == len(titles) > 2
    for table in found:
        assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
        assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in table.rows)
        # The caption is above the table, its notes are below: neither is left on another page.
        for at in (0, -1):
            first = table.rows[at].cells[0].paragraphs[0]
            assert first.paragraph_format.keep_with_next


def test_no_word_is_cut_and_long_texts_get_the_room() -> None:
    (table,) = opened(docx(report(blocks=(DEEDS,), banner=()), {})).tables
    found = widths_of(table)
    for at, wide in enumerate(found):
        cells = [DEEDS.columns[at], *(row[at] for row in DEEDS.rows)]
        longest = max((word for cell in cells for word in cell.split(" ")), key=len)
        assert wide > 0.17 * len(longest) + 0.38, longest  # 10.5 points, with the cell's margins
    assert found[1] == max(found)


def test_more_columns_than_the_page_has_room_for_still_fit() -> None:
    found = widths([("Wheelbarrow", "x")] * 20, 16.5)
    assert sum(found) == pytest.approx(16.5)
    assert len(set(found)) == 1


@pytest.mark.parametrize("kind", KINDS)
def test_no_table_is_all_stars(rooms: Rooms, county: County, kind: str) -> None:
    """Everybody is of one place: of places there is nothing to compare, and a sentence says so."""
    made = build(a_material(rooms, county, kind))
    tables = [one for one in made.blocks if isinstance(one, Table)]
    assert tables
    assert not [one.title for one in tables if one.starred]
    assert not [one.title for one in tables if one.title.startswith("Who answered, by place")]
    (said,) = [
        one.text for one in made.blocks
        if isinstance(one, Paragraph) and one.text.startswith("Who answered by place")
    ]  # fmt: skip
    k = 10 if kind in ("board", "annual") else 5
    assert f"in most groups fewer than {k} answered" in said
    assert "All: " in said


@pytest.mark.parametrize(
    ("shown", "of", "stars"), [(1, 2, True), (2, 2, False), (2, 6, False), (2, 7, True)]
)
def test_a_long_run_of_stars_is_no_table(shown: int, of: int, stars: bool) -> None:
    rows = [Row(f"p{at}", 100, 15 if at < shown else None, None) for at in range(of)]
    unknown = Row("", None, 40, None)  # is no group
    made = Response("place", "q", "a source", (*rows, unknown), Row("", 100 * of, 60, None))
    assert made.mostly_stars is stars


def test_a_table_without_a_number_becomes_a_sentence(rooms: Rooms, county: County) -> None:
    quarterly = a_material(rooms, county, "quarterly", asked=3)
    made = build(quarterly)
    text = html.page(made, {})
    assert "1 check-in was sent. To how many young people cannot be shown" in text
    assert "Check-ins sent" not in text
    stars = Table("Stars", ("Theme", "All"), (("School", "*"), ("Home", "–")))
    assert stars.starred
    assert not replace(stars, rows=(*stars.rows, ("Food", "10 of 40 (25%)"))).starred
    assert not Table("Log", ("Day", "Did"), (("1 May", "–"),)).starred


def test_what_is_hidden_of_several_themes_is_said_once(rooms: Rooms, county: County) -> None:
    texts = [
        one.text for one in build(a_material(rooms, county, "board")).blocks
        if isinstance(one, Paragraph) and "next to nothing can be shown" in one.text
    ]  # fmt: skip
    assert len(texts) == 1
    assert "by place, of all the themes that follow" in texts[0]


def test_the_legal_part_has_no_running_numbers(rooms: Rooms, county: County) -> None:
    made = build(a_material(rooms, county, "board"))
    start = made.blocks.index(
        Heading("REQUIRED CORPORATE AND LEGAL INFORMATION:", 1, new_page=True)
    )
    legal = made.blocks[start:]
    assert not [one for one in legal if isinstance(one, Paragraph | Gap) and one.numbered]
    (documents,) = [one for one in legal if isinstance(one, Form) and one.headed]
    assert documents.rows[0] == ("Document", "Location")
    pages = [
        one.text for one in opened(docx(made, {})).paragraphs
        if one.paragraph_format.page_break_before
    ]  # fmt: skip
    assert pages == ["REQUIRED CORPORATE AND LEGAL INFORMATION:"]


def test_the_cover_of_the_management_team_is_a_page_of_its_own(
    rooms: Rooms, county: County
) -> None:
    made = build(a_material(rooms, county, "csdmt"))
    heads = [one.text for one in made.blocks if isinstance(one, Heading) and one.level == 2]
    assert heads.index("Impact assessment") == len(heads) - 2  # then the Isle of Wight
    assert heads[0] == "CSDMT"
    gaps = [
        cell for table in opened(docx(made, {})).tables for row in table.rows for cell in row.cells
        if cell.text.startswith("[to fill")
    ]  # fmt: skip
    assert gaps
    assert all('w:fill="FFF2B3"' in cell._tc.xml for cell in gaps)
