"""The young people's councils: they propose, every answer has a reason, and none is forgotten."""

from datetime import date, datetime, timedelta

import pytest

from storage import retention
from storage.office import proposals
from storage.office.proposals import AGENDA, NO, YES, Proposal
from storage.rooms import Rooms
from tests.staff.console import Console, post


def kept(console: Console) -> list[Proposal]:
    with console.rooms.register.read() as conn:
        return proposals.listing(conn)


def test_a_card_is_answered_with_a_reason_or_is_overdue(console: Console) -> None:
    text = "Let us chair our own meetings."
    post(console.browser("council"), "/staff/council/propose/challenge", text=text)
    (card,) = kept(console)
    console.clock.move(days=29)
    council, officer = console.browser("council"), console.browser("officer")
    board = console.browser("board").get("/staff/council").text
    assert "Let us chair our own meetings." in board
    assert "Answer overdue" in board
    assert "0 of 1" in officer.get("/staff/council").text
    assert "a no without one" in post(officer, f"/staff/council/{card.id}/reply", state="no",
                                      reply="").text  # fmt: skip
    long = "Because " + "we think " * 60 + "so"
    refused = post(officer, f"/staff/council/{card.id}/reply", state="no", reply=long)
    assert refused.status_code == 400
    assert long in refused.text  # nothing is cut off, nothing is lost
    assert kept(console)[0].state == "open"
    post(officer, f"/staff/council/{card.id}/reply", state="no", reply="The law says who chairs.")
    page = council.get("/staff/council").text
    assert "The law says who chairs." in page
    assert "Answer overdue" not in page
    assert "late: promised by" in page  # and that stays
    assert "0 of 1" in page


def test_a_card_becomes_an_action_in_its_own_words(console: Console) -> None:
    post(console.browser("council"), "/staff/council/propose/challenge", text="Let us chair.")
    post(console.browser("council"), "/staff/council/propose/question", text="Who chairs?")
    words = {one.kind: one for one in kept(console)}
    officer = console.browser("officer")
    link = f"/staff/actions/new?card={words['challenge'].id}"
    assert link in officer.get("/staff/council").text
    assert ">Let us chair.</textarea>" in officer.get(link).text
    assert "Who chairs?" not in officer.get(f"/staff/actions/new?card={words['question'].id}").text
    assert officer.get("/staff/actions/new?card=nobody").status_code == 200


@pytest.mark.parametrize("kind", ["question", "agenda", "challenge"])
@pytest.mark.parametrize(
    ("text", "said"),
    [("", "Write it down first"), ("x" * 301, "at most 300"), ("ring 07700 900321", "Leave out")],
)
def test_what_is_wrong_is_said_and_kept_on_the_page(
    console: Console, kind: str, text: str, said: str
) -> None:
    council = console.browser("council")
    answer = post(council, f"/staff/council/propose/{kind}", text=text, about="2026-12-10")
    assert answer.status_code == 400
    assert said in answer.text
    assert text in answer.text
    assert kept(console) == []


def test_a_line_goes_to_a_meeting_that_is_to_come(console: Console) -> None:
    council = console.browser("council")
    late = post(council, "/staff/council/propose/agenda", text="Food", about="2026-09-24")
    assert late.status_code == 400
    post(council, "/staff/council/propose/agenda", text="Food in homes", about="2026-12-10")
    with console.rooms.register.read() as conn:
        assert [one.text for one in proposals.agenda(conn, date(2026, 12, 10))] == ["Food in homes"]
        assert proposals.agenda(conn, date(2027, 3, 11)) == []
    assert "Food in homes" in console.browser("board").get("/staff/council").text


def test_wording_is_shown_and_bettered(console: Console) -> None:
    council = console.browser("council")
    page = council.get("/staff/council/wording?flow=did-it-work").text
    assert "Did it work?" in page
    assert "easy read" in page
    post(council, "/staff/council/propose/wording", text="Say helped", about="did-it-work")
    assert kept(console)[0].about == "did-it-work"
    assert post(council, "/staff/council/propose/wording", text="x", about="no").status_code == 400


def test_the_board_sees_no_draft_questions(console: Console) -> None:
    post(console.browser("council"), "/staff/council/propose/question", text="Do you feel safe?")
    assert "Do you feel safe?" not in console.browser("board").get("/staff/council").text
    assert "Do you feel safe?" in console.browser("officer").get("/staff/council").text


def test_the_table_wants_a_reason(rooms: Rooms, now: datetime) -> None:
    one = Proposal(AGENDA, "Food", "me", now, "2026-06-18", date(2026, 6, 1))
    with rooms.register.write() as conn:
        proposals.add(conn, one)
        assert not proposals.reply(conn, one.id, YES, "", "me", now)
        assert proposals.reply(conn, one.id, NO, "There is no time.", "me", now)
        assert proposals.agenda(conn, date(2026, 6, 18)) == []
    retention.purge(rooms, now + timedelta(days=7 * 366 + 2))
    with rooms.register.read() as conn:
        assert proposals.listing(conn) == []
