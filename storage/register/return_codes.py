"""Return codes: four words bring somebody back to a web chat that is over, and nobody else.

Kept is a keyed hash of the words, and under a key that only the words make, a pointer: which
conversations they were, and what about. After a release the pointer leads to nothing any more.
"""

import base64
import hashlib
import json
import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, case, delete, insert, select, update

from storage.crypto import Vault, open_with, seal_with
from storage.database import inserting
from storage.register.tables import code_try, held_answer, held_conversation, return_code
from storage.times import london_day, quarter, stamp

WORDS = 4
MONTHS = 6
WINDOW = timedelta(minutes=15)
TRIES_PER_ADDRESS = 5
TRIES_OF_ALL = 300

# Two salts: who has the one result cannot make the other. Slow on purpose: 32 MB and some 50 ms.
_TO_FIND, _TO_OPEN = b"golden-thread return code: find", b"golden-thread return code: open"
_COST: dict[str, Any] = {"n": 2**15, "r": 8, "p": 1, "maxmem": 64 * 2**20, "dklen": 32}
_NOT_LETTERS = re.compile(r"[^a-z]+")


@dataclass(frozen=True)
class Pointer:
    """What a code leads to: the conversations while they are held, and what they were about."""

    conversations: tuple[str, ...]
    flows: tuple[str, ...]
    quarter: str


def new_words(words: Sequence[str]) -> str:
    """Four words by chance, to be shown once."""
    return " ".join(secrets.choice(words) for _ in range(WORDS))


def plain(typed: str) -> str:
    """One spelling for the same words; empty where they are not four."""
    found = _NOT_LETTERS.sub(" ", typed[:200].casefold()).split()
    return " ".join(found) if len(found) == WORDS else ""


def pointer_of(conn: Connection, conversations: Sequence[str], now: datetime) -> Pointer | None:
    """What a code for these conversations points to; None where none of them is held."""
    query = select(held_answer.c.conversation_id, held_answer.c.question).where(
        held_answer.c.conversation_id.in_(conversations)
    )
    rows = conn.execute(query).all()
    if not rows:
        return None
    flows = sorted({row.question.partition(".")[0] for row in rows})
    return Pointer(tuple({row.conversation_id for row in rows}), tuple(flows), quarter(now))


def prepare(vault: Vault, code: str, pointer: Pointer, now: datetime) -> dict[str, Any]:
    """The row of a code. Slow: before the write lock is taken."""
    body = {"conversations": pointer.conversations, "flows": pointer.flows, "in": pointer.quarter}
    return {
        "tag": tags_of(vault, code)[0],
        "until": _month(now, MONTHS),
        "pointer": seal_with(_key(code), json.dumps(body)),
    }


def add(conn: Connection, row: dict[str, Any]) -> None:
    """Keep a code's row."""
    conn.execute(insert(return_code).values(row))


def tags_of(vault: Vault, code: str) -> tuple[str, ...]:
    """What a code is found by, under every pepper still in use. Slow."""
    return vault.tags("return code", _stretched(code, _TO_FIND).hex())


def find(conn: Connection, tags: Sequence[str], now: datetime) -> bytes | None:
    """The sealed pointer of a code; None alike where there is none and where its time is over."""
    here = return_code.c.tag.in_(tags) & (return_code.c.until >= _month(now))
    return conn.execute(select(return_code.c.pointer).where(here)).scalar()


def opened(code: str, sealed: bytes) -> Pointer:
    """The pointer, with the words that sealed it."""
    body = json.loads(open_with(_key(code), sealed))
    return Pointer(tuple(body["conversations"]), tuple(body["flows"]), body["in"])


def waiting(conn: Connection, pointer: Pointer) -> list[str]:
    """Those of the conversations that are held, and may still be taken out."""
    here = held_conversation.c.id.in_(pointer.conversations)
    query = select(held_conversation.c.id).where(here, held_conversation.c.state == "waiting")
    return list(conn.execute(query).scalars())


def take_try(conn: Connection, bucket: str, most: int, now: datetime) -> bool:
    """Count a try before anything is looked at; False when there were too many of late."""
    over = code_try.c.window_start <= stamp(now - WINDOW)
    tried = inserting(conn, code_try).values(bucket=bucket, count=1, window_start=stamp(now))
    counted = tried.on_conflict_do_update(
        index_elements=[code_try.c.bucket],
        set_={
            "count": case((over, 1), else_=code_try.c.count + 1),
            "window_start": case((over, stamp(now)), else_=code_try.c.window_start),
        },
    ).returning(code_try.c.count)
    return int(conn.execute(counted).scalar_one()) <= most


def give_back(conn: Connection, buckets: Sequence[str]) -> None:
    """The words were right: that was no guess."""
    here = code_try.c.bucket.in_(buckets) & (code_try.c.count > 0)
    conn.execute(update(code_try).where(here).values(count=code_try.c.count - 1))


def forget_old(conn: Connection, now: datetime) -> None:
    """Delete codes whose months are over, and counters whose window closed."""
    conn.execute(delete(return_code).where(return_code.c.until < _month(now)))
    conn.execute(delete(code_try).where(code_try.c.window_start < stamp(now - WINDOW)))


def _month(now: datetime, later: int = 0) -> str:
    day = london_day(now)
    months = day.year * 12 + day.month - 1 + later
    return f"{months // 12}-{months % 12 + 1:02d}"


def _stretched(code: str, salt: bytes) -> bytes:
    return hashlib.scrypt(code.encode(), salt=salt, **_COST)


def _key(code: str) -> bytes:
    return base64.urlsafe_b64encode(_stretched(code, _TO_OPEN))
