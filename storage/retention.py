"""What is deleted every night, table by table; each line keeps the promise its table states."""

from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import Connection, delete

from storage import audit, suppression
from storage.answers import erasing
from storage.answers.tables import batch
from storage.office import (
    actions,
    calendar,
    campaigns,
    job_runs,
    log,
    populations,
    proposals,
    public_texts,
    reading_work,
    reply_clock,
    reports,
    rosters,
    signatures,
    signins,
)
from storage.register import (
    alerts,
    case_work,
    concerns,
    contacts,
    drafts,
    drills,
    flow_sources,
    held,
    leases,
    money,
    outbox,
    people,
    requests,
    return_codes,
    seen,
    shadow,
)
from storage.rooms import Rooms
from storage.times import london_day, quarter

SIX_YEARS = timedelta(days=6 * 366)
SEVEN_YEARS = timedelta(days=7 * 366)

_NIGHTLY: tuple[tuple[str, Callable[[Connection, Rooms, datetime], object]], ...] = (
    ("seen", lambda conn, _rooms, now: seen.fade(conn, now)),
    ("concern", lambda conn, rooms, now: concerns.forget_closed(conn, rooms.vault, now)),
    ("case_file", lambda conn, rooms, now: case_work.forget_closed(conn, rooms.vault, now)),
    ("alert", lambda conn, _rooms, now: alerts.forget_old(conn, now)),
    ("drill", lambda conn, _rooms, now: drills.forget_old(conn, now)),
    ("request", lambda conn, rooms, now: requests.forget_done(conn, rooms.vault, now)),
    ("held_conversation", lambda conn, _rooms, now: held.forget_tests(conn, now)),
    ("read_lease", lambda conn, _rooms, now: leases.forget_over(conn, now)),
    ("reading_day", lambda conn, _rooms, now: reading_work.forget_old(conn, now)),
    ("public_candidate", lambda conn, _rooms, now: signatures.forget_old(conn, now)),
    ("sign_off", lambda conn, _rooms, now: signatures.forget_old_sign_offs(conn, now)),
    ("shadow_look", lambda conn, _rooms, now: shadow.forget_old(conn, now)),
    ("contact", lambda conn, _rooms, now: contacts.forget_unknown(conn)),
    ("import_draft", lambda conn, _rooms, now: drafts.forget_old(conn, now)),
    ("flow_source", lambda conn, _rooms, now: flow_sources.forget_old(conn, now)),
    ("outbox", lambda conn, _rooms, now: outbox.forget_old(conn, now)),
    ("spend", lambda conn, _rooms, now: money.forget_old(conn, f"{now.year - 7}-01")),
    ("action", lambda conn, _rooms, now: actions.forget_old(conn, london_day(now - SEVEN_YEARS))),
    (
        "proposal",
        lambda conn, _rooms, now: proposals.forget_old(conn, london_day(now - SEVEN_YEARS)),
    ),
    ("log_entry", lambda conn, _rooms, now: log.forget_old(conn, london_day(now - SEVEN_YEARS))),
    (
        "public_text",
        lambda conn, _rooms, now: public_texts.forget_old(conn, london_day(now - SEVEN_YEARS)),
    ),
    (
        "release_day",
        lambda conn, _rooms, now: reply_clock.forget_old(conn, london_day(now - SEVEN_YEARS)),
    ),
    ("campaign", lambda conn, _rooms, now: campaigns.forget_old(conn, now - SEVEN_YEARS)),
    ("population", lambda conn, _rooms, now: populations.forget_old(conn, now.year - 7)),
    ("report", lambda conn, _rooms, now: reports.forget_old(conn, now - SEVEN_YEARS)),
    ("calendar_day", lambda conn, _rooms, now: calendar.forget_old(conn, now - SEVEN_YEARS)),
    ("roster", lambda conn, _rooms, now: rosters.forget_old(conn, now)),
    ("job_run", lambda conn, _rooms, now: job_runs.forget_old(conn, now)),
    ("return_code", lambda conn, _rooms, now: return_codes.forget_old(conn, now)),
    ("audit_log", lambda conn, _rooms, now: audit.forget_old(conn, now - SIX_YEARS, now)),
    ("signin", lambda conn, _rooms, now: signins.sweep(conn, now)),
)


def purge(rooms: Rooms, now: datetime) -> None:
    """Delete all that has outlived its line; one short transaction a table."""
    _remove_who_left(rooms, now)
    for _, forget in _NIGHTLY:
        with rooms.register.write() as conn:
            forget(conn, rooms, now)
    with rooms.answers.write() as conn:
        # A finished release is surely finished once its quarter and the next are over.
        conn.execute(delete(batch).where(batch.c.quarter < quarter(now - timedelta(days=183))))
    _forget_answers(rooms, now)
    with rooms.keys.write() as conn:
        suppression.forget_old(conn, now - timedelta(days=730))
    rooms.register.checkpoint()
    rooms.answers.checkpoint()


def _forget_answers(rooms: Rooms, now: datetime) -> None:
    """Answers after six years with all that was made of them; publications a year later."""
    with rooms.answers.write() as conn:
        erasing.forget_old(conn, quarter(now - SIX_YEARS))
    with rooms.answers.write() as conn:
        erasing.forget_lost(conn)
    with rooms.answers.write() as conn:
        erasing.forget_publications(conn, london_day(now - SEVEN_YEARS).isoformat())


def _remove_who_left(rooms: Rooms, now: datetime) -> None:
    """Those who texted LEAVE, and those whose cohort is 25, once nothing of theirs is open."""
    with rooms.register.write() as conn:
        grown = people.grown_up(conn, rooms.vault, london_day(now))
    with rooms.keys.write() as conn:  # first: what breaks off after this goes on tomorrow
        for _, lookup in grown:
            suppression.add(conn, lookup, "leave", now)
        left = suppression.listed(conn, "leave")
    with rooms.register.write() as conn:
        people.remove(conn, [which for which, _ in people.gone(conn, sorted(left))])
