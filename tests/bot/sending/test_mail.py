"""E-mails to duty by a real server: what goes wrong there, and that no other road waits for it."""

from datetime import timedelta

import pytest

from bot.sending.channel import Ambiguous, NotTaken, Unreachable
from bot.sending.mail import SmtpMailer
from bot.sending.sender import Sender, send_due
from tests.bot.duty_office import FIRST, Office
from tests.bot.texting import URGENT
from tests.post_office import (
    HANGS_UP,
    LATER,
    NEVER,
    NO_TLS,
    PLAIN,
    TAKEN_NO_ANSWER,
    WRONG_PASSWORD,
    post_office,
)

LETTER = ("somebody@duty.example.org", "Please sign in now", "Golden Thread. Sign in now.", "ab12")


def test_an_e_mail_arrives_whole() -> None:
    with post_office() as post:
        assert SmtpMailer(post.url).mail(*LETTER).sid == "EMab12"
    (letter,) = post.taken
    assert letter["To"] == LETTER[0]
    assert letter["From"] == "gt@example.org"
    assert letter["Subject"] == LETTER[1]
    assert letter["Message-ID"] == "<ab12@golden-thread>"
    assert str(letter.get_payload()).strip() == LETTER[2]


@pytest.mark.parametrize(
    ("how", "raised"),
    [(LATER, NotTaken), (NEVER, NotTaken), (HANGS_UP, Ambiguous), (TAKEN_NO_ANSWER, Ambiguous)],
)
def test_what_a_server_answers_is_told_apart(how: str, raised: type[Exception]) -> None:
    with post_office(how) as post, pytest.raises(raised) as error:
        SmtpMailer(post.url).mail(*LETTER)
    if isinstance(error.value, NotTaken):
        assert error.value.what == {LATER: "later", NEVER: "never"}[how]


@pytest.mark.parametrize("how", [NO_TLS, PLAIN])
def test_where_tls_fails_nothing_is_said_in_clear(how: str) -> None:
    """The server offers TLS and refuses it, or speaks something else: not even the address."""
    with post_office(how, tls_offered=True) as post:
        for act in (lambda: SmtpMailer(post.url).mail(*LETTER), SmtpMailer(post.url).check):
            with pytest.raises(Unreachable):
                act()
    assert not post.taken
    assert not [line for line in post.said if "duty.example.org" in line or "sign in" in line]


def test_a_wrong_password_is_told_to_staff() -> None:
    with post_office(WRONG_PASSWORD) as post, pytest.raises(NotTaken) as error:
        SmtpMailer(post.url.replace("//", "//user:secret@")).check()
    assert error.value.what == "tell"


@pytest.mark.parametrize("how", [LATER, NO_TLS, HANGS_UP, "nobody listens"])
def test_calls_and_texts_go_at_once_and_the_e_mail_once_its_road_is_open(
    office: Office, how: str
) -> None:
    with post_office(how, tls_offered=how == NO_TLS) as post:
        url = "smtp://127.0.0.1:9/gt@example.org" if how == "nobody listens" else post.url
        mailer = SmtpMailer(url)
        office.disclose()
        send_due(Sender(office.service, office.network, mailer=mailer), office.now)
        assert office.rung() == [FIRST]
        assert [one.number for one in office.network.taken] == [FIRST]
        assert not post.taken
        post.how, post.tls_offered = PLAIN, False
        mailer = SmtpMailer(post.url)
        for minutes in (2, 4, 10):
            later = office.now + timedelta(minutes=minutes)
            send_due(Sender(office.service, office.network, mailer=mailer), later)
    (letter,) = post.taken
    assert URGENT not in letter.as_string()
    assert "+447700" not in letter.as_string()
    assert office.rung() == [FIRST]
    assert [one.number for one in office.network.taken] == [FIRST]
