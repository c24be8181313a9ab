"""The Monday page says what the machine has not looked at yet, apart from what a person can do."""

import re

from sqlalchemy import insert

from collation import nightly
from config.county import ReleaseRules
from storage.answers import codings, tallies
from storage.answers.tables import answer
from storage.crypto import new_id
from tests.staff.console import Console
from tests.staff.theming import OVER, QUESTION, checked, said, small_frame

PATH = f"/staff/themes?quarter={OVER}"


def released(console: Console, *texts: str) -> None:
    """As a release leaves them: waiting for the night."""
    rows = [{"id": new_id(), "quarter": OVER, "lane": "registered", "question": QUESTION,
             "kind": "words", "text": text, "voice": new_id()} for text in texts]  # fmt: skip
    with console.rooms.answers.write() as conn:
        conn.execute(insert(answer), rows)
        tallies.mark(conn, [(OVER, QUESTION)])
        codings.enqueue(conn, [row["id"] for row in rows])


def plain(console: Console, path: str = PATH) -> str:
    page = console.browser("officer").get(path).text
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


def test_what_no_machine_has_looked_at_is_in_no_pile(console: Console) -> None:
    said(console, ["school is fun", "purple elephants wobble"])
    released(console, "a", "b", "c")
    page = plain(console)
    assert "2 answers are left to check" in page
    assert "3 answers are not yet looked at by the machine" in page
    assert "uncoded 0" in page or "uncoded 1" in page
    assert "2 are left; 3 are not yet looked at" in plain(console, "/staff/themes/review?pile=all")


def test_nothing_is_called_checked_while_something_waits(console: Console) -> None:
    checked(console, said(console, ["school is fun"]))
    assert "Every answer is checked" in plain(console)
    released(console, "a")
    page = plain(console)
    assert "Every answer is checked" not in page
    assert "1 answer waits for the machine" in page


def test_before_the_first_night(console: Console) -> None:
    released(console, "a", "b")
    page = plain(console)
    assert "2 answers wait for the machine" in page
    assert "There are no answers" not in page


def test_its_links_stay_in_its_quarter(console: Console) -> None:
    released(console, *["school is fun"] * 6)
    rooms, rules = console.rooms, ReleaseRules()
    nightly.run(rooms.answers, rooms.register, small_frame(), rules, console.clock.now())
    page = console.browser("officer").get(PATH).text
    links = re.findall(r'href="(/staff/themes/review\?[^"]*)"', page)
    assert len(links) > 3
    assert all(f"quarter={OVER}" in link for link in links)
    assert "All quarters" not in page  # this page is always about one
