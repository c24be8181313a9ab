"""Checking answers: whole pages at once, nothing lost, nothing of others overwritten, undo."""

import re

import pytest
from werkzeug.test import Client, TestResponse

from storage.answers import reviewing
from tests.staff.console import Console, post, token
from tests.staff.theming import QUESTION, checked, is_checked, said, themes_of

PATH = "/staff/themes/review"
_WAS = re.compile(r'name="was-([0-9a-f]{32})" value="([0-9a-f]{16})"')


def sheet(client: Client, pile: str = "all") -> dict[str, object]:
    """What the form would send if nothing were ticked or unticked."""
    page = client.get(f"{PATH}?pile={pile}").text
    fields: dict[str, object] = {"csrf_token": token(client), "shown": [], "do": "marked"}
    for answer_id, was in _WAS.findall(page):
        fields["shown"].append(answer_id)  # type: ignore[attr-defined]
        fields[f"was-{answer_id}"] = was
        ticked = rf'name="theme-{answer_id}" value="(\w+)"[^>]* checked'
        fields[f"theme-{answer_id}"] = re.findall(ticked, page)
    nothing = re.findall(r'name="nothing" value="([0-9a-f]{32})"[^>]* checked', page)
    return fields | {"nothing": nothing, "checked": [], "flag": []}


def send(client: Client, fields: dict[str, object]) -> TestResponse:
    return client.post(PATH, data=fields, follow_redirects=True)


def test_a_page_is_saved_at_once(console: Console) -> None:
    right, wrong, left = said(console, ["my teacher is nice", "nobody visits me", "school is fun"])
    client = console.browser("officer")
    fields = sheet(client)
    fields["checked"] = [right]
    fields[f"theme-{wrong}"] = ["family", "trust"]
    page = send(client, fields).text
    assert "2 answers checked. 1 stays in the list." in page
    assert is_checked(console, right)
    assert themes_of(console, wrong) == {"family", "trust"}
    assert is_checked(console, wrong), "changed ticks are a decision"
    assert not is_checked(console, left)


def test_nothing_marked_saves_nothing(console: Console) -> None:
    (one,) = said(console, ["school is fun"])
    client = console.browser("officer")
    assert "Nothing was saved" in send(client, sheet(client)).text
    assert not is_checked(console, one)


def test_confirm_all_leaves_what_has_no_theme(console: Console) -> None:
    coded, uncoded = said(console, ["my teacher is nice", "purple elephants wobble"])
    assert themes_of(console, uncoded) == set()
    client = console.browser("officer")
    send(client, sheet(client) | {"do": "all"})
    assert is_checked(console, coded)
    assert not is_checked(console, uncoded)


def test_what_somebody_else_changed_is_not_overwritten(console: Console) -> None:
    (one,) = said(console, ["my teacher is nice"])
    client = console.browser("officer")
    fields = sheet(client) | {"checked": [one], f"theme-{one}": ["family"]}
    with console.rooms.answers.write() as conn:
        reviewing.set_themes(conn, one, ["trust"], "somebody", console.clock.now())
    assert "changed by somebody else" in send(client, fields).text
    assert themes_of(console, one) == {"trust"}


def test_undo_takes_the_whole_save_back(console: Console) -> None:
    first, second = said(console, ["my teacher is nice", "nobody visits me"])
    before = themes_of(console, first), themes_of(console, second)
    client = console.browser("officer")
    fields = sheet(client) | {"checked": [first], f"theme-{second}": ["trust"], "flag": [second]}
    page = send(client, fields).text
    assert "Undo my last save (2 answers)" in page
    assert "Taken back: 2 answers stand as before." in post_on(client, f"{PATH}/undo").text
    assert (themes_of(console, first), themes_of(console, second)) == before
    assert not is_checked(console, first)
    assert not is_checked(console, second)


def test_undo_leaves_what_others_did_since(console: Console) -> None:
    (one,) = said(console, ["my teacher is nice"])
    client = console.browser("officer")
    send(client, sheet(client) | {"checked": [one]})
    with console.rooms.answers.write() as conn:
        reviewing.set_themes(conn, one, ["trust"], "somebody", console.clock.now())
    assert "Theirs were left alone" in post_on(client, f"{PATH}/undo").text
    assert themes_of(console, one) == {"trust"}


def test_a_flag_is_no_decision(console: Console) -> None:
    (one,) = said(console, ["my teacher is nice"])
    client = console.browser("officer")
    send(client, sheet(client) | {"flag": [one]})
    assert not is_checked(console, one)
    assert "my teacher is nice" in client.get(f"{PATH}?pile=flagged").text


def test_says_nothing_to_count(console: Console) -> None:
    (one,) = said(console, ["my teacher is nice"])
    client = console.browser("officer")
    send(client, sheet(client) | {"nothing": [one]})
    assert themes_of(console, one) == set()
    assert is_checked(console, one)


def test_why_is_shown_in_the_words_of_the_answer(console: Console) -> None:
    said(console, ["my teacher is nice"])
    page = console.browser("officer").get(f"{PATH}?pile=coded").text
    assert "School and learning: “teacher”" in page


def test_uncoded_come_first(console: Console) -> None:
    said(console, ["my teacher is nice", "purple elephants wobble"])
    page = console.browser("officer").get(PATH).text
    assert re.search(r'aria-current="page">Uncoded', page)
    assert "purple elephants wobble" in page
    assert "my teacher is nice" not in page


def test_history_and_one_back(console: Console) -> None:
    (one,) = said(console, ["my teacher is nice"])
    before = themes_of(console, one)
    client = console.browser("officer")
    send(client, sheet(client) | {f"theme-{one}": ["trust"]})
    path = f"/staff/themes/answers/{one}"
    assert "by officer-person" in client.get(path).text
    post(client, f"{path}/undo")
    assert themes_of(console, one) == before


@pytest.mark.parametrize("role", ["worker", "board", "reader", "district_lead", "council"])
def test_only_the_officer_sees_answers(console: Console, role: str) -> None:
    (one,) = said(console, ["my teacher is nice"])
    client = console.browser(role)
    for path in (PATH, f"/staff/themes/answers/{one}", "/staff/themes", "/staff/themes/pictures",
                 "/staff/themes/frame", "/staff/themes/quotes", "/staff/themes/words"):  # fmt: skip
        assert client.get(path).status_code == 403, path


def test_back_goes_nowhere_else(console: Console) -> None:
    said(console, ["my teacher is nice"])
    client = console.browser("officer")
    for back in (
        "//elsewhere.example.org",
        "https://elsewhere.example.org",
        "/themes//x",
        "/admin",
    ):
        answer = client.post(PATH, data={**sheet(client), "back": back})
        assert answer.location == "/staff/themes/review", back


def test_both_databases(console_on_both: Console) -> None:
    (one, other) = said(console_on_both, ["my teacher is nice", "nobody visits me"])
    checked(console_on_both, [other])
    client = console_on_both.browser("officer")
    send(client, sheet(client) | {"checked": [one]})
    assert is_checked(console_on_both, one)
    assert client.get("/staff/themes").status_code == 200
    assert client.get(f"/staff/themes/pictures?question={QUESTION}").status_code == 200


def post_on(client: Client, path: str) -> TestResponse:
    fields = {"csrf_token": token(client)}
    return client.post(path, data=fields, follow_redirects=True)
