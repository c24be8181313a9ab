"""The safeguarding lead's signatures, and what the trained score says in its silent weeks."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the tables up to this version."""
    op.create_table(
        "sign_off",
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("signed_by", sa.Text(), nullable=False),
        sa.Column("signed_at", sa.Text(), nullable=False),
        sa.CheckConstraint("kind IN ('flow', 'silent-score')", name=op.f("ck_sign_off_kind")),
        sa.PrimaryKeyConstraint("kind", "subject", "digest", name=op.f("pk_sign_off")),
        info={"room": "office", "kept": "seven years, as the record of who found what safe"},
        sqlite_with_rowid=False,
    )
    op.create_table(
        "shadow_look",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("conversation_id", sa.Text(), nullable=False),
        sa.Column("day", sa.Text(), nullable=False),
        sa.Column("counted", sa.Text(), nullable=False),
        sa.Column("silent", sa.Text(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shadow_look")),
        info={"room": "register", "kept": "28 days; words no longer than their conversation"},
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("shadow_look", schema=None) as batch_op:
        batch_op.create_index("ix_shadow_look_day", ["day"], unique=False)
