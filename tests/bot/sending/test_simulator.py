"""The demo's phones get their texts in the order in which they went out."""

from bot.sending.simulator_sender import SimulatorSender, take
from tests.factories import a_phone


def test_the_texts_of_one_prompt_come_in_their_order(rooms):
    phone, sender = a_phone(), SimulatorSender(rooms)
    texts = tuple(f"text {place}" for place in range(6))
    for place, text in enumerate(texts):
        sender.send(phone, text, token=f"{9 - place}")
    assert take(rooms, phone) == texts
    assert take(rooms, phone) == ()


def test_the_same_token_twice_is_one_text(rooms):
    phone, sender = a_phone(), SimulatorSender(rooms)
    sender.send(phone, "hello", token="one")
    sender.send(phone, "hello", token="one")
    assert take(rooms, phone) == ("hello",)
