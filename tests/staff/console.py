"""Drives the console in tests: signs roles in, posts forms with their token, puts words in."""

import json
import re
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path

from sqlalchemy import insert
from werkzeug.exceptions import NotFound
from werkzeug.middleware.dispatcher import DispatcherMiddleware
from werkzeug.test import Client, TestResponse

from config.data import County, load_flow_files
from config.settings import Settings
from conversations.flows import Flow, read_flow
from staff.app import create_staff_app
from staff.guard import COOKIE
from staff.roles import ROLES
from storage import keys, mixer
from storage.answers import tallies
from storage.answers.tables import answer
from storage.crypto import new_id
from storage.office import accounts, reading_work, signins
from storage.register import concerns, held, requests
from storage.rooms import Rooms
from tests.factories import sign_questions

NOON = datetime(2026, 11, 3, 12, 0, tzinfo=UTC)
PASSWORD = "correct horse battery"
_TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')


@cache
def _flows(county_dir: Path) -> tuple[Flow, ...]:
    """Read once for all tests."""
    return tuple(map(read_flow, load_flow_files(county_dir)))


class HandClock:
    """A clock that stands still until it is moved."""

    def __init__(self, at: datetime = NOON) -> None:
        self.at = at

    def now(self) -> datetime:
        return self.at

    def move(self, **amount: float) -> None:
        self.at += timedelta(**amount)


class Console:
    """The app as the browser meets it: mounted at /staff."""

    def __init__(self, rooms: Rooms, county: County, settings: Settings) -> None:
        self.rooms, self.clock = rooms, HandClock()
        self.app = create_staff_app(rooms, county, settings, self.clock)
        self.wsgi = DispatcherMiddleware(NotFound(), {"/staff": self.app})
        self.people = {}
        password = accounts.hash_password(PASSWORD)
        with rooms.register.write() as conn:
            for role in ROLES:
                made = accounts.create(
                    conn, f"{role}-person", role, password, date(2026, 11, 1), one_time=False
                )
                self.people[role] = made
                reading_work.practised(conn, made.id, 15, passed=True, today=date(2026, 11, 1))
        sign_questions(rooms, _flows(settings.county_dir), NOON)

    def browser(self, role: str | None = None) -> Client:
        """A browser; signed in as somebody of that role."""
        client = Client(self.wsgi)
        if role is not None:
            with self.rooms.register.write() as conn:
                token = signins.start(conn, self.people[role].id, self.clock.now())
            client.set_cookie(COOKIE, token, path="/staff")
        return client

    def sign_in(self, client: Client, name: str, password: str = PASSWORD) -> TestResponse:
        return post(client, "/staff/login", name=name, password=password)

    def hold(self, *texts: str, question: str = "check-in.change_one_thing") -> str:
        """A conversation that ended, with words to read."""
        conversation = new_id()
        with self.rooms.keys.write() as conn:
            key = keys.make(conn, self.rooms.vault, conversation, self.clock.now())
        kept = [held.Kept(question, "words", None, text) for text in texts]
        lines = tuple(("you", text) for text in texts)
        ending = self._ending(conversation, kept, lines, look_only=False)
        with self.rooms.register.write() as conn:
            mixer.deposit(conn, held.prepare(ending, key))
        return conversation

    def hold_for_a_look(self, text: str) -> str:
        """A conversation that somebody deleted."""
        conversation = new_id()
        with self.rooms.keys.write() as conn:
            key = keys.make(conn, self.rooms.vault, conversation, self.clock.now())
        ending = self._ending(conversation, [], (("you", text),), look_only=True)
        with self.rooms.register.write() as conn:
            mixer.deposit(conn, held.prepare(ending, key))
        return conversation

    def _ending(
        self,
        conversation: str,
        kept: list[held.Kept],
        lines: tuple[tuple[str, str], ...],
        *,
        look_only: bool,
    ) -> held.Ending:
        return held.Ending(
            conversation_id=conversation,
            contact_id=None,
            lane="web",
            how="deleted" if look_only else "finished",
            answers=kept,
            lines=lines,
            attributes={},
            may_quote=None,
            ready_at=self.clock.now(),
            look_only=look_only,
        )

    def concern(self, text: str = "he hits me", **more: object) -> str:
        """A concern with a number behind it."""
        fields: dict[str, object] = {
            "id": new_id(),
            "level": "urgent",
            "raised_at": self.clock.now() - timedelta(hours=2),
            "channel": "sms",
            "detector": "rules",
            "needs_person": False,
            "state": "new",
            "reasons": ("harm by somebody",),
            "text": text,
            "lines": (("bot", "How is home?"), ("you", text)),
            "number": "+447700900123",
            "note": "",
        }
        made = concerns.Concern(**(fields | more))  # type: ignore[arg-type]
        with self.rooms.register.write() as conn:
            concerns.add(conn, self.rooms.vault, made)
        return made.id

    def request(self, kind: str = "advocate", number: str | None = "+447700900456") -> str:
        made = requests.Request(new_id(), kind, self.clock.now(), "sms", "open", number)
        with self.rooms.register.write() as conn:
            requests.add(conn, self.rooms.vault, made)
        return made.id

    def released(
        self,
        question: str,
        values: Sequence[object] = (),
        texts: Sequence[str] = (),
        *,
        kind: str = "yes_no",
        lane: str = "registered",
        quarter: str = "2026-Q3",
        may_quote: bool = True,
    ) -> None:
        """Answers as the mixer leaves them, each by a voice of its own."""
        with self.rooms.answers.write() as conn:
            tallies.mark(conn, [(quarter, question)])
            for value, text in [(v, None) for v in values] + [(None, t) for t in texts]:
                conn.execute(
                    insert(answer).values(
                        id=new_id(),
                        quarter=quarter,
                        lane=lane,
                        question=question,
                        kind=kind,
                        value=None if value is None else json.dumps(value),
                        text=text,
                        may_quote=may_quote,
                        voice=new_id(),
                    )
                )


def token(client: Client) -> str:
    """The form token of the browser, from a page that everybody may open."""
    for path in ("/staff/password", "/staff/login"):
        found = _TOKEN.search(client.get(path).text)
        if found:
            return found.group(1)
    raise AssertionError("no form token on the page")


def post(client: Client, path: str, **fields: str) -> TestResponse:
    """Post a form as the browser would."""
    return client.post(path, data={"csrf_token": token(client), **fields})


_ON_PAGE = re.compile(
    r'action="/staff/reading/([0-9a-f]{32})".*?name="seen" value="([0-9a-f]{64})"', re.DOTALL
)


def shown(page: str) -> list[tuple[str, str]]:
    """The texts on a reading page: each one's id, and the mark of the wording that was seen."""
    return _ON_PAGE.findall(page)


def decide(client: Client, text: tuple[str, str], decision: str, **more: str) -> TestResponse:
    """Decide a text as the form on the page would."""
    path = f"/staff/reading/{text[0]}"
    return post(client, path, decision=decision, seen=text[1], **more)
