"""What leaves the officer's screen: checked, protected, published; and nothing of what is not."""

import json
import re

import pytest
from werkzeug.test import Client

from collation.themes_count import freshen
from storage.answers import publications, reviewing
from storage.office import populations
from storage.office.populations import Population
from tests.staff.console import Console, post
from tests.staff.theming import NOW, OVER, checked, said

PATH = "/staff/publications"
READERS = ("district_lead", "board", "council")
SCHOOL = [f"my teacher helped me {n}" for n in ("a lot", "loads", "today", "again", "always")] * 6
OTHER = ["purple elephants wobble"] * 24
# The form token and the scripts' nonce are others each time.
_CHANGES = re.compile(r'value="[\w.-]{60,}"|nonce="[^"]+"')


def ready(console: Console) -> list[str]:
    """A quarter with enough voices, all of them checked."""
    ids = said(console, SCHOOL + OTHER)
    checked(console, ids)
    return ids


def drafted(console: Console, audience: str = "board", quarter: str = OVER) -> str:
    """The officer makes a draft; where it leads."""
    answer = post(console.browser("officer"), PATH, audience=audience, quarter=quarter)
    return answer.location or ""


def published(console: Console, audience: str = "board") -> str:
    path = drafted(console, audience)
    post(console.browser("officer"), f"{path}/publish")
    return path


def seen(client: Client, path: str) -> str:
    return _CHANGES.sub("", client.get(path).text)


def test_an_unchecked_count_is_refused(console: Console) -> None:
    ready(console)
    said(console, ["school is fun"])
    officer = console.browser("officer")
    answer = post(officer, PATH, audience="board", quarter=OVER)
    assert answer.location == PATH
    page = officer.get(PATH).text
    assert "Refused: 1 answer" in page
    assert "nobody has checked" in page
    assert "No drafts" in page


def test_a_draft_that_became_unchecked_is_not_published(console: Console) -> None:
    one = ready(console)[0]
    path, officer = drafted(console), console.browser("officer")
    with console.rooms.answers.write() as conn:
        assert reviewing.undo(conn, one, console.people["officer"].id, console.clock.now())
    post(officer, f"{path}/publish")
    assert "Refused" in officer.get(path).text
    assert console.browser("board").get(path).status_code == 404


def test_the_quarter_must_be_over(console: Console) -> None:
    checked(console, said(console, SCHOOL + OTHER, quarter=NOW))
    assert drafted(console, quarter=NOW) == PATH


def test_published_pages_show_rounded_numbers_and_no_exact_ones(console: Console) -> None:
    ids = said(console, [*SCHOOL, "my teacher is nice", "i like my teacher"] + OTHER)
    checked(console, ids)
    path = published(console)
    for role in ("officer", *READERS):
        page = console.browser(role).get(path).text
        assert "School and learning" in page
        assert ">30<" in page
        assert ">32<" not in page, "32 young people said it"
        assert "Publish</button>" not in page


def test_who_was_not_heard_is_in_it_and_small_groups_are_blank(console: Console) -> None:
    with console.rooms.register.write() as conn:
        for value, people in (("havant", 90), ("new-forest", 60), ("basingstoke", 70)):
            figure = Population(2026, "place", value, people, "The 903 return")
            populations.put(conn, figure, None, console.clock.now())
    for place, many in (("havant", 41), ("new-forest", 13), ("basingstoke", 3)):
        checked(console, said(console, ["my teacher helped me"] * many, place=place))
    path = published(console)
    page = console.browser("board").get(path).text
    assert "Who have we not heard from?" in page
    assert "Of everybody: The 903 return, 2026" in page
    rows = re.findall(r"<tr.*?</tr>", page[page.index("The 903 return") :], re.DOTALL)
    cells = [re.findall(r">([^<>\s][^<>]*)</t[hd]>", row) for row in rows]
    found = {row[0]: row[1:4] for row in cells if len(row) > 3}
    assert found["Havant"] == ["90", "40", "44%"]
    assert found["Basingstoke"] == ["70", "blank", "–"]
    assert {"41", "13", "3", "57"}.isdisjoint({one for row in cells for one in row})
    line = next(each for each in console.browser("board").get(f"{path}.csv").text.splitlines()
                if "not heard" in each and "Basingstoke" in each)  # fmt: skip
    assert "left blank" in line


@pytest.mark.parametrize("role", READERS)
def test_readers_see_published_only(console: Console, role: str) -> None:
    ready(console)
    path = drafted(console)
    client = console.browser(role)
    for ending in ("", ".csv", ".json"):
        assert client.get(path + ending).status_code == 404
    assert "Nothing is published yet" in client.get(PATH).text
    post(console.browser("officer"), f"{path}/publish")
    for ending in ("", ".csv", ".json"):
        assert client.get(path + ending).status_code == 200
    for what in ("publish", "withdraw", "discard", "title"):
        assert post(client, f"{path}/{what}").status_code == 403
    assert post(client, PATH, audience="board", quarter=OVER).status_code == 403


@pytest.mark.parametrize("role", READERS)
def test_their_pages_are_the_same_bytes_whatever_is_not_published(
    console: Console, role: str
) -> None:
    ready(console)
    path = published(console)
    client = console.browser(role)
    paths = (PATH, path, f"{path}.csv", f"{path}.json", "/staff/")
    before = [seen(client, each) for each in paths]
    said(console, ["my teacher shouts at me"])
    checked(console, said(console, ["i hate school"] * 7, quarter="2026-Q2"))
    drafted(console, "board", "2026-Q2")
    freshen(console.rooms.answers)
    assert [seen(client, each) for each in paths] == before


def test_inside_is_not_for_the_board(console: Console) -> None:
    ready(console)
    path = published(console, "inside")
    assert console.browser("district_lead").get(path).status_code == 200
    assert console.browser("board").get(path).status_code == 404
    assert console.browser("council").get(path).status_code == 404


@pytest.mark.parametrize("role", ["worker", "reader", "translator", "dpo", "auditor", "admin"])
def test_nobody_else(console: Console, role: str) -> None:
    ready(console)
    path = published(console)
    assert console.browser(role).get(PATH).status_code == 403
    assert console.browser(role).get(path).status_code == 403


def test_files_hold_what_the_page_shows(console: Console) -> None:
    ready(console)
    path = published(console)
    client = console.browser("board")
    whole = json.loads(client.get(f"{path}.json").text)
    assert "exact" not in json.dumps(whole)
    numbers = [row["total"] for table in whole["tables"] for row in table["themes"].values()]
    assert all(number is None or number % 5 == 0 for number in numbers)
    assert "School and learning" in client.get(f"{path}.csv").text


def test_withdrawn_is_gone_for_readers(console: Console) -> None:
    ready(console)
    path = published(console)
    post(console.browser("officer"), f"{path}/withdraw")
    assert console.browser("board").get(path).status_code == 404
    assert "Withdrawn" in console.browser("officer").get(path).text


def test_what_is_blank_is_explained(console: Console) -> None:
    checked(console, said(console, SCHOOL + OTHER + ["nobody visits me"] * 3))
    page = console.browser("officer").get(drafted(console)).text
    assert "What is blank, and why" in page
    assert "rounded to the nearest 5" in page
    assert ">3<" not in page


def test_words_in_a_publication(console: Console) -> None:
    """A summary by the officer, theirs with a yes; for all only after a second signature."""
    ids = ready(console)
    no = said(console, ["my teacher is the best one"], may_quote=False)
    checked(console, no)
    path = drafted(console, "public")
    name = path.rpartition("/")[2]
    officer = console.browser("officer")
    base = f"/staff/themes/quotes/{name}/school"
    post(officer, f"{base}/paraphrase", text="Several young people say that teachers help.")
    post(officer, f"{base}/{no[0]}")
    assert "cannot be used" in officer.get(f"/staff/themes/quotes?publication={name}").text
    post(officer, f"{base}/{ids[0]}")
    assert "second person must sign" in officer.get(PATH).text
    post(officer, f"{base}/{ids[0]}/propose")
    post(console.browser("council"), f"/staff/public-words/{ids[0]}/sign")
    post(officer, f"{base}/{ids[0]}")
    with console.rooms.answers.read() as conn:
        kinds = [one.kind for one in publications.quotes_of(conn, name)]
    assert sorted(kinds) == ["paraphrase", "quote"]
    post(officer, f"{path}/publish")
    page = console.browser("council").get(path).text
    assert "teachers help" in page
    assert SCHOOL[0] in page


def test_too_few_voices_no_words(console: Console) -> None:
    ready(console)
    few = said(console, ["nobody visits me"] * 6)
    checked(console, few)
    path = drafted(console, "board")
    name = path.rpartition("/")[2]
    officer = console.browser("officer")
    post(officer, f"/staff/themes/quotes/{name}/worker_contact/paraphrase", text="Visits.")
    assert "Too few young people" in officer.get(PATH).text


def test_words_whose_yes_is_gone_stop_the_publication(console: Console) -> None:
    ids = ready(console)
    path = drafted(console, "board")
    name = path.rpartition("/")[2]
    officer = console.browser("officer")
    post(officer, f"/staff/themes/quotes/{name}/school/{ids[0]}")
    with console.rooms.answers.write() as conn:
        reviewing.flag(conn, ids[0], "somebody", console.clock.now())
    post(officer, f"{path}/publish")
    assert "may not be quoted any more" in officer.get(path).text
