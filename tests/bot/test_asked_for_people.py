"""A request and a number that is left: where they are kept, and where they never are."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from bot.conversation import opened
from bot.message import InboundMessage, Reply
from bot.receive import receive
from bot.service import Service
from storage import keys, rosters
from storage.crypto import open_with
from storage.register import concerns, requests, sessions
from storage.register.concerns import Concern
from storage.register.requests import Request
from storage.register.tables import held_answer, held_conversation, session
from storage.rosters import Shift
from tests.conftest import NOW
from tests.factories import a_contact, a_phone

LEFT = "+447700900321"


def say(service: Service, sender: str, *texts: str, channel: str = "sms", **more: Any) -> Reply:
    """Several messages one after the other; the reply to the last."""
    reply = Reply(())
    for body in texts:
        say.key += 1  # type: ignore[attr-defined]
        key = f"asked {say.key}"  # type: ignore[attr-defined]
        reply = receive(service, InboundMessage(channel, sender, key, body, **more), NOW)
    return reply


say.key = 0  # type: ignore[attr-defined]


def asked_for(service: Service) -> list[Request]:
    with service.rooms.register.read() as conn:
        return requests.listing(conn, service.rooms.vault)


def raised(service: Service) -> list[Concern]:
    with service.rooms.register.read() as conn:
        return concerns.listing(conn, service.rooms.vault)


def everything_kept(service: Service) -> str:
    """All that is kept of conversations, opened: what readers may ever see."""
    rooms = service.rooms
    with rooms.register.read() as conn:
        open_ones = conn.execute(select(session)).all()
        held = [*conn.execute(select(held_conversation)), *conn.execute(select(held_answer))]
    ids = [row.id for row in open_ones] + [getattr(row, "conversation_id", row.id) for row in held]
    with rooms.keys.read() as conn:
        found = keys.find_many(conn, rooms.vault, ids)
    texts = []
    for row in open_ones:
        whole = sessions.Session(row.id, row.contact_id, row.version, row.body)
        conversation = opened(whole, found[row.id])
        texts += [str(conversation.kept), str(conversation.to_be_read())]
    for row in held:
        key = found[getattr(row, "conversation_id", row.id)]
        texts.append(open_with(key, row.body))
    return "\n".join(texts)


def test_what_they_say_about_it_is_in_the_request_and_nowhere_else(service: Service) -> None:
    number = a_phone()
    say(service, number, "check in", "1", "PERSON", "2", "somebody like ms plum", "after tea time")
    say(service, number, "swimming", "0", "0", "0", "0", "0")
    (one,) = asked_for(service)
    assert one.details == {"safe": "text", "who": "somebody like ms plum", "when": "after tea time"}
    assert one.number == number
    kept = everything_kept(service)
    assert "swimming" in kept
    for words in ("plum", "tea time", "PERSON", "passed it on"):
        assert words not in kept


def test_the_clock_is_what_they_were_told(service: Service) -> None:
    reply = say(service, a_phone(), "PERSON")
    assert "by 5pm tomorrow" in reply.texts[0]
    (one,) = asked_for(service)
    assert one.due_at
    assert one.due_at.astimezone(service.county.time_zone).isoformat()[:16] == "2026-05-13T17:00"
    assert not one.overdue(NOW)
    assert one.overdue(NOW + timedelta(days=2))


def test_a_phone_that_others_read_and_a_language_are_said_to_whoever_answers(
    service: Service,
) -> None:
    number = a_phone()
    a_contact(service.rooms, number, phone_of="carer", language="ar")
    reply = say(service, number, "ADVOCATE")
    assert "Help at Hand" not in reply.texts[0]
    (one,) = asked_for(service)
    assert one.details == {"shared": "yes", "language": "ar"}
    say(service, number, "99")
    (concern,) = raised(service)
    assert "other people read this phone" in concern.reasons


def test_after_stop_nothing_is_sent_and_a_person_is_told(service: Service) -> None:
    number = a_phone()
    say(service, number, "check in", "STOP")
    assert say(service, number, "COMPLAIN").texts == ()
    assert say(service, number, "he hits me with a belt").texts == ()
    assert say(service, number, "", media=1).texts == ()
    (one,) = asked_for(service)
    assert (one.kind, one.number, one.details) == ("complain", number, {"stopped": "yes"})
    (concern,) = raised(service)
    assert (concern.level, concern.number) == ("urgent", number)
    assert "media" in concern.reasons


@pytest.mark.parametrize("link", [None, "the keyed hash of a link"], ids=["anonymous", "by a link"])
def test_a_number_left_in_web_chat_is_with_the_concern_only(
    service: Service, link: str | None
) -> None:
    say(service, "a browser", "", channel="web", start_flow="check-in", link=link)
    reply = say(service, "a browser", "1", "my stepdad hits me with a belt", channel="web")
    assert "can't find you" in reply.texts[-1]
    assert reply.view
    assert reply.view.wants_number
    reply = say(service, "a browser", "ring 07700 900321 but not at night", channel="web")
    assert reply.view
    assert not reply.view.wants_number
    (concern,) = raised(service)
    assert concern.number == LEFT
    assert "ring [phone number] but not at night" in concern.text
    assert "900321" not in concern.text + str(concern.lines) + str(reply.view.lines)
    assert "900321" not in everything_kept(service)
    say(service, "a browser", "GO ON", channel="web")
    assert "900321" not in everything_kept(service)


def test_a_number_left_with_a_request_is_in_that_request_only(service: Service) -> None:
    say(service, "a browser", "", channel="web", start_flow="check-in")
    reply = say(service, "a browser", "1", "MANAGER", channel="web")
    assert reply.view
    assert reply.view.wants_number
    say(service, "a browser", "07700 900321", channel="web")
    (one,) = asked_for(service)
    assert one.number == LEFT
    assert raised(service) == []
    assert "900321" not in everything_kept(service)
    reply = say(service, "a browser", "1", "0", "0", channel="web")
    assert reply.view
    assert reply.view.question == "check-in.good_day"


def test_who_is_there_is_read_from_the_roster(service: Service) -> None:
    with service.rooms.register.write() as conn:
        rosters.add(conn, Shift("duty", NOW + timedelta(hours=3), NOW + timedelta(hours=9)))
        rosters.tell(conn, NOW)
    reply = say(service, a_phone(), "99")
    assert "may only see this from 7pm today" in reply.texts[-1]
    with service.rooms.register.write() as conn:
        rosters.add(conn, Shift("duty", NOW - timedelta(hours=1), NOW + timedelta(days=3)))
        rosters.tell(conn, NOW)
    reply = say(service, a_phone(), "99")
    assert "They're here day and night" in reply.texts[-1]


def test_no_roster_at_all_means_the_office_hours(service: Service) -> None:
    assert "until 5pm today" in say(service, a_phone(), "99").texts[-1]


def test_more_about_a_request_that_is_done_raises_nothing(service: Service) -> None:
    number = a_phone()
    say(service, number, "PERSON")
    (one,) = asked_for(service)
    with service.rooms.register.write() as conn:
        requests.mark(conn, service.rooms.vault, one.id, "done", "rang", NOW, "spoke")
    assert "passed that on" not in say(service, number, "1").texts[0]
    with service.rooms.register.read() as conn:
        found = requests.find(conn, service.rooms.vault, one.id)
    assert found
    assert found.details == {}
