"""Check-ins: campaigns, links, rosters, the do-not-ask list, and more about a contact."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the tables up to this version."""
    op.create_table(
        "campaign",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("flow", sa.Text(), nullable=True),
        sa.Column("part", sa.Text(), server_default="", nullable=False),
        sa.Column("made_by", sa.Text(), nullable=False),
        sa.Column("audience", sa.Text(), nullable=False),
        sa.Column("starts_at", sa.Text(), nullable=False),
        sa.Column("remind_at", sa.Text(), nullable=True),
        sa.Column("closes_at", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("told", sa.Text(), nullable=True),
        sa.Column("asked", sa.Integer(), server_default="0", nullable=False),
        sa.CheckConstraint("kind IN ('prompt', 'told')", name=op.f("ck_campaign_kind")),
        sa.CheckConstraint(
            "state IN ('draft', 'planned', 'running', 'paused', 'cancelled', 'closed')",
            name=op.f("ck_campaign_state"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_campaign")),
        info={"room": "office", "kept": "seven years, as the record of what was asked when"},
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("campaign", schema=None) as batch_op:
        batch_op.create_index("ix_campaign_state", ["state"], unique=False)

    op.create_table(
        "campaign_tally",
        sa.Column("campaign_id", sa.Text(), nullable=False),
        sa.Column("answered", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("campaign_id", name=op.f("pk_campaign_tally")),
        info={"room": "office", "kept": "as long as its campaign"},
        sqlite_with_rowid=False,
    )
    op.create_table(
        "chat_link",
        sa.Column("tag", sa.Text(), nullable=False),
        sa.Column("period", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.CheckConstraint("state IN ('open', 'used', 'void')", name=op.f("ck_chat_link_state")),
        sa.PrimaryKeyConstraint("tag", name=op.f("pk_chat_link")),
        info={"room": "register", "kept": "until the release after its own"},
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("chat_link", schema=None) as batch_op:
        batch_op.create_index("ix_chat_link_period", ["period"], unique=False)

    op.create_table(
        "do_not_ask",
        sa.Column("record_tag", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("record_tag", name=op.f("pk_do_not_ask")),
        info={"room": "register", "kept": "until the next week's list replaces it"},
        sqlite_with_rowid=False,
    )
    op.create_table(
        "import_draft",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("account_id", sa.Text(), nullable=False),
        sa.Column("made_at", sa.Text(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_draft")),
        info={"room": "register", "kept": "until imported or thrown away, an hour at most"},
        sqlite_with_rowid=False,
    )
    op.create_table(
        "roster",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("duty", sa.Text(), nullable=False),
        sa.Column("account_id", sa.Text(), nullable=True),
        sa.Column("starts_at", sa.Text(), nullable=False),
        sa.Column("ends_at", sa.Text(), nullable=False),
        sa.Column("languages", sa.Text(), server_default="en", nullable=False),
        sa.CheckConstraint("duty IN ('duty', 'reader')", name=op.f("ck_roster_duty")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_roster")),
        info={"room": "office", "kept": "90 days after the shift"},
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("roster", schema=None) as batch_op:
        batch_op.create_index("ix_roster_ends_at", ["ends_at"], unique=False)

    op.create_table(
        "team_key",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("public", sa.LargeBinary(), nullable=False),
        sa.Column("wrapped", sa.LargeBinary(), nullable=False),
        sa.Column("salt", sa.LargeBinary(), nullable=False),
        sa.Column("made_at", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_team_key")),
        info={"room": "office", "kept": "as long as the service"},
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("contact", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("onboarded", sa.Boolean(), server_default="0", nullable=False)
        )
        batch_op.add_column(sa.Column("paused", sa.Boolean(), server_default="0", nullable=False))
        batch_op.add_column(sa.Column("preferred_time", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("worker_id", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("record_tag", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("record_number", sa.LargeBinary(), nullable=True))
        batch_op.create_index("ix_contact_record_tag", ["record_tag"], unique=False)
        batch_op.create_index("ix_contact_worker_id", ["worker_id"], unique=False)

    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.add_column(sa.Column("place", sa.Integer(), server_default="1", nullable=False))
        batch_op.drop_constraint("uq_outbox_contact_id_campaign_id_kind", type_="unique")
        batch_op.create_unique_constraint(
            "uq_outbox_contact_id_campaign_id_kind_place",
            ["contact_id", "campaign_id", "kind", "place"],
        )
