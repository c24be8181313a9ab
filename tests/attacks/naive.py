"""A naive build: the same answers kept as somebody would keep them who never thought of a thief.

Each attack of this folder is tried on it too, and must succeed there, so that a test that finds
nothing on ours has been shown to find something.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from cryptography.fernet import Fernet
from sqlalchemy import text

from storage.crypto import new_id
from storage.database import Database
from tests.conftest import NOW

A_TABLE = (
    "CREATE TABLE naive_answer (id TEXT PRIMARY KEY, conversation TEXT, said_at TEXT, "
    "question TEXT, value TEXT, text TEXT, place TEXT, language TEXT)"
)


@dataclass(frozen=True)
class Said:
    """One answer, and whose it is: what the attacker wants to know."""

    person: str
    text: str
    question: str = "wall.more"
    place: str = "havant"
    language: str = "en"


class NaiveBuild:
    """Random ids, no column with a name or number; and each answer kept when it comes."""

    def __init__(self, database: Database) -> None:
        self.database = database
        with database.write() as conn:
            conn.execute(text("DROP TABLE IF EXISTS naive_answer"))
            conn.execute(text(A_TABLE))

    def keep(self, answers: Iterable[Said], since: datetime = NOW) -> list[datetime]:
        """Keep them one by one, as they come, a minute apart; when each came."""
        times = []
        for place, one in enumerate(answers):
            times.append(since + timedelta(minutes=place))
            row = {
                "id": new_id(),
                "conversation": hashlib.sha256(one.person.encode()).hexdigest()[:16],
                "said_at": times[-1].isoformat(),
                **{name: getattr(one, name) for name in ("text", "question", "place", "language")},
            }
            columns = ", ".join(row)
            values = ", ".join(f":{name}" for name in row)
            with self.database.write() as conn:
                into = f"INSERT INTO naive_answer ({columns}) VALUES ({values})"  # noqa: S608
                conn.execute(text(into), row)
        return times

    def lying(self, column: str = "text") -> list[str]:
        """One column of every row, as the rows lie."""
        place = "rowid" if self.database.sqlite else "ctid"
        query = f"SELECT {column} FROM naive_answer ORDER BY {place}"  # noqa: S608
        with self.database.read() as conn:
            return [str(one) for one in conn.execute(text(query)).scalars()]

    def remove(self) -> None:
        """Leave the database as it was."""
        with self.database.write() as conn:
            conn.execute(text("DROP TABLE naive_answer"))


def sealed_today(words: str) -> bytes:
    """What Fernet makes of words when nobody thinks of the time in its tokens."""
    return Fernet(Fernet.generate_key()).encrypt(words.encode())


def pool_of_everybody(contacts: Iterable[str | None], ids: Iterable[str]) -> int:
    """How many "people" a mixer sees that counts conversations, whoever they came from."""
    return len({f"{contact}/{one}" for contact, one in zip(contacts, ids, strict=True)})
