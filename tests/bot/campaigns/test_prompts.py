"""A check-in from the calendar to the phone, and the reply that goes on where it asked."""

from datetime import timedelta

from sqlalchemy import select

from bot.receive import expire_due
from conversations import language
from conversations.segments import count
from storage import check_ins
from storage.register import contacts, progress
from storage.register.tables import chat_link
from tests.bot.sending.conftest import good_office, states
from tests.conftest import NOW
from tests.factories import a_contact, a_phone, some_contacts

SOON = NOW + timedelta(minutes=20)


def test_somebody_known_gets_one_text_with_the_question_and_a_link(office):
    who = a_contact(office.rooms)
    office.plan()
    (text,) = office.run()
    assert text.text.startswith("What does a good day look like for you?")
    assert "https://golden-thread.example/c/" in text.text
    assert count(text.text).segments == 1
    reply = office.text(who, "when i see my nan", SOON)
    assert reply.texts[0].startswith("Thanks. When things")


def test_somebody_new_gets_the_opening_texts_and_the_link_in_order(office):
    who = a_contact(office.rooms, consent="new")
    office.plan()
    texts = [one.text for one in office.run()]
    assert [one.split()[0] for one in texts] == ["Hi,", "If", "No"]
    reply = office.text(who, "1", SOON)
    assert reply.texts[0].startswith("What does a good day look like for you?")
    reply = office.text(who, "when i see my nan", SOON)
    assert reply.texts[0].startswith("Thanks.")


def test_everybody_gets_it_in_their_language_and_wording(office, number_of):
    plain = a_contact(office.rooms)
    arabic = a_contact(office.rooms, language="ar")
    easy = a_contact(office.rooms, easy_read=True)
    elsewhere = a_contact(office.rooms, language="so")  # not switched on: nobody reads it
    young = a_contact(office.rooms, cohort=contacts.cohort_code(office.rooms.vault, 2016))
    office.plan()
    got = {one.number: one.text for one in office.run()}
    assert got[number_of(plain)].startswith("What does a good day look like for you?")
    assert got[number_of(young)].startswith("What is a good day like for you?")
    assert got[number_of(easy)].startswith("What is a good day for you?")
    assert language.offer(got[number_of(arabic)])[:1] == ("ar",)
    assert number_of(elsewhere) not in got


def test_each_person_has_a_link_of_their_own_and_keeps_it(office):
    people = some_contacts(office.rooms, [a_phone() for _ in range(3)])
    office.plan()
    links = {one.text.split("/c/")[1] for one in office.run()}
    assert len(links) == len(people)
    with office.rooms.register.read() as conn:
        kept = conn.execute(select(chat_link)).mappings().all()
        everything = str([dict(one) for one in kept])
    assert len(kept) == 3
    assert not any(link[:16] in everything or who.id in everything for link in links
                   for who in people)  # fmt: skip


def test_a_question_that_is_too_long_becomes_an_invitation(office):
    who = a_contact(office.rooms)
    office.plan(flow="my-worker")
    (text,) = office.run()
    assert "1 = go" in text.text
    assert count(text.text).segments == 1
    assert office.text(who, "1", SOON).texts[0].startswith("Does your worker listen to you?")


def test_one_reminder_goes_to_all_who_were_asked(office):
    answered, silent = some_contacts(office.rooms, [a_phone(), a_phone()])
    refused = a_contact(office.rooms, paused=True)
    campaign = office.plan(remind_at=NOW + timedelta(days=2))
    office.run()
    office.text(answered, "when i see my nan", SOON)
    office.text(answered, "99", SOON)
    later = NOW + timedelta(days=6)  # the next Monday
    good_office(office.rooms, later)
    texts = office.run(later)
    assert len(texts) == 1 + (not office.talking(answered))
    assert all("thank you" in one.text for one in texts)
    assert office.run(later + timedelta(minutes=2)) == []
    assert office.get(campaign).state == "running"
    reply = office.text(silent, "1", later + timedelta(minutes=5))
    assert reply.texts[0].startswith("What does a good day look like for you?")
    assert refused.id not in {one.number for one in office.network.taken}


def test_paused_goes_on_and_cancelled_does_not(office):
    some_contacts(office.rooms, [a_phone() for _ in range(2)])
    first = office.plan()
    check_ins.run(office.desk, NOW)
    with office.rooms.register.write() as conn:
        assert check_ins.pause(conn, first)
    assert office.run() == []
    with office.rooms.register.write() as conn:
        assert check_ins.go_on(conn, first)
    assert office.get(first).state == "running"
    with office.rooms.register.write() as conn:
        assert check_ins.cancel(conn, first)
        assert not check_ins.go_on(conn, first)
    assert office.run() == []
    assert states(office.rooms) == {"cancelled": 2}


def test_a_campaign_closes_and_what_waited_goes_no_more(office):
    a_contact(office.rooms)
    talking = a_contact(office.rooms)
    office.text(talking, "wall")
    campaign = office.plan(closes_at=NOW + timedelta(hours=2))
    assert len(office.run()) == 1
    assert office.person_states(campaign) == {}
    assert office.run(NOW + timedelta(hours=3)) == []
    assert office.get(campaign).state == "closed"
    assert office.get(campaign).asked == 1
    assert sorted(office.person_states(campaign).values()) == ["not sent", "sent"]
    with office.rooms.register.read() as conn:
        assert progress.refusals(conn, campaign) == {"in a conversation": 1}


def test_starting_is_once_however_often_it_runs(office):
    some_contacts(office.rooms, [a_phone() for _ in range(3)])
    office.plan()
    for minute in range(3):
        office.run(NOW + timedelta(minutes=minute))
    assert set(office.network.each.values()) == {1}


def test_a_told_goes_to_everyone_asked_and_to_nobody_else(office, number_of):
    asked = some_contacts(office.rooms, [a_phone() for _ in range(3)])
    campaign = office.plan()
    office.run()
    a_contact(office.rooms)  # came later, was never asked
    office.text(asked[0], "when i see my nan")
    with office.rooms.register.read() as conn:
        who = check_ins.everyone_asked(conn, [campaign])
    later = NOW + timedelta(days=7)
    good_office(office.rooms, later)
    office.plan(who, kind="told", flow=None, told={"en": "You said it. We did it."},
                starts_at=later)  # fmt: skip
    expire_due(office.service, later)
    texts = office.run(later)
    assert {one.number for one in texts} == {number_of(one) for one in asked}
    assert {one.text for one in texts} == {"You said it. We did it."}
