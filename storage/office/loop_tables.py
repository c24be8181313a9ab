"""The tables of the loop: what the county does about what it heard, by whom, and who was told."""

from sqlalchemy import Boolean, CheckConstraint, Column, Index, Integer, Text

from storage.schema import register_metadata, table

KEPT = "seven years, as the record of what was promised and done; of no young person"

action_owner = table(
    register_metadata,
    "action_owner",
    Column("id", Text, primary_key=True),
    Column("name", Text, nullable=False, unique=True),  # a service or a post: "Virtual School"
    Column("email", Text),  # of work, for the monthly link
    Column("link_month", Text),  # 2026-05: the month whose link has gone out or was shown
    room="office",
    kept="as long as an action is theirs",
)

action = table(
    register_metadata,
    "action",
    Column("id", Text, primary_key=True),
    Column("code", Text, nullable=False, unique=True),  # short, random, for paper: "3FA9C"
    Column("state", Text, nullable=False),  # follows from the dates below
    # The four fields that come first.
    Column("heard", Text, nullable=False),
    Column("kind", Text, nullable=False, server_default=""),  # will | cannot | '' (undecided)
    Column("answer", Text, nullable=False, server_default=""),  # what we will do, or why we can't
    Column("owner_id", Text),
    Column("by_when", Text),  # a day
    # Where it comes from.
    Column("theme", Text),  # of the code frame
    Column("publication_id", Text),  # the published finding
    Column("period", Text),  # 2026-Q3, of the finding
    Column("asked_in", Text, nullable=False, server_default="[]"),  # JSON: ids of campaigns
    Column("place", Text),  # a district's own action; NULL: the county's
    # How far it is: each a day.
    Column("asked_on", Text),  # young people were asked
    Column("released_on", Text),  # what they said reached the county
    Column("decided_on", Text),
    Column("first_by", Text),  # the first day that was promised; it never changes
    Column("moved", Integer, nullable=False, server_default="0"),  # how often the day was moved
    Column("given_up_on", Text),  # promised, then "we can't"
    Column("stuck_on", Text),
    Column("stuck_why", Text, nullable=False, server_default=""),
    Column("did_on", Text),
    Column("told_on", Text),
    Column("told_by", Text),  # the campaign that told them; NULL: the public page
    Column("checked_on", Text),
    Column("worked", Text),  # JSON: what young people said of it, as published
    # What is added at report time.
    Column("quip_ref", Text, nullable=False, server_default=""),
    Column("principle", Text, nullable=False, server_default=""),
    Column("pledge", Text, nullable=False, server_default=""),
    Column("in_power", Text, nullable=False, server_default=""),  # yes | partly | no | ''
    Column("made_by", Text),
    Column("made_on", Text, nullable=False),
    CheckConstraint(
        "state IN ('asked', 'said', 'themed', 'decided', 'did', 'told', 'checked')", name="state"
    ),
    CheckConstraint("kind IN ('', 'will', 'cannot')", name="kind"),
    CheckConstraint("in_power IN ('', 'yes', 'partly', 'no')", name="in_power"),
    Index("ix_action_state", "state"),
    Index("ix_action_theme", "theme"),
    room="office",
    kept=KEPT,
)

action_change = table(
    register_metadata,
    "action_change",
    Column("action_id", Text, primary_key=True),
    Column("number", Integer, primary_key=True),  # counts up for each action by itself
    Column("at", Text, nullable=False),
    Column("by", Text),  # account; NULL: the owner by their link, or the machine
    Column("what", Text, nullable=False),  # made | changed | done | stuck | told | checked …
    Column("note", Text, nullable=False, server_default=""),
    room="office",
    kept="as long as its action",
)

release_day = table(
    register_metadata,
    "release_day",
    Column("quarter", Text, primary_key=True),
    Column("lane", Text, primary_key=True),
    Column("first_on", Text, nullable=False),  # a day: the reply clock runs from it
    room="office",
    kept="seven years: days on which at least the county's smallest batch came through",
)

public_text = table(
    register_metadata,
    "public_text",
    Column("id", Text, primary_key=True),
    Column("kind", Text, nullable=False),  # action | told | newsletter | letter
    Column("subject", Text, nullable=False),  # an action; a period; a day of the Board
    Column("title", Text, nullable=False),
    Column("body", Text, nullable=False),  # JSON: the words, by audience or language
    Column("digest", Text, nullable=False),  # of title and body: what is signed
    Column("state", Text, nullable=False),
    Column("made_by", Text),
    Column("made_at", Text, nullable=False),
    Column("first_by", Text),
    Column("first_at", Text),
    Column("second_by", Text),
    Column("second_at", Text),
    Column("sent_back", Text, nullable=False, server_default=""),  # why somebody did not sign
    Column("went_out", Text),  # the campaign that carried a told
    CheckConstraint("kind IN ('action', 'told', 'newsletter', 'letter')", name="kind"),
    CheckConstraint("state IN ('waiting', 'signed', 'out', 'withdrawn')", name="state"),
    CheckConstraint("first_by <> second_by", name="two_people"),
    CheckConstraint(
        "state = 'waiting' OR state = 'withdrawn' OR second_by IS NOT NULL", name="signed_twice"
    ),
    Index("ix_public_text_kind", "kind", "state"),
    room="office",
    kept=KEPT,
)

proposal = table(
    register_metadata,
    "proposal",
    Column("id", Text, primary_key=True),
    Column("kind", Text, nullable=False),  # question | wording | agenda | challenge
    Column("text", Text, nullable=False),  # the councils' own words, or a card summed up
    Column("about", Text, nullable=False, server_default=""),  # a flow; a day of the Board
    Column("made_by", Text, nullable=False),
    Column("made_at", Text, nullable=False),
    Column("due_on", Text),  # the day by which the councils hear
    Column("state", Text, nullable=False),
    Column("reply", Text, nullable=False, server_default=""),
    Column("replied_by", Text),
    Column("replied_at", Text),
    CheckConstraint("kind IN ('question', 'wording', 'agenda', 'challenge')", name="kind"),
    CheckConstraint("state IN ('open', 'yes', 'no')", name="state"),
    CheckConstraint("state = 'open' OR reply <> ''", name="with_a_reason"),
    Index("ix_proposal_kind", "kind", "state"),
    room="office",
    kept=KEPT,
)

log_entry = table(
    register_metadata,
    "log_entry",
    Column("id", Text, primary_key=True),
    Column("code", Text, nullable=False, unique=True),  # for /join/CODE: five letters, random
    Column("kind", Text, nullable=False),  # event | carers | observed
    Column("day", Text, nullable=False),
    Column("place", Text, nullable=False),  # a district
    Column("title", Text, nullable=False),
    Column("young_people", Integer, nullable=False),
    Column("adults", Integer, nullable=False),
    Column("lines", Integer, nullable=False, server_default="0"),  # how many; never what
    Column("did", Text, nullable=False, server_default=""),
    Column("effect", Text, nullable=False, server_default="[]"),  # JSON: plan | training | service
    Column("managers", Text, nullable=False, server_default=""),  # posts of those who came
    Column("consent_words", Boolean, nullable=False),  # asked before
    Column("consent_photos", Boolean, nullable=False),
    Column("flow", Text),  # what /join/CODE opens on its day
    Column("told_back_on", Text),  # a day
    Column("made_by", Text),
    Column("made_on", Text, nullable=False),
    CheckConstraint("kind IN ('event', 'carers', 'observed')", name="kind"),
    CheckConstraint("young_people >= 0 AND adults >= 0", name="people"),
    Index("ix_log_entry_day", "day"),
    room="office",
    kept="seven years, as the record of events; of no young person, without their words",
)
