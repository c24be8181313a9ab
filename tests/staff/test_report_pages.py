"""The pages of reports: drafts are the officer's, final ones the Board's, and nothing is lost."""

import html
import re
from io import BytesIO

import pytest
from docx import Document
from werkzeug.test import Client, TestResponse

from storage.office import calendar, populations, reports
from storage.office.calendar import Day
from storage.office.populations import Population
from tests.reports.test_word import template
from tests.staff.console import Console, post, token
from tests.staff.theming import OVER, checked, said

PATH = "/staff/reports"
SAID = ["my teacher helped me a lot"] * 40 + ["purple elephants wobble"] * 30
FIELDS = {
    "date": "10 December 2026", "contact": "Somebody, officer", "email": "a@example.org",
    "recommendation": "That the Board note this report.", "finance": "Nothing changes.",
    "conclusion": "More is to come.", "consultation": "As said above.", "equality": "Low impact.",
    "plan_1": "No", "plan_2": "Yes", "plan_3": "No", "plan_4": "Yes",
}  # fmt: skip


def publish(console: Console, audience: str = "public") -> None:
    checked(console, said(console, SAID, place="havant"))
    officer = console.browser("officer")
    where = post(officer, "/staff/publications", audience=audience, quarter=OVER).location
    post(officer, f"{where}/publish")


def drafted(console: Console, kind: str = "board") -> str:
    answer = post(console.browser("officer"), PATH, kind=kind, period=OVER)
    assert answer.location
    return str(answer.location)


def fill(officer: Client, path: str, **texts: str) -> TestResponse:
    return post(officer, f"{path}/write", **{f"t-{name}": text for name, text in texts.items()})


def finished(console: Console) -> str:
    publish(console)
    path, officer = drafted(console), console.browser("officer")
    assert fill(officer, path, **FIELDS).status_code == 302
    post(officer, f"{path}/finish")
    return path


def test_a_draft_is_the_officers_until_it_is_final(console: Console) -> None:
    publish(console)
    path = drafted(console)
    board, officer = console.browser("board"), console.browser("officer")
    for ending in ("", "/preview", "/report.docx", "/report.html"):
        assert board.get(path + ending).status_code == 404, ending
        assert officer.get(path + ending).status_code == 200, ending
    page = officer.get(path).text
    assert "12 things are left to do" in page
    assert "To fill: Equality statement" in page
    post(officer, f"{path}/finish")
    assert "12 left to do" in officer.get(path).text
    assert "No report is final yet" in board.get(PATH).text


def test_the_board_reads_what_is_final(console: Console) -> None:
    path = finished(console)
    board = console.browser("board")
    assert "What children and young people told us" in board.get(PATH).text
    assert "Final" in board.get(path).text
    page = board.get(f"{path}/preview").text
    assert "That the Board note this report." in page
    assert "DRAFT" not in page
    text = "\n".join(
        one.text for one in Document(BytesIO(board.get(f"{path}/report.docx").data)).paragraphs
    )
    assert "Nothing changes." in text
    assert "To fill" not in text
    for what in ("finish", "reopen", "discard", "write"):
        assert post(board, f"{path}/{what}").status_code == 403


def test_the_boards_pages_are_the_same_bytes_whatever_a_child_answers(console: Console) -> None:
    path = finished(console)
    board = console.browser("board")
    paths = (f"{path}/preview", f"{path}/report.html")
    before = [board.get(each).data for each in paths]
    said(console, ["my teacher shouts"])
    checked(console, said(console, ["i hate school"] * 7, quarter="2026-Q2"))
    assert [board.get(each).data for each in paths] == before


def test_inside_reports_are_not_for_the_board(console: Console) -> None:
    publish(console, "inside")
    path = drafted(console, "quarterly")
    with console.rooms.register.write() as conn:
        which = reports.listing(conn)[0].id
        reports.finish(conn, which, "{}", "officer", console.clock.now())
    assert console.browser("board").get(path).status_code == 404
    assert "quarterly" not in console.browser("board").get(PATH).text.lower()


@pytest.mark.parametrize("role", ["worker", "reader", "district_lead", "council", "admin"])
def test_nobody_else(console: Console, role: str) -> None:
    publish(console)
    path = drafted(console)
    for each in (PATH, path, f"{path}/preview", f"{PATH}/calendar", f"{PATH}/populations"):
        assert console.browser(role).get(each).status_code == 403


def test_nothing_published_says_what_to_do_and_keeps_what_was_written(console: Console) -> None:
    path, officer = drafted(console), console.browser("officer")
    fill(officer, path, finance="Nothing changes.")
    for ending in ("/preview", "/report.docx", "/report.html"):
        assert officer.get(path + ending).status_code == 302
    assert "Nothing is published of July to September 2026" in officer.get(path).text
    publish(console)
    assert "Nothing changes." in officer.get(f"{path}/preview").text


def test_what_is_refused_stays_in_the_form(console: Console) -> None:
    publish(console)
    path, officer = drafted(console), console.browser("officer")
    wrong = "District | Came\nHavant | 12\nGosport | 20\nTotal | 31"
    answer = fill(officer, path, events=wrong, finance="Kept all the same.")
    assert answer.status_code == 422
    assert "Row “Total”, column “Came” says 31; the rows above it add up to 32." in answer.text
    assert "Gosport | 20\nTotal | 31</textarea>" in answer.text
    assert "There is a problem" in answer.text
    assert "Kept all the same." in officer.get(f"{path}/preview").text


def test_a_proposal_stands_only_when_somebody_says_so(console: Console) -> None:
    publish(console)
    path, officer = drafted(console), console.browser("officer")
    page = officer.get(f"{path}/write").text
    proposal = html.unescape(re.search(r'name="t-equality"[^>]*>([^<]+)<', page).group(1))
    assert "easy words on request" in proposal
    fill(officer, path, equality=proposal)
    assert "To fill: Equality statement" in officer.get(path).text
    post(officer, f"{path}/write", **{"t-equality": proposal, "stands-equality": "yes"})
    assert "To fill: Equality statement" not in officer.get(path).text


def test_an_older_page_overwrites_nothing(console: Console) -> None:
    publish(console)
    path, officer = drafted(console), console.browser("officer")
    fill(officer, path, finance="First.")
    answer = fill(officer, path, finance="From an older page.")
    assert answer.status_code == 422
    assert "Somebody else changed this since you opened the page. It says: First." in answer.text
    was = re.search(r'name="was-finance" value="(\w+)"', officer.get(f"{path}/write").text).group(1)
    post(officer, f"{path}/write", **{"t-finance": "Second.", "was-finance": was})
    assert "Second." in officer.get(f"{path}/preview").text


def test_slips_are_named_beside_the_text(console: Console) -> None:
    publish(console)
    path, officer = drafted(console), console.browser("officer")
    fill(officer, path, conclusion="The rate fell by 8%. It is bi-annual.")
    page = officer.get(f"{path}/write").text
    assert "8 percentage points" in page
    assert "every two years" in page
    assert "The rate fell by 8%. It is bi-annual.</textarea>" in page


def test_a_template_is_used_or_explained(console: Console) -> None:
    publish(console)
    path, officer = drafted(console), console.browser("officer")

    def send(data: bytes):
        return officer.post(f"{path}/report.docx", data={
            "csrf_token": token(officer), "file": (BytesIO(data), "own.dotx"),
        })  # fmt: skip

    answer = send(template("County", "{{title}}", "{{body}}", dotx=True))
    assert answer.status_code == 200
    assert Document(BytesIO(answer.data)).paragraphs[0].text == "County"
    assert send(template("{{title}}")).status_code == 302
    assert "The template has no {{body}}" in officer.get(path).text
    assert send(b"").status_code == 302
    assert "Choose a template first" in officer.get(path).text


@pytest.mark.parametrize("period", ["", "2026", "2026-Q4", "2030-Q1", "nonsense"])
def test_a_quarter_that_is_not_over_is_refused(console: Console, period: str) -> None:
    officer = console.browser("officer")
    assert post(officer, PATH, kind="board", period=period).location == PATH
    assert "Not done" in officer.get(PATH).text


# ----------------------------------------------------------------------------------- the calendar


def test_dates_are_entered_imported_and_taken_out(console: Console) -> None:
    officer = console.browser("officer")
    where = f"{PATH}/calendar"
    post(officer, where, day="10/12/2026", kind="board", title="Board", papers_due="2026-12-03")
    lines = (
        "day;kind;title;papers due;hears\n2027-01-12;other;Workshop;;foster carers\n"
        "2027-02-02;group;PAG;;\n"
    )
    post(officer, f"{where}/import", lines=lines)
    page = officer.get(where).text
    for text in ("10 December 2026", "3 December 2026", "foster carers", "2 February 2027"):
        assert text in page
    board = console.browser("board").get(where).text
    assert "Workshop" in board
    assert "Take out" not in board
    with console.rooms.register.read() as conn:
        first = calendar.listing(conn, console.clock.now().date())[0]
    post(officer, f"{where}/{first.id}/remove")
    assert "10 December 2026" not in officer.get(where).text


@pytest.mark.parametrize(
    ("line", "said_so"),
    [
        ("soon,board,Board", "Line 2: Write the day as"),
        ("2027-02-30,board,Board", "Line 2: Write the day as"),
        ("2027-02-02,party,Board", "Line 2: “party” is no kind of date"),
        ("2027-02-02,board,", "Line 2: Give it a title"),
        ("2027-02-02,board,Board,2027-02-03", "Line 2: Papers are due before the meeting"),
        ("2027-02-02,board,Board,tomorrow", "Line 2: Write the day on which papers are due"),
    ],
)
def test_one_wrong_line_enters_none(console: Console, line: str, said_so: str) -> None:
    officer = console.browser("officer")
    answer = post(officer, f"{PATH}/calendar/import", lines=f"2027-01-12,other,Good\n{line}")
    assert answer.status_code == 422
    assert said_so in answer.text
    assert "2027-01-12,other,Good" in answer.text  # nothing typed is lost
    with console.rooms.register.read() as conn:
        assert calendar.listing(conn, console.clock.now().date()) == []


def test_the_officer_sees_what_is_due_and_cannot_be_drafted(console: Console) -> None:
    with console.rooms.register.write() as conn:
        day = console.clock.now().date().replace(day=20)
        calendar.add(conn, [Day(day, "board", "The Board")], None, console.clock.now())
    page = console.browser("officer").get(PATH).text
    assert "Due, and nothing is published to make them of" in page
    assert "for The Board, 20 November 2026" in page
    assert "The Board, 20" not in console.browser("board").get(PATH).text


# ------------------------------------------------------------------------------ how many there are


def test_populations_are_entered_with_source_and_year(console: Console) -> None:
    officer = console.browser("officer")
    where = f"{PATH}/populations"
    typed = {"year": "2026", "source": "county return", "n-8-11": "410", "n-11-15": "1,640",
             "n-16-17": "330", "n-18-25": "", "total": "2380"}  # fmt: skip
    assert post(officer, f"{where}/age", **typed).status_code == 302
    with console.rooms.register.read() as conn:
        assert populations.of(conn, "age", 2026)[0] == Population(
            2026, "age", "11-15", 1640, "county return"
        )
    assert "2,380 together" in officer.get(where).text


def test_two_totals_of_the_same_young_people_are_named(console: Console) -> None:
    officer, where = console.browser("officer"), f"{PATH}/populations"
    post(officer, f"{where}/age", **{"year": "2026", "source": "return", "n-11-15": "400"})
    said = post(officer, f"{where}/place", **{"year": "2026", "source": "return", "n-havant": "51"})
    assert "By age there are 400. A report would give two numbers" in officer.get(where).text
    assert said.status_code == 302


def test_lines_that_are_no_table_are_refused_whole(console: Console) -> None:
    officer = console.browser("officer")
    lines = "2026-12-10,board,a\rb\n" + "x" * 200_000
    answer = post(officer, f"{PATH}/calendar/import", lines=lines)
    assert answer.status_code in (413, 422)


@pytest.mark.parametrize(
    ("change", "said_so"),
    [
        ({"total": "2,381"}, "The total says 2,381; 8 to 11, 11 to 15 add up to 2,050."),
        ({"source": ""}, "a figure without a source is not kept"),
        ({"year": "26"}, "Write the year of the figures"),
        ({"n-8-11": "many"}, "“8 to 11”: write a whole number"),
        ({"n-8-11": "0", "n-11-15": "0"}, "of nobody no rate can be given"),
        ({"n-8-11": "", "n-11-15": ""}, "Write at least one number"),
    ],
)
def test_a_figure_that_cannot_be_right_is_refused(
    console: Console, change: dict[str, str], said_so: str
) -> None:
    typed = {
        "year": "2026",
        "source": "county return",
        "n-8-11": "410",
        "n-11-15": "1640",
        **change,
    }
    answer = post(console.browser("officer"), f"{PATH}/populations/age", **typed)
    assert answer.status_code == 422
    assert said_so in answer.text
    assert f'value="{typed["n-11-15"]}"' in answer.text
    with console.rooms.register.read() as conn:
        assert populations.of(conn, "age", 2026) == []
