"""The safeguarding team's key pair: anybody seals to it; leads and the recovery key open it.

Every lead has a pair of their own under their own passphrase, and the team's private key is sealed
to each of them. So a lead admits another, and a new pair is made when one leaves, without knowing
anybody else's passphrase.
"""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from nacl.public import PrivateKey
from sqlalchemy import Connection, RowMapping, delete, func, insert, select, update

from storage import sealing
from storage.crypto import Unreadable, new_id
from storage.database import Database, alone, inserting
from storage.office.tables import lead_key, team_copy, team_key
from storage.times import moment, stamp

_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
_GROUPS, _GROUP = 8, 4
"""32 of 31 letters: more than 150 bits, written down in eight groups, four for each custodian."""

_LOCK = 0x7EA3
SHORTEST_PASSPHRASE = 14


@dataclass(frozen=True)
class TeamKey:
    """The pair as it is kept: the public half in clear, the private one under the recovery key."""

    public: bytes
    wrapped: bytes
    salt: bytes
    id: str = ""
    recovery_public: bytes | None = None


def ensure(register: Database, now: datetime) -> str | None:
    """Make the pair once. The recovery key, to be shown once; None when there is a pair already."""
    with register.read() as conn:
        if find(conn) is not None:
            return None
    recovery = _recovery_key()
    made, _ = _made(recovery)  # slow on purpose, so before the write
    with register.write() as conn:
        alone(conn, _LOCK)
        if find(conn) is not None:  # another process was faster: its key is the one that counts
            return None
        _insert(conn, made, now)
    return recovery


def find(conn: Connection) -> TeamKey | None:
    """The pair that new record numbers and cases are sealed to."""
    query = select(team_key).order_by(team_key.c.made_at.desc(), team_key.c.id).limit(1)
    row = conn.execute(query).mappings().first()
    return _of(row) if row else None


def all_of(conn: Connection) -> list[TeamKey]:
    """Every pair there was."""
    return [_of(row) for row in conn.execute(select(team_key)).mappings()]


def unwrapped(kept: TeamKey, recovery: str) -> PrivateKey:
    """The private key. Raises `Unreadable` for a wrong recovery key."""
    key = sealing.stretched(recovery.strip().casefold(), kept.salt)
    if kept.recovery_public is None:  # from before leads had keys of their own
        return sealing.unlocked(key, kept.wrapped)
    return sealing.open_key(sealing.private_of(key), kept.wrapped)


# ------------------------------------------------------------------------------------- the leads


def has_passphrase(conn: Connection, account_id: str) -> bool:
    """Whether a lead has chosen a passphrase; it opens nothing until somebody admits them."""
    return _lead(conn, account_id) is not None


def admitted(conn: Connection) -> frozenset[str]:
    """The leads who can open what is sealed today."""
    current = find(conn)
    if current is None:
        return frozenset()
    query = select(team_copy.c.account_id).where(team_copy.c.key_id == current.id)
    return frozenset(conn.execute(query).scalars())


def waiting(conn: Connection) -> list[tuple[str, str]]:
    """(account, what to compare in person) of leads with a passphrase whom nobody admitted yet."""
    inside = admitted(conn)
    rows = conn.execute(select(lead_key.c.account_id, lead_key.c.public))
    return [(row.account_id, fingerprint(row.public)) for row in rows
            if row.account_id not in inside]  # fmt: skip


def lead_pair(passphrase: str) -> tuple[bytes, bytes, bytes]:
    """(public, locked, salt) of a new pair; slow on purpose, so before any write."""
    pair, salt = sealing.new_pair(), sealing.new_salt()
    return bytes(pair.public_key), sealing.locked(sealing.stretched(passphrase, salt), pair), salt


def choose(
    conn: Connection, account_id: str, made: tuple[bytes, bytes, bytes], now: datetime
) -> None:
    """Keep a lead's own pair; what was sealed to one before is gone with it."""
    end(conn, account_id)
    public, locked, salt = made
    row = {"account_id": account_id, "public": public, "locked": locked, "salt": salt}
    conn.execute(insert(lead_key).values(**row, made_at=stamp(now)))


def own_private(conn: Connection, account_id: str, passphrase: str) -> PrivateKey:
    """A lead's own private key. Raises `Unreadable` for a wrong passphrase, or none chosen."""
    row = _lead(conn, account_id)
    if row is None:
        raise Unreadable
    return sealing.unlocked(sealing.stretched(passphrase, row["salt"]), row["locked"])


def relock(conn: Connection, account_id: str, private: PrivateKey, key: bytes, salt: bytes) -> None:
    """The same pair under another passphrase."""
    values = {"locked": sealing.locked(key, private), "salt": salt}
    conn.execute(update(lead_key).where(lead_key.c.account_id == account_id).values(**values))


def keyring(conn: Connection, account_id: str, own: PrivateKey) -> dict[str, PrivateKey]:
    """Every team key that was sealed to this lead, by its id."""
    query = select(team_copy).where(team_copy.c.account_id == account_id)
    rows = conn.execute(query).mappings()
    return {row["key_id"]: sealing.open_key(own, row["sealed"]) for row in rows}


def admit(conn: Connection, account_id: str, ring: dict[str, PrivateKey]) -> bool:
    """Seal these team keys to a lead's own pair; False when they have chosen no passphrase."""
    row = _lead(conn, account_id)
    if row is None:
        return False
    conn.execute(delete(team_copy).where(team_copy.c.account_id == account_id))
    for key_id, private in ring.items():
        sealed = sealing.seal_key(row["public"], private)
        copy = {"id": new_id(), "key_id": key_id, "account_id": account_id, "sealed": sealed}
        conn.execute(insert(team_copy).values(copy))
    return True


def end(conn: Connection, account_id: str) -> None:
    """Take a lead's pair and copies away."""
    conn.execute(delete(team_copy).where(team_copy.c.account_id == account_id))
    conn.execute(delete(lead_key).where(lead_key.c.account_id == account_id))


def next_pair(conn: Connection, now: datetime) -> tuple[TeamKey, PrivateKey, str | None]:
    """A new team pair, sealed to every lead who is in; a new recovery key if the old has no pair.

    Whoever left keeps what they had seen, and opens nothing that comes after.
    """
    before, recovery = find(conn), None
    if before is None or before.recovery_public is None:
        recovery = _recovery_key()
        made, private = _made(recovery)
    else:
        private = sealing.new_pair()
        wrapped = sealing.seal_key(before.recovery_public, private)
        public = bytes(private.public_key)
        made = TeamKey(public, wrapped, before.salt, new_id(), before.recovery_public)
    leads = admitted(conn)
    _insert(conn, made, now)
    for account_id in leads:
        row = _lead(conn, account_id)
        if row is not None:
            sealed = sealing.seal_key(row["public"], private)
            copy = {"id": new_id(), "key_id": made.id, "account_id": account_id, "sealed": sealed}
            conn.execute(insert(team_copy).values(copy))
    return made, private, recovery


def tested(conn: Connection, account_id: str, now: datetime) -> None:
    """This lead has opened a test case."""
    here = lead_key.c.account_id == account_id
    conn.execute(update(lead_key).where(here).values(tested_at=stamp(now)))


def last_tests(conn: Connection) -> dict[str, str | None]:
    """When each lead last opened a test case."""
    rows = conn.execute(select(lead_key.c.account_id, lead_key.c.tested_at))
    return {row.account_id: row.tested_at for row in rows}


def fingerprint(public: bytes) -> str:
    """Twelve digits that two people compare in person before one admits the other."""
    number = int.from_bytes(hashlib.sha256(public).digest()[:8], "big") % 10**12
    digits = f"{number:012d}"
    return " ".join(digits[at : at + 4] for at in (0, 4, 8))


def _lead(conn: Connection, account_id: str) -> RowMapping | None:
    query = select(lead_key).where(lead_key.c.account_id == account_id)
    return conn.execute(query).mappings().first()


def _of(row: RowMapping) -> TeamKey:
    return TeamKey(row["public"], row["wrapped"], row["salt"], row["id"], row["recovery_public"])


def _insert(conn: Connection, made: TeamKey, now: datetime) -> None:
    last = conn.execute(select(func.max(team_key.c.made_at))).scalar()
    after = max(now, moment(last) + timedelta(seconds=1)) if last else now  # the newest counts
    conn.execute(inserting(conn, team_key).values({**vars(made), "made_at": stamp(after)}))


def _recovery_key() -> str:
    signs = (secrets.choice(_LETTERS) for _ in range(_GROUPS * _GROUP))
    whole = "".join(signs)
    return "-".join(whole[at : at + _GROUP] for at in range(0, len(whole), _GROUP))


def _made(recovery: str) -> tuple[TeamKey, PrivateKey]:
    pair, salt = sealing.new_pair(), sealing.new_salt()
    paper = sealing.private_of(sealing.stretched(recovery, salt)).public_key
    wrapped = sealing.seal_key(bytes(paper), pair)
    return TeamKey(bytes(pair.public_key), wrapped, salt, new_id(), bytes(paper)), pair
