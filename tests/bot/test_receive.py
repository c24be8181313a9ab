"""One message in, one reply out: once, whole, and never lost."""

from datetime import timedelta
from functools import partial

from sqlalchemy import select

from bot import receive as receiving
from bot.receive import expire_due
from bot.service import Service
from storage import keys, mixer
from storage.register import contacts
from storage.register.tables import contact, held_conversation, seen, session
from tests.at_once import at_once
from tests.bot.texting import held_texts, rows, text, whole_conversation
from tests.conftest import NOW
from tests.factories import a_contact, a_phone


def test_first_words_become_the_first_answer(service: Service) -> None:
    """Nobody is made to start over: what they texted in with is what is kept."""
    number = a_phone()
    opening = text(service, number, "they keep changing my worker")
    assert len(opening.texts) == 2
    assert "computer" in opening.texts[0]
    assert "1 = go" in opening.texts[1]
    assert held_texts(service) == []
    for body in ("1", "0", "1"):
        text(service, number, body)
    assert held_texts(service) == ["they keep changing my worker"]
    assert rows(service, session) == 0


def test_unconfirmed_words_get_a_look_and_are_destroyed(service: Service) -> None:
    """Without the reply 1 nothing is ever used."""
    text(service, a_phone(), "my room is cold")
    assert expire_due(service, NOW + timedelta(days=4)) == 1
    assert held_texts(service) == []
    (look,) = mixer.looks(service.rooms)
    assert look.why == "unconfirmed"
    assert mixer.looked(service.rooms, look.id, NOW, worried=False)
    assert mixer.looks(service.rooms) == []
    with service.rooms.keys.read() as conn:
        assert keys.find(conn, service.rooms.vault, look.id) is None


def test_the_same_message_has_one_effect_and_one_reply(service: Service) -> None:
    """Again at once, and again a day later."""
    number = a_phone()
    first = text(service, number, "more pizza", key="same")
    again = text(service, number, "more pizza", key="same")
    text(service, number, "1")
    later = text(service, number, "more pizza", key="same", now=NOW + timedelta(days=1))
    assert first.texts == again.texts == later.texts
    assert rows(service, contact) == 1


def test_the_same_message_at_once_over_several_threads(service: Service) -> None:
    """One session, one contact, equal replies."""
    replies = at_once(*[partial(text, service, "+447700900400", "more trips", key="at-once")] * 5)
    assert len({reply.texts for reply in replies}) == 1
    assert replies[0].texts
    assert rows(service, session) == rows(service, contact) == rows(service, seen) == 1


def test_two_messages_at_once_from_one_phone_both_count(service: Service) -> None:
    """Compare-and-set: the slower one does its turn again on the newer state."""
    number = "+447700900401"
    text(service, number, "wall")
    text(service, number, "1")
    wishes = [f"more of thing number {n}" for n in range(4)]
    at_once(*(partial(text, service, number, wish) for wish in wishes))
    text(service, number, "0")
    text(service, number, "0")
    text(service, number, "0")
    assert held_texts(service) == wishes


def test_staff_test_phones_have_a_lane_that_never_leaves(service: Service) -> None:
    """They try the service; they do not count."""
    number = "+447700900404"
    a_contact(service.rooms, number, kind="staff_test")
    whole_conversation(service, number, "only a test")
    with service.rooms.register.read() as conn:
        assert conn.execute(select(held_conversation.c.lane)).scalars().all() == ["test"]
    assert held_texts(service) == []


def test_the_language_stays_chosen(service: Service) -> None:
    """LANGUAGE is kept with the contact for the next conversation."""
    number = a_phone()
    offer = text(service, number, "LANGUAGE").texts[-1]
    assert "العربية" in offer
    text(service, number, "2")
    with service.rooms.register.read() as conn:
        known = contacts.by_number(conn, service.rooms.vault, number)
    assert known is not None
    assert known.language == "ar"


def test_web_chat_shows_the_ending_but_not_the_words(service: Service) -> None:
    """After the end nothing joins the browser to what was said."""
    token = "a-token-of-a-browser"
    text(service, token, "", start_flow="say-anything")
    for body in ("1", "the food is cold", "0"):
        text(service, token, body)
    view = text(service, token, "1").view
    assert view is not None
    assert view.ended
    seen_later = receiving.chat_view(service, token, NOW)
    assert seen_later is not None
    assert seen_later.ended
    assert all(who == "bot" for who, _ in seen_later.lines)
    assert held_texts(service) == ["the food is cold"]
