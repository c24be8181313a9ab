"""The reading room: both reads, languages, leases, practice, measures and second signatures.

What was cleared before is read again: a cleared text now keeps, letter for letter, what the person
saw, and these do not. Finish a release that broke off (`run-job release`) before migrating.
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the tables up to this version."""
    op.create_table(
        "public_candidate",
        sa.Column("answer_id", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("marked_by", sa.Text(), nullable=False),
        sa.Column("marked_at", sa.Text(), nullable=False),
        sa.Column("signed_by", sa.Text(), nullable=True),
        sa.Column("signed_at", sa.Text(), nullable=True),
        sa.CheckConstraint("signed_by <> marked_by", name=op.f("ck_public_candidate_two_people")),
        sa.PrimaryKeyConstraint("answer_id", name=op.f("pk_public_candidate")),
        info={"room": "office", "kept": "as long as the answer it is about, six years at most"},
        sqlite_with_rowid=False,
    )
    op.create_table(
        "read_lease",
        sa.Column("object_id", sa.Text(), nullable=False),
        sa.Column("account_id", sa.Text(), nullable=False),
        sa.Column("until", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("object_id", name=op.f("pk_read_lease")),
        info={"room": "register", "kept": "ten minutes, so that two readers get different texts"},
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("read_lease", schema=None) as batch_op:
        batch_op.create_index("ix_read_lease_account_id", ["account_id"], unique=False)

    op.create_table(
        "reading_day",
        sa.Column("day", sa.Text(), nullable=False),
        sa.Column("account_id", sa.Text(), nullable=False),
        sa.Column("texts", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("day", "account_id", name=op.f("pk_reading_day")),
        info={
            "room": "office",
            "kept": "until the day is over: progress, not a record of how fast anybody works",
        },
        sqlite_with_rowid=False,
    )
    op.create_table(
        "reading_practice",
        sa.Column("account_id", sa.Text(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("best", sa.Integer(), nullable=False),
        sa.Column("passed_on", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_reading_practice")),
        info={"room": "office", "kept": "as long as its account"},
        sqlite_with_rowid=False,
    )
    op.create_table(
        "redaction_month",
        sa.Column("month", sa.Text(), nullable=False),
        sa.Column("texts", sa.Integer(), nullable=False),
        sa.Column("untouched", sa.Integer(), nullable=False),
        sa.Column("kept", sa.Integer(), nullable=False),
        sa.Column("restored", sa.Integer(), nullable=False),
        sa.Column("more", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("month", name=op.f("pk_redaction_month")),
        info={
            "room": "office",
            "kept": "seven years: numbers of how well the machine takes names out",
        },
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("held_answer", schema=None) as batch_op:
        batch_op.add_column(sa.Column("language", sa.Text(), nullable=True))
        batch_op.add_column(
            sa.Column("translated", sa.Boolean(), server_default="0", nullable=False)
        )
        batch_op.add_column(
            sa.Column("escalated", sa.Boolean(), server_default="0", nullable=False)
        )

    with op.batch_alter_table("held_conversation", schema=None) as batch_op:
        batch_op.add_column(sa.Column("safety", sa.Text(), server_default="due", nullable=False))
        batch_op.add_column(sa.Column("safety_by", sa.Text(), nullable=True))

    op.execute("UPDATE held_answer SET decision = NULL, decided_by = NULL WHERE decision = 'clear'")
