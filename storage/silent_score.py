"""The trained score's silent weeks: signed for by the safeguarding lead, 28 days at most, and once.

Office and register meet here: the office keeps the signature, the register what the bot reads.
"""

import hashlib
from datetime import datetime

from sqlalchemy import Connection

from conversations.shadow import LONGEST, Period
from storage.office import signatures
from storage.office.signatures import SILENT_SCORE, SignOff
from storage.register import shadow
from storage.register.shadow import Look
from storage.times import stamp

__all__ = ["Look", "Period", "Refused", "counts", "differing", "last_day", "period", "sign"]


class Refused(Exception):
    """The silent weeks cannot be as asked; the message says why and what to do."""


def sign(conn: Connection, until: datetime, by: str, now: datetime) -> Period:
    """Let the score run silently until then; it is live by itself afterwards.

    An earlier end than now ends them. A county has its first weeks once: what counts is the first
    signature of all.
    """
    last = last_day(conn, now)
    if until > last:
        raise Refused("The score may be silent for 28 days from the first signature, no longer.")
    one = Period(now, max(until, now))
    digest = hashlib.sha256(f"{stamp(one.begins)} {stamp(one.until)}".encode()).hexdigest()
    signatures.sign_off_as(conn, SignOff(SILENT_SCORE, stamp(one.until), digest, by, now))
    shadow.put_period(conn, one)
    return one


def last_day(conn: Connection, now: datetime) -> datetime:
    """The latest end that may be signed for."""
    first = signatures.sign_offs(conn, SILENT_SCORE)
    return (first[0].signed_at if first else now) + LONGEST


def period(conn: Connection) -> Period | None:
    """What was last signed for."""
    return shadow.period(conn)


counts, differing = shadow.counts, shadow.differing
