"""Row 5: queueing a campaign to 10,000 contacts, beside inserting 10,000 rows in bulk."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from sqlalchemy import insert, select

from benchmarks.measure import Size, interleaved, ratios, spread
from benchmarks.report import Report
from benchmarks.sms_turn import scratch
from config.settings import database_url
from storage.crypto import Vault, new_id
from storage.register import contacts
from storage.register.outbox import Campaign, Wording, queue_campaign
from storage.register.sending_tables import outbox, outbox_text
from storage.register.tables import contact
from storage.rooms import Rooms, migrate, open_rooms
from tests import facilities

PEOPLE, GOAL = 10_000, 5.0
NOW = datetime(2026, 5, 12, 15, tzinfo=UTC)
VAULT = Vault(("Z" * 43 + "=",), ("d7" * 24,))
OURS, FLOOR = "campaign queued", "bulk insert"


def measure(size: Size) -> list[Report]:
    """Both kinds of database."""
    people = PEOPLE if size.seconds >= 1 else 200
    report = Report(
        f"5. Queueing a campaign to {people:,} contacts, committed",
        ("", "ms", "times the bulk insert"),
    )
    for kind in ("SQLite", "PostgreSQL"):
        lack = facilities.postgres_missing() if kind == "PostgreSQL" else None
        if lack:
            report.not_run.append((kind, lack))
            continue
        with rooms_on(kind) as rooms:
            people_in(rooms, people)
            _tell(kind, report, rooms, people, size)
    return [report]


@contextmanager
def rooms_on(kind: str) -> Iterator[Rooms]:
    """New, migrated databases of one kind."""
    names = ("register", "keys", "answers")
    with scratch() as folder:
        if kind == "SQLite":
            urls = [f"sqlite:///{folder}/{name}.db" for name in names]
        else:
            urls = [facilities.fresh_postgres_url() for _ in names]
        rooms = open_rooms(*(database_url(url) for url in urls), VAULT)
        migrate(rooms)
        try:
            yield rooms
        finally:
            rooms.close()
            for url in urls:
                if url.startswith("postgresql"):
                    facilities.drop_postgres(url)


def people_in(rooms: Rooms, people: int) -> list[str]:
    """That many contacts, with numbers longer than any there is. Their ids."""
    known = {"place": "havant", "status": "in-care", "consent": "agreed", "may_ask": True,
             "onboarded": True,
             "cohort": contacts.cohort_code(rooms.vault, 2012)}  # fmt: skip
    rows = [
        contacts.new_row(rooms.vault, f"+44770090{at:06d}", "registered", **known)
        for at in range(people)
    ]
    with rooms.register.write() as conn:
        for row in rows:
            contacts.add(conn, row)
    return [str(row["id"]) for row in rows]


def _tell(kind: str, report: Report, rooms: Rooms, people: int, size: Size) -> None:
    runs = {OURS: lambda: _queued(rooms, people), FLOOR: lambda: _inserted(rooms, people)}
    for run in runs.values():
        run()
    done = interleaved(runs, size.rounds)
    times = ratios(done[OURS], done[FLOOR])
    report.lines.append((kind, "", ""))
    report.lines.append((f"  {OURS}", spread(done[OURS]).show(), times.show(".2f")))
    report.lines.append((f"  {FLOOR}", spread(done[FLOOR]).show(), ""))
    report.goals.append(
        (f"{kind}: at most {GOAL:g} times; {times.median:.2f}", times.median <= GOAL)
    )


def _queued(rooms: Rooms, people: int) -> float:
    """Through the outbox: one INSERT … SELECT, no number opened. Milliseconds."""
    wordings = (Wording("en", "What would you change about your week?", 1),)
    campaign = Campaign(new_id(), "prompt", wordings, NOW, flow="check-in", part="a")
    begun = time.perf_counter()
    with rooms.register.write() as conn:
        found = queue_campaign(conn, rooms.vault, campaign, select(contact.c.id), 0)
    took = time.perf_counter() - begun
    assert found == people, found
    _emptied(rooms)
    return 1000 * took


def _inserted(rooms: Rooms, people: int) -> float:
    """As many rows that are ready, into the same table. Milliseconds."""
    rows = [
        {"id": new_id(), "token": new_id(), "kind": "prompt", "state": "due",
         "due_at": "2026-05-12T15:00:00+00:00", "contact_id": new_id(), "campaign_id": "c",
         "flow": "check-in", "part": "a", "text_id": "t", "segments": 1, "epoch": 0}
        for _ in range(people)
    ]  # fmt: skip
    begun = time.perf_counter()
    with rooms.register.write() as conn:
        conn.execute(insert(outbox), rows)
    took = time.perf_counter() - begun
    _emptied(rooms)
    return 1000 * took


def _emptied(rooms: Rooms) -> None:
    with rooms.register.write() as conn:
        conn.execute(outbox.delete())
        conn.execute(outbox_text.delete())
    rooms.register.checkpoint()
