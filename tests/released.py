"""Released answers for tests: in words, coded and checked as a test wants them."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import insert

from storage.answers import codings, reviewing, tallies
from storage.answers.codings import SUBSTANTIVE, Coding, Made
from storage.answers.tables import answer
from storage.crypto import new_id
from storage.rooms import Rooms

QUESTION = "wall.more"


def some_words(
    rooms: Rooms,
    texts: Iterable[str],
    *,
    quarter: str = "2026-Q1",
    question: str = QUESTION,
    lane: str = "registered",
    voice: str | None = None,
    **described: str,
) -> list[str]:
    """Answers in words, each of its own voice; their ids."""
    rows = [
        {"id": new_id(), "quarter": quarter, "lane": lane, "question": question, "kind": "words",
         "text": text, "may_quote": False, "voice": voice or new_id(),
         "place": described.get("place"), "age": described.get("age"),
         "status": described.get("status")}
        for text in texts
    ]  # fmt: skip
    with rooms.answers.write() as conn:
        conn.execute(insert(answer), rows)
        tallies.mark(conn, [(quarter, question)])
        codings.enqueue(conn, [row["id"] for row in rows])
    return [row["id"] for row in rows]


def made(answer_id: str, *themes: str, kind: str = SUBSTANTIVE, version: int = 1) -> Made:
    """What the machine makes of an answer."""
    found = tuple(Coding(one, "machine", terms=(one,), frame_version=version) for one in themes)
    return Made(answer_id, kind, found)


def code_as(
    rooms: Rooms, ids: Sequence[str], *themes: str, now: datetime, version: int = 1, **how: object
) -> None:
    """The machine has coded these answers."""
    moved = how.get("moved") or {}
    with rooms.answers.write() as conn:
        codings.put(
            conn,
            [made(one, *themes, version=version) for one in ids],
            version=version,
            learned=str(how.get("learned", "")),
            moved=moved,  # type: ignore[arg-type]
            now=now,
        )


def check(rooms: Rooms, ids: Sequence[str], now: datetime, by: str = "officer") -> int:
    """A person confirms them."""
    with rooms.answers.write() as conn:
        return reviewing.confirm(conn, ids, by, now)
