"""Links to a web chat that count as a registered person once, and say nothing of whose they are.

A token comes from the contact and the period between two releases, through the keyed hash: the
same person has the same token all period, and no table joins the two. Kept is a keyed hash of the
token, of no contact.
"""

import base64
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, delete, func, insert, select, update

from storage.crypto import Vault, new_id
from storage.database import inserting
from storage.register import notices
from storage.register.tables import chat_link, held_conversation
from storage.times import moment, stamp

TOKEN_BYTES = 10
CODE_LETTERS = 3
_BEGINNING = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Period:
    """The time between two releases; `before` is the one that the last release ended."""

    id: str = "first"
    since: datetime = _BEGINNING
    before: str | None = None

    @property
    def ids(self) -> tuple[str, ...]:
        """Both whose links may still be about."""
        return (self.id, self.before) if self.before else (self.id,)


def period(conn: Connection) -> Period:
    """The present one."""
    kept = notices.get(conn, notices.LINK_PERIOD)
    if kept is None:
        return Period()
    said = json.loads(kept)
    return Period(said["id"], moment(said["since"]), said["before"])


def next_period(conn: Connection, now: datetime) -> None:
    """A release of registered people: new links from here on.

    Of the old ones only those stay that may still be used; while a linked chat of that period is
    held, also who must not be counted twice.
    """
    ended = period(conn)
    following = {"id": new_id(), "since": stamp(now), "before": ended.id}
    notices.put(conn, notices.LINK_PERIOD, json.dumps(following))
    conn.execute(delete(chat_link).where(chat_link.c.period != ended.id))
    linked = (held_conversation.c.lane == "registered") & held_conversation.c.contact_id.is_(None)
    waiting = select(func.count()).where(linked, held_conversation.c.batch_id.is_(None))
    if conn.execute(waiting).scalar_one() == 0:
        conn.execute(delete(chat_link).where(chat_link.c.state != "open"))


def token_of(vault: Vault, contact_id: str, period_id: str) -> str:
    """A contact's token in a period: 80 bits, in letters that are easy to type."""
    return _token(vault.tag("chat link", f"{contact_id}:{period_id}"))


def code_of(campaign_id: str) -> str:
    """Which campaign a link speaks of, in three letters behind the token."""
    return base64.b32encode(bytes.fromhex(campaign_id)[:5]).decode().lower()[:CODE_LETTERS]


def parted(written: str) -> tuple[str, str]:
    """The token and the campaign's code of what stands in an address."""
    return written[:-CODE_LETTERS].lower(), written[-CODE_LETTERS:].lower()


def offer(conn: Connection, vault: Vault, people: Iterable[str], at: Period) -> None:
    """These contacts' links are on their way: let them be used once."""
    rows: list[dict[str, Any]] = []
    older: list[str] = []
    for contact_id in set(people):
        tag = tag_of(vault, token_of(vault, contact_id, at.id))
        states = _states(conn, [one for one in _tags(vault, contact_id, at.ids) if one != tag])
        older += [one for one, state in states.items() if state == "open"]
        state = "void" if "used" in states.values() or _voided(conn, states, at) else "open"
        rows.append({"tag": tag, "period": at.id, "state": state})
    if older:
        conn.execute(update(chat_link).where(chat_link.c.tag.in_(older)).values(state="void"))
    for row in sorted(rows, key=lambda one: str(one["tag"])):  # not in the order of sending
        conn.execute(inserting(conn, chat_link).values(row).on_conflict_do_nothing())


def _voided(conn: Connection, states: Mapping[str, str], at: Period) -> bool:
    """Whether a link of this very period is void: one under an older pepper."""
    void = chat_link.c.tag.in_([tag for tag, state in states.items() if state == "void"])
    here = select(chat_link.c.tag).where(void, chat_link.c.period == at.id)
    return bool(states) and conn.execute(here).first() is not None


def answered_by_text(conn: Connection, vault: Vault, contact_id: str) -> bool:
    """Somebody's answers came by text: their link counts no more. True where it already has."""
    at = period(conn)
    tags = _tags(vault, contact_id, at.ids)
    states = _states(conn, tags)
    if "used" in states.values():
        return True
    conn.execute(update(chat_link).where(chat_link.c.tag.in_(tags)).values(state="void"))
    if tags[0] not in states:
        conn.execute(insert(chat_link).values(tag=tags[0], period=at.id, state="void"))
    return False


def was_used(conn: Connection, vault: Vault, contact_id: str) -> bool:
    """Whether this person's link was used since the last release."""
    return "used" in _states(conn, _tags(vault, contact_id, period(conn).ids)).values()


def use(conn: Connection, tag: str) -> bool:
    """A linked chat has brought answers: count it, once. False where it counts no more."""
    here = (chat_link.c.tag == tag) & (chat_link.c.state == "open")
    return conn.execute(update(chat_link).where(here).values(state="used")).rowcount == 1


def known(conn: Connection, vault: Vault, token: str) -> str | None:
    """The tag of a token that is ours, used or not; None for what nobody was sent."""
    tags = vault.tags("chat link token", token)
    found = conn.execute(select(chat_link.c.tag).where(chat_link.c.tag.in_(tags)))
    return found.scalars().first()


def tag_of(vault: Vault, token: str) -> str:
    """What is kept of a token."""
    return vault.tag("chat link token", token)


def belongs_to(vault: Vault, tag: str, contact_id: str, at: Period) -> bool:
    """Whether a link is this contact's; asked only when they give their number themselves."""
    return tag in _tags(vault, contact_id, at.ids)


def _tags(vault: Vault, contact_id: str, periods: Sequence[str]) -> list[str]:
    """Under every pepper still in use; the newest first."""
    tokens = [
        _token(keyed) for one in periods for keyed in vault.tags("chat link", f"{contact_id}:{one}")
    ]
    return [tag for token in tokens for tag in vault.tags("chat link token", token)]


def _token(keyed: str) -> str:
    return base64.b32encode(bytes.fromhex(keyed)[:TOKEN_BYTES]).decode().lower()


def _states(conn: Connection, tags: Sequence[str]) -> dict[str, str]:
    rows = conn.execute(select(chat_link).where(chat_link.c.tag.in_(tags)))
    return {row.tag: row.state for row in rows}
