"""Assess a text for safety, before anything else can drop it. What fails counts as a concern."""

import threading
from collections.abc import Callable, Sequence
from functools import partial
from queue import Empty, SimpleQueue

import structlog

from conversations import course, safeguarding
from conversations.flows import Node
from conversations.safeguarding import LEVELS, Assessment, Detector
from conversations.text import MAX_CHARS

log = structlog.get_logger(__name__)

FAILED = Assessment("concern", ("the assessment failed",), needs_person=True, detector="failed")
TOO_SLOW = "the assessment took too long"
OVERLAP = 100
"""A longer text is assessed in pieces that overlap, so that no phrase is cut in two."""

PATIENCE = 0.75
"""Seconds that a reply waits for the whole judgement."""
PATIENCE_WITH_RULES = 0.2
"""Seconds more for the rules alone, so that urgent words are seen though the score hangs."""
MOST_AT_ONCE = 64
"""Judgements under way in one process; beyond these nobody waits, and a person reads."""

_places = threading.BoundedSemaphore(MOST_AT_ONCE)

Late = Callable[[Assessment], None]
"""What to do with a judgement that the reply did not wait for."""


def assess(
    text: str,
    detector: Detector,
    question: Node | None,
    language: str,
    before: Sequence[str] = (),
    late: Late | None = None,
) -> Assessment:
    """The judgement of one text within a second; a failure to judge is a concern for a person.

    `before`: the signs of the conversation so far. `late` is given a judgement that came after
    the reply had gone.
    """
    try:
        work = partial(_judged, text, detector, question, language, before)
        return _patiently(work, late, PATIENCE)
    except Empty:
        log.error("assessment_too_slow")
    try:
        work = partial(_judged, text, detector.without_score(), question, language, before)
        return _needing_a_person(_patiently(work, None, PATIENCE_WITH_RULES))
    except Exception:  # whatever is wrong with it, a person reads the text
        return _needing_a_person(FAILED)


def _judged(
    text: str, detector: Detector, question: Node | None, language: str, before: Sequence[str]
) -> Assessment:
    try:
        pieces = [text[at : at + MAX_CHARS] for at in range(0, len(text), MAX_CHARS - OVERLAP)]
        judged = [
            safeguarding.assess(piece, detector, question, language) for piece in pieces or [""]
        ]
        whole = judged[0] if len(judged) == 1 else _worst(judged)
        return course.in_the_run(whole, before, text[:MAX_CHARS], detector) if before else whole
    except Exception as error:  # fails open: whatever breaks, a person reads it
        log.error("assessment_failed", kind=type(error).__name__)
        return FAILED


def _patiently(work: Callable[[], Assessment], late: Late | None, patience: float) -> Assessment:
    """What `work` finds, if it finds it in time. Raises `Empty`; the work then goes on alone."""
    if not _places.acquire(blocking=False):
        raise Empty
    found: SimpleQueue[Assessment] = SimpleQueue()
    meeting, waited = threading.Lock(), threading.Event()

    def run() -> None:
        try:
            judged = work()
            with meeting:
                if not waited.is_set():
                    found.put(judged)
                    return
            if late is not None:
                late(judged)
        except Exception as error:
            log.error("late_assessment_lost", kind=type(error).__name__)
        finally:
            _places.release()

    threading.Thread(target=run, name="assessment", daemon=True).start()
    try:
        return found.get(timeout=patience)
    except Empty:
        with meeting:
            waited.set()
        return found.get_nowait()  # it may have come in this very moment


def _needing_a_person(judged: Assessment) -> Assessment:
    level = max(judged.level, "concern", key=LEVELS.index)
    reasons = tuple(dict.fromkeys((*judged.reasons, TOO_SLOW)))
    return Assessment(level, reasons, needs_person=True, detector=judged.detector)


def _worst(judged: list[Assessment]) -> Assessment:
    return Assessment(
        max((one.level for one in judged), key=LEVELS.index),
        tuple(dict.fromkeys(reason for one in judged for reason in one.reasons)),
        any(one.needs_person for one in judged),
        judged[0].detector,
    )
