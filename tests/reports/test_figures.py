"""Every figure of a report, worked out again from the published tables by other means."""

import json
import re
from collections.abc import Iterator
from datetime import date
from io import BytesIO

import pytest
from docx import Document
from docx.oxml.ns import qn
from sqlalchemy import text as sql

from collation.reports import gathering, template
from collation.reports.forms import NothingPublished, build
from collation.reports.periods import period_of
from config.data import County
from storage.office import campaigns
from storage.office.campaigns import Campaign
from storage.rooms import Rooms
from tests.reports.published import NOW, OVER, PEOPLE, RULES, a_year, around, publish_one

KINDS = ("quarterly", "board", "csdmt", "annual")
LABELS = {"school": "School and learning", "family": "Family time",
          "worker_change": "Changing workers"}  # fmt: skip
IDS = {label: theme for theme, label in LABELS.items()}
QUARTERS = {"October to December 2025": "2025-Q4", "January to March 2026": "2026-Q1"}
ASKED = {"What do you want more of?": "wall.more",
         "What should there be less of, or none at all?": "wall.less"}  # fmt: skip


def word(rooms: Rooms, county: County, kind: str):
    """The report as somebody opens it."""
    with rooms.answers.read() as answers, rooms.register.read() as office:
        material = gathering.gather(
            answers, office, around(county), kind, period_of(kind, OVER), NOW
        )
        quotes = gathering.quotes(
            answers, kind, [one.publication for one in material.quarters.values()]
        )
    return Document(BytesIO(template.docx(build(material), quotes)))


class Published:
    """The published numbers, read past all of the code that makes reports."""

    def __init__(self, rooms: Rooms, audience: str) -> None:
        query = sql(
            "SELECT t.quarter, t.question, t.breakdown, t.lane, t.cells FROM published_table t "
            "JOIN publication p ON p.id = t.publication_id WHERE p.state = 'published' "
            "AND p.audience = :audience"
        )
        with rooms.answers.read() as conn:
            rows = conn.execute(query, {"audience": audience}).all()
        self.cells = {(r.quarter, r.question, r.breakdown): json.loads(r.cells) for r in rows}

    def said(self, quarter: str, question: str, theme: str) -> tuple[int, int] | None:
        cells = self.cells[quarter, question, ""]
        row = cells["themes"].get(theme)
        return (row["said"][0], cells["total"]) if row else None

    def largest(self, quarter: str, theme: str) -> tuple[int, int] | None:
        found = [self.said(quarter, one, theme) for one in ("wall.more", "wall.less")]
        return max((one for one in found if one), default=None, key=lambda one: one[0])

    def in_same_question(self, quarter: str, before: str, theme: str):
        """The largest figure of a theme, and what the same question gave before."""
        question = max(
            ("wall.more", "wall.less"),
            key=lambda one: (self.said(quarter, one, theme) or (0, 0))[0],
        )
        return self.said(quarter, question, theme), self.said(before, question, theme)

    def groups(self, quarter: str, question: str, by: str):
        return self.cells[quarter, question, by]


def whole(part: int, base: int) -> int:
    return round(100 * part / base)


def rows_of(document, title: str) -> Iterator[list[str]]:
    """The rows of the tables whose alt text begins so; their header rows left out."""
    for table in document.tables:
        caption = table._tbl.tblPr.find(qn("w:tblCaption")).get(qn("w:val"))
        if caption.startswith(title):
            for row in table.rows[1:]:
                yield [caption, *(cell.text for cell in row.cells)]


@pytest.fixture
def published(rooms: Rooms) -> Rooms:
    a_year(rooms)
    with rooms.register.write() as conn:
        campaigns.add(conn, Campaign(
            "Spring check-in", "prompt", "w", "{}", NOW.replace(month=2), NOW.replace(month=3),
            flow="check-in", state="closed", asked=120,
        ))  # fmt: skip
    return rooms


@pytest.mark.parametrize("kind", KINDS)
def test_every_figure_is_in_the_publications(published: Rooms, county: County, kind: str) -> None:
    source = Published(published, "public" if kind in ("board", "annual") else "inside")
    document = word(published, county, kind)
    explained: list[str] = []
    explained += the_themes(document, source)
    explained += the_camps(document, source)
    explained += the_groups(document, source)
    explained += the_responses(document, source, county, kind)
    explained += the_quarters(document, source, kind)
    for row in rows_of(document, "Check-ins sent"):
        assert row[1:] == ["Spring check-in", "12 February 2026", "120"]
        explained.append("120")
    explained += the_sentences(document, source)
    assert explained
    nothing_else(document, explained)


def the_themes(document, source: Published) -> list[str]:
    found = list(rows_of(document, "Themes, registered"))
    assert found
    for _, label, said, base, share, _bar in found:
        assert source.largest(OVER, IDS[label]) == (int(said), int(base)), label
        assert share == f"{whole(int(said), int(base))}%"
    assert [int(row[2]) for row in found] == sorted((int(row[2]) for row in found), reverse=True)
    return [cell for row in found for cell in row[2:5]]


def the_camps(document, source: Published) -> list[str]:
    found = list(rows_of(document, "More of it, less of it"))
    assert found
    for _, label, *sides in found:
        for question, (said, base) in zip(
            ("wall.more", "wall.less"), (sides[:2], sides[2:]), strict=True
        ):
            known = source.said(OVER, question, IDS[label])
            assert [said, base] == (["*", "–"] if known is None else [str(n) for n in known])
    return [cell for row in found for cell in row[2:]]


def the_groups(document, source: Published) -> list[str]:
    found = [row for label in IDS for row in rows_of(document, f"{label}, by")]
    for caption, group, said, base, share in found:
        label, by = re.match(r"(.+), by (\w+), ", caption).groups()
        theme = IDS[label]
        question = max(
            ("wall.more", "wall.less"),
            key=lambda one: (source.said(OVER, one, theme) or (0, 0))[0],
        )
        cells = source.groups(OVER, question, by)
        if group == "All":
            assert (int(said), int(base)) == source.said(OVER, question, theme)
            continue
        at = cells["values"].index(group if by == "age" else "havant")
        known, of = cells["themes"][theme]["said"][at], cells["everyone"][at]
        assert said == ("*" if known is None else str(known))
        assert base == ("*" if of is None else str(of))
        expected = "–" if None in (known, of) or of < 30 else f"{whole(known, of)}%"
        assert share == expected
    return [cell for row in found for cell in row[2:]]


def the_responses(document, source: Published, county: County, kind: str) -> list[str]:
    found = list(rows_of(document, "Who answered, by age"))
    assert found
    question = max(
        ("wall.more", "wall.less"), key=lambda one: source.cells[OVER, one, "age"]["total"]
    )
    cells = source.cells[OVER, question, "age"]
    for _, group, people, answered, rate in found:
        if group == "All":
            known, there = cells["total"], sum(PEOPLE.values())
        elif group in cells["values"]:
            known, there = cells["everyone"][cells["values"].index(group)], PEOPLE[group]
        else:
            known, there = None, PEOPLE[group]
        assert people == str(there)
        assert answered == ("*" if known is None else str(known))
        assert rate == ("–" if known is None else f"{whole(known, there)}%")
    return [cell for row in found for cell in row[2:]]


def the_quarters(document, source: Published, kind: str) -> list[str]:
    found = list(rows_of(document, "Themes by quarter"))
    assert bool(found) == (kind in ("csdmt", "annual"))
    for _, label, *cells in found:
        lately, before = source.in_same_question(OVER, "2025-Q4", IDS[label])
        for known, cell in zip((before, lately), cells, strict=True):
            if known is None:
                assert cell == "*"
            else:
                said, base = known
                assert cell == f"{said} of {base} ({whole(said, base)}%)"
    return [cell for row in found for cell in row[2:]]


_FIGURE = re.compile(r"(\d+) of (\d+) young people(?: \((\d+)%\)|, (\d+)%)?")
_IN_BRACKETS = re.compile(r"“([^”]+)” \((\d+ of \d+ young people(?:, \d+%)?)\)")


def the_sentences(document, source: Published) -> list[str]:
    """What stands in paragraphs: by theme, with a change to the quarter before."""
    explained = []
    heading = ""
    for paragraph in document.paragraphs:
        if paragraph.style.name.startswith("Heading"):
            heading = paragraph.text
        text = paragraph.text
        for quoted, inside in _IN_BRACKETS.findall(text):
            check_figure(inside, source.largest(OVER, IDS[quoted]))
            explained.append(inside)
        if found := re.match(r"In (January to March 2026), (\d+ of .*?\)) spoke of it when asked "
                             r"“(.*?)”: (.*)", text):  # fmt: skip
            quarter, figure, asked, change = found.groups()
            question = next(one for words, one in ASKED.items() if asked.endswith(words))
            now = source.said(QUARTERS[quarter], question, IDS[heading])
            check_figure(figure, now)
            explained += [figure, change]
            check_change(change, now, source.said("2025-Q4", question, IDS[heading]))
        if found := re.search(r"about (\d+) registered young people answered", text):
            totals = [source.cells[OVER, one, ""]["total"] for one in ("wall.more", "wall.less")]
            assert int(found.group(1)) == max(totals)
            explained.append(found.group())
        if found := re.match(
            r"“([^”]+)”: (\d+ of .*?\)) when asked “(.*?)”, ((?:up|down) .*)", text
        ):
            label, figure, asked, change = found.groups()
            assert asked.endswith(tuple(ASKED))
            now, before = source.in_same_question(OVER, "2025-Q4", IDS[label])
            check_figure(figure, now)
            check_change(change, now, before)
            explained += [figure, change]
    return explained


def check_figure(text: str, known: tuple[int, int] | None) -> None:
    found = _FIGURE.search(text)
    assert found, text
    said, base, *shares = found.groups()
    assert (int(said), int(base)) == known
    assert whole(*known) == int(shares[0] or shares[1])


def check_change(text: str, now, before) -> None:
    """The points are those between the two shares that stand there, and are called points."""
    check_figure(text, before)
    found = re.match(r"(up|down) (\d+) percentage points? from", text)
    if found:
        points = whole(*now) - whole(*before)
        assert int(found.group(2)) == abs(points)
        assert (found.group(1) == "up") == (points > 0)
    else:
        assert "no clear change" in text
    assert not re.search(r"(up|down|by) \d+%", text)


_OTHERWISE = (
    r"(?:20\d\d)", r"\d{1,2} (?:January|February|March|April|May|June)",
    r"fewer than (?:5|10|30)", r"under (?:5|10)", r"nearest 5", r"Section 149|section 149\(7\)",
    r"section 4 of the Act", r"Act 1972|Act 2010|100 D", r"^\d\. Equal",
    r"\b(?:8-11|11-15|16-17)\b",
    r"0 = done",
)  # fmt: skip


def nothing_else(document, explained: list[str]) -> None:
    """No number stands in the report that was not worked out again above."""
    known = {number for one in explained for number in re.findall(r"\d+", one)}
    known |= {str(n) for n in PEOPLE.values()} | {str(sum(PEOPLE.values()))}
    cells = (cell.text for table in document.tables for row in table.rows for cell in row.cells)
    for text in (*(one.text for one in document.paragraphs), *cells):
        for rule in _OTHERWISE:
            text = re.sub(rule, "", text)
        for number in re.findall(r"\d+", text):
            assert number in known, (number, text)


@pytest.mark.parametrize("kind", KINDS)
def test_a_period_without_a_publication_says_so(rooms: Rooms, county: County, kind: str) -> None:
    with pytest.raises(NothingPublished, match="Nothing is published of .*2026"):
        word(rooms, county, kind)


def test_the_board_never_gets_an_inside_publication(rooms: Rooms, county: County) -> None:
    a_year(rooms, audiences=("inside",))
    with pytest.raises(NothingPublished):
        word(rooms, county, "board")
    assert word(rooms, county, "quarterly")


def test_a_withdrawn_publication_is_in_no_report(rooms: Rooms, county: County) -> None:
    from storage.answers import publications

    a_year(rooms, audiences=("inside",))
    with rooms.answers.write() as conn:
        for one in publications.listing(conn):
            publications.withdraw(conn, one.id)
    with pytest.raises(NothingPublished):
        word(rooms, county, "quarterly")


def test_suppression_that_leaves_nothing_is_said(rooms: Rooms, county: County) -> None:
    """Place: everybody is of one place, so the table of places has nothing beside it."""
    a_year(rooms)
    text = "\n".join(one.text for one in word(rooms, county, "board").paragraphs)
    assert "next to nothing can be shown" in text
    assert RULES.k_public == 10


def test_the_newest_publication_of_a_quarter_is_taken(rooms: Rooms, county: County) -> None:
    a_year(rooms, audiences=("inside",))
    publish_one(rooms, OVER, "board")
    with rooms.answers.read() as conn:
        found = gathering.quarters(conn, "board", [OVER])
        inside = gathering.quarters(conn, "quarterly", [OVER])
    assert found[OVER].publication != inside[OVER].publication
    assert date.fromisoformat(found[OVER].published_on[:10]) == NOW.date()
