"""Takes out of PostgreSQL's files which answers were coded in the same night.

A release comes before a night, so rows that lie together, or that one transaction wrote, would
tell which answers were released together. On SQLite an answer's random id is its place.
"""

from sqlalchemy import text

from storage.answers import codings
from storage.answers.codings import in_turn
from storage.answers.tables import answer_state, coding, to_code
from storage.database import Database


def mix(answers: Database) -> None:
    """Write the codings anew, in random order and in one transaction."""
    if answers.sqlite:
        return
    with answers.write() as conn:
        in_turn(conn)
        for table in (answer_state.name, coding.name):
            conn.execute(text(f"LOCK TABLE {table} IN EXCLUSIVE MODE"))
            again = f"CREATE TEMPORARY TABLE again ON COMMIT DROP AS TABLE {table}"
            conn.execute(text(again))
            conn.execute(text(f"TRUNCATE {table}"))
            back = f"INSERT INTO {table} SELECT * FROM again ORDER BY random()"  # noqa: S608
            conn.execute(text(back))
            conn.execute(text("DROP TABLE again"))
        conn.execute(text(f"LOCK TABLE {to_code.name} IN ACCESS EXCLUSIVE MODE"))
        if codings.how_many_wait(conn) == 0:
            conn.execute(text(f"TRUNCATE {to_code.name}"))  # rows that are deleted lie there yet
