"""A judgement that came after the reply had gone still raises the concern that it belongs to."""

import threading
from datetime import datetime

import structlog

from conversations.safeguarding import LEVELS, Assessment
from storage.register import cases
from storage.rooms import Rooms

log = structlog.get_logger(__name__)

WAITS_FOR_THE_WRITE = 60.0
"""Seconds; a turn that never wrote is tried again, and judged again with it."""


class LateScore:
    """Waits for the turn to be written, then raises its concern where the late judgement is worse.

    Called in a thread of its own, by nobody who waits.
    """

    def __init__(self, rooms: Rooms, now: datetime) -> None:
        self._rooms, self._now = rooms, now
        self._written = threading.Event()
        self._concern: str | None = None

    def belongs_to(self, concern_id: str | None) -> None:
        """The turn is written; this is the concern that it raised or joined."""
        self._concern = concern_id
        self._written.set()

    def __call__(self, judged: Assessment) -> None:
        """Raise the level; a failure is in the log, and the text is a concern as it is."""
        if LEVELS.index(judged.level) <= LEVELS.index("concern"):
            return
        if not self._written.wait(WAITS_FOR_THE_WRITE) or self._concern is None:
            log.error("late_assessment_lost", kind="no concern")
            return
        reasons = (*judged.reasons, "came late")
        with self._rooms.register.write() as conn:
            raised = cases.raise_to(
                conn, self._rooms.vault, self._concern, judged.level, reasons, self._now
            )
        log.warning("late_assessment_raised", concern=self._concern, raised=raised)
