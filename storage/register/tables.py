"""The register: who may be asked, where each conversation stands, what is held until it is read."""

from sqlalchemy import Boolean, CheckConstraint, Column, Index, Integer, LargeBinary, Text

from storage.schema import register_metadata, table

contact = table(
    register_metadata,
    "contact",
    Column("id", Text, primary_key=True),
    Column("lookup", Text, nullable=False, unique=True),  # keyed hash of the number
    Column("number", LargeBinary, nullable=False),  # sealed, padded
    Column("kind", Text, nullable=False),  # registered | unknown | staff_test
    Column("cohort", Text),  # keyed code of the school-year cohort
    Column("place", Text),
    Column("status", Text),
    Column("language", Text, nullable=False, server_default="en"),
    Column("easy_read", Boolean, nullable=False, server_default="0"),
    Column("phone_of", Text, nullable=False, server_default="own"),  # own | shared | carer
    Column("consent", Text, nullable=False, server_default="new"),  # new | agreed | stopped
    Column("consent_source", Text),
    Column("may_ask", Boolean, nullable=False, server_default="0"),
    Column("open_concern", LargeBinary),  # sealed id of the concern that later messages join
    Column("onboarded", Boolean, nullable=False, server_default="0"),  # an adult told them first
    Column("paused", Boolean, nullable=False, server_default="0"),  # no texts for now, no reason
    Column("preferred_time", Text),  # "16:30": not before, where a window allows it
    Column("worker_id", Text),  # the account whose contact this is
    Column("record_tag", Text),  # keyed hash of the county's record number
    Column("record_number", LargeBinary),  # sealed to the safeguarding team, opened in a case only
    CheckConstraint("kind IN ('registered', 'unknown', 'staff_test')", name="kind"),
    CheckConstraint("consent IN ('new', 'agreed', 'stopped')", name="consent"),
    Index("ix_contact_worker_id", "worker_id"),
    Index("ix_contact_record_tag", "record_tag"),
    room="register",
    kept="while registered, until 25; an unknown number while anything of it is open or held",
)

session = table(
    register_metadata,
    "session",
    Column("id", Text, primary_key=True),  # also names its key, and the held conversation later
    Column("contact_id", Text, unique=True),  # one open conversation per phone
    Column("token_tag", Text, unique=True),  # web chat: keyed hash of the browser's token
    Column("version", Integer, nullable=False),  # compare-and-set
    Column("expires_at", Text, nullable=False),
    Column("body", LargeBinary, nullable=False),  # state, words and lines, under its own key
    CheckConstraint("(contact_id IS NULL) <> (token_tag IS NULL)", name="one_owner"),
    Index("ix_session_expires_at", "expires_at"),
    room="register",
    kept="until the conversation ends or its wait runs out, 14 days at most",
)

seen = table(
    register_metadata,
    "seen",
    Column("tag", Text, primary_key=True),  # keyed hash of the message's id
    Column("at", Text, nullable=False),
    Column("reply", LargeBinary),  # sealed; a retry within 72 hours gets it byte for byte
    Column("silence", Text),  # why there was no reply
    Index("ix_seen_at", "at"),
    room="register",
    kept="the reply 72 hours, the keyed hash 90 days",
)

held_conversation = table(
    register_metadata,
    "held_conversation",
    Column("id", Text, primary_key=True),
    Column("contact_id", Text),
    Column("lane", Text, nullable=False),  # registered | web | entered | test
    Column("state", Text, nullable=False),  # waiting (for release) | look (once, then destroyed)
    Column("why", Text, nullable=False),  # how it ended
    Column("ready_at", Text, nullable=False),
    Column("batch_id", Text),
    Column("body", LargeBinary, nullable=False),  # lines and attributes, under its own key
    Column("safety", Text, nullable=False, server_default="due"),  # due | done | none (no words)
    Column("safety_by", Text),  # the account that read it for safety
    Column("raised", Boolean, nullable=False, server_default="0"),  # a worry: read before others
    CheckConstraint("lane IN ('registered', 'web', 'entered', 'test')", name="lane"),
    CheckConstraint("state IN ('waiting', 'look')", name="state"),
    Index("ix_held_conversation_contact_id", "contact_id"),
    Index("ix_held_conversation_state", "state", "lane"),
    room="register",
    kept="until read and released; a look until looked at; a test phone's 30 days",
)

held_answer = table(
    register_metadata,
    "held_answer",
    Column("id", Text, primary_key=True),
    Column("conversation_id", Text, nullable=False),
    Column("question", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("decision", Text),  # closed (no words in it) | clear | edit | withhold; NULL: unread
    Column("decided_by", Text),
    Column("body", LargeBinary, nullable=False),  # value and words, under the conversation's key
    Column("language", Text),  # NULL: English, or nothing to read; "ar,fa" where unsure
    Column("translated", Boolean, nullable=False, server_default="0"),
    Column("escalated", Boolean, nullable=False, server_default="0"),  # withheld, for good
    CheckConstraint("decision IN ('closed', 'clear', 'edit', 'withhold')", name="decision"),
    Index("ix_held_answer_conversation_id", "conversation_id"),
    Index("ix_held_answer_decision", "decision"),
    room="register",
    kept="as long as its conversation is held",
)

read_lease = table(
    register_metadata,
    "read_lease",
    Column("object_id", Text, primary_key=True),  # a held answer or conversation
    Column("account_id", Text, nullable=False),
    Column("until", Text, nullable=False),
    Index("ix_read_lease_account_id", "account_id"),
    room="register",
    kept="ten minutes, so that two readers get different texts",
)

concern = table(
    register_metadata,
    "concern",
    Column("id", Text, primary_key=True),
    Column("level", Text, nullable=False),  # flag | concern | urgent
    Column("raised_at", Text, nullable=False),
    Column("channel", Text, nullable=False),
    Column("detector", Text, nullable=False),  # version of the judgement
    Column("needs_person", Boolean, nullable=False),  # the machine could not judge
    Column("state", Text, nullable=False),  # new | seen | closed
    Column("body", LargeBinary, nullable=False),  # words, reasons, number, note; sealed
    CheckConstraint("level IN ('flag', 'concern', 'urgent')", name="level"),
    CheckConstraint("state IN ('new', 'seen', 'closed')", name="state"),
    Index("ix_concern_state", "state"),
    room="register",
    kept="30 days after it was closed",
)

shadow_look = table(
    register_metadata,
    "shadow_look",
    Column("id", Text, primary_key=True),  # random: says nothing of who wrote when
    Column("conversation_id", Text, nullable=False),
    Column("day", Text, nullable=False),
    Column("counted", Text, nullable=False),  # the level without the trained score
    Column("silent", Text, nullable=False),  # the level with it
    Column("body", LargeBinary),  # words and reasons, sealed; NULL where both agree
    Index("ix_shadow_look_day", "day"),
    room="register",
    kept="28 days; words no longer than their conversation",
)

request = table(
    register_metadata,
    "request",
    Column("id", Text, primary_key=True),
    Column("kind", Text, nullable=False),  # person | advocate | manager | complain | see | …
    Column("made_at", Text, nullable=False),
    Column("channel", Text, nullable=False),
    Column("state", Text, nullable=False),  # open | done
    Column("body", LargeBinary, nullable=False),  # number, details, note, outcome; sealed
    Column("due_at", Text),  # when they were told that they would hear
    Column("taken_by", Text),  # the account that deals with it
    CheckConstraint("state IN ('open', 'done')", name="state"),
    Index("ix_request_state", "state"),
    room="register",
    kept="30 days after it was done",
)

flow_source = table(
    register_metadata,
    "flow_source",
    Column("flow", Text, primary_key=True),
    Column("version", Text, primary_key=True),
    Column("source", Text, nullable=False),  # the YAML, so that a running session keeps its own
    Column("last_served", Text, nullable=False),
    room="register",
    kept="90 days after it was last served",
)

notice = table(
    register_metadata,
    "notice",
    Column("name", Text, primary_key=True),
    Column("value", Text, nullable=False),
    room="register",
    kept="until replaced",
)

do_not_ask = table(
    register_metadata,
    "do_not_ask",
    Column("record_tag", Text, primary_key=True),  # keyed hash of the county's record number
    room="register",
    kept="until the next week's list replaces it",
)

import_draft = table(
    register_metadata,
    "import_draft",
    Column("id", Text, primary_key=True),
    Column("account_id", Text, nullable=False),
    Column("made_at", Text, nullable=False),
    Column("body", LargeBinary, nullable=False),  # the file's rows between preview and import
    room="register",
    kept="until imported or thrown away, an hour at most",
)

chat_link = table(
    register_metadata,
    "chat_link",
    Column("tag", Text, primary_key=True),  # keyed hash of the link's token, of no contact
    Column("period", Text, nullable=False),  # between two releases
    Column("state", Text, nullable=False),  # open | used | void
    CheckConstraint("state IN ('open', 'used', 'void')", name="state"),
    Index("ix_chat_link_period", "period"),
    room="register",
    kept="until the release after its own",
)

return_code = table(
    register_metadata,
    "return_code",
    Column("tag", Text, primary_key=True),  # keyed hash of four words that nobody keeps
    Column("until", Text, nullable=False),  # a month, for everybody's of a month alike
    Column("pointer", LargeBinary, nullable=False),  # sealed under a key that the words make
    Index("ix_return_code_until", "until"),
    room="register",
    kept="six months after the month in which it was made",
)

code_try = table(
    register_metadata,
    "code_try",
    Column("bucket", Text, primary_key=True),  # keyed hash of an address or a browser; all
    Column("count", Integer, nullable=False),
    Column("window_start", Text, nullable=False),
    CheckConstraint("count >= 0", name="count"),
    room="register",
    kept="15 minutes",
)
