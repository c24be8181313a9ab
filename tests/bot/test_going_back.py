"""One question back in web chat: what is undone, what never is, and once for each press."""

import threading
from typing import Any

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from bot import going_back
from bot.conversation import TAKEN_BACK, Conversation, opened
from bot.message import InboundMessage, Reply
from bot.receive import expire_due, receive
from bot.service import Service
from conversations import engine
from storage import keys, mixer
from storage.crypto import new_id
from storage.register import concerns, held, requests, sessions
from storage.register.tables import held_conversation, session
from tests.conftest import NOW
from tests.log_canary import canary

WORRY = "i get bullied at school every day"
URGENT = "i want to kill myself"


class Chat:
    """One browser, by way of `receive`."""

    def __init__(self, service: Service, flow: str = "check-in", audience: str = "11-15") -> None:
        self.service, self.token = service, new_id()
        self.flow, self.audience = flow, audience
        self.send("", start_flow=flow, audience=audience)
        self.send("1")

    def send(self, text: str, key: str = "", **more: Any) -> Reply:
        if text:
            canary(text)
        message = InboundMessage("web", self.token, key or new_id(), text, **more)
        return receive(self.service, message, NOW)

    def back(self, key: str = "") -> Reply:
        return self.send("", key, back=True)

    @property
    def now(self) -> Conversation:
        vault = self.service.rooms.vault
        with self.service.rooms.register.read() as conn:
            found = sessions.by_token(conn, vault.tag("browser", self.token))
        assert found is not None
        with self.service.rooms.keys.read() as conn:
            key = keys.find(conn, vault, found.id)
        assert key is not None
        return opened(found, key)

    @property
    def at(self) -> str:
        state = self.now.state
        assert state is not None
        return str(state["at"])

    @property
    def kept(self) -> list[tuple[str, Any, str | None]]:
        return [(one.question, one.value, one.text) for one in self.now.kept]


def held_now(service: Service) -> list[held.Held]:
    """What has ended and waits."""
    with service.rooms.register.read() as conn:
        ids = list(conn.execute(select(held_conversation.c.id)).scalars())
    with service.rooms.keys.read() as conn:
        found = {one: keys.find(conn, service.rooms.vault, one) for one in ids}
    with service.rooms.register.read() as conn:
        return held.conversations(conn, {one: key for one, key in found.items() if key})


def levels(service: Service) -> list[str]:
    with service.rooms.register.read() as conn:
        return [one.level for one in concerns.listing(conn, service.rooms.vault)]


# ------------------------------------------------------------------------------- what is undone


def test_back_asks_the_question_before_again_and_takes_its_answer_out(service: Service) -> None:
    chat = Chat(service)
    first = chat.at
    chat.send("football with my friends")
    second = chat.at
    assert second != first
    reply = chat.back()
    assert chat.at == first
    assert chat.kept == []
    assert "took that answer out" in reply.texts[0]
    assert reply.texts[1:] == (chat.now.lines[-1][1],)
    chat.send("chips")
    assert [text for _question, _value, text in chat.kept] == ["chips"]
    assert chat.at == second


def test_a_skip_can_be_taken_back_too(service: Service) -> None:
    chat = Chat(service)
    first = chat.at
    chat.send("0")
    assert "here it is again" in chat.back().texts[0]
    assert chat.at == first


def test_back_at_the_first_question_stays_there_kindly(service: Service) -> None:
    chat = Chat(service)
    first = chat.at
    reply = chat.back()
    assert chat.at == first
    assert "can't go back any further" in reply.texts[0]
    assert len(reply.texts) == 2


def test_what_they_said_of_themselves_goes_back_with_the_answer(service: Service) -> None:
    """Whether we may quote, who sat beside them, which wording: as it was before."""
    chat = Chat(service, "my-worker")
    for _ in range(20):
        if chat.now.may_quote is not None or chat.now.state is None:
            break
        before = (chat.now.attributes, chat.now.may_quote, chat.kept, chat.at)
        view = chat.send("1").view
        assert view is not None
        assert not view.ended
        if chat.now.attributes != before[0]:
            chat.back()
            assert (chat.now.attributes, chat.now.may_quote, chat.kept, chat.at) == before
            return
        if view.takes_words and chat.at == before[3]:
            chat.send("they listen to me")
    raise AssertionError("no attribute was ever asked")


def test_a_language_that_nobody_chose_is_left_again(service: Service) -> None:
    chat = Chat(service)
    chat.send("football")
    question, kept = chat.at, chat.kept
    chat.send("LANGUAGE")
    assert chat.at == "@language"
    chat.back()
    assert (chat.at, chat.kept) == (question, kept)


def test_asking_who_reads_is_no_step_to_go_back_to(service: Service) -> None:
    chat = Chat(service)
    first = chat.at
    for word in ("football", "WHO", "EASY", "EASY"):
        chat.send(word)
    chat.back()
    assert chat.at == first


def test_only_so_many_steps_are_remembered(service: Service) -> None:
    chat = Chat(service, "wall")
    for place in range(going_back.MOST_STEPS + 5):
        chat.send(f"thing number {place}")
    assert len(chat.now.trail) == going_back.MOST_STEPS
    for _ in range(going_back.MOST_STEPS + 2):
        chat.back()
    assert len(chat.kept) == 5


def test_going_back_and_on_for_ever_comes_to_an_end(service: Service) -> None:
    chat = Chat(service)
    for _ in range(engine.MAX_TURNS):
        chat.send("football")
        chat.back()
        state = chat.now.state
        if state is None or state["at"] == "@ended":
            break
    assert chat.at == "@ended"


# ------------------------------------------------------------------------------ what never is


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


# -------------------------------------------------------------------------------------- once


def test_the_same_press_twice_goes_back_once(service: Service) -> None:
    chat = Chat(service)
    chat.send("football")
    question = chat.at
    chat.send("friends")
    first, second = chat.back("one press"), chat.back("one press")
    assert first.texts == second.texts
    assert chat.at == question
    assert len(chat.kept) == 1


def test_two_presses_at_once_go_back_once(service: Service) -> None:
    chat = Chat(service)
    chat.send("football")
    question = chat.at
    chat.send("friends")
    both = [threading.Thread(target=chat.back, args=("one press",)) for _ in range(2)]
    for one in both:
        one.start()
    for one in both:
        one.join()
    assert chat.at == question
    assert len(chat.kept) == 1


def test_a_text_message_has_no_way_back_and_carries_no_steps(service: Service) -> None:
    number = "+447700900431"
    canary(number)
    for place, words in enumerate(("check in", "1", "football")):
        receive(service, InboundMessage("sms", number, f"step {place}", words), NOW)
    with service.rooms.register.read() as conn:
        (one,) = sessions.ids(conn)
        found = sessions.by_id(conn, one)
    with service.rooms.keys.read() as conn:
        key = keys.find(conn, service.rooms.vault, one)
    assert found is not None
    assert key is not None
    assert opened(found, key).trail == []


# ---------------------------------------------------------------------------------- any walk

REPLIES = st.sampled_from(
    ["1", "2", "3", "4", "0", "skip", "yes", "no", "idk", "👎", "WHO", "WHY", "EASY", "done",
     "pizza and games with my mates", "they never ring", "one\ntwo\nthree", "3.5", ""]
)  # fmt: skip
FLOWS = ["check-in", "my-worker", "wall", "how-is-life", "my-meeting", "finish-the-sentence"]


@given(st.sampled_from(FLOWS), st.lists(REPLIES, min_size=1, max_size=12), st.integers(1, 6))
@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_going_back_and_saying_the_same_again_is_as_if_nothing_had_been(
    sqlite_service: Service, flow: str, replies: list[str], backs: int
) -> None:
    straight, round_about = Chat(sqlite_service, flow), Chat(sqlite_service, flow)
    steps: list[int] = []  # how many steps there were to go back to, before each reply
    for reply in replies:
        steps.append(len(round_about.now.trail))
        view = straight.send(reply).view
        round_about.send(reply)
        assume(view is not None and not view.ended and not view.urgent)
    steps.append(len(round_about.now.trail))
    backs = min(backs, steps[-1])
    assume(backs)
    for _ in range(backs):
        round_about.back()
    to_go = steps[-1] - backs
    # The reply that left the step to which we are back, and all that came after it.
    again = max(at for at in range(len(replies)) if steps[at] == to_go and steps[at + 1] > to_go)
    for reply in replies[again:]:
        round_about.send(reply)
    there, here = straight.now, round_about.now
    assert there.kept == here.kept
    assert (there.attributes, there.may_quote) == (here.attributes, here.may_quote)
    assert going_back.back.place(there.state) == going_back.back.place(here.state)
