"""The Monday page says what the machine has not looked at yet, apart from what a person can do."""

import re
from datetime import timedelta

from sqlalchemy import insert

from collation import nightly
from config.county import ReleaseRules
from storage.answers import codings, erasing, tallies
from storage.answers.tables import answer
from storage.crypto import new_id
from storage.office import job_runs
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


def test_what_is_new_is_of_the_night_and_says_when_it_is_older_than_the_checks(
    console_on_both: Console,
) -> None:
    console, rules = console_on_both, ReleaseRules()
    ids = said(console, ["purple elephants wobble"] * 12, by=small_frame())
    rooms, at = console.rooms, console.clock.now()
    nightly.run(rooms.answers, rooms.register, small_frame(), rules, at)
    asks = "No theme fits 100 % of the answers to"
    fresh = plain(console)
    assert asks in fresh
    assert "purple elephants wobble" in fresh
    assert "Since this was worked out" not in fresh
    checked(console, ids)
    with rooms.register.write() as conn:
        job_runs.begin(conn, "nightly", at, "me", at, timedelta(minutes=5))
        job_runs.finish(conn, "nightly", at, "me", at, "done")
    older = plain(console)
    assert asks in older
    assert re.search(rf"The last night’s work ended on \w+ {at.day} {at:%B %Y} at \d", older)
    assert "Every answer is checked" in older  # these numbers are of now
    nightly.run(rooms.answers, rooms.register, small_frame(), rules, at)
    assert "Since this was worked out" not in plain(console)


def test_an_erased_answer_is_not_on_the_page(console: Console) -> None:
    ids = said(console, ["purple elephants wobble"] * 12, by=small_frame())
    rooms, at = console.rooms, console.clock.now()
    nightly.run(rooms.answers, rooms.register, small_frame(), ReleaseRules(), at)
    with rooms.answers.write() as conn:
        erasing.erase(conn, ids)
    assert "purple elephants" not in plain(console)


def test_the_wall_is_kept_and_follows_a_release(console: Console) -> None:
    path = f"/staff/themes/pictures?quarter={OVER}"
    said(console, ["purple elephants wobble"] * 6)
    assert "elephants: 6" in console.browser("officer").get(path).text
    released(console, "elephants", "zebras")
    again = console.browser("officer").get(path).text
    assert "elephants: 7" in again
    assert "zebras" not in again
