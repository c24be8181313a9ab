"""What holds for every page: headers, labels, and that words of young people stay words."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from werkzeug.test import TestResponse

from storage.database import Busy
from tests.staff.console import Console, decide, post, shown

XSS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '"><svg onload=alert(1)>',
    "' onfocus=alert(1) autofocus='",
    "</textarea><script>alert(1)</script>",
    "{{ 7*7 }}{% raw %}",
    "<a href=javascript:alert(1)>x</a>",
    "<!--<script>",
    "</title><script>alert(1)</script>",
    "&lt;script&gt;&#x3c;",
    "<details open ontoggle=alert(1)>",
    "\u202e<b>x</b>",
]

PAGES = {
    "safeguarding": ["/", "/concerns", "/concerns?closed=1", "/requests", "/look-at-once",
                     "/rosters", "/what-young-people-are-told"],
    "reader": ["/", "/reading", "/reading?show=10", "/look-at-once", "/concerns", "/safety-read"],
    "officer": ["/", "/reading", "/answers", "/answers/wall.more", "/answers/old.one", "/running",
                "/practice", "/reading/measure", "/enter", "/public-words",
                "/check-in", "/check-ins", "/tell", "/money"],
    "translator": ["/", "/translate"],
    "district_lead": ["/", "/enter", "/public-words", "/check-in"],
    "admin": ["/", "/accounts", "/running", "/password", "/refusals", "/money"],
    "auditor": ["/", "/audit-log"],
    "worker": ["/", "/password", "/accounts", "/check-in", "/check-in?who=some", "/check-ins",
               "/help", "/help/poster/8-11", "/help/cards/18-25"],
}  # fmt: skip


class Controls(HTMLParser):
    """Collects controls, labels and ids of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.controls: list[dict[str, str | None]] = []
        self.labels: set[str | None] = set()
        self.ids: list[str | None] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        self.tags.append((tag, found))
        if "id" in found:
            self.ids.append(found["id"])
        if tag == "label":
            self.labels.add(found.get("for"))
        if tag in ("select", "textarea") or (tag == "input" and found.get("type") != "hidden"):
            self.controls.append(found)


def _filled(console: Console, words: str = "hello there") -> None:
    console.hold(words)
    console.hold_for_a_look(words)
    concern = console.concern(words, reasons=(words,), lines=(("you", words), ("bot", words)))
    client = console.browser("safeguarding")
    page = client.get(f"/staff/concerns/{concern}").text
    mark = re.search(r'name="mark" value="([0-9a-f]+)"', page)
    assert mark
    post(client, f"/staff/concerns/{concern}", state="seen", note=words, mark=mark.group(1))
    request = console.request(words)
    was = re.findall(r'name="was" value="([^"]+)"', client.get("/staff/requests").text)[0]
    post(client, f"/staff/requests/{request}", state="open", was=was, note=words)
    console.released("wall.more", (), [words] * 3, kind="wall")
    console.released("old.one", [words, "b"], kind="choice")


def _all(console: Console) -> list[TestResponse]:
    responses = [console.browser().get("/staff/login")]
    for role, paths in PAGES.items():
        client = console.browser(role)
        responses += [client.get("/staff" + path) for path in paths]
    client = console.browser("safeguarding")
    links = re.findall(r'href="(/staff/concerns/[0-9a-f]+)"', client.get("/staff/concerns").text)
    responses += [client.get(link) for link in links]
    return responses


def test_headers_of_every_page(console: Console) -> None:
    _filled(console)
    for response in _all(console):
        headers = response.headers
        assert headers["Cache-Control"] == "no-store"
        assert headers["Referrer-Policy"] == "no-referrer"
        assert headers["X-Frame-Options"] == "DENY"
        assert headers["X-Content-Type-Options"] == "nosniff"
        policy = headers["Content-Security-Policy"]
        assert "unsafe" not in policy
        assert "frame-ancestors 'none'" in policy
        nonce = re.search(r"'nonce-([^']+)'", policy)
        assert nonce
        for script in re.findall(r"<script[^>]*>", response.text):
            assert f'nonce="{nonce.group(1)}"' in script


def test_every_control_has_a_label_and_every_id_is_there_once(console: Console) -> None:
    _filled(console)
    for response in _all(console):
        page = Controls()
        page.feed(response.text)
        assert len(page.ids) == len(set(page.ids)), response.request.path
        for control in page.controls:
            assert control.get("id") in page.labels, (response.request.path, control)
        for tag, found in page.tags:
            for name in ("aria-labelledby", "aria-describedby", "aria-controls"):
                for wanted in (found.get(name) or "").split():
                    assert wanted in page.ids, (response.request.path, tag, wanted)
            assert not {name for name in found if name.startswith("on")}, found
            assert "style" not in found, found
        keys = [found["accesskey"] for _, found in page.tags if "accesskey" in found]
        assert len(keys) == len(set(keys))
        assert sum(tag == "h1" for tag, _ in page.tags) == 1


def test_access_keys_are_written_on_the_page(console: Console) -> None:
    client = console.browser("reader")
    console.hold("ring tam@example.org")
    console.hold("or ring kit@example.org")
    decide(client, shown(client.get("/staff/reading").text)[0], "clear")
    page = client.get("/staff/reading").text
    keys = set(re.findall(r'accesskey="(.)"', page))
    assert keys == set("cwxruntv")
    for key in keys:
        assert f"<kbd>{key.upper()}</kbd>" in page


OURS = "my friend Kaiden said src=x svg"
"""Something to take out and something doubtful, so that our own marks are on the page."""


@pytest.mark.parametrize("payload", ["\n".join(XSS[n::3]) for n in range(3)])
def test_words_stay_words(console: Console, payload: str) -> None:
    before = [_tags(response) for response in _all_after(console, OURS)]
    after = [_tags(response) for response in _all_after(console, payload)]
    assert set().union(*before) == set().union(*after)


def _all_after(console: Console, words: str) -> list[TestResponse]:
    for table in ("concern", "request", "held_answer", "held_conversation"):
        with console.rooms.register.write() as conn:
            conn.exec_driver_sql(f"DELETE FROM {table}")  # noqa: S608 - our own table names
    with console.rooms.answers.write() as conn:
        conn.exec_driver_sql("DELETE FROM answer")
    _filled(console, words)
    responses = _all(console)
    assert all(response.status_code in (200, 403) for response in responses)
    return responses


def _tags(response: TestResponse) -> set[tuple[str, tuple[str, ...]]]:
    page = Controls()
    page.feed(response.text)
    return {(tag, tuple(sorted(found))) for tag, found in page.tags}


def test_no_template_switches_escaping_off() -> None:
    for path in Path("staff").rglob("*"):
        if path.suffix in (".html", ".py"):
            text = path.read_text()
            assert "|safe" not in text.replace(" ", ""), path
            assert "Markup" not in text, path


def test_a_busy_database_is_said_plainly(console: Console, monkeypatch: pytest.MonkeyPatch) -> None:
    client = console.browser("officer")

    def away() -> None:
        raise Busy("locked")

    monkeypatch.setattr(console.rooms.answers, "read", away)
    response = client.get("/staff/answers")
    assert response.status_code == 503
    assert response.headers["Retry-After"] == "60"
    assert "Nothing was changed" in response.text
    monkeypatch.setattr(console.rooms.register, "read", away)
    assert client.get("/staff/").status_code == 503


def test_a_mistake_of_ours_shows_and_logs_no_words(
    console: Console, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("he said CANARY to me")

    monkeypatch.setattr("staff.reading.mixer.queue", broken)
    response = console.browser("reader").get("/staff/reading")
    assert response.status_code == 500
    assert "It is our mistake" in response.text
    out = capsys.readouterr()
    assert "CANARY" not in response.text + out.out + out.err
    assert "RuntimeError" in out.out + out.err


def test_a_form_that_is_too_large(console: Console) -> None:
    client = console.browser("reader")
    response = client.post("/staff/reading/undo", data={"csrf_token": "x" * 100_000})
    assert response.status_code in (400, 413)


def test_pages_stand_without_the_fetched_style_sheets(console: Console) -> None:
    desk = console.app.extensions["golden_thread_desk"]
    page = console.browser("reader").get("/staff/reading").text
    assert "plain.css" in page or "govuk-frontend.min.css" in page
    assert desk.questions
