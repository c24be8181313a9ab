"""Sealed cases, the passphrases of those who open them, and alerts to those on duty."""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the tables up to this version."""
    op.create_table(
        "case_file",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("level", sa.Text(), nullable=False),
        sa.Column("route", sa.Text(), nullable=False),
        sa.Column("raised_at", sa.Text(), nullable=False),
        sa.Column("fresh_at", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("detector", sa.Text(), nullable=False),
        sa.Column("needs_person", sa.Boolean(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("seen_at", sa.Text(), nullable=True),
        sa.Column("decided_at", sa.Text(), nullable=True),
        sa.Column("closed_at", sa.Text(), nullable=True),
        sa.Column("drill", sa.Boolean(), server_default="0", nullable=False),
        sa.CheckConstraint("level IN ('concern', 'urgent')", name=op.f("ck_case_file_level")),
        sa.CheckConstraint("route IN ('child', 'allegation')", name=op.f("ck_case_file_route")),
        sa.CheckConstraint(
            "state IN ('new', 'seen', 'decided', 'closed')", name=op.f("ck_case_file_state")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_file")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_case_file_state", "case_file", ["state"])
    op.create_table(
        "case_part",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("case_id", sa.Text(), nullable=False),
        sa.Column("key_id", sa.Text(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_part")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_case_part_case_id", "case_part", ["case_id"])
    op.create_table(
        "case_hidden",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("case_id", sa.Text(), nullable=False),
        sa.Column("tag", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_hidden")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_case_hidden_case_id", "case_hidden", ["case_id"])
    op.create_table(
        "lead_key",
        sa.Column("account_id", sa.Text(), nullable=False),
        sa.Column("public", sa.LargeBinary(), nullable=False),
        sa.Column("locked", sa.LargeBinary(), nullable=False),
        sa.Column("salt", sa.LargeBinary(), nullable=False),
        sa.Column("made_at", sa.Text(), nullable=False),
        sa.Column("tested_at", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_lead_key")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "team_copy",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("key_id", sa.Text(), nullable=False),
        sa.Column("account_id", sa.Text(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_team_copy")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_team_copy_account_id", "team_copy", ["account_id"])
    op.add_column("team_key", sa.Column("recovery_public", sa.LargeBinary(), nullable=True))
    op.add_column("roster", sa.Column("standin", sa.Boolean(), server_default="0", nullable=False))
    op.add_column(
        "held_conversation",
        sa.Column("raised", sa.Boolean(), server_default="0", nullable=False),
    )
    op.create_table(
        "duty_person",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("account_id", sa.Text(), nullable=True),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_duty_person")),
        sa.UniqueConstraint("account_id", name=op.f("uq_duty_person_account_id")),
        sqlite_with_rowid=False,
    )
    _alerts()


def _alerts() -> None:
    op.create_table(
        "alert",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("gist", sa.Text(), nullable=False),
        sa.Column("route", sa.Text(), nullable=False),
        sa.Column("raised_at", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("step_at", sa.Text(), nullable=False),
        sa.Column("told", sa.Integer(), nullable=False),
        sa.Column("heard_at", sa.Text(), nullable=True),
        sa.Column("heard_by", sa.Text(), nullable=True),
        sa.Column("drill", sa.Boolean(), server_default="0", nullable=False),
        sa.CheckConstraint(
            "gist IN ('urgent', 'late', 'gap', 'worker', 'test')", name=op.f("ck_alert_gist")
        ),
        sa.CheckConstraint("state IN ('waiting', 'heard', 'over')", name=op.f("ck_alert_state")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alert")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_alert_state", "alert", ["state"])
    op.create_table(
        "alert_case",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("alert_id", sa.Text(), nullable=False),
        sa.Column("case_id", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alert_case")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_alert_case_alert_id", "alert_case", ["alert_id"])
    op.create_index("ix_alert_case_case_id", "alert_case", ["case_id"])
    op.create_table(
        "alert_way",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("alert_id", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Text(), nullable=False),
        sa.Column("way", sa.Text(), nullable=False),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alert_way")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_alert_way_alert_id", "alert_way", ["alert_id"])
    op.create_table(
        "drill",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("planted_at", sa.Text(), nullable=False),
        sa.Column("conversation_id", sa.Text(), nullable=True),
        sa.Column("case_id", sa.Text(), nullable=True),
        sa.Column("found_at", sa.Text(), nullable=True),
        sa.Column("seen_at", sa.Text(), nullable=True),
        sa.Column("decided_at", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_drill")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_drill_planted_at", "drill", ["planted_at"])
