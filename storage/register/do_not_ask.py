"""The weekly list from the case system of those who must not be asked just now; no reasons."""

import json
from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import Connection, delete, func, insert, select

from storage.crypto import Vault
from storage.register import notices, records
from storage.register.tables import contact, do_not_ask
from storage.times import stamp


def tags_of(vault: Vault, record_numbers: Iterable[str]) -> list[str]:
    """The list as it is kept: a keyed hash under every pepper that a contact may be kept under."""
    return sorted({tag for one in record_numbers for tag in records.tags(vault, one)})


def replace(conn: Connection, tags: Sequence[str], now: datetime) -> None:
    """This week's list instead of last week's; from now on it counts as fresh."""
    conn.execute(delete(do_not_ask))
    if tags:
        conn.execute(insert(do_not_ask), [{"record_tag": tag} for tag in tags])
    notices.put(conn, notices.DO_NOT_ASK, json.dumps(stamp(now)))


def matching(conn: Connection) -> int:
    """How many contacts are on the list. Which ones, no page says."""
    listed = contact.c.record_tag.in_(select(do_not_ask.c.record_tag))
    return int(conn.execute(select(func.count()).where(listed)).scalar_one())


def came_at(conn: Connection) -> str | None:
    """When the list came, as it is written down."""
    said = notices.get(conn, notices.DO_NOT_ASK)
    try:
        return str(json.loads(said)) if said else None
    except ValueError:
        return None


def size(conn: Connection) -> int:
    """How long the list is, in keyed hashes."""
    return int(conn.execute(select(func.count()).select_from(do_not_ask)).scalar_one())
