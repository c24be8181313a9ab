"""Takes out of PostgreSQL's files which answers were coded in the same night.

A release comes before a night, so rows that lie together, or that one transaction wrote, would
tell which answers were released together. On SQLite an answer's random id is its place; here it
is made so: the ids know nothing of nights, and their indexes grow at the end, which is much faster
than any other random order. The quarter of an answer is no secret: so only quarters in which
something was written are mixed.
"""

from collections.abc import Collection

from sqlalchemy import Connection, bindparam, select, text

from storage.answers import codings
from storage.answers.codings import in_turn
from storage.answers.tables import answer_state, coding, to_code
from storage.database import Database

_OF_THESE = {
    coding.name: "answer_id IN (SELECT answer_id FROM answer_state WHERE quarter IN :these)",
    answer_state.name: "quarter IN :these",
}

_BY = {coding.name: "answer_id, theme", answer_state.name: "answer_id"}


def nothing_is_coded(answers: Database) -> bool:
    """Whether no night has coded anything yet."""
    with answers.look() as conn:
        return conn.execute(select(answer_state.c.answer_id).limit(1)).first() is None


def mix(answers: Database, quarters: Collection[str], *, of_one_night: bool = False) -> None:
    """Write the codings of some quarters anew, by their random ids and in one transaction.

    `of_one_night`: there are no others. Then they lie by their ids as the night wrote them, there
    is nothing to tell them apart from, and only the queue is emptied.
    """
    if answers.sqlite or not quarters:
        return
    with answers.write() as conn:
        in_turn(conn)
        these = {} if of_one_night else _OF_THESE
        for name, which in these.items():  # codings first, while their states are there
            conn.execute(text(f"LOCK TABLE {name} IN EXCLUSIVE MODE"))
            _anew(conn, name, which, sorted(quarters), _BY[name])
        conn.execute(text(f"LOCK TABLE {to_code.name} IN ACCESS EXCLUSIVE MODE"))
        if codings.how_many_wait(conn) == 0:
            conn.execute(text(f"TRUNCATE {to_code.name}"))  # rows that are deleted lie there yet
    answers.vacuum(_OF_THESE)


def _anew(conn: Connection, name: str, which: str, quarters: list[str], by: str) -> None:
    for statement in (
        f"CREATE TEMPORARY TABLE again ON COMMIT DROP AS SELECT * FROM {name} WHERE {which}",  # noqa: S608
        f"DELETE FROM {name} WHERE {which}",  # noqa: S608
        f"INSERT INTO {name} SELECT * FROM again ORDER BY {by}",  # noqa: S608
        "DROP TABLE again",
    ):
        made = text(statement)
        if ":these" in statement:
            made = made.bindparams(bindparam("these", quarters, expanding=True))
        conn.execute(made)
