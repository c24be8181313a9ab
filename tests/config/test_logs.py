"""A library's line in the log: whose and how bad, never its words nor an error's."""

import logging

from config.logs import KindsOnly

WORDS = "what a young person wrote"


def test_neither_a_message_nor_a_traceback_gets_into_the_log() -> None:
    try:
        raise ValueError(WORDS)
    except ValueError as error:
        record = logging.LogRecord(
            "sqlalchemy.pool",
            logging.ERROR,
            "base.py",
            1,
            "Exception: %s",
            (WORDS,),
            (ValueError, error, error.__traceback__),
        )
    assert KindsOnly().format(record) == "ERROR sqlalchemy.pool ValueError"
