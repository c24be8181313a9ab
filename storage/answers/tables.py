"""The anonymous answers: no number, no conversation, no time finer than the quarter."""

from sqlalchemy import Boolean, CheckConstraint, Column, Float, Index, Integer, Text

from storage.schema import answers_metadata, table

answer = table(
    answers_metadata,
    "answer",
    Column("id", Text, primary_key=True),  # random; the row's place in the file is random too
    Column("quarter", Text, nullable=False),  # 2026-Q3, nothing finer
    Column("lane", Text, nullable=False),  # registered | web | entered
    Column("question", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("value", Text),  # JSON of a closed answer; NULL for words
    Column("text", Text),  # words that a person cleared
    Column("may_quote", Boolean),
    Column("voice", Text, nullable=False),  # random per conversation and question
    Column("place", Text),
    Column("age", Text),
    Column("status", Text),
    Column("helper", Text),
    Column("language", Text),
    Column("event", Text),
    Index("ix_answer_question", "question", "quarter"),
    Index("ix_answer_words", "question", "id"),  # pages of words
    room="answers",
    kept="six years, as the county's participation record",
)

batch = table(
    answers_metadata,
    "batch",
    Column("id", Text, primary_key=True),  # says, after a crash, whether a release was committed
    Column("quarter", Text, nullable=False),
    room="answers",
    kept="until the release that made it has finished",
)

to_code = table(
    answers_metadata,
    "to_code",
    Column("answer_id", Text, primary_key=True),
    room="answers",
    kept="until the night has coded the answer",
)

answer_state = table(
    answers_metadata,
    "answer_state",
    Column("answer_id", Text, primary_key=True),
    Column("quarter", Text, nullable=False),  # copied from the answer, so that lists stay fast
    Column("question", Text, nullable=False),
    Column("kind", Text, nullable=False),  # substantive | non_answer
    Column("standing", Text, nullable=False),  # what the list to review is sorted by
    Column("frame_version", Integer, nullable=False),
    Column("learned", Text),  # which corrections its suggestions come from; NULL once checked
    Column("checked_by", Text),  # account; a person has confirmed the codings
    Column("checked_in", Text),  # the quarter: nothing finer, as with the answer itself
    Column("flagged_by", Text),  # account; somebody wants a second opinion
    CheckConstraint("kind IN ('substantive', 'non_answer')", name="kind"),
    CheckConstraint("standing IN ('uncoded', 'suggested', 'coded', 'non_answer')", name="standing"),
    Index("ix_answer_state_standing", "checked_in", "standing", "answer_id"),
    Index("ix_answer_state_version", "frame_version"),
    Index("ix_answer_state_question", "quarter", "question", "checked_in"),
    room="answers",
    kept="as long as its answer",
)

coding = table(
    answers_metadata,
    "coding",
    Column("answer_id", Text, primary_key=True),
    Column("theme", Text, primary_key=True),
    Column("coded_by", Text, nullable=False),  # machine (terms) | learned | person
    Column("account", Text),  # which person
    Column("term", Text),  # which terms of the frame matched, as JSON
    Column("score", Float),  # of a suggestion
    Column("frame_version", Integer, nullable=False),
    Column("state", Text, nullable=False),  # a suggested or rejected theme is never counted
    CheckConstraint("coded_by IN ('machine', 'learned', 'person')", name="coded_by"),
    CheckConstraint("state IN ('counted', 'suggested', 'rejected')", name="state"),
    Index("ix_coding_theme", "theme", "state", "answer_id"),
    room="answers",
    kept="as long as its answer",
)

coding_change = table(
    answers_metadata,
    "coding_change",
    Column("answer_id", Text, primary_key=True),
    Column("number", Integer, primary_key=True),  # counts up for each answer by itself
    Column("did", Text, nullable=False),
    Column("account", Text),  # NULL: the machine
    Column("quarter", Text, nullable=False),  # a day would tell when the answer was released
    Column("before", Text, nullable=False),  # JSON: how the answer stood, so that it can go back
    Column("undone", Boolean, nullable=False),
    room="answers",
    kept="as long as its answer",
)

to_count = table(
    answers_metadata,
    "to_count",
    Column("quarter", Text, primary_key=True),
    Column("question", Text, primary_key=True),
    room="answers",
    kept="until the voices of that question and quarter are counted again",
)

answer_tally = table(
    answers_metadata,
    "answer_tally",
    Column("quarter", Text, primary_key=True),
    Column("question", Text, primary_key=True),
    Column("lane", Text, primary_key=True),
    Column("option", Text, primary_key=True),  # '': everyone; '*': who gave a closed answer
    Column("kind", Text, nullable=False),
    Column("voices", Integer, nullable=False),
    Column("texts", Integer, nullable=False),
    room="answers",
    kept="as long as the answers it counts",
)

theme_cell = table(
    answers_metadata,
    "theme_cell",
    Column("quarter", Text, primary_key=True),
    Column("question", Text, primary_key=True),
    Column("lane", Text, primary_key=True),
    Column("theme", Text, primary_key=True),  # '*': everyone who said something
    Column("place", Text, primary_key=True),  # '': not known
    Column("age", Text, primary_key=True),
    Column("status", Text, primary_key=True),
    Column("voices", Integer, nullable=False),  # of answers that a person has checked
    Column("unchecked", Integer, nullable=False),  # voices whose answer nobody has checked yet
    room="answers",
    kept="as long as the answers it counts",
)

theme_tally = table(
    answers_metadata,
    "theme_tally",
    Column("quarter", Text, primary_key=True),
    Column("question", Text, primary_key=True),
    Column("lane", Text, primary_key=True),
    Column("theme", Text, primary_key=True),  # '*': everyone who said something
    Column("voices", Integer, nullable=False),  # the sum of its cells, so that pages need not add
    Column("unchecked", Integer, nullable=False),
    Column("judged", Integer, nullable=False),  # the machine's codings that a person has checked
    Column("stood", Integer, nullable=False),  # and how many of them stand
    room="answers",
    kept="as long as the answers it counts",
)

worked_out = table(
    answers_metadata,
    "worked_out",
    Column("id", Text, primary_key=True),  # random
    Column("what", Text, nullable=False),
    Column("quarter", Text, nullable=False),
    Column("question", Text, nullable=False),  # '': what is new is about all
    Column("lane", Text, nullable=False),
    Column("earlier", Text, nullable=False),  # the quarter that it is compared with, or ''
    Column("made_with", Text, nullable=False),  # by which rules, and of how many answers
    Column("changed", Text),  # random; its answers were coded or checked anew since
    Column("found", Text),  # JSON: exact numbers, words and ids of answers; NULL: not yet
    CheckConstraint("what IN ('news', 'words')", name="what"),
    Index("ix_worked_out_about", "what", "quarter", "question", "lane", unique=True),
    room="answers",
    kept="until one of its answers goes, or a night works it out anew",
)

review_progress = table(
    answers_metadata,
    "review_progress",
    Column("quarter", Text, primary_key=True),
    Column("question", Text, primary_key=True),
    Column("standing", Text, primary_key=True),
    Column("answers", Integer, nullable=False),
    Column("checked", Integer, nullable=False),
    room="answers",
    kept="as long as the answers it counts",
)

publication = table(
    answers_metadata,
    "publication",
    Column("id", Text, primary_key=True),
    Column("title", Text, nullable=False),
    Column("audience", Text, nullable=False),
    Column("period", Text, nullable=False),  # 2026-Q3
    Column("state", Text, nullable=False),
    Column("made_by", Text),  # account; NULL: drafted by the night
    Column("made_on", Text, nullable=False),  # a day
    Column("published_by", Text),
    Column("published_on", Text),
    CheckConstraint("audience IN ('inside', 'board', 'public')", name="audience"),
    CheckConstraint("state IN ('draft', 'published', 'withdrawn')", name="state"),
    Index("ix_publication_period", "period", "audience"),
    room="answers",
    kept="seven years, withdrawn ones too: what was published cannot be taken back",
)

published_table = table(
    answers_metadata,
    "published_table",
    Column("publication_id", Text, primary_key=True),
    Column("name", Text, primary_key=True),
    Column("quarter", Text, nullable=False),
    Column("lane", Text, nullable=False),
    Column("question", Text, nullable=False),
    Column("breakdown", Text, nullable=False),  # '' | place | age | status
    Column("definition", Text, nullable=False),  # JSON: all that says what was counted
    Column("cells", Text, nullable=False),  # JSON: protected; the only thing that is shown
    Column("exact", Text),  # JSON: what it was counted from, to guard what is published later
    Column("base", Integer),  # protected too
    Index("ix_published_table_unit", "quarter", "question", "lane"),
    room="answers",
    kept="as long as its publication; the exact counts as long as the answers",
)

published_quote = table(
    answers_metadata,
    "published_quote",
    Column("publication_id", Text, primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("theme", Text, nullable=False),
    Column("kind", Text, nullable=False),  # paraphrase: the officer's words; quote: their own
    Column("text", Text, nullable=False),  # as it goes out, and nothing about who said it
    Column("answer_id", Text),  # of a quote, so that it leaves with its answer
    Column("chosen_by", Text, nullable=False),
    CheckConstraint("kind IN ('paraphrase', 'quote')", name="kind"),
    Index("ix_published_quote_answer", "answer_id"),
    room="answers",
    kept="as long as its publication; a quote no longer than its answer",
)
