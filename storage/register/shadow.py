"""The trained score's silent weeks: until when, and what it would have said."""

import json
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, delete, func, insert, select

from conversations.shadow import LONGEST, Period
from storage.crypto import Vault, new_id
from storage.register import notices
from storage.register.case_hiding import is_named
from storage.register.tables import held_conversation, session, shadow_look
from storage.times import moment, stamp

NOTICE = "score-silent"  # {"begins": moment, "until": moment}


@dataclass(frozen=True)
class Look:
    """One text on which rules and score differ."""

    id: str
    counted: str  # the level that counts, without the score
    silent: str  # what it would have been with the score
    text: str
    reasons: tuple[str, ...]


def period(conn: Connection) -> Period | None:
    """The silent weeks that somebody signed for; None where nothing or nonsense is written."""
    kept = notices.get(conn, NOTICE)
    try:
        said = json.loads(kept or "null")
        return Period(moment(said["begins"]), moment(said["until"]))
    except (ValueError, TypeError, KeyError):
        return None


def put_period(conn: Connection, one: Period) -> None:
    """Written by whoever keeps the signature."""
    kept = {"begins": stamp(one.begins), "until": stamp(one.until)}
    notices.put(conn, NOTICE, json.dumps(kept))


def add(conn: Connection, vault: Vault, conversation_id: str, now: datetime, look: Look) -> None:
    """Keep both judgements; the words only where they differ."""
    body = json.dumps({"text": look.text, "reasons": look.reasons}, ensure_ascii=False)
    conn.execute(
        insert(shadow_look).values(
            id=new_id(),
            conversation_id=conversation_id,
            day=stamp(now)[:10],
            counted=look.counted,
            silent=look.silent,
            body=vault.seal(body) if look.counted != look.silent else None,
        )
    )


def counts(conn: Connection) -> dict[tuple[str, str], int]:
    """(level that counted, level with the score) -> how many texts."""
    columns = (shadow_look.c.counted, shadow_look.c.silent)
    rows = conn.execute(select(*columns, func.count()).group_by(*columns))
    return {(row[0], row[1]): row[2] for row in rows}


def differing(conn: Connection, vault: Vault, by: str = "") -> list[Look]:
    """The texts on which they differ, in no order that says who wrote when.

    None that names whoever looks at them.
    """
    query = select(shadow_look).where(shadow_look.c.body.is_not(None)).order_by(shadow_look.c.id)
    found = []
    for row in conn.execute(query):
        body = json.loads(vault.open(row.body))
        reasons = tuple(str(one) for one in body["reasons"])
        if not is_named(conn, vault, by, body["text"]):
            found.append(Look(row.id, row.counted, row.silent, body["text"], reasons))
    return found


def forget_old(conn: Connection, now: datetime) -> None:
    """28 days after it was written; sooner where its conversation is gone."""
    conversation = shadow_look.c.conversation_id
    gone = conversation.not_in(select(session.c.id)) & conversation.not_in(
        select(held_conversation.c.id)
    )
    old = shadow_look.c.day < stamp(now - LONGEST)[:10]
    conn.execute(delete(shadow_look).where(old | (gone & shadow_look.c.body.is_not(None))))
