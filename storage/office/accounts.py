"""Staff accounts: made, found, disabled; passwords are argon2 hashes and nothing else."""

import secrets
from dataclasses import dataclass
from datetime import date

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import Connection, insert, select, update

from storage.crypto import new_id
from storage.office.tables import account, signin

_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
"""What cannot be misread from a screen or a slip of paper."""

PASSWORD_MIN, PASSWORD_MAX = 12, 128

HASHER = PasswordHasher()
"""argon2id with the library's current costs; a tenth of a second on an ordinary server."""


@dataclass(frozen=True)
class Account:
    """One member of staff. `district` narrows what a district lead sees."""

    id: str
    name: str
    role: str
    district: str | None
    active: bool
    must_change: bool
    created_on: str


class NameTaken(Exception):
    """An account of that name exists already, open or disabled."""


def hash_password(password: str) -> str:
    """The argon2 hash to keep. Slow on purpose: never call it inside a write transaction."""
    return HASHER.hash(password)


def password_matches(password_hash: str, password: str) -> bool:
    """Whether the password made that hash. As slow as `hash_password`."""
    try:
        return HASHER.verify(password_hash, password)
    except (VerificationError, InvalidHashError):
        return False


def one_time_password() -> str:
    """A password to hand over once: 16 letters in four groups, 79 bits."""
    groups = ("".join(secrets.choice(_LETTERS) for _ in range(4)) for _ in range(4))
    return "-".join(groups)


def weakness(password: str, name: str) -> str | None:
    """What is wrong with a password somebody chose, as a sentence; None when it will do."""
    if len(password) < PASSWORD_MIN:
        return f"Use at least {PASSWORD_MIN} characters. Three random words are a good start."
    if len(password) > PASSWORD_MAX:
        return f"Use at most {PASSWORD_MAX} characters."
    if len(set(password.casefold())) < 5:
        return "Use at least five different characters."
    if name.casefold() in password.casefold():
        return "Do not use your account name in your password."
    return None


def create(
    conn: Connection,
    name: str,
    role: str,
    password_hash: str,
    today: date,
    *,
    district: str | None = None,
    one_time: bool = True,
) -> Account:
    """Open an account. `one_time`: the password must be changed at the first sign-in."""
    name = plain_name(name)
    if conn.execute(select(account.c.id).where(account.c.name == name)).first():
        raise NameTaken(name)
    made = Account(new_id(), name, role, district, True, one_time, today.isoformat())
    conn.execute(insert(account).values(**vars(made), password_hash=password_hash))
    return made


def plain_name(name: str) -> str:
    """Account names differ neither by case nor by spaces around them."""
    return name.strip().casefold()


def find(conn: Connection, account_id: str) -> Account | None:
    """One account by its id."""
    row = conn.execute(select(account).where(account.c.id == account_id)).mappings().first()
    return _account(dict(row)) if row else None


def find_by_name(conn: Connection, name: str) -> tuple[Account, str] | None:
    """An account and its password hash, by name."""
    row = conn.execute(select(account).where(account.c.name == plain_name(name))).mappings().first()
    return (_account(dict(row)), row["password_hash"]) if row else None


def listing(conn: Connection) -> list[Account]:
    """Every account, by name."""
    rows = conn.execute(select(account).order_by(account.c.name)).mappings()
    return [_account(dict(row)) for row in rows]


def set_password(
    conn: Connection, account_id: str, password_hash: str, *, one_time: bool = False
) -> None:
    """Keep a new password; everywhere else the account is signed out."""
    conn.execute(
        update(account)
        .where(account.c.id == account_id)
        .values(password_hash=password_hash, must_change=one_time)
    )
    conn.execute(signin.delete().where(signin.c.account_id == account_id))


def set_active(conn: Connection, account_id: str, active: bool) -> bool:
    """Disable or open an account; disabling signs it out at once. False when nothing changed."""
    changed = conn.execute(
        update(account)
        .where(account.c.id == account_id, account.c.active == (not active))
        .values(active=active)
    )
    if not active:
        conn.execute(signin.delete().where(signin.c.account_id == account_id))
    return changed.rowcount == 1


def active_with_role(conn: Connection, role: str) -> int:
    """How many open accounts have the role; the last admin must not be disabled."""
    query = select(account.c.id).where(account.c.role == role, account.c.active.is_(True))
    return len(conn.execute(query).all())


def _account(row: dict[str, object]) -> Account:
    row.pop("password_hash")
    return Account(**row)  # type: ignore[arg-type]
