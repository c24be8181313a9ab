"""The officer's actions: four fields, clear errors with nothing lost, overdue in sight."""

from datetime import timedelta

import pytest

from storage.office import actions
from tests.staff.console import Console, post

WHOLE = {
    "heard": "You said your worker changes too often.",
    "kind": "will",
    "answer": "You meet the new worker before the old one goes.",
    "who": "Workforce Development",
    "by_when": "2026-12-24",
    "theme": "worker_change",
}


def kept(console: Console) -> list[actions.Action]:
    with console.rooms.register.read() as conn:
        return actions.listing(conn)


def test_an_action_is_kept_and_listed(console: Console) -> None:
    officer = console.browser("officer")
    assert post(officer, "/staff/actions/new", **WHOLE).status_code == 302
    (one,) = kept(console)
    assert (one.state, one.theme, one.first_by) == ("decided", "worker_change", one.by_when)
    page = officer.get("/staff/actions").text
    assert WHOLE["heard"] in page
    assert "Workforce Development" in page
    assert WHOLE["answer"] in officer.get(f"/staff/actions/{one.id}").text


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("heard", "", "Write what you heard"),
        ("heard", "x" * 301, "this has 301"),
        ("answer", "", "Write what you will do"),
        ("answer", "We can’t, because … decides it.", "Fill in the places marked"),
        ("answer", "y" * 501, "this has 501"),
        ("who", "", "without an owner nothing happens"),
        ("by_when", "", "Say by when"),
        ("by_when", "2026-11-02", "This day is over"),
        ("by_when", "2036-11-02", "Nobody waits that long"),
        ("by_when", "tomorrow", "Write the day as"),
        ("kind", "", "Choose whether this is something"),
        ("kind", "perhaps", "Choose one of these"),
        ("email", "not an address", "not an e-mail address"),
        ("finding", "2026-Q3-public", "not in that publication"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_lost(
    console: Console, field: str, value: str, said: str
) -> None:
    officer = console.browser("officer")
    filled = WHOLE | {field: value}
    answer = post(officer, "/staff/actions/new", **filled)
    assert answer.status_code == 400
    assert said in answer.text
    assert kept(console) == []
    for name, text in filled.items():
        if name in ("heard", "answer", "who", "by_when") and text:
            assert text in answer.text


def test_overdue_is_seen_by_the_officer_and_the_board(console: Console) -> None:
    post(console.browser("officer"), "/staff/actions/new", **WHOLE)
    console.clock.move(days=60)
    for role in ("officer", "board"):
        page = console.browser(role).get("/staff/actions?state=overdue").text
        assert WHOLE["heard"] in page
        assert "Overdue 1" in page
    officer = console.browser("officer")
    (one,) = kept(console)
    # An overdue promise can be worked on without moving its day; moved, it stays broken.
    same = post(officer, f"/staff/actions/{one.id}", **WHOLE)
    assert same.status_code == 302
    later = (console.clock.now() + timedelta(days=30)).date().isoformat()
    post(officer, f"/staff/actions/{one.id}", **(WHOLE | {"by_when": later}))
    page = officer.get("/staff/actions?state=broken").text
    assert "first promised for" in page
    assert "Overdue 0" in page


def test_done_and_stuck(console: Console) -> None:
    officer = console.browser("officer")
    post(officer, "/staff/actions/new", **WHOLE)
    (one,) = kept(console)
    post(officer, f"/staff/actions/{one.id}/stuck", why="nobody to do it")
    assert "nobody to do it" in officer.get(f"/staff/actions/{one.id}").text
    post(officer, f"/staff/actions/{one.id}/done")
    assert kept(console)[0].state == "did"
    again = officer.get(post(officer, f"/staff/actions/{one.id}/done").location)
    assert "not in that state any more" in again.text
    assert officer.get(f"/staff/actions/{one.id}/explode").status_code == 405


def test_the_board_reads_and_does_not_write(console: Console) -> None:
    post(console.browser("officer"), "/staff/actions/new", **WHOLE)
    (one,) = kept(console)
    board = console.browser("board")
    page = board.get(f"/staff/actions/{one.id}").text
    assert WHOLE["answer"] in page
    assert "<textarea" not in page
    assert post(board, f"/staff/actions/{one.id}/done").status_code == 403


def test_a_district_lead_sees_their_own(console: Console, lead_of_havant: None) -> None:
    post(console.browser("officer"), "/staff/actions/new", **WHOLE)
    lead = console.browser("district_lead")
    assert WHOLE["heard"] not in lead.get("/staff/actions").text
    assert lead.get(f"/staff/actions/{kept(console)[0].id}").status_code == 404
    post(lead, "/staff/actions/new", **(WHOLE | {"heard": "You said Havant has no club."}))
    assert "Havant has no club" in lead.get("/staff/actions").text
    assert {one.place for one in kept(console)} == {None, "havant"}


def test_words_for_a_no_are_offered(console: Console) -> None:
    page = console.browser("officer").get("/staff/actions/new?theme=worker_change").text
    assert "because a judge decides this" in page
    assert "We train new workers here" in page


def test_the_first_page_says_what_is_overdue_and_untold(console: Console) -> None:
    officer = console.browser("officer")
    post(officer, "/staff/actions/new", **WHOLE)
    post(officer, "/staff/actions/new", **WHOLE)
    post(officer, f"/staff/actions/{kept(console)[0].id}/done")
    console.clock.move(days=60)
    page = console.browser("officer").get("/staff/").text
    assert "1 promise to young people is overdue" in page
    assert "1 thing is done and nobody was told" in page
