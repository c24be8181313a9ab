"""Whether the safety read keeps up: while it is late, nobody is asked anything new."""

import json
from datetime import datetime, timedelta

from storage.reading_room import queue
from storage.register import notices
from storage.rooms import Rooms


def refresh(rooms: Rooms, hold: timedelta, within: timedelta, now: datetime) -> bool:
    """Leave the sender word of it; whether the oldest conversation waits longer than it may."""
    oldest = queue(rooms, now).oldest_conversation
    late = oldest is not None and now - (oldest - hold) > within
    text = json.dumps(late)
    with rooms.register.read() as conn:
        known = notices.get(conn, notices.READ_LATE)
    if known != text:
        with rooms.register.write() as conn:
            notices.put(conn, notices.READ_LATE, text)
    return late
