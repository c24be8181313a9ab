"""The demo's loop closes: signed by a second person, sent, on a phone of the demo, and shown."""

import re
from argparse import Namespace
from pathlib import Path

import pytest
from werkzeug.test import Client

import worker
import wsgi
from bot.demo_county import QUARTERS
from bot.sending import simulator_sender
from collation.reports import gathering
from collation.reports.periods import in_words
from commands import reporting
from commands.demo import demo_password, name_of, open_demo
from commands.demo_actions import TELL
from commands.demo_easy import EASIER
from commands.demo_themes import UNDER_WAY
from config.settings import load_settings
from conversations.lint_outgoing import on_a_page
from storage.answers import reviewing
from storage.crypto import Vault
from storage.office import actions, populations
from storage.office.actions import STATES
from storage.rooms import migrate, open_rooms
from storage.times import quarters_before

_TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')


class Demo:
    """The whole service in one process, on its own demo county."""

    def __init__(self, environ: dict[str, str]) -> None:
        self.settings = load_settings(environ)
        rooms = open_rooms(
            self.settings.database_url, self.settings.keys_database_url,
            self.settings.answers_database_url,
            Vault(self.settings.register_keys, self.settings.lookup_peppers),
        )  # fmt: skip
        migrate(rooms)
        rooms.close()
        open_demo(self.settings, environ)
        self.app = wsgi.build(environ)
        self.work = worker.open_work(environ)

    def signed_in(self, role: str) -> Client:
        client = Client(self.app)
        self.post(client, "/staff/login", "/staff/login", name=name_of(role),
                  password=demo_password(self.settings))  # fmt: skip
        return client

    def post(self, client: Client, page: str, to: str, **fields: object):
        token = _TOKEN.search(client.get(page).text)
        assert token, page
        data = {"csrf_token": token[1], **fields}
        return client.post(to, data=data, follow_redirects=True)

    def run(self, *jobs: str) -> None:
        named = {job.name: job for job in worker.timetable()}
        for name in jobs:
            worker.run_job(named[name], self.work, self.work.clock.now())

    def states(self) -> dict[str, str]:
        with self.work.service.rooms.register.read() as conn:
            return {one.heard: one.state for one in actions.listing(conn)}


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Demo:
    environ = {"MODE": "demo", "VAR_DIR": str(tmp_path_factory.mktemp("demo") / "var")}
    return Demo(environ)


def _sign_all(demo: Demo, role: str) -> str:
    client = demo.signed_in(role)
    page = client.get("/staff/to-sign").text
    ticked = re.findall(r'name="sign" value="([0-9a-f]{32})"', page)
    digests = dict(re.findall(r'name="(digest-[0-9a-f]{32})" value="([0-9a-f]{64})"', page))
    assert len(ticked) == len(digests) == 2
    return demo.post(client, "/staff/to-sign", "/staff/to-sign", sign=ticked, **digests).text


def test_the_demo_has_a_promise_in_every_state(demo: Demo) -> None:
    assert set(demo.states().values()) == set(STATES)
    page = demo.signed_in("board").get("/staff/actions").text
    assert "Overdue 1" in page
    assert "Stuck" in page


@pytest.mark.parametrize("kind", ["quarterly", "board", "csdmt", "annual"])
def test_the_demo_reports_its_newest_quarter(demo: Demo, tmp_path: Path, kind: str) -> None:
    """Whoever tries the command gets a report of the quarter that was over last."""
    service, out = demo.work.service, tmp_path / "r.html"
    asked = Namespace(kind=kind, period=None, out=out, template=None)
    reporting.report(asked, service.rooms, service.county, demo.settings, demo.work.clock)
    text = out.read_text()
    assert in_words(quarters_before(demo.work.clock.now(), 2)[1]) in text
    assert "no clear change from" in text  # the quarter before is published, too
    with service.rooms.answers.read() as conn:
        assert len(gathering.published(conn, "board")) == QUARTERS
        unchecked = [one for one in reviewing.progress(conn) if one.answers > one.checked]
    assert {one.question for one in unchecked} == set(UNDER_WAY)
    assert len({one.quarter for one in unchecked}) == 1


def test_the_demo_answers_each_audience_in_words_of_its_own(demo: Demo) -> None:
    """What the demo shows would pass the linter that staff's own words have to pass."""
    words = [
        (who, text)
        for audiences in EASIER.values()
        for who, both in audiences.items()
        for text in both.values()
    ]
    assert [(who, text, list(on_a_page(text, who))) for who, text in words] == [
        (who, text, []) for who, text in words
    ]
    page = Client(demo.app).get("/you-said-we-did?for=easy").text
    assert EASIER["meetings"]["easy"]["did"] in page
    assert EASIER["meetings"]["young"]["did"] not in page


def test_the_demo_is_as_many_people_however_they_are_counted(demo: Demo) -> None:
    year = demo.work.clock.now().year
    with demo.work.service.rooms.register.read() as conn:
        sums = {
            by: sum(one.people for one in populations.of(conn, by, year))
            for by in ("age", "place", "status")
        }
    assert len(set(sums.values())) == 1, sums


def test_a_theme_is_walked_to_told(demo: Demo) -> None:
    heard = "You said nobody told you why you came into care."
    assert demo.states()[heard] == "did"
    assert heard not in Client(demo.app).get("/you-said-we-did").text
    officer = demo.signed_in("officer")
    assert "Signed by two people" not in officer.get("/staff/tell").text

    assert "2 of them may go out now" in _sign_all(demo, "council")
    assert heard in Client(demo.app).get("/you-said-we-did").text
    assert demo.states()[heard] == "did"  # signed is not told

    (signed,) = re.findall(r'action="(/staff/tell/signed/[0-9a-f]{32})"',
                           officer.get("/staff/tell").text)  # fmt: skip
    assert "On its way to everybody" in demo.post(officer, "/staff/tell", signed).text
    assert "Nothing was sent" in demo.post(officer, "/staff/tell", signed).text  # not twice

    demo.run("campaigns")
    assert demo.states()[heard] == "did"  # queued is not told either
    demo.run("rosters", "send", "campaigns")
    assert demo.states()[heard] == "told"

    service = demo.work.service
    got = {
        number: list(simulator_sender.take(service.rooms, number))
        for number in service.demo_contacts()
    }
    assert any(TELL in lines for lines in got.values()), got
    number = next(number for number, lines in got.items() if TELL in lines)
    told = Client(demo.app)
    page = demo.post(told, f"/demo/phone?phone={number}", "/demo/phone/text",
                     phone=number, text="worked").text  # fmt: skip
    assert "Golden Thread" in page


def test_a_chat_begins_with_what_happened(demo: Demo) -> None:
    """After the walk above: whoever opens a chat hears it before the first question."""
    client = Client(demo.app)
    page = demo.post(client, "/chat?flow=check-in", "/chat", reply="", turn="0", flow="check-in")
    assert page.status_code == 200
    turn = re.search(r'name="turn" value="(\d+)"', page.text)
    assert turn
    text = demo.post(client, "/chat", "/chat", reply="1", turn=turn[1]).text
    assert "All workers learn how to talk about your life story" in text
