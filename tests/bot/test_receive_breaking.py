"""What breaks while a message is received: the words are kept, and a person is told."""

from typing import Any

import pytest

from bot import receive as receiving
from bot.service import Service
from conversations import dialogue, safeguarding
from storage.database import Busy
from storage.register.tables import contact, seen, session
from tests.bot.texting import held_texts, open_concerns, rows, text
from tests.factories import a_phone


def test_detector_that_breaks_is_a_concern_and_the_reply_still_goes(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Safeguarding fails open."""

    def broken(*_: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(safeguarding, "assess", broken)
    reply = text(service, a_phone(), "more pizza")
    assert len(reply.texts) == 2
    (concern,) = open_concerns(service)
    assert (concern.level, concern.needs_person) == ("concern", True)


def test_our_own_failure_is_a_concern_and_the_reply_still_goes(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever breaks in the turn, a person reads the text."""

    def broken(*_: object, **__: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(dialogue, "turn", broken)
    number = a_phone()
    assert "Childline" in " ".join(text(service, number, "help my worker").texts)
    (concern,) = open_concerns(service)
    assert (concern.text, concern.number, concern.needs_person) == (
        "help my worker",
        number,
        True,
    )


def test_nothing_is_kept_when_the_write_fails(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A locked database is `Busy`; afterwards the same message goes through."""

    def locked(*_: object) -> None:
        raise Busy

    with monkeypatch.context() as patched:
        patched.setattr(receiving, "write", locked)
        with pytest.raises(Busy):
            text(service, "+447700900403", "more pizza", key="first try")
    assert rows(service, seen) == rows(service, contact) == rows(service, session) == 0
    assert len(text(service, "+447700900403", "more pizza", key="first try").texts) == 2


def test_a_reply_after_the_flow_changed_keeps_its_own_version(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The running conversation goes on as it began, from the kept source."""
    number = a_phone()
    for body in ("wall", "1"):
        before = text(service, number, body)
    flows = service.book.flows
    changed = _with_flows(service, {**flows, "wall": _renamed(flows["wall"])})
    assert before.texts
    reply = text(changed, number, "more trips")
    assert "What else" in reply.texts[0]


def test_a_flow_version_nobody_kept_says_so_and_keeps_the_words(service: Service) -> None:
    """What was said is not lost; the flow begins again."""
    number = a_phone()
    for body in ("wall", "1"):
        text(service, number, body)
    changed = _with_flows(
        service, {**service.book.flows, "wall": _renamed(service.book.flows["wall"])}
    )
    with service.rooms.register.write() as conn:
        conn.exec_driver_sql("DELETE FROM flow_source")
    reply = text(changed, number, "more trips to the sea")
    assert reply.texts
    text(changed, number, "STOP")
    assert "more trips to the sea" in held_texts(changed)


def _renamed(flow: Any) -> Any:
    from dataclasses import replace

    return replace(flow, version="another")


def _with_flows(service: Service, flows: Any) -> Service:
    from dataclasses import replace

    return replace(service, book=replace(service.book, flows=flows), old_flows={})


def test_destroyed_key_begins_anew_and_loses_no_message(service: Service) -> None:
    """A session whose key is gone (an old backup) must not swallow a text."""
    number = a_phone()
    text(service, number, "something from before")
    with service.rooms.keys.write() as conn:
        conn.exec_driver_sql("DELETE FROM conversation_key")
    assert len(text(service, number, "something new").texts) == 2
    for body in ("1", "0", "1"):
        text(service, number, body)
    assert held_texts(service) == ["something new"]
