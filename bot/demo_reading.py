"""The demo's reading room, as it is in the middle of a day: something waits at every desk."""

from datetime import datetime, timedelta

from conversations.safeguarding import Assessment
from storage import mixer
from storage.mixer import Entered
from storage.rooms import Rooms

READER = "the demo's reader"

_WALL = ("a trampoline", "more time with animals please", "WIFI that works upstairs")
_IN_ENGLISH = "Everything is fine here, thank you"
_READ_FOR_SAFETY = 2


def half_read(rooms: Rooms, now: datetime) -> None:
    """One text is cleared, two conversations read for safety, a wall entered, one translated.

    Safe to do again after it was broken off, but for the wall, which then hangs there twice.
    """
    for one in mixer.held_texts(rooms, limit=50, now=now):
        if "college" in one.original:
            mixer.decide(rooms, one.id, "edit", READER, now, one.original)
    for _ in range(_READ_FOR_SAFETY):
        read = mixer.next_for_safety(rooms, READER, now)
        if read:
            mixer.read_for_safety(rooms, read.id, READER, now, worried=False)
    text = mixer.next_to_translate(rooms, READER, now)
    if text:
        mixer.translate(rooms, text.id, _IN_ENGLISH, now, Assessment())
    wall = Entered(
        question="wall.more",
        asked="What should there be MORE of?",
        kind="wall",
        lines=[(line, Assessment()) for line in _WALL],
        by="officer",
        event="Half-term fun day",
        may_quote=True,
    )
    mixer.enter(rooms, wall, now, now - timedelta(hours=1))
