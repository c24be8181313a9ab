"""Fixtures: `"tests.fake_twilio.plugin"` among the `pytest_plugins` of the top conftest.

What they need is imported when a test asks for it: pytest wants to load other plugins itself.
"""

import logging
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.fake_twilio.fake import FakeTwilio
    from tests.fake_twilio.listener import Listener


@pytest.fixture
def fake_twilio() -> "Iterator[FakeTwilio]":
    """A fake Twilio of this test's own; says NOT RUN where Twilio's description is missing."""
    from tests.facilities import strict
    from tests.fake_twilio import description
    from tests.fake_twilio.fake import FakeTwilio

    try:
        description.load()
    except description.DescriptionMissing as missing:
        if strict():
            pytest.fail(f"NOT RUN and STRICT=1: {missing}", pytrace=False)
        pytest.skip(f"NOT RUN: {missing}")
    with FakeTwilio() as fake:
        yield fake


@pytest.fixture
def twilio_client(fake_twilio: "FakeTwilio") -> Iterator[Any]:
    """The real client, talking to the fake, its loggers quiet.

    It and its HTTP library log whole addresses, and with them the numbers that are asked for.
    """
    loggers = [logging.getLogger(name) for name in ("twilio.http_client", "urllib3")]
    levels = [logger.level for logger in loggers]
    for logger in loggers:
        logger.setLevel(logging.WARNING)
    client = fake_twilio.client()
    yield client
    client.http_client.session.close()
    for logger, level in zip(loggers, levels, strict=True):
        logger.setLevel(level)


@pytest.fixture
def listener(fake_twilio: "FakeTwilio") -> "Iterator[Listener]":
    """An app that hears what the fake posts, in place of ours."""
    from tests.fake_twilio.listener import PUBLIC, Listener
    from tests.fake_twilio.serving import serve

    listener = Listener(fake_twilio.account)
    with serve(listener.app()) as url:
        listener.url = url
        fake_twilio.connect(url, public_url=PUBLIC)
        yield listener
        fake_twilio.settle()
