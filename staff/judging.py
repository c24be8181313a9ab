"""The county's own judgement for words that pass the console: what is unsafe, what must go out."""

from functools import cache
from pathlib import Path

from config.data import RedactionLists, load_phrases, load_redaction
from conversations import safeguarding
from conversations.redaction import Redaction, redact
from conversations.safeguarding import Assessment, Detector
from staff.desk import desk


def assess(text: str) -> Assessment:
    """Judge a line that staff entered, or a translation, as the bot would have judged it.

    Fails open: what cannot be judged is a concern for a person.
    """
    try:
        return safeguarding.assess(text, _detector(desk().settings.county_dir))
    except Exception as problem:
        reason = f"detector failed: {type(problem).__name__}"
        return Assessment("concern", (reason,), needs_person=True, detector="failed")


def redacted(text: str, question: str) -> Redaction:
    """A text without names, as far as the machine can see them."""
    return redact(text, _lists(desk().settings.county_dir), question)


@cache
def _detector(county_dir: Path) -> Detector:
    return safeguarding.detector(load_phrases(county_dir))


@cache
def _lists(county_dir: Path) -> RedactionLists:
    return load_redaction(county_dir)
