"""Return codes for web chat, and the counters that slow down guessing them."""

import sqlalchemy as sa
from alembic import op

revision = "0040"
down_revision = "0030"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the tables up to this version."""
    op.create_table(
        "return_code",
        sa.Column("tag", sa.Text(), nullable=False),
        sa.Column("until", sa.Text(), nullable=False),
        sa.Column("pointer", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("tag", name=op.f("pk_return_code")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("return_code", schema=None) as batch_op:
        batch_op.create_index("ix_return_code_until", ["until"], unique=False)
    op.create_table(
        "code_try",
        sa.Column("bucket", sa.Text(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("window_start", sa.Text(), nullable=False),
        sa.CheckConstraint("count >= 0", name=op.f("ck_code_try_count")),
        sa.PrimaryKeyConstraint("bucket", name=op.f("pk_code_try")),
        sqlite_with_rowid=False,
    )
