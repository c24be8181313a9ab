"""What the young people's councils propose: questions, wording, agenda lines, challenge cards."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, RowMapping, delete, insert, select, update

from storage.crypto import new_id
from storage.office.loop_tables import proposal
from storage.times import london_day, moment, stamp

QUESTION, WORDING, AGENDA, CHALLENGE = KINDS = ("question", "wording", "agenda", "challenge")
OPEN, YES, NO = "open", "yes", "no"


@dataclass(frozen=True)
class Proposal:
    """One proposal and the reply to it. A no has a reason as a yes has."""

    kind: str
    text: str
    made_by: str
    made_at: datetime
    about: str = ""
    due_on: date | None = None
    state: str = OPEN
    reply: str = ""
    replied_by: str | None = None
    replied_at: datetime | None = None
    id: str = field(default_factory=new_id)

    @property
    def answered_on(self) -> date | None:
        """When it was answered."""
        return london_day(self.replied_at) if self.replied_at else None

    @property
    def late(self) -> bool:
        """Whether the answer came after the day that was promised: it stays visible."""
        return bool(self.answered_on and self.due_on and self.answered_on > self.due_on)

    def overdue(self, today: date) -> bool:
        """Whether the councils should have heard by now."""
        return self.state == OPEN and self.due_on is not None and self.due_on < today


@dataclass(frozen=True)
class Clock:
    """How the county keeps its word to the councils, over what they have put to it."""

    in_time: int
    due: int
    overdue: int


def clock(found: Iterable[Proposal], today: date) -> Clock:
    """Of all whose answer was due, how many had one by then."""
    due = [one for one in found if one.state != OPEN or one.overdue(today)]
    late = [one for one in due if one.late or one.overdue(today)]
    return Clock(len(due) - len(late), len(due), sum(one.overdue(today) for one in due))


def add(conn: Connection, one: Proposal) -> str:
    """Keep a proposal; its id."""
    row = {**vars(one), "made_at": stamp(one.made_at)}
    row["due_on"] = one.due_on.isoformat() if one.due_on else None
    row["replied_at"] = stamp(one.replied_at) if one.replied_at else None
    conn.execute(insert(proposal).values(row))
    return one.id


def reply(
    conn: Connection, proposal_id: str, state: str, text: str, by: str, now: datetime
) -> bool:
    """Say yes or no, and why; a reply can be put right. False without words."""
    if state not in (YES, NO) or not text:
        return False
    values = {"state": state, "reply": text, "replied_by": by, "replied_at": stamp(now)}
    this = proposal.c.id == proposal_id
    return conn.execute(update(proposal).where(this).values(values)).rowcount == 1


def listing(conn: Connection, kinds: Iterable[str] = KINDS, about: str = "") -> list[Proposal]:
    """Proposals, what waits longest for a reply first."""
    query = select(proposal).where(proposal.c.kind.in_(tuple(kinds)))
    if about:
        query = query.where(proposal.c.about == about)
    order = (proposal.c.state != OPEN, proposal.c.due_on, proposal.c.made_at, proposal.c.id)
    return [_of(row) for row in conn.execute(query.order_by(*order)).mappings()]


def agenda(conn: Connection, day: date) -> list[Proposal]:
    """What young people want the Board to talk about on a day; what was refused is left out."""
    return [one for one in listing(conn, (AGENDA,), day.isoformat()) if one.state != NO]


def forget_old(conn: Connection, before: date) -> None:
    """Delete what was made before a day."""
    conn.execute(delete(proposal).where(proposal.c.made_at < before.isoformat()))


def _of(row: RowMapping) -> Proposal:
    kept: dict[str, Any] = dict(row)
    kept["made_at"] = moment(kept["made_at"])
    kept["replied_at"] = moment(kept["replied_at"]) if kept["replied_at"] else None
    kept["due_on"] = date.fromisoformat(kept["due_on"]) if kept["due_on"] else None
    return Proposal(**kept)
