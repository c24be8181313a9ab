"""Held words on their way through the reads: what waits for whom, and each decision once."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, func, select, update

from storage.register.leases import by_others
from storage.register.tables import held_answer, held_conversation

READ = ("clear", "edit", "withhold")

_IN_THE_ROOM = and_(held_conversation.c.state == "waiting", held_conversation.c.lane != "test")
_UNDECIDED = and_(held_answer.c.decision.is_(None), _IN_THE_ROOM)
_BOTH = held_answer.join(held_conversation, held_conversation.c.id == held_answer.c.conversation_id)


@dataclass(frozen=True)
class Waiting:
    """How much waits, and since when the oldest (as `ready_at` was written)."""

    count: int
    oldest: str | None


def readable(languages: Collection[str]) -> ColumnElement[bool]:
    """Texts that can be read today: English, in a language that is read, or translated."""
    own = held_answer.c.language.is_(None) | held_answer.c.language.in_(list(languages))
    return own | held_answer.c.translated


def unread(
    conn: Connection,
    limit: int,
    languages: Collection[str],
    *,
    by: str = "",
    now: datetime | None = None,
    after: str = "",
    to_translate: bool = False,
) -> list[tuple[str, str]]:
    """(answer id, conversation id) of words nobody has decided; ids are random, so is the order.

    `by` and `now`: without those that somebody else is reading. `after`: go on behind this one,
    and begin again at the end. `to_translate`: those for a translator instead of a reader.
    """
    query = select(held_answer.c.id, held_answer.c.conversation_id).select_from(_BOTH)
    can = readable(languages)
    query = query.where(_UNDECIDED, ~can if to_translate else can)
    if now is not None:
        query = query.where(held_answer.c.id.not_in(by_others(by, now)))
    behind = held_answer.c.id <= after
    return [
        tuple(row) for row in conn.execute(query.order_by(behind, held_answer.c.id).limit(limit))
    ]


def count_unread(
    conn: Connection, languages: Collection[str], *, to_translate: bool = False
) -> Waiting:
    """How many texts wait for readers (or for translators)."""
    can = readable(languages)
    query = select(func.count(), func.min(held_conversation.c.ready_at)).select_from(_BOTH)
    return _waiting(conn, query.where(_UNDECIDED, ~can if to_translate else can))


def decide(
    conn: Connection,
    answer_id: str,
    decision: str,
    by: str,
    body: bytes | None = None,
    *,
    escalated: bool = False,
) -> bool:
    """Set the decision on an undecided text; False when somebody was faster or it is gone."""
    values: dict[str, Any] = {"decision": decision, "decided_by": by, "escalated": escalated}
    if body is not None:
        values["body"] = body
    free = (held_answer.c.id == answer_id) & held_answer.c.decision.is_(None)
    return conn.execute(update(held_answer).where(free).values(**values)).rowcount == 1


def undecide(conn: Connection, answer_id: str, by: str, body: bytes) -> bool:
    """Take a reader's own decision back, while the conversation is not being released."""
    still_here = select(held_conversation.c.id).where(held_conversation.c.batch_id.is_(None))
    mine = and_(
        held_answer.c.id == answer_id,
        held_answer.c.decided_by == by,
        held_answer.c.decision.in_(READ),
        ~held_answer.c.escalated,
        held_answer.c.conversation_id.in_(still_here),
    )
    undone = update(held_answer).where(mine).values(decision=None, decided_by=None, body=body)
    return conn.execute(undone).rowcount == 1


def translated(conn: Connection, answer_id: str, body: bytes) -> bool:
    """Put a translation beside the original; False when somebody was faster."""
    free = _waits_for_words(answer_id)
    return (
        conn.execute(update(held_answer).where(free).values(body=body, translated=True)).rowcount
        == 1
    )


def set_language(conn: Connection, answer_id: str, language: str | None) -> bool:
    """Somebody who knows says in which language a text is."""
    free = _waits_for_words(answer_id)
    return conn.execute(update(held_answer).where(free).values(language=language)).rowcount == 1


def _waits_for_words(answer_id: str) -> ColumnElement[bool]:
    free = (held_answer.c.id == answer_id) & held_answer.c.decision.is_(None)
    return free & ~held_answer.c.translated


# ---------------------------------------------------------------------------- whole conversations


def for_safety(
    conn: Connection, languages: Collection[str], by: str, now: datetime, limit: int = 1
) -> list[tuple[str, str]]:
    """(id, ready_at) of conversations that nobody has read for safety.

    Those with something raised in them first, among those the oldest.
    """
    query = select(*held_conversation.c["id", "ready_at"]).where(_for_safety(languages))
    query = query.where(held_conversation.c.id.not_in(by_others(by, now)))
    order = query.order_by(
        held_conversation.c.raised.desc(), held_conversation.c.ready_at, held_conversation.c.id
    )
    return [tuple(row) for row in conn.execute(order.limit(limit))]


def count_for_safety(conn: Connection, languages: Collection[str]) -> Waiting:
    """How many conversations wait for the safety read."""
    query = select(func.count(), func.min(held_conversation.c.ready_at))
    return _waiting(conn, query.where(_for_safety(languages)))


def read_for_safety(conn: Connection, conversation_id: str, by: str) -> bool:
    """Note that somebody has read it for safety; False when somebody else had."""
    due = (held_conversation.c.id == conversation_id) & (held_conversation.c.safety == "due")
    done = update(held_conversation).where(due).values(safety="done", safety_by=by)
    return conn.execute(done).rowcount == 1


def _for_safety(languages: Collection[str]) -> ColumnElement[bool]:
    # The translations come before both reads.
    untranslated = select(held_answer.c.conversation_id).where(
        held_answer.c.decision.is_(None), ~readable(languages)
    )
    due = (held_conversation.c.safety == "due") & held_conversation.c.id.not_in(untranslated)
    return and_(_IN_THE_ROOM, due)


def looks(conn: Connection, limit: int) -> list[str]:
    """Ids of conversations that get one safety look and are then destroyed."""
    query = select(held_conversation.c.id).where(held_conversation.c.state == "look")
    return list(conn.execute(query.order_by(held_conversation.c.id).limit(limit)).scalars())


def count_looks(conn: Connection) -> int:
    """How many conversations wait for their look."""
    query = select(func.count()).where(held_conversation.c.state == "look")
    return int(conn.execute(query).scalar_one())


def _waiting(conn: Connection, query: Any) -> Waiting:
    count, oldest = conn.execute(query).one()
    return Waiting(int(count), oldest)
