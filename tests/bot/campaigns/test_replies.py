"""What somebody writes after a check-in: an answer to it once, and never to the wrong question."""

from datetime import timedelta

from sqlalchemy import select

from bot.receive import expire_due
from storage import mixer, suppression
from storage.register import concerns, sessions
from storage.register.sending_tables import outbox
from storage.register.tables import contact
from tests.conftest import NOW
from tests.factories import a_contact, a_phone, some_contacts

SOON = NOW + timedelta(minutes=20)
QUESTION = "What does a good day look like for you?"


def finish(office, who, now=SOON) -> None:
    """Answer a whole check-in."""
    for _ in range(30):
        office.text(who, "my aunt and my dog", now)
        if not office.talking(who):
            return
    raise AssertionError("it never ended")


def test_sending_opens_no_session(office):
    a_contact(office.rooms)
    office.plan()
    office.run()
    with office.rooms.register.read() as conn:
        assert sessions.ids(conn) == set()


def test_what_they_say_in_danger_comes_first(office):
    who = a_contact(office.rooms)
    office.plan()
    office.run()
    reply = office.text(who, "he hit me again and i want to die", SOON)
    assert "999" in reply.texts[0]
    with office.rooms.register.read() as conn:
        (found,) = concerns.listing(conn, office.rooms.vault)
    assert found.level == "urgent"
    assert ("bot", QUESTION + " Please leave names out. 0 = skip") in found.lines


def test_stop_to_a_prompt_stops(office):
    who = a_contact(office.rooms)
    office.plan()
    office.run()
    assert "no more texts" in office.text(who, "STOP", SOON).texts[0]
    assert not office.talking(who)


def test_once_answered_the_same_prompt_asks_no_more(office):
    who = a_contact(office.rooms)
    office.plan()
    office.run()
    finish(office, who)
    reply = office.text(who, "my new room is too cold", SOON + timedelta(hours=1))
    assert reply.texts[0].startswith("Hi, I'm Golden Thread")  # the front door
    assert not any(QUESTION in text for text in reply.texts)


def test_after_the_release_nobodys_old_prompt_is_live(office):
    """The register no longer knows who has answered: so it is taken of nobody."""
    first, second = some_contacts(office.rooms, [a_phone(), a_phone()])
    office.plan(closes_at=NOW + timedelta(days=60))
    office.run()
    finish(office, first)
    released = NOW + timedelta(days=5)
    release(office, released)
    for who in (first, second):
        reply = office.text(who, "my new room is too cold", released + timedelta(days=1))
        assert reply.texts[0].startswith("Hi, I'm Golden Thread")


def release(office, now) -> None:
    from dataclasses import replace

    from tests.factories import read_all

    read_all(office.rooms)
    rules = replace(office.service.county.release, min_people=1, min_days=0)
    reports = mixer.release(office.rooms, rules, now)
    assert any(one.conversations for one in reports)


def test_a_prompt_within_the_hold_before_a_release_is_still_live(office):
    some_contacts(office.rooms, [a_phone()])
    other = a_contact(office.rooms)
    office.service = office.service_with_hold(72)
    office.sender.service = office.service
    office.text(other, "my room is too cold", NOW - timedelta(days=4))
    office.text(other, "1", NOW - timedelta(days=4))
    office.text(other, "0", NOW - timedelta(days=4))
    expire_due(office.service, NOW - timedelta(days=1))
    who = a_contact(office.rooms)
    office.plan()
    office.run()
    release(office, NOW + timedelta(days=2))
    reply = office.text(who, "when i see my nan", NOW + timedelta(days=2, hours=3))
    assert reply.texts[0].startswith("Thanks. When things")


def test_after_the_window_their_words_still_count(office):
    who = a_contact(office.rooms)
    office.plan(closes_at=NOW + timedelta(days=3))
    office.run()
    late = NOW + timedelta(days=4)
    reply = office.text(who, "my new room is too cold", late)
    assert reply.texts[0].startswith("Hi, I'm Golden Thread")
    reply = office.text(who, "1", late)
    assert not any(QUESTION in text for text in reply.texts)
    assert office.talking(who)


def test_somebody_in_a_conversation_is_waited_for(office, number_of):
    who, other = some_contacts(office.rooms, [a_phone(), a_phone()])
    office.text(who, "wall")
    office.plan()
    assert {one.number for one in office.run()} == {number_of(other)}
    office.text(who, "1")
    assert office.run(NOW + timedelta(minutes=16)) == []
    while office.talking(who):
        office.text(who, "0", NOW + timedelta(minutes=17))
    assert [one.number for one in office.run(NOW + timedelta(minutes=40))] == [number_of(who)]


def test_a_text_sent_before_the_prompt_answers_nothing(office):
    who = a_contact(office.rooms)
    office.plan()
    office.run()
    sent = NOW - timedelta(hours=1)
    reply = office.text(who, "my room is cold", SOON, sent_at=sent, by_api=True)
    assert reply.texts == ()
    reply = office.text(who, "when i see my nan", SOON)
    assert reply.texts[0].startswith("Thanks. When things")


def test_nothing_tells_afterwards_who_has_answered(office):
    """Two people, one of whom answers: once that is held, their rows are alike."""
    people = some_contacts(office.rooms, [a_phone(), a_phone()])
    office.plan()
    office.run()
    finish(office, people[0])
    known = []
    for who in people:
        with office.rooms.register.read() as conn:
            rows = conn.execute(select(outbox).where(outbox.c.contact_id == who.id)).mappings()
            theirs = conn.execute(select(contact).where(contact.c.id == who.id)).mappings().one()
            own = ("id", "token", "contact_id", "sid", "sid_tag", "text_id")
            out = [{k: v for k, v in row.items() if k not in own} for row in rows]
            person = {k: v for k, v in theirs.items() if k not in ("id", "lookup", "number")}
        known.append((out, person))
    assert known[0] == known[1]


def test_a_number_that_a_restored_register_lost_has_still_said_stop(office):
    number = a_phone()
    tag = office.rooms.vault.lookups(number)[0]
    with office.rooms.keys.write() as conn:
        suppression.add(conn, tag, "stop", NOW)
    assert office.text_from(number, "hello my room is cold").texts == ()
    assert office.text_from(number, "START").texts != ()
    assert office.text_from(number, "my room is cold").texts != ()
