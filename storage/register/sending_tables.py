"""What goes out: the outbox, what people were asked and told, what it cost; no number in clear."""

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Index,
    Integer,
    LargeBinary,
    Text,
    UniqueConstraint,
)

from storage.schema import register_metadata, table

outbox = table(
    register_metadata,
    "outbox",
    Column("id", Text, primary_key=True),
    Column("token", Text, nullable=False, unique=True),  # in the status callback's address
    Column("kind", Text, nullable=False),  # prompt | reminder | told | reply | safety | alert
    Column("place", Integer, nullable=False, server_default="1"),  # of the texts of one prompt
    Column("state", Text, nullable=False),
    Column("due_at", Text, nullable=False),
    Column("until", Text),  # not after this
    Column("lease_until", Text),
    Column("claimed_at", Text),
    Column("claimed_by", Text),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("contact_id", Text),  # NULL: an alert to staff
    Column("campaign_id", Text),
    Column("flow", Text),
    Column("part", Text),  # which set of a question bank
    Column("chosen", Boolean, nullable=False, server_default="0"),
    Column("text_id", Text),
    Column("body", LargeBinary),  # sealed; only of one-offs, and only until it went out
    Column("sid_tag", Text),  # keyed hash of the provider's id
    Column("sid", LargeBinary),  # sealed
    Column("segments", Integer, nullable=False),
    Column("cost", Integer, nullable=False, server_default="0"),  # thousandths of a penny
    Column("reason", Text, nullable=False, server_default=""),  # a word of ours, never theirs
    Column("epoch", Integer, nullable=False),  # older than a restore: never sent
    CheckConstraint(
        "kind IN ('prompt', 'reminder', 'told', 'reply', 'safety', 'alert')", name="kind"
    ),
    CheckConstraint(
        "state IN ('due', 'claimed', 'sent', 'delivered', 'undelivered', 'failed', 'unknown', "
        "'refused', 'cancelled')",
        name="state",
    ),
    UniqueConstraint("contact_id", "campaign_id", "kind", "place"),
    Index("ix_outbox_state", "state", "due_at"),
    Index("ix_outbox_sid_tag", "sid_tag"),
    Index("ix_outbox_claimed_at", "claimed_at"),
    room="register",
    kept="90 days; what became of a text that nobody knows, until a person has looked",
)

outbox_text = table(
    register_metadata,
    "outbox_text",
    Column("id", Text, primary_key=True),
    Column("language", Text, nullable=False),
    Column("body", LargeBinary, nullable=False),  # sealed; once per campaign and language
    Column("segments", Integer, nullable=False),
    room="register",
    kept="as long as its outbox rows",
)

asked = table(
    register_metadata,
    "asked",
    Column("contact_id", Text, primary_key=True),
    Column("flow", Text, primary_key=True),
    Column("part", Text, primary_key=True),
    Column("month", Text, primary_key=True),
    room="register",
    kept="a year: the month it was and the twelve before",
)

told = table(
    register_metadata,
    "told",
    Column("contact_id", Text, primary_key=True),
    Column("month", Text, primary_key=True),
    Column("asks", Integer, nullable=False),  # asks of the same month that it followed
    room="register",
    kept="a year: the month it was and the twelve before",
)

spend = table(
    register_metadata,
    "spend",
    Column("month", Text, primary_key=True),
    Column("kind", Text, primary_key=True),
    Column("segments", Integer, nullable=False),
    Column("cost", Integer, nullable=False),  # thousandths of a penny
    room="register",
    kept="seven years, as accounts are",
)

demo_inbox = table(
    register_metadata,
    "demo_inbox",
    Column("id", Text, primary_key=True),
    Column("lookup", Text, nullable=False),
    Column("at", Text, nullable=False),
    Column("body", LargeBinary, nullable=False),  # sealed
    Index("ix_demo_inbox_lookup", "lookup"),
    room="register",
    kept="in the demo only, until its phone is looked at",
)
