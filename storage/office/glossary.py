"""The glossary: the young people's words for ours, as the officer approved them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select, update

from storage.database import inserting
from storage.office.tables import glossary_entry
from storage.times import london_day

PROPOSED, APPROVED, REFUSED = "proposed", "approved", "refused"


@dataclass(frozen=True)
class Entry:
    """One word of theirs for one of ours."""

    theirs: str
    ours: str
    state: str
    decided_by: str | None = None
    decided_on: str | None = None


def propose(conn: Connection, pairs: Iterable[tuple[str, str]]) -> None:
    """Put (theirs, ours) before the officer; what was decided stays decided."""
    rows = [{"theirs": theirs, "ours": ours, "state": PROPOSED} for theirs, ours in pairs]
    if rows:
        conn.execute(inserting(conn, glossary_entry).on_conflict_do_nothing(), rows)


def decide(conn: Connection, theirs: str, ours: str, state: str, by: str, now: datetime) -> bool:
    """Approve or refuse an entry; False when it is not there."""
    this = (glossary_entry.c.theirs == theirs) & (glossary_entry.c.ours == ours)
    decided = {"state": state, "decided_by": by, "decided_on": london_day(now).isoformat()}
    return conn.execute(update(glossary_entry).where(this).values(**decided)).rowcount == 1


def approved(conn: Connection) -> dict[str, str]:
    """Our words with the young people's own, as the officer approved them: a hint, no error."""
    return {one.ours: one.theirs for one in listing(conn, APPROVED)}


def listing(conn: Connection, state: str | None = None) -> list[Entry]:
    """The entries by our word."""
    query = select(glossary_entry).order_by(glossary_entry.c.ours, glossary_entry.c.theirs)
    if state is not None:
        query = query.where(glossary_entry.c.state == state)
    return [Entry(**row) for row in conn.execute(query).mappings()]
