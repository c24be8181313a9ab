"""What is deleted every night, table by table; each line keeps the promise its table states."""

from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import Connection, delete

from storage import suppression
from storage.answers.tables import batch
from storage.office import job_runs, reading_work, signatures, signins
from storage.register import (
    concerns,
    contacts,
    flow_sources,
    held,
    leases,
    money,
    outbox,
    requests,
    seen,
)
from storage.rooms import Rooms
from storage.times import quarter

_NIGHTLY: tuple[tuple[str, Callable[[Connection, Rooms, datetime], object]], ...] = (
    ("seen", lambda conn, _rooms, now: seen.fade(conn, now)),
    ("concern", lambda conn, rooms, now: concerns.forget_closed(conn, rooms.vault, now)),
    ("request", lambda conn, rooms, now: requests.forget_done(conn, rooms.vault, now)),
    ("held_conversation", lambda conn, _rooms, now: held.forget_tests(conn, now)),
    ("read_lease", lambda conn, _rooms, now: leases.forget_over(conn, now)),
    ("reading_day", lambda conn, _rooms, now: reading_work.forget_old(conn, now)),
    ("public_candidate", lambda conn, _rooms, now: signatures.forget_old(conn, now)),
    ("contact", lambda conn, _rooms, now: contacts.forget_unknown(conn)),
    ("flow_source", lambda conn, _rooms, now: flow_sources.forget_old(conn, now)),
    ("outbox", lambda conn, _rooms, now: outbox.forget_old(conn, now)),
    ("spend", lambda conn, _rooms, now: money.forget_old(conn, f"{now.year - 7}-01")),
    ("job_run", lambda conn, _rooms, now: job_runs.forget_old(conn, now)),
    ("signin", lambda conn, _rooms, now: signins.sweep(conn, now)),
)


def purge(rooms: Rooms, now: datetime) -> None:
    """Delete all that has outlived its line; one short transaction a table."""
    for _, forget in _NIGHTLY:
        with rooms.register.write() as conn:
            forget(conn, rooms, now)
    with rooms.answers.write() as conn:
        # A finished release is surely finished once its quarter and the next are over.
        conn.execute(delete(batch).where(batch.c.quarter < quarter(now - timedelta(days=183))))
    with rooms.keys.write() as conn:
        suppression.forget_old(conn, now - timedelta(days=730))
    rooms.register.checkpoint()
    rooms.answers.checkpoint()
