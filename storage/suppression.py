"""Beside the keys, in no backup: who said STOP or DELETE, and which past the register belongs to.

So a register that was put back from a backup neither sends what it sent before nor revives anyone.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Column, Connection, Integer, Text, delete, insert, select, update

from storage.crypto import Vault
from storage.schema import keys_metadata, table
from storage.times import moment, stamp

WHY = ("stop", "pause", "delete", "leave")
_ONLY = "only"

suppression = table(
    keys_metadata,
    "suppression",
    Column("tag", Text, primary_key=True),  # the keyed hash that a number is looked up by
    Column("why", Text, primary_key=True),  # stop | pause | delete | leave
    Column("at", Text, nullable=False),
    room="keys",
    kept="STOP and PAUSE until START; DELETE and LEAVE two years, longer than any backup",
)

epoch = table(
    keys_metadata,
    "epoch",
    Column("id", Text, primary_key=True),
    Column("epoch", Integer, nullable=False),  # one more after each restore
    Column("sendings", Integer, nullable=False),  # how far the register's own count had got
    room="keys",
    kept="as long as the service; one row",
)


@dataclass(frozen=True)
class Epoch:
    """`number` goes up at each restore; a register that counts fewer `sendings` is an old one."""

    number: int = 0
    sendings: int = 0


def current(conn: Connection) -> Epoch:
    """The epoch that new outbox rows belong to."""
    row = conn.execute(select(epoch.c.epoch, epoch.c.sendings)).first()
    return Epoch(row.epoch, row.sendings) if row else Epoch()


def reached(conn: Connection, sendings: int) -> None:
    """The register has counted so far; durable before anything of that batch is sent."""
    done = conn.execute(update(epoch).where(epoch.c.sendings < sendings).values(sendings=sendings))
    if done.rowcount == 0 and current(conn) == Epoch():
        conn.execute(insert(epoch).values(id=_ONLY, epoch=0, sendings=sendings))


def next_epoch(conn: Connection) -> Epoch:
    """Begin a new epoch: whatever was queued before it is never sent."""
    before = current(conn)
    conn.execute(delete(epoch))
    conn.execute(insert(epoch).values(id=_ONLY, epoch=before.number + 1, sendings=0))
    return Epoch(before.number + 1, 0)


def add(conn: Connection, tag: str, why: str, now: datetime) -> None:
    """Somebody said STOP, PAUSE, DELETE or LEAVE; the latest time counts."""
    here = (suppression.c.tag == tag) & (suppression.c.why == why)
    conn.execute(delete(suppression).where(here))
    conn.execute(insert(suppression).values(tag=tag, why=why, at=stamp(now)))


def lift_stop(conn: Connection, tags: tuple[str, ...]) -> None:
    """START: this phone may be texted again."""
    lift(conn, tags, "stop")


def lift(conn: Connection, tags: tuple[str, ...], why: str) -> None:
    """Their own word ends it: START a stop or a pause, JOIN a leave."""
    here = suppression.c.tag.in_(tags) & (suppression.c.why == why)
    conn.execute(delete(suppression).where(here))


def listed(conn: Connection, why: str) -> frozenset[str]:
    """The keyed hashes of all numbers that said this."""
    query = select(suppression.c.tag).where(suppression.c.why == why)
    return frozenset(conn.execute(query).scalars())


def of_number(conn: Connection, vault: Vault, number: str) -> dict[str, datetime]:
    """Why a number is on the list, and since when; empty when it is not."""
    query = select(suppression.c.why, suppression.c.at)
    rows = conn.execute(query.where(suppression.c.tag.in_(vault.lookups(number))))
    return {row.why: moment(row.at) for row in rows}


def everything(conn: Connection) -> dict[str, dict[str, datetime]]:
    """The whole list: keyed hash -> why -> since when."""
    found: dict[str, dict[str, datetime]] = {}
    for row in conn.execute(select(suppression)):
        found.setdefault(row.tag, {})[row.why] = moment(row.at)
    return found


def forget_old(conn: Connection, before: datetime) -> None:
    """Forget DELETE and LEAVE that are older than any backup."""
    old = suppression.c.why.in_(("delete", "leave")) & (suppression.c.at < stamp(before))
    conn.execute(delete(suppression).where(old))
