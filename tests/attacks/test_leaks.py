"""Attack 13: whatever breaks, no log, no error and no page repeats words or a number."""

import logging
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import create_engine, insert
from sqlalchemy.exc import IntegrityError

from bot import receive as receiving
from conversations import dialogue
from storage.database import Busy
from storage.register import seen
from storage.register.tables import notice
from tests.phone import Phone

WORDS = "nobody at number nine ever listens to me"
NUMBER = "+447700900777"


def _breaks(error: Exception) -> Callable[..., Any]:
    def broken(*_: object, **__: object) -> None:
        raise error

    return broken


def _breaks_a_rule(conn: Any, *_: object, **__: object) -> None:
    """A write that the database refuses, with the words among its values."""
    for _time in range(2):
        conn.execute(insert(notice).values(name="twice", value=f"{WORDS} {NUMBER}"))


@pytest.mark.attack(13)
@pytest.mark.parametrize("what", ["our code", "a rule of the database", "locked", "after it"])
def test_what_breaks_says_nothing_of_them(
    sqlite_phone: Callable[..., Phone],
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
    what: str,
) -> None:
    phone = sqlite_phone(NUMBER)
    phone.text("hello there")
    if what == "our code":
        monkeypatch.setattr(dialogue, "turn", _breaks(RuntimeError(f"{WORDS} {NUMBER}")))
    elif what == "a rule of the database":
        monkeypatch.setattr(seen, "add", _breaks_a_rule)
    elif what == "locked":
        monkeypatch.setattr(receiving, "write", _breaks(Busy("locked")))
    else:
        monkeypatch.setattr("bot.channels.twilio.receive", _breaks(ValueError(WORDS + NUMBER)))
    with caplog.at_level(logging.DEBUG):
        answer = phone.post(WORDS)
    assert answer.status_code in (200, 500, 503)
    told = [record.getMessage() + str(record.exc_info or "") for record in caplog.records]
    told += [*capfd.readouterr(), answer.get_data(as_text=True)]
    assert not [one for one in told if WORDS in one or NUMBER[3:] in one]


@pytest.mark.attack(13, naive=True)
def test_naive_errors_repeat_every_word() -> None:
    """SQLAlchemy writes a statement's values into its exceptions unless it is told not to."""
    engine = create_engine("sqlite://")
    notice.create(engine)
    row = insert(notice).values(name="twice", value=WORDS)
    with engine.connect() as conn:
        conn.execute(row)
        with pytest.raises(IntegrityError) as caught:
            conn.execute(row)
    engine.dispose()
    assert WORDS in str(caught.value)
