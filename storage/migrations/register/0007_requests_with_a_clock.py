"""Requests with a clock: by when somebody hears, and who deals with it."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the tables up to this version."""
    with op.batch_alter_table("request", schema=None) as batch_op:
        batch_op.add_column(sa.Column("due_at", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("taken_by", sa.Text(), nullable=True))
