"""Actions and their history, release days, public texts, proposals, the district log."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the tables up to this version."""
    op.create_table(
        "action",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("heard", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), server_default="", nullable=False),
        sa.Column("answer", sa.Text(), server_default="", nullable=False),
        sa.Column("owner_id", sa.Text(), nullable=True),
        sa.Column("by_when", sa.Text(), nullable=True),
        sa.Column("theme", sa.Text(), nullable=True),
        sa.Column("publication_id", sa.Text(), nullable=True),
        sa.Column("period", sa.Text(), nullable=True),
        sa.Column("asked_in", sa.Text(), server_default="[]", nullable=False),
        sa.Column("place", sa.Text(), nullable=True),
        sa.Column("asked_on", sa.Text(), nullable=True),
        sa.Column("released_on", sa.Text(), nullable=True),
        sa.Column("decided_on", sa.Text(), nullable=True),
        sa.Column("first_by", sa.Text(), nullable=True),
        sa.Column("moved", sa.Integer(), server_default="0", nullable=False),
        sa.Column("given_up_on", sa.Text(), nullable=True),
        sa.Column("stuck_on", sa.Text(), nullable=True),
        sa.Column("stuck_why", sa.Text(), server_default="", nullable=False),
        sa.Column("did_on", sa.Text(), nullable=True),
        sa.Column("told_on", sa.Text(), nullable=True),
        sa.Column("told_by", sa.Text(), nullable=True),
        sa.Column("checked_on", sa.Text(), nullable=True),
        sa.Column("worked", sa.Text(), nullable=True),
        sa.Column("quip_ref", sa.Text(), server_default="", nullable=False),
        sa.Column("principle", sa.Text(), server_default="", nullable=False),
        sa.Column("pledge", sa.Text(), server_default="", nullable=False),
        sa.Column("in_power", sa.Text(), server_default="", nullable=False),
        sa.Column("made_by", sa.Text(), nullable=True),
        sa.Column("made_on", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "in_power IN ('', 'yes', 'partly', 'no')", name=op.f("ck_action_in_power")
        ),
        sa.CheckConstraint("kind IN ('', 'will', 'cannot')", name=op.f("ck_action_kind")),
        sa.CheckConstraint(
            "state IN ('asked', 'said', 'themed', 'decided', 'did', 'told', 'checked')",
            name=op.f("ck_action_state"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_action")),
        sa.UniqueConstraint("code", name=op.f("uq_action_code")),
        info={
            "room": "office",
            "kept": "seven years, as the record of what was promised and done; of no young person",
        },
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("action", schema=None) as batch_op:
        batch_op.create_index("ix_action_state", ["state"], unique=False)
        batch_op.create_index("ix_action_theme", ["theme"], unique=False)

    op.create_table(
        "action_change",
        sa.Column("action_id", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=True),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("action_id", "number", name=op.f("pk_action_change")),
        info={"room": "office", "kept": "as long as its action"},
        sqlite_with_rowid=False,
    )
    op.create_table(
        "action_owner",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=True),
        sa.Column("link_month", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_action_owner")),
        sa.UniqueConstraint("name", name=op.f("uq_action_owner_name")),
        info={"room": "office", "kept": "as long as an action is theirs"},
        sqlite_with_rowid=False,
    )
    op.create_table(
        "log_entry",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("day", sa.Text(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("young_people", sa.Integer(), nullable=False),
        sa.Column("adults", sa.Integer(), nullable=False),
        sa.Column("lines", sa.Integer(), server_default="0", nullable=False),
        sa.Column("did", sa.Text(), server_default="", nullable=False),
        sa.Column("effect", sa.Text(), server_default="[]", nullable=False),
        sa.Column("managers", sa.Text(), server_default="", nullable=False),
        sa.Column("consent_words", sa.Boolean(), nullable=False),
        sa.Column("consent_photos", sa.Boolean(), nullable=False),
        sa.Column("flow", sa.Text(), nullable=True),
        sa.Column("told_back_on", sa.Text(), nullable=True),
        sa.Column("made_by", sa.Text(), nullable=True),
        sa.Column("made_on", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('event', 'carers', 'observed')", name=op.f("ck_log_entry_kind")
        ),
        sa.CheckConstraint("young_people >= 0 AND adults >= 0", name=op.f("ck_log_entry_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_log_entry")),
        sa.UniqueConstraint("code", name=op.f("uq_log_entry_code")),
        info={
            "room": "office",
            "kept": "seven years, as the record of events; of no young person, without their words",
        },
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("log_entry", schema=None) as batch_op:
        batch_op.create_index("ix_log_entry_day", ["day"], unique=False)

    op.create_table(
        "proposal",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("about", sa.Text(), server_default="", nullable=False),
        sa.Column("made_by", sa.Text(), nullable=False),
        sa.Column("made_at", sa.Text(), nullable=False),
        sa.Column("due_on", sa.Text(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("reply", sa.Text(), server_default="", nullable=False),
        sa.Column("replied_by", sa.Text(), nullable=True),
        sa.Column("replied_at", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "kind IN ('question', 'wording', 'agenda', 'challenge')", name=op.f("ck_proposal_kind")
        ),
        sa.CheckConstraint("state = 'open' OR reply <> ''", name=op.f("ck_proposal_with_a_reason")),
        sa.CheckConstraint("state IN ('open', 'yes', 'no')", name=op.f("ck_proposal_state")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposal")),
        info={
            "room": "office",
            "kept": "seven years, as the record of what was promised and done; of no young person",
        },
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("proposal", schema=None) as batch_op:
        batch_op.create_index("ix_proposal_kind", ["kind", "state"], unique=False)

    op.create_table(
        "public_text",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("made_by", sa.Text(), nullable=True),
        sa.Column("made_at", sa.Text(), nullable=False),
        sa.Column("first_by", sa.Text(), nullable=True),
        sa.Column("first_at", sa.Text(), nullable=True),
        sa.Column("second_by", sa.Text(), nullable=True),
        sa.Column("second_at", sa.Text(), nullable=True),
        sa.Column("sent_back", sa.Text(), server_default="", nullable=False),
        sa.Column("went_out", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "kind IN ('action', 'told', 'newsletter', 'letter')", name=op.f("ck_public_text_kind")
        ),
        sa.CheckConstraint(
            "state = 'waiting' OR state = 'withdrawn' OR second_by IS NOT NULL",
            name=op.f("ck_public_text_signed_twice"),
        ),
        sa.CheckConstraint(
            "state IN ('waiting', 'signed', 'out', 'withdrawn')", name=op.f("ck_public_text_state")
        ),
        sa.CheckConstraint("first_by <> second_by", name=op.f("ck_public_text_two_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_public_text")),
        info={
            "room": "office",
            "kept": "seven years, as the record of what was promised and done; of no young person",
        },
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("public_text", schema=None) as batch_op:
        batch_op.create_index("ix_public_text_kind", ["kind", "state"], unique=False)

    op.create_table(
        "release_day",
        sa.Column("quarter", sa.Text(), nullable=False),
        sa.Column("lane", sa.Text(), nullable=False),
        sa.Column("first_on", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("quarter", "lane", name=op.f("pk_release_day")),
        info={
            "room": "office",
            "kept": "seven years: days on which at least the county's smallest batch came through",
        },
        sqlite_with_rowid=False,
    )
