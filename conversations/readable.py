"""Words that the rules cannot read go to a person, marked with who can read them today."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace

from conversations.flows import Node
from conversations.language import ENGLISH_NAMES, identify
from conversations.matching import match
from conversations.safeguarding import LEVELS, Assessment
from conversations.written_in import written_in

UNREAD = "not readable here"
LANGUAGE = "language: "
LIKELY = 0.9
_CONCERN = LEVELS.index("concern")


def marked(
    judged: Assessment,
    text: str,
    spoken: str,
    question: Node | None,
    reads: Callable[[], Collection[str] | None],
) -> Assessment:
    """The judgement of a text that is not English: a person must see it the same day, and why.

    `reads`: the languages that somebody reads today, asked for only where it matters.
    """
    codes = written_in(text, spoken)
    if codes is None or _is_plain_answer(text, question, spoken):
        return judged
    level = judged.level if LEVELS.index(judged.level) >= _CONCERN else "concern"
    sure = identify(text)
    likely = sure.language if sure.confidence >= LIKELY else None
    why = f"{LANGUAGE}{_told(codes.split(','), likely, reads() or ())}"
    reasons = tuple(dict.fromkeys((*judged.reasons, UNREAD, why)))
    return replace(judged, level=level, reasons=reasons, needs_person=True)


def only_unread(reasons: Sequence[str]) -> bool:
    """Whether nothing was noticed but that nobody could read it."""
    return all(one == UNREAD or one.startswith(LANGUAGE) for one in reasons)


def _told(codes: Sequence[str], likely: str | None, reads: Collection[str]) -> str:
    """ "probably Tigrinya; nobody reads it today, find an interpreter"."""
    if likely is not None and likely in codes and len(codes) > 1:
        names, codes = f"probably {_name(likely)}", (likely,)
    else:
        names = " or ".join(_name(code) for code in codes)
    if all(code in reads for code in codes):
        return f"{names}; somebody reads it today"
    if any(code in reads for code in codes):
        return f"{names}; ask who reads today whether it is theirs"
    return f"{names}; nobody reads it today, find an interpreter"


def _name(code: str) -> str:
    return ENGLISH_NAMES[code].split("|")[0].capitalize() if code in ENGLISH_NAMES else "not known"


def _is_plain_answer(text: str, question: Node | None, spoken: str) -> bool:
    if question is None or not question.asks:
        return False
    span = (question.low, question.high)
    found = match(question.kind, text, question.choices, span, spoken)
    return found.value is not None and not found.more
