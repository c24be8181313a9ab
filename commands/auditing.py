"""Verifying the audit log: the whole chain, and that it still has the head that was mailed."""

from storage import audit
from storage.rooms import Rooms


def verify(rooms: Rooms, written: str | None) -> int:
    """Say whether the log is whole; 1 where it is not, 2 where the head cannot be read."""
    kept = audit.read_head(written) if written else None
    if written and kept is None:
        print("The head is written like 123:9f86d0…, as in the e-mail.")
        return 2
    with rooms.register.read() as conn:
        broken = audit.verify(conn)
        moved = audit.verify(conn, kept) if kept else None
    if broken is None and moved is None:
        print("The audit log is whole." + (" It has the head that was mailed." if kept else ""))
        return 0
    if broken is None and kept:
        print(f"The audit log is not the one that was mailed: row {kept.seq} is another, or gone.")
        return 1
    print(f"The audit log is broken: row {broken} was changed, removed or put in.")
    return 1
