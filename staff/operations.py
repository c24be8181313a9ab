"""How the service is running: what waits, the last release, whether everything is alive."""

from dataclasses import dataclass
from datetime import date, timedelta

from flask import Blueprint, render_template

from staff.desk import desk, now
from staff.roles import may
from staff.words_on_page import LANES
from storage import mixer
from storage.register import concerns, notices, requests

pages = Blueprint("operations", __name__)

OLDEST_BEAT = timedelta(minutes=5)


@dataclass(frozen=True)
class Waiting:
    """Counts only: an administrator sees no content."""

    texts: int
    oldest_days: int
    looks: int
    concerns: int
    requests: int


@pages.get("/running")
@may("admin", "officer")
def show() -> str:
    """Everything on one page, with what to do where something is wrong."""
    rooms, at = desk().rooms, now()
    queue = mixer.queue(rooms)
    with rooms.register.read() as conn:
        waiting = Waiting(
            texts=queue.texts,
            oldest_days=(at - queue.oldest).days if queue.oldest else 0,
            looks=queue.looks,
            concerns=len(concerns.listing(conn, rooms.vault)),
            requests=len(requests.listing(conn, rooms.vault)),
        )
        released = {lane: notices.get(conn, f"released-{lane}") for lane in LANES}
        beat = notices.last_beat(conn)
    return render_template(
        "running.html",
        waiting=waiting,
        released={lane: date.fromisoformat(day) if day else None for lane, day in released.items()},
        beat=beat,
        alive=beat is not None and at - beat <= OLDEST_BEAT,
        wrong=rooms.check(),
        rules=desk().county.release,
    )
