"""Whatever comes through the webhook: TwiML, a refusal or "try again", never a failure."""

import random
import time
from collections import Counter
from collections.abc import Callable
from io import BytesIO
from urllib.parse import quote_from_bytes, urlencode

import pytest
from flask import Flask
from twilio.request_validator import RequestValidator
from werkzeug.datastructures import MultiDict
from werkzeug.formparser import parse_form_data
from werkzeug.test import EnvironBuilder

from bot.app import create_bot_app
from bot.service import keep_flows, open_service
from config.settings import load_settings
from tests.conftest import NOW
from tests.factories import a_phone
from tests.phone import messages
from tests.soak.kept import orphan_keys, orphans_after_the_sweep
from tests.soak.site import TOKEN

FORM = "application/x-www-form-urlencoded"
GOOD = {200, 204, 400, 403, 404, 405, 413, 415, 503}
WORDS = (
    "check in", "1", "2", "0", "yes", "no", "99", "STOP", "START", "PERSON", "DELETE", "LEAVE",
    "LANGUAGE", "SEE", "wall", "my week", "i want to die", "he hits me", "9️⃣9️⃣", "٩٩", "",
    "مرحبا", "ሰላም", "\u202e99", "\x00", "a\x00b", "\ud7ff\ufdd0", "👩‍👩‍👧‍👦" * 40, "z̴̧̛" * 200,
)  # fmt: skip


def any_text(chance: random.Random) -> str:
    """Real words, runs of anything in Unicode, or very many of one thing."""
    luck = chance.random()
    if luck < 0.55:
        return chance.choice(WORDS)
    if luck < 0.9:
        planes = [(0, 0x7F), (0x80, 0x7FF), (0x800, 0xD7FF), (0xE000, 0xFFFF), (0x10000, 0x10FFFF)]
        low, high = chance.choice(planes)
        return "".join(chr(chance.randint(low, high)) for _ in range(chance.randint(0, 300)))
    return chance.choice((" ", "\n", "9", "a", "👍", "\u200b", "%", "<")) * chance.randint(
        500, 9000
    )


def any_bytes(chance: random.Random, most: int = 400) -> bytes:
    return chance.randbytes(chance.randint(0, most))


def form_of(chance: random.Random, phones: list[str]) -> dict[str, str]:
    """What Twilio sends, with something odd about it now and then."""
    fields = {
        "MessageSid": "SM" + chance.randbytes(16).hex(),
        "AccountSid": "AC" + "0" * 32,
        "From": chance.choice(phones),
        "To": "+447700900999",
        "Body": any_text(chance),
        "NumMedia": chance.choice(("0", "0", "0", "1", "10")),
    }
    odd = {
        "MessageSid": ("", "x" * 64, "x" * 65, "\x00", "SM1", "ﬁ"),
        "From": (
            "",
            "12345",
            "HANTS",
            "+44",
            "+1",
            "whatsapp:+447700900001",
            "+" + "9" * 40,
            "\x00",
        ),
        "NumMedia": ("", "-1", "1e9", "²", "x", "٣", "9999999999"),
        "OptOutType": ("STOP", "START", "HELP", "stop", "\x00"),
        "Body": ("",),
    }
    for name in chance.sample(sorted(odd), chance.choice((0, 0, 1, 2))):
        fields[name] = chance.choice(odd[name])
    if chance.random() < 0.1:
        del fields[chance.choice(sorted(fields))]
    return fields


def as_form(chance: random.Random, phones: list[str]) -> tuple[str, bytes]:
    return FORM, urlencode(form_of(chance, phones)).encode()


def as_odd_bytes(chance: random.Random, phones: list[str]) -> tuple[str, bytes]:
    """The same fields, with a body that is no UTF-8, or fields that come twice."""
    fields = form_of(chance, phones)
    fields.pop("Body", None)
    more = quote_from_bytes(any_bytes(chance)) if chance.random() < 0.5 else "a&Body=b&Body"
    return FORM, f"{urlencode(fields)}&Body={more}".encode()


def as_parts(chance: random.Random, phones: list[str]) -> tuple[str, bytes]:
    """As multipart, with files too."""
    fields: dict[str, object] = dict(form_of(chance, phones))
    if chance.random() < 0.5:
        fields["MediaUrl0"] = (BytesIO(any_bytes(chance)), "photo.jpg")
    built = EnvironBuilder(method="POST", data={k: v for k, v in fields.items() if k.isprintable()})
    environ = built.get_environ()
    return environ["CONTENT_TYPE"], environ["wsgi.input"].read()


def as_rubbish(chance: random.Random, _phones: list[str]) -> tuple[str, bytes]:
    kinds = (
        FORM,
        "text/plain",
        "application/json",
        "multipart/form-data",
        "",
        "multipart/form-data; boundary=x",
    )
    return chance.choice(kinds), any_bytes(chance, 4000)


def as_much(chance: random.Random, phones: list[str]) -> tuple[str, bytes]:
    """Longer than any text can be, or with very many fields."""
    fields = form_of(chance, phones)
    if chance.random() < 0.5:
        fields["Body"] = "x" * chance.choice((1600, 60_000, 70_000, 300_000))
        return FORM, urlencode(fields).encode()
    extra = "&".join(f"f{at}={at}" for at in range(chance.choice((500, 2000))))
    return FORM, f"{urlencode(fields)}&{extra}".encode()


KINDS: tuple[tuple[Callable[..., tuple[str, bytes]], int], ...] = (
    (as_form, 62), (as_odd_bytes, 15), (as_parts, 8), (as_rubbish, 10), (as_much, 5),
)  # fmt: skip
PATHS = ("/sms/inbound",) * 16 + (
    "/sms/status",
    "/sms/status/abc",
    "/sms/call/abc",
    "/sms/inbound?a=%FF",
)


def signature(url: str, kind: str, body: bytes) -> str:
    """What Twilio would sign: the fields as they arrive."""
    environ = {
        "REQUEST_METHOD": "POST", "CONTENT_TYPE": kind, "CONTENT_LENGTH": str(len(body)),
        "wsgi.input": BytesIO(body),
    }  # fmt: skip
    try:
        _, form, files = parse_form_data(environ)
        for _, file in files.items(multi=True):
            file.close()
    except ValueError:
        form = MultiDict()
    return str(RequestValidator(TOKEN).compute_signature(url, form))


@pytest.fixture
def app(site, rooms) -> Flask:
    """The young people's app, as it is in production."""
    environ = site.environ | {"MODE": "production"}
    settings = load_settings(environ)
    service, _ = open_service(settings, environ)
    keep_flows(service, NOW)

    class Still:
        def now(self):
            return NOW

    yield create_bot_app(service, settings, Still())
    service.rooms.close()


def test_anything_at_all(size, site, rooms, app, chance, figures):
    many = size.of(500, 10_000)
    phones = [a_phone() for _ in range(size.of(20, 200))]
    client, found, slowest = app.test_client(), Counter(), 0.0
    writers, weights = zip(*KINDS, strict=True)
    for _ in range(many):
        (writer,) = chance.choices(writers, weights)
        path = chance.choice(PATHS)
        kind, body = writer(chance, phones)
        signed = signature(site.url + path, kind, body) if chance.random() < 0.97 else "none"
        begun = time.process_time()
        answer = client.post(
            path, data=body, content_type=kind, headers={"X-Twilio-Signature": signed}
        )
        slowest = max(slowest, time.process_time() - begun)
        found[answer.status_code] += 1
        assert answer.status_code in GOOD, (answer.status_code, writer.__name__, kind, body[:300])
        if answer.status_code == 200:
            assert answer.mimetype == "text/xml"
            texts = messages(answer.get_data(as_text=True)) if path.startswith("/sms/in") else []
            assert all(text.strip() and len(text) <= 1600 for text in texts)
    figures(
        messages=many, slowest_cpu_ms=round(1000 * slowest), orphan_keys=orphan_keys(rooms),
        **{f"status_{status}": number for status, number in sorted(found.items())},
    )  # fmt: skip
    assert found[200] > many / 3
    assert orphans_after_the_sweep(rooms, NOW) == 0  # one that was left without a word waits for it
