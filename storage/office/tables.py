"""The office's own tables: who works here, what was asked, and the county's own work on it."""

from sqlalchemy import Boolean, CheckConstraint, Column, Index, Integer, LargeBinary, Text

from storage.schema import register_metadata, table

account = table(
    register_metadata,
    "account",
    Column("id", Text, primary_key=True),
    Column("name", Text, nullable=False, unique=True),
    Column("role", Text, nullable=False),
    Column("password_hash", Text, nullable=False),  # argon2
    Column("must_change", Boolean, nullable=False),  # a one-time password is good for one sign-in
    Column("district", Text),
    Column("active", Boolean, nullable=False),
    Column("created_on", Text, nullable=False),  # a day
    room="office",
    kept="while the account is open; a disabled one as long as the audit log names it",
)

signin = table(
    register_metadata,
    "signin",
    Column("id", Text, primary_key=True),  # hash of the cookie's token, never the token
    Column("account_id", Text, nullable=False),
    Column("started_at", Text, nullable=False),
    Column("seen_at", Text, nullable=False),
    Index("ix_signin_account_id", "account_id"),
    room="office",
    kept="until signed out, 30 minutes unused, or 12 hours old",
)

signin_try = table(
    register_metadata,
    "signin_try",
    Column("bucket", Text, primary_key=True),  # keyed hash of an account's name or an address
    Column("count", Integer, nullable=False),
    Column("window_start", Text, nullable=False),
    CheckConstraint("count >= 0", name="count"),
    room="office",
    kept="15 minutes",
)

job_run = table(
    register_metadata,
    "job_run",
    Column("job", Text, primary_key=True),
    Column("due", Text, primary_key=True),
    Column("lease_until", Text),  # NULL: finished
    Column("finished_at", Text),
    Column("owner", Text, nullable=False),
    Column("outcome", Text, nullable=False),
    room="office",
    kept="90 days",
)

campaign = table(
    register_metadata,
    "campaign",
    Column("id", Text, primary_key=True),
    Column("title", Text, nullable=False),
    Column("kind", Text, nullable=False),  # prompt | told
    Column("flow", Text),
    Column("part", Text, nullable=False, server_default=""),
    Column("made_by", Text, nullable=False),  # account
    Column("audience", Text, nullable=False),  # JSON: who, as filters; never a number or a name
    Column("starts_at", Text, nullable=False),
    Column("remind_at", Text),
    Column("closes_at", Text, nullable=False),  # its window closes for all
    Column("state", Text, nullable=False),
    Column("told", Text),  # JSON: the text that the officer typed, per language
    Column("asked", Integer, nullable=False, server_default="0"),  # queued
    CheckConstraint("kind IN ('prompt', 'told')", name="kind"),
    CheckConstraint(
        "state IN ('draft', 'planned', 'running', 'paused', 'cancelled', 'closed')", name="state"
    ),
    Index("ix_campaign_state", "state"),
    room="office",
    kept="seven years, as the record of what was asked when",
)

campaign_tally = table(
    register_metadata,
    "campaign_tally",
    Column("campaign_id", Text, primary_key=True),
    Column("answered", Integer, nullable=False),  # people, added at release only
    room="office",
    kept="as long as its campaign",
)

roster = table(
    register_metadata,
    "roster",
    Column("id", Text, primary_key=True),
    Column("duty", Text, nullable=False),  # duty | reader
    Column("account_id", Text),  # NULL: a team that is not signed in here (out of hours)
    Column("starts_at", Text, nullable=False),
    Column("ends_at", Text, nullable=False),
    Column("languages", Text, nullable=False, server_default="en"),  # what a reader reads
    Column("standin", Boolean, nullable=False, server_default="0"),  # rung when duty is silent
    CheckConstraint("duty IN ('duty', 'reader')", name="duty"),
    Index("ix_roster_ends_at", "ends_at"),
    room="office",
    kept="90 days after the shift",
)

team_key = table(
    register_metadata,
    "team_key",
    Column("id", Text, primary_key=True),
    Column("public", LargeBinary, nullable=False),
    Column("wrapped", LargeBinary, nullable=False),  # the private key under a recovery key
    Column("salt", LargeBinary, nullable=False),
    Column("made_at", Text, nullable=False),
    Column("recovery_public", LargeBinary),  # the recovery key's own pair; NULL in the oldest
    room="office",
    kept="as long as the service",
)

lead_key = table(
    register_metadata,
    "lead_key",
    Column("account_id", Text, primary_key=True),
    Column("public", LargeBinary, nullable=False),
    Column("locked", LargeBinary, nullable=False),  # the private half under their own passphrase
    Column("salt", LargeBinary, nullable=False),
    Column("made_at", Text, nullable=False),
    Column("tested_at", Text),  # when they last opened a test case
    room="office",
    kept="until their access to cases ends",
)

team_copy = table(
    register_metadata,
    "team_copy",
    Column("id", Text, primary_key=True),
    Column("key_id", Text, nullable=False),
    Column("account_id", Text, nullable=False),
    Column("sealed", LargeBinary, nullable=False),  # the team's private key, to that lead's pair
    Index("ix_team_copy_account_id", "account_id"),
    room="office",
    kept="until their access to cases ends",
)

duty_person = table(
    register_metadata,
    "duty_person",
    Column("id", Text, primary_key=True),
    Column("account_id", Text, unique=True),  # NULL: the team that is not signed in here
    Column("body", LargeBinary, nullable=False),  # sealed: telephone and e-mail address
    room="office",
    kept="as long as they may be put on duty",
)

reading_practice = table(
    register_metadata,
    "reading_practice",
    Column("account_id", Text, primary_key=True),
    Column("tries", Integer, nullable=False),
    Column("best", Integer, nullable=False),  # right answers in the best try
    Column("passed_on", Text),  # a day; NULL: the reading room is not open to them yet
    room="office",
    kept="as long as its account",
)

reading_day = table(
    register_metadata,
    "reading_day",
    Column("day", Text, primary_key=True),
    Column("account_id", Text, primary_key=True),
    Column("texts", Integer, nullable=False),
    room="office",
    kept="until the day is over: progress, not a record of how fast anybody works",
)

redaction_month = table(
    register_metadata,
    "redaction_month",
    Column("month", Text, primary_key=True),
    Column("texts", Integer, nullable=False),  # cleared or edited
    Column("untouched", Integer, nullable=False),  # let out exactly as the machine made them
    Column("kept", Integer, nullable=False),  # taken out by the machine, and left out
    Column("restored", Integer, nullable=False),  # taken out by the machine, put back by a person
    Column("more", Integer, nullable=False),  # taken out by a person only
    room="office",
    kept="seven years: numbers of how well the machine takes names out",
)

public_candidate = table(
    register_metadata,
    "public_candidate",
    Column("answer_id", Text, primary_key=True),  # a released answer; nothing of it is copied
    Column("digest", Text, nullable=False),  # of the very words that were signed
    Column("marked_by", Text, nullable=False),
    Column("marked_at", Text, nullable=False),
    Column("signed_by", Text),  # another account
    Column("signed_at", Text),
    CheckConstraint("signed_by <> marked_by", name="two_people"),
    room="office",
    kept="as long as the answer it is about, six years at most",
)

sign_off = table(
    register_metadata,
    "sign_off",
    Column("kind", Text, primary_key=True),  # flow | silent-score
    Column("subject", Text, primary_key=True),  # a flow's id; until when the score is silent
    Column("digest", Text, primary_key=True),  # of the very content that was signed
    Column("signed_by", Text, nullable=False),  # account
    Column("signed_at", Text, nullable=False),
    CheckConstraint("kind IN ('flow', 'silent-score')", name="kind"),
    room="office",
    kept="seven years, as the record of who found what safe",
)

frame_version = table(
    register_metadata,
    "frame_version",
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("frame", Text, nullable=False),  # JSON: the whole code frame
    Column("made_by", Text),  # account; NULL: the county's file, as version 1
    Column("made_on", Text, nullable=False),  # a day
    Column("why", Text, nullable=False),
    room="office",
    kept="as long as the service: it says what every count meant",
)

glossary_entry = table(
    register_metadata,
    "glossary_entry",
    Column("theirs", Text, primary_key=True),  # the young people's word
    Column("ours", Text, primary_key=True),
    Column("state", Text, nullable=False),
    Column("decided_by", Text),
    Column("decided_on", Text),
    CheckConstraint("state IN ('proposed', 'approved', 'refused')", name="state"),
    room="office",
    kept="as long as the service: words, of nobody in particular",
)

population = table(
    register_metadata,
    "population",
    Column("year", Integer, primary_key=True),
    Column("attribute", Text, primary_key=True),  # place | age | status
    Column("value", Text, primary_key=True),
    Column("people", Integer, nullable=False),
    Column("source", Text, nullable=False),  # where the figure is published
    Column("entered_by", Text),
    Column("entered_on", Text, nullable=False),
    CheckConstraint("attribute IN ('place', 'age', 'status')", name="attribute"),
    CheckConstraint("people >= 0", name="people"),
    room="office",
    kept="seven years: the county's own published figures",
)
