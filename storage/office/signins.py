"""Who is signed in, kept on the server, and the counters that slow down guessing."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, case, delete, insert, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from storage.office.accounts import Account
from storage.office.tables import account, signin, signin_try
from storage.times import moment, stamp

IDLE = timedelta(minutes=30)
LONGEST = timedelta(hours=12)
WINDOW = timedelta(minutes=15)
TRIES_PER_ACCOUNT = 10
TRIES_PER_ADDRESS = 30

_NOTED_EVERY = timedelta(minutes=1)
"""A page view does not become a write each time; half an hour idle is known to the minute."""


@dataclass(frozen=True)
class SignedIn:
    """An account that is signed in now; `note_due` when the visit should be written down."""

    account: Account
    signin_id: str
    note_due: bool


def start(conn: Connection, account_id: str, now: datetime) -> str:
    """Sign an account in; the answer is the cookie's token, of which only a hash is kept."""
    token = secrets.token_urlsafe(32)
    conn.execute(
        insert(signin).values(
            id=_kept_as(token), account_id=account_id, started_at=stamp(now), seen_at=stamp(now)
        )
    )
    return token


def find(conn: Connection, token: str, now: datetime) -> SignedIn | None:
    """Whose token this is; None when it is unknown, too old, unused too long or disabled."""
    columns = [column for column in account.c if column.name != "password_hash"]
    row = (
        conn.execute(
            select(signin.c.id.label("signin_id"), signin.c.started_at, signin.c.seen_at, *columns)
            .join(account, account.c.id == signin.c.account_id)
            .where(signin.c.id == _kept_as(token), account.c.active.is_(True))
        )
        .mappings()
        .first()
    )
    if row is None:
        return None
    idle, age = now - moment(row["seen_at"]), now - moment(row["started_at"])
    if idle > IDLE or age > LONGEST:
        return None
    who = Account(**{column.name: row[column.name] for column in columns})
    return SignedIn(who, row["signin_id"], abs(idle) > _NOTED_EVERY)


def note(conn: Connection, signin_id: str, now: datetime) -> None:
    """Write down that a signed-in account was here."""
    conn.execute(update(signin).where(signin.c.id == signin_id).values(seen_at=stamp(now)))


def end(conn: Connection, signin_id: str) -> None:
    """Sign out."""
    conn.execute(delete(signin).where(signin.c.id == signin_id))


def sweep(conn: Connection, now: datetime) -> None:
    """Forget what is over: sign-ins that ended by themselves, counters whose window closed."""
    conn.execute(
        delete(signin).where(
            or_(signin.c.seen_at < stamp(now - IDLE), signin.c.started_at < stamp(now - LONGEST))
        )
    )
    conn.execute(delete(signin_try).where(signin_try.c.window_start < stamp(now - WINDOW)))


def take_try(conn: Connection, name_bucket: str, address_bucket: str, now: datetime) -> bool:
    """Count a try *before* the password is looked at, so that tries at the same moment count too.

    False when there were too many: the password must then not be looked at.
    """
    counts = [_counted(conn, bucket, now) for bucket in (name_bucket, address_bucket)]
    return counts[0] <= TRIES_PER_ACCOUNT and counts[1] <= TRIES_PER_ADDRESS


def give_back(conn: Connection, name_bucket: str, address_bucket: str) -> None:
    """A right password: forget the account's wrong tries and this try of the address."""
    conn.execute(delete(signin_try).where(signin_try.c.bucket == name_bucket))
    conn.execute(
        update(signin_try)
        .where(signin_try.c.bucket == address_bucket, signin_try.c.count > 0)
        .values(count=signin_try.c.count - 1)
    )


def _counted(conn: Connection, bucket: str, now: datetime) -> int:
    """One more for the bucket, in one statement: two tries at once must count as two."""
    insert_or = postgresql.insert if conn.dialect.name == "postgresql" else sqlite.insert
    over = signin_try.c.window_start <= stamp(now - WINDOW)
    statement = (
        insert_or(signin_try)
        .values(bucket=bucket, count=1, window_start=stamp(now))
        .on_conflict_do_update(
            index_elements=[signin_try.c.bucket],
            set_={
                "count": case((over, 1), else_=signin_try.c.count + 1),
                "window_start": case((over, stamp(now)), else_=signin_try.c.window_start),
            },
        )
        .returning(signin_try.c.count)
    )
    return int(conn.execute(statement).scalar_one())


def _kept_as(token: str) -> str:
    # The token has 256 random bits: a plain hash of it cannot be guessed back.
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
