"""Actions: what was heard, what is done about it, by whom and by when, and whether it worked."""

import json
import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, RowMapping, delete, func, insert, select, update

from storage.crypto import new_id
from storage.database import inserting
from storage.office.loop_tables import action, action_change, action_owner
from storage.times import london_day, moment, stamp

ASKED, SAID, THEMED, DECIDED, DID, TOLD, CHECKED = STATES = (
    "asked", "said", "themed", "decided", "did", "told", "checked",
)  # fmt: skip
WILL, CANNOT = "will", "cannot"
_DAYS = (
    "by_when", "asked_on", "released_on", "decided_on", "first_by", "given_up_on", "stuck_on",
    "did_on", "told_on", "checked_on",
)  # fmt: skip
_CODE_BYTES = 3


class Unknown(Exception):
    """There is no such action (any more)."""


@dataclass(frozen=True)
class Owner:
    """A service or a post that does something. `email` is of work."""

    id: str
    name: str
    email: str | None = None
    link_month: str | None = None


@dataclass(frozen=True)
class Action:
    """One promise, from the question to whether it worked. Its state follows from its days."""

    heard: str
    made_on: date
    kind: str = ""
    answer: str = ""
    owner_id: str | None = None
    by_when: date | None = None
    theme: str | None = None
    publication_id: str | None = None
    period: str | None = None
    asked_in: tuple[str, ...] = ()
    place: str | None = None
    asked_on: date | None = None
    released_on: date | None = None
    decided_on: date | None = None
    first_by: date | None = None
    moved: int = 0
    given_up_on: date | None = None
    stuck_on: date | None = None
    stuck_why: str = ""
    did_on: date | None = None
    told_on: date | None = None
    told_by: str | None = None
    checked_on: date | None = None
    worked: dict[str, Any] | None = None
    quip_ref: str = ""
    principle: str = ""
    pledge: str = ""
    in_power: str = ""
    made_by: str | None = None
    id: str = field(default_factory=new_id)
    code: str = field(default_factory=lambda: secrets.token_hex(_CODE_BYTES).upper())

    @property
    def state(self) -> str:
        """How far it is. A "we can't" has nothing to do: its reason is what is told."""
        if self.checked_on:
            return CHECKED
        if self.told_on and (self.did_on or self.kind == CANNOT):
            return TOLD
        if self.did_on:
            return DID
        if self.kind:
            return DECIDED
        if self.theme:
            return THEMED
        return SAID if self.released_on else ASKED

    def overdue(self, today: date) -> bool:
        """The promised day is over, and it is not done."""
        late = self.by_when is not None and self.by_when < today
        return self.kind == WILL and self.did_on is None and late

    def broken(self, today: date) -> bool:
        """What was first promised was not done by that day, or was given up. It stays so."""
        if self.given_up_on:
            return True
        if self.kind != WILL or self.first_by is None:
            return False
        return (self.did_on or today) > self.first_by


@dataclass(frozen=True)
class Change:
    """One line of an action's history."""

    number: int
    at: datetime
    by: str | None
    what: str
    note: str


def add(conn: Connection, one: Action, by: str | None, now: datetime, what: str = "made") -> str:
    """Keep a new action; its id."""
    conn.execute(insert(action).values(_row(one)))
    note_change(conn, one.id, by, now, what)
    return one.id


def find(conn: Connection, action_id: str) -> Action | None:
    """One action."""
    row = conn.execute(select(action).where(action.c.id == action_id)).mappings().first()
    return _of(row) if row else None


def listing(
    conn: Connection,
    *,
    states: Iterable[str] = (),
    theme: str | None = None,
    place: str | None = None,
    owner_id: str | None = None,
) -> list[Action]:
    """Actions: the soonest promised first, then those without a day. `place`: that district's."""
    query = select(action).order_by(action.c.by_when.is_(None), action.c.by_when, action.c.code)
    if states:
        query = query.where(action.c.state.in_(tuple(states)))
    for column, wanted in (("theme", theme), ("place", place), ("owner_id", owner_id)):
        if wanted is not None:
            query = query.where(action.c[column] == wanted)
    return [_of(row) for row in conn.execute(query).mappings()]


def decide(
    before: Action, kind: str, answer: str, owner_id: str | None, by_when: date | None, today: date
) -> Action:
    """What we will do or why we can't, by whom and by when. A moved day and a promise that is
    given up are remembered: they stay visible."""
    moved = before.by_when is not None and by_when != before.by_when and kind == WILL
    return replace(
        before,
        kind=kind,
        answer=answer,
        owner_id=owner_id,
        by_when=by_when,
        decided_on=before.decided_on or (today if kind else None),
        first_by=before.first_by or (by_when if kind == WILL else None),
        moved=before.moved + moved,
        given_up_on=(before.given_up_on or today) if _given_up(before, kind) else None,
        did_on=before.did_on if kind == WILL else None,
        stuck_on=before.stuck_on if kind == WILL and not moved else None,
    )


def _given_up(before: Action, kind: str) -> bool:
    return kind == CANNOT and before.first_by is not None and before.did_on is None


def save(
    conn: Connection, one: Action, by: str | None, now: datetime, what: str = "changed",
    note: str = "",
) -> None:  # fmt: skip
    """Keep an action as it is now. `Unknown` where it is gone."""
    row = _row(one)
    changed = update(action).where(action.c.id == row.pop("id")).values(row)
    if conn.execute(changed).rowcount != 1:
        raise Unknown
    note_change(conn, one.id, by, now, what, note)


def did(conn: Connection, action_id: str, by: str | None, now: datetime) -> bool:
    """It is done. False where nothing was promised, or it was done before."""
    one = find(conn, action_id)
    if one is None or one.kind != WILL or one.did_on:
        return False
    done = replace(one, did_on=london_day(now), stuck_on=None, stuck_why="")
    save(conn, done, by, now, "done")
    return True


def stuck(conn: Connection, action_id: str, why: str, by: str | None, now: datetime) -> bool:
    """It does not go on, and why. False where nothing is to be done any more."""
    one = find(conn, action_id)
    if one is None or one.kind != WILL or one.did_on:
        return False
    held = replace(one, stuck_on=london_day(now), stuck_why=why)
    save(conn, held, by, now, "stuck", why)
    return True


def tell(
    conn: Connection, action_ids: Iterable[str], campaign_id: str | None, now: datetime
) -> int:
    """They were told: by a campaign, or (nobody having been asked) on the public page."""
    told = 0
    for action_id in action_ids:
        one = find(conn, action_id)
        if one is None or one.told_on or not one.kind:
            continue
        day = london_day(now)
        save(conn, replace(one, told_on=day, told_by=campaign_id), None, now, "told")
        told += 1
    return told


def check(
    conn: Connection, action_id: str, worked: dict[str, Any] | None, by: str | None, now: datetime
) -> bool:
    """Young people were asked whether it worked; what they said, as published. It is closed."""
    one = find(conn, action_id)
    if one is None or one.state != TOLD:
        return False
    closed = replace(one, checked_on=london_day(now), worked=worked)
    save(conn, closed, by, now, "checked")
    return True


def note_change(
    conn: Connection, action_id: str, by: str | None, now: datetime, what: str, note: str = ""
) -> None:
    """Write a line of an action's history."""
    mine = action_change.c.action_id == action_id
    last = conn.execute(select(func.max(action_change.c.number)).where(mine)).scalar()
    row = {"action_id": action_id, "number": (last or 0) + 1, "at": stamp(now), "by": by}
    conn.execute(insert(action_change).values(**row, what=what, note=note))


def changes_of(conn: Connection, action_id: str) -> list[Change]:
    """Its history, the latest first."""
    columns = action_change.c["number", "at", "by", "what", "note"]
    query = select(*columns).where(action_change.c.action_id == action_id)
    rows = conn.execute(query.order_by(action_change.c.number.desc())).mappings()
    return [Change(**{**row, "at": moment(row["at"])}) for row in rows]


def forget_old(conn: Connection, before: date) -> None:
    """Delete the actions that were made before a day, their history, and owners of nothing."""
    old = select(action.c.id).where(action.c.made_on < before.isoformat())
    conn.execute(delete(action_change).where(action_change.c.action_id.in_(old)))
    conn.execute(delete(action).where(action.c.made_on < before.isoformat()))
    owning = select(action.c.owner_id).where(action.c.owner_id.is_not(None))
    conn.execute(delete(action_owner).where(action_owner.c.id.not_in(owning)))


# ------------------------------------------------------------------------------------- owners


def put_owner(conn: Connection, name: str, email: str | None = None) -> str:
    """The owner of this name, made where there is none; a new address replaces the one before."""
    known = conn.execute(select(action_owner)).mappings()
    same = next((row for row in known if row["name"].casefold() == name.casefold()), None)
    owner_id = str(same["id"]) if same else new_id()
    if same is None:
        new = inserting(conn, action_owner).values(id=owner_id, name=name, email=email)
        conn.execute(new.on_conflict_do_nothing())
    elif email:
        this = action_owner.c.id == owner_id
        conn.execute(update(action_owner).where(this).values(email=email))
    return owner_id


def owners(conn: Connection) -> dict[str, Owner]:
    """Every owner by id, in the order of their names."""
    query = select(action_owner).order_by(action_owner.c.name)
    return {row["id"]: Owner(**row) for row in conn.execute(query).mappings()}


def link_gone(conn: Connection, owner_id: str, month: str) -> bool:
    """Note that a month's link went to its owner; False when it had."""
    new = (action_owner.c.id == owner_id) & (
        action_owner.c.link_month.is_(None) | (action_owner.c.link_month != month)
    )
    return conn.execute(update(action_owner).where(new).values(link_month=month)).rowcount == 1


def _row(one: Action) -> dict[str, Any]:
    row = {**vars(one), "state": one.state, "asked_in": json.dumps(list(one.asked_in))}
    row |= {name: row[name].isoformat() if row[name] else None for name in _DAYS}
    row["made_on"] = one.made_on.isoformat()
    row["worked"] = None if one.worked is None else json.dumps(one.worked, sort_keys=True)
    return row


def _of(row: RowMapping) -> Action:
    kept = {name: value for name, value in row.items() if name != "state"}
    kept |= {name: date.fromisoformat(kept[name]) if kept[name] else None for name in _DAYS}
    kept["made_on"] = date.fromisoformat(kept["made_on"])
    kept["asked_in"] = tuple(json.loads(kept["asked_in"]))
    kept["worked"] = json.loads(kept["worked"]) if kept["worked"] else None
    return Action(**kept)
