"""The office's tables of reports: drafts and what was written into them, and the calendar."""

from sqlalchemy import CheckConstraint, Column, Index, Text

from storage.schema import register_metadata, table

report = table(
    register_metadata,
    "report",
    Column("id", Text, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("period", Text, nullable=False),  # its last quarter
    Column("state", Text, nullable=False),
    Column("meeting_id", Text),  # what it is for, in the calendar
    Column("made_by", Text),  # account; NULL: drafted by the clock
    Column("made_on", Text, nullable=False),  # a day
    Column("final_by", Text),
    Column("final_on", Text),
    Column("frozen", Text),  # JSON: the finished report; quotes only by their number
    CheckConstraint("kind IN ('quarterly', 'board', 'csdmt', 'annual')", name="kind"),
    CheckConstraint("state IN ('draft', 'final')", name="state"),
    CheckConstraint("(state = 'final') = (frozen IS NOT NULL)", name="frozen"),
    Index("ix_report_period", "period", "kind"),
    room="office",
    kept="seven years, as the county's own papers; a quote in it no longer than its answer",
)

report_text = table(
    register_metadata,
    "report_text",
    Column("id", Text, primary_key=True),
    Column("report_id", Text, nullable=False),
    Column("slot", Text, nullable=False),  # which place of the report
    Column("text", Text, nullable=False),  # typed by staff
    Column("stands", Text, nullable=False, server_default=""),  # hash of what is right as it is
    Column("written_by", Text, nullable=False),
    Column("written_on", Text, nullable=False),  # a day
    Index("ix_report_text_report_id", "report_id", "slot", unique=True),
    room="office",
    kept="as long as its report",
)

calendar_day = table(
    register_metadata,
    "calendar_day",
    Column("id", Text, primary_key=True),
    Column("day", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("papers_due", Text),  # a day
    Column("cohort", Text, nullable=False, server_default=""),  # whom the work programme hears
    Column("entered_by", Text),
    Column("entered_on", Text, nullable=False),
    CheckConstraint("kind IN ('board', 'management', 'group', 'other')", name="kind"),
    Index("ix_calendar_day_day", "day", "kind", "title", unique=True),
    room="office",
    kept="seven years: the county's own dates",
)
