"""A check-in's link: it counts a person once, says nothing of whose it is, and stops texts."""

from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from storage import mixer
from storage.office import campaigns
from storage.register import chat_links, contacts, requests
from storage.register.chat_links import Period
from storage.register.tables import chat_link, held_conversation
from tests.bot.campaigns.test_replies import finish
from tests.bot.plain_browser import PlainBrowser
from tests.conftest import NOW
from tests.factories import a_contact, a_phone, read_all, some_contacts


@pytest.fixture
def browse(app: Flask):
    return lambda: PlainBrowser(app.test_client())


def link_of(office, who) -> str:
    number = office.rooms.vault.open(who.number)
    text = next(one.text for one in office.network.taken if one.number == number
                and "/c/" in one.text)  # fmt: skip
    return "/c/" + text.split("/c/")[1].split()[0]


def through(browser, address: str) -> None:
    """Answer the whole check-in behind a link."""
    page = browser.open(address)
    page = browser.send(next(button for button in page.buttons if button.value == "1"))
    for _ in range(25):
        if "What next?" in page.text:
            return
        page = browser.press("Send", reply="my aunt and my dog")
    raise AssertionError("it never ended")


def held(office) -> list[tuple[str, str | None]]:
    with office.rooms.register.read() as conn:
        query = select(held_conversation.c.lane, held_conversation.c.contact_id)
        return sorted((lane, who) for lane, who in conn.execute(query))


def states(office) -> list[str]:
    with office.rooms.register.read() as conn:
        return sorted(conn.execute(select(chat_link.c.state)).scalars())


def asked(office, people: int = 1, **how):
    them = some_contacts(office.rooms, [a_phone() for _ in range(people)], **how)
    campaign = office.plan()
    office.run()
    return campaign, them


def test_a_linked_chat_counts_as_a_registered_person_of_nobody(office, browse):
    _, (who,) = asked(office)
    through(browse(), link_of(office, who))
    assert held(office) == [("registered", None)]
    assert states(office) == ["used"]


def test_a_link_counts_once(office, browse):
    _, (who,) = asked(office)
    for _ in range(2):
        through(browse(), link_of(office, who))
    assert sorted(lane for lane, _ in held(office)) == ["registered", "web"]


def test_looking_consumes_nothing(office, browse):
    _, (who,) = asked(office)
    for _ in range(3):
        assert "Golden Thread" in browse().open(link_of(office, who)).text
    assert states(office) == ["open"]


def test_a_link_after_an_answer_by_text_counts_no_more(office, browse):
    _, (who,) = asked(office)
    finish(office, who)
    assert states(office) == ["void"]
    through(browse(), link_of(office, who))
    assert [lane for lane, _ in held(office)] == ["registered", "web"]


def test_an_answer_by_text_after_a_used_link_is_not_counted_twice(office, browse):
    _, (who,) = asked(office)
    link = link_of(office, who)
    office.text(who, "my aunt and my dog")  # both at once
    through(browse(), link)
    finish(office, who)
    assert sorted(lane for lane, _ in held(office)) == ["registered", "web"]


def test_after_a_used_link_a_text_is_no_answer_to_the_prompt(office, browse):
    _, (who,) = asked(office)
    through(browse(), link_of(office, who))
    reply = office.text(who, "and my room is too cold")
    assert reply.texts[0].startswith("Hi, I'm Golden Thread")


def test_the_chat_says_that_nobody_can_find_them(office, browse):
    _, (who,) = asked(office)
    page = browse().open(link_of(office, who))
    assert "we cannot find you unless you give us a phone number" in page.text


def test_a_link_that_nobody_was_sent_opens_an_ordinary_chat(office, browse):
    asked(office)
    through(browse(), "/c/aaaaaaaaaaaaaaaa" + link_of_any(office)[-3:])
    assert held(office) == [("web", None)]
    assert browse().open("/c/x").text


def link_of_any(office) -> str:
    return office.network.taken[-1].text.split("/c/")[1].split()[0]


def test_stop_there_asks_for_the_number_and_stops_it(office, browse):
    _, (who,) = asked(office)
    browser = browse()
    page = browser.open(link_of(office, who))
    page = browser.send(next(button for button in page.buttons if button.value == "1"))
    page = browser.press("Send", reply="stop")
    assert "Stop the texts" in page.text
    browser.press("Stop the texts", number="rubbish")
    assert browser.response.status_code == 400
    page = browser.press("Stop the texts", number=office.rooms.vault.open(who.number))
    assert "We won't text that number" in page.text
    with office.rooms.register.read() as conn:
        assert contacts.by_number(conn, office.rooms.vault, number(office, who)).stopped


def number(office, who) -> str:
    return office.rooms.vault.open(who.number)


def test_nobody_stops_somebody_elses_texts(office, browse):
    _, (who, other) = asked(office, 2)
    browser = browse()
    browser.open(link_of(office, who))
    browser.open("/c/stop")
    page = browser.press("Stop the texts", number=number(office, other))
    assert "We won't text that number" in page.text  # says nothing of whose it is
    with office.rooms.register.read() as conn:
        assert not contacts.by_number(conn, office.rooms.vault, number(office, other)).stopped
        assert [one.kind for one in requests.listing(conn, office.rooms.vault)] == ["stop"]


def test_without_a_link_there_is_nothing_to_stop(browse):
    browser = browse()
    browser.open("/c/stop")
    assert "Stop the texts" not in browser.page.text


def test_the_tally_grows_at_release_only_and_by_people(office, browse):
    campaign, (by_link, by_text, silent, twice) = asked(office, 4)
    through(browse(), link_of(office, by_link))
    finish(office, by_text)
    finish(office, twice)
    assert silent
    assert tally(office, campaign) == 0
    read_all(office.rooms)
    assert tally(office, campaign) == 0
    release(office)
    assert tally(office, campaign) == 3


def tally(office, campaign) -> int:
    with office.rooms.register.read() as conn:
        return campaigns.answered(conn, campaign)


def release(office, now=NOW + timedelta(days=4)) -> None:
    rules = replace(office.service.county.release, min_people=1, min_days=0)
    mixer.release(office.rooms, rules, now)


def test_after_a_release_a_link_and_the_next_ones_count_once_together(office, browse):
    _, (who,) = asked(office)
    old = link_of(office, who)
    finish(office, a_contact_that_texts(office))
    read_all(office.rooms)
    release(office)
    through(browse(), old)  # of the time before, and still good
    assert ("registered", None) in held(office)
    with office.rooms.register.write() as conn:
        chat_links.offer(conn, office.rooms.vault, [who.id], chat_links.period(conn))
    assert "open" not in states(office)


def a_contact_that_texts(office):
    who = a_contact(office.rooms)
    office.text(who, "check in")
    office.text(who, "1")
    return who


def test_a_used_link_is_forgotten_with_its_release(office, browse):
    _, (who,) = asked(office)
    through(browse(), link_of(office, who))
    read_all(office.rooms)
    release(office)
    assert states(office) == []
    with office.rooms.register.write() as conn:
        at = chat_links.period(conn)
        assert at != Period()
        chat_links.offer(conn, office.rooms.vault, [who.id], at)
    assert states(office) == ["open"]


def test_a_release_takes_a_linked_chat_along_without_attributes(office, browse):
    _, (who,) = asked(office)
    through(browse(), link_of(office, who))
    read_all(office.rooms)
    release(office)
    from storage.answers.tables import answer

    with office.rooms.answers.read() as conn:
        rows = conn.execute(select(answer)).mappings().all()
        assert conn.execute(select(func.count()).select_from(answer)).scalar_one() > 0
    assert {row["place"] for row in rows} == {None}
