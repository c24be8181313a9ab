"""Assess a text for safety, before anything else can drop it. What fails counts as a concern."""

import structlog

from conversations import safeguarding
from conversations.flows import Node
from conversations.safeguarding import LEVELS, Assessment, Detector
from conversations.text import MAX_CHARS

log = structlog.get_logger(__name__)

FAILED = Assessment("concern", ("the assessment failed",), needs_person=True, detector="failed")
OVERLAP = 100
"""A longer text is assessed in pieces that overlap, so that no phrase is cut in two."""


def assess(text: str, detector: Detector, question: Node | None, language: str) -> Assessment:
    """The judgement of one text; a failure of the judgement is level concern, for a person."""
    try:
        pieces = [text[at : at + MAX_CHARS] for at in range(0, len(text), MAX_CHARS - OVERLAP)]
        judged = [
            safeguarding.assess(piece, detector, question, language) for piece in pieces or [""]
        ]
        return judged[0] if len(judged) == 1 else _worst(judged)
    except Exception as error:  # fails open: whatever breaks, a person reads it
        log.error("assessment_failed", kind=type(error).__name__)
        return FAILED


def _worst(judged: list[Assessment]) -> Assessment:
    return Assessment(
        max((one.level for one in judged), key=LEVELS.index),
        tuple(dict.fromkeys(reason for one in judged for reason in one.reasons)),
        any(one.needs_person for one in judged),
        judged[0].detector,
    )
