"""The anonymous answers: no number, no conversation, no time finer than the quarter."""

from sqlalchemy import Boolean, Column, Index, Text

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
