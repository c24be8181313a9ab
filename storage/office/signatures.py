"""Signatures: two for words that become public, one of the safeguarding lead for what goes out."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, select, update

from storage.database import inserting
from storage.office.tables import public_candidate, sign_off
from storage.times import moment, stamp

KEPT = timedelta(days=6 * 366)
SIGN_OFFS_KEPT = timedelta(days=7 * 366)
FLOW, SILENT_SCORE = "flow", "silent-score"


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


# ------------------------------------------------------------------ the safeguarding lead's own


@dataclass(frozen=True)
class SignOff:
    """Somebody of the safeguarding team has found this very content safe."""

    kind: str
    subject: str
    digest: str
    signed_by: str
    signed_at: datetime


def sign_off_as(conn: Connection, one: SignOff) -> bool:
    """Keep a signature; False when this very content was signed before."""
    row = {**vars(one), "signed_at": stamp(one.signed_at)}
    put = inserting(conn, sign_off).values(**row).on_conflict_do_nothing()
    return conn.execute(put.returning(sign_off.c.subject)).first() is not None


def is_signed_off(conn: Connection, kind: str, subject: str, digest: str) -> bool:
    """Whether this very content is signed; what was changed since is not."""
    same = (sign_off.c.kind == kind) & (sign_off.c.subject == subject)
    query = select(sign_off.c.digest).where(same, sign_off.c.digest == digest)
    return conn.execute(query).first() is not None


def sign_offs(conn: Connection, kind: str) -> list[SignOff]:
    """Every signature of a kind, the earliest first."""
    query = select(sign_off).where(sign_off.c.kind == kind)
    rows = conn.execute(query.order_by(sign_off.c.signed_at, sign_off.c.subject)).mappings()
    return [SignOff(**{**row, "signed_at": moment(row["signed_at"])}) for row in rows]


def forget_old_sign_offs(conn: Connection, now: datetime) -> None:
    """Those of seven years ago."""
    old = sign_off.c.signed_at < stamp(now - SIGN_OFFS_KEPT)
    conn.execute(delete(sign_off).where(old))
