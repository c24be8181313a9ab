"""What the fake Twilio posts: status callbacks, texts, calls; and what goes wrong with each."""

import socket
import threading
import time
from random import Random

import pytest
from flask import Response
from twilio.base.exceptions import TwilioRestException

from tests.fake_twilio.behaviour import (
    CANNOT_BE_REACHED,
    DELIVERED,
    FILTERED,
    IS_BUSY,
    NEVER_ANSWERS,
    NO_RECEIPT,
    PRESSES_NOTHING,
    STUCK,
    UNKNOWN_ERROR,
    UNREACHABLE,
    Accept,
    Delivery,
    presses,
)
from tests.fake_twilio.fake import FakeTwilio
from tests.fake_twilio.inbound import Inbound
from tests.fake_twilio.listener import PUBLIC
from tests.fake_twilio.webhooks import Limits

YOUNG = "+447700900321"
DUTY = "+447700900654"


@pytest.fixture
def client(twilio_client):
    return twilio_client


def send(client, body: str = "Hello", **more):
    more.setdefault("messaging_service_sid", "MG" + "d" * 32)
    return client.messages.create(to=YOUNG, body=body, **more)


# ------------------------------------------------------------------------------ the callbacks


def told(fake: FakeTwilio, client, delivery: Delivery) -> None:
    fake.next(Accept(delivery))
    send(client, status_callback=f"{PUBLIC}/sms/status?t=opaque")
    fake.settle()


@pytest.mark.parametrize(
    ("delivery", "statuses"),
    [
        (DELIVERED, ["sent", "delivered"]),
        (UNREACHABLE, ["sent", "undelivered"]),
        (Delivery(final="failed", error_code=30001), ["failed"]),
        (NO_RECEIPT, ["sent"]),
        (STUCK, []),
        (DELIVERED.twice(), ["sent", "sent", "delivered", "delivered"]),
        (DELIVERED.out_of_order(), ["delivered", "sent"]),
        (DELIVERED.untold(), []),
        (DELIVERED.untold("delivered"), ["sent"]),
        (DELIVERED.late(0.05), ["sent", "delivered"]),
        (DELIVERED.tells("delivered", "sent", "undelivered"), ["delivered", "sent", "undelivered"]),
        (DELIVERED.twice(3).shuffled(Random(1)), None),
    ],
)
def test_callbacks_come_as_asked_for(fake_twilio, client, listener, delivery, statuses):
    told(fake_twilio, client, delivery)
    expected = [callback.status for callback in delivery.told] if statuses is None else statuses
    assert listener.of("/sms/status", "MessageStatus") == expected
    assert fake_twilio.sent[0].status == ("accepted" if delivery is STUCK else delivery.final)


def test_a_failed_delivery_says_why_and_reaches_no_phone(fake_twilio, client, listener):
    told(fake_twilio, client, FILTERED)
    _, form, _ = listener.heard[-1]
    assert (form["ErrorCode"], form["ErrorMessage"]) == ("30007", "Message filtered")
    assert fake_twilio.sent[0].error_code == 30007
    assert fake_twilio.phone(YOUNG).texts == []
    told(fake_twilio, client, Delivery("undelivered", 30008, arrives=True))
    assert fake_twilio.phone(YOUNG).texts == ["Hello"]
    assert UNKNOWN_ERROR.reaches_the_phone is False


def test_held_callbacks_wait_until_they_are_let_go(fake_twilio, client, listener):
    told(fake_twilio, client, DELIVERED.held())
    assert listener.of("/sms/status", "MessageStatus") == []
    fake_twilio.release()
    fake_twilio.release()
    assert listener.of("/sms/status", "MessageStatus") == ["sent", "delivered"]


def test_callbacks_may_come_before_the_answer(fake_twilio, client, listener):
    fake_twilio.next(Accept(early=True))
    send(client, status_callback=f"{PUBLIC}/sms/status")
    assert listener.of("/sms/status", "MessageStatus") == ["sent", "delivered"]


def test_a_callback_that_nobody_takes_is_given_up(fake_twilio, client, listener):
    listener.breaks("/sms/status", 503)
    told(fake_twilio, client, NO_RECEIPT)
    assert [(lost.kind, lost.error) for lost in fake_twilio.lost] == [("status", 11200)]


# ------------------------------------------------------------------------------ texts come in


def test_a_text_is_posted_signed_and_its_answer_reaches_the_phone(fake_twilio, listener):
    listener.says("/sms/inbound", "Hi <you>", "and more")
    young = fake_twilio.phone(YOUNG)
    assert young.text("hello there") == ["Hi <you>", "and more"] == young.texts
    path, form, _ = listener.heard[0]
    assert path == "/sms/inbound"
    assert form["MessageSid"] == form["SmsSid"] == form["SmsMessageSid"]
    assert (form["Body"], form["NumMedia"], form["SmsStatus"]) == ("hello there", "0", "received")
    assert [m.direction for m in fake_twilio.messages] == ["inbound"] + ["outbound-reply"] * 2


def test_a_picture_is_posted_as_an_address_that_nobody_should_fetch(fake_twilio, listener):
    fake_twilio.deliver(YOUNG, "", media=1)
    _, form, _ = listener.heard[0]
    assert form["MessageSid"].startswith("MM")
    assert form["MediaUrl0"].startswith(fake_twilio.url)
    assert fake_twilio.requests == []


def nobody_home() -> str:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{free.getsockname()[1]}"


def test_no_connection_is_tried_once_more_and_then_the_text_is_lost(fake_twilio, client):
    fake_twilio.connect(nobody_home(), public_url=PUBLIC)
    delivered = fake_twilio.deliver(YOUNG, "is anybody there")
    assert delivered.lost
    assert [(p.attempt, p.failed_at, p.error) for p in fake_twilio.posted] == [
        (1, "ct", 11205),
        (2, "ct", 11205),
    ]
    assert len({posted.token for posted in fake_twilio.posted}) == 1
    assert [lost.sid for lost in fake_twilio.lost] == [delivered.message.sid]
    assert [message.body for message in client.messages.list()] == ["is anybody there"]


def test_an_error_goes_to_the_fallback_at_once(fake_twilio, listener):
    listener.breaks("/sms/inbound")
    listener.says("/sms/later", "We are back soon")
    fake_twilio.connect(listener.url, public_url=PUBLIC, fallback="/sms/later")
    assert fake_twilio.phone(YOUNG).text("hello") == ["We are back soon"]
    assert [path for path, _, _ in listener.heard] == ["/sms/inbound", "/sms/later"]
    assert listener.heard[1][1]["ErrorCode"] == "11200"
    assert fake_twilio.lost == []


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (lambda: Response("<Response><Message>", mimetype="text/xml"), 12100),
        (lambda: Response("<html/>", mimetype="text/html"), 12200),
        (lambda: Response("{}", mimetype="application/json"), 12300),
        (lambda: Response(status=302, headers={"Location": "/"}), 11200),
    ],
)
def test_an_answer_that_is_no_twiml_loses_the_text(fake_twilio, listener, answer, error):
    listener.answers["/sms/inbound"] = answer
    delivered = fake_twilio.deliver(YOUNG, "hello")
    assert (delivered.lost, fake_twilio.lost[0].error) == (True, error)


def test_a_slow_app_is_not_waited_for(fake_twilio, listener):
    fake_twilio.postman.limits = Limits(read=0.1, total=0.2)
    listener.answers["/sms/inbound"] = lambda: time.sleep(0.3) or Response(status=204)
    assert fake_twilio.deliver(YOUNG, "hello").lost
    assert [posted.failed_at for posted in fake_twilio.posted] == ["rt"]
    fake_twilio.connect(
        listener.url, public_url=PUBLIC, path="/sms/inbound#rc=2&rp=rt,5xx&tt=10000"
    )
    listener.breaks("/sms/inbound")
    assert len(fake_twilio.deliver(YOUNG, "hello").answers) == 1
    assert [posted.attempt for posted in fake_twilio.posted[1:]] == [1, 2, 3]


def test_copies_come_at_once_and_are_answered_once(fake_twilio, listener):
    together = threading.Barrier(4)

    def answer() -> Response:
        together.wait(5)
        return Response("<Response><Message>Hi</Message></Response>", mimetype="text/xml")

    listener.answers["/sms/inbound"] = answer
    delivered = fake_twilio.deliver(YOUNG, "hello", copies=4)
    assert delivered.statuses == (200,) * 4
    assert len({form["MessageSid"] for _, form, _ in listener.heard}) == 1
    assert fake_twilio.phone(YOUNG).texts == ["Hi"]
    listener.says("/sms/inbound", "Hi")
    assert fake_twilio.deliver_again(delivered.message.sid).replies == ("Hi",)
    assert fake_twilio.phone(YOUNG).texts == ["Hi"]


def test_an_answer_cut_off_on_its_way_back_is_asked_for_again(fake_twilio, listener):
    listener.says("/sms/inbound", "Hi")
    delivered = fake_twilio.deliver(YOUNG, "hello", cut=True)
    assert delivered.lost
    assert len(listener.heard) == 1  # the app has done its work
    assert fake_twilio.phone(YOUNG).texts == []
    assert fake_twilio.deliver_again(delivered.message.sid).replies == ("Hi",)
    assert fake_twilio.phone(YOUNG).texts == ["Hi"]


def test_texts_overtake_one_another_within_a_window(fake_twilio, listener):
    texts = [Inbound(YOUNG, f"text number {at}") for at in range(12)]
    results = fake_twilio.deliver_all(texts, window=3, at_once=1)
    assert [r.message.body for r in results] == [text.body for text in texts]
    came = [int(form["Body"].split()[-1]) for _, form, _ in listener.heard]
    assert came != sorted(came) == list(range(12))
    assert all(abs(at - number) <= 3 for at, number in enumerate(came))
    assert [r.lost for r in fake_twilio.deliver_all(texts, at_once=4)] == [False] * 12


def test_a_text_may_come_later(fake_twilio, listener):
    held = fake_twilio.deliver_later(Inbound(YOUNG, "sent first"), held=True)
    fake_twilio.deliver_later(Inbound(YOUNG, "sent second"), 0.05)
    fake_twilio.settle()
    assert fake_twilio.release() == 1
    assert [form["Body"] for _, form, _ in listener.heard] == ["sent second", "sent first"]
    assert fake_twilio.messages[0].sid == held.sid


def test_stop_is_twilios_business_first(fake_twilio, client, listener):
    young = fake_twilio.phone(YOUNG)
    listener.says("/sms/inbound", "a reply that is not sent")
    young.text(" stop ")
    assert listener.heard[0][1]["OptOutType"] == "STOP"
    assert young.opted_out
    assert (young.texts, [text.kind for text in young.inbox]) == ([], ["twilio"])
    assert [m.error_code for m in fake_twilio.sent] == [21610]
    with pytest.raises(TwilioRestException) as refused:
        send(client)
    assert refused.value.code == 21610
    young.text("START")
    assert send(client).sid
    fake_twilio.account.opt_out = "default"
    young.text("STOP")
    assert "OptOutType" not in listener.heard[-1][1]
    assert young.opted_out


# -------------------------------------------------------------------------------------- calls

ASK = (
    '<Gather numDigits="1" action="/voice/seen"><Say>A case is waiting. Press 1.</Say></Gather>'
    "<Say>Nobody pressed.</Say>"
)


def ring(fake: FakeTwilio, client, **how):
    how = {"url": f"{PUBLIC}/voice/alert"} | how
    events = ["initiated", "ringing", "answered", "completed"]
    call = client.calls.create(
        to=DUTY,
        from_="+447700900999",
        status_callback=f"{PUBLIC}/voice/status",
        status_callback_event=events,
        **how,
    )
    assert call.status == "queued"
    fake.settle()
    return client.calls(call.sid).fetch()


def test_a_key_pressed_in_a_call_reaches_the_app_signed(fake_twilio, client, listener):
    listener.speaks("/voice/alert", ASK)
    listener.speaks("/voice/seen", "<Say>Thank you.</Say><Hangup/><Say>never said</Say>")
    fake_twilio.phone(DUTY).when_called(presses("12"))
    assert ring(fake_twilio, client).status == "completed"
    call = fake_twilio.phone(DUTY).calls[0]
    assert call.pressed == ("1",)
    assert call.heard == ("A case is waiting. Press 1.", "Thank you.")
    gathered = [form for path, form, _ in listener.heard if path == "/voice/seen"]
    assert [(form["Digits"], form["CallSid"]) for form in gathered] == [("1", call.sid)]
    assert listener.of("/voice/status", "CallStatus") == [
        "initiated",
        "ringing",
        "in-progress",
        "completed",
    ]


def test_a_call_may_carry_its_twiml_and_the_callee_press_nothing(fake_twilio, client, listener):
    fake_twilio.phone(DUTY).when_called(PRESSES_NOTHING)
    twiml = f"<Response>{ASK}</Response>".replace("/voice/seen", f"{PUBLIC}/voice/seen")
    assert ring(fake_twilio, client, url=None, twiml=twiml).status == "completed"
    call = fake_twilio.calls[0]
    assert (call.answered, call.pressed) == (True, ())
    assert call.heard[-1] == "Nobody pressed."


@pytest.mark.parametrize("callee", [NEVER_ANSWERS, IS_BUSY, CANNOT_BE_REACHED])
def test_a_call_that_nobody_takes(fake_twilio, client, listener, callee):
    fake_twilio.phone(DUTY).when_called(callee, presses("1"))
    assert ring(fake_twilio, client).status == callee.ends
    assert listener.of("/voice/status", "CallStatus")[-1] == callee.ends
    assert not fake_twilio.calls[0].answered
    assert "/voice/alert" not in [path for path, _, _ in listener.heard]
    assert ring(fake_twilio, client).status == "completed"  # the next call is answered


def test_a_call_whose_twiml_cannot_be_had_is_over(fake_twilio, client, listener):
    listener.breaks("/voice/alert")
    fake_twilio.phone(DUTY).when_called(presses("1"))
    assert ring(fake_twilio, client).status == "completed"
    assert fake_twilio.calls[0].error_code == 11200
    assert [lost.kind for lost in fake_twilio.lost] == ["voice"]
    listener.speaks("/voice/spare", ASK)
    ring(fake_twilio, client, fallback_url=f"{PUBLIC}/voice/spare")
    assert fake_twilio.calls[1].pressed == ("1",)
