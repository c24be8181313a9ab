"""The demo's phone: its texts go through the signed webhook, and it exists in the demo only."""

from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import func, select

from bot.app import create_bot_app
from bot.channels.demo_phone import UNKNOWN
from bot.channels.demo_screen import LARGEST_COOKIE, Screens, sealed
from bot.channels.demo_texts import Network, NotTaken, read_twiml
from bot.sending.mail import SinkMailer
from bot.sending.sender import Sender, send_due
from bot.sending.simulator_sender import SimulatorSender
from bot.service import DEMO_PHONES, Service
from storage.clock import DemoClock
from storage.register import alerts, sessions
from storage.register.tables import concern, contact, held_conversation
from storage.rooms import Rooms
from tests.bot.duty_office import FIRST, an_office
from tests.bot.plain_browser import PlainBrowser
from tests.bot.texting import URGENT
from tests.conftest import NOW
from tests.factories import a_phone, some_contacts

LENT = DEMO_PHONES[:6]
WITH_UNKNOWN = "/demo/phone?phone=" + UNKNOWN.replace("+", "%2B")


@pytest.fixture
def browser(sqlite_app: Flask, sqlite_rooms: Rooms) -> PlainBrowser:
    some_contacts(sqlite_rooms, LENT)
    return PlainBrowser(sqlite_app.test_client())


def rows(service: Service, table) -> int:
    with service.rooms.register.read() as conn:
        return conn.execute(select(func.count()).select_from(table)).scalar_one()


def is_talking(service: Service, number: str) -> bool:
    with service.rooms.register.read() as conn:
        standing = sessions.standing(conn, service.rooms.vault, ("",), number=number)
    return standing.session is not None


# ------------------------------------------------------------------------------- one phone


def test_a_text_goes_through_the_webhook_and_its_answer_is_shown(browser, sqlite_service):
    browser.open("/demo/phone")
    page = browser.press("Send text", text="hi")
    assert "Golden Thread" in page.html
    assert "Received:" in page.text
    assert is_talking(sqlite_service, LENT[0])
    assert rows(sqlite_service, contact) == len(LENT)


def test_a_number_nobody_knows_can_text_but_is_not_asked(browser, sqlite_service):
    page = browser.open(WITH_UNKNOWN)
    assert "Ask this phone" not in page.text
    assert "Received:" in browser.press("Send text", text="hi").text
    assert rows(sqlite_service, contact) == len(LENT) + 1


def test_a_phone_can_be_asked(browser, sqlite_service):
    browser.open("/demo/phone")
    assert "1 = go" in browser.press("Ask this phone").text
    assert is_talking(sqlite_service, LENT[0])


def test_what_is_on_the_screen_is_escaped(browser):
    browser.open("/demo/phone")
    assert "<i>hi" not in browser.press("Send text", text="<i>hi</i>").html


def test_each_phone_has_its_own_screen(browser):
    browser.open("/demo/phone")
    browser.press("Send text", text="hello from the first")
    assert "hello from the first" not in browser.open(WITH_UNKNOWN).html
    assert "hello from the first" in browser.open("/demo/phone").html


def test_a_number_that_is_not_lent_is_not_used(browser):
    page = browser.open(WITH_UNKNOWN.replace("999", "998"))
    assert dict(page.forms[-1].fields)["phone"] == LENT[0]


def test_without_any_lent_phone_the_unknown_one_is_there(sqlite_app):
    page = PlainBrowser(sqlite_app.test_client()).open("/demo/phone")
    assert dict(page.forms[-1].fields)["phone"] == UNKNOWN


# ---------------------------------------------------------------------------- the network


def test_a_signature_that_is_wrong_is_not_taken(sqlite_app, bot_settings):
    wrong = replace(bot_settings, twilio_auth_tokens=("x" * 32,))
    with pytest.raises(NotTaken, match="403"):
        Network(sqlite_app, wrong).send(UNKNOWN, "hello")


def test_a_text_that_was_not_taken_is_said_to_be(browser, sqlite_service):
    page = browser.open("/demo/phone")
    with sqlite_service.rooms.register.write():
        page = browser.press("Send text", text="hello")
    assert "was not taken (503)" in page.text


def test_several_texts_are_several():
    body = "<Response><Message>one &amp; two</Message><Message>three</Message></Response>"
    assert read_twiml(body) == ("one & two", "three")


# -------------------------------------------------------------------------- its own screen


def test_the_screen_never_outgrows_its_cookie(sqlite_app):
    screens = Screens()
    for number in range(60):
        screens = screens.add(UNKNOWN, "bot", f"{number} " + "ابتثجحخ" * 20)
    with sqlite_app.test_request_context():
        assert len(sealed(screens)) <= LARGEST_COOKIE


def test_a_forged_screen_is_ignored(browser):
    browser.client.set_cookie("gt_demo_phone", "forged", path="/demo/phone")
    assert "No texts yet" in browser.open("/demo/phone").text


# ------------------------------------------------------------------- what makes a release


def test_four_others_answer_to_the_end_and_worry_nobody(browser, sqlite_service):
    browser.open("/demo/phone")
    page = browser.press("Let four others answer")
    assert "4 other phones have answered" in page.text
    assert rows(sqlite_service, held_conversation) == 4
    assert not any(is_talking(sqlite_service, number) for number in LENT)
    assert rows(sqlite_service, concern) == 0


def test_the_clock_is_shown_in_london_and_moves_on(sqlite_service, bot_settings):
    clock = DemoClock(sqlite_service.rooms.register)
    clock.set_to(NOW)
    browser = PlainBrowser(create_bot_app(sqlite_service, bot_settings, clock).test_client())
    assert "Tuesday 12 May 2026, 16:00" in browser.open("/demo/phone").text
    assert "Friday 15 May 2026, 16:00" in browser.press("3 days on").text


def test_whoever_is_on_duty_in_the_demo_can_be_looked_at_and_hears(sqlite_app, sqlite_service):
    """The sink of e-mails and the calls, without a word of content; a key ends the ringing."""
    office = an_office(sqlite_service, NOW)
    child = a_phone()
    office.disclose(child)
    channel = SimulatorSender(office.rooms)
    send_due(Sender(sqlite_service, channel, mailer=SinkMailer(office.rooms)), NOW)
    browser = PlainBrowser(sqlite_app.test_client())
    page = browser.open("/demo/duty")
    for said in ("Call", "Text message", "E-mail", "801@duty.example.org", FIRST):
        assert said in page.text
    assert URGENT not in page.text
    assert child not in page.text
    browser.press("Press a key")
    with office.rooms.register.read() as conn:
        assert [one.state for one in alerts.waiting(conn)] == ["heard"]
