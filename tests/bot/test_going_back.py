"""One question back in web chat: what is undone, and once for each press."""

from functools import partial

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from bot import going_back
from bot.conversation import opened
from bot.message import InboundMessage
from bot.receive import receive
from bot.service import Service
from conversations import engine
from storage import keys
from storage.register import sessions
from tests.at_once import at_once
from tests.bot.chatting import Chat
from tests.conftest import NOW
from tests.log_canary import canary

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
    at_once(*[partial(chat.back, "one press")] * 2)
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
