"""PostgreSQL notes values of the tables it looks at: none of what somebody wrote is among them."""

import pytest
from sqlalchemy import text

from storage.answers.tables import answers_metadata
from storage.rooms import Rooms
from tests.released import some_words

SAID = "nobody but me would say it in these words"


@pytest.mark.postgres
def test_what_somebody_wrote_is_not_among_the_notes_about_a_table(postgres_rooms: Rooms) -> None:
    """They stay when an answer is erased, and the server makes them on its own account."""
    some_words(postgres_rooms, [SAID] * 30 + ["another"] * 30)
    with postgres_rooms.answers.write() as conn:
        for table in answers_metadata.sorted_tables:
            conn.execute(text(f"ANALYZE {table.name}"))
        noted = conn.execute(
            text("SELECT attname, most_common_vals::text, histogram_bounds::text FROM pg_stats "
                 "WHERE tablename = 'answer'")
        ).all()  # fmt: skip
    assert {"quarter", "question"} <= {column for column, *_ in noted}  # it did look
    assert "text" not in {column for column, *_ in noted}
    assert SAID not in repr(noted)


@pytest.mark.postgres
def test_every_column_with_their_words_is_left_out(postgres_rooms: Rooms) -> None:
    with postgres_rooms.answers.read() as conn:
        left_out = conn.execute(
            text("SELECT relname || '.' || attname FROM pg_attribute JOIN pg_class "
                 "ON pg_class.oid = attrelid WHERE attstattarget = 0 AND relkind = 'r'")
        ).scalars()  # fmt: skip
        assert {"answer.text", "published_quote.text", "worked_out.found"} <= set(left_out)
