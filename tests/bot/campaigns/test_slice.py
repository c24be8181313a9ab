"""A check-in from the calendar to the phone, and the reply that goes on where it asked."""

from datetime import timedelta

from conversations.segments import count
from tests.conftest import NOW
from tests.factories import a_contact

SOON = NOW + timedelta(minutes=20)


def test_somebody_known_gets_one_text_with_the_question_and_a_link(office):
    who = a_contact(office.rooms)
    office.plan()
    (text,) = office.run()
    assert text.text.startswith("What does a good day look like for you?")
    assert "https://golden-thread.example/c/" in text.text
    assert count(text.text).segments == 1
    reply = office.text(who, "when i see my nan", SOON)
    assert reply.texts == ("Thanks. When things are working well for you, why is that? 0 = skip",)


def test_somebody_new_gets_the_opening_texts_and_the_link_in_order(office):
    who = a_contact(office.rooms, consent="new")
    office.plan()
    texts = [one.text for one in office.run()]
    assert [one.split()[0] for one in texts] == ["Hi,", "If", "No"]
    reply = office.text(who, "1", SOON)
    assert reply.texts[0].startswith("What does a good day look like for you?")
    reply = office.text(who, "when i see my nan", SOON)
    assert reply.texts[0].startswith("Thanks.")
