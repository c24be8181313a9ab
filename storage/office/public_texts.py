"""Texts that become public: signed by two different people as they stand, then out."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, RowMapping, delete, insert, or_, select, update

from storage.crypto import new_id
from storage.office.loop_tables import action, public_text
from storage.times import moment, stamp

ACTION, TOLD, NEWSLETTER, LETTER = KINDS = ("action", "told", "newsletter", "letter")
WAITING, SIGNED, OUT, WITHDRAWN = "waiting", "signed", "out", "withdrawn"


class SamePerson(Exception):
    """Two different people sign."""


@dataclass(frozen=True)
class PublicText:
    """Words for young people, with their signatures. `body` is what its kind says."""

    kind: str
    subject: str
    title: str
    body: Mapping[str, Any]
    made_by: str | None
    made_at: datetime
    state: str = WAITING
    first_by: str | None = None
    first_at: datetime | None = None
    second_by: str | None = None
    second_at: datetime | None = None
    sent_back: str = ""
    went_out: str | None = None
    id: str = field(default_factory=new_id)

    @property
    def digest(self) -> str:
        """What is signed: these very words."""
        written = json.dumps([self.title, self.body], ensure_ascii=False, sort_keys=True)
        return hashlib.sha256(written.encode("utf-8", "surrogatepass")).hexdigest()

    def may_sign(self, account_id: str) -> bool:
        """Whether this person's signature is still wanted."""
        return self.state == WAITING and not self.sent_back and self.first_by != account_id


def put(conn: Connection, one: PublicText) -> str:
    """Keep a new text. What waited on the same subject is replaced; what is out stays until this
    one is signed."""
    same = (public_text.c.kind == one.kind) & (public_text.c.subject == one.subject)
    conn.execute(delete(public_text).where(same, public_text.c.state == WAITING))
    conn.execute(insert(public_text).values(_row(one)))
    return one.id


def sign(conn: Connection, text_id: str, digest: str, by: str, now: datetime) -> str | None:
    """The first or the second signature; the state after it. None where the words are others than
    those that were read, or it waits no more. Raises `SamePerson`; the table refuses it too."""
    one = find(conn, text_id)
    if one is None or one.state != WAITING or one.sent_back or one.digest != digest:
        return None
    if one.first_by == by:
        raise SamePerson
    this = public_text.c.id == text_id
    if one.first_by is None:
        free = this & public_text.c.first_by.is_(None)
        signed = update(public_text).where(free).values(first_by=by, first_at=stamp(now))
        return WAITING if conn.execute(signed).rowcount == 1 else None
    free = this & public_text.c.second_by.is_(None)
    values = {"second_by": by, "second_at": stamp(now), "state": SIGNED}
    if conn.execute(update(public_text).where(free).values(values)).rowcount != 1:
        return None
    _replaces(conn, one)
    return SIGNED


def send_back(conn: Connection, text_id: str, why: str) -> bool:
    """Somebody will not sign it, and says why; its signatures go."""
    waits = (public_text.c.id == text_id) & (public_text.c.state == WAITING)
    gone = {"sent_back": why, "first_by": None, "first_at": None}
    return conn.execute(update(public_text).where(waits).values(gone)).rowcount == 1


def go_out(conn: Connection, text_id: str, campaign_id: str | None = None) -> bool:
    """A signed text goes out; False where it is not signed twice, or is out already."""
    signed = (public_text.c.id == text_id) & (public_text.c.state == SIGNED)
    gone = update(public_text).where(signed).values(state=OUT, went_out=campaign_id)
    return conn.execute(gone).rowcount == 1


def withdraw(conn: Connection, text_id: str) -> bool:
    """Take it down."""
    this = (public_text.c.id == text_id) & (public_text.c.state != WITHDRAWN)
    return conn.execute(update(public_text).where(this).values(state=WITHDRAWN)).rowcount == 1


def find(conn: Connection, text_id: str) -> PublicText | None:
    """One text."""
    row = conn.execute(select(public_text).where(public_text.c.id == text_id)).mappings().first()
    return _of(row) if row else None


def listing(
    conn: Connection, *, kinds: Iterable[str] = KINDS, states: Iterable[str] = ()
) -> list[PublicText]:
    """Texts, the latest first."""
    query = select(public_text).where(public_text.c.kind.in_(tuple(kinds)))
    if states:
        query = query.where(public_text.c.state.in_(tuple(states)))
    rows = conn.execute(query.order_by(public_text.c.made_at.desc(), public_text.c.id)).mappings()
    return [_of(row) for row in rows]


def public(conn: Connection, kind: str) -> list[PublicText]:
    """What everybody may see: signed by two people, and not taken down."""
    return listing(conn, kinds=(kind,), states=(SIGNED, OUT))


def untold_by(conn: Connection, campaign_id: str) -> list[str]:
    """The actions that a campaign tells of and that were not told yet."""
    carried = public_text.c.went_out == campaign_id
    bodies = conn.execute(select(public_text.c.body).where(carried)).scalars()
    about = [str(one) for body in bodies for one in json.loads(body).get("about", ())]
    untold = (action.c.id.in_(about)) & action.c.told_on.is_(None)
    return list(conn.execute(select(action.c.id).where(untold)).scalars()) if about else []


def forget_old(conn: Connection, before: date) -> None:
    """Delete what was made before a day."""
    old = public_text.c.made_at < before.isoformat()
    conn.execute(delete(public_text).where(old))


def _replaces(conn: Connection, one: PublicText) -> None:
    """What was public on the same subject is not any more. What was sent stays sent."""
    if one.kind == TOLD:
        return
    same = (public_text.c.kind == one.kind) & (public_text.c.subject == one.subject)
    before = same & (public_text.c.id != one.id)
    shown = or_(public_text.c.state == SIGNED, public_text.c.state == OUT)
    conn.execute(update(public_text).where(before, shown).values(state=WITHDRAWN))


def _row(one: PublicText) -> dict[str, Any]:
    row = {**vars(one), "digest": one.digest}
    row["body"] = json.dumps(one.body, ensure_ascii=False, sort_keys=True)
    for name in ("made_at", "first_at", "second_at"):
        row[name] = stamp(row[name]) if row[name] else None
    return row


def _of(row: RowMapping) -> PublicText:
    kept = {name: value for name, value in row.items() if name != "digest"}
    for name in ("made_at", "first_at", "second_at"):
        kept[name] = moment(kept[name]) if kept[name] else None
    return PublicText(**{**kept, "body": json.loads(kept["body"])})
