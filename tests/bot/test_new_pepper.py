"""A new key and a new pepper while people are talking: no turn is lost, none is taken twice."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.message import InboundMessage
from bot.receive import chat_view, receive
from bot.service import Service
from storage import keys, rotation
from storage.crypto import Vault
from storage.register import contacts
from tests.conftest import NOW
from tests.factories import a_phone
from tests.storage.test_rotation import BOTH


def _rotated(service: Service, vault: Vault) -> Service:
    return replace(
        service,
        rooms=replace(service.rooms, vault=vault),
        cohorts=contacts.cohort_years(vault),
    )


@pytest.mark.parametrize("when", ["before the job", "after the job"])
def test_a_retry_gets_the_same_reply_and_a_talk_goes_on(service: Service, when: str) -> None:
    before, rooms = service, service.rooms
    texted = InboundMessage("sms", a_phone(), "SM1", "hello")
    chatted = InboundMessage("web", "a browser's token", "b:1", "", start_flow="check-in")
    said, shown = receive(before, texted, NOW), receive(before, chatted, NOW)
    after = _rotated(before, BOTH)
    if when == "after the job":
        rotation.register_keys(after.rooms, lambda _line: None)
        rotation.peppers(after.rooms, lambda _line: None)
    assert receive(after, texted, NOW).texts == said.texts
    assert receive(after, chatted, NOW).texts == shown.texts
    view = chat_view(after, chatted.sender, NOW)
    assert view is not None
    assert view.lines == (shown.view.lines if shown.view else ())
    on = InboundMessage("web", chatted.sender, "b:2", "1")
    answer = receive(after, on, NOW + timedelta(minutes=1))
    assert answer.view is not None
    assert answer.view.turn > view.turn
    with rooms.keys.read() as conn:
        assert len(keys.made_before(conn, NOW + timedelta(days=1))) == 2  # no third talk began
