"""The fake Twilio's API: the real client drives it, and it refuses what the real one refuses."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import requests
from twilio.base.exceptions import TwilioRestException
from twilio.http.http_client import TwilioHttpClient

from tests.fake_twilio import description
from tests.fake_twilio.behaviour import (
    BROKEN,
    BUSY,
    NOT_A_MOBILE,
    NOT_A_NUMBER,
    OPTED_OUT,
    STUCK,
    Accept,
    Drop,
    Hang,
    Refuse,
)
from tests.fake_twilio.fake import FakeTwilio
from tests.fake_twilio.records import segments
from tests.fake_twilio.serving import serve

YOUNG = "+447700900321"
DUTY = "+447700900654"


@pytest.fixture
def client(twilio_client):
    return twilio_client


def send(client, body: str = "Hello", **more):
    more.setdefault("messaging_service_sid", "MG" + "d" * 32)
    return client.messages.create(to=YOUNG, body=body, **more)


def post(fake: FakeTwilio, path: str = "Messages.json", method: str = "POST", **form):
    url = f"{fake.url}/2010-04-01/Accounts/{fake.account.sid}/{path}"
    auth = (fake.account.sid, fake.account.tokens[0])
    return requests.request(method, url, data=form, auth=auth, timeout=10)


# ------------------------------------------------------------- what the description refuses


@pytest.mark.parametrize(
    ("form", "code"),
    [
        ({"Body": "x"}, 21604),
        ({"To": YOUNG, "Body": "x", "MessagingServiceSid": "MG1"}, 21705),
        ({"To": YOUNG, "Body": "x", "ScheduleType": "someday"}, 20001),
        ({"To": YOUNG, "Body": "x", "ContentRetention": "eat"}, 30029),
        ({"To": YOUNG, "Body": "x", "ValidityPeriod": "soon"}, 20001),
        ({"To": YOUNG, "Body": "x", "StatusCallback": "nowhere"}, 21609),
        # What it cannot say, but the real one refuses.
        ({"To": "Bob", "Body": "x"}, 21211),
        ({"To": YOUNG, "From": "+447700900111", "Body": "x"}, 21606),
        ({"To": YOUNG, "Body": "x"}, 21603),
        ({"To": YOUNG, "From": "+447700900999"}, 21602),
        ({"To": YOUNG, "From": "+447700900999", "Body": "x" * 1601}, 21617),
        ({"To": YOUNG, "From": "+447700900999", "Body": "x", "ValidityPeriod": "0"}, 20001),
    ],
)
def test_a_request_that_twilio_refuses_is_refused_and_noted(fake_twilio, form, code):
    answer = post(fake_twilio, **form)
    assert (answer.status_code, answer.json()["code"]) == (400, code)
    assert set(answer.json()) == {"code", "message", "more_info", "status"}
    assert [(r.operation, r.status, r.code) for r in fake_twilio.requests] == [
        ("CreateMessage", 400, code)
    ]
    assert fake_twilio.requests[0].refused
    assert fake_twilio.messages == []


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("PUT", "Messages.json", 405, 20004),
        ("POST", "Telegrams.json", 404, 20404),
        ("GET", "Messages/SM1.json", 404, 20404),
        ("GET", f"Messages/SM{'a' * 32}.json", 404, 20404),
        ("POST", "Queues.json", 400, 20001),
        ("GET", "Queues.json", 501, 20500),
    ],
)
def test_what_does_not_exist_is_refused(fake_twilio, method, path, status, code):
    answer = post(fake_twilio, path, method)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert fake_twilio.requests[0].code == code


def test_wrong_credentials_are_refused(fake_twilio, client):
    client.auth = (fake_twilio.account.sid, "wrong")
    with pytest.raises(TwilioRestException) as refused:
        send(client)
    assert (refused.value.status, refused.value.code) == (401, 20003)
    fake_twilio.rotate("a new token, as after a leak")
    for token in fake_twilio.account.tokens:
        client.auth = (fake_twilio.account.sid, token)
        assert client.messages.list() == []
    assert "a new token" not in repr(fake_twilio.requests)


def test_every_answer_is_what_the_description_promises(fake_twilio, client):
    message = send(client)
    fake_twilio.settle()
    client.calls.create(to=DUTY, from_="+447700900999", twiml="<Response/>")
    for operation, path, sid in (
        ("FetchMessage", f"Messages/{message.sid}.json", message.sid),
        ("ListMessage", "Messages.json?PageSize=1", None),
        ("ListCall", "Calls.json", None),
    ):
        answer = post(fake_twilio, path, "GET").json()
        assert fake_twilio.description.check_answer(operation, 200, answer) == []
        assert sid is None or answer["sid"] == sid
    created = post(fake_twilio, To=YOUNG, Body="x", From="+447700900999").json()
    assert fake_twilio.description.check_answer("CreateMessage", 201, created) == []


def test_a_missing_description_says_how_to_get_it(tmp_path: Path):
    with pytest.raises(description.DescriptionMissing, match=r"tests\.fake_twilio\.fetch"):
        description.load(tmp_path / "nothing.json")


@pytest.mark.parametrize(
    ("form", "code"),
    [
        ({"From": "+447700900999", "Twiml": "<Response/>"}, 21201),
        ({"To": DUTY, "From": "+447700900999"}, 21205),
        ({"To": DUTY, "From": "+447700900111", "Twiml": "<Response/>"}, 21212),
        ({"To": DUTY, "From": "+447700900999", "Url": "x", "Method": "PUT"}, 20001),
        (
            {
                "To": DUTY,
                "From": "+447700900999",
                "Twiml": "<Response/>",
                "StatusCallbackEvent": "no-answer",
            },
            20001,
        ),
    ],
)
def test_a_call_that_twilio_refuses(fake_twilio, form, code):
    assert post(fake_twilio, "Calls.json", **form).json()["code"] == code
    assert fake_twilio.calls == []


# ------------------------------------------------------------------------------- sending


def test_a_message_is_accepted_and_then_delivered(fake_twilio, client):
    message = send(client, "Hello — how are you?")
    assert (message.status, message.direction, message.from_) == ("accepted", "outbound-api", None)
    fake_twilio.settle()
    message = client.messages(message.sid).fetch()
    assert (message.status, message.from_) == ("delivered", "+447700900999")
    assert (message.num_segments, message.error_code) == ("1", None)
    assert [text.kind for text in fake_twilio.phone(YOUNG).inbox] == ["api"]
    assert fake_twilio.phone(YOUNG).texts == ["Hello — how are you?"]


@pytest.mark.parametrize("behaviour", [OPTED_OUT, NOT_A_NUMBER, NOT_A_MOBILE, BUSY, BROKEN])
def test_the_client_raises_twilios_code(fake_twilio, client, behaviour):
    fake_twilio.next(behaviour)
    with pytest.raises(TwilioRestException) as refused:
        send(client)
    assert refused.value.code == behaviour.code
    assert fake_twilio.messages == []
    assert send(client).sid  # the next is accepted


def test_too_many_requests_say_when_to_come_back(fake_twilio):
    fake_twilio.next(Refuse(20429, retry_after=3))
    answer = post(fake_twilio, To=YOUNG, From="+447700900999", Body="x")
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "3")


@pytest.mark.parametrize("accepted", [True, False])
@pytest.mark.parametrize(
    ("behaviour", "error"),
    [
        (Drop, requests.ConnectionError),
        (Hang, requests.ReadTimeout),
        (lambda accepted: Refuse(20503, accepted=accepted), TwilioRestException),
    ],
)
def test_an_answer_that_never_comes_says_nothing_about_the_message(
    fake_twilio, client, behaviour, error, accepted
):
    client.http_client.timeout = 0.2
    fake_twilio.next(behaviour(accepted=accepted))
    with pytest.raises(error):
        send(client)
    fake_twilio.settle()
    assert len(fake_twilio.sent) == len(fake_twilio.phone(YOUNG).texts) == accepted
    assert fake_twilio.requests[0].status in (None, 503)


def test_rules_choose_by_number_words_turn_and_share(fake_twilio, client):
    fake_twilio.when(Refuse(21614), containing="landline")
    fake_twilio.when(Refuse(20500), nth=2, times=1)
    codes = []
    for body in ("one", "two", "three", "to a landline"):
        try:
            codes.append(send(client, body).sid[:2])
        except TwilioRestException as error:
            codes.append(error.code)
    assert codes == ["SM", 20500, "SM", 21614]
    fake_twilio.rules.clear()
    fake_twilio.when(Refuse(20500), share=0.5)
    answers = [post(fake_twilio, To=YOUNG, From="+447700900999", Body="x") for _ in range(20)]
    assert 3 < sum(answer.status_code == 500 for answer in answers) < 17


# -------------------------------------------------------------------------- the list, redaction


def test_the_list_comes_in_pages_newest_first(fake_twilio, client):
    sids = [fake_twilio.lose(YOUNG, f"text {at}").sid for at in range(7)]
    listed = []
    for message in client.messages.stream(page_size=3):
        if len(listed) == 2:
            fake_twilio.lose(YOUNG, "one more in between")
        if len(listed) == 4:
            client.messages(sids[1]).delete()  # the one that the next page follows
        listed.append(message.sid)
    assert listed == sids[::-1]
    assert len(client.messages.list(limit=4)) == 4
    first = post(fake_twilio, "Messages.json?PageSize=3", "GET").json()
    assert first["next_page_uri"].startswith("/2010-04-01/Accounts/AC")
    assert (first["page"], first["start"], first["end"], first["page_size"]) == (0, 0, 2, 3)


def test_the_list_is_filtered_by_time_and_number(fake_twilio, client):
    now = [datetime(2026, 5, 12, 15, 0, tzinfo=UTC)]
    fake_twilio.dated_by(lambda: now[0])
    for _ in range(4):
        fake_twilio.lose(YOUNG, "hello")
        now[0] += timedelta(hours=6)

    def hours(**which) -> list[int]:
        return sorted(message.date_sent.hour for message in client.messages.list(**which))

    at_nine = datetime(2026, 5, 12, 21, 0, tzinfo=UTC)
    assert hours(date_sent_after=at_nine) == [3, 9, 21]
    assert hours(date_sent_before=at_nine) == [15, 21]
    assert hours(date_sent=at_nine) == [15, 21]
    assert hours(to="+447700900999", from_=YOUNG) == [3, 9, 15, 21]
    assert hours(to=YOUNG) == []
    fake_twilio.account.whole_days = True
    assert hours(date_sent_after=at_nine) == [3, 9, 15, 21]


def test_redacting_and_deleting(fake_twilio, client):
    fake_twilio.next(Accept(STUCK))
    stuck = send(client)
    for act in (lambda: client.messages(stuck.sid).update(body=""), stuck.delete):
        with pytest.raises(TwilioRestException) as refused:
            act()
        assert (refused.value.status, refused.value.code) == (409, 20009)
    secret = fake_twilio.lose(YOUNG, "a secret")
    with pytest.raises(TwilioRestException):
        client.messages(secret.sid).update(body="another text")
    assert client.messages(secret.sid).update(body="").body == ""
    assert "a secret" not in repr(fake_twilio.messages)
    assert list(fake_twilio.bodies()) == [stuck.sid]
    assert client.messages(secret.sid).delete()
    assert [message.sid for message in fake_twilio.deleted] == [secret.sid]
    with pytest.raises(TwilioRestException) as gone:
        client.messages(secret.sid).fetch()
    assert gone.value.code == 20404


def test_retention_keeps_neither_words_nor_number(fake_twilio, client):
    sid = send(client, content_retention="discard", address_retention="obfuscate").sid
    fake_twilio.settle()
    kept = client.messages(sid).fetch()
    assert (kept.body, kept.to) == ("", "+447700900321"[:-4] + "XXXX")
    assert fake_twilio.phone(YOUNG).texts == ["Hello"]
    fake_twilio.account.message_privacy = False
    with pytest.raises(TwilioRestException) as refused:
        send(client, content_retention="discard")
    assert refused.value.code == 30029


# --------------------------------------------------------------------------- the fake as a whole


def test_the_same_seed_gives_the_same_names():
    def names(seed: int) -> list[str]:
        with FakeTwilio(seed=seed) as fake:
            return [fake.lose(YOUNG, "hello").sid for _ in range(3)]

    assert names(1) == names(1) != names(2)


def test_an_error_in_the_background_is_not_swallowed(fake_twilio):
    def wrong() -> None:
        raise ZeroDivisionError

    fake_twilio.errands.do(wrong)
    with pytest.raises(ZeroDivisionError):
        fake_twilio.settle()


@pytest.mark.parametrize(
    ("text", "count"),
    [("", 1), ("a" * 160, 1), ("a" * 161, 2), ("€" * 80, 1), ("ش" * 70, 1), ("ش" * 71, 2)],
)
def test_segments_are_counted_as_they_are_paid_for(text, count):
    assert segments(text) == count


def test_our_own_app_answers_it(fake_twilio, settings_demo, bot_app):
    fake_twilio.account.tokens[:] = settings_demo.twilio_auth_tokens
    fake_twilio.postman.token = fake_twilio.account.tokens[0]
    with serve(bot_app) as url:
        fake_twilio.connect(url, public_url=settings_demo.public_base_url)
        delivered = fake_twilio.deliver(YOUNG, "hello there everybody", copies=3)
        assert delivered.statuses == (200,) * 3
        assert len({answer.body for answer in delivered.answers}) == 1
        assert fake_twilio.phone(YOUNG).texts == list(delivered.replies) != []
        fake_twilio.account.tokens[:] = ["not the token"]
        fake_twilio.postman.token = "not the token"
        assert fake_twilio.deliver(YOUNG, "hello again").statuses == (403,)


def test_the_client_can_have_a_timeout(fake_twilio):
    fake_twilio.next(Accept(slow=0.3))
    client = fake_twilio.client()
    client.http_client = TwilioHttpClient(timeout=0.1, pool_connections=False)
    with pytest.raises(requests.ReadTimeout):
        send(client)
