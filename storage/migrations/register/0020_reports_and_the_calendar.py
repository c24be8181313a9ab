"""Reports: drafts, what was written into them, and the calendar that they are made for."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the tables up to this version."""
    op.create_table(
        "report",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("period", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("meeting_id", sa.Text(), nullable=True),
        sa.Column("made_by", sa.Text(), nullable=True),
        sa.Column("made_on", sa.Text(), nullable=False),
        sa.Column("final_by", sa.Text(), nullable=True),
        sa.Column("final_on", sa.Text(), nullable=True),
        sa.Column("frozen", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "kind IN ('quarterly', 'board', 'csdmt', 'annual')", name=op.f("ck_report_kind")
        ),
        sa.CheckConstraint("state IN ('draft', 'final')", name=op.f("ck_report_state")),
        sa.CheckConstraint(
            "(state = 'final') = (frozen IS NOT NULL)", name=op.f("ck_report_frozen")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_report_period", "report", ["period", "kind"])
    op.create_table(
        "report_text",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("report_id", sa.Text(), nullable=False),
        sa.Column("slot", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("stands", sa.Text(), server_default="", nullable=False),
        sa.Column("written_by", sa.Text(), nullable=False),
        sa.Column("written_on", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_text")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_report_text_report_id", "report_text", ["report_id", "slot"], unique=True)
    op.create_table(
        "calendar_day",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("day", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("papers_due", sa.Text(), nullable=True),
        sa.Column("cohort", sa.Text(), server_default="", nullable=False),
        sa.Column("entered_by", sa.Text(), nullable=True),
        sa.Column("entered_on", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('board', 'management', 'group', 'other')", name=op.f("ck_calendar_day_kind")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendar_day")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_calendar_day_day", "calendar_day", ["day", "kind", "title"], unique=True)
