"""How many SQL statements each text of the check-in makes our app execute."""

import re
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl

from sqlalchemy import Engine, event
from werkzeug.test import Client

import wsgi
from benchmarks import phones, served
from benchmarks.report import Report

BRACKETS = ("BEGIN", "COMMIT", "ROLLBACK")
_TABLE = re.compile(r"\b(?:FROM|JOIN|INTO|UPDATE)\s+([a-z_]+)")


@dataclass
class Counted:
    """What one turn executed."""

    executed: list[str] = field(default_factory=list)
    commits: int = 0


def measure(urls: Mapping[str, str], goal: int) -> Report:
    """Count, text by text, through the whole app."""
    turns = list(_turns(urls))
    report = Report(
        "   SQL statements of one turn (BEGIN, COMMIT and ROLLBACK apart)",
        ("text", "statements", "commits"),
    )
    for words, turn in zip(phones.SCRIPT, turns, strict=True):
        report.lines.append((words, str(len(turn.executed)), str(turn.commits)))
    ordinary = turns[phones.ORDINARY[1]]
    report.notes.append(f"an ordinary one: {', '.join(ordinary.executed)}")
    most = max(len(turns[at].executed) for at in phones.ORDINARY)
    report.goals.append((f"at most {goal} statements an ordinary turn; {most}", most <= goal))
    return report


def _turns(urls: Mapping[str, str]) -> Iterator[Counted]:
    environ = served.our_environ(urls, 8000)
    (number,) = phones.numbers(1)
    served.prepare(environ, [number])
    client = Client(wsgi.build(environ))
    for words in phones.SCRIPT:
        written = phones.request_for(
            words, number, environ["PUBLIC_BASE_URL"], environ["TWILIO_AUTH_TOKEN"]
        )
        head, _, body = written.partition(b"\r\n\r\n")
        signature = head.partition(b"X-Twilio-Signature: ")[2].partition(b"\r\n")[0].decode()
        form = dict(parse_qsl(body.decode(), keep_blank_values=True))
        with _counting() as counted:
            reply = client.post(phones.PATH, data=form, headers={"X-Twilio-Signature": signature})
        assert reply.status_code == 200, reply.status
        yield counted


@contextmanager
def _counting() -> Iterator[Counted]:
    counted, turn = Counted(), threading.get_ident()

    def before(_conn: object, _cursor: object, statement: str, *_more: Any) -> None:
        verb = statement.split(None, 1)[0].upper()
        # A thread beside the turn looks now and then whether the worker is alive.
        if verb not in BRACKETS and threading.get_ident() == turn:
            counted.executed.append(_short(statement))

    def commit(_conn: object) -> None:
        counted.commits += threading.get_ident() == turn

    event.listen(Engine, "before_cursor_execute", before)
    event.listen(Engine, "commit", commit)
    try:
        yield counted
    finally:
        event.remove(Engine, "before_cursor_execute", before)
        event.remove(Engine, "commit", commit)


def _short(statement: str) -> str:
    """Its verb and its tables, no value."""
    tables = dict.fromkeys(_TABLE.findall(statement))
    return f"{statement.split(None, 1)[0].upper()} {' + '.join(tables)}"
