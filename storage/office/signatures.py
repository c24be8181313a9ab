"""Two signatures for words that become public: one person proposes them, another one signs."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, select, update

from storage.database import inserting
from storage.office.tables import public_candidate
from storage.times import stamp

KEPT = timedelta(days=6 * 366)


class SamePerson(Exception):
    """Whoever proposed the words may not sign them too."""


@dataclass(frozen=True)
class Candidate:
    """Words that somebody wants to publish. The words themselves stay with the answers."""

    answer_id: str
    digest: str
    marked_by: str
    marked_at: str
    signed_by: str | None
    signed_at: str | None


def digest(text: str) -> str:
    """What is signed: these very words."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def mark(conn: Connection, answer_id: str, text: str, by: str, now: datetime) -> bool:
    """Propose released words; False when they are proposed already."""
    row = {"answer_id": answer_id, "digest": digest(text), "marked_by": by}
    put = inserting(conn, public_candidate).values(**row, marked_at=stamp(now))
    once = put.on_conflict_do_nothing().returning(public_candidate.c.answer_id)
    return conn.execute(once).first() is not None


def sign(conn: Connection, answer_id: str, text: str, by: str, now: datetime) -> bool:
    """The second signature; False when it is signed already, gone, or about other words.

    Raises `SamePerson`; the table refuses it too.
    """
    known = find(conn, answer_id)
    if known is None or known.signed_by or known.digest != digest(text):
        return False
    if known.marked_by == by:
        raise SamePerson
    free = (public_candidate.c.answer_id == answer_id) & public_candidate.c.signed_by.is_(None)
    signed = update(public_candidate).where(free).values(signed_by=by, signed_at=stamp(now))
    return conn.execute(signed).rowcount == 1


def take_back(conn: Connection, answer_id: str) -> bool:
    """No longer proposed; both signatures go."""
    gone = delete(public_candidate).where(public_candidate.c.answer_id == answer_id)
    return conn.execute(gone).rowcount == 1


def find(conn: Connection, answer_id: str) -> Candidate | None:
    """One candidate."""
    query = select(public_candidate).where(public_candidate.c.answer_id == answer_id)
    row = conn.execute(query).mappings().first()
    return Candidate(**row) if row else None


def listing(conn: Connection) -> list[Candidate]:
    """Every candidate, the latest first."""
    query = select(public_candidate).order_by(public_candidate.c.marked_at.desc())
    return [Candidate(**row) for row in conn.execute(query).mappings()]


def signed_twice(conn: Connection, answer_id: str, text: str) -> bool:
    """Whether these very words may be published: two people have signed them."""
    known = find(conn, answer_id)
    return bool(known and known.signed_by and known.digest == digest(text))


def forget_old(conn: Connection, now: datetime) -> None:
    """Candidates whose answer has outlived its time."""
    old = public_candidate.c.marked_at < stamp(now - KEPT)
    conn.execute(delete(public_candidate).where(old))
