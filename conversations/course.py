"""The run of a conversation: signs that are mild one by one, and what words mean after others."""

from collections.abc import Sequence
from dataclasses import replace

from conversations.safeguarding import LEVELS, Assessment, Detector

MOST_SIGNS = 20
"""More would be a flood; the newest are kept."""

# What each earlier text weighs. Somebody with nobody, who feels low, is enough; so are two low
# texts beside another sign. Words like "bullying" on a wall alone would have to come five times.
_WEIGHTS = {"alone": 1.5, "feelings": 1.0, "sign": 0.5, "concern": 1.5, "urgent": 1.5}
_ENOUGH = 2.5
_GRAVE = ("concern", "urgent")


def in_the_run(
    judged: Assessment, before: Sequence[str], text: str, phrases: Detector
) -> Assessment:
    """The judgement of a text beside what was noticed earlier; it can only raise."""
    if LEVELS.index(judged.level) >= LEVELS.index("concern"):
        return judged
    if any(sign in _GRAVE for sign in before) and phrases.goes_on(text):
        return _raised(judged, "run: more about it")
    mark = sign_of(judged)
    if mark is None or not before:
        return judged
    weight = _WEIGHTS[mark] + sum(_WEIGHTS.get(sign, 0.0) for sign in before)
    return _raised(judged, "run: several signs") if weight >= _ENOUGH else judged


def signs_after(before: Sequence[str], judged: Assessment) -> list[str]:
    """What to remember of the conversation: kinds of signs only, never words."""
    mark = sign_of(judged)
    return [*before, mark][-MOST_SIGNS:] if mark else list(before)


def sign_of(judged: Assessment) -> str | None:
    """The kind of sign that a text was; None where it was none."""
    if judged.level == "none":
        return None
    if judged.level in _GRAVE:
        return judged.level
    for kind in ("alone", "feelings"):
        if any(reason.startswith(f"{kind}:") for reason in judged.reasons):
            return kind
    return "sign"


def _raised(judged: Assessment, why: str) -> Assessment:
    return replace(judged, level="concern", reasons=(*judged.reasons, why))
