"""A web chat has no number: that nobody has picked it up stands on its page instead."""

from flask import Flask

from bot.service import Service
from storage.register import alerts
from tests.bot.conftest import MovableClock
from tests.bot.duty_office import an_office
from tests.bot.plain_browser import PlainBrowser
from tests.bot.test_web_chat import started, the_box
from tests.bot.texting import URGENT
from tests.conftest import NOW

TOLD = "nobody has picked it up"


def test_they_read_it_at_the_next_look_and_no_longer_once_somebody_looks(
    app: Flask, service: Service, clock: MovableClock
) -> None:
    office, browser = an_office(service, NOW), PlainBrowser(app.test_client())
    page = started(browser)
    browser.send(the_box(page), reply=URGENT)
    for _ in range(3):
        assert TOLD not in browser.open("/chat").text
        office.check(5)
        clock.advance(minutes=5)
    page = browser.open("/chat")
    assert page.text.count(TOLD) == 1
    assert "999" in page.text
    assert service.county.phone["night"] in page.text
    assert TOLD in browser.send(the_box(page), reply="hello? is anybody there").text
    with service.rooms.register.read() as conn:
        (one,) = (each for each in alerts.waiting(conn) if each.gist == "urgent")
        (case_id,) = alerts.cases_of(conn, one.id)
    office.team.open(case_id)
    assert TOLD not in browser.open("/chat").text
