"""Concerns and requests: seen, acted on, and who may see a number."""

import re

import pytest
from werkzeug.test import Client

from storage import audit
from storage.register import concerns, requests
from tests.staff.console import Console, post

NUMBER = "7700900123"


def _mark(page: str) -> str:
    found = re.search(r'name="mark" value="([0-9a-f]+)"', page)
    assert found
    return found.group(1)


def _log(console: Console) -> list[tuple[str, str, str]]:
    with console.rooms.register.read() as conn:
        return [(one.action, one.object_id, one.reason) for one in audit.entries(conn)]


@pytest.mark.parametrize("role", ["safeguarding", "reader"])
def test_the_front_page_begins_with_the_most_urgent(console: Console, role: str) -> None:
    console.concern("low", level="flag", reasons=("sad",))
    console.concern("high", level="urgent", reasons=("harm",))
    page = console.browser(role).get("/staff/").text
    assert "2 open concerns" in page
    assert page.index(">Urgent<") < page.index(">Flag<") < page.index("Your pages")
    assert "Tue 3 November 2026 at 10:00am" in page
    assert "2 hours ago" in page
    for other in ("officer", "admin", "worker", "auditor"):
        assert "open concern" not in console.browser(other).get("/staff/").text


def test_no_page_holds_a_number_until_it_is_asked_for(console: Console) -> None:
    concern = console.concern()
    for role in ("safeguarding", "reader"):
        client = console.browser(role)
        for path in ("/staff/", "/staff/concerns", f"/staff/concerns/{concern}"):
            assert NUMBER not in client.get(path).text
    reader = console.browser("reader")
    response = post(reader, f"/staff/concerns/{concern}/number", why="ring")
    assert response.status_code == 403
    assert NUMBER not in response.text
    assert "Show the number" not in reader.get(f"/staff/concerns/{concern}").text
    assert _log(console) == []


def test_a_number_is_shown_with_a_reason_that_is_in_the_log_first(console: Console) -> None:
    concern = console.concern()
    client = console.browser("safeguarding")
    path = f"/staff/concerns/{concern}/number"
    without = post(client, path)
    assert without.status_code == 400
    assert "Choose why you need the number" in without.text
    assert NUMBER not in without.text
    shown = post(client, path, why="ring")
    assert NUMBER in shown.text
    reason = "To ring or text the young person"
    assert _log(console) == [("concern.number_shown", concern, reason)]
    assert NUMBER not in client.get(f"/staff/concerns/{concern}").text
    assert NUMBER not in str(_log(console))


def test_a_concern_without_a_number_says_so(console: Console) -> None:
    concern = console.concern(number=None, channel="web")
    client = console.browser("safeguarding")
    assert (
        "There is none to show"
        in post(client, f"/staff/concerns/{concern}/number", why="ring").text
    )
    assert _log(console) == []


def test_seen_then_closed_with_a_note(console: Console) -> None:
    concern = console.concern()
    client = console.browser("safeguarding")
    path = f"/staff/concerns/{concern}"
    page = client.get(path).text
    assert "How is home?" in page
    post(client, path, state="seen", note="Rang the duty worker", mark=_mark(page))
    page = client.get(path).text
    assert "Rang the duty worker" in page
    refused = post(client, path, state="closed", note=" ", mark=_mark(page))
    assert refused.status_code == 400
    assert "before you close it" in refused.text
    post(client, path, state="closed", note="Safe at a friend", mark=_mark(page))
    assert concern not in client.get("/staff/concerns").text
    assert concern in client.get("/staff/concerns?closed=1").text
    assert [action for action, _, _ in _log(console)] == ["concern.closed", "concern.seen"]
    assert "friend" not in str(_log(console))


def test_nobody_closes_a_concern_that_got_worse_while_they_read(console: Console) -> None:
    concern = console.concern("sad", level="flag")
    client = console.browser("safeguarding")
    path = f"/staff/concerns/{concern}"
    mark = _mark(client.get(path).text)
    vault = console.rooms.vault
    with console.rooms.register.write() as conn:
        known = concerns.find(conn, vault, concern)
        assert known
        later = concerns.Concern(**(vars(known) | {"level": "urgent", "text": "and he is here"}))
        assert concerns.join(conn, vault, concern, later)
    response = post(client, path, state="closed", note="looked fine", mark=mark)
    assert response.status_code == 409
    assert "changed while you were reading" in response.text
    assert "and he is here" in response.text
    assert "looked fine" in response.text
    with console.rooms.register.read() as conn:
        after = concerns.find(conn, vault, concern)
    assert after
    assert after.state == "new"
    assert after.note == ""


def test_a_state_that_does_not_exist_is_refused(console: Console) -> None:
    concern = console.concern()
    client = console.browser("safeguarding")
    path = f"/staff/concerns/{concern}"
    assert post(client, path, state="gone", note="x", mark="").status_code == 400
    assert post(client, "/staff/concerns/none", state="seen", mark="").status_code == 404
    assert client.get("/staff/concerns/none").status_code == 404


def test_requests_are_answered_and_the_number_is_in_no_listing(console: Console) -> None:
    request = console.request("advocate")
    client = console.browser("safeguarding")
    page = client.get("/staff/requests").text
    assert "Wants an advocate" in page
    assert "900456" not in page
    shown = post(client, f"/staff/requests/{request}/number")
    assert "+447700900456" in shown.text
    post(client, f"/staff/requests/{request}", state="done", note="Passed on", was=_was(client))
    assert "Choose what came of it" in client.get("/staff/requests").text
    post(
        client,
        f"/staff/requests/{request}",
        state="done",
        note="Passed on",
        was=_was(client),
        outcome="passed",
    )
    assert "There are no open requests" in client.get("/staff/requests").text
    assert "Passed on" in client.get("/staff/requests?done=1").text
    actions = [action for action, _, _ in _log(console)]
    assert actions == ["request.done", "request.number_shown"]


def _was(client: Client) -> str:
    """What the page shows of the first request, as its form sends it back."""
    return re.findall(r'name="was" value="([^"]+)"', client.get("/staff/requests").text)[0]


def test_two_people_at_one_request(console: Console) -> None:
    request = console.request("person", None)
    first, second = console.browser("safeguarding"), console.browser("safeguarding")
    assert "there is nothing to answer to" in first.get("/staff/requests").text
    was = _was(first)
    path = f"/staff/requests/{request}"
    post(first, path, state="done", note="Mine", was=was, outcome="spoke")
    post(second, path, state="open", note="Yours", was=was)
    assert "Somebody else has just changed this request" in second.get("/staff/requests").text
    with console.rooms.register.read() as conn:
        kept = requests.find(conn, console.rooms.vault, request)
    assert kept
    assert (kept.state, kept.note) == ("done", "Mine")
