"""Twilio's webhook: only what is signed, every field as it comes, never a 200 without a commit."""

import secrets
import time
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select
from twilio.request_validator import RequestValidator
from werkzeug.datastructures import MultiDict

from bot import receive as receiving
from bot.service import Service
from config.settings import Settings
from storage import mixer
from storage.database import Busy
from storage.register import concerns
from storage.register.tables import contact, seen, session
from tests.at_once import at_once
from tests.phone import SERVICE_NUMBER, Phone, messages

Phones = Callable[..., Phone]


def kept_rows(service: Service) -> int:
    """Everything a message could have left."""
    with service.rooms.register.read() as conn:
        return sum(
            int(conn.execute(select(func.count()).select_from(table)).scalar_one())
            for table in (contact, seen, session)
        )


def test_a_signed_text_is_answered_with_twiml(phone: Phones) -> None:
    """Two opening texts, one message element each."""
    response = phone().post("hello, i want to say something")
    assert response.status_code == 200
    assert response.mimetype == "text/xml"
    assert len(messages(response.get_data(as_text=True))) == 2


def test_unsigned_and_wrongly_signed_is_403_and_changes_nothing(
    phone: Phones, app: Flask, service: Service
) -> None:
    """Before anything is read."""
    assert phone().post("hello there", signed=False).status_code == 403
    form = {"MessageSid": "SM1", "From": "+447700900000", "Body": "hello"}
    for path in ("/sms/inbound", "/sms/status"):
        assert app.test_client().post(path, data=form).status_code == 403
    assert app.test_client().get("/sms/inbound").status_code == 405
    assert kept_rows(service) == 0


def signed(url: str, form: MultiDict[str, Any], token: str) -> str:
    return RequestValidator(token).compute_signature(url, form)


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ("none", 200),
        ("another host", 403),
        ("http for https", 403),
        ("trailing slash", 403),
        ("changed body", 403),
        ("added field", 403),
        ("duplicate key", 200),
        ("unknown parameter", 200),
        ("query string", 200),
        ("second token", 200),
    ],
)
def test_signature_variants(
    sqlite_service: Service, bot_settings: Settings, clock: Any, change: str, status: int
) -> None:
    """Signed over the configured public address and all fields, with any token in use."""
    from dataclasses import replace

    from bot.app import create_bot_app

    public = "https://voices.example.org"
    tokens = ("a" * 32, "b" * 32)
    settings = replace(bot_settings, public_base_url=public, twilio_auth_tokens=tokens)
    app = create_bot_app(sqlite_service, settings, clock)
    form: MultiDict[str, Any] = MultiDict(
        {"MessageSid": "SM" + secrets.token_hex(16), "From": "+447700900321", "Body": " hello  "}
    )
    path = "/sms/inbound?county=1" if change == "query string" else "/sms/inbound"
    if change == "duplicate key":
        form.add("MediaUrl0", "https://example.org/1")
        form.add("MediaUrl0", "https://example.org/2")
    if change == "unknown parameter":
        form.add("SomethingNew", "42")
    url = public + path
    url = {
        "another host": "https://elsewhere.example.org/sms/inbound",
        "http for https": url.replace("https", "http"),
        "trailing slash": url + "/",
    }.get(change, url)
    signature = signed(url, form, tokens[1] if change == "second token" else tokens[0])
    if change == "changed body":
        form["Body"] = "hello"
    if change == "added field":
        form.add("NumMedia", "1")
    response = app.test_client().post(
        path, data=form, headers={"X-Twilio-Signature": signature, "X-Forwarded-Host": "evil"}
    )
    assert response.status_code == status


def test_the_same_text_five_times_at_once_is_byte_equal(
    app: Flask, bot_settings: Settings, service: Service
) -> None:
    """Over several threads of a real server's kind."""
    sid = "SM" + secrets.token_hex(16)
    phones = [Phone(app, bot_settings, "+447700900322") for _ in range(5)]

    def send(phone: Phone) -> bytes:
        return phone.post("five times the same", MessageSid=sid).get_data()

    bodies = at_once(*(partial(send, phone) for phone in phones))
    assert len(set(bodies)) == 1
    assert messages(bodies[0].decode())
    assert kept_rows(service) == 3


def test_locked_database_is_503_within_seconds_and_then_goes_through(
    sqlite_phone: Phones, sqlite_service: Service
) -> None:
    """Twilio tries again; the retry is answered."""
    phone, sid = sqlite_phone(), "SM" + secrets.token_hex(16)
    began = time.monotonic()
    with sqlite_service.rooms.register.write():
        response = phone.post("is anybody there", MessageSid=sid)
    assert response.status_code == 503
    assert response.headers["Retry-After"]
    assert time.monotonic() - began < 10  # 15 s is when Twilio gives up
    assert kept_rows(sqlite_service) == 0
    assert phone.text("is anybody there", MessageSid=sid)


def test_database_away_is_503(
    phone: Phones, monkeypatch: pytest.MonkeyPatch, service: Service
) -> None:
    """Nothing kept, nothing claimed."""

    def away(*_: object, **__: object) -> None:
        raise Busy

    monkeypatch.setattr(receiving, "_standing", away)
    assert phone().post("hello again").status_code == 503
    assert kept_rows(service) == 0


def test_opt_out_words_of_the_carrier(phone: Phones, service: Service) -> None:
    """Twilio has answered already: an empty response, and the effect all the same."""
    one = phone()
    one.text("wall")
    one.text("1")
    assert one.text("STOP", OptOutType="STOP") == []
    assert one.text("hello?") == []
    assert one.text("YES", OptOutType="START") == []
    assert len(one.text("i am back with words")) == 2


def test_yes_that_arrives_as_start_answers_the_open_question(phone: Phones) -> None:
    """Carriers read YES as START; to somebody who never stopped it is an answer."""
    one = phone()
    one.text("my social worker is kind")
    one.text("1")
    one.text("0")
    assert "Thank you" in one.text("YES", OptOutType="START")[0]


def test_help_reaches_a_person_though_the_carrier_answered(phone: Phones, service: Service) -> None:
    """HELP from a child may be a call for help."""
    assert phone().text("HELP", OptOutType="HELP") == []
    with service.rooms.register.read() as conn:
        assert [one.level for one in concerns.listing(conn, service.rooms.vault)] == ["concern"]


def test_media_is_never_fetched_and_a_person_is_told(phone: Phones, service: Service) -> None:
    """Sockets are blocked in this suite: a fetch would fail the test."""
    (first, *_) = phone().text(
        "", NumMedia="1", MediaUrl0="https://example.org/picture", MediaContentType0="image/png"
    )
    assert "99" in first
    with service.rooms.register.read() as conn:
        (concern,) = concerns.listing(conn, service.rooms.vault)
    assert concern.needs_person


@pytest.mark.parametrize("sender", ["60300", "Council", "", "whatsapp:+447700900333"])
def test_who_is_no_phone_gets_a_silence(
    sqlite_phone: Phones, sqlite_service: Service, sender: str
) -> None:
    """Short codes and names cannot be answered."""
    assert sqlite_phone().text("your parcel is here", From=sender) == []
    assert kept_rows(sqlite_service) == 0


def test_missing_message_sid_is_400(sqlite_phone: Phones, sqlite_service: Service) -> None:
    """Without an id there can be no promise of once."""
    assert sqlite_phone().post("hello there you", MessageSid="").status_code == 400
    assert kept_rows(sqlite_service) == 0


def test_names_and_cities_of_the_carrier_are_not_kept(
    sqlite_phone: Phones, sqlite_service: Service, tmp_path: Any
) -> None:
    """ProfileName is a real name."""
    sqlite_phone().text("hello you all", ProfileName="Zephyrine", FromCity="Atlantisville")
    kept = b"".join(file.read_bytes() for file in tmp_path.glob("*.db*"))
    assert b"Zephyrine" not in kept
    assert b"Atlantisville" not in kept


ODD = [
    "",
    " ",
    "\x00",
    "\u202e\u200f",
    "👍",
    "👨‍👩‍👧‍👦",
    "<b>hi</b><script>alert(1)</script>",
    "'; DROP TABLE contact; --",
    "%s %d {0} {county}",
    "x" * 1600,
    "é" * 1600,
    "سلام چطوری",
    "ሰላም ከመይ ኣለኻ",
    "\ud800",
    "99",
    "0",
    "]]>&amp;",
]


@pytest.mark.parametrize("body", ODD)
@pytest.mark.parametrize("before", [[], ["hello there"], ["check in", "1"], ["STOP"]])
def test_every_odd_text_gets_a_reply_or_a_silence_that_is_written_down(
    sqlite_phone: Phones, sqlite_service: Service, before: list[str], body: str
) -> None:
    """At the front door, in the opening, in a question and after STOP."""
    phone, sid = sqlite_phone(), "SM" + secrets.token_hex(16)
    for text in before:
        phone.text(text)
    replies = phone.text(body.encode("utf-8", "replace").decode(), MessageSid=sid)
    assert len(replies) <= 5
    tag = sqlite_service.rooms.vault.tag("message", sid)
    with sqlite_service.rooms.register.read() as conn:
        row = conn.execute(select(seen).where(seen.c.tag == tag)).one()
    assert bool(row.reply) != bool(row.silence)
    assert bool(row.reply) == bool(replies)
    assert replies or "STOP" in before


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(bodies=st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=200), max_size=6))
def test_any_texts_at_all(sqlite_phone: Phones, sqlite_service: Service, bodies: list[str]) -> None:
    """Nothing that can be typed breaks it: always 200 and TwiML that parses."""
    phone = sqlite_phone()
    for body in bodies:
        phone.text(body)
    mixer.held_texts(sqlite_service.rooms)


def test_status_callbacks_are_accepted_when_signed(sqlite_phone: Phones) -> None:
    """Signed: fine. The number to which it went is nothing to us yet."""
    form: MultiDict[str, Any] = MultiDict(
        {"MessageSid": "SM1", "MessageStatus": "delivered", "To": SERVICE_NUMBER}
    )
    assert sqlite_phone().raw("/sms/status", form).status_code == 204
    assert sqlite_phone().raw("/sms/status", form, signed=False).status_code == 403
