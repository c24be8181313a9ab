"""A file between its preview and its import: sealed, one for each account, an hour at most."""

import json
from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, insert, select, update

from storage.crypto import Vault, new_id
from storage.register.tables import import_draft
from storage.spreadsheets import Row, Sheet
from storage.times import stamp

KEPT = timedelta(hours=1)


def add(conn: Connection, vault: Vault, account_id: str, sheet: Sheet, now: datetime) -> str:
    """Keep a file's rows; the account's draft before it is thrown away."""
    conn.execute(delete(import_draft).where(import_draft.c.account_id == account_id))
    draft_id = new_id()
    body = vault.seal(_body(sheet))
    row = {"id": draft_id, "account_id": account_id, "made_at": stamp(now), "body": body}
    conn.execute(insert(import_draft).values(row))
    return draft_id


def find(
    conn: Connection, vault: Vault, draft_id: str, account_id: str, now: datetime
) -> Sheet | None:
    """The rows of one's own draft; None when it is gone or an hour old."""
    query = select(import_draft.c.body).where(
        import_draft.c.id == draft_id,
        import_draft.c.account_id == account_id,
        import_draft.c.made_at > stamp(now - KEPT),
    )
    body = conn.execute(query).scalar()
    if body is None:
        return None
    read = json.loads(vault.open(body))
    return Sheet(tuple(read["header"]), tuple(Row(line, tuple(c)) for line, *c in read["rows"]))


def replace(conn: Connection, vault: Vault, draft_id: str, sheet: Sheet) -> None:
    """Keep other rows under the same draft; its hour goes on."""
    change = update(import_draft).where(import_draft.c.id == draft_id)
    conn.execute(change.values(body=vault.seal(_body(sheet))))


def throw_away(conn: Connection, draft_id: str, account_id: str) -> bool:
    """Remove one's own draft. False when it was gone already."""
    mine = (import_draft.c.id == draft_id) & (import_draft.c.account_id == account_id)
    return conn.execute(delete(import_draft).where(mine)).rowcount == 1


def any_old(conn: Connection, now: datetime) -> bool:
    """Whether a draft is an hour old."""
    old = import_draft.c.made_at <= stamp(now - KEPT)
    return conn.execute(select(import_draft.c.id).where(old).limit(1)).first() is not None


def forget_old(conn: Connection, now: datetime) -> int:
    """Remove drafts that are an hour old; how many."""
    old = import_draft.c.made_at <= stamp(now - KEPT)
    return int(conn.execute(delete(import_draft).where(old)).rowcount)


def corrected(sheet: Sheet, corrections: Sheet, wrong: frozenset[int]) -> Sheet:
    """The draft with rows put right: a corrected row takes the place of the one with its number.

    Only rows that were wrong are replaced; cells stand under the draft's own columns.
    """
    better = {
        row.line: Row(
            row.line, tuple(corrections.named(row).get(name, "") for name in sheet.header)
        )
        for row in corrections.rows
        if row.line in wrong
    }
    return Sheet(sheet.header, tuple(better.get(row.line, row) for row in sheet.rows))


def without(sheet: Sheet, lines: frozenset[int]) -> Sheet:
    """The draft without some of its rows."""
    return Sheet(sheet.header, tuple(row for row in sheet.rows if row.line not in lines))


def _body(sheet: Sheet) -> str:
    rows = [[row.line, *row.cells] for row in sheet.rows]
    whole = {"header": sheet.header, "rows": rows}
    return json.dumps(whole, ensure_ascii=False, separators=(",", ":"))
