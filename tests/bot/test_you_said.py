"""You said, we did: only what two people signed, with what is true today beside it."""

from dataclasses import replace
from datetime import date

import pytest
from flask import Flask

from storage.office import actions, public_texts
from storage.office.actions import CANNOT, WILL, Action
from storage.office.public_texts import NEWSLETTER, PublicText
from storage.rooms import Rooms
from tests.bot.plain_browser import PlainBrowser
from tests.conftest import NOW

PAGE = "/you-said-we-did"
TODAY = NOW.date()


@pytest.fixture
def browser(sqlite_app: Flask) -> PlainBrowser:
    return PlainBrowser(sqlite_app.test_client())


def put(rooms: Rooms, one: Action, signers: int = 2, **words: dict[str, str]) -> Action:
    usual = {"said": one.heard, "did": one.answer}
    text = PublicText("action", one.id, "t", {"usual": usual, **words}, "a", NOW)
    with rooms.register.write() as conn:
        owner = actions.put_owner(conn, "IRO service")
        one = replace(one, owner_id=owner)
        actions.add(conn, one, None, NOW)
        public_texts.put(conn, text)
        for who in ("a", "b")[:signers]:
            public_texts.sign(conn, text.id, text.digest, who, NOW)
    return one


def a_promise(by: date, **more: object) -> Action:
    one = Action(heard="You said it is far.", made_on=TODAY)
    return replace(actions.decide(one, WILL, "A bus comes.", None, by, TODAY), **more)


def test_nothing_is_shown_that_one_person_signed(browser, sqlite_rooms):
    put(sqlite_rooms, a_promise(date(2026, 6, 1)), signers=1)
    assert "There is nothing here yet" in browser.open(PAGE).text


def test_promised_late_done_and_refused(browser, sqlite_rooms):
    put(sqlite_rooms, a_promise(date(2026, 6, 1)))
    put(sqlite_rooms, a_promise(date(2026, 4, 1)))
    put(sqlite_rooms, a_promise(date(2026, 3, 1), did_on=date(2026, 4, 20)))
    refused = Action(heard="You want pets.", made_on=TODAY, kind=CANNOT, answer="The home says no.")
    put(sqlite_rooms, refused)
    page = browser.open(PAGE).text
    assert "It will be done by 1 June 2026" in page
    assert "We said it would be done by 1 April 2026. It is not. We are sorry." in page
    assert "Done in April 2026. It took longer than we said. Sorry." in page
    assert "What we can't do, and why" in page
    assert "IRO" not in page
    assert "Still waiting for an answer: 4" in page
    poster = browser.open(f"{PAGE}/poster").text
    assert "We are late." in poster  # what hangs on a wall hides no broken promise
    assert "It will be done by 1 June 2026" in poster


def test_each_reader_has_words_of_their_own(browser, sqlite_rooms):
    put(sqlite_rooms, a_promise(date(2026, 6, 1)), easy={"said": "It is far.", "did": "A bus."})
    assert "A bus." in browser.open(f"{PAGE}?for=easy").text
    assert "A bus comes." in browser.open(f"{PAGE}?for=young").text
    assert "A bus comes." in browser.open(f"{PAGE}?for=nobody").text


def test_what_is_taken_down_is_gone_from_page_and_poster(browser, sqlite_rooms):
    one = put(sqlite_rooms, a_promise(date(2026, 6, 1)))
    poster = browser.open(f"{PAGE}/poster")
    assert "A bus comes." in poster.text
    assert 'class="qr"' in poster.html
    with sqlite_rooms.register.write() as conn:
        (text,) = [t for t in public_texts.listing(conn) if t.subject == one.id]
        public_texts.withdraw(conn, text.id)
    assert "A bus comes." not in browser.open(PAGE).text
    assert "A bus comes." not in browser.open(f"{PAGE}/poster").text


def test_what_young_people_said_of_it(browser, sqlite_rooms):
    worked = {"quarter": "2026-Q1", "base": 40, "yes": 25}
    done = {"did_on": date(2026, 2, 1), "told_on": date(2026, 2, 1), "checked_on": TODAY}
    put(sqlite_rooms, a_promise(date(2026, 3, 1), worked=worked, **done))
    assert "About 25 of 40 of you said yes" in browser.open(PAGE).text


def test_a_newsletter_is_public_once_it_is_signed(browser, sqlite_rooms):
    items = {"usual": [{"said": "You said.", "did": "We did.", "state": "Done."}]}
    body = {"paragraphs": ["Hello."], "items": items}
    text = PublicText(NEWSLETTER, "2026-Q1", "News", body, "a", NOW)
    with sqlite_rooms.register.write() as conn:
        public_texts.put(conn, text)
        public_texts.sign(conn, text.id, text.digest, "a", NOW)
    browser.open(f"{PAGE}/news/2026-Q1")
    assert browser.response.status_code == 404
    with sqlite_rooms.register.write() as conn:
        public_texts.sign(conn, text.id, text.digest, "b", NOW)
    assert "We did." in browser.open(f"{PAGE}/news/2026-Q1").text
