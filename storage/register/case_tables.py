"""Sealed cases and the alerts about them: no row of these points to a young person."""

from sqlalchemy import Boolean, CheckConstraint, Column, Index, Integer, LargeBinary, Text

from storage.schema import register_metadata, table

case_file = table(
    register_metadata,
    "case_file",
    Column("id", Text, primary_key=True),
    Column("level", Text, nullable=False),  # concern | urgent
    Column("route", Text, nullable=False),  # child | allegation
    Column("raised_at", Text, nullable=False),
    Column("fresh_at", Text, nullable=False),  # the clock "seen" runs from here: the last new words
    Column("channel", Text, nullable=False),
    Column("detector", Text, nullable=False),
    Column("needs_person", Boolean, nullable=False),
    Column("state", Text, nullable=False),  # new | seen | decided | closed
    Column("seen_at", Text),  # first
    Column("decided_at", Text),
    Column("closed_at", Text),  # the hand-over is confirmed, or there was nothing to hand over
    Column("drill", Boolean, nullable=False, server_default="0"),  # a test, planted by us
    CheckConstraint("level IN ('concern', 'urgent')", name="level"),
    CheckConstraint("route IN ('child', 'allegation')", name="route"),
    CheckConstraint("state IN ('new', 'seen', 'decided', 'closed')", name="state"),
    Index("ix_case_file_state", "state"),
    room="register",
    kept="30 days after its hand-over was confirmed",
)

case_part = table(
    register_metadata,
    "case_part",
    Column("id", Text, primary_key=True),
    Column("case_id", Text, nullable=False),
    Column("key_id", Text, nullable=False),  # of the team's key pair that it is sealed to
    Column("body", LargeBinary, nullable=False),  # sealed to the team: no key of ours opens it
    Index("ix_case_part_case_id", "case_id"),
    room="register",
    kept="as long as its case",
)

case_hidden = table(
    register_metadata,
    "case_hidden",
    Column("id", Text, primary_key=True),
    Column("case_id", Text, nullable=False),
    Column("tag", Text, nullable=False),  # keyed hash of case and account: it is about them
    Index("ix_case_hidden_case_id", "case_id"),
    room="register",
    kept="as long as its case",
)

alert = table(
    register_metadata,
    "alert",
    Column("id", Text, primary_key=True),
    Column("gist", Text, nullable=False),  # urgent | late | gap | worker | test
    Column("route", Text, nullable=False),
    Column("raised_at", Text, nullable=False),
    Column("state", Text, nullable=False),  # waiting | heard | over
    Column("step", Integer, nullable=False),  # 0 on duty, 1 stand-ins, 2 everybody, 3 child told
    Column("step_at", Text, nullable=False),
    Column("told", Integer, nullable=False),  # how many cases the last texts spoke of
    Column("heard_at", Text),
    Column("heard_by", Text),  # who is on the list to be rung
    Column("drill", Boolean, nullable=False, server_default="0"),
    CheckConstraint("gist IN ('urgent', 'late', 'gap', 'worker', 'test')", name="gist"),
    CheckConstraint("state IN ('waiting', 'heard', 'over')", name="state"),
    Index("ix_alert_state", "state"),
    room="register",
    kept="90 days after it was raised",
)

alert_case = table(
    register_metadata,
    "alert_case",
    Column("id", Text, primary_key=True),
    Column("alert_id", Text, nullable=False),
    Column("case_id", Text, nullable=False),
    Index("ix_alert_case_alert_id", "alert_id"),
    Index("ix_alert_case_case_id", "case_id"),
    room="register",
    kept="as long as its alert",
)

alert_way = table(
    register_metadata,
    "alert_way",
    Column("id", Text, primary_key=True),  # of the outbox row
    Column("alert_id", Text, nullable=False),
    Column("person_id", Text, nullable=False),  # on the list to be rung
    Column("way", Text, nullable=False),  # sms | call | email
    Column("step", Integer, nullable=False),
    Index("ix_alert_way_alert_id", "alert_id"),
    room="register",
    kept="as long as its alert",
)

drill = table(
    register_metadata,
    "drill",
    Column("id", Text, primary_key=True),
    Column("channel", Text, nullable=False),  # sms | web | entered | reader
    Column("planted_at", Text, nullable=False),
    Column("conversation_id", Text),  # held, for the readers to find; never released
    Column("case_id", Text),
    Column("found_at", Text),  # it became a case
    Column("seen_at", Text),
    Column("decided_at", Text),
    Index("ix_drill_planted_at", "planted_at"),
    room="register",
    kept="two years: how well disclosures that we planted ourselves were found",
)
