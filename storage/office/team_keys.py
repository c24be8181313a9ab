"""The safeguarding team's key pair: anybody seals to it, only the team's recovery key opens it."""

import secrets
from dataclasses import dataclass
from datetime import datetime

from nacl.exceptions import CryptoError
from nacl.public import PrivateKey
from nacl.pwhash import argon2id
from nacl.secret import SecretBox
from sqlalchemy import Connection, select

from storage.crypto import Unreadable, new_id
from storage.database import Database, alone, inserting
from storage.office.tables import team_key
from storage.times import stamp

_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
_GROUPS, _GROUP = 8, 4
"""32 of 31 letters: more than 150 bits, written down in eight groups."""

_LOCK = 0x7EA3


@dataclass(frozen=True)
class TeamKey:
    """The pair as it is kept: the public half in clear, the private one under the recovery key."""

    public: bytes
    wrapped: bytes
    salt: bytes


def ensure(register: Database, now: datetime) -> str | None:
    """Make the pair once. The recovery key, to be shown once; None when there is a pair already."""
    with register.read() as conn:
        if find(conn) is not None:
            return None
    recovery = _recovery_key()
    made = _made(recovery)  # slow on purpose, so before the write
    with register.write() as conn:
        alone(conn, _LOCK)
        if find(conn) is not None:  # another process was faster: its key is the one that counts
            return None
        row = {**vars(made), "id": new_id(), "made_at": stamp(now)}
        conn.execute(inserting(conn, team_key).values(row))
    return recovery


def find(conn: Connection) -> TeamKey | None:
    """The pair that new record numbers and cases are sealed to."""
    query = select(team_key).order_by(team_key.c.made_at.desc()).limit(1)
    row = conn.execute(query).mappings().first()
    return TeamKey(row["public"], row["wrapped"], row["salt"]) if row else None


def unwrapped(kept: TeamKey, recovery: str) -> PrivateKey:
    """The private key. Raises `Unreadable` for a wrong recovery key."""
    try:
        return PrivateKey(SecretBox(_wrapping(recovery, kept.salt)).decrypt(kept.wrapped))
    except CryptoError as error:
        raise Unreadable from error


def _recovery_key() -> str:
    signs = (secrets.choice(_LETTERS) for _ in range(_GROUPS * _GROUP))
    whole = "".join(signs)
    return "-".join(whole[at : at + _GROUP] for at in range(0, len(whole), _GROUP))


def _made(recovery: str) -> TeamKey:
    pair, salt = PrivateKey.generate(), secrets.token_bytes(argon2id.SALTBYTES)
    wrapped = SecretBox(_wrapping(recovery, salt)).encrypt(bytes(pair))
    return TeamKey(bytes(pair.public_key), bytes(wrapped), salt)


def _wrapping(recovery: str, salt: bytes) -> bytes:
    plain = recovery.strip().casefold().encode()
    cost = (argon2id.OPSLIMIT_MODERATE, argon2id.MEMLIMIT_MODERATE)
    return bytes(argon2id.kdf(SecretBox.KEY_SIZE, plain, salt, *cost))
