"""What a step back in web chat never undoes: a concern, a request, words said in danger."""

from sqlalchemy import select

from bot.conversation import TAKEN_BACK
from bot.message import InboundMessage
from bot.receive import expire_due, receive
from bot.service import Service
from storage import mixer
from storage.crypto import new_id
from storage.register import concerns, requests, sessions
from storage.register.tables import session
from tests.bot.chatting import URGENT, WORRY, Chat, held_now, levels
from tests.conftest import NOW


def test_a_concern_stays_and_its_words_are_read(service: Service) -> None:
    chat = Chat(service)
    chat.send(WORRY)
    known = chat.now.concern
    chat.back()
    assert chat.now.concern == known
    assert levels(service) == ["concern"]
    with service.rooms.register.read() as conn:
        (one,) = concerns.listing(conn, service.rooms.vault)
    assert one.text == WORRY


def test_there_is_no_way_back_out_of_danger(service: Service) -> None:
    for words in (URGENT, "99"):
        chat = Chat(service)
        chat.send("football")
        view = chat.send(words).view
        assert view is not None
        assert view.urgent
        assert not view.can_go_back
        reply = chat.back()
        assert chat.at == "@urgent"
        assert "right now" in reply.texts[0]
    assert levels(service) == ["urgent", "urgent"]


def test_a_concern_that_a_button_raised_stays_though_its_answer_goes(service: Service) -> None:
    chat = Chat(service)
    for _ in range(10):
        view = chat.send("SKIP").view
        assert view is not None
        unsafe = [one.value for one in view.choices if "feel safe" in one.label]
        if unsafe:
            break
    chat.send(unsafe[0])
    assert [value for _question, value, _text in chat.kept] == ["unsafe"]
    gentle = next(text for _who, text in reversed(chat.now.lines) if "That sounds hard" in text)
    view = chat.back().view
    assert view is not None
    assert chat.kept == []
    assert levels(service) == ["concern"]
    assert ("bot", gentle) in view.lines


def test_a_request_for_a_person_is_not_taken_back(service: Service) -> None:
    chat = Chat(service)
    chat.send("football")
    chat.send("PERSON")
    chat.back()
    with service.rooms.register.read() as conn:
        assert [one.kind for one in requests.listing(conn, service.rooms.vault)] == ["person"]


def test_what_was_taken_back_is_read_for_safety_and_never_released(service: Service) -> None:
    chat = Chat(service)
    chat.send("a secret about my brother")
    chat.back()
    chat.send("football")
    chat.send("STOP")
    (ended,) = held_now(service)
    assert ("you", f"{TAKEN_BACK} a secret about my brother") in ended.lines
    assert ("you", "football") in ended.lines
    assert [one.text for one in mixer.held_texts(service.rooms, 100)] == ["football"]


def test_where_everything_was_taken_back_a_person_still_looks(service: Service) -> None:
    chat = Chat(service)
    chat.send("a secret about my brother")
    chat.back()
    chat.send("STOP")
    (look,) = mixer.looks(service.rooms)
    assert any("a secret about my brother" in text for _who, text in look.lines)
    assert mixer.held_texts(service.rooms, 100) == []


def test_words_that_come_with_a_step_back_are_heard(service: Service) -> None:
    chat = Chat(service)
    chat.send("football")
    chat.send(URGENT, back=True)
    assert chat.at == "@urgent"


def test_the_steps_hold_no_words_and_are_sealed_with_the_rest(service: Service) -> None:
    chat = Chat(service)
    chat.send("a very particular word")
    assert "particular" not in str(chat.now.trail)
    with service.rooms.register.read() as conn:
        assert b"trail" not in conn.execute(select(session.c.body)).scalar_one()


# ----------------------------------------------------------------------------- after the end


def test_after_the_end_there_is_no_way_back_and_delete_takes_the_words_out(
    service: Service,
) -> None:
    chat = Chat(service)
    chat.send("football")
    chat.send("STOP")
    assert len(mixer.held_texts(service.rooms, 100)) == 1
    reply = chat.back()
    assert "send DELETE" in reply.texts[0]
    assert chat.at == "@ended"
    assert len(mixer.held_texts(service.rooms, 100)) == 1
    chat.send("DELETE")
    assert mixer.held_texts(service.rooms, 100) == []
    assert [look.why for look in mixer.looks(service.rooms)] == ["delete"]
    assert "DELETE" not in chat.back().texts[0]


def test_deleting_takes_out_only_what_this_browser_said(service: Service) -> None:
    mine, other = Chat(service), Chat(service)
    for chat, words in ((mine, "mine"), (other, "somebody else's")):
        chat.send(words)
        chat.send("STOP")
    mine.send("DELETE")
    assert [one.text for one in mixer.held_texts(service.rooms, 100)] == ["somebody else's"]


def test_a_browser_that_was_never_here_goes_nowhere(service: Service) -> None:
    message = InboundMessage("web", new_id(), new_id(), "", back=True)
    assert "can't go back" in receive(service, message, NOW).texts[0]
    with service.rooms.register.read() as conn:
        assert sessions.ids(conn) == set()


def test_who_stops_after_going_back_is_ended_like_anybody(service: Service) -> None:
    chat = Chat(service)
    chat.send("football")
    chat.send("friends")
    chat.back()
    assert expire_due(service, NOW) == 0
    assert expire_due(service, NOW.replace(month=6)) == 1
    assert [one.text for one in mixer.held_texts(service.rooms, 100)] == ["football"]
