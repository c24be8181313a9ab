"""`manage.py drill`: plants test disclosures now, and says what became of those before."""

from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # so that every command starts at once
    from worker import Work


def drill(work: "Work") -> int:
    """Plant one disclosure by every channel; exit 1 where the machine missed one of its own."""
    from bot import drill as planting
    from storage.register import drills

    now = work.clock.now()
    done = planting.plant(work.service, now)
    missed = [one.channel for one in done if one.found_at is None and one.channel != "reader"]
    print("Planted, marked as a test and never counted:")
    for one in done:
        became = "a test case, and who is on duty is rung" if one.found_at else "waits for a reader"
        print(f"  {one.channel:8} {'MISSED' if one.channel in missed else became}")
    with work.service.rooms.register.read() as conn:
        new = {one.id for one in done}
        before = [one for one in drills.latest(conn) if one.id not in new]
    for one in before[:12]:
        found, seen, decided = (
            _took(one.took(at)) for at in (one.found_at, one.seen_at, one.decided_at)
        )
        print(f"  {one.planted_at:%d.%m.%Y %H:%M} {one.channel:8}", end=" ")
        print(f"found {found}, opened {seen}, decided {decided}")
    print("The figures are at /staff/drills.")
    return int(bool(missed))


def _took(time: timedelta | None) -> str:
    return "not yet" if time is None else f"after {time.total_seconds() / 60:.0f} min"
