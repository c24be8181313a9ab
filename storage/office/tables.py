"""The office's own tables: who works here, who is signed in, and which jobs ran."""

from sqlalchemy import Boolean, CheckConstraint, Column, Index, Integer, Text

from storage.schema import register_metadata, table

account = table(
    register_metadata,
    "account",
    Column("id", Text, primary_key=True),
    Column("name", Text, nullable=False, unique=True),
    Column("role", Text, nullable=False),
    Column("password_hash", Text, nullable=False),  # argon2
    Column("must_change", Boolean, nullable=False),  # a one-time password is good for one sign-in
    Column("district", Text),
    Column("active", Boolean, nullable=False),
    Column("created_on", Text, nullable=False),  # a day
    room="office",
    kept="while the account is open; a disabled one as long as the audit log names it",
)

signin = table(
    register_metadata,
    "signin",
    Column("id", Text, primary_key=True),  # hash of the cookie's token, never the token
    Column("account_id", Text, nullable=False),
    Column("started_at", Text, nullable=False),
    Column("seen_at", Text, nullable=False),
    Index("ix_signin_account_id", "account_id"),
    room="office",
    kept="until signed out, 30 minutes unused, or 12 hours old",
)

signin_try = table(
    register_metadata,
    "signin_try",
    Column("bucket", Text, primary_key=True),  # keyed hash of an account's name or an address
    Column("count", Integer, nullable=False),
    Column("window_start", Text, nullable=False),
    CheckConstraint("count >= 0", name="count"),
    room="office",
    kept="15 minutes",
)

job_run = table(
    register_metadata,
    "job_run",
    Column("job", Text, primary_key=True),
    Column("due", Text, primary_key=True),
    Column("lease_until", Text),  # NULL: finished
    Column("finished_at", Text),
    Column("owner", Text, nullable=False),
    Column("outcome", Text, nullable=False),
    room="office",
    kept="90 days",
)
