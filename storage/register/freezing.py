"""Conversations that stay in the hold until somebody lets them go: a case needs them whole."""

import json
from datetime import datetime

from sqlalchemy import Connection

from storage.register import notices
from storage.times import stamp


def frozen(conn: Connection) -> dict[str, str]:
    """conversation -> since when."""
    kept: dict[str, str] = json.loads(notices.get(conn, notices.FROZEN) or "{}")
    return kept


def freeze(conn: Connection, conversations: list[str], now: datetime) -> None:
    """Hold these back from every release, the one that is still going on too."""
    kept = frozen(conn)
    for one in conversations:
        kept.setdefault(one, stamp(now))
    notices.put(conn, notices.FROZEN, json.dumps(kept))


def thaw(conn: Connection, conversations: list[str]) -> None:
    """They may be released like any other."""
    kept = {one: at for one, at in frozen(conn).items() if one not in conversations}
    notices.put(conn, notices.FROZEN, json.dumps(kept))
