"""Whom a case is about, where they work here: they must not see that it exists."""

import json
import re
from collections.abc import Iterable

from sqlalchemy import Connection, insert, select, update

from conversations.text import folded
from storage.crypto import Vault, new_id
from storage.register import notices
from storage.register.case_tables import case_hidden

_WORD = re.compile(r"[^\W\d_]+")


def hide(conn: Connection, vault: Vault, case_id: str, account_id: str) -> None:
    """It is about this account, which must not see that it exists."""
    tags = _hidden_tags(vault, case_id, account_id)
    known = conn.execute(select(case_hidden.c.id).where(case_hidden.c.tag.in_(tags))).first()
    if known is None:
        row = {"id": new_id(), "case_id": case_id, "tag": tags[0]}
        conn.execute(insert(case_hidden).values(row))


def hidden_from(
    conn: Connection, vault: Vault, cases: Iterable[str], account_id: str
) -> frozenset[str]:
    """Which of these cases this account must not see."""
    tags = {tag: one for one in cases for tag in _hidden_tags(vault, one, account_id)}
    query = select(case_hidden.c.tag).where(case_hidden.c.tag.in_(list(tags)))
    return frozenset(tags[tag] for tag in conn.execute(query).scalars())


def say_names(conn: Connection, vault: Vault, names: dict[str, str]) -> None:
    """Leave the names of those who might open a case, as keyed hashes of their words."""
    kept = {
        account_id: sorted({vault.tag(_NAME, word) for word in _name_words(name)})
        for account_id, name in names.items()
    }
    text = json.dumps(kept, sort_keys=True)
    if notices.get(conn, notices.STAFF_NAMES) != text:
        notices.put(conn, notices.STAFF_NAMES, text)


_JOBS = frozenset(
    ("admin", "board", "council", "day", "duty", "lead", "manager", "night", "officer", "person",
     "reader", "safeguarding", "social", "staff", "team", "the", "and", "worker")
)  # fmt: skip
_SHORTEST_NAME = 3
_NAME = "staff name"


def _name_words(name: str) -> set[str]:
    words = {one for one in _WORD.findall(folded(name)) if len(one) >= _SHORTEST_NAME}
    return words - _JOBS


def named_in(conn: Connection, vault: Vault, text: str) -> tuple[str, ...]:
    """Accounts whose name stands in these words."""
    kept = json.loads(notices.get(conn, notices.STAFF_NAMES) or "{}")
    if not kept:
        return ()
    said = {tag for word in _name_words(text) for tag in vault.tags(_NAME, word)}
    return tuple(one for one, tags in kept.items() if not said.isdisjoint(tags))


def anybody_named(conn: Connection, account_id: str) -> bool:
    """Whether this account has a name that words could say."""
    kept = json.loads(notices.get(conn, notices.STAFF_NAMES) or "{}")
    return bool(kept.get(account_id))


def is_named(conn: Connection, vault: Vault, account_id: str, *words: str) -> bool:
    """Whether any of these words name this account."""
    return account_id in named_in(conn, vault, "\n".join(words))


def hide_from_named(
    conn: Connection, vault: Vault, case_id: str, text: str, lines: Iterable[tuple[str, str]]
) -> None:
    """Nobody opens a case in which the young person says their name, however long before."""
    for account_id in named_in(conn, vault, in_their_words(text, lines)):
        hide(conn, vault, case_id, account_id)


def rehash(conn: Connection, vault: Vault, accounts: Iterable[str]) -> tuple[int, int]:
    """Put who must not see which case under the newest pepper; (changed, of no known account)."""
    known, changed, left = tuple(accounts), 0, 0
    for row in conn.execute(select(case_hidden)).all():
        about = {tag: one for one in known for tag in _hidden_tags(vault, row.case_id, one)}
        if row.tag not in about:
            left += 1
            continue
        newest = _hidden_tags(vault, row.case_id, about[row.tag])[0]
        if newest != row.tag:
            here = case_hidden.c.id == row.id
            changed += conn.execute(update(case_hidden).where(here).values(tag=newest)).rowcount
    return changed, left


def in_their_words(text: str, lines: Iterable[tuple[str, str]]) -> str:
    """What the young person said, of a whole conversation; our own texts name helplines only."""
    return "\n".join((text, *(what for who, what in lines if who == "you")))


def _hidden_tags(vault: Vault, case_id: str, account_id: str) -> tuple[str, ...]:
    return vault.tags("case about", f"{case_id}:{account_id}")
