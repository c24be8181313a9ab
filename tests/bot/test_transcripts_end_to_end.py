"""The same written conversations, the whole way: signed webhook, databases, and what was kept."""

from collections.abc import Iterator
from datetime import UTC
from typing import Any

import pytest

from bot.app import create_bot_app
from bot.conversation import opened
from bot.message import InboundMessage
from bot.receive import expire_due, receive
from bot.service import Service
from config.settings import Settings
from storage import keys
from storage.register import concerns, contacts, held, requests
from storage.register.held import Kept
from storage.register.tables import held_conversation, session
from tests.bot.conftest import MovableClock
from tests.factories import a_contact, a_phone
from tests.phone import Phone
from tests.transcript_runner import Line, Transcript, all_transcripts, length, message

FIRST_YEARS = {"8-11": 2017, "11-15": 2012, "16-17": 2008, "18-25": 2004}
TOKEN = "the token of one browser"


class WholeWay:
    """One young person, on a phone or in a browser, and the databases behind."""

    def __init__(self, transcript: Transcript, service: Service, settings: Settings) -> None:
        self.service = service
        self.clock = MovableClock(transcript.now.astimezone(UTC))
        self.web = transcript.person.mode != "sms"
        self.number = a_phone()
        self.keys = iter(range(10**6))
        self.language = transcript.person.language
        if not self.web:
            self._register(transcript)
            self.phone = Phone(create_bot_app(service, settings, self.clock), settings, self.number)

    def _register(self, transcript: Transcript) -> None:
        person, vault = transcript.person, self.service.rooms.vault
        a_contact(
            self.service.rooms,
            self.number,
            cohort=contacts.cohort_code(vault, FIRST_YEARS[person.audience]),
            language=person.language,
            easy_read=person.easy_read,
            consent="stopped" if person.stopped else "new",
            phone_of="shared" if person.shared else "own",
        )

    def begin(self, flow: str) -> list[str]:
        return self._receive("", start_flow=flow)

    def hear(self, line: Line) -> list[str]:
        text, media = message(line)
        if self.web:
            return self._receive(text, media=media)
        return self.phone.text(text, NumMedia=str(media))

    def _receive(self, text: str, **more: Any) -> list[str]:
        channel, sender = ("web", TOKEN) if self.web else ("sms", self.number)
        key = f"end to end {next(self.keys)}"
        inbound = InboundMessage(channel, sender, key, text, language=self.language, **more)
        return list(receive(self.service, inbound, self.clock.now()).texts)

    def wait(self, line: Line) -> None:
        self.clock.advance(seconds=length(line).total_seconds())
        expire_due(self.service, self.clock.now())

    def kept(self) -> Iterator[Kept]:
        """Every answer: in the open conversation, or held."""
        rooms = self.service.rooms
        with rooms.register.read() as conn:
            open_ones = conn.execute(session.select()).all()
            ended = list(conn.execute(held_conversation.select()).mappings())
        with rooms.keys.read() as conn:
            found = keys.find_many(
                conn, rooms.vault, [row.id for row in open_ones] + [row["id"] for row in ended]
            )
        for row in open_ones:
            yield from opened(row, found[row.id]).kept
        with rooms.register.read() as conn:
            for one in held.answers_of(conn, found):
                yield Kept(one.question, one.kind, one.value, one.text)


def said(transcript: Transcript) -> Iterator[tuple[Line | None, list[str]]]:
    """Each line of the young person (None: the beginning) with what is said after it."""
    line, texts = None, []
    for each in transcript.lines:
        if each.sign in (">", "@"):
            yield line, texts
            line, texts = each, []
        elif each.sign == "<":
            texts.append(each.text.replace("\\n", "\n"))
    yield line, texts


@pytest.mark.parametrize("transcript", all_transcripts(), ids=lambda one: one.name)
def test_the_whole_way(
    transcript: Transcript, sqlite_service: Service, bot_settings: Settings
) -> None:
    """What is said, raised, asked for and kept is what the transcript says."""
    if transcript.headers.get("findable", "") and transcript.person.mode == "sms":
        pytest.skip("a phone can always be found")
    way = WholeWay(transcript, sqlite_service, bot_settings)
    for line, expected in said(transcript):
        if line is None:
            flow = transcript.headers.get("flow")
            assert (way.begin(flow) if flow else []) == expected
        elif line.sign == ">":
            assert way.hear(line) == expected, str(line)
        else:
            way.wait(line)
    assert raised(sqlite_service) == bool([one for one in transcript.lines if one.sign == "!"])
    assert asked_for(sqlite_service) == sorted(
        one.text.removeprefix("request: ")
        for one in transcript.lines
        if one.sign == "=" and one.text.startswith("request: ")
    )
    if not any(one.text in ("ended: deleted", "ended: unconfirmed") for one in transcript.lines):
        assert sorted(map(shown, way.kept())) == sorted(written(transcript))


def raised(service: Service) -> bool:
    """Whether anybody was told anything."""
    with service.rooms.register.read() as conn:
        return bool(concerns.listing(conn, service.rooms.vault))


def asked_for(service: Service) -> list[str]:
    """What waits for a person."""
    with service.rooms.register.read() as conn:
        return sorted(one.kind for one in requests.listing(conn, service.rooms.vault))


def shown(kept: Kept) -> str:
    """An answer in the transcript's own form."""
    if kept.value is None:
        kind = " (unclear)" if kept.kind == "unclear" else ""
        return f"{kept.question}{kind}: {kept.text}".replace("\n", "\\n")
    value = ", ".join(kept.value) if isinstance(kept.value, list) else kept.value
    return f"{kept.question}: {value}" + (f" + {kept.text}" if kept.text else "")


NOT_ANSWERS = ("skipped", "request", "silence", "ended", "language", "easy read", "number left")


def written(transcript: Transcript) -> Iterator[str]:
    """The answers that the transcript says are kept, apart from those about the conversation."""
    for line in transcript.lines:
        question, colon, value = line.text.partition(":")
        if line.sign != "=" or not colon or question in NOT_ANSWERS or value == " skipped":
            continue
        if question.startswith("asked for, "):
            continue
        if question.endswith(".quote") or value.endswith("(helper)"):
            continue
        yield line.text
