"""What Twilio is answered, and whom: in short, and just what its own libraries would say."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import phonenumbers
import psycopg
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Connection
from twilio.twiml.messaging_response import MessagingResponse

from bot.channels import twilio
from bot.service import Service
from storage.database import Database, Dropped
from storage.register import sessions
from tests import facilities
from tests.phone import Phone


@given(st.lists(st.text(max_size=60) | st.text("<>&\"'\n\r\t]é👍", max_size=12), max_size=4))
def test_twiml_is_byte_for_byte_what_the_library_writes(texts: list[str]) -> None:
    """Whatever is said, half characters and all."""
    library = MessagingResponse()
    for text in texts:
        library.message(text)
    assert twilio.twiml(tuple(texts)) == str(library).encode()


@given(st.from_regex(r"\+447[0-9]{9}", fullmatch=True))
def test_a_british_mobile_is_e164_as_it_stands(number: str) -> None:
    """`phonenumbers` says the same of every one of them."""
    parsed = phonenumbers.parse(number, None)
    assert phonenumbers.is_possible_number(parsed)
    e164 = phonenumbers.PhoneNumberFormat.E164
    assert twilio._number(number) == number == phonenumbers.format_number(parsed, e164)


@pytest.mark.parametrize(
    ("sender", "number"),
    [
        ("+44770090000", "+44770090000"),
        ("+4477009000000", None),
        ("+447700900000\n", "+447700900000"),
        ("+44 7700 900000", "+447700900000"),
        ("+٤٤٧٧٠٠٩٠٠٠٠٠", "+447700900000"),
        ("447700900000", None),
        ("81234", None),
        ("+33612345678", "+33612345678"),
    ],
)
def test_any_other_sender_is_looked_at_closely(sender: str, number: str | None) -> None:
    """Shorter or longer, written otherwise, from abroad, or no number at all."""
    assert twilio._number(sender) == number


@pytest.mark.postgres
@pytest.mark.parametrize("when", ["before", "at the key", "before the write", "at the commit"])
def test_a_text_is_taken_once_though_the_server_cuts_every_connection(
    phone: Callable[..., Phone], service: Service, monkeypatch: pytest.MonkeyPatch, when: str
) -> None:
    """Also where nobody can tell whether the commit came through: the next try finds it."""
    if service.rooms.register.sqlite:
        pytest.skip("a file is never cut off")
    texting = phone()
    texting.text("check in")
    rooms = service.rooms
    cuts = {
        "before": lambda: _cut(rooms.register, rooms.keys),
        "at the key": lambda: _before(monkeypatch, rooms.keys, "look", rooms.keys),
        "before the write": lambda: _before(monkeypatch, rooms.register, "write", rooms.register),
        "at the commit": lambda: _after(monkeypatch, rooms.register),
    }
    cuts[when]()
    assert len(texting.text("1", MessageSid="SM1")) == 1
    again = texting.text("1", MessageSid="SM1")
    with rooms.register.read() as conn:
        open_now = sessions.ids(conn)
    assert len(again) == 1
    assert len(open_now) == 1
    assert "again" not in again[0]


def _cut(*databases: Database) -> None:
    with psycopg.connect(facilities.postgres_url(), autocommit=True) as conn:
        for one in databases:
            conn.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s",
                [one.engine.url.database],
            )


def _before(monkeypatch: pytest.MonkeyPatch, database: Database, way: str, *cut: Database) -> None:
    """The next time the database is gone to in this way, its connections have just been cut."""
    real = getattr(database, way)

    def once() -> object:
        monkeypatch.setattr(database, way, real)
        _cut(*cut)
        return real()

    monkeypatch.setattr(database, way, once)


def _after(monkeypatch: pytest.MonkeyPatch, database: Database) -> None:
    """The next write is committed, and its connection cut before it can say so."""
    real = database.write

    @contextmanager
    def once() -> Iterator[Connection]:
        monkeypatch.setattr(database, "write", real)
        with real() as conn:
            yield conn
        raise Dropped("AdminShutdown")

    monkeypatch.setattr(database, "write", once)
