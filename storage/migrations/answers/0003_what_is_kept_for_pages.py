"""What pages would otherwise work out from all answers at each view.

The next look counts again what was counted before.
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the tables up to this version."""
    op.create_table(
        "theme_tally",
        sa.Column("quarter", sa.Text(), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("lane", sa.Text(), nullable=False),
        sa.Column("theme", sa.Text(), nullable=False),
        sa.Column("voices", sa.Integer(), nullable=False),
        sa.Column("unchecked", sa.Integer(), nullable=False),
        sa.Column("judged", sa.Integer(), nullable=False),
        sa.Column("stood", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint(
            "quarter", "question", "lane", "theme", name=op.f("pk_theme_tally")
        ),
        info={"room": "answers", "kept": "as long as the answers it counts"},
        sqlite_with_rowid=False,
    )
    op.create_table(
        "worked_out",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("quarter", sa.Text(), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("lane", sa.Text(), nullable=False),
        sa.Column("earlier", sa.Text(), nullable=False),
        sa.Column("made_with", sa.Text(), nullable=False),
        sa.Column("changed", sa.Text(), nullable=True),
        sa.Column("found", sa.Text(), nullable=True),
        sa.CheckConstraint("what IN ('news', 'words')", name=op.f("ck_worked_out_what")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_worked_out")),
        info={
            "room": "answers",
            "kept": "until one of its answers goes, or a night works it out anew",
        },
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("worked_out", schema=None) as batch_op:
        batch_op.create_index(
            "ix_worked_out_about", ["what", "quarter", "question", "lane"], unique=True
        )
    op.execute(
        "INSERT INTO to_count SELECT DISTINCT quarter, question FROM answer_tally AS counted "
        "WHERE NOT EXISTS (SELECT 1 FROM to_count WHERE to_count.quarter = counted.quarter "
        "AND to_count.question = counted.question)"
    )
