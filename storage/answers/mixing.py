"""Takes out of PostgreSQL's files which answers were coded in the same night.

A release comes before a night, so rows that lie together, or that one transaction wrote, would
tell which answers were released together. On SQLite an answer's random id is its place. The
quarter of an answer is no secret: so only quarters in which something was written are mixed.
"""

from collections.abc import Collection

from sqlalchemy import Connection, bindparam, text

from storage.answers import codings
from storage.answers.codings import in_turn
from storage.answers.tables import answer_state, coding, to_code
from storage.database import Database

_OF_THESE = {
    coding.name: "answer_id IN (SELECT answer_id FROM answer_state WHERE quarter IN :these)",
    answer_state.name: "quarter IN :these",
}


def mix(answers: Database, quarters: Collection[str]) -> None:
    """Write the codings of some quarters anew, in random order and in one transaction."""
    if answers.sqlite or not quarters:
        return
    with answers.write() as conn:
        in_turn(conn)
        for name, which in _OF_THESE.items():  # codings first, while their states are there
            conn.execute(text(f"LOCK TABLE {name} IN EXCLUSIVE MODE"))
            _anew(conn, name, which, sorted(quarters))
        conn.execute(text(f"LOCK TABLE {to_code.name} IN ACCESS EXCLUSIVE MODE"))
        if codings.how_many_wait(conn) == 0:
            conn.execute(text(f"TRUNCATE {to_code.name}"))  # rows that are deleted lie there yet
    answers.vacuum(_OF_THESE)


def _anew(conn: Connection, name: str, which: str, quarters: list[str]) -> None:
    for statement in (
        f"CREATE TEMPORARY TABLE again ON COMMIT DROP AS SELECT * FROM {name} WHERE {which}",  # noqa: S608
        f"DELETE FROM {name} WHERE {which}",  # noqa: S608
        f"INSERT INTO {name} SELECT * FROM again ORDER BY random()",  # noqa: S608
        "DROP TABLE again",
    ):
        made = text(statement)
        if ":these" in statement:
            made = made.bindparams(bindparam("these", quarters, expanding=True))
        conn.execute(made)
