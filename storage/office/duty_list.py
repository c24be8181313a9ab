"""Who can be rung: a telephone number and an e-mail address for each who may be put on duty."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, delete, insert, select, update

from storage.crypto import new_id
from storage.office.tables import duty_person


@dataclass(frozen=True)
class Listed:
    """One line of the list, its addresses still sealed. No account: the out-of-hours team."""

    id: str
    account_id: str | None
    body: bytes


def listing(conn: Connection) -> list[Listed]:
    """Everybody on the list."""
    rows = conn.execute(select(duty_person).order_by(duty_person.c.id)).mappings()
    return [Listed(**row) for row in rows]


def put(conn: Connection, account_id: str | None, body: bytes) -> str:
    """Keep somebody's addresses, in place of those before; the line's id."""
    known = conn.execute(select(duty_person.c.id).where(_who(account_id))).scalar()
    if known is not None:
        conn.execute(update(duty_person).where(duty_person.c.id == known).values(body=body))
        return str(known)
    made = new_id()
    conn.execute(insert(duty_person).values(id=made, account_id=account_id, body=body))
    return made


def remove(conn: Connection, account_id: str | None) -> None:
    """Take somebody off the list."""
    conn.execute(delete(duty_person).where(_who(account_id)))


def _who(account_id: str | None) -> ColumnElement[bool]:
    mine = duty_person.c.account_id
    return mine.is_(None) if account_id is None else mine == account_id
