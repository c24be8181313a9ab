"""What was worked out from many answers and is kept: what is new, and the words of a wall.

Anybody may keep it, the night or whoever looks first. It is kept only if nothing it was made of
went or changed meanwhile, and it goes at once when an answer does.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, delete, insert, or_, select, update

from storage.answers.tables import worked_out
from storage.crypto import new_id

NEWS, WORDS = "news", "words"


@dataclass(frozen=True)
class About:
    """What something was worked out from; what is new has no question and no lane."""

    what: str
    quarter: str
    question: str = ""
    lane: str = ""
    earlier: str = ""


@dataclass(frozen=True)
class Kept:
    """`found` None: somebody is at it. `made_with`: by which rules; `changed`: since then its
    answers were coded or checked anew."""

    id: str
    about: About
    made_with: str
    changed: str | None
    found: Any


def find(conn: Connection, about: About) -> Kept | None:
    """What is kept; None where nothing is, or not against that earlier quarter."""
    row = conn.execute(select(worked_out).where(_is(about))).mappings().first()
    return None if row is None or row["earlier"] != about.earlier else _kept(row)


def news(conn: Connection) -> list[Kept]:
    """What is kept of what is new, of all quarters."""
    query = select(worked_out).where(worked_out.c.what == NEWS).order_by(worked_out.c.quarter)
    return [_kept(row) for row in conn.execute(query).mappings()]


def begin(conn: Connection, about: About) -> Kept:
    """Before the answers are read: from here on it is noted when one of them goes or changes."""
    there = find(conn, about)
    if there is not None:
        return there
    conn.execute(delete(worked_out).where(_is(about)))
    fresh = Kept(new_id(), about, "", None, None)
    conn.execute(insert(worked_out).values(id=fresh.id, made_with="", **vars(about)))
    return fresh


def finish(conn: Connection, begun: Kept, made_with: str, found: Any) -> bool:
    """Keep what was found; False where an answer of it went or changed since it was begun."""
    same = worked_out.c.changed.is_not_distinct_from(begun.changed)
    this = update(worked_out).where(worked_out.c.id == begun.id, same)
    said = json.dumps(found, ensure_ascii=False)
    done = conn.execute(this.values(found=said, made_with=made_with, changed=None))
    return done.rowcount == 1


def touch(conn: Connection, quarters: Iterable[str]) -> None:
    """Answers of these quarters were coded or checked anew: what is new there may be otherwise."""
    these = _of(sorted(quarters)) & (worked_out.c.what == NEWS)
    conn.execute(update(worked_out).where(these).values(changed=new_id()))


def forget(conn: Connection, quarters: Iterable[str]) -> None:
    """Answers of these quarters went: nothing that was made of them stays."""
    conn.execute(delete(worked_out).where(_of(sorted(quarters))))


def forget_news(conn: Connection, quarters: Iterable[str]) -> None:
    """What is new in these quarters is worked out when somebody looks."""
    these = worked_out.c.quarter.in_(sorted(quarters)) & (worked_out.c.what == NEWS)
    conn.execute(delete(worked_out).where(these))


def forget_words(conn: Connection, units: Iterable[tuple[str, str]]) -> None:
    """Answers to these quarters' questions came or went: their words are other ones."""
    for quarter, question in sorted(set(units)):
        this = (worked_out.c.quarter == quarter) & (worked_out.c.question == question)
        conn.execute(delete(worked_out).where(this))


def forget_all(conn: Connection) -> None:
    """Nobody knows which answers went."""
    conn.execute(delete(worked_out))


def _of(quarters: list[str]) -> ColumnElement[bool]:
    return or_(worked_out.c.quarter.in_(quarters), worked_out.c.earlier.in_(quarters))


def _is(about: About) -> ColumnElement[bool]:
    key = worked_out.c
    same = (key.what == about.what) & (key.quarter == about.quarter)
    return same & (key.question == about.question) & (key.lane == about.lane)


def _kept(row: Any) -> Kept:
    found = None if row["found"] is None else json.loads(row["found"])
    about = About(*(row[one] for one in ("what", "quarter", "question", "lane", "earlier")))
    return Kept(row["id"], about, row["made_with"], row["changed"], found)
