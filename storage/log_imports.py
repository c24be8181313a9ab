"""A sheet of the district log comes in event by event, and goes on where it broke off."""

import json
from dataclasses import replace

from sqlalchemy import Connection

from storage.office import log
from storage.office.log import Key, Known, LogEntry
from storage.register import notices


def bring_in(conn: Connection, one: LogEntry, before: int, more: int) -> None:
    """Of an event, `more` lines come after `before` ones; `one.lines` is how many its file has.

    In the transaction that keeps these lines, so that none comes twice. Raises `Known` where
    somebody else was faster.
    """
    there = log.find(conn, one.id)
    if there is None:
        log.add_once(conn, replace(one, lines=more))
    elif there.lines != before:
        raise Known(one.title)
    else:
        log.save(conn, replace(there, lines=before + more))
    left = _under_way(conn)
    left.pop(one.id, None)
    if before + more < one.lines:
        left[one.id] = one.lines
    notices.put(conn, notices.LOG_IMPORTS, json.dumps(left))


def broken_off(conn: Connection) -> dict[Key, tuple[LogEntry, int]]:
    """Events of which only some lines came in, each with how many its file has."""
    found = ((log.find(conn, which), many) for which, many in _under_way(conn).items())
    return {one.key: (one, many) for one, many in found if one is not None}


def _under_way(conn: Connection) -> dict[str, int]:
    return dict(json.loads(notices.get(conn, notices.LOG_IMPORTS) or "{}"))
